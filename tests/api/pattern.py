"""Expected JSON with wildcards: parse(text) -> pattern, mismatches(pattern, value, names) -> list of problems.

The language is JSON and: <any> <uuid> <time> <mac> <ip> <int> <string> <bool> <re:EXPRESSION> <like:TEXT> <absent>
as values, each with
an optional capture (<uuid $net>); ${name} as a value or inside a string; `...` in an object or at the end of a list for "and
more"; ~[...] for a list in any order. README.md shows them.
"""
import ipaddress
import json
import re

TOKEN = re.compile(r'''\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    | (?P<wild><(?:re:(?:[^>\\]|\\.)*|like:[^ >]+|[a-z]+)(?:[ ]\$\w+)?>)
    | (?P<name>\$\{[\w.:]+\})
    | (?P<word>true|false|null)
    | (?P<more>\.\.\.)
    | (?P<open>~\[)
    | (?P<mark>[{}\[\],:])
)''', re.VERBOSE)
LONG = re.compile(r"x\d+")
NAME = re.compile(r"\$\{([\w.:]+)\}")


class PatternError(Exception):
    """The expectation is not well-formed; the text says where."""


class Wild:
    def __init__(self, kind, argument, capture):
        self.kind, self.argument, self.capture = kind, argument, capture


class Name:
    def __init__(self, name):
        self.name = name


class Object:
    def __init__(self, members, more):
        self.members, self.more = members, more


class List:
    def __init__(self, items, more, ordered):
        self.items, self.more, self.ordered = items, more, ordered


class _Parser:
    def __init__(self, text):
        self.text, self.position, self.token = text, 0, None
        self.next()

    def next(self):
        rest = self.text[self.position:]
        if not rest.strip():
            self.token = ("end", "")
            return
        match = TOKEN.match(self.text, self.position)
        if not match:
            raise PatternError("not understood: %s" % rest.strip()[:60])
        self.position = match.end()
        self.token = (match.lastgroup, match.group(match.lastgroup))

    def take(self, text):
        if self.token[1] != text or self.token[0] == "string":
            raise PatternError("expected %s, found %s" % (text, self.token[1] or "the end"))
        self.next()

    def value(self):
        kind, text = self.token
        if text == "{":
            return self.object()
        if text in ("[", "~["):
            return self.list(text == "[")
        if kind not in ("string", "number", "word", "wild", "name"):
            raise PatternError("expected a value, found %s" % (text or "the end"))
        self.next()
        if kind == "wild":
            inner, _, capture = text[1:-1].partition(" $") if not text.startswith("<re:") else _split_capture(text[1:-1])
            name, _, argument = inner.partition(":")
            return Wild(name, argument, capture)
        if kind == "name":
            return Name(text[2:-1])
        return _literal(text)

    def object(self):
        self.take("{")
        members, more = {}, False
        while self.token[1] != "}":
            if self.token[0] == "more":
                more = True
                self.next()
            else:
                if self.token[0] != "string":
                    raise PatternError("expected a key, found %s" % self.token[1])
                key = _literal(self.token[1])
                self.next()
                self.take(":")
                members[key] = self.value()
            if self.token[1] != "}":
                self.take(",")
        self.take("}")
        return Object(members, more)

    def list(self, ordered):
        self.next()
        items, more = [], False
        while self.token[1] != "]":
            if self.token[0] == "more":
                more = True
                self.next()
            else:
                items.append(self.value())
            if self.token[1] != "]":
                self.take(",")
        self.take("]")
        return List(items, more, ordered)


def _literal(text):
    try:
        return json.loads(text)
    except ValueError:
        raise PatternError("not JSON: %s" % text) from None


def _split_capture(text):
    match = re.match(r"(.*?)(?: \$(\w+))?$", text, re.DOTALL)
    return match.group(1), None, match.group(2) or ""


def parse(text):
    """The pattern that `text` describes; raises PatternError."""
    parser = _Parser(text)
    pattern = parser.value()
    if parser.token[0] != "end":
        raise PatternError("more after the end: %s" % parser.token[1])
    return pattern


def lookup(name, names):
    """The captured value `name`; `net` of a captured resource is its id, `net.mtu` its attribute; `x300` is 300 x's."""
    if name in names:
        value = names[name]
        return value["id"] if isinstance(value, dict) and "id" in value else value
    head, _, rest = name.partition(".")
    value = names.get(head)
    for part in rest.split(".") if rest else ():
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    if value is None and LONG.fullmatch(name):
        return "x" * int(name[1:])
    if value is None:
        raise PatternError("nothing was captured as ${%s}" % name)
    return value


def substitute(text, names):
    """`text` with every ${name} replaced by its value, strings as they are and other values as JSON."""
    def replace(match):
        value = lookup(match.group(1), names)
        return value if isinstance(value, str) else json.dumps(value)
    return NAME.sub(replace, text)


def _is_ip(value):
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _matches(expression):
    compiled = re.compile(expression)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


KINDS = {
    "any": lambda value: True,
    "string": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "ip": lambda value: isinstance(value, str) and _is_ip(value),
    "uuid": _matches(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "time": _matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "mac": _matches(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}"),
}


def mismatches(pattern, value, names, where="$"):
    """What is wrong with `value`, as lines that start with the place; empty: it matches. Captures go into `names`."""
    if isinstance(pattern, Wild):
        return _wild(pattern, value, names, where)
    if isinstance(pattern, Object):
        return _object(pattern, value, names, where)
    if isinstance(pattern, List):
        return _list(pattern, value, names, where)
    if isinstance(pattern, Name):
        pattern = lookup(pattern.name, names)
    elif isinstance(pattern, str):
        pattern = substitute(pattern, names)
    if pattern != value or isinstance(pattern, bool) != isinstance(value, bool):
        return ["%s: expected %s, got %s" % (where, json.dumps(pattern), json.dumps(value))]
    return []


def _wild(pattern, value, names, where):
    if pattern.kind == "re":
        fits = _matches(substitute(pattern.argument, names))
    elif pattern.kind == "like":
        def fits(got):
            return (got if isinstance(got, str) else json.dumps(got)) == pattern.argument
    elif pattern.kind in KINDS:
        fits = KINDS[pattern.kind]
    else:
        raise PatternError("no such wildcard: <%s>" % pattern.kind)
    if not fits(value):
        shown = "<%s%s>" % (pattern.kind, ":" + pattern.argument if pattern.argument else "")
        return ["%s: expected %s, got %s" % (where, shown, json.dumps(value))]
    if pattern.capture:
        names[pattern.capture] = value
    return []


def _object(pattern, value, names, where):
    if not isinstance(value, dict):
        return ["%s: expected an object, got %s" % (where, json.dumps(value))]
    problems = []
    for key, expected in pattern.members.items():
        place = "%s.%s" % (where, key)
        if isinstance(expected, Wild) and expected.kind == "absent":
            if key in value:
                problems.append("%s: expected not to be there, got %s" % (place, json.dumps(value[key])))
        elif key not in value:
            problems.append("%s: missing" % place)
        else:
            problems += mismatches(expected, value[key], names, place)
    if not pattern.more:
        problems += ["%s.%s: not expected, got %s" % (where, key, json.dumps(value[key]))
                     for key in value if key not in pattern.members]
    return problems


def _list(pattern, value, names, where):
    if not isinstance(value, list):
        return ["%s: expected a list, got %s" % (where, json.dumps(value))]
    if len(value) < len(pattern.items) or (len(value) > len(pattern.items) and not pattern.more):
        return ["%s: expected %d items, got %d: %s" % (where, len(pattern.items), len(value), json.dumps(value))]
    if pattern.ordered:
        return [problem for index, expected in enumerate(pattern.items)
                for problem in mismatches(expected, value[index], names, "%s[%d]" % (where, index))]
    left, problems = list(value), []
    for index, expected in enumerate(pattern.items):
        for candidate in left:
            tried = dict(names)
            if not mismatches(expected, candidate, tried, where):
                names.update(tried)
                left.remove(candidate)
                break
        else:
            problems.append("%s: no item matches the expected one number %d; left: %s" % (where, index, json.dumps(left)))
    return problems
