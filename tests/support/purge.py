"""Empties a service through its API, so that cases and comparisons can share one running service."""

COLLECTIONS = ("ports", "subnets", "networks", "subnetpools", "address-scopes")


def purge(client):
    """Deletes every port, subnet, network, subnet pool and address scope. Raises RuntimeError for what refuses to go."""
    left = []
    for collection in COLLECTIONS:
        answer = client.get("/v2.0/%s?fields=id" % collection)
        document = answer.json() or {}
        for item in document.get(collection.replace("-", "_"), []):
            path = "/v2.0/%s/%s" % (collection, item["id"])
            answer = client.delete(path)
            if answer.status >= 500:        # the reference may still hold SQLite's lock
                answer = client.delete(path)
            if answer.status not in (204, 404):
                left.append("%s: %r" % (path, answer))
    if left:
        raise RuntimeError("can't be deleted: " + "; ".join(left[:5]))
