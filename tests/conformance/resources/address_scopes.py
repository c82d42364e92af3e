from conformance.dice import BOOLEANS, NAMES
from conformance.resources.base import Resource, optional, owner


class AddressScopes(Resource):
    collection, member, path = "address_scopes", "address_scope", "/v2.0/address-scopes"
    most = 10

    def new(self, dice):
        body = {"name": dice.one(NAMES), "ip_version": dice.one((4, 6, 4, 6, "4")), **owner(dice)}
        return optional(dice, body, shared=lambda: dice.one(BOOLEANS))
