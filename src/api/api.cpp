#include "api/api.h"

#include "api/answer.h"
#include "api/body.h"
#include "api/faults.h"
#include "api/links.h"
#include "api/operations.h"
#include "api/text.h"
#include "resource/json.h"

#include <algorithm>

namespace neutrino::api {
namespace {

using Kind = Route::Kind;

// "GET, POST": the methods of what the path names.
std::string allowed_methods(const Route& route) {
    std::string text;
    const auto add = [&text](bool allowed, std::string_view method) {
        if (allowed) text.append(text.empty() ? "" : ", ").append(method);
    };
    switch (route.kind) {
        case Kind::nothing: break;
        case Kind::index:
        case Kind::extensions:
        case Kind::extension: add(true, "GET"); break;
        case Kind::collection:
            add(route.type->can_list, "GET");
            add(route.type->can_create, "POST");
            break;
        case Kind::member:
            add(route.type->can_show, "GET");
            add(route.type->can_update, "PUT");
            add(route.type->can_delete, "DELETE");
            break;
        case Kind::collection_action:
        case Kind::member_action: add(true, route.action->method); break;
        case Kind::body_action: add(true, "POST"); break;
        case Kind::tags:
        case Kind::tag: text = "GET, PUT, DELETE"; break;
    }
    return text;
}

bool has_method(const std::string& allowed, std::string_view method) {
    const auto place = allowed.find(method);
    return place != std::string::npos && !method.empty() && method.find_first_of(", ") == std::string_view::npos &&
           (place + method.size() == allowed.size() || allowed[place + method.size()] == ',');
}

Value extension_value(const ExtensionInfo& extension) {
    return Value::map({{"alias", extension.alias},
                       {"name", extension.name},
                       {"description", extension.description},
                       {"updated", extension.updated},
                       {"links", Value::list()}});
}

}  // namespace

struct Api::Impl {
    Impl(const Handlers& handlers, Database& database, const policy::Engine& engine, const quota::Quota& quota,
         std::vector<ExtensionInfo> loaded, const Options& options)
        : extensions(std::move(loaded)),
          router(handlers.catalog()),
          read([&handlers](const View& view, const Record& record, int attribute) {
              return handlers.value(view, record, attribute);
          }),
          services{.handlers = handlers,
                   .database = database,
                   .quota = quota,
                   .endpoints = Endpoints(handlers, engine),
                   .policy = {engine, handlers.catalog(), read},
                   .query_rules = {.filter_validation = options.filter_validation && has("filter-validation"),
                                   .empty_values = has("empty-string-filtering"),
                                   .limit_max = static_cast<std::size_t>(
                                       std::max<std::int64_t>(options.pagination_max_limit, 0))},
                   .allow_bulk = options.allow_bulk,
                   .if_match = has("revision-if-match"),
                   .link_prefix = options.network_link_prefix} {}

    bool has(std::string_view alias) const {
        return std::ranges::any_of(extensions, [&](const ExtensionInfo& known) { return known.alias == alias; });
    }

    http::Response handle(const http::Request& request, const RequestContext& context) const;
    http::Response resource_handle(const Call& call) const;
    http::Response wrappers_run(const Call& call, const Value& body) const;
    http::Response index(const http::Request& request) const;
    http::Response extension_show(std::string_view alias) const;

    std::vector<ExtensionInfo> extensions;
    Router router;
    policy::AttributeReader read;
    Services services;
};

namespace {

http::Response operation_run(const Call& call, const Value& body) {
    const std::string& method = call.request.method;
    switch (call.route.kind) {
        case Kind::collection: return method == "GET" ? resources_list(call) : resource_create(call, body);
        case Kind::member:
            if (method == "GET") return resource_show(call);
            return method == "PUT" ? resource_update(call, body) : resource_delete(call);
        case Kind::body_action: return body_action_run(call, body);
        case Kind::tags:
        case Kind::tag: return tags_run(call, body);
        default: return action_run(call, body);
    }
}

}  // namespace

http::Response Api::Impl::handle(const http::Request& request, const RequestContext& context) const {
    if (!is_utf8(request.path)) throw bad_request("The path is not UTF-8.");
    const Route route = router.match(request.path);
    if (route.kind == Kind::nothing) throw nothing_there();
    const std::string allowed = allowed_methods(route);
    if (!has_method(allowed, request.method)) {
        // Neutron finds nothing there, where elsewhere it has no such method.
        const bool hidden = route.kind == Kind::extensions || route.kind == Kind::extension || route.kind == Kind::tags;
        if (hidden && request.method != "OPTIONS") throw nothing_there();
        http::Response response;
        if (request.method != "OPTIONS") response = fault_response(method_not_allowed());
        response.headers.add("Allow", allowed);
        return response;
    }
    switch (route.kind) {
        case Kind::index: return index(request);
        case Kind::extensions: {
            std::vector<Value> items;
            std::ranges::transform(extensions, std::back_inserter(items), extension_value);
            return json_answer(200, Value::map({{"extensions", Value::list(std::move(items))}}));
        }
        case Kind::extension: return extension_show(route.id);
        default: break;
    }
    return resource_handle({.services = services,
                            .route = route,
                            .request = request,
                            .context = context,
                            .endpoint = services.endpoints.of(*route.type),
                            .revision = revision_parse(request, services.if_match)});
}

http::Response Api::Impl::resource_handle(const Call& call) const {
    const bool reads_body = call.request.method == "POST" || call.request.method == "PUT";
    const bool resource = call.route.kind == Kind::collection || call.route.kind == Kind::member;
    const std::string_view text = reads_body ? std::string_view(call.request.body) : std::string_view();
    const Value body = resource ? body_parse_object(text) : body_parse(text);
    return call.endpoint.handlers.wrappers.empty() ? operation_run(call, body) : wrappers_run(call, body);
}

// Wrappers see answers as values: text is made of them again afterwards.
http::Response Api::Impl::wrappers_run(const Call& call, const Value& body) const {
    const std::vector<RequestWrapper>& wrappers = call.endpoint.handlers.wrappers;
    const ApiRequest request{
        .method = call.request.method,
        .type = &call.endpoint.type,
        .id = call.route.id,
        .action = call.route.action != nullptr ? std::string_view(call.route.action->name) : std::string_view(),
        .body = &body,
        .parent_id = call.route.parent_id};
    const std::function<ApiResponse(std::size_t)> run = [&](std::size_t depth) -> ApiResponse {
        if (depth < wrappers.size()) {
            return wrappers[depth](call.context, request, [&run, depth] { return run(depth + 1); });
        }
        const http::Response inner = operation_run(call, body);
        return {inner.status, inner.body.empty() ? Value() : resource::json_parse(inner.body)};
    };
    const ApiResponse outer = run(0);
    return json_answer(outer.status, outer.body);
}

http::Response Api::Impl::index(const http::Request& request) const {
    std::vector<Value> items;
    for (const ResourceType* type : services.handlers.catalog().all()) {
        if (!type->origin.empty() || !type->api || type->parent) continue;  // the core's, not those of extensions
        const std::string url = request.application_url() + "/" + type->path;
        const Value link = Value::map({{"rel", "self"}, {"href", link_prefixed(url, services.link_prefix)}});
        items.push_back(
            Value::map({{"name", type->member}, {"collection", type->collection}, {"links", Value::list({link})}}));
    }
    return json_answer(200, Value::map({{"resources", Value::list(std::move(items))}}));
}

http::Response Api::Impl::extension_show(std::string_view alias) const {
    const auto found = std::ranges::find(extensions, alias, &ExtensionInfo::alias);
    if (found == extensions.end()) throw nothing_there();
    return json_answer(200, Value::map({{"extension", extension_value(*found)}}));
}

Api::Api(const Handlers& handlers, Database& database, const policy::Engine& policy, const quota::Quota& quota,
         std::vector<ExtensionInfo> extensions, Options options)
    : impl_(std::make_unique<Impl>(handlers, database, policy, quota, std::move(extensions), options)) {}

Api::~Api() = default;

http::Response Api::operator()(http::Request& request, const RequestContext& context) const {
    try {
        return impl_->handle(request, context);
    } catch (...) {
        return failure_response(request, std::current_exception());
    }
}

bool Api::inline_safe(std::string_view method, std::string_view path) const {
    if (method != "GET") return false;
    const Route route = impl_->router.match(path);
    if (route.type == nullptr) return true;
    // A long list would keep an I/O thread from its other connections.
    constexpr std::size_t kShortList = 200;
    const TypeHandlers& handlers = impl_->services.handlers.of(*route.type);
    if (route.type->table.empty() || !handlers.wrappers.empty()) return false;
    return route.kind == Kind::member ||
           (route.kind == Kind::collection && impl_->services.image().count(*route.type) <= kShortList);
}

}  // namespace neutrino::api
