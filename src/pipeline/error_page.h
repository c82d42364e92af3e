#pragma once
// Errors that are no NeutronError: those of the pipeline itself, before the API has taken over.

#include "http/message.h"

#include <string>
#include <string_view>

namespace neutrino::pipeline {

// In the form that the request's Accept asks for, as clients of the reference get it: HTML for browsers and curl, JSON
// for those who name it, else plain text. `explanation` is a sentence on the status, `detail` one on this very request;
// may be empty.
http::Response error_page(const http::Request& request, int status, std::string_view explanation,
                          std::string_view detail = {});

// error_page() with 404, 405 and 503; the last also says when to come again.
http::Response not_found_page(const http::Request& request, std::string_view detail = {});
http::Response method_not_allowed_page(const http::Request& request);
http::Response unavailable_page(const http::Request& request, std::string_view detail);

// {"NeutronError": {"type": ..., "message": ..., "detail": ""}}
http::Response neutron_error(int status, std::string_view type, std::string_view message);

// The text as a JSON string, quotes included; bytes that aren't UTF-8 are replaced.
std::string json_quoted(std::string_view text);

}  // namespace neutrino::pipeline
