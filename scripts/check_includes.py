#!/usr/bin/python3
"""Checks that every room includes only what LAYOUT.md allows, and that heavy libraries stay in the room that owns them."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A room may include itself, the SDK (include/neutrino) and the rooms named here.
ALLOWED = {
    "base": set(),
    "config": {"base"},
    "http": {"base"},
    "resource": {"base"},
    "store": {"base", "resource"},
    "client": {"base", "http"},
    "auth": {"base", "http", "client", "resource"},
    "policy": {"base", "resource"},
    "quota": {"base", "resource"},
    "events": {"base", "resource"},
    "ipam": {"base", "resource"},
    "pipeline": {"base", "config", "http", "auth"},
    "api": {"base", "http", "resource", "policy", "quota"},
    "extensions": {"base", "resource"},
    "plugins": {"base", "config", "resource", "ipam", "events", "extensions", "policy"},
    "server": {"base", "config", "http", "resource", "store", "client", "auth", "policy", "quota", "events", "ipam", "pipeline",
               "api", "extensions", "plugins"},
    "cli": {"base", "config", "resource", "store", "extensions", "plugins", "server"},
}
# Third-party headers and the only rooms that may include them.
OWNERS = {
    r"boost/(beast|asio)": {"http"},
    r"soci/|sqlite3": {"store"},
    r"yaml-cpp/": {"resource"},
    r"spdlog/": {"base"},
    r"boost/json": {"resource"},
    r"curl/": {"client"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def problems():
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".h", ".cpp"):
            continue
        room = path.relative_to(ROOT / "src").parts[0]
        test = path.name.endswith(("_test.cpp", "_bench.cpp")) or path.name.startswith("test_")
        for header in INCLUDE.findall(path.read_text()):
            first = header.split("/")[0]
            if first in ALLOWED and first != room and first not in ALLOWED.get(room, set()) and not test:
                yield f"{path.relative_to(ROOT)} includes {header}: {room} may not know {first}"
            for pattern, rooms in OWNERS.items():
                if re.match(pattern, header) and room not in rooms and not test:
                    yield f"{path.relative_to(ROOT)} includes {header}: only {', '.join(sorted(rooms))} may"
    for path in sorted((ROOT / "include").rglob("*.h")):
        for header in INCLUDE.findall(path.read_text()):
            if "/" in header and not header.startswith("neutrino/"):
                yield f"{path.relative_to(ROOT)} includes {header}: the SDK knows the standard library and itself only"


found = list(problems())
print("\n".join(found))
sys.exit(1 if found else 0)
