"""A service under test: a child process with a temporary folder, a free port, a log, and a certain end."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from support.http_client import Client, Unanswered


class StartFailed(Exception):
    """The service ended, or didn't answer in time; the text holds the end of its log."""


def free_port():
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def exit_on_sigterm():
    """Turns SIGTERM into SystemExit, so that context managers stop their services."""
    def leave(_number, _frame):
        raise SystemExit(143)
    signal.signal(signal.SIGTERM, leave)


class Service:
    """Base of the services: start(), stop(), kill(), url, folder, log_text(); a context manager that always cleans up.

    A subclass gives `name`, and `command()`: the argument list that serves on self.port in the foreground.
    """

    name = "service"
    start_seconds = 60

    def __init__(self, folder=None):
        """folder: keep files there and leave them; None: a temporary folder, removed by close()."""
        self._own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix=self.name + "-")
        self.port = free_port()
        self.process = None
        self.log_path = os.path.join(self.folder, self.name + ".log")

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.port

    @property
    def pid(self):
        return self.process.pid

    def command(self):
        raise NotImplementedError

    def prepare(self):
        """Called once before each start; the place to write configuration."""

    def start(self):
        """Returns when the service answers GET /; raises StartFailed."""
        self.prepare()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + self.start_seconds
        while not self._answers():
            if self.process.poll() is not None:
                raise StartFailed("%s ended with status %s\n%s" % (self.name, self.process.returncode, self.log_tail()))
            if time.monotonic() > deadline:
                self.kill()
                raise StartFailed("%s doesn't answer\n%s" % (self.name, self.log_tail()))
            time.sleep(0.005)
        return self

    def stop(self, seconds=10):
        """SIGTERM, and SIGKILL for who doesn't listen. Returns the exit status (negative: the signal), None if not started."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
        status = self.process.wait()
        self.process = None
        return status

    def kill(self):
        """SIGKILL, and waits until the process is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self):
        try:
            self.stop()
        finally:
            if self._own_folder:
                shutil.rmtree(self.folder, ignore_errors=True)

    def log_text(self):
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def log_tail(self, lines=30):
        return "\n".join(self.log_text().splitlines()[-lines:])

    def resident_bytes(self):
        """VmRSS of the process."""
        with open("/proc/%d/status" % self.pid, encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS of %s" % self.name)

    def _answers(self):
        try:
            with Client(self.url, timeout=10) as client:
                return client.get("/").status < 500
        except Unanswered:
            return False

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.kill()
            self.close()
            raise

    def __exit__(self, *_):
        self.close()
