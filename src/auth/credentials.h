#pragma once
// The service's own user at Keystone, as [keystone_authtoken], [nova] and their like describe it.

#include <string>

namespace neutrino::auth {

// Names are keystoneauth's, for its plugin "password"; what isn't given is empty. A user or project that is named by
// name needs a domain.
struct Credentials {
    std::string auth_url;  // of Keystone, with or without /v3
    std::string user_id;
    std::string username;
    std::string password;
    std::string user_domain_id;
    std::string user_domain_name;
    std::string project_id;
    std::string project_name;
    std::string project_domain_id;
    std::string project_domain_name;
    std::string domain_id;
    std::string domain_name;
    std::string system_scope;
    std::string trust_id;

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

// The body of POST /v3/auth/tokens.
std::string credentials_json(const Credentials& credentials);

// "http://host:5000/v3": the root of version 3 of the API at a URL with or without a version.
std::string v3_url(std::string url);

}  // namespace neutrino::auth
