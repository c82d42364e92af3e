"""Compares what is composed before any request: the attribute maps, and the list of extensions."""
import json
import subprocess

from conformance.reference import Reference
from support.neutrino_server import NeutrinoServer

# our word -> the reference's
FLAGS = {"post": "allow_post", "put": "allow_put", "visible": "is_visible", "filter": "is_filter", "sort": "is_sort_key",
         "primary_key": "primary_key", "required_by_policy": "required_by_policy", "enforce_policy": "enforce_policy"}


def of_neutrino(binary, config):
    """{collection: {attribute: {...}}} as `neutrino extensions attributes` prints it."""
    server = NeutrinoServer(binary, config)
    try:
        server.prepare()
        command = [server.binary, "extensions", "attributes"] + server.config_arguments()
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    finally:
        server.close()


def _rule(value):
    """A validator's argument in the reference's words: {"validate": {"values": [...]}} is {"type:values": [...]}."""
    if isinstance(value, dict):
        result = {}
        for key, item in value.items():
            if key == "validate" and isinstance(item, dict):
                result.update(("type:" + name, _rule(argument)) for name, argument in item.items())
            elif key == "validate":
                result["type:" + item] = None
            elif key == "convert":
                result["convert_to"] = "convert_" + item
            else:
                result[key] = _rule(item)
        return result
    return [_rule(item) for item in value] if isinstance(value, list) else value


def _ours(attribute):
    aspects = {name: attribute[name] for name in FLAGS}
    if "default" in attribute and attribute["post"]:
        aspects["default"] = attribute["default"]
    if "validate" in attribute:
        aspects["validate"] = {"type:" + attribute["validate"].replace("type:", ""): _rule(attribute["validate_argument"])}
    return aspects


def _theirs(specification):
    aspects = {name: bool(specification.get(theirs, False)) for name, theirs in FLAGS.items()}
    if "validate" in specification:
        aspects["validate"] = specification["validate"]
    if "default" in specification and aspects["post"]:      # else nobody ever gets it
        aspects["default"] = specification["default"]
    return aspects


def _text(value):
    return json.dumps(value, sort_keys=True)


def differences(reference, neutrino):
    """[(place, reference, neutrino)] of two attribute maps, for the collections that Neutrino serves."""
    for collection, ours in sorted(neutrino.items()):
        theirs = dict(reference.get(collection, {}))
        if "tenant_id" in theirs:
            theirs["project_id"] = theirs.pop("tenant_id")
        for name in sorted(theirs.keys() | ours.keys()):
            place = "%s.%s" % (collection, name)
            if name not in theirs or name not in ours:
                yield place, "there" if name in theirs else "(absent)", "there" if name in ours else "(absent)"
                continue
            one, other = _theirs(theirs[name]), _ours(ours[name])
            for aspect in sorted(one.keys() | other.keys()):
                values = [aspects.get(aspect, "(none)") for aspects in (one, other)]
                if _text(values[0]) != _text(values[1]):
                    yield "%s.%s" % (place, aspect), *values


def extension_differences(pair, not_served):
    """What clients look up of extensions: alias, name, time; and their order."""
    lists = [side.client.get("/v2.0/extensions").json()["extensions"] for side in pair.sides]
    theirs, ours = ([(one["alias"], one["name"], one["updated"]) for one in extensions] for extensions in lists)
    theirs = [one for one in theirs if one[0] not in not_served]
    for one in theirs:
        if one not in ours:
            yield "extension " + one[0], one, next((other for other in ours if other[0] == one[0]), "(absent)")
    for one in ours:
        if one[0] not in {other[0] for other in theirs}:
            yield "extension " + one[0], "(absent)", one
    orders = [[one[0] for one in extensions] for extensions in (theirs, ours)]
    if sorted(orders[0]) == sorted(orders[1]) and orders[0] != orders[1]:
        yield "order of the extensions", *orders


def compare(arena, binary, config):
    """Prints the unexplained differences and returns their number."""
    with Reference(config) as reference, NeutrinoServer(binary, config) as neutrino, \
            arena.join(reference, neutrino, config) as pair:
        found = list(differences(arena.explained.attributes_served(reference.attributes()), of_neutrino(binary, config)))
        found += extension_differences(pair, arena.explained.extensions_not_served())
    unexplained = [one for one in found if not arena.explained.of_attribute(one[0])]
    for place, theirs, ours in unexplained:
        print("%s: the reference has %s, Neutrino %s" % (place, json.dumps(theirs), json.dumps(ours)))
    print("attribute maps and extensions: %d differences, %d of them unexplained" % (len(found), len(unexplained)))
    return len(unexplained)
