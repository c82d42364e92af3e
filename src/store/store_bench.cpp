// What the store costs, with the types of the built-in definitions: durable creates from many threads, reads of a big
// image, and its memory. Build with -DNEUTRINO_BENCH=ON; BENCH_FOLDER says on which disk (default: /var/tmp).

#include "base/uuid.h"
#include "extensions/extensions.h"
#include "store/test_support.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <malloc.h>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace neutrino::store {
namespace {

constexpr int kPorts = 100'000;

double resident_mib() {
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

// Everything that can be loaded together.
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

// A store with a network, a subnet and a security group.
struct World {
    World() : folder(std::getenv("BENCH_FOLDER") == nullptr ? "/var/tmp" : std::getenv("BENCH_FOLDER")) {
        reopen();
        store->write([&](Transaction& transaction) {
            Record network(types.catalog.get("networks"));
            for (const char* name : {"name", "project_id", "status"}) network.set(name, Value("net"));
            network.set("admin_state_up", Value(true));
            network.set("mtu", Value(1450));
            network_id = transaction.insert(std::move(network))->id();
            Record subnet(types.catalog.get("subnets"));
            for (const char* name : {"name", "project_id"}) subnet.set(name, Value("sub"));
            subnet.set("network_id", Value(network_id));
            subnet.set("ip_version", Value(4));
            subnet.set("cidr", Value("10.0.0.0/8"));
            subnet.set("enable_dhcp", Value(true));
            subnet_id = transaction.insert(std::move(subnet))->id();
            Record group(types.catalog.get("security_groups"));
            for (const char* name : {"name", "project_id"}) group.set(name, Value("default"));
            group.set("stateful", Value(true));
            group_id = transaction.insert(std::move(group))->id();
            transaction.execute("INSERT INTO ipamsubnets (id, neutron_subnet_id) VALUES (:id, :subnet)",
                                parameters(subnet_id, subnet_id));
        });
    }

    void reopen() {
        store.reset();
        store = Store::open(test::options_of("sqlite:///" + (folder.path() / "bench.sqlite").string()), types.catalog);
    }

    // As ML2 does it: the address, then the port with its rows.
    void port_create(Transaction& transaction, int number) {
        const std::string address = fmt::format("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
        transaction.execute(
            "INSERT INTO ipamallocations (ip_address, status, ipam_subnet_id) VALUES (:ip, :status, :subnet)",
            parameters(address, "ALLOCATED", subnet_id));
        Record port(types.catalog.get("ports"));
        port.set("name", Value(fmt::format("bench-{}", number)));
        port.set("project_id", Value("0123456789abcdef0123456789abcdef"));
        port.set("network_id", Value(network_id));
        port.set("mac_address", Value(fmt::format("fa:16:3e:{:02x}:{:02x}:{:02x}", number >> 16 & 255,
                                                  number >> 8 & 255, number & 255)));
        port.set("device_id", Value(base::uuid_generate()));
        port.set("device_owner", Value("compute:nova"));
        port.set("status", Value("DOWN"));
        port.set("admin_state_up", Value(true));
        port.set("fixed_ips", Value::list({test::fixed_ip(subnet_id, address)}));
        port.set("security_groups", Value::list({Value(group_id)}));
        port.set("port_security_enabled", Value(true));
        port.set("binding:host_id", Value(fmt::format("compute-{}", number % 100)));
        port.set("binding:vif_type", Value("ovs"));
        port.set("binding:vnic_type", Value("normal"));
        port.set("binding:vif_details", Value::map({{"port_filter", Value(true)}, {"connectivity", Value("l2")}}));
        transaction.insert(std::move(port));
    }

    // At least a hundred thousand ports.
    void fill() {
        while (next < kPorts) {
            store->write([&](Transaction& transaction) {
                for (int i = 0; i < 500; ++i) port_create(transaction, next++);
            });
        }
        if (!ids.empty()) return;
        store->image().each(types.catalog.get("ports"), [&](const RecordPtr& port) {
            ids.emplace_back(port->id());
            return true;
        });
    }

    test::TemporaryFolder folder;
    Types types;
    std::unique_ptr<Store> store;
    std::string network_id, subnet_id, group_id;
    std::vector<std::string> ids;
    std::atomic<int> next = 0;
};

World& world() {
    static World one;
    return one;
}

World& full_world() {
    world().fill();
    return world();
}

void BM_CreatePort(benchmark::State& state) {
    World& in = world();
    for (auto _ : state) {
        const int number = in.next++;
        in.store->write([&](Transaction& transaction) { in.port_create(transaction, number); });
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_CreatePort)->UseRealTime()->MeasureProcessCPUTime()->Threads(1)->Threads(16)->MinTime(3);

void BM_Load(benchmark::State& state) {
    World& in = full_world();
    for (auto _ : state) {
        state.PauseTiming();
        in.store.reset();
        ::malloc_trim(0);
        const double before = resident_mib();
        state.ResumeTiming();
        in.reopen();
        state.PauseTiming();
        state.counters["MiB"] = resident_mib() - before;
        state.counters["in_use"] = static_cast<double>(::mallinfo2().uordblks) / (1024 * 1024);
        ::malloc_trim(0);
        state.counters["trimmed"] = resident_mib() - before;
        state.ResumeTiming();
    }
}
BENCHMARK(BM_Load)->Unit(benchmark::kMillisecond)->Iterations(3);

void BM_Find(benchmark::State& state) {
    World& in = full_world();
    const ResourceType& ports = in.types.catalog.get("ports");
    std::size_t at = static_cast<std::size_t>(state.thread_index()) * 7919;
    for (auto _ : state) benchmark::DoNotOptimize(in.store->image().find(ports, in.ids[at++ % in.ids.size()]));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Find)->UseRealTime()->Threads(1)->Threads(2);

void BM_FindByDevice(benchmark::State& state) {
    World& in = full_world();
    const ResourceType& ports = in.types.catalog.get("ports");
    const Value device = in.store->image().find(ports, in.ids[500])->get("device_id");
    for (auto _ : state) benchmark::DoNotOptimize(in.store->image().find_by(ports, "device_id", device));
}
BENCHMARK(BM_FindByDevice);

void BM_FindByHost(benchmark::State& state) {
    World& in = full_world();
    const ResourceType& ports = in.types.catalog.get("ports");
    const Value host("compute-7");  // a thousand ports
    for (auto _ : state) benchmark::DoNotOptimize(in.store->image().find_by(ports, "binding:host_id", host));
}
BENCHMARK(BM_FindByHost);

void BM_EachOfAll(benchmark::State& state) {
    World& in = full_world();
    const ResourceType& ports = in.types.catalog.get("ports");
    for (auto _ : state) {
        std::size_t count = 0;
        in.store->image().each(ports, [&](const RecordPtr& port) {
            count += port->id().size();
            return true;
        });
        benchmark::DoNotOptimize(count);
    }
    state.SetItemsProcessed(state.iterations() * kPorts);
}
BENCHMARK(BM_EachOfAll)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace neutrino::store

BENCHMARK_MAIN();
