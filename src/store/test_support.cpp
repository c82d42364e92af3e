#include "store/test_support.h"

#include "resource/json.h"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace neutrino::store::test {
namespace {

Storage column(std::string name) {
    Storage storage;
    storage.kind = Storage::Kind::column;
    storage.column = std::move(name);
    return storage;
}

Storage json_column(std::string name) {
    Storage storage = column(std::move(name));
    storage.json = true;
    return storage;
}

Storage standard(std::string name) {
    Storage storage = column(std::move(name));
    storage.kind = Storage::Kind::standard;
    return storage;
}

Storage side(std::string table, std::string key, std::string name, Value absent = Value::null()) {
    Storage storage = column(std::move(name));
    storage.kind = Storage::Kind::side;
    storage.table = std::move(table);
    storage.key = std::move(key);
    storage.absent = std::move(absent);
    return storage;
}

Storage list(std::string table, std::string key, std::vector<Storage::Column> columns) {
    Storage storage;
    storage.kind = Storage::Kind::list;
    storage.table = std::move(table);
    storage.key = std::move(key);
    storage.columns = std::move(columns);
    return storage;
}

Storage::Column copied(std::string name, std::string from) {
    return {.key = {}, .column = std::move(name), .from = std::move(from)};
}

Storage::Column generated(std::string name) {
    return {.key = {}, .column = std::move(name), .generated_uuid = true, .from = {}};
}

Storage::Column member(std::string name, AttributeType type = AttributeType::string) {
    return {.key = name, .column = name, .type = type, .from = {}};
}

Storage::Column scalar(std::string name) { return {.key = {}, .column = std::move(name), .from = {}}; }

class Definition {
public:
    Definition(std::string collection, std::string member_name, std::string fault, std::string table) {
        type_.collection = std::move(collection);
        type_.member = std::move(member_name);
        type_.fault_name = std::move(fault);
        type_.table = std::move(table);
        add("id", AttributeType::string, column("id"));
        type_.attributes.back().primary_key = true;
    }

    Definition& add(std::string name, AttributeType type, Storage store, bool index = false) {
        Attribute attribute;
        attribute.name = std::move(name);
        attribute.type = type;
        attribute.store = std::move(store);
        attribute.index = index;
        type_.attributes.push_back(std::move(attribute));
        return *this;
    }
    Definition& text(const std::string& name, bool index = false) {
        return add(name, AttributeType::string, column(name), index);
    }
    Definition& standard_attributes(const std::string& resource_type) {
        type_.resource_type = resource_type;
        add("description", AttributeType::string, standard("description"));
        add("created_at", AttributeType::time, standard("created_at"));
        add("updated_at", AttributeType::time, standard("updated_at"));
        add("revision_number", AttributeType::integer, standard("revision_number"));
        return add("tags", AttributeType::list, list("tags", "standard_attr_id", {scalar("tag")}));
    }
    Attribute& last() { return type_.attributes.back(); }
    void into(Catalog& catalog) { catalog.add(std::move(type_)).seal(); }

private:
    ResourceType type_;
};

void networks_define(Catalog& catalog) {
    Definition networks("networks", "network", "Network", "networks");
    networks.text("project_id").text("name").text("status");
    networks.add("admin_state_up", AttributeType::boolean, column("admin_state_up"));
    networks.add("mtu", AttributeType::integer, column("mtu"));
    networks.add("availability_zone_hints", AttributeType::list, json_column("availability_zone_hints"));
    Storage external = side("externalnetworks", "network_id", {});
    external.presence = true;
    networks.add("router:external", AttributeType::boolean, external);
    networks.add("is_default", AttributeType::boolean, side("externalnetworks", "network_id", "is_default"));
    networks.add("port_security_enabled", AttributeType::boolean,
                 side("networksecuritybindings", "network_id", "port_security_enabled", Value(true)));
    networks.add("prefixlen", AttributeType::integer, {});
    networks.standard_attributes("networks").into(catalog);
}

void subnets_define(Catalog& catalog) {
    Definition subnets("subnets", "subnet", "Subnet", "subnets");
    subnets.text("project_id").text("name").text("network_id", true).text("cidr").text("gateway_ip");
    subnets.text("ipv6_ra_mode");
    subnets.add("ip_version", AttributeType::integer, column("ip_version"));
    subnets.add("enable_dhcp", AttributeType::boolean, column("enable_dhcp"));
    subnets.add("in_use", AttributeType::boolean, column("in_use"));
    Storage servers = list("dnsnameservers", "subnet_id", {scalar("address")});
    servers.order = "order";
    subnets.add("dns_nameservers", AttributeType::list, servers);
    subnets.add("host_routes", AttributeType::list,
                list("subnetroutes", "subnet_id", {member("destination"), member("nexthop")}));
    subnets.standard_attributes("subnets").into(catalog);
}

void ports_define(Catalog& catalog) {
    Definition ports("ports", "port", "Port", "ports");
    ports.text("project_id").text("name").text("network_id", true).text("mac_address", true);
    ports.text("device_id", true).text("device_owner", true).text("status");
    ports.add("admin_state_up", AttributeType::boolean, column("admin_state_up"));
    ports.add("fixed_ips", AttributeType::list,
              list("ipallocations", "port_id",
                   {member("subnet_id"), member("ip_address"), copied("network_id", "network_id")}));
    ports.last().index_keys = {"subnet_id", "ip_address"};
    ports.add("security_groups", AttributeType::list,
              list("securitygroupportbindings", "port_id", {scalar("security_group_id")}), true);
    ports.add("allowed_address_pairs", AttributeType::list,
              list("allowedaddresspairs", "port_id", {member("mac_address"), member("ip_address")}));
    ports.add(
        "extra_dhcp_opts", AttributeType::list,
        list("extradhcpopts", "port_id",
             {generated("id"), member("opt_name"), member("opt_value"), member("ip_version", AttributeType::integer)}));
    ports.add("port_security_enabled", AttributeType::boolean,
              side("portsecuritybindings", "port_id", "port_security_enabled", Value(true)));
    const auto binding = [&](const std::string& name, AttributeType type, const std::string& of, Value absent) {
        Storage storage = side("ml2_port_bindings", "port_id", of, std::move(absent));
        storage.where = {{"status", Value("ACTIVE")}};
        ports.add(name, type, std::move(storage));
    };
    binding("binding:host_id", AttributeType::string, "host", Value(""));
    ports.last().index = true;
    binding("binding:vif_type", AttributeType::string, "vif_type", Value("unbound"));
    binding("binding:vnic_type", AttributeType::string, "vnic_type", Value("normal"));
    binding("binding:profile", AttributeType::map, "profile", Value::map());
    binding("binding:vif_details", AttributeType::map, "vif_details", Value::map());
    ports.add("qos_policy_id", AttributeType::string, side("qos_port_policy_bindings", "port_id", "policy_id"));
    ports.standard_attributes("ports").into(catalog);
}

void groups_define(Catalog& catalog) {
    Definition groups("security_groups", "security_group", "SecurityGroup", "securitygroups");
    groups.text("project_id").text("name");
    groups.add("stateful", AttributeType::boolean, column("stateful"));
    groups.standard_attributes("securitygroups").into(catalog);
    Definition rules("security_group_rules", "security_group_rule", "SecurityGroupRule", "securitygrouprules");
    rules.text("project_id").text("security_group_id").text("remote_group_id").text("direction").text("protocol");
    rules.add("port_range_min", AttributeType::integer, column("port_range_min"));
    rules.standard_attributes("securitygrouprules").into(catalog);
    Definition policies("policies", "policy", "QosPolicy", "qos_policies");
    policies.text("project_id").text("name").standard_attributes("qos_policies").into(catalog);
}

void agents_define(Catalog& catalog) {
    Definition agents("agents", "agent", "Agent", "agents");
    agents.text("agent_type").text("binary").text("topic").text("host", true);
    agents.add("admin_state_up", AttributeType::boolean, column("admin_state_up"));
    agents.add("configurations", AttributeType::map, column("configurations"));
    agents.add("load", AttributeType::integer, column("load"));
    for (const char* name : {"created_at", "started_at", "heartbeat_timestamp"}) {
        agents.add(name, AttributeType::time, column(name));
    }
    agents.add("alive", AttributeType::boolean, {});
    agents.last().store.kind = Storage::Kind::computed;
    agents.into(catalog);
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
    std::string name = (parent / "neutrino_store_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

std::filesystem::path schema_folder() { return std::filesystem::path(NEUTRINO_SOURCE_DIR) / "schema"; }

StoreOptions options_of(const std::string& url) {
    StoreOptions options;
    options.connection = url;
    options.schema_folder = schema_folder();
    return options;
}

SqliteFile::SqliteFile() {
    static const TemporaryFolder made;
    static const std::filesystem::path pattern = [] {
        const std::filesystem::path file = made.path() / "pattern.sqlite";
        database_upgrade(options_of("sqlite:///" + file.string()));
        return file;
    }();
    std::filesystem::copy_file(pattern, path());
}

std::unique_ptr<Session> session_open(const std::string& url) {
    const DatabaseUrl parsed = DatabaseUrl::parse(url);
    return std::make_unique<Session>(parsed, dialect_of(parsed));
}

Catalog sample_catalog() {
    Catalog catalog;
    networks_define(catalog);
    subnets_define(catalog);
    groups_define(catalog);
    ports_define(catalog);
    agents_define(catalog);
    return catalog;
}

void notes_define(Catalog& catalog) {
    Definition notes("notes", "note", "Note", "notes");
    notes.add("weight", AttributeType::real, column("weight"));
    notes.add("lines", AttributeType::list, list("note_lines", "note_id", {scalar("line")})).into(catalog);
}

Record network_sample(const Catalog& catalog, std::string_view id, std::string_view name) {
    Record network(catalog.get("networks"));
    network.set("id", Value(id));
    network.set("project_id", Value("p1"));
    network.set("name", Value(name));
    network.set("status", Value("ACTIVE"));
    network.set("admin_state_up", Value(true));
    network.set("mtu", Value(1450));
    network.set("description", Value("a network"));
    return network;
}

Record subnet_sample(const Catalog& catalog, std::string_view id, std::string_view network_id) {
    Record subnet(catalog.get("subnets"));
    subnet.set("id", Value(id));
    subnet.set("project_id", Value("p1"));
    subnet.set("name", Value("subnet"));
    subnet.set("network_id", Value(network_id));
    subnet.set("cidr", Value("10.0.0.0/24"));
    subnet.set("gateway_ip", Value("10.0.0.1"));
    subnet.set("ip_version", Value(4));
    subnet.set("enable_dhcp", Value(true));
    subnet.set("in_use", Value(false));
    return subnet;
}

Record port_sample(const Catalog& catalog, std::string_view id, std::string_view network_id, std::string_view mac) {
    Record port(catalog.get("ports"));
    port.set("id", Value(id));
    port.set("project_id", Value("p1"));
    port.set("name", Value("port"));
    port.set("network_id", Value(network_id));
    port.set("mac_address", Value(mac));
    port.set("device_id", Value("vm-1"));
    port.set("device_owner", Value("compute:nova"));
    port.set("status", Value("DOWN"));
    port.set("admin_state_up", Value(true));
    return port;
}

Record group_sample(const Catalog& catalog, std::string_view id) {
    Record group(catalog.get("security_groups"));
    group.set("id", Value(id));
    group.set("project_id", Value("p1"));
    group.set("name", Value("group"));
    group.set("stateful", Value(true));
    return group;
}

Record rule_sample(const Catalog& catalog, std::string_view id, std::string_view group_id) {
    Record rule(catalog.get("security_group_rules"));
    rule.set("id", Value(id));
    rule.set("project_id", Value("p1"));
    rule.set("security_group_id", Value(group_id));
    rule.set("direction", Value("ingress"));
    return rule;
}

Record agent_sample(const Catalog& catalog, std::string_view id, std::string_view host) {
    Record agent(catalog.get("agents"));
    agent.set("id", Value(id));
    agent.set("agent_type", Value("DHCP agent"));
    agent.set("binary", Value("neutron-dhcp-agent"));
    agent.set("topic", Value("dhcp_agent"));
    agent.set("host", Value(host));
    agent.set("admin_state_up", Value(true));
    agent.set("load", Value(0));
    agent.set("configurations", Value::map({{"ports", Value(3)}}));
    for (const char* name : {"created_at", "started_at", "heartbeat_timestamp"}) {
        agent.set(name, Value("2024-01-31T09:00:00Z"));
    }
    return agent;
}

Value fixed_ip(std::string_view subnet_id, std::string_view address) {
    return Value::map({{"subnet_id", Value(subnet_id)}, {"ip_address", Value(address)}});
}

std::string difference(const Record& left, const Record& right) {
    if (&left.type() != &right.type()) return left.type().collection + " and " + right.type().collection;
    std::string text;
    for (const Attribute& attribute : left.type().attributes) {
        const Value& ours = left.get(attribute.name);
        const Value& theirs = right.get(attribute.name);
        if (ours.kind() == theirs.kind() && ours == theirs) continue;
        text += attribute.name + ": " + resource::json_text(ours) + " is not " + resource::json_text(theirs) + "\n";
    }
    if (left.standard_attr_id != right.standard_attr_id) text += "standard_attr_id\n";
    return text;
}

std::int64_t number(Session& session, std::string_view sql) { return session.rows(sql).at(0).at(0).as_int(); }

}  // namespace neutrino::store::test
