#pragma once
// The client that is used in earnest: libcurl, with connections kept alive between requests.

#include "client/client.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace neutrino::client {

struct CurlOptions {
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{30'000};     // from the call to the end of the response
    bool insecure = false;                         // trust any certificate
    std::string ca_file;                           // PEM; empty: the CAs of the system
    std::string cert_file;                         // PEM; shown to servers that ask for it
    std::string key_file;                          // PEM; empty: it is in cert_file
    std::size_t response_bytes = 8 * 1024 * 1024;  // the longest body taken; beyond: Failure
    std::size_t kept_connections = 16;             // idle ones
    std::string user_agent = "neutrino";

    friend bool operator==(const CurlOptions&, const CurlOptions&) = default;
};

// Proxies are those of the environment (http_proxy, https_proxy, no_proxy), as for other OpenStack services.
class CurlClient : public Client {
public:
    explicit CurlClient(CurlOptions options);
    ~CurlClient() override;

    Response send(const Request& request) override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace neutrino::client
