"""Starts the built Neutrino on a generated configuration, the way an operator does: db upgrade, then server."""
import os
import subprocess

from support import settings
from support.service import Service, StartFailed

ML2_SECTIONS = ("ml2",)


class NeutrinoServer(Service):
    """`with NeutrinoServer(binary, "bare") as server: server.url`

    binary: path of the neutrino executable. config: a name of support.settings. extra: options laid over it.
    folder: keeps its files (database included) there; default: a temporary folder that is removed at the end.
    """

    name = "neutrino"
    start_seconds = 60      # generous for sanitizer builds

    def __init__(self, binary, config="bare", extra=None, folder=None):
        super().__init__(folder)
        self.binary = os.path.abspath(binary)
        self._config, self._extra = config, extra
        self.database = os.path.join(self.folder, "neutrino.sqlite")
        self.config_files = [os.path.join(self.folder, name) for name in ("neutron.conf", "ml2_conf.ini")]

    def prepare(self):
        content = settings.sections(self._config, self._extra)
        content["DEFAULT"].update({
            "bind_host": "127.0.0.1", "bind_port": str(self.port), "state_path": self.folder})
        content.setdefault("database", {}).setdefault("connection", "sqlite:///" + self.database)
        is_ml2 = [section.startswith(ML2_SECTIONS) for section in content]
        for path, wanted in zip(self.config_files, (False, True)):
            with open(path, "w", encoding="utf-8") as f:
                f.write(settings.ini({s: o for (s, o), ml2 in zip(content.items(), is_ml2) if ml2 == wanted}))
        if not os.path.exists(self.database):
            self.upgrade()

    def command(self):
        return [self.binary, "server"] + self._config_arguments()

    def upgrade(self):
        """`neutrino db upgrade`; raises StartFailed with what it said."""
        run = subprocess.run([self.binary, "db", "upgrade"] + self._config_arguments(),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if run.returncode:
            raise StartFailed("neutrino db upgrade: status %d\n%s" % (run.returncode, run.stdout.decode("utf-8", "replace")))

    def _config_arguments(self):
        return [argument for path in self.config_files for argument in ("--config-file", path)]
