#pragma once
// What the tests of this room share: databases in temporary folders, and types that keep their attributes in every way.

#include "store/session.h"
#include "store/store.h"

#include <neutrino/resource_type.h>
#include <neutrino/transaction.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::store::test {

// Removed with everything in it.
class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// schema/ of the sources.
std::filesystem::path schema_folder();

// An up-to-date and empty SQLite database. Made once a process and copied, for making one takes a while.
class SqliteFile {
public:
    SqliteFile();
    std::string url() const { return "sqlite:///" + path().string(); }
    std::filesystem::path path() const { return folder_.path() / "neutron.sqlite"; }

private:
    TemporaryFolder folder_;
};

std::unique_ptr<Session> session_open(const std::string& url);
StoreOptions options_of(const std::string& url);

// networks, subnets, ports, security groups with their rules, agents: on Neutron's tables, with every kind of storage.
//   networks         columns, standard, json column, tags (list by standard_attr_id), presence with a value beside it
//   subnets          depend on nothing by cascade; ordered list, list of objects
//   ports            side rows (one with constants and json), lists of scalars and objects, copied and generated
//   columns security_groups, security_group_rules (go with their group) agents           no standard attributes; times
//   and json of its own
Catalog sample_catalog();

// A third party's type in tables without foreign keys, one of them without a key: rows of a list may be equal.
inline constexpr const char* kNoteTables[] = {"CREATE TABLE notes (id VARCHAR(36) PRIMARY KEY, weight FLOAT)",
                                              "CREATE TABLE note_lines (note_id VARCHAR(36), line VARCHAR(10))"};
void notes_define(Catalog& catalog);

// Complete records, ready for insert().
Record network_sample(const Catalog& catalog, std::string_view id, std::string_view name = "net");
Record subnet_sample(const Catalog& catalog, std::string_view id, std::string_view network_id);
Record port_sample(const Catalog& catalog, std::string_view id, std::string_view network_id, std::string_view mac);
Record group_sample(const Catalog& catalog, std::string_view id);
Record rule_sample(const Catalog& catalog, std::string_view id, std::string_view group_id);
Record agent_sample(const Catalog& catalog, std::string_view id, std::string_view host);

// {"subnet_id": ..., "ip_address": ...}
Value fixed_ip(std::string_view subnet_id, std::string_view address);

// Whether two records have the same values, said attribute by attribute ("" = they do).
std::string difference(const Record& left, const Record& right);

// The number that a query answers with.
std::int64_t number(Session& session, std::string_view sql);

}  // namespace neutrino::store::test
