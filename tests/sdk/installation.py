"""Server, SDK and examples as a third party has them: installed below one temporary folder, and built against that."""
import os
import shutil
import subprocess
import tempfile


def run(*command):
    """Runs a command; raises with what it said when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode:
        raise RuntimeError("%s: status %d\n%s" % (" ".join(command), done.returncode, done.stdout))
    return done.stdout


class Installation:
    """build: the build folder of the server; examples: the folder examples/ of the sources."""

    def __init__(self, build, examples):
        self._build, self._examples = build, examples
        self.folder = tempfile.mkdtemp(prefix="neutrino-sdk-")
        self.prefix = os.path.join(self.folder, "neutrino")
        self.extensions = os.path.join(self.folder, "extensions")
        self.binary = os.path.join(self.prefix, "bin", "neutrino")

    def make(self, example):
        """Installs the server and the SDK, and an example that has been built with them."""
        build = os.path.join(self.folder, "build")
        run("cmake", "--install", self._build, "--prefix", self.prefix)
        run("cmake", "-G", "Ninja", "-S", os.path.join(self._examples, example), "-B", build,
            "-D", "CMAKE_PREFIX_PATH=" + self.prefix)
        run("cmake", "--build", build)
        run("cmake", "--install", build, "--prefix", self.extensions)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
