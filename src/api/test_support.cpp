#include "api/test_support.h"

#include "resource/json.h"

#include <stdexcept>

namespace neutrino::api::test {
namespace {

// The types of the tests: what the real ones have, in short.
constexpr std::string_view kDefinition = R"(
alias: core
name: Core
description: For tests.
updated: 2026-01-01T00:00:00-00:00
core: true
resources:
  networks:
    member: network
    table: networks
    quota: network
    attributes:
      id: {type: string, filter: true, sort: true, primary_key: true, validate: uuid}
      name: {type: string, post: true, put: true, filter: true, sort: true, default: "", validate: {string: 255}}
      mtu: {type: int, post: true, put: true, filter: true, sort: true, default: unset, convert: to_int}
      status: {type: string, filter: true, sort: true}
      project_id: {type: string, post: true, filter: true, sort: true, required_by_policy: true, validate: {string: 255}}
      shared: {type: bool, post: true, put: true, filter: true, required_by_policy: true, policy: enforced,
               default: false, convert: to_boolean}
      ports: {type: list, store: computed}
      tags: {type: list, filter: true, index: true, store: {list: tags, key: standard_attr_id, columns: [{column: tag}]}}
      tags-any: {type: list, visible: false, filter: true, store: none}
      not-tags: {type: list, visible: false, filter: true, store: none}
      not-tags-any: {type: list, visible: false, filter: true, store: none}
      secret: {type: string, internal: true}
      revision_number: {type: int, filter: true}
    actions:
      poke: {method: PUT}
      census: {method: GET, scope: collection}
  ports:
    member: port
    table: ports
    quota: port
    attributes:
      id: {type: string, filter: true, sort: true, primary_key: true, validate: uuid}
      name: {type: string, post: true, put: true, filter: true, sort: true, default: "", validate: {string: 255}}
      network_id: {type: string, post: true, filter: true, required_by_policy: true, validate: uuid, index: true}
      mac_address: {type: string, post: true, put: true, filter: true, policy: enforced, default: unset}
      host: {type: string, post: true, put: true, policy: enforced, default: unset}
      fixed_ips: {type: list, post: true, put: true, filter: true, policy: enforced, default: unset,
                  convert_list: kvp_list_to_dict, validate: fixed_ips, index_keys: [subnet_id],
                  store: {list: ipallocations, key: port_id,
                          columns: [{key: subnet_id, column: subnet_id}, {key: ip_address, column: ip_address}]}}
      project_id: {type: string, post: true, filter: true, required_by_policy: true, validate: {string: 255}}
      revision_number: {type: int, filter: true}
  policies:
    member: policy
    prefix: /qos
    fault: QosPolicy
    table: qos_policies
    bulk: false
    attributes:
      id: {type: string, filter: true, sort: true, primary_key: true, validate: uuid}
      name: {type: string, post: true, put: true, filter: true, default: ""}
      project_id: {type: string, post: true, required_by_policy: true}
  speed_rules:
    member: speed_rule
    prefix: /qos
    fault: QosRule
    parent: {collection: policies, member: policy}
    table: qos_speed_rules
    attributes:
      id: {type: string, filter: true, primary_key: true, validate: uuid}
      kbps: {type: int, post: true, put: true, filter: true, convert: to_int}
      policy_id: {type: string, internal: true, index: true}
  rule_types:
    member: rule_type
    prefix: /qos
    bulk: false
    methods: [list, show]
    attributes:
      type: {type: string, primary_key: true, filter: true, sort: true}
)";

constexpr std::string_view kExtensions[] = {"filter-validation", "empty-string-filtering", "revision-if-match"};

std::vector<policy::RuleText> default_rules() {
    const std::string owner = "rule:admin_only or project_id:%(project_id)s";
    return {{"context_is_admin", "role:admin", ""},
            {"admin_only", "rule:context_is_admin", ""},
            {"default", "rule:admin_only or tenant_id:%(tenant_id)s", ""},
            {"create_network", "", ""},
            {"create_network:shared", "rule:admin_only", ""},
            {"get_network", owner + " or field:networks:shared=True", ""},
            {"get_network:status", "rule:admin_only", ""},
            {"update_network", owner, ""},
            {"update_network:shared", "rule:admin_only", ""},
            {"delete_network", owner, ""},
            {"create_port", "", ""},
            {"create_port:mac_address", "rule:admin_only or tenant_id:%(network:tenant_id)s", ""},
            {"create_port:fixed_ips", "", ""},
            {"create_port:fixed_ips:ip_address", "rule:admin_only", ""},
            {"create_port:fixed_ips:subnet_id", "", ""},
            {"get_port", owner + " or tenant_id:%(network:tenant_id)s", ""},
            {"get_port:host", "tenant_id:%(network:tenant_id)s", ""},
            {"get_policy_speed_rule", "tenant_id:%(ext_parent:tenant_id)s", ""}};
}

Catalog compose(const resource::Definition& definition) {
    Catalog made;
    const resource::Definition* const all[] = {&definition};
    resource::catalog_compose(all, made);
    return made;
}

}  // namespace

World::World()
    : definition(resource::definition_parse(kDefinition, "core.yaml")),
      catalog(compose(definition)),
      handlers(catalog),
      rules(default_rules()) {
    for (const std::string_view alias : kExtensions) extensions.push_back({std::string(alias), "Name", "Text", "Then"});
    handlers.compute("test", "networks", "ports", [this](const View& view, const Record& network) {
        std::vector<Value> ids;
        const ResourceType& ports = catalog.get("ports");
        for (const RecordPtr& port : view.find_by(ports, "network_id", Value(network.id())))
            ids.emplace_back(port->id());
        return Value::list(std::move(ids));
    });
}

RequestContext World::admin() {
    RequestContext context = member("admins");
    context.roles = {"admin"};
    context.is_admin = true;
    return context;
}

RequestContext World::member(const std::string& project) {
    RequestContext context;
    context.project_id = project;
    context.user_id = "user";
    context.roles = {"member", "reader"};
    return context;
}

http::Response World::ask(const RequestContext& context, std::string_view method, std::string_view target,
                          std::string_view body, const http::Headers& headers) {
    http::Request request;
    request.method = method;
    request.target = target;
    http::split_target(request);
    request.script_name = "/v2.0";
    request.body = body;
    request.headers = headers;
    request.headers.set("Host", "api:9696");
    return api()(request, context);
}

Value World::json(std::string_view method, std::string_view target, std::string_view body) {
    return json(ask(method, target, body));
}

Value World::json(const http::Response& response) {
    return response.body.empty() ? Value::null() : resource::json_parse(response.body);
}

std::string World::create(std::string_view target, std::string_view body) {
    const http::Response response = ask("POST", target, body);
    if (response.status != 201) throw std::runtime_error("nothing was created: " + response.body);
    return json(response).members().front().value.at("id").str();
}

Api& World::api() {
    if (!api_) {
        engine_ = std::make_unique<policy::Engine>(rules, false);
        quota_ = std::make_unique<quota::Quota>(limits, -1);
        api_ = std::make_unique<Api>(handlers, database, *engine_, *quota_, extensions, options);
    }
    return *api_;
}

std::string outcome(const http::Response& response) {
    std::string text = std::to_string(response.status);
    const Value body = World::json(response);
    if (const Value* error = body.find("NeutronError")) text += " " + error->at("type").str();
    return text;
}

}  // namespace neutrino::api::test
