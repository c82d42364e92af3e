#pragma once
// A connection to Keystone as one user: the client, the patience, the user's grant and the calls, made once and
// together.

#include "auth/credentials.h"
#include "auth/keystone.h"
#include "auth/service_user.h"
#include "client/curl_client.h"
#include "client/patient_client.h"

namespace neutrino::auth {

struct SessionOptions {
    Credentials credentials;
    KeystoneOptions keystone;
    client::CurlOptions http;
    unsigned retries = 3;

    friend bool operator==(const SessionOptions&, const SessionOptions&) = default;
};

// Thread-safe. Asks for nothing until it is used.
class Session {
public:
    explicit Session(const SessionOptions& options)
        : curl_(options.http),
          patient_(curl_, {"Keystone", options.retries}),
          user_(options.credentials, patient_),
          keystone_(user_, patient_, options.keystone) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Keystone& keystone() { return keystone_; }
    // For requests to other services in the catalog.
    ServiceUser& user() { return user_; }

private:
    client::CurlClient curl_;
    client::PatientClient patient_;
    ServiceUser user_;
    Keystone keystone_;
};

}  // namespace neutrino::auth
