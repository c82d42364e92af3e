#!/usr/bin/python3
"""kill -9 in the middle of writes, again and again: nothing that was answered is lost, nothing is half done.

    kill9.py --binary build/neutrino [--rounds 50] [--seed N]

Each round writers change one database over HTTP until the server is killed at a random moment. The server is started again
on what is left: each writer's resources must be as answered, with the one request that was under way done wholly or not at
all, and the tables must agree with each other. Every tenth server is stopped gracefully instead, and compares its image with
the database. Before that, some servers are killed while they make the tables.

Ends with 'N passed, N failed': rounds.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from crash import tables                                               # noqa: E402
from crash.writer import COLLECTIONS, Writer                           # noqa: E402
from support.http_client import Client, Unanswered                     # noqa: E402
from support.neutrino_server import NeutrinoServer, StopFailed         # noqa: E402
from support.service import StartFailed, exit_on_sigterm               # noqa: E402

WRITERS = 4
LONGEST_ROUND = 0.4             # seconds of writing
KILLED_STARTS = 10
GRACEFUL_EVERY = 10


def killed_starts(binary, dice):
    """Servers that die while they make a new database; the next one must finish their work. Returns the problems."""
    problems = []
    for _ in range(KILLED_STARTS):
        with tempfile.TemporaryDirectory(prefix="neutrino-") as folder:
            server = NeutrinoServer(binary, folder=folder)
            server.upgrade = lambda: None       # the server itself makes the tables
            server.prepare()
            process = subprocess.Popen(server.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(dice.uniform(0.0, 0.15))
            process.kill()
            process.wait()
            try:
                with server:
                    problems += tables.problems(server.database)
            except (StartFailed, StopFailed) as error:
                problems.append("after a killed start: %s" % error)
    return problems


def shared_network(url):
    """A network whose addresses all writers fight for; its id."""
    with Client(url) as client:
        network = client.post("/v2.0/networks", {"network": {"name": "shared by the writers"}}).json()["network"]["id"]
        subnet = {"network_id": network, "ip_version": 4, "cidr": "10.200.0.0/20"}
        answer = client.post("/v2.0/subnets", {"subnet": subnet})
        if answer.status != 201:
            raise RuntimeError("the shared subnet can't be made: %r" % answer)
    return network


def write_until(server, writers, seconds, end):
    """Lets the writers write, and ends the server that they write to."""
    stopping = threading.Event()
    threads = [threading.Thread(target=writer.run, args=(server.url, stopping)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    if end == "stop":
        stopping.set()          # a request that a graceful stop cuts off would say nothing of its outcome
        for thread in threads:
            thread.join()
        server.stop()
    else:
        server.kill()
        for thread in threads:
            thread.join()


def check(server, writers):
    """What the started server and its database say, against what the writers were told."""
    state = {}
    with Client(server.url) as client:
        for collection in COLLECTIONS:
            answer = client.get("/v2.0/" + collection)
            if answer.status != 200:
                return ["GET /v2.0/%s: %r" % (collection, answer)]
            state[collection] = answer.json()[collection]
    problems = tables.problems(server.database)
    for writer in writers:
        problems += writer.check(state)
    return problems


def run(arguments, dice):
    """Returns (rounds passed, rounds failed)."""
    passed = failed = 0

    def count(title, problems):
        nonlocal passed, failed
        passed, failed = passed + (not problems), failed + bool(problems)
        if problems:
            print("FAIL %s\n  %s" % (title, "\n  ".join(problems[:20])), flush=True)

    count("starts that are killed", killed_starts(arguments.binary, dice))
    server = NeutrinoServer(arguments.binary)
    with server:
        hot = shared_network(server.url)
        writers = [Writer(index, hot, random.Random(dice.random())) for index in range(WRITERS)]
        for number in range(1, arguments.rounds + 1):
            end = "stop" if number % GRACEFUL_EVERY == 0 else "kill"
            title = "round %d (%s)" % (number, end)
            try:
                write_until(server, writers, dice.uniform(0.02, LONGEST_ROUND), end)
                server.start()
                count(title, check(server, writers))
            except (StartFailed, StopFailed, Unanswered) as error:
                count(title, [str(error)])
                break           # without a server there are no more rounds
    answered = sum(writer.answered for writer in writers)
    done = sum(writer.finished for writer in writers)
    undone = sum(writer.unfinished for writer in writers)
    print("%d writes answered; of those under way at the end %d were done, %d were not" % (answered, done, undone))
    if not answered:
        failed += 1
        print("FAIL nothing was written at all")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    arguments = parser.parse_args()
    exit_on_sigterm()
    print("seed %d" % arguments.seed, flush=True)
    passed, failed = run(arguments, random.Random(arguments.seed))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
