"""Debian's Keystone on 127.0.0.1, for tests: SQLite, Fernet keys, all in a temporary folder.

    with Keystone() as keystone:
        keystone.project("blue"); keystone.user("ann", blue="member")
        token = keystone.token("ann", "blue")

Everybody's password is PASSWORD. `admin` in the project `admin`, and `neutron` in the project `service`, are there.
"""
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess

from support import settings
from support.http_client import Client
from support.service import Service, StartFailed

PASSWORD = "keystone-password"
REGION = "RegionOne"
DOMAIN = "default"


class KeystoneError(RuntimeError):
    """Keystone refused what a test needs."""


class Keystone(Service):
    """start() and stop() may be repeated: what it knows is kept. `options` is laid over the configuration."""

    name = "keystone"
    start_seconds = 180

    def __init__(self, options=None, folder=None):
        super().__init__(folder)
        self.options = options or {}
        self.config_file = os.path.join(self.folder, "keystone.conf")
        self.database = os.path.join(self.folder, "keystone.sqlite")
        self._ids = {}      # (collection, name) -> id

    @staticmethod
    def missing():
        """What has to be installed; None when all is there."""
        for program in ("keystone-manage", "keystone-wsgi-public", "uwsgi"):
            if not shutil.which(program):
                return program
        return None

    @property
    def v3(self):
        return self.url + "/v3"

    def prepare(self):
        first = not os.path.exists(self.config_file)
        keys = {kind: os.path.join(self.folder, kind) for kind in ("fernet", "credential")}
        content = {
            "DEFAULT": {"use_stderr": "true", "log_dir": "", "insecure_debug": "false"},
            "database": {"connection": "sqlite:///" + self.database, "sqlite_synchronous": "false"},
            "token": {"provider": "fernet", "expiration": "3600", "cache_on_issue": "false"},
            "cache": {"enabled": "false"},
            "fernet_tokens": {"key_repository": keys["fernet"], "max_active_keys": "2"},
            "fernet_receipts": {"key_repository": keys["fernet"]},
            "credential": {"key_repository": keys["credential"]},
            "identity": {"password_hash_rounds": "4"},
        }
        for section, options in self.options.items():
            content.setdefault(section, {}).update(options)
        with open(self.config_file, "w", encoding="utf-8") as f:
            f.write(settings.ini(content))
        if not first:
            return
        for folder in keys.values():
            os.mkdir(folder, 0o700)
        self.manage("db_sync")
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")       # so that threads that read don't keep out one that writes
        for kind in ("fernet_setup", "credential_setup"):
            self.manage(kind, "--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid()))
        self.manage("bootstrap", "--bootstrap-username", "admin", "--bootstrap-password", PASSWORD,
                    "--bootstrap-project-name", "admin", "--bootstrap-role-name", "admin",
                    "--bootstrap-service-name", "keystone", "--bootstrap-region-id", REGION,
                    "--bootstrap-admin-url", self.url, "--bootstrap-public-url", self.url,
                    "--bootstrap-internal-url", self.url)

    def command(self):
        # One process, as a uwsgi that is killed leaves its workers behind. It closes each connection: clients should be told.
        return ["uwsgi", "--plugins", "python3", "--http-socket", "127.0.0.1:%d" % self.port,
                "--wsgi-file", shutil.which("keystone-wsgi-public"), "--threads", "8", "--enable-threads", "--die-on-term",
                "--need-app", "--buffer-size", "65535", "--post-buffering", "65536", "--add-header", "Connection: close",
                "--disable-logging", "--env", "OS_KEYSTONE_CONFIG_DIR=" + self.folder,
                "--pyargv", "--config-file " + self.config_file]

    def start(self):
        super().start()
        if not self._ids:
            self.project("service")
            self.role("service")
            self.user("neutron", service=("admin", "service"))
        return self

    def manage(self, *arguments):
        """keystone-manage; raises StartFailed with what it said."""
        run = subprocess.run(["keystone-manage", "--config-file", self.config_file, *arguments], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if run.returncode:
            raise StartFailed("keystone-manage %s: %s" % (arguments[0], run.stdout.decode("utf-8", "replace")[-4000:]))

    def keys_rotate(self, times=3):
        """Replaces every key: after it no token that was issued before is good."""
        for _ in range(times):
            self.manage("fernet_rotate", "--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid()))

    def freeze(self):
        """It goes on listening, and says nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self):
        os.kill(self.pid, signal.SIGCONT)

    def authtoken(self, **more):
        """[keystone_authtoken] of a service."""
        return {"www_authenticate_uri": self.url, "auth_url": self.url, "auth_type": "password", "username": "neutron",
                "password": PASSWORD, "user_domain_name": "Default", "project_name": "service",
                "project_domain_name": "Default", **more}

    # ---- what it knows

    def project(self, name):
        return self._make("projects", "project", {"name": name, "domain_id": DOMAIN})

    def role(self, name):
        return self._make("roles", "role", {"name": name})

    def user(self, user_name, **roles):
        """roles: PROJECT="role", or a tuple of roles."""
        user = self._make("users", "user", {"name": user_name, "domain_id": DOMAIN, "password": PASSWORD})
        for project, granted in roles.items():
            for role in [granted] if isinstance(granted, str) else granted:
                self.call("PUT", "/projects/%s/users/%s/roles/%s" % (self.project(project), user, self.role(role)))
        return user

    def service(self, kind, url):
        """Puts a service into the catalog, or leads it elsewhere."""
        service = self._make("services", "service", {"type": kind, "name": kind})
        for endpoint in self.call("GET", "/endpoints?service_id=" + service)["endpoints"]:
            self.call("DELETE", "/endpoints/" + endpoint["id"])
        for interface in ("public", "internal", "admin"):
            self.call("POST", "/endpoints", {"endpoint": {"service_id": service, "interface": interface, "region_id": REGION,
                                                          "url": url}})

    def token(self, user, project=None, scope=None):
        """scope: as the API has it, instead of a project; neither: an unscoped token."""
        if project:
            scope = {"project": {"name": project, "domain": {"id": DOMAIN}}}
        who = {"user": {"name": user, "domain": {"id": DOMAIN}, "password": PASSWORD}}
        return self.authenticate({"methods": ["password"], "password": who}, scope or "unscoped")

    def authenticate(self, identity, scope=None):
        body = {"auth": {"identity": identity}}
        if scope:
            body["auth"]["scope"] = scope
        with Client(self.url) as client:
            answer = client.post("/v3/auth/tokens", body)
        if answer.status != 201:
            raise KeystoneError("no token for %s: %r" % (identity, answer))
        return answer.headers["x-subject-token"]

    def revoke(self, token):
        self.call("DELETE", "/auth/tokens", headers={"X-Subject-Token": token})

    def is_valid(self, token):
        with Client(self.url) as client:
            return client.get("/v3/auth/tokens", {"X-Auth-Token": self.token("admin", "admin"),
                                                  "X-Subject-Token": token}).status == 200

    def call(self, method, path, body=None, headers=None, token=None):
        """A request of the administrator, or of who has the token; the answer as JSON. Raises KeystoneError."""
        everything = {"X-Auth-Token": token or self.token("admin", "admin"), **(headers or {})}
        with Client(self.url) as client:
            answer = client.request(method, "/v3" + path, body, everything)
        if answer.status >= 300:
            raise KeystoneError("%s %s: %r" % (method, path, answer))
        return answer.json()

    def _make(self, collection, member, body):
        """The id of the one with that name, which is made when there is none."""
        key = (collection, body["name"])
        if key not in self._ids:
            found = self.call("GET", "/%s?name=%s" % (collection, body["name"]))[collection]
            self._ids[key] = (found[0] if found else self.call("POST", "/" + collection, {member: body})[member])["id"]
        return self._ids[key]
