#!/usr/bin/python3
"""Measures Neutrino beside the reference, in one run on one machine, and prints both beside the budget.

    bench.py --binary build/neutrino                    everything
    bench.py --binary ... --only list,create            some rows (start, get, list, create, memory)
    bench.py --binary ... --json result.json            the numbers too, to compare two runs
    bench.py --binary ... --without-reference           Neutrino alone
    bench.py --binary ... --smoke                       with few items and no reference: does all of it work? (CTest)

The reference creates a few ports a second, so it has --reference-ports of them; what grows with the number of ports is scaled up and
marked. Its SQLite bears one writer, so it is given one client where Neutrino has 16.
"""
import argparse
import collections
import contextlib
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from bench import load                                      # noqa: E402
from conformance.reference import Reference                 # noqa: E402
from support.http_client import Client                      # noqa: E402
from support.neutrino_server import NeutrinoServer          # noqa: E402
from support.service import exit_on_sigterm                 # noqa: E402

CIDR = "10.0.0.0/12"        # room for a million ports

# better: which way is good, "low" or "high"
Row = collections.namedtuple("Row", "group name unit better budget")
ROWS = [
    Row("start", "start to first answer, empty SQLite", "ms", "low", 300),
    Row("get", "GET one resource, 16 connections", "/s", "high", 20000),
    Row("get", "its 99th percentile", "ms", "low", 3),
    Row("list", "list 1,000 ports, all attributes", "ms", "low", 5),
    Row("list", "list 10,000 ports", "ms", "low", 60),
    Row("create", "create port, one subnet, durable, 16 clients", "/s", "high", 2000),
    Row("memory", "resident memory, idle", "MiB", "low", 60),
    Row("memory", "resident memory, 100,000 ports", "MiB", "low", 300),
]
GROUPS = sorted({row.group for row in ROWS})


class Sizes:
    """How much of everything a service is given."""

    def __init__(self, smoke, is_reference, reference_ports):
        self.seconds = 1 if smoke else 8
        self.starts = 1 if smoke else 5
        self.clients = 1 if is_reference else 16
        self.few, self.many, self.most = 1000, 10000, 100000
        self.at_once = 500
        if smoke:
            self.few, self.many, self.most = 10, 20, 40
        elif is_reference:
            self.few, self.at_once = min(1000, reference_ports), 50
            self.many = self.most = reference_ports


class Bench:
    """Measures one service; results are {row name: (value, note)}."""

    def __init__(self, make, sizes, only):
        self._make, self._sizes, self._only = make, sizes, only
        self.results = {}

    def run(self):
        """Every group on a fresh service: what one leaves behind doesn't slow or fatten the next."""
        if "start" in self._only:
            self._start()
        for group in ("get", "list", "create", "memory"):
            if group in self._only:
                with self._make() as service, Client(service.url, timeout=600) as client:
                    getattr(self, "_" + group)(service, client)
        return self.results

    def _keep(self, name, value, note=""):
        self.results[name] = (value, note)

    def _start(self):
        with contextlib.closing(self._make()) as service:
            times = []
            for _ in range(self._sizes.starts):
                service.prepare()       # makes the database; not a part of the start
                began = time.monotonic()
                service.start()
                times.append(time.monotonic() - began)
                service.stop()
        self._keep("start to first answer, empty SQLite", sorted(times)[len(times) // 2] * 1e3)

    def _get(self, service, client):
        network, _ = load.network_create(client, CIDR)
        result = self._good(load.wrk(service.url, "/v2.0/networks/" + network, 16, self._sizes.seconds))
        self._keep("GET one resource, 16 connections", result.rate)
        self._keep("its 99th percentile", result.p99 * 1e3)

    def _list(self, service, client):
        network, _ = load.network_create(client, CIDR)
        have = 0
        for name, wanted, nominal in (("list 1,000 ports, all attributes", self._sizes.few, 1000),
                                      ("list 10,000 ports", self._sizes.many, 10000)):
            load.ports_create(client, network, wanted - have, self._sizes.at_once)
            have = wanted
            result = self._good(load.wrk(service.url, "/v2.0/ports", 1, self._sizes.seconds))
            count = len(client.get("/v2.0/ports").json()["ports"])
            if count != have:
                raise load.LoadFailed("%d ports were created, and %d are listed" % (have, count))
            self._keep(name, result.p50 * 1e3 * nominal / have, _scaled(have, nominal))

    def _create(self, service, client):
        network, _ = load.network_create(client, CIDR)
        clients = self._sizes.clients
        result = self._good(load.wrk(service.url, "/", clients, self._sizes.seconds, "create.lua", [network]))
        load.addresses_check(client, network, result.requests)
        self._keep("create port, one subnet, durable, 16 clients", result.rate, "1 client" if clients == 1 else "")

    def _memory(self, service, client):
        idle = service.resident_bytes() / 2**20
        self._keep("resident memory, idle", idle)
        network, _ = load.network_create(client, CIDR)
        load.ports_create(client, network, self._sizes.most, self._sizes.at_once)
        grown = service.resident_bytes() / 2**20 - idle
        self._keep("resident memory, 100,000 ports", idle + grown * 100000 / self._sizes.most, _scaled(self._sizes.most, 100000))

    @staticmethod
    def _good(result):
        if result.refused or not result.requests:
            raise load.LoadFailed("%d requests, %d of them refused: %s" % (result.requests, result.refused, result.detail))
        return result


def _scaled(have, nominal):
    return "" if have == nominal else "scaled from %s" % format(have, ",")


def _number(value):
    return format(value, ",.0f") if value >= 100 else format(value, ",.3g")


def table(neutrino, reference):
    """The lines of the report."""
    lines = [("", "budget", "Neutrino", "reference", "ratio", "")]
    for row in ROWS:
        if row.name not in neutrino:
            continue
        (ours, note), (theirs, their_note) = neutrino[row.name], reference.get(row.name, (None, ""))
        met = ours <= row.budget if row.better == "low" else ours >= row.budget
        ratio = (theirs / ours if row.better == "low" else ours / theirs) if theirs and ours else None
        notes = [text for text in (note, their_note and "reference: " + their_note) if text]
        lines.append((row.name, "%s %s" % (format(row.budget, ","), row.unit), "%s %s" % (_number(ours), "" if met else "(!)"),
                      _number(theirs) if theirs else "", "%s x" % _number(ratio) if ratio else "", "; ".join(notes)))
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    return ["  ".join(cell.ljust(width) if i in (0, 5) else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))).rstrip()
            for line in lines]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", type=lambda text: text.split(","), default=GROUPS, metavar="GROUP,...")
    parser.add_argument("--reference-ports", type=int, default=1000)
    parser.add_argument("--without-reference", action="store_true")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--smoke", action="store_true")
    arguments = parser.parse_args()
    unknown = set(arguments.only) - set(GROUPS)
    if unknown:
        parser.error("no such rows: %s; there are %s" % (", ".join(sorted(unknown)), ", ".join(GROUPS)))
    return arguments


def main():
    arguments = parse_arguments()
    exit_on_sigterm()
    smoke = arguments.smoke
    neutrino = Bench(lambda: NeutrinoServer(arguments.binary, "bare"), Sizes(smoke, False, 0), arguments.only).run()
    reference = {}
    if not smoke and not arguments.without_reference:
        sizes = Sizes(False, True, arguments.reference_ports)
        reference = Bench(lambda: Reference("bare"), sizes, arguments.only).run()
    if not smoke:
        print("\n".join(table(neutrino, reference)))
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as f:
            json.dump({"neutrino": neutrino, "reference": reference,
                       "budgets": {row.name: [row.budget, row.unit, row.better] for row in ROWS}}, f, indent=1)
    if smoke:
        bad = [name for name, (value, _) in neutrino.items() if value <= 0]
        wanted = {row.name for row in ROWS if row.group in arguments.only}
        if bad or set(neutrino) != wanted:
            print("not measured: %s" % ", ".join(sorted(bad or wanted - set(neutrino))))
            return 1
        print("measured: %s" % ", ".join(sorted(neutrino)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
