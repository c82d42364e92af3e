import ipaddress

from conformance.dice import BOOLEANS, NAMES, UNKNOWN_ID
from conformance.resources.base import Resource, optional, owner

OWNERS = ("", "compute:nova", "compute:az1", "network:dhcp", "network:router_interface", "network:router_gateway", "network:floatingip",
          "baremetal:none", "x")
MACS = ("fa:16:3e:00:00:01", "fa:16:3e:00:00:02", "FA-16-3E-00-00-03", "fa163e000004", "01:00:5e:00:00:01", "00:00:00:00:00:00", "x", "", None)
OUTSIDE = ("10.0.0.0", "10.0.0.255", "192.0.2.1", "2001:db8:ffff::1", "10.0.0.300", "x", "", None, 5)


class Ports(Resource):
    collection, member, path = "ports", "port", "/v2.0/ports"

    def new(self, dice):
        network = dice.reference("networks")
        if network is None:
            return None
        body = {"network_id": network, **owner(dice)}
        if dice.chance(0.4):
            body["fixed_ips"] = self._fixed_ips(dice, network)
        if dice.chance(0.15):
            body["mac_address"] = dice.one(MACS[:4]) if dice.chance(0.8) else dice.one(MACS)
        return optional(dice, body, name=lambda: dice.one(NAMES), admin_state_up=lambda: dice.one(BOOLEANS),
                        device_owner=lambda: dice.one(OWNERS), device_id=lambda: dice.one(NAMES),
                        allowed_address_pairs=lambda: self._pairs(dice), extra_dhcp_opts=lambda: self._options(dice),
                        **{"binding:host_id": lambda: dice.one(("", "host1", "host2")),
                           "binding:profile": lambda: dice.one(({}, None, {"a": 1}, {"a": {"b": [1, "x", None]}}, "x")),
                           "binding:vnic_type": lambda: dice.one(("normal", "direct", "macvtap", "bogus"))})

    def change(self, dice, name, specification):
        draw = {"fixed_ips": lambda: self._fixed_ips(dice, dice.reference("networks")), "mac_address": lambda: dice.one(MACS),
                "allowed_address_pairs": lambda: self._pairs(dice), "extra_dhcp_opts": lambda: self._options(dice),
                "device_owner": lambda: dice.one(OWNERS), "binding:host_id": lambda: dice.one(("", None, "host1", "host2")),
                "binding:profile": lambda: dice.one(({}, None, {"b": 2}, "x"))}.get(name)
        return draw() if draw else super().change(dice, name, specification)

    def filters(self, dice):
        port = dice.live("ports", lambda known: known.get("fixed_ips"))
        subnet = dice.reference("subnets") or UNKNOWN_ID
        found = [("fixed_ips", "subnet_id=" + subnet), ("fixed_ips", "ip_address_substr=" + dice.one(("10.", "2001:", ".1", "x"))),
                 ("fixed_ips", dice.one(("ip_address=10.0.0.1", "bogus", "bogus=1", "ip_address=", ""))),
                 ("device_owner", dice.one(OWNERS)), ("network_id", dice.reference("networks") or "nope"),
                 ("mac_address", dice.one(MACS[:4])), ("binding:host_id", "host1"), ("admin_state_up", dice.one(BOOLEANS))]
        if port:
            found.append(("fixed_ips", "ip_address=${%s.fixed_ips.0.ip_address}" % port))
            found.append(("mac_address", "${%s.mac_address}" % port))
        return found

    def _fixed_ips(self, dice, network):
        """Mostly of the network's subnets, with addresses that are free on both sides or taken on both."""
        if dice.chance(0.12):
            return dice.one(([], None, "x", {}, [{}], [None], ["10.0.0.5"], [{"bogus": 1}], [{"subnet_id": UNKNOWN_ID}], [{"subnet_id": "x"}],
                             [{"ip_address": dice.one(OUTSIDE)}]))
        identifier = dice.world.document((network or "")[2:-1]).get("id")
        subnets = [name for name in dice.world.live["subnets"] if dice.world.document(name).get("network_id") == identifier]
        wanted = []
        for subnet in dice.some(subnets, 2):
            item = {"subnet_id": "${%s}" % subnet} if dice.chance(0.7) else {}
            if not item or dice.chance(0.5):
                item["ip_address"] = self._address(dice, subnet)
            wanted.append(item)
        return wanted

    @staticmethod
    def _address(dice, subnet):
        used = {fixed["ip_address"] for port in dice.world.documents("ports") for fixed in port.get("fixed_ips", ())}
        taken = dice.live("ports", lambda port: port.get("fixed_ips"))
        if taken and dice.chance(0.2):
            return "${%s.fixed_ips.0.ip_address}" % taken
        if dice.chance(0.1):
            return dice.one(OUTSIDE)
        network = ipaddress.ip_network(dice.world.document(subnet).get("cidr", "10.0.0.0/24"), strict=False)
        addresses = [str(network[offset]) for offset in range(min(network.num_addresses, 250))]
        return dice.one([address for address in addresses if address not in used] or addresses)

    @staticmethod
    def _pairs(dice):
        if dice.chance(0.2):
            return dice.one((None, "x", [{}], [None], [{"mac_address": "fa:16:3e:00:00:01"}], [{"ip_address": "x"}], [{"ip_address": ""}],
                             [{"ip_address": "10.0.0.1", "bogus": 1}], [{"ip_address": "10.0.0.1"}, {"ip_address": "10.0.0.1"}], []))
        return [{"ip_address": address, **({"mac_address": dice.one(MACS[:3])} if dice.chance(0.5) else {})}
                for address in dice.some(("10.0.0.1", "10.0.0.0/8", "2001:db8::/64", "192.168.7.7/24", "10.0.0.5"), 3)]

    @staticmethod
    def _options(dice):
        if dice.chance(0.2):
            return dice.one((None, [], "x", [{}], [{"opt_name": "a"}], [{"opt_name": "", "opt_value": "x"}], [None],
                             [{"opt_name": "a", "opt_value": "x", "ip_version": 5}], [{"opt_name": "a", "opt_value": "x" * 256}],
                             [{"opt_name": "a", "opt_value": "x", "bogus": 1}]))
        return [{"opt_name": name, "opt_value": dice.one(("x", "10.0.0.1", None)), **({"ip_version": dice.one((4, 6))} if dice.chance(0.3) else {})}
                for name in dice.some(("bootfile-name", "tftp-server", "router", "classless-static-route"), 2)]
