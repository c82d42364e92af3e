#!/usr/bin/python3
"""examples/mechanism_driver, built out of tree against the installed SDK, and asked to bind ports over HTTP.

    mechanism_driver.py BUILD-FOLDER SOURCE-FOLDER
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.http_client import Client                          # noqa: E402
from support.neutrino_server import NeutrinoServer              # noqa: E402
from support.service import StartFailed                         # noqa: E402
from installation import Installation                           # noqa: E402

BUILD, SOURCE = (os.path.abspath(sys.argv.pop(1)) for _ in range(2)) if len(sys.argv) > 2 else ("", "")
BRIDGES = "host1:physnet1:br-data, host2:physnet1:br0"


class MechanismDriverTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation(BUILD, os.path.join(SOURCE, "examples"))
        cls.addClassCleanup(cls.installation.remove)
        cls.installation.make("mechanism_driver")
        cls.plan = os.path.join(cls.installation.folder, "plan.txt")
        cls.server = cls.server_of("logger,cabling")
        cls.addClassCleanup(cls.server.close)
        cls.server.start()

    @classmethod
    def server_of(cls, drivers, bridges=BRIDGES):
        return NeutrinoServer(cls.installation.binary, extra={
            "DEFAULT": {"api_extensions_path": cls.installation.extensions},
            "ml2": {"mechanism_drivers": drivers},
            "cabling": {"bridges": bridges, "plan": cls.plan}})

    def setUp(self):
        self.client = Client(self.server.url)
        self.addCleanup(self.client.close)

    def ask(self, method, path, body=None, status=200):
        answer = self.client.request(method, "/v2.0" + path, body)
        self.assertEqual(answer.status, status, answer)
        return answer.json()

    def network(self, physical_network="physnet1"):
        network = self.ask("POST", "/networks", {"network": {
            "provider:network_type": "vlan", "provider:physical_network": physical_network}}, 201)["network"]
        self.addCleanup(self.client.delete, "/v2.0/networks/" + network["id"])
        return network

    def port(self, network, **attributes):
        port = self.ask("POST", "/ports", {"port": dict(attributes, network_id=network["id"])}, 201)["port"]
        self.addCleanup(self.client.delete, "/v2.0/ports/" + port["id"])
        return port

    def planned(self):
        with open(self.plan, encoding="utf-8") as f:
            return sorted(line.rstrip("\n") for line in f)

    def test_ports_are_bound_where_there_is_a_cable(self):
        port = self.port(self.network(), **{"binding:host_id": "host1"})
        self.assertEqual((port["binding:vif_type"], port["status"]), ("bridge", "ACTIVE"))
        self.assertEqual(port["binding:vif_details"], {"bridge_name": "br-data", "connectivity": "l2"})
        moved = self.ask("PUT", "/ports/" + port["id"], {"port": {"binding:host_id": "host2"}})["port"]
        self.assertEqual(moved["binding:vif_details"]["bridge_name"], "br0")

    def test_ports_elsewhere_are_not(self):
        network = self.network()
        self.assertEqual(self.port(network, **{"binding:host_id": "host3"})["binding:vif_type"], "binding_failed")
        direct = {"binding:host_id": "host1", "binding:vnic_type": "direct"}
        self.assertEqual(self.port(network, **direct)["binding:vif_type"], "binding_failed")
        self.assertEqual(self.port(network)["binding:vif_type"], "unbound")

    def test_the_plan_follows(self):
        network = self.network()
        port = self.port(network, **{"binding:host_id": "host1"})
        line = "host1 br-data " + port["id"]
        self.assertIn(line, self.planned())
        self.ask("PUT", "/ports/" + port["id"], {"port": {"binding:host_id": "host2"}})
        self.assertIn("host2 br0 " + port["id"], self.planned())
        self.assertNotIn(line, self.planned())
        self.ask("DELETE", "/ports/" + port["id"], status=204)
        self.assertFalse([entry for entry in self.planned() if port["id"] in entry])

    def test_networks_out_of_reach_are_refused(self):
        answer = self.client.request("POST", "/v2.0/networks", {"network": {
            "provider:network_type": "vlan", "provider:physical_network": "physnet2"}})
        self.assertEqual((answer.status, answer.fault), (409, "PhysicalNetworkNotWired"))
        self.assertEqual(self.ask("GET", "/networks?provider:physical_network=physnet2"), {"networks": []})

    def test_the_logger_says_what_drivers_see(self):
        network = self.network()
        self.assertIn("logger: create_network_precommit of " + network["id"], self.server.log_text())
        self.assertIn("logger: create_network_postcommit of " + network["id"], self.server.log_text())

    def test_a_driver_named_by_path(self):
        with self.server_of(os.path.join(self.installation.extensions, "cabling.so")) as server, \
                Client(server.url) as client:
            answer = client.request("POST", "/v2.0/networks", {"network": {
                "provider:network_type": "vlan", "provider:physical_network": "physnet2"}})
            self.assertEqual(answer.fault, "PhysicalNetworkNotWired")

    def test_what_the_driver_refuses_stops_the_start(self):
        server = self.server_of("cabling", bridges="host1")
        self.addCleanup(server.close)
        with self.assertRaises(StartFailed) as refused:
            server.start()
        self.assertIn("'host1' is not host:physical network:bridge", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
