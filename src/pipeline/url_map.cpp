#include "pipeline/error_page.h"
#include "pipeline/filters.h"

#include <algorithm>

namespace neutrino::pipeline {

namespace {

// "//a///b" -> "/a/b"
void squeeze_slashes(std::string& path) {
    path.erase(std::unique(path.begin(), path.end(), [](char a, char b) { return a == '/' && b == '/'; }), path.end());
}

}  // namespace

App url_map(std::vector<std::pair<std::string, App>> mounts, App not_found) {
    for (auto& [prefix, app] : mounts) {
        squeeze_slashes(prefix);
        while (prefix.ends_with('/')) prefix.pop_back();
    }
    std::stable_sort(mounts.begin(), mounts.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    return [mounts = std::move(mounts), not_found = std::move(not_found)](http::Request& request,
                                                                          RequestContext& context) {
        squeeze_slashes(request.path);
        for (const auto& [prefix, app] : mounts) {
            const bool whole = request.path.size() == prefix.size();
            if (!request.path.starts_with(prefix) || (!whole && request.path[prefix.size()] != '/')) continue;
            request.script_name += prefix;
            request.path.erase(0, prefix.size());
            return app(request, context);
        }
        return not_found ? not_found(request, context) : not_found_page(request);
    };
}

}  // namespace neutrino::pipeline
