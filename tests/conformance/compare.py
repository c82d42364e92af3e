"""Whether two answers mean the same, although each service made up its own ids, addresses and times.

Ids (and MAC addresses) correspond: the first time that two unknown ones stand in the same place they are taken for each other, and from
then on each must only ever stand where the other does. Times need the same form. Messages are prose. What a service picks at
random (PICKED) may differ, unless the client asked for it by value. Revision numbers are counts of a service's own.
"""
import ipaddress
import json
import re

TOKEN = re.compile(
    r"(?P<request>req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<mac>\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b)"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")

# Attributes whose values a service picks at random where the client leaves it the choice.
PICKED = {"provider:segmentation_id", "provider:physical_network", "ip_address"}
# ... but in these the client's word counts.
CHOSEN = {"allowed_address_pairs"}
# Lists of attributes whose order is the client's. The order of all others is nobody's promise.
ORDERED = {"dns_nameservers"}
PROSE = {"message"}
# Counted by each service in its own steps: that it moves counts (pair.py), not how far.
COUNTED = {"revision_number"}


class Correspondence:
    """Which id of the left side is which of the right side."""

    def __init__(self):
        self._right, self._left = {}, {}

    def unify(self, left, right):
        """Binds two unknown ones to each other; False if either is known to stand for something else."""
        if left not in self._right and right not in self._left:
            self._right[left], self._left[right] = right, left
        return self._right.get(left) == right

    def name(self, side, token):
        """The same text for both sides of a known pair; "?" for an unknown token."""
        if side == 0:
            return token if token in self._right else "?"
        return self._left.get(token, "?")


class Comparison:
    """Compares one pair of answers.

    given: the values that the client named, [(left, right)]. ordered: lists whose order counts here, besides ORDERED.
    """

    def __init__(self, correspondence, given=(), ordered=()):
        self._ids, self.differences, self._ordered = correspondence, [], ORDERED | set(ordered)
        self._given = set(given)
        self._given_side = [{pair[side] for pair in self._given} for side in (0, 1)]

    def documents(self, left, right, where="$", key=""):
        """Appends (where, left, right) to self.differences for whatever doesn't correspond."""
        if isinstance(left, dict) and isinstance(right, dict):
            for name in sorted(left.keys() | right.keys()):
                place = "%s.%s" % (where, name)
                if name not in left or name not in right:
                    self.differences.append((place, left.get(name, "(absent)"), right.get(name, "(absent)")))
                else:
                    self.documents(left[name], right[name], place, _inner(key, name))
        elif isinstance(left, list) and isinstance(right, list):
            self._lists(left, right, where, key)
        elif not self._leaves(left, right, key):
            self.differences.append((where, left, right))

    def _lists(self, left, right, where, key):
        if len(left) != len(right):
            only_left, only_right = self._unmatched(left, right, key)
            self.differences.append((where, only_left, only_right))
            return
        if key not in self._ordered:
            left, right = (sorted(items, key=lambda item: self._shape(side, item, key))     # noqa: B023
                           for side, items in enumerate((left, right)))
        for position, items in enumerate(zip(left, right)):
            self.documents(*items, "%s[%d]" % (where, position), key)

    def _unmatched(self, left, right, key):
        """The items of lists of different lengths that have no counterpart by shape."""
        shapes = [[self._shape(side, item, key) for item in items] for side, items in enumerate((left, right))]
        rest = []
        for side, items in enumerate((left, right)):
            others, alone = list(shapes[1 - side]), []
            for item, shape in zip(items, shapes[side]):
                if shape in others:
                    others.remove(shape)
                else:
                    alone.append(item)
            rest.append(alone)
        return rest

    def _shape(self, side, value, key):
        """A text that is equal for items that may correspond: what is made up is replaced."""
        return json.dumps(self._canonical(side, value, key), sort_keys=True)

    def _canonical(self, side, value, key):
        if isinstance(value, dict):
            return {name: self._canonical(side, item, _inner(key, name)) for name, item in value.items()}
        if isinstance(value, list):
            items = [self._canonical(side, item, key) for item in value]
            return items if key in self._ordered else sorted(items, key=json.dumps)
        if key in COUNTED or key in PICKED and value not in self._given_side[side]:
            return "<picked>"
        if isinstance(value, str):
            return TOKEN.sub(lambda match: self._ids.name(side, match.group()) if match.lastgroup in ("id", "mac") else "<masked>",
                             value)
        return value

    def _leaves(self, left, right, key):
        texts = isinstance(left, str) and isinstance(right, str)
        if key in PROSE and texts:
            return True
        if key in COUNTED and type(left) is int and type(right) is int:
            return True
        if type(left) is type(right) and left == right:
            return not texts or self._texts(left, right)
        if key in PICKED and self._alike(left, right, key):
            named = left in self._given_side[0] or right in self._given_side[1]
            return not named or (left, right) in self._given
        return texts and self._texts(left, right)

    @staticmethod
    def _alike(left, right, key):
        """Two numbers, two names, or IP addresses of one version."""
        if type(left) is not type(right):
            return False
        if isinstance(left, int) or key != "ip_address":
            return left is not None
        try:
            return ipaddress.ip_address(left).version == ipaddress.ip_address(right).version
        except ValueError:
            return False

    def _texts(self, left, right):
        if TOKEN.sub("\0", left) != TOKEN.sub("\0", right):
            return False
        for one, other in zip(TOKEN.finditer(left), TOKEN.finditer(right)):
            if one.lastgroup != other.lastgroup:
                return False
            if one.lastgroup in ("id", "mac") and not self._ids.unify(one.group(), other.group()):
                return False
        return True


def _inner(key, name):
    return "%s.%s" % (key, name) if key in CHOSEN else name


def leaf_pairs(left, right):
    """The pairs of leaves at the same places of two documents of one shape: what each side was given."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in left.keys() & right.keys():
            yield from leaf_pairs(left[name], right[name])
    elif isinstance(left, list) and isinstance(right, list):
        for items in zip(left, right):
            yield from leaf_pairs(*items)
    elif not isinstance(left, (dict, list)) and not isinstance(right, (dict, list)):
        yield left, right
