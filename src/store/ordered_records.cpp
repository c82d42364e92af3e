#include "store/ordered_records.h"

#include <algorithm>
#include <compare>

namespace neutrino::store {
namespace {

// Chunks are copied at each change: small ones for cheap changes, big ones for few allocations and cheap snapshots.
constexpr std::size_t kChunkMax = 128;
constexpr std::size_t kChunkFill = 96;  // of a list made in one go

std::uint64_t prefix_of(std::string_view id) {
    std::uint64_t prefix = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        prefix = prefix << 8 | (i < id.size() ? static_cast<unsigned char>(id[i]) : 0);
    }
    return prefix;
}

}  // namespace

OrderedRecords::Position OrderedRecords::locate(std::string_view id) const {
    const std::uint64_t prefix = prefix_of(id);
    const auto before = [&](const Entry& entry) {
        if (entry.prefix != prefix) return entry.prefix < prefix;
        return entry.record->id() < id;
    };
    // The last chunk that starts at or before the id; chunks are never empty.
    const auto next = std::partition_point(chunks_.begin(), chunks_.end(), [&](const auto& chunk) {
        const Entry& first = chunk->front();
        return before(first) || (first.prefix == prefix && first.record->id() == id);
    });
    if (chunks_.empty()) return {0, 0, false};
    const std::size_t index = next == chunks_.begin() ? 0 : static_cast<std::size_t>(next - chunks_.begin()) - 1;
    const Chunk& chunk = *chunks_[index];
    const auto place = std::partition_point(chunk.begin(), chunk.end(), before);
    const bool found = place != chunk.end() && place->prefix == prefix && place->record->id() == id;
    return {index, static_cast<std::size_t>(place - chunk.begin()), found};
}

RecordPtr OrderedRecords::find(std::string_view id) const {
    const Position at = locate(id);
    return at.found ? (*chunks_[at.chunk])[at.entry].record : nullptr;
}

void OrderedRecords::put(RecordPtr record) {
    const Position at = locate(record->id());
    Entry entry{prefix_of(record->id()), std::move(record)};
    if (chunks_.empty()) {
        chunks_.push_back(std::make_shared<const Chunk>(1, std::move(entry)));
        size_ = 1;
        return;
    }
    const Chunk& old = *chunks_[at.chunk];
    if (at.found) {
        Chunk changed(old);
        changed[at.entry] = std::move(entry);
        chunks_[at.chunk] = std::make_shared<const Chunk>(std::move(changed));
        return;
    }
    Chunk changed;
    changed.reserve(old.size() + 1);
    const auto split = old.begin() + static_cast<std::ptrdiff_t>(at.entry);
    changed.insert(changed.end(), old.begin(), split);
    changed.push_back(std::move(entry));
    changed.insert(changed.end(), split, old.end());
    ++size_;
    if (changed.size() <= kChunkMax) {
        chunks_[at.chunk] = std::make_shared<const Chunk>(std::move(changed));
        return;
    }
    const auto middle = changed.begin() + static_cast<std::ptrdiff_t>(changed.size() / 2);
    auto second = std::make_shared<const Chunk>(middle, changed.end());
    chunks_[at.chunk] = std::make_shared<const Chunk>(changed.begin(), middle);
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at.chunk) + 1, std::move(second));
}

void OrderedRecords::erase(std::string_view id) {
    const Position at = locate(id);
    if (!at.found) return;
    --size_;
    const Chunk& old = *chunks_[at.chunk];
    if (old.size() == 1) {
        chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at.chunk));
        return;
    }
    Chunk changed;
    changed.reserve(old.size() - 1);
    const auto place = old.begin() + static_cast<std::ptrdiff_t>(at.entry);
    changed.insert(changed.end(), old.begin(), place);
    changed.insert(changed.end(), place + 1, old.end());
    chunks_[at.chunk] = std::make_shared<const Chunk>(std::move(changed));
}

void OrderedRecords::assign(std::vector<RecordPtr> records) {
    const auto by_id = [](const RecordPtr& a, const RecordPtr& b) { return a->id() < b->id(); };
    if (!std::is_sorted(records.begin(), records.end(), by_id)) std::sort(records.begin(), records.end(), by_id);
    chunks_.clear();
    size_ = records.size();
    for (std::size_t at = 0; at < records.size(); at += kChunkFill) {
        Chunk chunk;
        const std::size_t end = std::min(at + kChunkFill, records.size());
        chunk.reserve(end - at);
        for (std::size_t i = at; i < end; ++i) chunk.push_back({prefix_of(records[i]->id()), std::move(records[i])});
        chunks_.push_back(std::make_shared<const Chunk>(std::move(chunk)));
    }
}

}  // namespace neutrino::store
