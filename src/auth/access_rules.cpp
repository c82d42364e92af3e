#include "auth/access_rules.h"

#include <algorithm>
#include <vector>

namespace neutrino::auth {

namespace {

enum class Kind { literal, segment, anything };

struct Piece {
    Kind kind;
    char literal;
};

std::vector<Piece> pieces_of(std::string_view pattern) {
    std::vector<Piece> pieces;
    while (!pattern.empty()) {
        const auto brace = pattern.front() == '{' ? pattern.find('}') : std::string_view::npos;
        if (brace != std::string_view::npos) {
            pieces.push_back({Kind::segment, 0});
            pattern.remove_prefix(brace + 1);
        } else if (pattern.starts_with("**")) {
            pieces.push_back({Kind::anything, 0});
            pattern.remove_prefix(2);
        } else {
            pieces.push_back({pattern.front() == '*' ? Kind::segment : Kind::literal, pattern.front()});
            pattern.remove_prefix(1);
        }
    }
    return pieces;
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
    // reached[i]: the pieces so far match the first i characters.
    std::vector<bool> reached(path.size() + 1);
    reached[0] = true;
    for (const Piece& piece : pieces_of(pattern)) {
        std::vector<bool> next(path.size() + 1);
        if (piece.kind == Kind::anything) next[0] = reached[0];
        for (std::size_t i = 0; i < path.size(); ++i) {
            switch (piece.kind) {
                case Kind::literal: next[i + 1] = reached[i] && path[i] == piece.literal; break;
                case Kind::segment: next[i + 1] = (reached[i] || next[i]) && path[i] != '/'; break;
                case Kind::anything: next[i + 1] = reached[i + 1] || next[i]; break;
            }
        }
        reached.swap(next);
    }
    return reached[path.size()];
}

bool access_allowed(const Token& token, std::string_view service_type, const Asked& asked) {
    if (!token.access_rules) return true;
    if (service_type.empty() || std::ranges::find(token.service_types, service_type) == token.service_types.end())
        return false;
    return asked.has_service_token || std::ranges::any_of(*token.access_rules, [&](const AccessRule& rule) {
               return rule.method == asked.method && rule.service == service_type &&
                      path_matches(rule.path, asked.path);
           });
}

}  // namespace neutrino::auth
