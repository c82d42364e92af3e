#!/usr/bin/python3
"""Runs black-box API cases (cases/*.case, or the files named) and says what failed.

    run.py --binary build/neutrino [FILE...]     a fresh server and database for each file
    run.py --reference [FILE...]                 against the reference: one server a configuration, emptied between files
    run.py --url URL [FILE...]                   against a running server, emptied between files; only files whose
                                                 configuration is --config (default: bare) are run

The last line is "N passed, N failed", counting sections; the status is 1 if any failed.
"""
import argparse
import glob
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from api import casefile, pattern                                      # noqa: E402
from conformance.reference import Reference, ask                       # noqa: E402
from support.http_client import Client, Unanswered                     # noqa: E402
from support.neutrino_server import NeutrinoServer                     # noqa: E402
from support.purge import purge                                        # noqa: E402
from support.service import StartFailed, exit_on_sigterm               # noqa: E402


def exchange_problems(client, exchange, names, is_reference):
    """Sends one request and returns (answer or None, problems)."""
    try:
        path = pattern.substitute(exchange.path, names)
        body = pattern.substitute(exchange.body, names) if exchange.body else None
        headers = {name: pattern.substitute(value, names) for name, value in exchange.headers.items()}
        answer = ask(client, exchange.method, path, body, headers)
    except (Unanswered, pattern.PatternError) as error:
        return None, [str(error)]
    if is_reference and exchange.reference:
        got = (answer.status, answer.fault)
        return answer, [] if got == exchange.reference else ["expected %s %s of the reference" % exchange.reference]
    problems = []
    if exchange.status is not None and answer.status != exchange.status:
        problems.append("expected status %d, got %d" % (exchange.status, answer.status))
    if exchange.fault and answer.fault != exchange.fault:
        problems.append("expected NeutronError of type %s, got %s" % (exchange.fault, answer.fault))
    try:
        problems += header_problems(exchange, answer, names)
        problems += body_problems(exchange, answer, names)
    except pattern.PatternError as error:
        problems.append(str(error))
    return answer, problems


def header_problems(exchange, answer, names):
    problems = []
    for name, expected in exchange.answer_headers.items():
        got = answer.headers.get(name)
        if expected == "<absent>":
            fits = got is None
        elif expected.startswith("<re:"):
            fits = got is not None and pattern.mismatches(pattern.parse(expected), got, names) == []
        else:
            fits = got == pattern.substitute(expected, names)
        if not fits:
            problems.append("header %s: expected %s, got %s" % (name, expected, got))
    return problems


def body_problems(exchange, answer, names):
    problems = []
    if exchange.answer_body == "(empty)":
        if answer.body:
            problems.append("expected an empty body")
    elif exchange.answer_body:
        document = answer.json()
        if document is None:
            problems.append("expected JSON")
        else:
            problems += pattern.mismatches(exchange.answer_body, document, names)
    if exchange.captures and not problems:
        capture(exchange.captures, answer.json(), names)
    return problems


def capture(wanted, document, names):
    """`{"network": {...}}` under one name, or the items of `{"networks": [...]}` under several."""
    content = next(iter(document.values()), None) if isinstance(document, dict) and document else None
    content = content if isinstance(content, list) else [content]
    for name, item in zip(wanted, content):
        names[name] = item


def run_file(case, url, is_reference=False):
    """Prints one line a section and the details of failures. Returns (passed, failed)."""
    names, passed, failed = {}, 0, 0
    with Client(url) as client:
        for section in case.sections:
            report = []
            for exchange in section.exchanges:
                answer, problems = exchange_problems(client, exchange, names, is_reference)
                if problems:
                    report.append("  %s:%d: %s %s" % (case.path, exchange.line, exchange.method, exchange.path))
                    report += ["    " + problem for problem in problems]
                    report.append("    the answer was: %s" % (answer if answer else "none"))
            title = "%s: %s" % (os.path.splitext(os.path.basename(case.path))[0], section.title or "all")
            print("%s %s" % ("FAIL" if report else "ok  ", title))
            if report:
                print("\n".join(report))
            passed, failed = passed + (not report), failed + bool(report)
    return passed, failed


class Servers:
    """Gives each file a server in the state that it expects."""

    def __init__(self, arguments):
        self._arguments, self._shared = arguments, {}

    def run(self, case):
        arguments = self._arguments
        if arguments.binary:
            with NeutrinoServer(arguments.binary, case.config) as server:
                outcome = run_file(case, server.url)
                if outcome[1]:
                    print("  the end of the server's log:\n" + server.log_tail(10))
                return outcome
        if arguments.url:
            url = arguments.url
        else:
            if case.config not in self._shared:
                self.close()        # one reference at a time: it is large
                self._shared[case.config] = Reference(case.config).start()
            url = self._shared[case.config].url
        outcome = run_file(case, url, arguments.reference)
        with Client(url) as client:
            purge(client)
        return outcome

    def close(self):
        while self._shared:
            self._shared.popitem()[1].close()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--binary")
    target.add_argument("--reference", action="store_true")
    target.add_argument("--url")
    parser.add_argument("--config", default="bare")
    parser.add_argument("files", nargs="*")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    exit_on_sigterm()
    files = arguments.files or sorted(glob.glob(os.path.join(HERE, "cases", "*.case")))
    cases = sorted((casefile.parse(path) for path in files), key=lambda case: (case.config, case.path))
    if arguments.url:
        cases = [case for case in cases if case.config == arguments.config]
    servers, passed, failed, started = Servers(arguments), 0, 0, time.monotonic()
    try:
        for case in cases:
            try:
                good, bad = servers.run(case)
            except (StartFailed, RuntimeError) as error:
                good, bad = 0, 1
                print("FAIL %s\n  %s" % (case.path, error))
            passed, failed = passed + good, failed + bad
    finally:
        servers.close()
    exchanges = sum(len(case.exchanges) for case in cases)
    print("%d requests in %d files, %.1f s" % (exchanges, len(cases), time.monotonic() - started))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
