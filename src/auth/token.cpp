#include "auth/token.h"

#include "resource/json.h"

#include <neutrino/value.h>

#include <charconv>
#include <cstdint>

namespace neutrino::auth {

namespace {

const Value& map_in(const Value& parent, std::string_view key) {
    const Value& value = parent.at(key);
    if (!value.is_map()) throw BadAnswer("its '" + std::string(key) + "' is no object");
    return value;
}

std::string text_in(const Value& parent, std::string_view key) { return parent.at(key).str(); }

void project_read(const Value& project, Token& token) {
    token.project_id = text_in(project, "id");
    token.project_name = text_in(project, "name");
    token.project_domain_id = text_in(project.at("domain"), "id");
    token.project_domain_name = text_in(project.at("domain"), "name");
}

std::vector<AccessRule> rules_read(const Value& list) {
    std::vector<AccessRule> rules;
    for (const Value& rule : list.items())
        rules.push_back({text_in(rule, "service"), text_in(rule, "method"), text_in(rule, "path")});
    return rules;
}

// Exactly `digits` of them, from the front of the text.
int number_take(std::string_view& text, std::size_t digits) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + std::min(digits, text.size()), number);
    if (error != std::errc() || end != text.data() + digits || text.front() == '-')
        throw BadAnswer("a time is malformed");
    text.remove_prefix(digits);
    return number;
}

void separator_take(std::string_view& text, char separator) {
    if (!text.starts_with(separator)) throw BadAnswer("a time is malformed");
    text.remove_prefix(1);
}

}  // namespace

std::chrono::system_clock::time_point time_read(std::string_view text) {
    using namespace std::chrono;
    const int y = number_take(text, 4);
    separator_take(text, '-');
    const int m = number_take(text, 2);
    separator_take(text, '-');
    const int d = number_take(text, 2);
    separator_take(text, 'T');
    const int hour = number_take(text, 2);
    separator_take(text, ':');
    const int minute = number_take(text, 2);
    separator_take(text, ':');
    const int second = number_take(text, 2);
    const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) throw BadAnswer("a time is malformed");
    auto time = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
    if (text == "Z") return time;
    if (text.empty()) throw BadAnswer("a time has no zone");
    const bool east = text.front() == '+';
    separator_take(text, east ? '+' : '-');
    const auto offset_hours = hours(number_take(text, 2));
    if (text.starts_with(':')) text.remove_prefix(1);
    const auto offset = offset_hours + minutes(number_take(text, 2));
    if (!text.empty()) throw BadAnswer("a time is malformed");
    return east ? time - offset : time + offset;
}

Token token_read(std::string_view body) {
    Value answer;
    try {
        answer = resource::json_parse(body);
    } catch (const resource::JsonError& error) {
        throw BadAnswer(std::string("it is no JSON: ") + error.what());
    }
    const Value& from = map_in(answer, "token");
    const Value& user = map_in(from, "user");
    Token token;
    token.user_id = text_in(user, "id");
    if (token.user_id.empty()) throw BadAnswer("it names no user");
    token.user_name = text_in(user, "name");
    token.user_domain_id = text_in(user.at("domain"), "id");
    token.user_domain_name = text_in(user.at("domain"), "name");
    project_read(from.at("project"), token);
    token.domain_id = text_in(from.at("domain"), "id");
    token.domain_name = text_in(from.at("domain"), "name");
    if (from.at("system").at("all").truthy()) token.system_scope = "all";
    for (const Value& role : from.at("roles").items()) token.roles.push_back(text_in(role, "name"));
    if (const Value* admin = from.find("is_admin_project")) token.is_admin_project = admin->truthy();
    token.expires = time_read(from.at("expires_at").as_string());
    for (const Member& bound : from.at("bind").members()) token.bindings.push_back(bound.key);
    if (const Value& rules = from.at("application_credential").at("access_rules"); rules.has_value())
        token.access_rules = rules_read(rules);
    for (const Value& service : from.at("catalog").items()) token.service_types.push_back(text_in(service, "type"));
    return token;
}

}  // namespace neutrino::auth
