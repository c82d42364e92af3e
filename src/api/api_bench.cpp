// What answers cost, without sockets: one of 10,000 ports, and lists of them, with the types of the built-in
// definitions on the image that the service reads. Build with -DNEUTRINO_BENCH=ON.

#include "api/api.h"
#include "base/uuid.h"
#include "extensions/extensions.h"
#include "store/image.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neutrino::api {
namespace {

constexpr int kPorts = 10'000;
constexpr int kNetworks = 10;
constexpr int kProjects = 10;

// Every definition that can be loaded, with nothing behind computed attributes.
struct Types {
    Types() {
        const std::filesystem::path folder = std::filesystem::path(NEUTRINO_SOURCE_DIR) / "api";
        found = extensions::definitions_find({&folder, 1});
        extensions::Claims claims;
        for (const resource::Definition& definition : found.definitions) claims[definition.alias] = {"bench"};
        resource::catalog_compose(extensions::select(found, claims, {}).ordered, catalog);
    }
    extensions::Found found;
    Catalog catalog;
};

class ReadOnly : public Database {
public:
    explicit ReadOnly(const View& image) : image_(image) {}
    const View& image() const override { return image_; }
    void write(const std::function<void(Transaction&)>&) override {}

private:
    const View& image_;
};

struct World {
    World() : handlers(types.catalog), image(types.catalog, {}), database(image) {
        const ResourceType& ports = types.catalog.get("ports");
        std::vector<std::shared_ptr<Record>> records;
        for (int i = 0; i < kPorts; ++i) records.push_back(port(ports, i));
        std::ranges::sort(records, {}, [](const auto& record) { return record->id(); });
        some_id = records[kPorts / 2]->id();
        some_device = records[kPorts / 2]->get("device_id").str();
        image.load(ports, records);
        engine = std::make_unique<policy::Engine>(
            std::vector<policy::RuleText>{{"context_is_admin", "role:admin", ""},
                                          {"default", "rule:context_is_admin", ""},
                                          {"get_port", "rule:context_is_admin or project_id:%(project_id)s", ""},
                                          {"get_port:binding:host_id", "rule:context_is_admin", ""}},
            false);
        api = std::make_unique<Api>(handlers, database, *engine, quota, std::vector<ExtensionInfo>(), Options());
    }

    static std::shared_ptr<Record> port(const ResourceType& type, int number) {
        auto record = std::make_shared<Record>(type);
        record->set("id", base::uuid_generate());
        record->set("name", "port-" + std::to_string(number));
        record->set("network_id", network(number));
        record->set("project_id", "project-" + std::to_string(number % kProjects));
        record->set("device_id", base::uuid_generate());
        record->set("fixed_ips",
                    Value::list({Value::map({{"subnet_id", network(number)}, {"ip_address", "10.0.0.7"}})}));
        record->set("security_groups", Value::list({network(number)}));
        record->set("admin_state_up", true);
        record->set("revision_number", number);
        for (const char* text : {"mac_address", "status", "device_owner", "description", "created_at", "updated_at",
                                 "binding:host_id", "binding:vif_type", "binding:vnic_type"}) {
            record->set(text, "fa:16:3e:00:00:01");
        }
        for (const char* empty : {"allowed_address_pairs", "extra_dhcp_opts", "tags"})
            record->set(empty, Value::list());
        for (const char* empty : {"binding:profile", "binding:vif_details"}) record->set(empty, Value::map());
        return record;
    }
    static std::string network(int number) {
        return "11111111-1111-1111-1111-11111111111" + std::to_string(number % kNetworks);
    }

    Types types;
    Handlers handlers;
    store::Image image;
    ReadOnly database;
    quota::Quota quota{{}, -1};
    std::unique_ptr<policy::Engine> engine;
    std::unique_ptr<Api> api;
    std::string some_id;
    std::string some_device;
};

void get(benchmark::State& state, const std::string& target, bool admin) {
    static const World world;
    http::Request request;
    request.method = "GET";
    request.target = target;
    for (const auto& [name, value] : {std::pair("{port}", world.some_id), std::pair("{device}", world.some_device)}) {
        if (const auto at = request.target.find(name); at != std::string::npos) {
            request.target.replace(at, std::string_view(name).size(), value);
        }
    }
    http::split_target(request);
    request.script_name = "/v2.0";
    request.headers.add("Host", "localhost");
    RequestContext context;
    context.project_id = "project-1";
    context.is_admin = admin;
    std::size_t bytes = 0;
    for (auto _ : state) {
        const http::Response response = (*world.api)(request, context);
        if (response.status != 200) state.SkipWithError(response.body.c_str());
        bytes += response.body.size();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(get, one_port, "/ports/{port}", true);
BENCHMARK_CAPTURE(get, by_device, "/ports?device_id={device}", true);
BENCHMARK_CAPTURE(get, by_name_scanned, "/ports?name=port-7", true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(get, first_page_of_100, "/ports?limit=100", true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(get, sorted_page_of_100, "/ports?limit=100&sort_key=name&sort_dir=asc", true)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(get, a_project_lists_1000, "/ports", false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(get, an_admin_lists_10000, "/ports", true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace neutrino::api

BENCHMARK_MAIN();
