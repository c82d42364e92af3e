#!/usr/bin/python3
"""The life of a server's process: signals, reloads, its lock on the database, TLS, and the check when it stops.

    process.py BINARY
"""
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.http_client import Client                                  # noqa: E402
from support.neutrino_server import NeutrinoServer, StopFailed          # noqa: E402
from support.service import StartFailed                                 # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""


def wait_for(condition, what):
    """Until `condition()` holds."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it never came to be that " + what)
        time.sleep(0.01)


class ProcessTest(unittest.TestCase):
    def folder(self):
        folder = tempfile.TemporaryDirectory(prefix="neutrino-")
        self.addCleanup(folder.cleanup)
        return folder.name

    def server(self, extra=None, folder=None):
        server = NeutrinoServer(BINARY, "bare", extra, folder)
        self.addCleanup(server.close)
        return server

    def start(self, extra=None, folder=None):
        return self.server(extra, folder).start()

    def reload(self, server):
        """SIGHUP, and waits until it has been heard."""
        reloads = server.log_text().count("reloaded")
        os.kill(server.pid, signal.SIGHUP)
        wait_for(lambda: server.log_text().count("reloaded") > reloads, "the server reloaded")

    def test_one_line_says_what_was_started(self):
        server = self.start()
        lines = [line for line in server.log_text().splitlines() if " serves " in line]
        self.assertEqual(len(lines), 1)
        for word in ("INFO", server.url, "plugins ml2", "extensions", "started in"):
            self.assertIn(word, lines[0])

    def test_unknown_options_are_reported_once(self):
        log = self.start({"DEFAULT": {"unheard_of": "1"}, "odd": {"thing": "2"}}).log_text()
        self.assertEqual(log.count("unheard_of"), 1)
        self.assertEqual(log.count("[odd] thing"), 1)

    def test_sigterm_and_sigint_stop_it_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = self.start()
            server.process.send_signal(number)
            self.assertEqual(server.process.wait(60), 0)

    def test_a_request_under_way_is_answered_before_it_ends(self):
        server = self.start()
        body = json.dumps({"network": {"name": "late"}}).encode()
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            head = ("POST /v2.0/networks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    "Content-Length: %d\r\n\r\n" % len(body)).encode()
            connection.sendall(head + body[:5])
            with Client(server.url) as client:      # an answer on another connection: the head above has arrived
                self.assertEqual(client.get("/").status, 200)
            server.process.terminate()
            wait_for(lambda: "stopping" in server.log_text(), "the server stops")
            connection.sendall(body[5:])
            self.assertIn(b" 201 ", connection.makefile("rb").readline())
        self.assertEqual(server.process.wait(60), 0)

    def test_what_was_written_survives_a_restart(self):
        server = self.start()
        with Client(server.url) as client:
            made = client.post("/v2.0/networks", {"network": {"name": "blue"}}).json()["network"]
        server.stop()
        server.start()
        with Client(server.url) as client:
            self.assertEqual(client.get("/v2.0/networks/" + made["id"]).json()["network"], made)

    def test_an_image_that_differs_from_sql_is_found_at_the_stop(self):
        server = self.start()
        with Client(server.url) as client:
            client.post("/v2.0/networks", {"network": {"name": "blue"}})
        with sqlite3.connect(server.database) as connection:
            connection.execute("UPDATE networks SET name = 'red'")
        connection.close()
        with self.assertRaises(StopFailed) as stopped:
            server.stop()
        self.assertIn("status 3", str(stopped.exception))
        self.assertIn("name is 'blue' in the image and 'red' in SQL", str(stopped.exception))

    def test_a_database_serves_one_server(self):
        server = self.start()
        with self.assertRaises(StartFailed) as refused:
            self.start(folder=server.folder)
        self.assertIn("in use by process %d" % server.pid, str(refused.exception))

    def test_an_address_in_use_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server = self.start()
            with open(server.config_files[0], "a", encoding="utf-8") as f:
                f.write("\n[DEFAULT]\nbind_port = %d\nretry_until_window = 0\n[database]\nconnection = sqlite:///%s\n" % (
                    port, os.path.join(server.folder, "other.sqlite")))
            done = subprocess.run(server.command(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                                  timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("127.0.0.1:%d" % port, done.stderr)

    def test_sighup_reads_the_policy_again(self):
        server = self.start()
        policy = os.path.join(server.folder, "policy.yaml")
        member = {"X-Project-Id": "p1"}
        body = {"network": {"name": "blue"}}
        with Client(server.url, headers=member) as client:
            self.assertEqual(client.post("/v2.0/networks", body).status, 201)
            with open(policy, "w", encoding="utf-8") as f:
                f.write('create_network: "rule:admin_only"\n')
            self.reload(server)
            self.assertEqual(client.post("/v2.0/networks", body).status, 403)
            with open(policy, "w", encoding="utf-8") as f:
                f.write("create_network: [not, a, rule]\n")
            self.reload(server)     # a file that can't be used changes nothing
            self.assertIn("policy.yaml:1", server.log_text())
            self.assertEqual(client.post("/v2.0/networks", body).status, 403)
            os.unlink(policy)
            self.reload(server)
            self.assertEqual(client.post("/v2.0/networks", body).status, 201)

    def test_logs_are_reopened_after_rotation(self):
        folder = self.folder()
        log, access = (os.path.join(folder, name) for name in ("server.log", "access.log"))
        server = self.start({"DEFAULT": {"log_file": log}, "neutrino": {"access_log": access}}, folder)
        server.log_path = log
        self.assertIn(" serves ", server.log_text())
        for path in (log, access):
            os.rename(path, path + ".1")
        self.reload(server)     # heard of in the new log
        with Client(server.url) as client:
            client.get("/v2.0/networks?name=after")
        server.stop()
        with open(access, encoding="utf-8") as f:
            self.assertIn("GET /v2.0/networks?name=after", f.read())

    def certificate(self, folder, name):
        """A new certificate for localhost in the folder's server.pem and server.key; its common name is `name`."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", os.path.join(folder, "server.key"), "-out", os.path.join(folder, "server.pem")],
                       check=True, capture_output=True)

    def test_tls_and_a_renewed_certificate(self):
        folder = self.folder()
        pem = os.path.join(folder, "server.pem")
        self.certificate(folder, "first")
        server = self.start({"DEFAULT": {"use_ssl": "true"},
                             "ssl": {"cert_file": pem, "key_file": os.path.join(folder, "server.key")}}, folder)
        url = "https://127.0.0.1:%d/v2.0/networks" % server.port

        def get():
            with urllib.request.urlopen(url, context=ssl.create_default_context(cafile=pem), timeout=60) as answer:
                return answer.status

        self.assertEqual(get(), 200)
        self.certificate(folder, "second")
        with self.assertRaises(urllib.error.URLError):
            get()           # still the first one
        self.reload(server)
        self.assertEqual(get(), 200)


if __name__ == "__main__":
    if not BINARY:
        sys.exit(__doc__)
    unittest.main(verbosity=1)
