#pragma once
// Writes the head of a response.

#include "http/message.h"

#include <ctime>
#include <string>

namespace neutrino::http {

// "Sun, 06 Nov 1994 08:49:37 GMT", formatted once a second. Not thread-safe: one an I/O thread.
class DateHeader {
public:
    std::string_view now();

private:
    std::time_t second_ = 0;
    std::string text_;
};

// Whether a response with this status may have a body (and so a Content-Length).
bool may_have_body(int status);

// Appends status line and fields, up to and with the empty line. Content-Length counts the body even when it is not
// sent (HEAD). Bytes in field values that would end the field early are replaced by spaces: no response splitting.
void append_response_head(std::string& out, const Response& response, std::string_view date, bool keep_alive,
                          bool http_1_0);

}  // namespace neutrino::http
