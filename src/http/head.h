#pragma once
// The head of a request (request line and header fields), parsed from a string: for tests and fuzzing. The server
// parses with the same code, RequestParser.

#include "http/limits.h"
#include "http/message.h"

#include <string>
#include <string_view>

namespace neutrino::http {

struct Head {
    Request request;          // method, target, path, query, headers; meaningful when `status` is 0
    bool complete = false;    // false: the text ends before the head does
    bool keep_alive = false;  // what the client asks for, by version and Connection
    int status = 0;           // not 0: the head is refused with this status
    std::string reason;       // why, in a few words
};

Head parse_head(std::string_view text, const Limits& limits = {});

}  // namespace neutrino::http
