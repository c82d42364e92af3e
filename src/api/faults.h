#pragma once
// The one place where faults become responses.

#include "http/message.h"

#include <neutrino/fault.h>

#include <exception>
#include <string>
#include <string_view>

namespace neutrino::api {

// What Neutron gives the fault's type; for a type that Neutron doesn't have, the fault's kind; else 500.
int fault_status(const Fault& fault) noexcept;

// {"NeutronError": {"type": ..., "message": ..., "detail": ...}}; an unimplemented operation is "NotImplementedError".
http::Response fault_response(const Fault& fault);

// The answer to whatever was thrown while `request` was handled. Faults are the client's business; of anything else the
// client learns nothing but that it happened, and the log says what.
http::Response failure_response(const http::Request& request, const std::exception_ptr& failure);

// Faults of the API itself, which Neutron names as its HTTP library does.
Fault bad_request(std::string message);        // 400 HTTPBadRequest
Fault nothing_there();                         // 404 HTTPNotFound: also for what one may not know of
Fault method_not_allowed();                    // 405 HTTPMethodNotAllowed
Fault policy_refusal(std::string_view rules);  // 403 PolicyNotAuthorized

}  // namespace neutrino::api
