#!/usr/bin/python3
"""What goes wrong with extensions and plugins: what stops the start, what is passed over, and what the operator is told.

    extension_failures.py BINARY OBJECTS-FOLDER      the folder has the shared objects of src/plugins/test_objects
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.http_client import Client                          # noqa: E402
from support.neutrino_server import NeutrinoServer              # noqa: E402

BINARY, OBJECTS = (os.path.abspath(sys.argv.pop(1)) for _ in range(2)) if len(sys.argv) > 2 else ("", "")
ALWAYS = "alias: %s\nname: Some Name\nalways: true\n"


class FailuresTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="neutrino-extensions-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def define(self, alias, text="", file=None):
        """A definition in the folder on api_extensions_path; returns its path."""
        path = os.path.join(self.folder, file or alias + ".yaml")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(ALWAYS % alias + text)
        return path

    def object(self, name):
        return shutil.copy(os.path.join(OBJECTS, name + ".so"), self.folder)

    def server(self, folder=None, **options):
        server = NeutrinoServer(BINARY, folder=folder, extra={
            "DEFAULT": dict({"api_extensions_path": self.folder}, **options)})
        self.addCleanup(server.close)
        return server

    def start(self, **options):
        return self.server(**options).start()

    def refused(self, **options):
        """The one line that the server says when it doesn't start on a database that is as it should be."""
        database = self.server(api_extensions_path="")
        database.prepare()
        server = self.server(database.folder, **options)
        server.prepare()
        done = subprocess.run(server.command(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        said = [line for line in done.stderr.splitlines() if line.startswith("neutrino: ")]
        self.assertEqual(len(said), 1, done.stderr)
        return said[0]

    def assert_names(self, text, *words):
        for word in words:
            self.assertIn(word, text)

    def aliases(self, server):
        with Client(server.url) as client:
            return {e["alias"] for e in client.get("/v2.0/extensions").json()["extensions"]}


class DefinitionsTest(FailuresTest):
    def test_a_broken_file_is_named_and_passed_over(self):
        self.define("good")
        broken = self.define("broken", "resources: [")
        unknown = self.define("unknown", "reqires: [good]\n")
        server = self.start()
        self.assertLessEqual({"good", "quotas"}, self.aliases(server))
        self.assertFalse({"broken", "unknown"} & self.aliases(server))
        self.assert_names(server.log_text(), broken + ":", unknown + ":4", "reqires")

    def test_a_missing_folder_is_named_and_passed_over(self):
        self.define("good")
        server = self.start(api_extensions_path="/nonexistent/extensions:" + self.folder)
        self.assertIn("good", self.aliases(server))
        self.assert_names(server.log_text(), "'/nonexistent/extensions'")

    def test_an_alias_defined_twice_stops_the_start(self):
        first, second = self.define("twice"), self.define("twice", file="zweimal.yaml")
        self.assert_names(self.refused(), "DuplicatedExtension", "'twice'", first, second)

    def test_an_alias_of_neutrino_cannot_be_taken(self):
        taken = self.define("quotas")
        self.assert_names(self.refused(), "DuplicatedExtension", "'quotas'", taken)

    def test_an_unmet_requirement_stops_the_start(self):
        path = self.define("needy", "requires: [ghost]\n")
        self.assert_names(self.refused(), "ExtensionsNotFound", "'needy' (%s)" % path, "'ghost'")

    def test_a_requirement_that_no_plugin_supports_names_the_plugin(self):
        self.define("needy", "requires: [router]\n")
        self.assert_names(self.refused(), "ExtensionsNotFound", "'needy'", "'router'", "(expected: router)")

    def test_a_cycle_stops_the_start_and_is_shown(self):
        self.define("a", "requires: [b]\n")
        self.define("b", "requires: [c]\n")
        self.define("c", "requires: [a]\n")
        self.assert_names(self.refused(), "ExtensionsNotFound", "a -> b -> c -> a")

    def test_a_cycle_of_optional_ones_is_none(self):
        self.define("a", "optional: [b]\n")
        self.define("b", "optional: [a]\n")
        self.assertLessEqual({"a", "b"}, self.aliases(self.start()))

    def test_an_attribute_that_is_there_already_stops_the_start(self):
        path = self.define("grabby", "extends:\n  networks:\n    attributes:\n      provider:network_type: {store: none}\n")
        self.assert_names(self.refused(), path, "'provider:network_type'", "provider.yaml")

    def test_a_policy_rule_that_is_there_already_stops_the_start(self):
        path = self.define("bossy", "policy:\n  get_network: ''\n")
        self.assert_names(self.refused(), path, "'get_network'")

    def test_a_computed_attribute_without_a_plugin_stops_the_start(self):
        self.define("hollow", "extends:\n  networks:\n    attributes:\n      echo: {store: computed}\n")
        self.assert_names(self.refused(), "networks.echo")

    def test_tables_of_others_cannot_be_taken(self):
        table = "tables: |\n  table %s\n      id string(36) required\n      key (id)\n"
        path = self.define("taker", table % "networks")
        self.assert_names(self.refused(), "networks")
        os.unlink(path)
        first, second = self.define("one", table % "things"), self.define("two", table % "things")
        self.assert_names(self.refused(), "things", first, second)

    def test_tables_of_an_extension_that_comes_later_are_made_at_the_start(self):
        database = self.server(api_extensions_path="")
        database.prepare()
        self.define("late", "tables: |\n  table late_things\n      id string(36) required\n      key (id)\n"
                    "resources:\n  things:\n    member: thing\n    table: late_things\n"
                    "    attributes: {id: {type: string, primary_key: true}}\n")
        server = self.server(database.folder).start()
        with Client(server.url) as client:
            self.assertEqual(client.post("/v2.0/things", {"thing": {}}).status, 201)


class PluginsTest(FailuresTest):
    def test_an_unset_core_plugin_stops_the_start(self):
        self.assert_names(self.refused(core_plugin=""), "core_plugin", "not set")

    def test_an_unknown_plugin_stops_the_start(self):
        self.assert_names(self.refused(service_plugins="trunk"), "service_plugins", "'trunk' not found", "ml2")
        self.assert_names(self.refused(core_plugin="ml3"), "core_plugin", "'ml3' not found")

    def test_a_plugin_in_the_wrong_option_stops_the_start(self):
        self.assert_names(self.refused(core_plugin="revisions"), "core_plugin", "'revisions'")

    def test_an_alias_that_a_plugin_claims_and_nobody_defines_stops_the_start(self):
        self.object("good")
        self.assert_names(self.refused(service_plugins="good"), "ExtensionsNotFound", "'good-alias'", "good")

    def test_a_claimed_definition_that_is_broken_is_named(self):
        self.object("good")
        path = self.define("good-alias", "resources: [")
        self.assert_names(self.refused(service_plugins="good"), "ExtensionsNotFound", "'good-alias'", path + ":")

    def test_a_shared_object_is_loaded_by_its_path(self):
        self.define("good-alias")
        path = self.object("good")
        self.assertIn("good-alias", self.aliases(self.start(api_extensions_path="", service_plugins=path)))

    def test_a_broken_shared_object_that_is_named_stops_the_start(self):
        for name, reason in (("wrong_abi", "ABI version"), ("no_entry", "neutrino_abi_version"),
                             ("throwing", "no luck today"), ("pair", "2 plugins")):
            with self.subTest(name):
                path = os.path.join(OBJECTS, name + ".so")
                self.assert_names(self.refused(service_plugins=path), "service_plugins", path, reason)
        self.assert_names(self.refused(service_plugins="/nonexistent/x.so"), "service_plugins", "/nonexistent/x.so")

    def test_a_broken_shared_object_that_lies_about_is_named_and_passed_over(self):
        path = self.object("wrong_abi")
        self.assert_names(self.start().log_text(), path, "ABI version")

    def test_a_plugin_of_a_broken_shared_object_is_not_found_and_why(self):
        path = self.object("throwing")
        self.assert_names(self.refused(service_plugins="half_registered"), "'half_registered' not found", path,
                          "no luck today")


if __name__ == "__main__":
    unittest.main()
