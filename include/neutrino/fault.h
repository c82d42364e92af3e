#pragma once
// The one exception that crosses a module boundary: what the client is told.

#include <exception>
#include <string>
#include <string_view>

namespace neutrino {

// HTTP statuses that a fault may have. A fault type of Neutron has its status in api/faults (reference: Neutron's
// FAULT_MAP); `kind` says it for types that only an out-of-tree plugin knows.
enum class FaultKind : int {
    by_type = 0,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    conflict = 409,
    precondition_failed = 412,
    internal = 500,
    not_implemented = 501,
    unavailable = 503,
};

class Fault : public std::exception {
public:
    // `type` is Neutron's exception name: clients read it from NeutronError.type. `message` is for people.
    Fault(std::string type, std::string message, FaultKind kind = FaultKind::by_type, std::string detail = {})
        : type_(std::move(type)), message_(std::move(message)), detail_(std::move(detail)), kind_(kind) {}

    const std::string& type() const noexcept { return type_; }
    const std::string& message() const noexcept { return message_; }
    const std::string& detail() const noexcept { return detail_; }
    FaultKind kind() const noexcept { return kind_; }
    const char* what() const noexcept override { return message_.c_str(); }

private:
    std::string type_;
    std::string message_;
    std::string detail_;
    FaultKind kind_;
};

// "Invalid input for operation: <reason>." with type InvalidInput (400).
Fault invalid_input(std::string_view reason);
// "<Resource> <id> could not be found." with type <Resource>NotFound (404), e.g. resource "Network".
Fault not_found(std::string_view resource, std::string_view id);

}  // namespace neutrino
