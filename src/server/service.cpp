#include "server/service.h"

#include "base/log.h"
#include "server/composition.h"
#include "server/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <utility>

namespace neutrino::server {

// The list of components. Each step needs only what stands above it.
Service::Service(config::Config config) : config_(std::move(config)) {
    // Refusals before anything is touched: a start that can't succeed leaves no trace.
    settings_check(config_);
    const http::ServerOptions http = http_options(config_);
    folders_ = data_folders_find(config_);
    stopwatch_.lap("settings");

    // Plugins and definitions: together they say which resource types there are.
    loadout_ = std::make_unique<Loadout>(config_, folders_);
    warnings_log();
    stopwatch_.lap("plugins and definitions");

    // The database after the types, which say what is in its tables; before the behaviours, which begin by reading it.
    store_ = store::Store::open(store_options(config_, folders_.schema), loadout_->catalog(), loadout_->tables());
    stopwatch_.lap("database");

    // What the plugins do with the types, in the order of the plugins: a later one may use what an earlier one
    // provides.
    handlers_ = std::make_unique<api::Handlers>(loadout_->catalog());
    resources_ = std::make_unique<api::ResourceChanges>(*handlers_);
    plugins_compose();
    stopwatch_.lap("composition");

    // Policy, quotas, API, filters: the way of a request.
    quota_.emplace(quota_limits(config_, loadout_->catalog()));
    extensions_ = extensions_listed();
    front_build();
    stopwatch_.lap("policy and pipeline");

    // Work of the plugins' own, once all that they may call is there.
    running_.emplace(loadout_->plugins());
    stopwatch_.lap("plugins' start");

    // The socket last: who can connect is served.
    access_log_open();
    http_ = std::make_unique<http::Server>(
        http,
        http::Dispatch{[this](http::Request& request) { return (*front_.get())(request); },
                       [this](const http::Request& request) { return front_.get()->inline_safe(request); },
                       [this](const http::Request& request) { return front_.get()->waits_outside(request); }},
        access_log_.get());
    stopwatch_.lap("socket");
    log::debug("start: {}", stopwatch_.laps());
}

Service::~Service() = default;

void Service::warnings_log() const {
    for (const std::string& warning : loadout_->warnings()) log::warning("{}", warning);
    std::vector<std::string> unknown;
    for (const config::Shown& option : config_.unknown())
        unknown.push_back(fmt::format("[{}] {} ({})", option.group, option.name, option.origin));
    if (!unknown.empty()) log::info("options that Neutrino itself doesn't know: {}", fmt::join(unknown, ", "));
}

void Service::plugins_compose() {
    std::set<std::string, std::less<>> loaded;
    for (const resource::Definition* definition : loadout_->selection().ordered) loaded.insert(definition->alias);
    CompositionImpl composition(config_, *store_, *handlers_, *resources_, std::move(loaded));
    for (const plugins::Loaded& each : loadout_->plugins().all()) composition.compose(each.alias, *each.plugin);
    if (const auto missing = handlers_->missing(); !missing.empty()) {
        throw std::runtime_error(
            fmt::format("no plugin computes these attributes of loaded extensions: {}", fmt::join(missing, ", ")));
    }
}

std::vector<api::ExtensionInfo> Service::extensions_listed() const {
    std::vector<const resource::Definition*> listed;
    for (const resource::Definition* definition : loadout_->selection().ordered)
        if (!definition->core) listed.push_back(definition);
    std::ranges::stable_sort(listed, {}, &resource::Definition::module);
    std::vector<api::ExtensionInfo> result;
    for (const resource::Definition* each : listed)
        result.push_back({each->alias, each->name, each->description, each->updated});
    return result;
}

void Service::front_build() {
    front_.set(std::make_shared<const Front>(
        FrontParts{config_, loadout_->policy(), *handlers_, *store_, *quota_, extensions_, identity_}));
}

void Service::access_log_open() {
    const std::string path = config_.text("neutrino", "access_log");
    if (path.empty()) return;
    access_file_ = std::make_unique<http::AccessLogFile>(path);
    access_log_ = std::make_unique<http::AccessLog>([this](std::string_view lines) { access_file_->append(lines); });
}

std::string Service::summary() const {
    std::vector<std::string> plugins;
    for (const plugins::Loaded& each : loadout_->plugins().all()) plugins.push_back(each.alias);
    return fmt::format("neutrino {} serves {} on {}: {} extensions, plugins {}; started in {} ms", NEUTRINO_VERSION,
                       store::DatabaseUrl::parse(config_.text("database", "connection")).masked(), http_->url(),
                       extensions_.size(), fmt::join(plugins, ", "), stopwatch_.total_ms());
}

void Service::reload() {
    log::reopen();
    const auto attempt = [](const char* what, const auto& work) {
        try {
            work();
        } catch (const std::exception& error) {
            log::error("reload: {} stays as it was: {}", what, error.what());
        }
    };
    if (access_file_) attempt("the access log", [this] { access_file_->reopen(); });
    attempt("the certificate", [this] { http_->reload_tls(); });
    attempt("what api-paste.ini and the policy files say", [this] { front_build(); });
    log::info("reloaded logs, certificate, policy and api-paste.ini");
}

bool Service::stop() {
    const std::chrono::seconds patience(config_.integer("DEFAULT", "graceful_shutdown_timeout"));
    // Zero is Neutron's "wait for ever"; a day is that for a server that is told to stop.
    if (!http_->stop(patience.count() > 0 ? patience : std::chrono::hours(24)))
        log::warning("stop: requests were cut off after {} s (graceful_shutdown_timeout)", patience.count());
    http_.reset();
    running_.reset();
    const bool right = !config_.boolean("neutrino", "verify_at_stop") || verify();
    store_->stop();
    return right;
}

bool Service::verify() {
    const std::vector<std::string> differences = store_->verify();
    for (const std::string& difference : differences) log::error("verify_at_stop: {}", difference);
    if (differences.empty()) log::info("verify_at_stop: the image is what SQL says");
    return differences.empty();
}

}  // namespace neutrino::server
