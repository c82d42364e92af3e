"""Empties a service through its API, so that cases and comparisons can share one running service."""

COLLECTIONS = ("local_ips", "ndp_proxies", "floatingips", "routers", "ports", "subnets", "networks", "subnetpools",
               "address-scopes")


# What keeps a resource from being deleted: {collection: (collection below it, the attribute that names an item there)}.
CHILDREN = {"floatingips": ("port_forwardings", "id"), "local_ips": ("port_associations", "fixed_port_id")}


def ids(client, collection, query="", name="id"):
    answer = client.get("/v2.0/%s?fields=%s%s" % (collection, name, query))
    document = answer.json()
    items = document.get(collection.rpartition("/")[2].replace("-", "_"), []) if isinstance(document, dict) else []
    return [item[name] for item in items]


def detach(client, router):
    """Takes from a router what keeps it from being deleted."""
    path = "/v2.0/routers/" + router
    client.request("PUT", path, {"router": {"routes": [], "external_gateway_info": {}}})
    for port in ids(client, "ports", "&device_id=" + router):
        client.request("PUT", path + "/remove_router_interface", {"port_id": port})


def purge(client):
    """Deletes what is in COLLECTIONS, where it is served. Raises RuntimeError for what refuses to go."""
    left = []
    for collection in COLLECTIONS:
        for identifier in ids(client, collection):
            path = "/v2.0/%s/%s" % (collection, identifier)
            if collection == "routers":
                detach(client, identifier)
            if collection in CHILDREN:
                below, name = CHILDREN[collection]
                below = "%s/%s/%s" % (collection, identifier, below)
                for child in ids(client, below, name=name):
                    client.delete("/v2.0/%s/%s" % (below, child))
            answer = client.delete(path)
            if answer.status >= 500:        # the reference may still hold SQLite's lock
                answer = client.delete(path)
            if answer.status not in (204, 404):
                left.append("%s: %r" % (path, answer))
    if left:
        raise RuntimeError("can't be deleted: " + "; ".join(left[:5]))
