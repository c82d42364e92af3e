#include "cli/cli.h"

#include "cli/commands.h"
#include "config/config.h"
#include "server/serve.h"

#include <CLI/CLI.hpp>

#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <string>

namespace neutrino::cli {
namespace {

using Command = std::function<int(const config::Config&)>;

// The command line: declares the subcommands, and holds what one of them was given.
class CommandLine {
public:
    CommandLine() {
        app_.set_version_flag("--version", "neutrino " NEUTRINO_VERSION);
        app_.require_subcommand(1);
        add(app_, "server", "Serve the API until SIGTERM; SIGHUP reloads logs, certificate, policy and api-paste.ini",
            server::serve);
        auto& db = group("db", "The database");
        add(db, "upgrade", "Make the tables, or bring them to what this version needs", printing(db_upgrade));
        auto& configuration = group("config", "The configuration");
        add(configuration, "show", "Print every option in force, its value and where it came from",
            printing(config_show));
        auto& extensions = group("extensions", "API extensions");
        add(extensions, "list", "Print the extensions that would be loaded", printing(extensions_list));
        add(extensions, "explain", "Print what would be loaded, in which order and why, and why the others would not",
            printing(extensions_explain));
        add(extensions, "attributes", "Print the attributes of every resource that would be served, as JSON",
            printing(extensions_attributes));
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::Success& asked) {  // --help, --version
            return app_.exit(asked);
        } catch (const CLI::ParseError& error) {
            fmt::print(stderr, "neutrino: {}\nneutrino: see neutrino --help\n", error.what());
            return kUsage;
        }
        return command_(config::Config::load(sources_));
    }

private:
    static Command printing(void (*print)(const config::Config&, std::ostream&)) {
        return [print](const config::Config& config) {
            print(config, std::cout);
            std::cout.flush();
            return std::cout.good() ? 0 : kFailed;
        };
    }

    CLI::App& group(const char* name, const char* description) {
        CLI::App& sub = *app_.add_subcommand(name, description);
        sub.require_subcommand(1);
        return sub;
    }

    void add(CLI::App& parent, const char* name, const char* description, Command command) {
        CLI::App& sub = *parent.add_subcommand(name, description);
        sub.add_option("--config-file", sources_.files, "A configuration file; a later one overrides an earlier one")
            ->type_name("FILE")
            ->allow_extra_args(false);
        sub.add_option("--config-dir", sources_.dirs, "A folder whose *.conf are read after the files")
            ->type_name("FOLDER")
            ->allow_extra_args(false);
        sub.callback([this, command = std::move(command)] { command_ = command; });
    }

    CLI::App app_{"The OpenStack Networking service (Neutron API v2.0)", "neutrino"};
    config::Sources sources_;
    Command command_;
};

}  // namespace

int run(int argc, char** argv) {
    try {
        return CommandLine().run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "neutrino: {}\n", error.what());
    } catch (...) {
        fmt::print(stderr, "neutrino: something that is no exception was thrown\n");
    }
    return kFailed;
}

}  // namespace neutrino::cli
