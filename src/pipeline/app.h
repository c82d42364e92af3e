#pragma once
// What a pipeline is made of: applications, and filters around them.

#include "http/message.h"

#include <neutrino/request_context.h>

#include <functional>

namespace neutrino::pipeline {

// Answers a request. A filter is an App too: one that knows the next one, calls it or not, and may change the request
// or context before and the response after. Called from many threads at once, so what it holds it doesn't change.
using App = std::function<http::Response(http::Request&, RequestContext&)>;

}  // namespace neutrino::pipeline
