#include "quota/quota.h"

#include <neutrino/fault.h>

#include <gtest/gtest.h>

namespace neutrino::quota {
namespace {

// A transaction that knows only how many records a project has.
class Counting : public Transaction {
public:
    explicit Counting(std::size_t used, std::vector<RecordPtr> overrides = {})
        : used_(used), overrides_(std::move(overrides)) {}
    std::size_t count_by(const ResourceType&, std::string_view, const Value&) const override { return used_; }

    RecordPtr find(const ResourceType&, std::string_view) const override { return nullptr; }
    std::vector<RecordPtr> find_by(const ResourceType&, std::string_view, const Value& project) const override {
        return project == Value("special") ? overrides_ : std::vector<RecordPtr>();
    }
    void each(const ResourceType&, const std::function<bool(const RecordPtr&)>&) const override {}
    std::size_t count(const ResourceType&) const override { return used_; }
    RecordPtr insert(Record) override { return nullptr; }
    RecordPtr update(Record) override { return nullptr; }
    void erase(const ResourceType&, std::string_view) override {}
    void touch(const ResourceType&, std::string_view) override {}
    std::int64_t execute(std::string_view, std::span<const Value>) override { return 0; }
    std::vector<Row> query(std::string_view, std::span<const Value>) override { return {}; }
    void after_commit(std::function<void()>) override {}
    void on_rollback(std::function<void()>) override {}

private:
    std::size_t used_;
    std::vector<RecordPtr> overrides_;
};

TEST(QuotaTest, LastPlaceIsGivenOnce) {
    ResourceType type;
    type.quota = "network";
    const Quota quota({{"network", 3}}, -1);
    EXPECT_NO_THROW(quota.enforce(Counting(2), type, "p", 1));
    EXPECT_THROW(quota.enforce(Counting(2), type, "p", 2), Fault);
    EXPECT_THROW(quota.enforce(Counting(3), type, "p", 1), Fault);
}

TEST(QuotaTest, NegativeIsUnlimitedAndMissingIsDefault) {
    ResourceType type;
    type.quota = "port";
    EXPECT_NO_THROW(Quota({{"port", -1}}, 0).enforce(Counting(1000), type, "p", 1));
    EXPECT_THROW(Quota({}, 0).enforce(Counting(0), type, "p", 1), Fault);
    type.quota.clear();
    EXPECT_NO_THROW(Quota({}, 0).enforce(Counting(5), type, "p", 1));
}

TEST(QuotaTest, AProjectMayHaveLimitsOfItsOwn) {
    ResourceType overrides;
    for (const char* name : {"project_id", "resource", "limit"}) {
        overrides.attributes.emplace_back();
        overrides.attributes.back().name = name;
    }
    overrides.seal();
    const auto own = [&](const char* resource, int limit) {
        Record record(overrides);
        record.set("project_id", "special");
        record.set("resource", resource);
        record.set("limit", limit);
        return std::make_shared<const Record>(std::move(record));
    };
    ResourceType type;
    type.quota = "network";
    const Quota quota({{"network", 3}}, -1, &overrides);
    const Counting more(3, {own("port", 0), own("network", 5)});
    EXPECT_NO_THROW(quota.enforce(more, type, "special", 2));
    EXPECT_THROW(quota.enforce(more, type, "special", 3), Fault);
    EXPECT_THROW(quota.enforce(more, type, "usual", 1), Fault);
    EXPECT_NO_THROW(quota.enforce(Counting(9, {own("network", -1)}), type, "special", 1));
    EXPECT_THROW(quota.enforce(Counting(0, {own("network", 0)}), type, "special", 1), Fault);
}

}  // namespace
}  // namespace neutrino::quota
