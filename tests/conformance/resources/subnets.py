import ipaddress

from conformance.dice import BOOLEANS, NAMES, UNKNOWN_ID
from conformance.resources.base import Resource, optional, owner

CIDRS = {
    4: ("10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/25", "10.0.0.128/25", "192.168.1.0/28", "192.168.1.16/29", "172.16.0.0/16", "10.1.2.3/24",
        "10.9.0.0/30", "10.9.0.4/31", "10.9.0.8/32", "0.0.0.0/0", "224.0.0.0/24", "169.254.0.0/24"),
    6: ("2001:db8::/64", "2001:db8:0:1::/64", "2001:db8:1::/48", "2001:db8:2::/120", "2001:db8:3::/126", "fe80::/64", "2001:DB8:4::/64",
        "2001:db8:5::5/128"),
}
MODES = ("slaac", "dhcpv6-stateful", "dhcpv6-stateless")


class Subnets(Resource):
    collection, member, path = "subnets", "subnet", "/v2.0/subnets"
    most = 25

    def new(self, dice):
        network = dice.reference("networks")
        if network is None:
            return None
        version = dice.one((4, 4, 6))
        cidr = dice.one(CIDRS[version][:8] if dice.chance(0.9) else CIDRS[version])
        body = {"network_id": network, "ip_version": version, "cidr": cidr, **owner(dice)}
        if dice.chance(0.2):
            self._from_pool(dice, body)
        if version == 6 and dice.chance(0.5):
            body["ipv6_address_mode"] = dice.one(MODES)
            body["ipv6_ra_mode"] = body["ipv6_address_mode"] if dice.chance(0.7) else dice.one(MODES)
        return optional(dice, body, name=lambda: dice.one(NAMES), enable_dhcp=lambda: dice.one(BOOLEANS),
                        gateway_ip=lambda: self._gateway(dice, cidr), allocation_pools=lambda: self._pools(dice, cidr),
                        dns_nameservers=lambda: self._nameservers(dice), host_routes=lambda: self._routes(dice, cidr),
                        service_types=lambda: self._service_types(dice))

    def change(self, dice, name, specification):
        cidr = dice.one(CIDRS[4][:8] + CIDRS[6][:3])
        draw = {"gateway_ip": lambda: self._gateway(dice, cidr), "allocation_pools": lambda: self._pools(dice, cidr),
                "dns_nameservers": lambda: self._nameservers(dice), "host_routes": lambda: self._routes(dice, cidr),
                "service_types": lambda: self._service_types(dice)}.get(name)
        return draw() if draw else super().change(dice, name, specification)

    @staticmethod
    def _from_pool(dice, body):
        pool = dice.reference("subnetpools")
        if dice.chance(0.2):
            body["use_default_subnetpool"] = dice.one(BOOLEANS)
        else:
            body["subnetpool_id"] = pool or dice.one((None, "prefix_delegation", UNKNOWN_ID))
        if dice.chance(0.85):
            del body["cidr"]
        if dice.chance(0.4):
            body["prefixlen"] = dice.one((24, 26, 28, 30, 64, "25", 0, 33, 129))

    @staticmethod
    def _address(dice, cidr):
        """An address in the subnet, mostly."""
        network = ipaddress.ip_network(cidr, strict=False)
        if dice.chance(0.1):
            return dice.one(("10.0.0.300", "192.0.2.1", "2001:db8:ffff::1", "x", "10.0.0.1/24", "0.0.0.0", "127.0.0.1"))
        last = min(network.num_addresses - 1, 260)
        return str(network[min(last, dice.one((0, 1, 2, 3, 5, 10, 100, 200, last)))])

    def _gateway(self, dice, cidr):
        return dice.one((None, None, "", 5)) if dice.chance(0.2) else self._address(dice, cidr)

    def _pools(self, dice, cidr):
        pools = [dict(zip(("start", "end"), sorted((self._address(dice, cidr) for _ in range(2)), key=_order)))
                 for _ in range(dice.one((1, 1, 1, 2, 0)))]
        if dice.chance(0.05):
            pools = dice.one((None, "x", [{}], [{"start": "10.0.0.2"}], [{"start": "10.0.0.9", "end": "10.0.0.2"}], ["10.0.0.2"]))
        return pools

    @staticmethod
    def _nameservers(dice):
        if dice.chance(0.1):
            return dice.one((None, "8.8.8.8", ["x"], [""], [None], ["8.8.8.8", "8.8.8.8"], [8], ["8.8.8"], ["example.org"], ["2001:DB8::1"]))
        return dice.some(("8.8.8.8", "1.1.1.1", "2001:db8::53", "10.0.0.53", "9.9.9.9", "4.4.4.4"), 6)

    def _routes(self, dice, cidr):
        if dice.chance(0.1):
            return dice.one((None, "x", [{}], [{"destination": "10.0.0.0/8"}], [{"destination": "x", "nexthop": "10.0.0.1"}], [None],
                             [{"destination": "10.0.0.0/8", "nexthop": "10.0.0.1", "extra": 1}]))
        return [{"destination": dice.one(("172.30.0.0/16", "0.0.0.0/0", "10.8.0.1/8", "2001:db8:9::/64", "::/0")),
                 "nexthop": self._address(dice, cidr)} for _ in range(dice.number(0, 2))]

    @staticmethod
    def _service_types(dice):
        if dice.chance(0.2):
            return dice.one((None, "x", ["bogus:x"], [5], [""], ["compute:"], ["compute:nova", "compute:nova"], ["network"]))
        return dice.some(("compute:nova", "network:dhcp", "network:router_gateway", "compute:foo"), 2)

    def filters(self, dice):
        network = dice.reference("networks")
        return [("cidr", dice.one(CIDRS[4] + CIDRS[6])), ("gateway_ip", "10.0.0.1"), ("shared", dice.one(BOOLEANS)),
                ("network_id", network or "nope")]


def _order(text):
    """Addresses in their own order, texts that are none behind them."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return (9, 0, text)
    return (address.version, int(address), "")
