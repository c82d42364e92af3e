#!/usr/bin/python3
"""Checks that what the pages name exists: files by their names, functions (`name()` in backticks) somewhere in the sources."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = [ROOT / name for name in subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True,
                                                capture_output=True, check=True).stdout.split()]
PAGES = [path for path in FILES if path.suffix == ".md" and path.parts[len(ROOT.parts)] not in ("examples", "tests")]
SOURCES = [path for path in FILES if path.is_file()
           and (path.suffix in (".h", ".cpp", ".py", ".in", ".cmake") or path.name == "CMakeLists.txt")]

FILE = re.compile(r"(?<![\w./-])((?:[\w-]+/)*[\w-]+\.(?:h|cpp|py|sh|cmake))(?![\w*/])")
FUNCTION = re.compile(r"`(?:[\w:]+(?:::|\.))?(~?\w+)\([^`]*\)`")


def problems():
    names = {"/" + path.relative_to(ROOT).as_posix() for path in FILES}
    words = set()
    for path in SOURCES:
        words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        where = page.relative_to(ROOT)
        for name in sorted(set(FILE.findall(text))):
            if not any(known.endswith("/" + name) for known in names):
                yield f"{where}: there is no file {name}"
        for name in sorted(set(FUNCTION.findall(text))):
            if name not in words:
                yield f"{where}: there is no function {name}"


found = list(problems())
print("\n".join(found))
sys.exit(1 if found else 0)
