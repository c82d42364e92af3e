from conformance.dice import BOOLEANS, NAMES
from conformance.resources.base import Resource, optional, owner

# type -> (physical networks, segmentation ids) that support/settings.py's BASE allows
SEGMENTS = {
    "vlan": (("physnet1", "physnet2"), (100, 199)),
    "flat": (("flat1", "flat2", "flat3"), None),
    "vxlan": ((None,), (1000, 1999)),
    "gre": ((None,), (1, 100)),
    "geneve": ((None,), (1, 100)),
    "local": ((None,), None),
}


class Networks(Resource):
    collection, member, path = "networks", "network", "/v2.0/networks"
    most = 12

    def new(self, dice):
        body = optional(dice, owner(dice), name=lambda: dice.one(NAMES), admin_state_up=lambda: dice.one(BOOLEANS),
                        shared=lambda: dice.one(BOOLEANS), description=lambda: dice.one(NAMES), mtu=lambda: self._mtu(dice))
        if dice.chance(0.15):
            body["router:external"] = dice.one(BOOLEANS)
        if dice.chance(0.25):
            body.update(("provider:" + name, value) for name, value in self._segment(dice).items())
        elif dice.chance(0.1):
            body["segments"] = [{"provider:" + name: value for name, value in self._segment(dice).items()}
                                for _ in range(dice.number(1, 3))]
        return body

    def change(self, dice, name, specification):
        if name.startswith("provider:"):
            return self._segment(dice).get(name[len("provider:"):], None)
        if name == "mtu":
            return self._mtu(dice)
        return super().change(dice, name, specification)

    @staticmethod
    def _mtu(dice):
        return dice.one((0, 68, 1280, 1400, 1450, 1451, 1500, 1501, 9000, "1300", 67))

    def _segment(self, dice):
        kind = dice.one(SEGMENTS)
        physical, numbers = SEGMENTS[kind]
        segment = {"network_type": kind, "physical_network": dice.one(physical)}
        if numbers and dice.chance(0.6):
            segment["segmentation_id"] = self._number(dice, numbers)
        if dice.chance(0.1):
            segment[dice.one(segment)] = dice.one((None, "", 0, 5000, "x", -1, 2**24, "vlan", "vxlan", "physnet1"))
        return {name: value for name, value in segment.items() if value is not None or dice.chance(0.2)}

    @staticmethod
    def _number(dice, numbers):
        """A segmentation id that is free on both sides, taken on both, or out of range."""
        if dice.chance(0.15):
            return dice.one((0, 1, 4094, 4095, 16777215, 16777216))
        taken = dice.live("networks", lambda network: network.get("provider:segmentation_id"))
        if taken and dice.chance(0.2):
            return "${%s.provider:segmentation_id}" % taken
        used = {network.get("provider:segmentation_id") for network in dice.world.documents("networks")}
        free = [number for number in range(*numbers) if number not in used]
        return dice.one(free)
