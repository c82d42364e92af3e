from conformance.dice import BOOLEANS, NAMES, UNKNOWN_ID
from conformance.resources.base import Resource, optional, owner

ADDRESSES = ("10.0.0.5", "10.0.0.1", "10.0.0.250", "172.24.4.9", "2001:db8::5", "x", "", None)


class Routers(Resource):
    collection, member, path = "routers", "router", "/v2.0/routers"

    def new(self, dice):
        body = {**owner(dice)}
        if dice.chance(0.5):
            body["external_gateway_info"] = self._gateway(dice)
        return optional(dice, body, name=lambda: dice.one(NAMES), description=lambda: dice.one(NAMES),
                        admin_state_up=lambda: dice.one(BOOLEANS), distributed=lambda: dice.one((True, False, None)),
                        ha=lambda: dice.one((False, None)))

    def change(self, dice, name, specification):
        draw = {"external_gateway_info": lambda: self._gateway(dice), "routes": lambda: self._routes(dice),
                "distributed": lambda: dice.one((True, False, None, "x")), "ha": lambda: dice.one((False, None, "x"))}.get(name)
        return draw() if draw else super().change(dice, name, specification)

    def actions(self, dice, name):
        router = dice.world.document(name).get("id")
        attached = dice.live("ports", lambda port: port.get("device_id") == router)
        return [("PUT", "add_router_interface", self._interface(dice, None)),
                ("PUT", "add_router_interface", self._interface(dice, None)),
                ("PUT", "remove_router_interface", self._interface(dice, attached)),
                ("PUT", dice.one(("add_extraroutes", "remove_extraroutes")), {"router": {"routes": self._routes(dice) or []}})]

    @staticmethod
    def _interface(dice, attached):
        if dice.chance(0.1):
            return dice.one(({}, [], {"subnet_id": None}, {"port_id": "x"}, {"subnet_id": UNKNOWN_ID}, {"port_id": UNKNOWN_ID}))
        port = attached or dice.live("ports")
        if port and dice.chance(0.4):
            return {"port_id": "${%s}" % port}
        return {"subnet_id": dice.reference("subnets")}

    @staticmethod
    def _gateway(dice):
        """Mostly an external network that lives, sometimes with one of its subnets."""
        if dice.chance(0.15):
            return dice.one((None, {}, "x", [], {"enable_snat": True}, {"network_id": "x"}, {"network_id": None}))
        network = dice.live("networks", lambda known: known.get("router:external")) if dice.chance(0.9) else dice.live("networks")
        info = {"network_id": "${%s}" % network if network else UNKNOWN_ID}
        identifier = dice.world.document(network).get("id") if network else None
        subnet = dice.live("subnets", lambda known: known.get("network_id") == identifier)
        if subnet and dice.chance(0.25):
            info["external_fixed_ips"] = [{"subnet_id": "${%s}" % subnet}]
        return optional(dice, info, enable_snat=lambda: dice.one(BOOLEANS))

    @staticmethod
    def _routes(dice):
        if dice.chance(0.25):
            return dice.one((None, [], "x", [{}], [{"destination": "1.0.0.0/8"}], [None]))
        return [{"destination": destination, "nexthop": dice.one(ADDRESSES[:5]) if dice.chance(0.9) else dice.one(ADDRESSES)}
                for destination in dice.some(("1.0.0.0/8", "2.0.0.0/8", "0.0.0.0/0", "fd01::/64", "3.0.0.7/8"), 2)]
