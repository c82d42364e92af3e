#include <neutrino/fault.h>

namespace neutrino {

Fault invalid_input(std::string_view reason) {
    return Fault("InvalidInput", "Invalid input for operation: " + std::string(reason) + ".", FaultKind::bad_request);
}

Fault not_found(std::string_view resource, std::string_view id) {
    return Fault(std::string(resource) + "NotFound",
                 std::string(resource) + " " + std::string(id) + " could not be found.", FaultKind::not_found);
}

}  // namespace neutrino
