#pragma once
// The subcommands, without their command lines. Each writes to `out` and throws std::exception with one line for the
// operator.

#include "config/config.h"

#include <iosfwd>

namespace neutrino::cli {

// Every option in force, a line each: name, value, where it came from.
void config_show(const config::Config& config, std::ostream& out);
// Makes or upgrades the tables: Neutron's, ours, and those of the extensions that the configuration loads. What was
// done, a line each.
void db_upgrade(const config::Config& config, std::ostream& out);
// The loaded extensions, in order, a line each.
void extensions_list(const config::Config& config, std::ostream& out);
// What is loaded, in which order, from where and why, and why the others are not.
void extensions_explain(const config::Config& config, std::ostream& out);
// The composed resource types as JSON: {COLLECTION: {ATTRIBUTE: {...}}}, in the words of api/README.md. `make
// conformance` compares it with Neutron's attribute map.
void extensions_attributes(const config::Config& config, std::ostream& out);

}  // namespace neutrino::cli
