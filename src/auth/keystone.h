#pragma once
// The calls of Keystone's API v3 that the service needs.

#include "auth/service_user.h"
#include "auth/token.h"
#include "client/client.h"

#include <optional>
#include <string>
#include <string_view>

namespace neutrino::auth {

// Which of Keystone's endpoints in the catalog is asked.
struct KeystoneOptions {
    std::string interface = "internal";
    std::string region;         // empty: any
    bool with_catalog = false;  // ask for the catalog of tokens, as access rules need it

    friend bool operator==(const KeystoneOptions&, const KeystoneOptions&) = default;
};

// Thread-safe. All throw Unavailable when there is no usable answer.
class Keystone {
public:
    // Both outlive this.
    Keystone(ServiceUser& user, client::Client& client, KeystoneOptions options);

    // Nothing for a token that isn't valid. With `allow_expired` an expired one is, for as long as Keystone is
    // configured to bear with it. The token must consist of printable ASCII characters.
    std::optional<Token> token_validate(std::string_view token, bool allow_expired);
    // By its id, or else by its name.
    bool project_exists(std::string_view id_or_name);

private:
    // A GET of `path` below the identity endpoint; with a new service token when the first is refused.
    client::Response get(const std::string& path, const http::Headers& headers);

    ServiceUser& user_;
    client::Client& client_;
    const KeystoneOptions options_;
};

}  // namespace neutrino::auth
