#include "store/store.h"

#include "base/log.h"
#include "store/upgrade.h"

#include <fmt/format.h>

#include <stdexcept>
#include <unordered_map>

namespace neutrino::store {
namespace {

std::string show(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::unset: return "unset";
        case Value::Kind::null: return "null";
        case Value::Kind::boolean: return value.as_bool() ? "true" : "false";
        case Value::Kind::integer: return std::to_string(value.as_int());
        case Value::Kind::real: return std::to_string(value.as_real());
        case Value::Kind::string: return fmt::format("'{}'", value.as_string());
        case Value::Kind::list: return fmt::format("a list of {}", value.items().size());
        case Value::Kind::map: return fmt::format("a map of {}", value.members().size());
    }
    return {};
}

void compare(const Record& image, const Record& sql, std::vector<std::string>& differences) {
    const ResourceType& type = image.type();
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Value& left = image.at(static_cast<int>(i));
        const Value& right = sql.at(static_cast<int>(i));
        if (left == right) continue;
        differences.push_back(fmt::format("{} {}: {} is {} in the image and {} in SQL", type.member, image.id(),
                                          type.attributes[i].name, show(left), show(right)));
    }
    if (image.standard_attr_id != sql.standard_attr_id) {
        differences.push_back(fmt::format("{} {}: standard_attr_id is {} in the image and {} in SQL", type.member,
                                          image.id(), image.standard_attr_id, sql.standard_attr_id));
    }
}

void compare_all(const Image& image, const Mapper& mapper, Session& session, std::vector<std::string>& differences) {
    const ResourceType& type = mapper.type();
    const auto loaded = mapper.load_all(session);
    std::unordered_map<std::string_view, const Record*> left;
    for (const auto& record : loaded) left.emplace(record->id(), record.get());
    image.each(type, [&](const RecordPtr& record) {
        const auto found = left.find(record->id());
        if (found == left.end()) {
            differences.push_back(fmt::format("{} {} is in the image and not in SQL", type.member, record->id()));
        } else {
            compare(*record, *found->second, differences);
            left.erase(found);
        }
        return true;
    });
    for (const auto& [id, record] : left) {
        differences.push_back(fmt::format("{} {} is in SQL and not in the image", type.member, id));
    }
}

}  // namespace

std::vector<std::string> database_upgrade(const StoreOptions& options, std::span<const TableSchema> third_party) {
    const DatabaseUrl url = DatabaseUrl::parse(options.connection);
    const auto dialect = dialect_of(url);
    const auto claim = dialect->claim(url);
    Session session(url, dialect);
    return schema_upgrade(session, schema_set_read(options.schema_folder), third_party);
}

std::unique_ptr<Store> Store::open(const StoreOptions& options, const Catalog& catalog,
                                   std::span<const TableSchema> third_party) {
    const DatabaseUrl url = DatabaseUrl::parse(options.connection);
    const auto dialect = dialect_of(url);
    auto claim = dialect->claim(url);
    auto writing = std::make_unique<Session>(url, dialect);
    const SchemaSet schemas = schema_set_read(options.schema_folder);
    if (options.upgrade) {
        for (const std::string& done : schema_upgrade(*writing, schemas, third_party)) log::info("database: {}", done);
    } else if (const std::string lacks = schema_lacks(*writing, schemas); !lacks.empty()) {
        throw std::runtime_error(fmt::format("{}: {}; run 'neutrino db upgrade' first", url.masked(), lacks));
    }
    auto reading = std::make_unique<Session>(url, dialect);
    return std::unique_ptr<Store>(
        new Store(std::move(claim), std::move(writing), std::move(reading), catalog, options));
}

Store::Store(std::shared_ptr<void> claim, std::unique_ptr<Session> writing, std::unique_ptr<Session> reading,
             const Catalog& catalog, const StoreOptions& options)
    : claim_(std::move(claim)),
      mapping_(catalog, *writing),
      image_(catalog, mapping_.lookups()),
      reading_(std::move(reading)) {
    load(*writing);
    writer_ = std::make_unique<Writer>(
        std::move(writing), mapping_, image_, [this](std::span<const RecordChange> changes) { publish(changes); },
        options.changes_kept);
}

Store::~Store() { stop(); }

void Store::load(Session& session) {
    for (const auto& mapper : mapping_.all()) image_.load(mapper->type(), mapper->load_all(session));
}

void Store::listen(const ResourceType& type, Listener heard) {
    const std::unique_lock lock(listeners_mutex_);
    listeners_[&type].push_back(std::move(heard));
}

void Store::publish(std::span<const RecordChange> changes) noexcept {
    const std::shared_lock lock(listeners_mutex_);
    if (listeners_.empty()) return;
    for (const RecordChange& change : changes) {
        const auto found = listeners_.find(change.type);
        if (found == listeners_.end()) continue;
        for (const Listener& heard : found->second) heard(change.before, change.after);
    }
}

std::vector<Change> Store::changes_since(std::int64_t seq, std::size_t limit) {
    const std::lock_guard lock(reading_mutex_);
    return changes_read(*reading_, seq, limit);
}

std::int64_t Store::last_change() {
    const std::lock_guard lock(reading_mutex_);
    return changes_last(*reading_);
}

std::int64_t Store::first_change() {
    const std::lock_guard lock(reading_mutex_);
    return changes_first(*reading_);
}

std::vector<std::string> Store::verify() {
    std::vector<std::string> differences;
    writer_->exclusive([&](Session& session) {
        for (const auto& mapper : mapping_.all()) compare_all(image_, *mapper, session, differences);
        for (std::string& problem : image_.check()) differences.push_back(std::move(problem));
    });
    return differences;
}

}  // namespace neutrino::store
