#pragma once
// The resources that a list shows.

#include "api/access.h"
#include "api/query.h"

#include <string_view>
#include <vector>

namespace neutrino::api {

// Those that the request sees and that pass the filters, in the order asked for (by id, if none), cut to the page.
// `parent_id` is "" but for sub-resources. Throws Fault <Resource>NotFound for an unknown marker.
std::vector<RecordPtr> resources_select(const Access& access, const Query& query, std::string_view parent_id);

}  // namespace neutrino::api
