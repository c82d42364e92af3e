#!/usr/bin/python3
"""What the program says to whoever types its commands: outputs, exit statuses, and refusals of a configuration.

    command_line.py BINARY
"""
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support import settings                                # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="neutrino-")
        self.addCleanup(self._folder.cleanup)
        self.database = self.path("neutrino.sqlite")

    def path(self, name):
        return os.path.join(self._folder.name, name)

    def run_program(self, *arguments):
        done = subprocess.run([BINARY] + list(arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False, timeout=120, cwd=self._folder.name)
        return done.returncode, done.stdout, done.stderr

    def config(self, extra=None):
        """A configuration file that works, with `extra` laid over it."""
        content = settings.sections("bare", extra)
        content["DEFAULT"].setdefault("bind_host", "127.0.0.1")
        content["DEFAULT"].setdefault("bind_port", "0")
        content.setdefault("database", {}).setdefault("connection", "sqlite:///" + self.database)
        with open(self.path("neutron.conf"), "w", encoding="utf-8") as f:
            f.write(settings.ini(content))
        return ("--config-file", self.path("neutron.conf"))

    def refusal(self, extra, *command):
        """What `neutrino server` says to that configuration: it must end with status 1 and one line."""
        status, output, errors = self.run_program(*(command or ("server",)), *self.config(extra))
        self.assertEqual(status, 1, errors)
        self.assertEqual(output, "")
        lines = [line for line in errors.splitlines() if line.startswith("neutrino: ")]
        self.assertEqual(len(lines), 1, errors)
        return lines[0]

    def test_help_and_version(self):
        for arguments in (["--help"], ["server", "--help"], ["db", "--help"], ["extensions", "explain", "--help"]):
            status, output, errors = self.run_program(*arguments)
            self.assertEqual((status, errors), (0, ""))
            self.assertIn("Usage", output)
        status, output, _ = self.run_program("--version")
        self.assertEqual(status, 0)
        self.assertRegex(output, r"^neutrino \d+\.\d+\.\d+\n$")

    def test_wrong_command_lines(self):
        for arguments in ([], ["serve"], ["db"], ["server", "--config-file"], ["server", "--nope"], ["config", "show", "x"]):
            status, output, errors = self.run_program(*arguments)
            self.assertEqual((status, output), (2, ""), arguments)
            self.assertTrue(errors.startswith("neutrino: "), errors)
            self.assertIn("--help", errors)

    def test_config_show(self):
        status, output, errors = self.run_program("config", "show", *self.config(
            {"DEFAULT": {"unheard_of": "x"}, "keystone_authtoken": {"password": "sesame"}}))
        self.assertEqual((status, errors), (0, ""))
        self.assertRegex(output, r"(?m)^\[DEFAULT\] core_plugin = ml2  \(.*neutron.conf:\d+\)$")
        self.assertRegex(output, r"(?m)^\[DEFAULT\] backlog = 4096  \(default\)$")
        self.assertRegex(output, r"(?m)^\[keystone_authtoken\] password = \*\*\* ")
        self.assertRegex(output, r"(?m)^\[DEFAULT\] unheard_of is not an option of Neutrino itself  \(.*:\d+\)$")
        self.assertNotIn("sesame", output)

    def test_later_files_override(self):
        with open(self.path("more.conf"), "w", encoding="utf-8") as f:
            f.write("[DEFAULT]\nbacklog = 7\n")
        os.mkdir(self.path("conf.d"))
        with open(self.path("conf.d/a.conf"), "w", encoding="utf-8") as f:
            f.write("[DEFAULT]\nbacklog = 9\n")
        files = self.config() + ("--config-file", self.path("more.conf"))
        self.assertIn("backlog = 7 ", self.run_program("config", "show", *files)[1])
        self.assertIn("backlog = 9 ", self.run_program("config", "show", *files, "--config-dir", self.path("conf.d"))[1])

    def test_db_upgrade_twice(self):
        status, output, errors = self.run_program("db", "upgrade", *self.config())
        self.assertEqual((status, errors), (0, ""))
        self.assertIn("created", output)
        self.assertEqual(self.run_program("db", "upgrade", *self.config()), (0, "the database is up to date\n", ""))

    def test_db_upgrade_needs_no_core_plugin(self):
        with open(self.path("neutron.conf"), "w", encoding="utf-8") as f:
            f.write("[database]\nconnection = sqlite:///%s\n" % self.database)
        status, output, _ = self.run_program("db", "upgrade", "--config-file", self.path("neutron.conf"))
        self.assertEqual(status, 0)
        self.assertIn("created", output)

    def test_extensions(self):
        status, output, errors = self.run_program("extensions", "list", *self.config())
        self.assertEqual((status, errors), (0, ""))
        self.assertRegex(output, r"(?m)^address-scope +Address scope$")
        status, output, errors = self.run_program("extensions", "explain", *self.config())
        self.assertEqual((status, errors), (0, ""))
        self.assertRegex(output, r"(?m)^plugin ml2: core_plugin")
        self.assertRegex(output, r"(?m)^loaded address-scope: .*ml2.*address-scope\.yaml\)$")

    def test_files_that_cannot_be_used(self):
        self.assertIn("nope.conf", self.run_program("server", "--config-file", self.path("nope.conf"))[2])
        with open(self.path("bad.conf"), "w", encoding="utf-8") as f:
            f.write("[DEFAULT\n")
        status, _, errors = self.run_program("server", "--config-file", self.path("bad.conf"))
        self.assertEqual(status, 1)
        self.assertIn("bad.conf:1", errors)

    def test_bad_values(self):
        for extra, words in (
                ({"DEFAULT": {"bind_port": "70000"}}, ("neutron.conf:", "[DEFAULT] bind_port", "70000")),
                ({"DEFAULT": {"allow_bulk": "perhaps"}}, ("neutron.conf:", "allow_bulk", "perhaps")),
                ({"DEFAULT": {"auth_strategy": "magic"}}, ("auth_strategy", "magic", "noauth")),
                ({"DEFAULT": {"pagination_max_limit": "many"}}, ("neutron.conf:", "pagination_max_limit", "many")),
                ({"DEFAULT": {"use_ssl": "true"}}, ("[ssl] cert_file",)),
                ({"DEFAULT": {"api_paste_config": "nowhere.ini"}}, ("api_paste_config", "nowhere.ini")),
                ({"DEFAULT": {"core_plugin": ""}}, ("core_plugin",)),
                ({"database": {"connection": "nonsense"}}, ("[database] connection",)),
                ({"database": {"connection": "sqlite://"}}, ("[database] connection", "memory")),
                ({"quotas": {"quota_port": "lots"}}, ("quota_port", "lots")),
                ({"neutrino": {"data_path": "/nonexistent"}}, ("data_path", "/nonexistent")),
                ({"ml2": {"tenant_network_types": "vxlan,token-ring"}}, ("token-ring",)),
                ({"ml2_type_vxlan": {"vni_ranges": "9:1"}}, ("vni_ranges",))):
            line = self.refusal(extra)
            for word in words:
                self.assertIn(word, line)

    def test_what_is_not_built_in(self):
        for extra, words in (
                ({"DEFAULT": {"auth_strategy": "keystone"}}, ("[keystone_authtoken]",)),
                ({"DEFAULT": {"core_plugin": "ovn"}}, ("core_plugin", "ovn")),
                ({"DEFAULT": {"service_plugins": "vpnaas"}}, ("service_plugins", "vpnaas")),
                ({"DEFAULT": {"use_syslog": "true"}}, ("use_syslog",)),
                ({"DEFAULT": {"ipam_driver": "infoblox"}}, ("ipam_driver", "infoblox")),
                ({"ml2": {"extension_drivers": "qos"}}, ("extension_drivers", "qos")),
                ({"database": {"connection": "mysql+pymysql://neutron:sesame@db/neutron"}}, ("mysql",))):
            line = self.refusal(extra)
            for word in words:
                self.assertIn(word, line)
            self.assertNotIn("sesame", line)

    def test_a_database_that_is_not_ours(self):
        with open(self.database, "w", encoding="utf-8") as f:
            f.write("this is no database, but it is long enough to be taken for one" * 20)
        self.assertIn("database", self.refusal({}))
        self.assertIn("database", self.refusal({}, "db", "upgrade"))


if __name__ == "__main__":
    if not BINARY:
        sys.exit(__doc__)
    unittest.main(verbosity=1)
