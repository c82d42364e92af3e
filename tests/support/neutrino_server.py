"""Starts the built Neutrino on a generated configuration, the way an operator does: db upgrade, then server."""
import os
import re
import socket
import subprocess
import time

from support import settings
from support.service import Service, StartFailed

ML2_SECTIONS = ("ml2",)
SERVES_ON = re.compile(r"\bSTATUS=.* on https?://127\.0\.0\.1:(\d+)\b")


class StopFailed(RuntimeError):
    """The service ended otherwise than it should; the text holds the end of its log."""


class NeutrinoServer(Service):
    """`with NeutrinoServer(binary, "bare") as server: server.url`

    binary: path of the neutrino executable. config: a name of support.settings. extra: options laid over it.
    folder: keeps its files (database included) there; default: a temporary folder that is removed at the end.

    The system picks the port, so that tests in parallel never meet. When it is stopped, it compares what it served with
    what is in the database; a difference, like any exit status but 0, raises StopFailed.
    """

    name = "neutrino"
    start_seconds = 60      # generous for sanitizer builds
    stop_seconds = 60

    def __init__(self, binary, config="bare", extra=None, folder=None):
        super().__init__(folder)
        self.binary = os.path.abspath(binary)
        self.port = 0       # known once it is started
        self._config, self._extra = config, extra
        self.database = os.path.join(self.folder, "neutrino.sqlite")
        self.config_files = [os.path.join(self.folder, name) for name in ("neutron.conf", "ml2_conf.ini")]

    def prepare(self):
        """Writes the configuration, and makes the tables of a new database."""
        content = settings.sections(self._config, self._extra)
        content["DEFAULT"].update({"bind_host": "127.0.0.1", "bind_port": "0", "state_path": self.folder})
        content.setdefault("database", {}).setdefault("connection", "sqlite:///" + self.database)
        content.setdefault("neutrino", {}).setdefault("verify_at_stop", "true")
        is_ml2 = [section.startswith(ML2_SECTIONS) for section in content]
        for path, wanted in zip(self.config_files, (False, True)):
            with open(path, "w", encoding="utf-8") as f:
                f.write(settings.ini({s: o for (s, o), ml2 in zip(content.items(), is_ml2) if ml2 == wanted}))
        if not os.path.exists(self.database):
            self.upgrade()

    def command(self):
        return [self.binary, "server"] + self.config_arguments()

    def start(self):
        """Returns when the service says that it is ready, as it says to systemd; raises StartFailed."""
        self.prepare()
        notify_path = os.path.join(self.folder, "notify")
        if os.path.exists(notify_path):
            os.unlink(notify_path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(notify_path)
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                env=dict(os.environ, NOTIFY_SOCKET=notify_path))
            self.port = self._wait_until_ready(notify)
        return self

    def stop(self, seconds=None):
        """SIGTERM. Raises StopFailed for any exit status but 0; returns that, or None if it wasn't started."""
        status = super().stop(seconds or self.stop_seconds)
        if status:
            raise StopFailed("%s ended with status %d\n%s" % (self.name, status, self.log_tail()))
        return status

    def upgrade(self):
        """`neutrino db upgrade`; raises StartFailed with what it said."""
        run = subprocess.run([self.binary, "db", "upgrade"] + self.config_arguments(),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if run.returncode:
            raise StartFailed("neutrino db upgrade: status %d\n%s" % (run.returncode, run.stdout.decode("utf-8", "replace")))

    def config_arguments(self):
        return [argument for path in self.config_files for argument in ("--config-file", path)]

    def _wait_until_ready(self, notify):
        """The port that the service says it listens on."""
        notify.settimeout(0.2)      # how often it is looked at whether the process still lives
        deadline = time.monotonic() + self.start_seconds
        while True:
            try:
                said = SERVES_ON.search(notify.recv(4096).decode("utf-8", "replace"))
                if said:
                    return int(said.group(1))
            except socket.timeout:
                pass
            status = self.process.poll()
            if status is not None:
                self.process = None
                raise StartFailed("%s ended with status %s\n%s" % (self.name, status, self.log_tail()))
            if time.monotonic() > deadline:
                self.kill()
                raise StartFailed("%s doesn't become ready\n%s" % (self.name, self.log_tail()))
