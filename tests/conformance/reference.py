#!/usr/bin/python3
"""Starts the reference: Debian's Neutron, as a child process on 127.0.0.1, its state in a folder that goes away.

    with Reference("bare") as reference: reference.url
    reference.py [--config NAME]            by hand: prints the URL, serves until Ctrl-C or SIGTERM

ask() is how to put a question to it: it repeats what only its own lock on SQLite refused.
"""
import argparse
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support import settings                            # noqa: E402
from support.service import Service, StartFailed, exit_on_sigterm    # noqa: E402

PASTE = "/usr/share/neutron-common/api-paste.ini"
APP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_app.py")
LOCK_ATTEMPTS = 8


class Reference(Service):
    """The reference on one of support.settings' configurations."""

    name = "reference"
    start_seconds = 120

    def __init__(self, config="bare", extra=None, folder=None):
        super().__init__(folder)
        self._config, self._extra = config, extra
        self.config_file = os.path.join(self.folder, "neutron.conf")

    def prepare(self):
        content = settings.sections(self._config, self._extra)
        content["DEFAULT"].update({
            "transport_url": "fake://", "state_path": self.folder, "api_paste_config": PASTE, "host": "reference",
            "notify_nova_on_port_status_changes": "false", "notify_nova_on_port_data_changes": "false"})
        content["database"] = {"connection": "sqlite:///%s/reference.sqlite" % self.folder}
        content["oslo_concurrency"] = {"lock_path": self.folder}
        with open(self.config_file, "w", encoding="utf-8") as f:
            f.write(settings.ini(content))

    def command(self):
        return ["/usr/bin/python3", APP, "--config-file", self.config_file, "--port", str(self.port)]

    def attributes(self):
        """Its attribute map: {collection: {attribute: specification}}. Needs no start."""
        self.prepare()
        run = subprocess.run(["/usr/bin/python3", APP, "--config-file", self.config_file, "--attributes"],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if run.returncode:
            raise StartFailed("the reference's attributes: %s" % run.stderr.decode("utf-8", "replace"))
        return json.loads(run.stdout)


def ask(client, method, path, body=None, headers=None):
    """client.request(), again while the answer is that the reference's SQLite is locked."""
    for _ in range(LOCK_ATTEMPTS):
        answer = client.request(method, path, body, headers)
        if "x-reference-locked" not in answer.headers:
            break
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", choices=sorted(settings.VARIANTS), default="bare")
    arguments = parser.parse_args()
    exit_on_sigterm()
    with Reference(arguments.config) as reference:
        print(reference.url, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    sys.exit(main())
