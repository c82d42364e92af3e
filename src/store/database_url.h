#pragma once
// The value of [database] connection: SQLAlchemy's URL.

#include <map>
#include <string>
#include <string_view>

namespace neutrino::store {

struct DatabaseUrl {
    std::string dialect;  // "sqlite", "mysql" or "postgresql": the "+driver" part is Python's affair and left out
    std::string user, password, host;
    int port = 0;          // 0 = the database's own
    std::string database;  // name; a file's path for SQLite
    std::map<std::string, std::string> query;

    // Throws std::invalid_argument that says what is wrong, without the password.
    static DatabaseUrl parse(std::string_view url);
    // For logs: the password as ***.
    std::string masked() const;
};

}  // namespace neutrino::store
