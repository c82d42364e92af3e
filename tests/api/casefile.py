"""Reads request files: parse(path) -> CaseFile. The format is in README.md; conformance scripts use it without the answers."""
import re

from api import pattern

REQUEST = re.compile(r"> ([A-Z]+) (\S*)\s*$")
HEADER = re.compile(r"([A-Za-z0-9-]+): ?(.*)$")
REFERENCE = re.compile(r"! reference: (\d{3})(?: (\w+))?\s*$")
STATUS = re.compile(r"< (\d{3})(?: (\w+))?\s*$")


class CaseError(Exception):
    """The file is not well-formed; the text names file and line."""


class Exchange:
    """One request, and what is expected of its answer."""

    def __init__(self, line, method, path):
        self.line, self.method, self.path = line, method, path
        self.headers, self.body = {}, ""
        self.status, self.fault = None, None        # expected; None: not checked
        self.answer_headers, self.answer_body = {}, ""
        self.reference = None                       # (status, fault) where the reference is known to differ
        self.captures = []                          # names of the resource, or resources, in the answer


class Section:
    """Exchanges under one title: what a run counts as one case."""

    def __init__(self, title):
        self.title, self.exchanges = title, []


class CaseFile:
    def __init__(self, path, config, sections):
        self.path, self.config, self.sections = path, config, sections

    @property
    def exchanges(self):
        return [exchange for section in self.sections for exchange in section.exchanges]


def parse(path):
    """Raises CaseError."""
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    config, sections, exchange, in_answer = "bare", [Section("")], None, False
    for number, line in enumerate(lines, 1):
        try:
            if line.startswith("#"):
                config = line.split(":", 1)[1].strip() if line.startswith("# config:") else config
            elif line.startswith("= "):
                sections.append(Section(line[2:].strip()))
                exchange = None
            elif not line.strip():
                continue
            elif line.startswith("> "):
                exchange, in_answer = _request_line(line, number, exchange, in_answer, sections[-1])
            elif exchange is None:
                raise CaseError("a request (> METHOD path) must come first")
            elif line.startswith("< "):
                _answer_line(line, exchange)
                in_answer = True
            elif line.startswith("! "):
                exchange.reference = _reference_line(line)
            elif line.startswith("@ "):
                exchange.captures = line[2:].split()
            elif in_answer:
                exchange.answer_body += line + "\n"
            else:
                exchange.body += line + "\n"
        except CaseError as error:
            raise CaseError("%s:%d: %s" % (path, number, error)) from None
    sections = [section for section in sections if section.exchanges]
    for one in (e for section in sections for e in section.exchanges):
        one.body = one.body.strip()
        _check_body(path, one)
    return CaseFile(path, config, sections)


def _request_line(line, number, exchange, in_answer, section):
    match = REQUEST.match(line)
    if match:
        exchange = Exchange(number, match.group(1), match.group(2))
        section.exchanges.append(exchange)
        return exchange, False
    match = HEADER.match(line[2:])
    if not match or exchange is None or in_answer or exchange.body:
        raise CaseError("neither a request nor a header of one: %s" % line)
    exchange.headers[match.group(1)] = match.group(2)
    return exchange, False


def _answer_line(line, exchange):
    match = STATUS.match(line)
    if match:
        exchange.status, exchange.fault = int(match.group(1)), match.group(2)
        return
    match = HEADER.match(line[2:])
    if not match or exchange.status is None:
        raise CaseError("neither a status nor a header of an answer: %s" % line)
    exchange.answer_headers[match.group(1).lower()] = match.group(2)


def _reference_line(line):
    match = REFERENCE.match(line)
    if not match:
        raise CaseError("not `! reference: STATUS [FAULT]`: %s" % line)
    return int(match.group(1)), match.group(2)


def _check_body(path, exchange):
    text = exchange.answer_body.strip()
    exchange.answer_body = text
    if text and text != "(empty)":
        try:
            exchange.answer_body = pattern.parse(text)
        except pattern.PatternError as error:
            raise CaseError("%s:%d: the expected answer: %s" % (path, exchange.line, error)) from None
