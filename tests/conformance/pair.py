"""Two services that are asked the same questions: play(exchange) -> Outcome with every difference between the answers.

Requests are casefile.Exchange objects whose ${names} stand for resources; each side has its own resource under each name. The method
WALK is a GET that follows the links to the next pages.
"""
import collections
import json
import re

from api import pattern
from api.run import capture
from conformance import paging
from conformance.compare import Comparison, Correspondence, leaf_pairs
from conformance.reference import ask
from support.http_client import Client, Unanswered
from support.purge import purge

HEADERS = ("content-type", "location", "allow", "www-authenticate", "x-openstack-request-id")
# Attributes whose values services pick: they may differ, but must not change by themselves.
PICKED = ("fixed_ips", "mac_address", "provider:segmentation_id", "provider:physical_network")
# The same, but what an answer to a change says of it isn't the last word in the reference: only reading counts.
COUNTED = ("revision_number",)
READING = ("GET", "WALK", "HEAD", "OPTIONS")
REQUEST_ID = re.compile(r"req-[0-9a-f-]{36}")

# at: "status", "header NAME", "body $.port.name", "order" or "answer"; left and right: what stands there
Difference = collections.namedtuple("Difference", "at left right")


class Side:
    """One of the two services, its resources by name, and what it has picked for them."""

    def __init__(self, label, url):
        self.label, self.url = label, url
        self.client = Client(url)
        self.reset()

    def reset(self):
        self.names, self.picked = {}, {}

    def request(self, exchange):
        """(method, path, body, headers) with this side's ids. Raises PatternError for a name that it doesn't have."""
        return (exchange.method, pattern.substitute(exchange.path, self.names),
                pattern.substitute(exchange.body, self.names) if exchange.body else None,
                {name: pattern.substitute(value, self.names) for name, value in exchange.headers.items()})

    def document(self, answer):
        """The answer's JSON with the service's own address masked; None if it has none."""
        try:
            return json.loads(answer.text.replace(self.url, "http://service"))
        except ValueError:
            return None


class Outcome:
    """What became of one exchange. `answers`: (left, right), None where nothing was answered."""

    def __init__(self, exchange, answers, differences):
        self.exchange, self.answers, self.differences = exchange, answers, differences

    @property
    def diverged(self):
        """Whether the two services hold different things now."""
        return self.exchange.method not in READING and any(
            answer is None or answer.status < 300 for answer in self.answers) and bool(self.differences)

    @property
    def succeeded(self):
        return all(answer is not None and answer.status < 300 for answer in self.answers)


def label(answer):
    """"404 NetworkNotFound": what a client decides by."""
    if answer is None:
        return "no answer"
    return "%d %s" % (answer.status, answer.fault) if answer.fault else str(answer.status)


class Pair:
    """Left is the service that is right by definition. `page_limit`: the configured pagination_max_limit.

    `ignore(exchange, document)`: takes what isn't compared out of a left document (attributes that right doesn't serve).
    """

    def __init__(self, left, right, ignore=lambda exchange, document: document, page_limit=None):
        self.sides = (Side(*left), Side(*right))
        self._ignore, self._page_limit = ignore, page_limit
        self._ids = Correspondence()

    def reset(self):
        """Both empty again. Raises RuntimeError when something refuses to go, Unanswered when a service doesn't answer."""
        for side in self.sides:
            purge(side.client)
            side.reset()
        self._ids = Correspondence()

    def close(self):
        for side in self.sides:
            side.client.close()

    def play(self, exchange):
        """Raises pattern.PatternError for a name that was never captured."""
        requests = [side.request(exchange) for side in self.sides]
        answers = []
        for side, request in zip(self.sides, requests):
            try:
                answers.append(paging.walk(side, request) if exchange.method == "WALK" else ask(side.client, *request))
            except Unanswered:
                answers.append(None)
        differences = self._compare(exchange, requests, answers)
        outcome = Outcome(exchange, answers, differences)
        if outcome.succeeded:
            for side, answer in zip(self.sides, answers):
                self._remember(exchange, side, answer)
        return outcome

    def _compare(self, exchange, requests, answers):
        if label(answers[0]) != label(answers[1]):
            return [Difference("status", *map(label, answers))]
        differences = list(self._header_differences(answers))
        left, right = (side.document(answer) for side, answer in zip(self.sides, answers))
        if left is None or right is None:
            texts = [bool(answer.body) for answer in answers]
            if texts[0] != texts[1] or (left is None) != (right is None):
                differences.append(Difference("body", answers[0].text, answers[1].text))
            return differences
        left = self._ignore(exchange, left)
        bodies = [_parsed(body) for _, _, body, _ in requests]
        # The resources of a bulk request are answered in its order.
        comparison = Comparison(self._ids, leaf_pairs(*bodies), () if exchange.method in READING or not isinstance(left, dict) else left)
        page = paging.view(exchange, requests, left, right, self._page_limit)
        if page.comparable:
            comparison.documents(left, right)
        differences += [Difference("body " + where, *values) for where, *values in comparison.differences]
        differences += [Difference(*problem) for problem in page.problems]
        if exchange.method in READING and page.comparable:
            differences += self._drift(left, right)
        return differences

    def _header_differences(self, answers):
        for name in HEADERS:
            left, right = (answer.headers.get(name) for answer in answers)
            if name == "x-openstack-request-id":
                left, right = (value and REQUEST_ID.sub("(request id)", value) for value in (left, right))
            if name == "location" and left and right:
                left, right = (value.replace(side.url, "") for side, value in zip(self.sides, (left, right)))
            if left != right:
                yield Difference("header " + name, left or "(absent)", right or "(absent)")

    def _drift(self, left, right):
        """A picked value that changed on one side only, although both were asked the same."""
        partners = {self._ids.name(1, item["id"]): item for item in resources(right)}
        for item in resources(left):
            partner = partners.get(self._ids.name(0, item["id"]))
            for name in PICKED + COUNTED if partner else ():
                changes = [_changed(side.picked, one, name) for side, one in zip(self.sides, (item, partner))]
                if None not in changes and changes[0] != changes[1]:
                    texts = ["changed to" if changed else "still" for changed in changes]
                    yield Difference("body $..%s" % name, "%s %s" % (texts[0], item[name]), "%s %s" % (texts[1], partner[name]))

    def _remember(self, exchange, side, answer):
        document = side.document(answer)
        for item in resources(document):
            for name in PICKED + COUNTED:
                if name in item and (name in PICKED or exchange.method in READING):
                    side.picked[item["id"], name] = _settled(item[name])
        if exchange.captures:
            capture(exchange.captures, document, side.names)
        if exchange.answer_body:    # a case captures inside of what it expects, too
            pattern_captures(exchange.answer_body, document, side.names)


def pattern_captures(expected, document, names):
    try:
        pattern.mismatches(expected, document, names)
    except pattern.PatternError:
        pass    # it expects something of an answer that differs already


def resources(document):
    """The resources with an id in an answer, single or list."""
    content = list(document.values()) if isinstance(document, dict) else []
    for value in content:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield item


def _settled(value):
    return sorted(map(json.dumps, value)) if isinstance(value, list) else value


def _changed(picked, item, name):
    """None: nothing is known of it, or it isn't shown."""
    known = picked.get((item["id"], name))
    return None if known is None or name not in item else known != _settled(item[name])


def _parsed(body):
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None

