"""One client that changes its own resources, and knows what must have become of them."""
from support.http_client import Client, Unanswered

COLLECTIONS = ("networks", "subnets", "ports")
MEMBERS = {"networks": "network", "subnets": "subnet", "ports": "port"}
MOST = {"networks": 6, "subnets": 12, "ports": 40}
# Moved by changes to other resources, too.
MOVING = ("revision_number", "updated_at", "subnets")


class Pending:
    """A request that was sent and not answered yet."""

    def __init__(self, kind, collection, names=(), identifier=None, changes=None):
        self.kind, self.collection = kind, collection
        self.names, self.identifier, self.changes = names, identifier, changes or {}


class Writer:
    """Not thread-safe: run() and check() take turns.

    known: {collection: {id: resource as last answered}}. answered counts writes; finished and unfinished, the outcomes of
    those that a kill left unanswered.
    """

    def __init__(self, index, shared_network, dice):
        self._prefix, self._shared, self._dice = "w%d-" % index, shared_network, dice
        self._index, self._count, self._subnets = index, 0, 0
        self.known = {collection: {} for collection in COLLECTIONS}
        self._pending, self._complaints = None, []
        self.answered = self.finished = self.unfinished = 0

    def run(self, url, stopping):
        """Writes until the server goes away or `stopping` is set."""
        try:
            with Client(url) as client:
                while not stopping.is_set():
                    self._dice.choice((self._create, self._create, self._update, self._remove))(client)
        except Unanswered:
            pass

    def check(self, state):
        """state: {collection: list of resources}, of all writers. Returns the problems."""
        problems, self._complaints = self._complaints, []
        mine = {collection: {item["id"]: item for item in state[collection] if item["name"].startswith(self._prefix)}
                for collection in COLLECTIONS}
        if self._pending:
            problems += self._settle(mine[self._pending.collection])
            self._pending = None
        for collection in COLLECTIONS:
            problems += self._differences(collection, mine[collection])
        for identifier, network in mine["networks"].items():
            subnets = {i for i, subnet in self.known["subnets"].items() if subnet["network_id"] == identifier}
            if set(network["subnets"]) != subnets:
                problems.append("network %s: subnets are %s, not %s" % (identifier, network["subnets"], subnets))
        return problems

    # Requests

    def _create(self, client):
        collection = self._dice.choice(("networks", "subnets", "ports", "ports"))
        if len(self.known[collection]) >= MOST[collection]:
            return
        if collection == "subnets" and not self.known["networks"]:
            return
        bodies = [self._body(collection) for _ in range(self._dice.choice((1, 1, 2, 4)))]
        single = len(bodies) == 1
        body = {MEMBERS[collection]: bodies[0]} if single else {collection: bodies}
        pending = Pending("create", collection, names=[b["name"] for b in bodies])
        answer = self._send(client, pending, "POST", "/v2.0/" + collection, body, 201)
        if answer:
            for item in [answer[MEMBERS[collection]]] if single else answer[collection]:
                self.known[collection][item["id"]] = item

    def _update(self, client):
        collection, identifier = self._any_known()
        if not identifier:
            return
        changes = {"description": "changed %d" % self._next()}
        if collection != "subnets" and self._dice.random() < 0.3:
            changes["admin_state_up"] = not self.known[collection][identifier]["admin_state_up"]
        pending = Pending("update", collection, identifier=identifier, changes=changes)
        answer = self._send(client, pending, "PUT", "/v2.0/%s/%s" % (collection, identifier),
                            {MEMBERS[collection]: changes}, 200)
        if answer:
            self.known[collection][identifier] = answer[MEMBERS[collection]]

    def _remove(self, client):
        collection, identifier = self._any_known()
        if not identifier or self._in_use(collection, identifier):
            return
        pending = Pending("remove", collection, identifier=identifier)
        if self._send(client, pending, "DELETE", "/v2.0/%s/%s" % (collection, identifier), None, 204) is not None:
            del self.known[collection][identifier]

    def _send(self, client, pending, method, path, body, expected):
        """The answer's body ({} for none), or None if it was refused, which must not happen and is kept for check()."""
        self._pending = pending
        answer = client.request(method, path, body)
        self._pending = None
        if answer.status != expected:
            self._complaints.append("%s %s: expected %d, got %r" % (method, path, expected, answer))
            return None
        self.answered += 1
        return answer.json() or {}

    def _body(self, collection):
        body = {"name": self._prefix + str(self._next())}
        if collection == "subnets":
            body.update(network_id=self._dice.choice(sorted(self.known["networks"])), ip_version=4, cidr=self._free_cidr())
            if self._dice.random() < 0.5:
                body["dns_nameservers"] = ["192.0.2.1", "192.0.2.2"]
        elif collection == "ports":
            own = sorted(self.known["networks"])
            body["network_id"] = self._dice.choice(own) if own and self._dice.random() < 0.6 else self._shared
        return body

    def _free_cidr(self):
        taken = {subnet["cidr"] for subnet in self.known["subnets"].values()}
        while True:
            self._subnets = (self._subnets + 1) % 256
            cidr = "10.%d.%d.0/24" % (self._index, self._subnets)
            if cidr not in taken:
                return cidr

    def _any_known(self):
        collection = self._dice.choice(COLLECTIONS)
        return collection, self._dice.choice(sorted(self.known[collection]) or [None])

    def _in_use(self, collection, identifier):
        ports = self.known["ports"].values()
        if collection == "networks":
            return any(item["network_id"] == identifier
                       for item in list(ports) + list(self.known["subnets"].values()))
        if collection == "subnets":
            return any(ip["subnet_id"] == identifier for port in ports for ip in port["fixed_ips"])
        return False

    def _next(self):
        self._count += 1
        return self._count

    # Judgement

    def _settle(self, mine):
        """Takes over the outcome of the request that was under way; returns what is half of one."""
        pending, known = self._pending, self.known[self._pending.collection]
        if pending.kind == "create":
            made = {i: item for i, item in mine.items() if item["name"] in pending.names}
            done = len(made) == len(pending.names)
            if made and not done:
                return ["of %s %s only %s were created" % (pending.collection, pending.names,
                                                           [item["name"] for item in made.values()])]
            known.update(made)
        elif pending.kind == "update":
            now = mine.get(pending.identifier, {})
            done = all(now.get(name) == value for name, value in pending.changes.items())
            if done:
                known[pending.identifier] = dict(known[pending.identifier], **pending.changes)
        else:
            done = pending.identifier not in mine
            if done:
                del known[pending.identifier]
        self.finished, self.unfinished = self.finished + done, self.unfinished + (not done)
        return []

    def _differences(self, collection, mine):
        known = self.known[collection]
        problems = ["%s %s was answered and is lost" % (collection, i) for i in known if i not in mine]
        problems += ["%s %s (%s) is there and should not be" % (collection, i, mine[i]["name"])
                     for i in mine if i not in known]
        for identifier in known.keys() & mine.keys():
            old, new = known[identifier], mine[identifier]
            problems += ["%s %s: %s is %r, and was answered as %r" % (collection, identifier, name, new.get(name), value)
                         for name, value in old.items() if name not in MOVING and new.get(name) != value]
            if new["revision_number"] < old["revision_number"]:
                problems.append("%s %s: its revision went back from %s to %s" % (
                    collection, identifier, old["revision_number"], new["revision_number"]))
        return problems
