"""Load by wrk, and what came of it; and filling a service with ports."""
import collections
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}

# rate: requests a second; p50, p99: seconds; refused: answers other than 2xx, connections that broke
Load = collections.namedtuple("Load", "rate p50 p99 requests refused detail")


class LoadFailed(Exception):
    """wrk didn't do its work; the text is what it said."""


def _seconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * UNITS[unit]


def wrk(url, path="/", connections=16, seconds=5, script=None, arguments=()):
    """Runs wrk with one thread a core at most. Raises LoadFailed."""
    threads = max(1, min(connections, 2))
    command = ["wrk", "-t%d" % threads, "-c%d" % connections, "-d%ds" % seconds, "--timeout", "60s", "--latency"]
    if script:
        command += ["-s", os.path.join(HERE, script)]
    command += [url + path] + (["--", *arguments] if arguments else [])
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return parse(run.stdout.decode("utf-8", "replace"))


def parse(text):
    """What wrk printed."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    total = re.search(r"(\d+) requests in", text)
    shares = dict(re.findall(r"^\s+(50|99)%\s+(\S+)$", text, re.M))
    if not rate or not total or len(shares) != 2:
        raise LoadFailed(text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    answers = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    refused = (sum(map(int, broken.groups())) if broken else 0) + (int(answers.group(1)) if answers else 0)
    detail = re.search(r"^refused: \d+ \((.*)\)$", text, re.M)
    return Load(float(rate.group(1)), _seconds(shares["50"]), _seconds(shares["99"]), int(total.group(1)), refused,
                detail.group(1) if detail else "")


def network_create(client, cidr):
    """A network with one subnet; returns their ids."""
    network = _made(client.post("/v2.0/networks", {"network": {"name": "bench"}}))["network"]["id"]
    subnet = {"network_id": network, "ip_version": 4, "cidr": cidr}
    return network, _made(client.post("/v2.0/subnets", {"subnet": subnet}))["subnet"]["id"]


def ports_create(client, network, count, at_once):
    """`count` ports by bulk requests."""
    for done in range(0, count, at_once):
        ports = [{"network_id": network, "name": "port-%d" % (done + i)} for i in range(min(at_once, count - done))]
        _made(client.post("/v2.0/ports", {"ports": ports}))


def _made(answer):
    if answer.status != 201:
        raise LoadFailed("%r" % answer)
    return answer.json()


def addresses_check(client, network, expected):
    """Raises LoadFailed unless the network has at least `expected` ports, each with an address of its own."""
    ports = client.get("/v2.0/ports?network_id=%s&fields=fixed_ips" % network).json()["ports"]
    addresses = [fixed["ip_address"] for port in ports for fixed in port["fixed_ips"]]
    if len(set(addresses)) != len(addresses) or len(addresses) < expected or len(addresses) != len(ports):
        raise LoadFailed("%d ports have %d addresses, %d of them different; %d were created" % (
            len(ports), len(addresses), len(set(addresses)), expected))
