"""What the generators draw from: seeded randomness, the resources that live now, and values good and bad."""
import random

UNKNOWN_ID = "11111111-1111-1111-1111-111111111111"
PROJECTS = ("p1", "p2", "p3")
NAMES = ("", "a", "b", "blue", "Blue", "green", "with space", "50%", "a&b=c", "snow \u2603 \U0001f600", "quo\"te\\", "1", "true")
# Values that attributes aren't made for, or just about.
STRANGE = (None, "", " ", "x", 0, -1, 5, "5", "-1", 1.5, True, "yes", [], {}, ["x"], [None], [{}], {"a": 1}, [[]], 2**31, 2**62, "x" * 255,
           "x" * 256, "x" * 4097, "10.0.0.1", "10.0.0.0/24", "fa:16:3e:00:00:01", "2001:db8::1", UNKNOWN_ID, "null", "None", ["a", "a"],
           "line\nbreak", "nul\x00byte")
BOOLEANS = (True, False, True, False, "true", "False", "0", 1, 0)


class Dice:
    """Random choices over a World. All randomness of a run comes from here: the same seed makes the same requests, as long as the
    services give the same answers."""

    def __init__(self, seed, world):
        self._random, self.world = random.Random(seed), world

    def chance(self, probability):
        return self._random.random() < probability

    def one(self, items):
        return self._random.choice(list(items))

    def some(self, items, most):
        items = list(items)
        return self._random.sample(items, min(len(items), self._random.randint(0, most)))

    def number(self, low, high):
        return self._random.randint(low, high)

    def weighted(self, choices):
        """choices: [(item, weight)]"""
        items, weights = zip(*choices)
        return self._random.choices(items, weights)[0]

    def live(self, collection, fits=lambda resource: True):
        """The name of a living resource, or None. `fits` is asked about the left service's."""
        names = [name for name in self.world.live[collection] if fits(self.world.document(name))]
        return self.one(names) if names else None

    def reference(self, collection):
        """Mostly "${name}" of a living resource; now and then something that isn't there, or None if there is none."""
        name = self.live(collection)
        if self.chance(0.04):
            return self.one((UNKNOWN_ID, "nope", "", UNKNOWN_ID.upper() if self.chance(0.5) else "new"))
        if self.chance(0.03) and self.world.dead:
            name = self.one(self.world.dead)
        elif self.chance(0.02):
            name = self.live(self.one(self.world.live)) or name
        return "${%s}" % name if name else None

    def strange(self):
        return self.one(STRANGE)

    def plausible(self, specification):
        """A value that fits the attribute's converter and validator, as far as they tell."""
        if specification.get("convert_to") == "convert_to_boolean":
            return self.one(BOOLEANS)
        for name, argument in (specification.get("validate") or {}).items():
            if name == "type:values":
                return self.one(argument)
            if name in ("type:string", "type:not_empty_string", "type:string_or_none"):
                return self.one(NAMES)
            if name == "type:non_negative":
                return self.one((0, 1, 8, 24, 28, 64, "26", 1400))
            if name in ("type:uuid", "type:uuid_or_none"):
                return self.one((UNKNOWN_ID, None))
        return self.strange()


class World:
    """The resources that both services hold, by name."""

    def __init__(self, collections):
        self._collections, self._made = collections, 0
        self.begin(())

    def begin(self, sides):
        """Nothing lives yet; `sides` (pair.Side) will hold what does."""
        self._sides = sides
        self.live, self.dead = {collection: [] for collection in self._collections}, []

    def name(self, member):
        """A new name: port17."""
        self._made += 1
        return "%s%d" % (member, self._made)

    def document(self, name, side=0):
        return self._sides[side].names.get(name, {})

    def documents(self, collection):
        """What both services hold of a collection: one sequence, for "used by either"."""
        return [self.document(name, side) for name in self.live[collection] for side in (0, 1)]

    def born(self, collection, names):
        self.live[collection] += names

    def gone(self, name):
        """With a network its subnets and the ports that go with it are gone, too."""
        for names in self.live.values():
            if name in names:
                names.remove(name)
                self.dead.append(name)
        identifier = self.document(name).get("id")
        for collection in ("subnets", "ports"):
            for child in list(self.live.get(collection, ())):
                if identifier and self.document(child).get("network_id") == identifier:
                    self.live[collection].remove(child)
                    self.dead.append(child)
        del self.dead[:-20]
