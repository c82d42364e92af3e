"""Makes up requests: mostly meaningful ones on what lives, with good and bad values for every attribute of the attribute map."""
import json
import re
import urllib.parse

from api.casefile import Exchange
from conformance import resources
from conformance.dice import PROJECTS, UNKNOWN_ID, Dice, World

OPERATIONS = (("create", 34), ("bulk", 5), ("update", 20), ("delete", 7), ("show", 8), ("list", 18), ("action", 4), ("odd", 5))
ROLES = ("admin", "member", "reader", "member,reader", "none", "Admin", "advsvc")


class Request(Exchange):
    """An exchange, and what it does to the world when both services carry it out."""

    def __init__(self, method, path, body=None, headers=None):
        super().__init__(0, method, path)
        self.body = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        self.headers = headers or {}
        self.creates = self.deletes = None


class Generator:
    """attributes: the reference's attribute map without what isn't served, {collection: {attribute: specification}}."""

    def __init__(self, seed, attributes):
        self._resources = [entry for entry in resources.ALL if entry[0].collection in attributes]
        self._attributes = attributes
        self.world = World([resource.collection for resource, _ in self._resources])
        self._dice = Dice(seed, self.world)
        self._next = []

    def begin(self, sides):
        """Both sides are empty."""
        self.world.begin(sides)
        self._next = []

    def request(self):
        """The next request."""
        dice = self._dice
        if self._next:
            return self._next.pop()
        resource = dice.weighted(self._resources)
        operation = dice.weighted(OPERATIONS)
        if operation == "create" and len(self.world.live[resource.collection]) >= resource.most:
            operation = dice.one(("delete", "update", "list"))
        request = getattr(self, "_" + operation)(resource)
        while request is None:      # something that it needs doesn't live yet
            request = self._create(dice.weighted(self._resources))
        request = self._with_headers(request)
        if "If-Match" in request.headers:
            return self._after_a_look(request)
        return request

    def _after_a_look(self, request):
        """The revisions that a condition names are read first: answers to changes don't tell the last ones."""
        self._next = [request]
        path, name = re.match(r"(.*)/\$\{(\w+)\}", request.path).groups()
        look = Request("GET", "%s/${%s}" % (path, name))
        look.captures = [name]
        return look

    def learn(self, outcome):
        """Called with what became of a request."""
        request = outcome.exchange
        if outcome.succeeded and request.creates:
            self.world.born(request.creates, request.captures)
        if outcome.succeeded and request.deletes:
            self.world.gone(request.deletes)

    def _with_headers(self, request):
        dice = self._dice
        if dice.chance(0.18):
            request.headers["X-Project-Id"] = dice.one(PROJECTS)
            if dice.chance(0.3):
                request.headers["X-Roles"] = dice.one(ROLES)
        names = [name for living in self.world.live.values() for name in living if "${%s}" % name in request.path]
        if request.method in ("PUT", "DELETE") and names and dice.chance(0.06):
            own = ["revision_number=${%s.revision_number}" % name for name in names
                   if "revision_number" in self.world.document(name)]
            request.headers["If-Match"] = dice.one(own * 4 + ["revision_number=999", "revision_number=x", "*", "x",
                                                              "revision_number=1,revision_number=2"])
        return request

    def _body(self, resource, method, body):
        """`body`, now and then with something wrong, or unusual, in it."""
        dice, known = self._dice, self._attributes[resource.collection]
        flag = "allow_post" if method == "POST" else "allow_put"
        settable = [name for name, specification in sorted(known.items()) if specification.get(flag)]
        if dice.chance(0.2):
            name = dice.one(settable)
            body[name] = resource.change(dice, name, known[name])
        if dice.chance(0.1):
            body[dice.one(settable)] = dice.strange()
        if dice.chance(0.03):
            name = dice.one(sorted(known))
            body[name] = resource.change(dice, name, known[name])
        if dice.chance(0.02):
            body[dice.one(("bogus", "", "id ", "Name"))] = dice.strange()
        if body and dice.chance(0.04):
            del body[dice.one(sorted(body))]
        return body

    def _create(self, resource):
        body = resource.new(self._dice)
        if body is None:
            return None
        request = Request("POST", resource.path, {resource.member: self._body(resource, "POST", body)})
        request.creates, request.captures = resource.collection, [self.world.name(resource.member)]
        return request

    def _bulk(self, resource):
        bodies = [resource.new(self._dice) for _ in range(self._dice.number(1, 3))]
        if None in bodies:
            return None
        if self._dice.chance(0.3):
            bodies[-1] = self._body(resource, "POST", bodies[-1])
        request = Request("POST", resource.path, {resource.collection: bodies})
        request.creates, request.captures = resource.collection, [self.world.name(resource.member) for _ in bodies]
        return request

    def _update(self, resource):
        dice, known = self._dice, self._attributes[resource.collection]
        name = self._existing(resource)
        if name is None:
            return None
        settable = [attribute for attribute, specification in sorted(known.items()) if specification.get("allow_put")]
        body = {attribute: resource.change(dice, attribute, known[attribute]) for attribute in dice.some(settable, 3)}
        request = Request("PUT", "%s/${%s}" % (resource.path, name), {resource.member: self._body(resource, "PUT", body)})
        if name in self.world.live[resource.collection]:
            request.captures = [name]
        return request

    def _delete(self, resource):
        name = self._existing(resource)
        if name is None:
            return None
        request = Request("DELETE", "%s/${%s}" % (resource.path, name))
        request.deletes = name
        return request

    def _show(self, resource):
        name = self._existing(resource)
        identifier = "${%s}" % name if name else self._dice.one((UNKNOWN_ID, "nope"))
        fields = self._fields(resource) if self._dice.chance(0.3) else []
        return Request("GET", self._path("%s/%s" % (resource.path, identifier), fields))

    def _existing(self, resource):
        """The name of a resource, now and then a dead one, or one of another collection."""
        dice = self._dice
        name = dice.live(resource.collection)
        if dice.chance(0.06):
            name = dice.live(dice.one(sorted(self.world.live))) or name
        elif dice.chance(0.06) and self.world.dead:
            name = dice.one(self.world.dead)
        return name

    def _list(self, resource):
        dice, known = self._dice, self._attributes[resource.collection]
        parameters = []
        for name in dice.some(sorted(known), 2) if dice.chance(0.5) else ():
            parameters += [(name, _text(resource.change(dice, name, known[name]))) for _ in range(dice.one((1, 1, 2)))]
        if dice.chance(0.4):
            parameters += dice.some(resource.filters(dice), 2)
        if dice.chance(0.05):
            parameters.append((dice.one(("bogus", "name", "id", "tenant_id")), _text(dice.strange())))
        if dice.chance(0.25):
            parameters += self._fields(resource)
        if dice.chance(0.3):
            keys = dice.some(sorted(known) + ["bogus"], 2) or ["name"]
            parameters += [("sort_key", key) for key in keys]
            parameters += [("sort_dir", dice.one(("asc", "desc", "asc", "desc", "DESC", "x"))) for _ in keys[dice.one((0, 0, 0, 1)):]]
        method = "GET"
        if dice.chance(0.25):
            limit = dice.one((1, 2, 3, 5, 1000))
            method = "WALK" if limit < 6 else "GET"
            parameters.append(("limit", limit if dice.chance(0.9) else dice.one((0, -1, "x", "", "1.5", 2**70))))
            if dice.chance(0.15):
                parameters.append(("page_reverse", dice.one(("True", "true", "1", "False", "x"))))
            if dice.chance(0.1):
                parameters.append(("marker", dice.one((UNKNOWN_ID, "nope", ""))))
        return Request(method, self._path(resource.path, parameters))

    def _fields(self, resource):
        names = sorted(self._attributes[resource.collection]) + ["bogus", "", "project_id"]
        return [("fields", name) for name in self._dice.some(names, 4)]

    @staticmethod
    def _path(path, parameters):
        quoted = ["%s=%s" % (urllib.parse.quote(name, safe=":"), urllib.parse.quote(str(value), safe="${}.:=/")) for name, value in parameters]
        return path + ("?" + "&".join(quoted) if quoted else "")

    def _action(self, resource):
        name = self._existing(resource)
        actions = resource.actions(self._dice, name) if name else []
        if not actions:
            return None
        method, below, body = self._dice.one(actions)
        return Request(method, "%s/${%s}/%s" % (resource.path, name, below), body)

    def _odd(self, resource):
        """What clients do by mistake: methods, paths, bodies and media types that aren't there."""
        dice, name = self._dice, self._existing(resource)
        member = "%s/%s" % (resource.path, "${%s}" % name if name else UNKNOWN_ID)
        body = {resource.member: {}}
        kind = dice.one(("method", "path", "body", "media"))
        if kind == "method":
            return Request(*dice.one((("PATCH", member, body), ("POST", member, body), ("PATCH", resource.path, body),
                                      ("PUT", resource.path, body), ("DELETE", resource.path, None), ("HEAD", resource.path, None),
                                      ("HEAD", member, None), ("DELETE", member, body))))
        if kind == "path":
            return Request("GET", dice.one((
                member + "/nope", member + "/nope/nope", resource.path + ".json", member + ".json", resource.path + ".xml", member + "/",
                resource.path + "/", resource.path.replace("-", "_"), resource.path.upper(), "/v2.0", "/v2.0/", "/", "/v2.1/networks",
                "/v2.0/extensions/provider", "/v2.0/extensions/nope", "/v2.0/%s" % resource.member, member.upper().replace("${", "%24{"),
                resource.path + "?", resource.path + "?&&", resource.path + "?name", resource.path + "?=x", "/v2.0/nope")))
        text = dice.one(("", "{", "[]", "null", "5", "\"x\"", "{}", "{\"%s\": []}" % resource.member, "{\"%s\": null}" % resource.member,
                         "{\"%s\": {}}" % resource.collection, "{\"%s\": []}" % resource.collection, "{\"%s\": [5]}" % resource.collection,
                         "{\"bogus\": {}}", "{\"%s\": \"x\"}" % resource.member, "{\"a\": {}, \"b\": {}}"))
        method, path = dice.one((("POST", resource.path), ("PUT", member)))
        headers = {}
        if kind == "media":
            text = json.dumps({resource.member: resource.new(dice) or {} if method == "POST" else {}})
            headers["Content-Type"] = dice.one(("text/plain", "application/xml", "application/json; charset=utf-8", ""))
        request = Request(method, path, text, headers)
        if method == "POST" and kind == "media":
            request.creates, request.captures = resource.collection, [self.world.name(resource.member)]
        return request


def _text(value):
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, (list, dict)) else str(value)
