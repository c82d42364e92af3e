#!/usr/bin/python3
"""Asks Neutrino and the reference the same questions and shows every difference between their answers.

    run.py --binary build/neutrino                  everything: attribute maps, scripts, 5,000 random requests
    run.py --binary ... --scripts [FILE...]         scripts only (default: scripts/*.script and the cases of tests/api)
    run.py --binary ... --random --requests 500 --seed 7 [--config NAME]
    run.py --binary ... --attributes                the composed attribute maps and the extensions only
    run.py --reference-twice ...                    the reference against itself: whatever shows is a fault of the comparison

README.md says what counts as a difference. The status is 1 if any is unexplained.
"""
import argparse
import contextlib
import glob
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from api import casefile, pattern                          # noqa: E402
from conformance import attributes                         # noqa: E402
from conformance.explained import Explained                # noqa: E402
from conformance.pair import Pair                          # noqa: E402
from conformance.reference import Reference                # noqa: E402
from conformance.random_run import RandomRun               # noqa: E402
from conformance.report import Report                      # noqa: E402
from support import settings                               # noqa: E402
from support.neutrino_server import NeutrinoServer         # noqa: E402
from support.service import exit_on_sigterm                # noqa: E402


class Arena:
    """Starts the two services of a configuration, and what both comparisons share."""

    def __init__(self, arguments):
        self._binary, self._twice = arguments.binary, arguments.reference_twice
        self.explained = Explained()
        if self._twice:
            self.explained.not_served = []
        self.labels = ("reference", "reference'" if self._twice else "neutrino")
        self.report = Report(self.explained, self.labels)

    def neutrino(self, config):
        return Reference(config) if self._twice else NeutrinoServer(self._binary, config)

    def join(self, left, right, config):
        """Two running services as a pair; close it."""
        limit = int(settings.sections(config)["DEFAULT"].get("pagination_max_limit", -1))
        pair = Pair((self.labels[0], left.url), (self.labels[1], right.url), self.explained.without_not_served, limit > 0)
        return contextlib.closing(pair)

    @contextlib.contextmanager
    def pair(self, config):
        with Reference(config) as left, self.neutrino(config) as right, self.join(left, right, config) as pair:
            yield pair


def known_of_case(exchange):
    """What a case of tests/api says of the reference: it answers this, and we don't want to."""
    def reason(difference):
        expected = exchange.reference and "%d %s" % exchange.reference if exchange.reference else None
        if expected is None:
            return None
        return "tests/api expects it of the reference" if difference.left in (expected, expected.replace(" None", "")) else None
    return reason


def play_script(pair, case, arena):
    for exchange in case.exchanges:
        place = "%s:%d" % (os.path.relpath(case.path), exchange.line)
        try:
            outcome = pair.play(exchange)
        except pattern.PatternError as error:
            print("%s: not sent: %s" % (place, error))
            continue
        arena.report.add(case.config, place, outcome, known_of_case(exchange))


def run_scripts(arena, files):
    files = files or sorted(glob.glob(os.path.join(HERE, "scripts", "*.script")) +
                            glob.glob(os.path.join(os.path.dirname(HERE), "api", "cases", "*.case")))
    cases = [casefile.parse(path) for path in files]
    for config in sorted({case.config for case in cases}):
        with arena.pair(config) as pair:
            for case in (case for case in cases if case.config == config):
                play_script(pair, case, arena)
                pair.reset()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--binary")
    target.add_argument("--reference-twice", action="store_true")
    parser.add_argument("--attributes", action="store_true")
    parser.add_argument("--scripts", action="store_true")
    parser.add_argument("--random", action="store_true")
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--config", choices=sorted(settings.VARIANTS), default="bare", help="of random requests")
    parser.add_argument("--save", metavar="FOLDER", help="write a script that shows it for each kind of random difference")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    if not (arguments.attributes or arguments.scripts or arguments.random or arguments.files):
        arguments.attributes = not arguments.reference_twice
        arguments.scripts = arguments.random = True
    return arguments


def main():
    arguments = parse_arguments()
    exit_on_sigterm()
    arena, started, bad = Arena(arguments), time.monotonic(), 0
    if arguments.attributes:
        bad += attributes.compare(arena, arguments.binary, arguments.config)
    if arguments.scripts or arguments.files:
        run_scripts(arena, arguments.files)
    if arguments.random:
        RandomRun(arena, arguments.config, arguments.seed, arguments.save).play(arguments.requests)
    bad += arena.report.summary()
    print("%.0f s" % (time.monotonic() - started))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
