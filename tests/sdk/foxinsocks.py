#!/usr/bin/python3
"""The examples, built out of tree against the installed SDK, loaded by the installed server, and asked over HTTP.

    foxinsocks.py BUILD-FOLDER SOURCE-FOLDER
"""
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.http_client import Client                          # noqa: E402
from support.neutrino_server import NeutrinoServer              # noqa: E402
from installation import Installation, run                      # noqa: E402

BUILD, SOURCE = (os.path.abspath(sys.argv.pop(1)) for _ in range(2)) if len(sys.argv) > 2 else ("", "")
ALICE = {"X-Project-Id": "alice", "X-User-Id": "alice", "X-Roles": "member"}
BOB = {"X-Project-Id": "bob", "X-User-Id": "bob", "X-Roles": "member"}


class Examples(Installation):
    """With both examples on api_extensions_path."""

    def __init__(self):
        super().__init__(BUILD, os.path.join(SOURCE, "examples"))

    def make(self, example="foxinsocks"):
        super().make(example)
        shutil.copy(os.path.join(SOURCE, "examples", "foxinsocks-yaml", "foxinsocks-yaml.yaml"), self.extensions)

    def server(self, **defaults):
        return NeutrinoServer(self.binary, extra={
            "DEFAULT": dict({"api_extensions_path": self.extensions, "service_plugins": "foxinsocks"}, **defaults),
            "quotas": {"quota_sock": "3"},
            "foxinsocks": {"goo": "Gooey goo for chewy chewing!"}})


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Examples()
        cls.addClassCleanup(cls.installation.remove)
        cls.installation.make()
        cls.server = cls.installation.server()
        cls.addClassCleanup(cls.server.close)
        cls.server.start()

    def setUp(self):
        self.client = Client(self.server.url)
        self.addCleanup(self.client.close)

    def ask(self, method, path, body=None, status=200, headers=None):
        """The body of the answer, which has to have this status."""
        answer = self.client.request(method, "/v2.0" + path, body, headers)
        self.assertEqual(answer.status, status, answer)
        return answer.json()

    def refuse(self, method, path, body, status, fault, headers=None):
        answer = self.client.request(method, "/v2.0" + path, body, headers)
        self.assertEqual((answer.status, answer.fault), (status, fault), answer)
        return answer.json()["NeutronError"]["message"]

    def create(self, collection, member, headers=None, **attributes):
        """A resource that is deleted at the end of the test."""
        made = self.ask("POST", "/" + collection, {member: attributes}, 201, headers)[member]
        self.addCleanup(lambda: self.client.delete("/v2.0/%s/%s" % (collection, made["id"])))
        return made

    def sock(self, headers=None, **attributes):
        return self.create("socks", "sock", headers, **dict({"colour": "red"}, **attributes))

    def network(self, **attributes):
        return self.create("networks", "network", **attributes)

    def fox(self, network, headers=None, **attributes):
        return self.create("foxes", "fox", headers, network_id=network["id"], **attributes)


class LoadingTest(ExamplesTest):
    def explain(self):
        return run(self.installation.binary, "extensions", "explain", *self.server.config_arguments())

    def test_both_are_listed(self):
        extensions = {e["alias"]: e for e in self.ask("GET", "/extensions")["extensions"]}
        self.assertEqual(extensions["foxinsocks"]["name"], "Fox In Socks")
        self.assertEqual(extensions["foxinsocks-yaml"]["updated"], "2026-01-06T10:00:00-00:00")

    def test_explain_says_where_from_and_why(self):
        said = self.explain()
        folder = self.installation.extensions
        self.assertIn("plugin foxinsocks: service_plugins, from %s/foxinsocks.so" % folder, said)
        self.assertIn("loaded foxinsocks: claimed by foxinsocks (%s/foxinsocks.yaml)" % folder, said)
        self.assertIn("loaded foxinsocks-yaml: needs no plugin (%s/foxinsocks-yaml.yaml)" % folder, said)

    def test_the_installed_program_reads_its_installed_data(self):
        self.assertIn("(%s/share/neutrino/api/network.yaml)" % self.installation.prefix, self.explain())

    def test_a_shared_object_named_by_path_brings_its_folder(self):
        shared_object = os.path.join(self.installation.extensions, "foxinsocks.so")
        with self.installation.server(api_extensions_path="", service_plugins=shared_object) as server:
            with Client(server.url) as client:
                self.assertEqual(client.get("/v2.0/foxes").json(), {"foxes": []})
                self.assertEqual(client.get("/v2.0/socks").json(), {"socks": []})

    def test_without_the_plugin_its_extension_is_left_out_with_a_warning(self):
        with self.installation.server(service_plugins="") as server:
            self.assertIn("no loaded plugin supports it (expected: foxinsocks): foxinsocks", server.log_text())
            with Client(server.url) as client:
                self.assertEqual(client.get("/v2.0/foxes").status, 404)
                self.assertEqual(client.get("/v2.0/socks").status, 200)


class YamlOnlyTest(ExamplesTest):
    def test_create_show_update_delete(self):
        made = self.sock(name="left", description="of two", project_id="alice")
        self.assertEqual((made["name"], made["colour"], made["size"], made["project_id"], made["tenant_id"],
                          made["description"]), ("left", "red", 42, "alice", "alice", "of two"))
        path = "/socks/" + made["id"]
        self.assertEqual(self.ask("GET", path)["sock"], made)
        changed = self.ask("PUT", path, {"sock": {"colour": "blue", "size": "40"}})["sock"]
        self.assertEqual((changed["colour"], changed["size"], changed["name"]), ("blue", 40, "left"))
        self.assertEqual(changed["revision_number"], made["revision_number"] + 1)
        self.ask("DELETE", path, status=204)
        self.refuse("GET", path, None, 404, "SockNotFound")

    def test_bodies_are_checked(self):
        self.refuse("POST", "/socks", {"sock": {}}, 400, "HTTPBadRequest")
        self.refuse("POST", "/socks", {"sock": {"colour": "green"}}, 400, "HTTPBadRequest")
        self.refuse("POST", "/socks", {"sock": {"colour": "red", "size": 61}}, 400, "HTTPBadRequest")
        self.refuse("POST", "/socks", {"sock": {"colour": "red", "wool": True}}, 400, "HTTPBadRequest")

    def test_filters_fields_sorting_and_pages(self):
        for name, colour in (("a", "red"), ("b", "blue"), ("c", "red")):
            self.sock(name=name, colour=colour, project_id="counted" + name)
        names = lambda query: [s["name"] for s in self.ask("GET", "/socks?fields=name&" + query)["socks"]]  # noqa: E731
        self.assertEqual(names("colour=red&sort_key=name&sort_dir=desc"), ["c", "a"])
        self.assertEqual(names("project_id=countedb"), ["b"])
        page = self.ask("GET", "/socks?limit=2&sort_key=name&sort_dir=asc")
        self.assertEqual([s["name"] for s in page["socks"]], ["a", "b"])
        following = page["socks_links"][0]["href"].split("/v2.0", 1)[1]
        self.assertEqual([s["name"] for s in self.ask("GET", following)["socks"]], ["c"])
        self.refuse("GET", "/socks?wool=1", None, 400, "HTTPBadRequest")

    def test_bulk_is_all_or_nothing(self):
        self.refuse("POST", "/socks", {"socks": [{"colour": "red"}, {"colour": "green"}]}, 400, "HTTPBadRequest")
        self.assertEqual(self.ask("GET", "/socks"), {"socks": []})
        made = self.ask("POST", "/socks", {"socks": [{"colour": "red"}, {"colour": "blue"}]}, 201)["socks"]
        self.assertEqual([s["colour"] for s in made], ["red", "blue"])
        for each in made:
            self.ask("DELETE", "/socks/" + each["id"], status=204)

    def test_the_rules_of_the_file_decide_who_may(self):
        mine = self.sock(ALICE)
        self.assertEqual(mine["project_id"], "alice")
        message = self.refuse("POST", "/socks", {"sock": {"colour": "red", "size": 40}}, 403, "PolicyNotAuthorized", ALICE)
        self.assertIn("create_sock:size", message)
        self.refuse("GET", "/socks/" + mine["id"], None, 404, "SockNotFound", BOB)
        self.refuse("DELETE", "/socks/" + mine["id"], None, 404, "SockNotFound", BOB)
        self.assertEqual(self.ask("GET", "/socks", headers=BOB), {"socks": []})
        self.assertEqual(self.ask("PUT", "/socks/" + mine["id"], {"sock": {"name": "x"}}, headers=ALICE)["sock"]["name"], "x")

    def test_its_quota_is_an_option(self):
        for _ in range(3):
            self.sock(project_id="full")
        self.refuse("POST", "/socks", {"sock": {"colour": "red", "project_id": "full"}}, 409, "OverQuota")
        self.sock(project_id="other")


class SharedObjectTest(ExamplesTest):
    def test_a_behaviour_stands_behind_the_resource(self):
        self.refuse("POST", "/foxes", {"fox": {"network_id": "d3b5f1f6-0000-4000-8000-000000000000"}}, 404, "NetworkNotFound")
        network = self.network()
        fox = self.fox(network, name="Fox")
        self.assertEqual((fox["name"], fox["network_id"], fox["socks"]), ("Fox", network["id"], []))
        seen = self.ask("GET", "/networks/" + network["id"])["network"]
        self.assertGreater(seen["revision_number"], network["revision_number"])

    def test_member_action(self):
        fox = self.fox(self.network())
        path = "/foxes/%s/put_on_socks" % fox["id"]
        self.assertEqual(self.ask("PUT", path, {"socks": ["red", "blue"]}), {"id": fox["id"], "socks": ["blue", "red"]})
        self.assertEqual(self.ask("GET", "/foxes/" + fox["id"])["fox"]["socks"], ["blue", "red"])
        for bad in ("red", ["red", "red"], ["x" * 65], [1], None):
            self.refuse("PUT", path, {"socks": bad}, 400, "InvalidInput")
        self.refuse("PUT", path, {}, 400, "InvalidInput")
        self.refuse("DELETE", "/foxes/" + fox["id"], None, 409, "FoxInSocks")
        self.refuse("PUT", path, {"socks": []}, 404, "FoxNotFound", BOB)
        self.ask("PUT", path, {"socks": []})
        self.ask("DELETE", "/foxes/" + fox["id"], status=204)

    def test_attributes_of_networks(self):
        network = self.network(tweedle="beetle")
        plain = self.network()
        self.assertEqual((network["tweedle"], network["foxes"], plain["tweedle"]), ("beetle", [], ""))
        found = self.ask("GET", "/networks?tweedle=beetle")["networks"]
        self.assertEqual([n["id"] for n in found], [network["id"]])
        path = "/networks/" + network["id"]
        self.assertEqual(self.ask("PUT", path, {"network": {"tweedle": ""}})["network"]["tweedle"], "")
        fox = self.fox(network)
        self.assertEqual(self.ask("GET", path)["network"]["foxes"], [fox["id"]])

    def test_foxes_go_with_their_network(self):
        network = self.network()
        fox = self.fox(network)
        self.ask("DELETE", "/networks/" + network["id"], status=204)
        self.refuse("GET", "/foxes/" + fox["id"], None, 404, "FoxNotFound")

    def test_body_action(self):
        network = self.network(project_id="alice")
        path = "/networks/%s/action" % network["id"]
        body = {"FOXNSOX:add_tweedle": {"name": "beetle"}}
        self.assertEqual(self.ask("POST", path, body, headers=ALICE), "Tweedle beetle Added.")
        self.assertEqual(self.ask("GET", "/networks/" + network["id"])["network"]["tweedle"], "beetle")
        self.refuse("POST", path, body, 404, "NetworkNotFound", BOB)
        for bad in ({}, {"name": None}, {"name": "x" * 65}, "beetle"):
            self.refuse("POST", path, {"FOXNSOX:add_tweedle": bad}, 400, "InvalidInput")
        self.refuse("POST", path, {"FOXNSOX:no_such": {}}, 404, "HTTPNotFound")

    def test_wrapped_request(self):
        network = self.network()
        answer = self.ask("GET", "/networks/" + network["id"])
        self.assertEqual(answer["FOXNSOX:googoose"], "Gooey goo for chewy chewing!")
        self.assertEqual(set(answer), {"network", "FOXNSOX:googoose"})
        self.assertEqual(set(self.ask("GET", "/networks")), {"networks"})


if __name__ == "__main__":
    unittest.main()
