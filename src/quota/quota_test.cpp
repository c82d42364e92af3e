#include "quota/quota.h"

#include <neutrino/fault.h>

#include <gtest/gtest.h>

namespace neutrino::quota {
namespace {

// A transaction that knows only how many records a project has.
class Counting : public Transaction {
public:
    explicit Counting(std::size_t used) : used_(used) {}
    std::size_t count_by(const ResourceType&, std::string_view, const Value&) const override { return used_; }

    RecordPtr find(const ResourceType&, std::string_view) const override { return nullptr; }
    std::vector<RecordPtr> find_by(const ResourceType&, std::string_view, const Value&) const override { return {}; }
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

}  // namespace
}  // namespace neutrino::quota
