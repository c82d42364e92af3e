#pragma once
// The database as the rest of the program has it: SQL tables, the image of them, and transactions on both.

#include "store/change_log.h"
#include "store/image.h"
#include "store/mapping.h"
#include "store/schema.h"
#include "store/writer.h"

#include <neutrino/transaction.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace neutrino::store {

struct StoreOptions {
    std::string connection;               // [database] connection
    std::filesystem::path schema_folder;  // the folder schema/ as installed
    bool upgrade = true;  // create or upgrade tables at open(); false: refuse to open a database that needs it
    std::int64_t changes_kept = 1'000'000;  // rows of the change log
};

// What `neutrino db upgrade` does; needs no catalog but for the tables of third parties. Returns what was done, a line
// each. Throws std::runtime_error or std::invalid_argument with a reason for the operator.
std::vector<std::string> database_upgrade(const StoreOptions& options, std::span<const TableSchema> third_party = {});

// Thread-safe.
class Store : public Database {
public:
    // Opens and loads everything. The catalog must be complete and outlives the store. Throws std::runtime_error or
    // std::invalid_argument with a reason for the operator.
    static std::unique_ptr<Store> open(const StoreOptions& options, const Catalog& catalog,
                                       std::span<const TableSchema> third_party = {});
    ~Store() override;

    const View& image() const override { return image_; }
    void write(const std::function<void(Transaction&)>& work) override { writer_->write(work); }
    void listen(const ResourceType& type, Listener heard) override;

    // The change log. Each answers from committed rows.
    std::vector<Change> changes_since(std::int64_t seq, std::size_t limit);
    std::int64_t last_change();
    // Who saw nothing since before this number must read everything anew.
    std::int64_t first_change();

    // The oracle of all tests that write: the image must be what SQL says. Returns the differences, a line each. Holds
    // writes up.
    std::vector<std::string> verify();

    // Finishes the writes that were accepted and refuses new ones. The image stays readable.
    void stop() { writer_->stop(); }

private:
    Store(std::shared_ptr<void> claim, std::unique_ptr<Session> writing, std::unique_ptr<Session> reading,
          const Catalog& catalog, const StoreOptions& options);
    void load(Session& session);
    void publish(std::span<const RecordChange> changes) noexcept;

    std::shared_ptr<void> claim_;
    Mapping mapping_;
    Image image_;
    std::shared_mutex listeners_mutex_;
    std::unordered_map<const ResourceType*, std::vector<Listener>> listeners_;
    std::mutex reading_mutex_;
    std::unique_ptr<Session> reading_;  // for the change log: readers never wait for the writer
    std::unique_ptr<Writer> writer_;
};

}  // namespace neutrino::store
