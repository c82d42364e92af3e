#pragma once
// The header fields in which the filters of Keystone's middleware say who asks. Only they may: what a client sends
// under these names is taken out before anything looks at it.

#include "auth/token.h"
#include "http/message.h"

#include <neutrino/request_context.h>

#include <string_view>

namespace neutrino::pipeline {

// Without regard to case, and with '_' for '-' too, as gateways of old take one for the other.
bool is_identity_header(std::string_view name);

void identity_headers_remove(http::Headers& headers);

// What the middleware says of a user whose token is good, and of a service that came along with it.
void user_headers_set(http::Headers& headers, const auth::Token& user);
void service_headers_set(http::Headers& headers, const auth::Token& service);

// Fills in who asks; the fields' older names count where the newer ones are missing. Rights are another matter.
void identity_headers_read(const http::Headers& headers, RequestContext& context);

}  // namespace neutrino::pipeline
