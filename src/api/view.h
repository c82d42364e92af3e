#pragma once
// Records -> JSON text.

#include "api/access.h"
#include "api/query.h"

#include <string>
#include <vector>

namespace neutrino::api {

// Writes resources of one type as one request may see them: what doesn't depend on the resource is decided once. Made
// for a request; keeps a reference to `access`.
class Renderer {
public:
    Renderer(const Access& access, const Query& query);

    // Appends the resource as a JSON object.
    void append(const Record& record, std::string& out) const;
    // Appends them as a JSON list.
    void append(const std::vector<RecordPtr>& records, std::string& out) const;

private:
    struct Shown {
        const Slot* slot;
        bool depends;  // the slot's rule is to be asked about each resource
    };

    const Access& access_;
    std::vector<Shown> shown_;
};

}  // namespace neutrino::api
