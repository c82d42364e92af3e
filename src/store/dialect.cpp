#include "store/dialect.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <stdexcept>

namespace neutrino::store {

void Dialect::connect(soci::session&, const DatabaseUrl&) const {
    throw std::runtime_error(fmt::format("{} is not built in yet: use a sqlite:/// URL", name()));
}

std::shared_ptr<void> Dialect::claim(const DatabaseUrl&) const { return nullptr; }

SqlError Dialect::classify(const std::exception& error) const { return {SqlError::Kind::other, error.what()}; }

ResultKind Dialect::result_kind(soci::details::statement_backend& statement, int column) const {
    soci::data_type type = soci::dt_string;
    std::string column_name;
    statement.describe_column(column + 1, type, column_name);
    switch (type) {
        case soci::dt_integer:
        case soci::dt_long_long:
        case soci::dt_unsigned_long_long: return ResultKind::integer;
        case soci::dt_double: return ResultKind::real;
        default: return ResultKind::string;
    }
}

}  // namespace neutrino::store
