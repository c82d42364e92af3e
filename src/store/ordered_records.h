#pragma once
// Records in the order of their ids.

#include <neutrino/record.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace neutrino::store {

// A sorted list cut into chunks that never change once they are in it: a change makes a new chunk. So a snapshot is a
// copy of a few pointers, and is read without a lock while the original goes on changing. The object itself is guarded
// by its owner's lock.
class OrderedRecords {
    struct Entry {
        std::uint64_t prefix;  // the id's first eight bytes, so that a search rarely follows the pointer
        RecordPtr record;
    };
    using Chunk = std::vector<Entry>;
    using Chunks = std::vector<std::shared_ptr<const Chunk>>;

public:
    class Snapshot {
    public:
        Snapshot() = default;
        // Return false to stop.
        template <class Visit>
        void each(Visit&& visit) const {
            for (const auto& chunk : chunks_) {
                for (const Entry& entry : *chunk) {
                    if (!visit(entry.record)) return;
                }
            }
        }

    private:
        friend class OrderedRecords;
        explicit Snapshot(Chunks chunks) : chunks_(std::move(chunks)) {}
        Chunks chunks_;
    };

    std::size_t size() const noexcept { return size_; }
    RecordPtr find(std::string_view id) const;
    // Adds the record, or puts it in the place of the one with its id.
    void put(RecordPtr record);
    void erase(std::string_view id);
    // In place of everything; much quicker than one by one. Ids must differ.
    void assign(std::vector<RecordPtr> records);
    Snapshot snapshot() const { return Snapshot(chunks_); }

private:
    struct Position {
        std::size_t chunk;
        std::size_t entry;  // where the id is or belongs
        bool found;
    };
    Position locate(std::string_view id) const;

    Chunks chunks_;
    std::size_t size_ = 0;
};

}  // namespace neutrino::store
