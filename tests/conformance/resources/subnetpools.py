from conformance.dice import BOOLEANS, NAMES, UNKNOWN_ID
from conformance.resources.base import Resource, optional, owner

PREFIXES = {
    4: ("10.0.0.0/8", "10.10.0.0/16", "10.11.0.0/16", "10.10.128.0/17", "192.168.0.0/16", "172.16.0.0/24", "10.12.3.4/20"),
    6: ("2001:db8::/32", "2001:db8:8000::/48", "fd00::/40", "2001:DB8:1::/64"),
}
LENGTHS = {4: (8, 12, 16, 20, 24, 26, 28, 30, 32, 33, 0, "24"), 6: (32, 40, 48, 56, 64, 64, 80, 128, 129, 0)}


class Subnetpools(Resource):
    collection, member, path = "subnetpools", "subnetpool", "/v2.0/subnetpools"
    most = 12

    def new(self, dice):
        version = dice.one((4, 4, 6))
        body = {"name": dice.one(NAMES[1:]), "prefixes": self._prefixes(dice, version), **owner(dice)}
        if dice.chance(0.2):
            body["address_scope_id"] = self._scope(dice, version)
        return optional(dice, body, default_prefixlen=lambda: dice.one(LENGTHS[version]), min_prefixlen=lambda: dice.one(LENGTHS[version]),
                        max_prefixlen=lambda: dice.one(LENGTHS[version]), default_quota=lambda: self._quota(dice),
                        shared=lambda: dice.one(BOOLEANS), is_default=lambda: dice.one(BOOLEANS), description=lambda: dice.one(NAMES))

    def change(self, dice, name, specification):
        version = dice.one((4, 4, 6))
        if name == "prefixes":
            return self._prefixes(dice, version)
        if name == "address_scope_id":
            return self._scope(dice, version)
        if name.endswith("_prefixlen"):
            return dice.one(LENGTHS[version])
        return super().change(dice, name, specification)

    def actions(self, dice, name):
        network = dice.reference("networks") or UNKNOWN_ID
        prefixes = {"prefixes": self._prefixes(dice, dice.one((4, 4, 6)))}
        strange = dice.one(({}, [], {"prefixes": None}, {"prefixes": "10.0.0.0/8"}, {"network_id": "x"}, {"bogus": 1}))
        return [("PUT", "add_prefixes", prefixes), ("PUT", "remove_prefixes", prefixes),
                ("PUT", "onboard_network_subnets", {"network_id": network}),
                ("PUT", dice.one(("add_prefixes", "remove_prefixes", "onboard_network_subnets", "nope")), strange),
                (dice.one(("GET", "POST", "DELETE")), "add_prefixes", None)]

    @staticmethod
    def _prefixes(dice, version):
        if dice.chance(0.06):
            return dice.one(([], None, "10.0.0.0/8", ["x"], [""], ["10.0.0.0/8", "2001:db8::/32"], ["10.0.0.0/8", "10.0.0.0/8"], ["10.0.0.1"]))
        return [dice.one(PREFIXES[version])] + dice.some(PREFIXES[version], 1)

    @staticmethod
    def _quota(dice):
        return dice.one((0, 1, 256, 512, "256", 2**31 - 1))

    @staticmethod
    def _scope(dice, version):
        fitting = dice.live("address_scopes", lambda scope: scope.get("ip_version") == version)
        if fitting and dice.chance(0.8):
            return "${%s}" % fitting
        return dice.reference("address_scopes") or dice.one((None, UNKNOWN_ID))
