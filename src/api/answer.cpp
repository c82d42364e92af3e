#include "api/answer.h"

#include "resource/json.h"

namespace neutrino::api {

http::Response json_answer(int status, const Value& body) {
    http::Response response;
    response.status = status;
    if (body.is_unset()) return response;
    response.content_type = "application/json";
    response.body = resource::json_text(body);
    return response;
}

}  // namespace neutrino::api
