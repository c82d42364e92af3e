#include "store/overlay.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OverlayTest : public ::testing::Test {
protected:
    OverlayTest() : ports_(catalog_.get("ports")), image_(catalog_, {}), overlay_(image_) {
        for (const char* id : {"a", "c", "e"}) {
            const RecordChange change{&ports_, nullptr, port(id, "net-1")};
            image_.apply({&change, 1});
        }
    }
    RecordPtr port(std::string_view id, std::string_view network) {
        return std::make_shared<const Record>(test::port_sample(catalog_, id, network, id));
    }
    RecordPtr put(Overlay& overlay, std::string_view id, std::string_view network) {
        const RecordPtr record = port(id, network);
        overlay.put(ports_, id, record);
        return record;
    }
    std::vector<std::string> all(const View& view) {
        std::vector<std::string> ids;
        view.each(ports_, [&](const RecordPtr& record) {
            ids.emplace_back(record->id());
            return true;
        });
        EXPECT_EQ(view.count(ports_), ids.size());
        return ids;
    }
    std::vector<std::string> in(const View& view, std::string_view network) {
        std::vector<std::string> ids;
        for (const RecordPtr& record : view.find_by(ports_, "network_id", Value(network))) {
            ids.emplace_back(record->id());
        }
        EXPECT_EQ(view.count_by(ports_, "network_id", Value(network)), ids.size());
        return ids;
    }

    Catalog catalog_ = test::sample_catalog();
    const ResourceType& ports_;
    Image image_;
    Overlay overlay_;
};

TEST_F(OverlayTest, ShowsTheBaseUntilChanged) {
    EXPECT_THAT(all(overlay_), ElementsAre("a", "c", "e"));
    EXPECT_THAT(in(overlay_, "net-1"), ElementsAre("a", "c", "e"));
    EXPECT_EQ(overlay_.find(ports_, "a"), image_.find(ports_, "a"));
    EXPECT_THAT(overlay_.changes(), IsEmpty());
}

TEST_F(OverlayTest, ShowsItsOwnChangesInOrder) {
    put(overlay_, "b", "net-1");
    put(overlay_, "f", "net-2");
    const RecordPtr moved = put(overlay_, "c", "net-2");
    overlay_.put(ports_, "a", nullptr);
    EXPECT_THAT(all(overlay_), ElementsAre("b", "c", "e", "f"));
    EXPECT_THAT(in(overlay_, "net-1"), ElementsAre("b", "e"));
    EXPECT_THAT(in(overlay_, "net-2"), ElementsAre("c", "f"));
    EXPECT_EQ(overlay_.find(ports_, "c"), moved);
    EXPECT_EQ(overlay_.find(ports_, "a"), nullptr);
    EXPECT_THAT(all(image_), ElementsAre("a", "c", "e"));
}

TEST_F(OverlayTest, VisitsEndWhenToldSo) {
    put(overlay_, "b", "net-1");
    for (std::size_t limit = 1; limit <= 4; ++limit) {
        std::size_t seen = 0;
        overlay_.each(ports_, [&](const RecordPtr&) { return ++seen < limit; });
        EXPECT_EQ(seen, limit);
    }
}

TEST_F(OverlayTest, ChangesAreNetAndInOrder) {
    const RecordPtr before = image_.find(ports_, "c");
    put(overlay_, "z", "net-1");
    put(overlay_, "c", "net-2");
    const RecordPtr last = put(overlay_, "c", "net-3");
    put(overlay_, "passing", "net-1");
    overlay_.put(ports_, "passing", nullptr);
    overlay_.put(ports_, "a", nullptr);
    const std::vector<RecordChange> changes = overlay_.changes();
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].before, nullptr);
    EXPECT_EQ(changes[0].after->id(), "z");
    EXPECT_EQ(changes[1].before, before);
    EXPECT_EQ(changes[1].after, last);
    EXPECT_EQ(changes[2].before->id(), "a");
    EXPECT_EQ(changes[2].after, nullptr);
}

TEST_F(OverlayTest, AbsorbsWhatLiesOnTop) {
    put(overlay_, "b", "net-1");
    Overlay upper(static_cast<const View&>(overlay_));
    put(upper, "b", "net-2");
    upper.put(ports_, "c", nullptr);
    put(upper, "g", "net-2");
    EXPECT_EQ(upper.changes().front().before, overlay_.find(ports_, "b"));
    const std::vector<std::string> seen = all(upper);
    overlay_.absorb(upper);
    EXPECT_EQ(all(overlay_), seen);
    EXPECT_THAT(in(overlay_, "net-2"), ElementsAre("b", "g"));
    EXPECT_EQ(overlay_.changes().front().before, nullptr);
}

// Two overlays on an image show what a plain map holds, whatever is done to them.
TEST_F(OverlayTest, BehavesAsAMapDoes) {
    std::mt19937 random(7);
    const std::vector<std::string> ids{"a", "b", "c", "d", "e", "f", "g"};
    for (int round = 0; round < 60; ++round) {
        std::map<std::string, std::string> model;
        image_.each(ports_, [&](const RecordPtr& record) {
            model[std::string(record->id())] = record->get("network_id").str();
            return true;
        });
        Overlay lower(image_);
        for (int part = 0; part < 3; ++part) {
            Overlay upper(static_cast<const View&>(lower));
            const std::map<std::string, std::string> undone = model;
            for (int i = 0; i < 6; ++i) {
                const std::string& id = ids[random() % ids.size()];
                if (random() % 3 == 0) {
                    if (upper.find(ports_, id)) upper.put(ports_, id, nullptr);
                    model.erase(id);
                } else {
                    model[id] = "net-" + std::to_string(random() % 3);
                    put(upper, id, model[id]);
                }
            }
            const bool keep = random() % 3 != 0;
            if (keep) lower.absorb(upper);
            if (!keep) model = undone;
            std::vector<std::string> expected;
            std::vector<std::string> in_one;
            for (const auto& [id, network] : model) {
                expected.push_back(id);
                if (network == "net-1") in_one.push_back(id);
            }
            EXPECT_EQ(all(lower), expected);
            EXPECT_EQ(in(lower, "net-1"), in_one);
        }
        const std::vector<std::string> seen = all(lower);
        image_.apply(lower.changes());
        EXPECT_EQ(all(image_), seen);
        EXPECT_THAT(image_.check(), IsEmpty());
    }
}

}  // namespace
}  // namespace neutrino::store
