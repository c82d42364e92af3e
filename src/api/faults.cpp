#include "api/faults.h"

#include "base/log.h"
#include "resource/json.h"

#include <neutrino/transaction.h>

#include <algorithm>
#include <iterator>

namespace neutrino::api {
namespace {

struct Status {
    std::string_view type;
    int status;
};

constexpr Status kStatuses[] = {
#include "api/fault_statuses.inc"
};
static_assert(std::is_sorted(std::begin(kStatuses), std::end(kStatuses),
                             [](const Status& left, const Status& right) { return left.type < right.type; }));

constexpr int kInternalError = 500;

http::Response error(int status, std::string_view key, const Fault& fault) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    std::string& body = response.body;
    body += '{';
    resource::json_write_string(key, body);
    body += ":{\"type\":";
    resource::json_write_string(fault.type(), body);
    body += ",\"message\":";
    resource::json_write_string(fault.message(), body);
    body += ",\"detail\":";
    resource::json_write_string(fault.detail(), body);
    body += "}}";
    return response;
}

http::Response internal_error() {
    return fault_response(Fault("HTTPInternalServerError",
                                "Request Failed: internal server error while processing your request.",
                                FaultKind::internal));
}

}  // namespace

int fault_status(const Fault& fault) noexcept {
    const auto* found =
        std::lower_bound(std::begin(kStatuses), std::end(kStatuses), fault.type(),
                         [](const Status& known, const std::string& type) { return known.type < type; });
    if (found != std::end(kStatuses) && found->type == fault.type()) return found->status;
    return fault.kind() == FaultKind::by_type ? kInternalError : static_cast<int>(fault.kind());
}

http::Response fault_response(const Fault& fault) {
    const int status = fault_status(fault);
    const bool unimplemented = status == static_cast<int>(FaultKind::not_implemented);
    return error(status, unimplemented ? "NotImplementedError" : "NeutronError", fault);
}

http::Response failure_response(const http::Request& request, const std::exception_ptr& failure) {
    // The path alone and encoded, and messages quoted: a query may hold a secret, and nothing a client sends may forge
    // a line.
    const std::string what =
        http::percent_encode_path(request.method) + " " + http::percent_encode_path(request.script_name + request.path);
    const auto quoted = [](std::string_view text) {
        std::string result;
        resource::json_write_string(text, result);
        return result;
    };
    const auto logged = [&](std::string_view why) { log::error("{} failed: {}", what, quoted(why)); };
    try {
        std::rethrow_exception(failure);
    } catch (const Fault& fault) {
        if (fault_status(fault) >= kInternalError) {
            logged(fault.type() + ": " + fault.message());
        } else {
            log::debug("{} refused: {} {}", what, fault.type(), quoted(fault.message()));
        }
        return fault_response(fault);
    } catch (const UniqueViolation& duplicate) {
        // Two requests raced, or one names a thing twice, and the behaviour didn't say which fault fits.
        logged(duplicate.what());
        return fault_response(Fault("NeutronDbObjectDuplicateEntry",
                                    "The request makes something that is there already.", FaultKind::conflict));
    } catch (const std::exception& error) {
        logged(error.what());
        return internal_error();
    } catch (...) {
        logged("something that is no exception was thrown");
        return internal_error();
    }
}

Fault bad_request(std::string message) { return Fault("HTTPBadRequest", std::move(message), FaultKind::bad_request); }

Fault nothing_there() { return Fault("HTTPNotFound", "The resource could not be found.", FaultKind::not_found); }

Fault method_not_allowed() {
    return Fault("HTTPMethodNotAllowed", "The resource doesn't have this method.", FaultKind::method_not_allowed);
}

Fault policy_refusal(std::string_view rules) {
    return Fault("PolicyNotAuthorized", std::string(rules) + " is disallowed by policy", FaultKind::forbidden);
}

}  // namespace neutrino::api
