#!/usr/bin/python3
"""A real Keystone before one server: who may do what with which token, and what becomes of requests while Keystone is away.

    keystone.py BINARY

Needs Debian's Keystone: `make test-keystone` installs it.
"""
import os
import shutil
import sys
import subprocess
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.http_client import Client                          # noqa: E402
from support.keystone import PASSWORD, REGION, Keystone         # noqa: E402
from support.neutrino_server import NeutrinoServer              # noqa: E402
from support.service import StartFailed                         # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""
NETWORKS = "/v2.0/networks"
PATIENCE = 180      # seconds, for what is bound to happen; how long it took is printed where it matters

keystone = None     # one for all: it takes long to make


def setUpModule():
    global keystone
    keystone = Keystone({"DEFAULT": {"max_token_size": "255"}})
    unittest.addModuleCleanup(lambda: keystone.close())
    keystone.start()
    keystone.user("ann", blue="member")
    keystone.user("rita", blue="reader")
    keystone.user("bob", red="member")


def wait_until(condition, what):
    """Seconds that it took."""
    begin = time.monotonic()
    while not condition():
        if time.monotonic() > begin + PATIENCE:
            raise AssertionError("it never came to be that " + what)
        time.sleep(0.02)
    return time.monotonic() - begin


class KeystoneCase(unittest.TestCase):
    # No answer of Keystone is remembered, so that each request shows what Keystone says now.
    authtoken = {"token_cache_time": "-1"}

    def setUp(self):
        self.server = self.start(**self.authtoken)
        self.client = Client(self.server.url)
        self.addCleanup(self.client.close)

    def start(self, **authtoken):
        server = NeutrinoServer(BINARY, "bare", {"DEFAULT": {"auth_strategy": "keystone"},
                                                 "keystone_authtoken": keystone.authtoken(**authtoken)})
        self.addCleanup(server.close)
        return server.start()

    def ask(self, token=None, method="GET", path=NETWORKS, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            headers["X-Auth-Token"] = token
        return self.client.request(method, path, body, headers)

    def create(self, token, name, **more):
        answer = self.ask(token, "POST", body={"network": {"name": name, **more}})
        self.assertEqual(answer.status, 201, answer)
        return answer.json()["network"]

    def names(self, token):
        answer = self.ask(token)
        self.assertEqual(answer.status, 200, answer)
        return {network["name"] for network in answer.json()["networks"]}

    def assert_refused(self, answer):
        self.assertEqual(answer.status, 401, answer)
        self.assertEqual(answer.headers["www-authenticate"], 'Keystone uri="%s"' % keystone.url)
        self.assertRegex(answer.headers["x-openstack-request-id"], "^req-")
        self.assertEqual(answer.json()["error"]["code"], 401)


class RightsTest(KeystoneCase):
    def test_projects_are_kept_apart(self):
        ann, rita, bob, admin = (keystone.token(*who) for who in (("ann", "blue"), ("rita", "blue"), ("bob", "red"),
                                                                  ("admin", "admin")))
        mine = self.create(ann, "ann's")
        self.assertEqual(mine["project_id"], keystone.project("blue"))
        self.assertEqual(self.create(bob, "bob's")["project_id"], keystone.project("red"))
        self.assertEqual(self.names(ann), {"ann's"})
        self.assertEqual(self.names(rita), {"ann's"})
        self.assertEqual(self.names(bob), {"bob's"})
        self.assertEqual(self.names(admin), {"ann's", "bob's"})
        path = NETWORKS + "/" + mine["id"]
        self.assertEqual(self.ask(bob, path=path).status, 404)
        self.assertEqual(self.ask(bob, "PUT", path, {"network": {"name": "bob's too"}}).status, 404)
        self.assertEqual(self.ask(bob, "DELETE", path).status, 404)
        self.assertEqual(self.ask(ann, "POST", body={"network": {"project_id": keystone.project("red")}}).status, 400)
        self.assertEqual(self.ask(ann, "POST", body={"network": {"provider:network_type": "vlan"}}).status, 403)
        self.assertEqual(self.create(admin, "for red", project_id=keystone.project("red"))["project_id"],
                         keystone.project("red"))
        self.assertEqual(self.ask(ann, "PUT", path, {"network": {"name": "ann's own"}}).status, 200)
        self.assertEqual(self.ask(ann, "DELETE", path).status, 204)

    def test_other_scopes(self):
        with_role = {"domain": {"id": "default"}}
        keystone.call("PUT", "/domains/default/users/%s/roles/%s" % (keystone.user("ann"), keystone.role("member")))
        self.create(keystone.token("ann", "blue"), "ann's")
        for scope, names in ((with_role, set()), (None, set())):
            self.assertEqual(self.names(keystone.token("ann", scope=scope)), names)
        self.assertEqual(self.names(keystone.token("admin", scope={"system": {"all": True}})), {"ann's"})

    def test_headers_that_say_who_asks_are_not_believed(self):
        forged = {"X_Roles": "admin", "X_Project_Id": keystone.project("red"), "X_User_Id": "root",
                  "X_Identity_Status": "Confirmed", "OpenStack_System_Scope": "all"}
        self.assert_refused(self.ask(None, **forged))
        self.create(keystone.token("bob", "red"), "bob's")
        self.assertEqual(self.ask(keystone.token("ann", "blue"), **forged).json(), {"networks": []})
        self.assertEqual(self.client.get(NETWORKS, {"X-Auth-Token": keystone.token("ann", "blue"),
                                                    "X_ROLES": "admin"}).json(), {"networks": []})

    def test_only_the_api_wants_a_token(self):
        for path in ("/", "/healthcheck"):
            self.assertEqual(self.ask(path=path).status, 200)
        for path in ("/v2.0", "/v2.0/", "/v2.0/extensions", NETWORKS, "/v2.0/nothing"):
            self.assert_refused(self.ask(path=path))


class TokenTest(KeystoneCase):
    def test_garbage(self):
        for token in ("", "garbage", "gAAAAA" + 170 * "x", 8000 * "y", "a b", "%00"):
            self.assert_refused(self.ask(token))
        good = keystone.token("ann", "blue")
        self.assert_refused(self.ask(good[:-1]))
        self.assert_refused(self.ask(good + "A"))

    def test_revoked(self):
        token = keystone.token("ann", "blue")
        self.assertEqual(self.ask(token).status, 200)
        keystone.revoke(token)
        self.assert_refused(self.ask(token))

    def test_of_a_user_that_is_disabled(self):
        keystone.user("temp", blue="member")
        token = keystone.token("temp", "blue")
        self.assertEqual(self.ask(token).status, 200)
        keystone.call("PATCH", "/users/" + keystone.user("temp"), {"user": {"enabled": False}})
        self.assert_refused(self.ask(token))

    def test_expired_and_forwarded_by_a_service(self):
        keystone.options = {"token": {"expiration": "2"}}
        keystone.stop()
        keystone.start()
        try:
            token = keystone.token("ann", "blue")
            wait_until(lambda: not keystone.is_valid(token), "the token has expired")
        finally:
            keystone.options = {}
            keystone.stop()
            keystone.start()
        self.assert_refused(self.ask(token))
        self.assertEqual(self.ask(token, X_Service_Token=keystone.token("neutron", "service")).status, 200)
        self.assert_refused(self.ask(token, X_Service_Token=keystone.token("bob", "red")))
        self.assert_refused(self.ask(token, X_Service_Token="garbage"))
        good = keystone.token("ann", "blue")
        self.assertEqual(self.ask(good, X_Service_Token=keystone.token("bob", "red")).status, 200)
        self.assert_refused(self.ask(good, X_Service_Token="garbage"))

    def test_of_restricted_application_credentials(self):
        user, token = keystone.user("ann"), keystone.token("ann", "blue")
        made = keystone.call("POST", "/users/%s/application_credentials" % user, {"application_credential": {
            "name": "reading", "access_rules": [{"service": "network", "method": "GET", "path": NETWORKS}]}},
            token=token)["application_credential"]
        keystone.service("network", self.server.url)
        limited = keystone.authenticate({"methods": ["application_credential"], "application_credential": {
            "id": made["id"], "secret": made["secret"]}})
        self.assert_refused(self.ask(limited))      # the server has not been told which service it is
        server = self.start(service_type="network", **self.authtoken)
        with Client(server.url, {"X-Auth-Token": limited}) as client:
            self.assertEqual(client.get(NETWORKS).status, 200)
            self.assertEqual(client.get("/v2.0/ports").status, 401)
            self.assertEqual(client.post(NETWORKS, {"network": {}}).status, 401)

    def test_of_replaced_keys(self):
        old = keystone.token("ann", "blue")
        self.assertEqual(self.ask(old).status, 200)
        keystone.keys_rotate()
        self.assert_refused(self.ask(old))
        self.assertEqual(self.ask(keystone.token("ann", "blue")).status, 200)


class AbsenceTest(KeystoneCase):
    authtoken = {"http_connect_timeout": "2", "http_request_max_retries": "1"}

    def assert_unavailable(self, answer):
        self.assertEqual(answer.status, 503, answer)
        self.assertTrue(answer.headers["retry-after"].isdigit())
        self.assertNotIn("www-authenticate", answer.headers)

    def test_while_it_is_down(self):
        known, fresh = keystone.token("ann", "blue"), keystone.token("bob", "red")
        self.assertEqual(self.ask(known).status, 200)
        keystone.kill()
        try:
            self.assert_unavailable(self.ask(fresh))
            self.assertEqual(self.ask(known).status, 200)
            self.assert_refused(self.ask())
        finally:
            keystone.start()
        wait_until(lambda: self.ask(fresh).status == 200, "tokens are checked again")

    def test_while_it_is_silent(self):
        known = keystone.token("ann", "blue")
        fresh = [keystone.token("bob", "red") for _ in range(2)]
        self.assertEqual(self.ask(known).status, 200)
        keystone.freeze()
        try:
            # More who wait than there are threads to wait with; who is known needs none of them.
            answers = []
            waiting = [threading.Thread(target=lambda: answers.append(self.once(fresh[0]))) for _ in range(40)]
            for thread in waiting:
                thread.start()
            for _ in range(20):
                self.assertEqual(self.ask(known).status, 200)
            for thread in waiting:
                thread.join()
            self.assertEqual({answer.status for answer in answers}, {503})
            self.assert_unavailable(self.ask(fresh[1]))
        finally:
            keystone.thaw()
        wait_until(lambda: self.ask(fresh[1]).status == 200, "tokens are checked again")

    def once(self, token):
        with Client(self.server.url) as client:
            return client.get(NETWORKS, {"X-Auth-Token": token})

    def test_a_wrong_password_of_the_service_is_logged(self):
        server = self.start(password="wrong")
        with Client(server.url) as client:
            answer = client.get(NETWORKS, {"X-Auth-Token": keystone.token("ann", "blue")})
        self.assert_unavailable(answer)
        self.assertIn("does not let the service's user 'neutron' in: status 401", server.log_text())
        self.assertNotIn("wrong", server.log_text())

    def test_missing_options_stop_the_start(self):
        for option in ("auth_type", "auth_url", "username", "password", "project_name"):
            with self.assertRaises(StartFailed) as failed:
                self.start(**{option: ""})
            self.assertIn("[keystone_authtoken] %s: is not set" % option, str(failed.exception))


class LoadTest(KeystoneCase):
    """Keystone is killed and started again while clients work."""

    authtoken = {"http_connect_timeout": "5", "token_cache_time": "2"}

    def setUp(self):
        super().setUp()
        self.wrong, self.counts, self.lock, self.stopping = [], {}, threading.Lock(), threading.Event()

    def client_run(self, token, project):
        """Creates, lists and deletes, with one token; an answer may be 503, but never wrong."""
        with Client(self.server.url, {"X-Auth-Token": token}) as client:
            while not self.stopping.is_set():
                made = client.post(NETWORKS, {"network": {"name": project}})
                listed = client.get(NETWORKS + "?name=" + project)
                garbage = client.get(NETWORKS, {"X-Auth-Token": "garbage-%s" % time.monotonic_ns()})
                answers = [(made, {201, 503}), (listed, {200, 503}), (garbage, {401, 503})]
                if made.status == 201:
                    gone = client.delete(NETWORKS + "/" + made.json()["network"]["id"])
                    answers.append((gone, {204, 503}))
                with self.lock:
                    for answer, right in answers:
                        self.counts[answer.status] = self.counts.get(answer.status, 0) + 1
                        if answer.status not in right:
                            self.wrong.append(repr(answer))
                    owners = {network["project_id"] for network in (listed.json() or {}).get("networks", [])}
                    if listed.status == 200 and owners - {keystone.project(project)}:
                        self.wrong.append("%s sees the networks of %s" % (project, owners))

    def test_it_is_killed_under_load(self):
        who = [(keystone.token(user, project), project) for user, project in (("ann", "blue"), ("bob", "red")) * 4]
        threads = [threading.Thread(target=self.client_run, args=each) for each in who]
        for thread in threads:
            thread.start()
        try:
            wait_until(lambda: self.counts.get(201, 0) > 20, "clients work")
            before = self.resources()
            for round_ in range(3):
                keystone.kill()
                wait_until(lambda: self.ask(keystone_token_of_nobody(round_)).status == 503, "Keystone is missed")
                keystone.start()
                took = wait_until(lambda: self.ask(keystone_token_of_nobody(round_)).status == 401, "tokens are checked again")
                print("recovered %.1f s after Keystone had come back" % took)
                done = self.counts.get(201, 0)
                wait_until(lambda: self.counts.get(201, 0) > done + 20, "clients work again")
            after = self.resources()
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()
            print("answers by status:", self.counts)
        self.assertEqual(self.wrong, [])
        print("files and MiB before, after:", before, after)
        self.assertLessEqual(after[0], before[0] + 20)      # connections to Keystone are kept, but not one a request
        self.assertLess(after[1], before[1] + 64)

    def resources(self):
        return (len(os.listdir("/proc/%d/fd" % self.server.pid)), self.server.resident_bytes() >> 20)


def keystone_token_of_nobody(number):
    """A token that no request has had before."""
    return "nobody-%d-%d" % (number, time.monotonic_ns())


class OpenstackClientTest(KeystoneCase):
    """The stock client, which finds the service in Keystone's catalog."""

    authtoken = {}

    def openstack(self, user, project, command):
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.server.folder, "LC_ALL": "C.UTF-8", "OS_AUTH_URL": keystone.v3,
            "OS_USERNAME": user, "OS_PASSWORD": PASSWORD, "OS_PROJECT_NAME": project, "OS_USER_DOMAIN_NAME": "Default",
            "OS_PROJECT_DOMAIN_NAME": "Default", "OS_REGION_NAME": REGION, "OS_IDENTITY_API_VERSION": "3",
        }
        return subprocess.run(["/usr/bin/openstack", *command.split()], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=False, env=environment)

    def test_admin_member_reader_and_foreign_project(self):
        if not shutil.which("openstack", path="/usr/bin"):
            self.skipTest("python3-openstackclient is not installed")
        keystone.service("network", self.server.url)
        steps = [
            ("ann", "blue", "network create sky -f value -c name", 0, "sky"),
            ("ann", "blue", "network create --provider-network-type vlan --provider-physical-network physnet1 fast", 1, "403"),
            ("rita", "blue", "network list -f value -c Name", 0, "sky"),
            ("bob", "red", "network list -f value -c Name", 0, ""),
            ("bob", "red", "network show sky", 1, "sky"),
            ("bob", "red", "network delete sky", 1, "sky"),
            ("admin", "admin", "network list -f value -c Name", 0, "sky"),
            ("admin", "admin", "network set --share sky", 0, ""),
            ("bob", "red", "network show sky -f value -c shared", 0, "True"),
            ("ann", "blue", "network delete sky", 0, ""),
        ]
        for user, project, command, status, text in steps:
            with self.subTest(user=user, command=command):
                done = self.openstack(user, project, command)
                self.assertEqual(done.returncode, status, done.stdout + done.stderr)
                if status or not text:
                    self.assertIn(text, done.stdout + done.stderr)
                else:
                    self.assertEqual(done.stdout.strip(), text)


if __name__ == "__main__":
    if not BINARY:
        sys.exit(__doc__)
    if Keystone.missing():
        sys.exit("%s is not installed: scripts/install-packages.sh keystone" % Keystone.missing())
    unittest.main(verbosity=2)
