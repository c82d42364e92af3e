#include "store/upgrade.h"

#include "store/ddl.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace neutrino::store {
namespace {

constexpr std::string_view kHeadsTable = "alembic_version";
constexpr std::string_view kStepsTable = "neutrino_schema";

std::set<std::string> tables_there(Session& session) {
    std::set<std::string> tables;
    session.query(session.dialect().tables_query(), {}, [&](const ResultRow& row) { tables.emplace(row.text(0)); });
    return tables;
}

std::set<std::string> columns_there(Session& session, std::string_view table) {
    std::set<std::string> columns;
    session.query(session.dialect().columns_query(table), {},
                  [&](const ResultRow& row) { columns.emplace(row.text(0)); });
    return columns;
}

// The number of the last step that was applied; -1 when none of ours ever was. 0 stands from the first statement on a
// new database until Neutron's tables are complete, for the databases that don't take table definitions back.
int last_step(Session& session, const std::set<std::string>& tables) {
    if (!tables.contains(std::string(kStepsTable))) return -1;
    const std::vector<Row> rows = session.rows(fmt::format("SELECT version FROM {}", kStepsTable));
    return rows.empty() ? -1 : static_cast<int>(rows.front().front().as_int());
}

void set_step(Session& session, int step) {
    const Value version(step);
    session.execute(fmt::format("DELETE FROM {}", kStepsTable));
    session.execute(fmt::format("INSERT INTO {} (version) VALUES (:version)", kStepsTable), {&version, 1});
}

// Whether Neutron's tables are there. Throws for those that are not ours to touch.
bool neutron_there(Session& session, const Schema& neutron, const std::set<std::string>& tables, bool ours) {
    if (!tables.contains(std::string(kHeadsTable))) {
        const auto known = std::find_if(neutron.tables.begin(), neutron.tables.end(),
                                        [&](const TableSchema& table) { return tables.contains(table.name); });
        if (known != neutron.tables.end() && !ours) {
            throw std::runtime_error(
                fmt::format("the database has Neutron's table {} but no {}: it is not known which release made it, so "
                            "it is left alone",
                            known->name, kHeadsTable));
        }
        return false;
    }
    std::set<std::string> found;
    session.query(fmt::format("SELECT version_num FROM {}", kHeadsTable), {},
                  [&](const ResultRow& row) { found.emplace(row.text(0)); });
    if (found.empty() && ours) return false;
    const std::set<std::string> wanted(neutron.heads.begin(), neutron.heads.end());
    if (found != wanted) {
        throw std::runtime_error(
            fmt::format("the database is at Neutron's revisions [{}], and Neutrino knows those of Neutron 21 (Zed): "
                        "[{}]. Bring it there with "
                        "Neutron's own neutron-db-manage first",
                        fmt::join(found, ", "), fmt::join(wanted, ", ")));
    }
    std::vector<std::string> missing;
    for (const TableSchema& table : neutron.tables) {
        if (!tables.contains(table.name)) missing.push_back(table.name);
    }
    if (!missing.empty()) {
        throw std::runtime_error(fmt::format(
            "the database says that it is at Neutron 21 (Zed), but lacks the tables {}", fmt::join(missing, ", ")));
    }
    return true;
}

// In one transaction, as far as the database keeps table definitions in one.
template <class Work>
void in_transaction(Session& session, Work&& work) {
    session.begin();
    try {
        work();
        session.commit();
    } catch (...) {
        session.rollback();
        throw;
    }
}

void create(Session& session, std::span<const TableSchema> tables, const std::set<std::string>& there) {
    std::vector<TableSchema> missing;
    for (const TableSchema& table : tables) {
        if (!there.contains(table.name)) missing.push_back(table);
    }
    for (const std::string& statement : ddl_create(missing, session.dialect())) session.run_once(statement);
}

void begin_steps(Session& session, const std::set<std::string>& there) {
    TableSchema steps{std::string(kStepsTable), {}, {"version"}, {}, {}, {}};
    steps.columns.push_back({"version", {ColumnType::Base::integer, 0, {}, {}}, true, false, {}, {}});
    create(session, {&steps, 1}, there);
    set_step(session, 0);
}

void create_neutron(Session& session, const Schema& neutron, const std::set<std::string>& there) {
    in_transaction(session, [&] {
        begin_steps(session, there);
        create(session, neutron.tables, there);
        for (const std::string& head : neutron.heads) {
            const Value version(head);
            session.execute(fmt::format("INSERT INTO {} (version_num) VALUES (:version)", kHeadsTable), {&version, 1});
        }
    });
}

void apply(Session& session, const SchemaStep& step, const std::set<std::string>& there) {
    in_transaction(session, [&] {
        create(session, step.schema.tables, there);
        for (const std::string& statement : step.schema.statements) session.run_once(statement);
        set_step(session, step.number);
    });
}

// A third party may not add columns to tables that it didn't bring.
void check_names(const SchemaSet& schemas, std::span<const TableSchema> third_party) {
    std::set<std::string> ours = {std::string(kStepsTable), std::string(kHeadsTable)};
    for (const TableSchema& table : schemas.neutron.tables) ours.insert(table.name);
    for (const SchemaStep& step : schemas.steps) {
        for (const TableSchema& table : step.schema.tables) ours.insert(table.name);
    }
    for (const TableSchema& table : third_party) {
        if (ours.contains(table.name)) {
            throw std::runtime_error(fmt::format(
                "an extension describes the table {}, but the name is taken by one of Neutron's", table.name));
        }
    }
}

void add_third_party(Session& session, const TableSchema& table, std::vector<std::string>& done) {
    const std::set<std::string> columns = columns_there(session, table.name);
    if (columns.empty()) {
        in_transaction(session, [&] { create(session, {&table, 1}, {}); });
        done.push_back(fmt::format("created table {}", table.name));
        return;
    }
    for (const ColumnSpec& column : table.columns) {
        if (columns.contains(column.name)) continue;
        if (column.required && !column.default_value) {
            throw std::runtime_error(
                fmt::format("table {} lacks column {}, which can't be added to rows that are there: it is required and "
                            "has no default",
                            table.name, column.name));
        }
        session.run_once(ddl_add_column(table, column, session.dialect()));
        done.push_back(fmt::format("added column {} to table {}", column.name, table.name));
    }
}

}  // namespace

std::vector<std::string> schema_upgrade(Session& session, const SchemaSet& schemas,
                                        std::span<const TableSchema> third_party) {
    check_names(schemas, third_party);
    std::vector<std::string> done;
    const std::set<std::string> there = tables_there(session);
    int step = last_step(session, there);
    const int newest = static_cast<int>(schemas.steps.size());
    if (step > newest) {
        throw std::runtime_error(fmt::format(
            "the database was upgraded by a newer Neutrino: it is at step {}, and this one knows {}", step, newest));
    }
    if (!neutron_there(session, schemas.neutron, there, step == 0)) {
        create_neutron(session, schemas.neutron, there);
        step = 0;
        done.push_back(fmt::format("created {} tables of Neutron 21 (Zed)", schemas.neutron.tables.size()));
    } else if (step < 0) {
        in_transaction(session, [&] { begin_steps(session, there); });
        step = 0;
    }
    for (const SchemaStep& next : schemas.steps) {
        if (next.number <= step) continue;
        apply(session, next, there);
        done.push_back(fmt::format("applied step {}", next.name));
    }
    for (const TableSchema& table : third_party) add_third_party(session, table, done);
    return done;
}

std::string schema_lacks(Session& session, const SchemaSet& schemas) {
    const std::set<std::string> there = tables_there(session);
    const int step = last_step(session, there);
    if (!neutron_there(session, schemas.neutron, there, step == 0)) return "the database has no tables yet";
    const int newest = static_cast<int>(schemas.steps.size());
    if (step != newest) return fmt::format("the database is at step {} of {}", std::max(step, 0), newest);
    return {};
}

}  // namespace neutrino::store
