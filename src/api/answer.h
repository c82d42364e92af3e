#pragma once
// Answers in JSON.

#include "http/message.h"

#include <neutrino/value.h>

namespace neutrino::api {

// An unset body is none; null is "null".
http::Response json_answer(int status, const Value& body);

}  // namespace neutrino::api
