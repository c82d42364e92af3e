#pragma once
// The composition root: everything that serves, built once, in order.

#include "api/api.h"
#include "api/changes.h"
#include "config/config.h"
#include "http/access_log.h"
#include "http/server.h"
#include "quota/quota.h"
#include "server/data_folders.h"
#include "server/front.h"
#include "server/loadout.h"
#include "server/stopwatch.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neutrino::server {

// Serves from the end of its construction to stop(). Not thread-safe: one thread calls its functions.
class Service {
public:
    // Throws std::runtime_error (or std::invalid_argument) with one line for the operator; nothing is left running
    // then.
    explicit Service(config::Config config);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // What there is to say once it serves: where, what, and how long it took to start.
    std::string summary() const;
    // After rotation of logs, renewal of certificates, changes of policy files or api-paste.ini. What cannot be used is
    // logged and left as it was.
    void reload();
    // Answers what has begun to arrive, then ends. False when [neutrino] verify_at_stop is set and the image was not
    // what SQL says; the differences are in the log.
    bool stop();

private:
    // Plugins run while it lives.
    struct Running {
        explicit Running(plugins::PluginManager& manager) : plugins(manager) { plugins.start(); }
        ~Running() { plugins.stop(); }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        plugins::PluginManager& plugins;
    };

    void warnings_log() const;
    void plugins_compose();
    std::vector<api::ExtensionInfo> extensions_listed() const;
    void front_build();
    void access_log_open();
    bool verify();

    // In the order of making; they end in the opposite one.
    const config::Config config_;
    Stopwatch stopwatch_;
    DataFolders folders_;
    std::unique_ptr<Loadout> loadout_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<api::Handlers> handlers_;
    std::unique_ptr<api::ResourceChanges> resources_;  // of the handlers, for plugins
    std::optional<quota::Quota> quota_;
    std::vector<api::ExtensionInfo> extensions_;
    Identity identity_{config_};
    CurrentFront front_;
    std::optional<Running> running_;
    std::unique_ptr<http::AccessLogFile> access_file_;
    std::unique_ptr<http::AccessLog> access_log_;
    std::unique_ptr<http::Server> http_;
};

}  // namespace neutrino::server
