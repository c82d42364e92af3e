from conformance.dice import NAMES, UNKNOWN_ID
from conformance.resources.base import Resource, optional, owner


class Floatingips(Resource):
    collection, member, path = "floatingips", "floatingip", "/v2.0/floatingips"

    def new(self, dice):
        network = dice.live("networks", lambda known: known.get("router:external")) if dice.chance(0.9) else dice.live("networks")
        if network is None:
            return None
        body = {"floating_network_id": "${%s}" % network, **owner(dice)}
        if dice.chance(0.35):
            body["port_id"] = self._port(dice)
        identifier = dice.world.document(network).get("id")
        subnet = dice.live("subnets", lambda known: known.get("network_id") == identifier)
        if subnet and dice.chance(0.15):
            body["subnet_id"] = "${%s}" % subnet
        return optional(dice, body, description=lambda: dice.one(NAMES))

    def change(self, dice, name, specification):
        if name == "port_id":
            return self._port(dice) if dice.chance(0.7) else None
        if name == "fixed_ip_address":
            port = dice.live("ports", lambda known: known.get("fixed_ips"))
            return "${%s.fixed_ips.0.ip_address}" % port if port and dice.chance(0.6) else dice.one((None, "10.0.0.1", "x", ""))
        return super().change(dice, name, specification)

    def filters(self, dice):
        floating = dice.live("floatingips")
        found = [("status", dice.one(("DOWN", "ACTIVE"))), ("port_id", dice.reference("ports") or UNKNOWN_ID),
                 ("router_id", dice.reference("routers") or UNKNOWN_ID)]
        if floating:
            found.append(("floating_ip_address", "${%s.floating_ip_address}" % floating))
        return found

    @staticmethod
    def _port(dice):
        return dice.reference("ports") or UNKNOWN_ID
