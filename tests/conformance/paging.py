"""Lists come in an order, and in pages: what of them can be compared although every service has ids of its own.

Without sort keys pages are in the order of ids, which differs from service to service. So of one page the number of items is compared,
the links, and the values of the sort keys; of one behind a marker not even these. walk() collects all pages, whose union is then
compared like a whole list.
"""
import collections
import json
import urllib.parse

from conformance.compare import PICKED
from conformance.reference import ask
from support.http_client import Answer

MADE_UP = PICKED | {"id", "mac_address", "network_id", "subnetpool_id", "address_scope_id", "created_at", "updated_at", "revision_number"}
MOST_PAGES = 100

# comparable: the items correspond one by one; problems: [(at, left, right)]
View = collections.namedtuple("View", "comparable problems")


def parameters(path):
    return urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query, keep_blank_values=True)


def _items(document):
    """(key, items) of a list answer, or (None, [])."""
    for key, value in document.items() if isinstance(document, dict) else ():
        if isinstance(value, list) and not key.endswith("_links"):
            return key, value
    return None, []


def view(exchange, requests, left, right, page_limit=None):
    """How the documents of two successful answers relate as lists."""
    keys = [_items(document) for document in (left, right)]
    if exchange.method not in ("GET", "WALK") or keys[0][0] is None or keys[0][0] != keys[1][0]:
        return View(True, [])
    given = parameters(requests[0][1])
    names = {name for name, _ in given}
    walked = exchange.method == "WALK"
    paged = not walked and (page_limit or names & {"limit", "marker"}) and any(
        key.endswith("_links") for document in (left, right) for key in document)
    sort_keys = [value for name, value in given if name == "sort_key"]
    directions = [value for name, value in given if name == "sort_dir"]
    lists = [items for _, items in keys]
    problems = []
    if paged and "marker" in names:
        return View(False, [])
    if paged:
        problems += _page_problems((left, right), lists)
    if not walked:
        problems += _order_problems(sort_keys, directions, lists, "page_reverse" in names)
    return View(not paged, problems)


def _page_problems(documents, lists):
    if len(lists[0]) != len(lists[1]):
        yield ("page length", len(lists[0]), len(lists[1]))
    links = [sorted(link.get("rel", "") for key, value in document.items() if key.endswith("_links") for link in value)
             for document in documents]
    if links[0] != links[1]:
        yield ("page links", links[0], links[1])


def _order_problems(sort_keys, directions, lists, reversed_page):
    """The sequences of the sort keys, as far as they are shown and both services have the same values."""
    if not sort_keys or any(key not in item for items in lists for item in items for key in sort_keys):
        return
    if not set(sort_keys) & MADE_UP:
        sequences = [[[item[key] for key in sort_keys] for item in items] for items in lists]
        if sequences[0] != sequences[1]:
            yield ("order by " + ", ".join(sort_keys), sequences[0], sequences[1])
    elif len(sort_keys) == 1 and not reversed_page:
        # Each side's values are its own, so each side's order is checked by itself.
        falling = bool(directions) and directions[0] == "desc"
        sorted_right = [_sorted([item[sort_keys[0]] for item in items], falling) for items in lists]
        if sorted_right[0] != sorted_right[1]:
            yield ("order by " + sort_keys[0], *("sorted" if fine else "not sorted" for fine in sorted_right))


def _sorted(values, falling):
    values = [json.dumps(value) for value in values]
    return values == sorted(values, reverse=falling)


def walk(side, request):
    """Follows the links to the further pages; the answer with all items, or the first one that isn't a list."""
    _, path, body, headers = request
    backwards = ("page_reverse", "true") in [(name, value.lower()) for name, value in parameters(path)]
    onwards = "previous" if backwards else "next"
    everything, lengths, first = [], [], None
    while path and len(lengths) < MOST_PAGES:
        answer = ask(side.client, "GET", path, body, headers)
        key, items = _items(side.document(answer))
        if answer.status != 200 or key is None:
            return answer
        first = first or answer
        everything += items
        lengths.append(len(items))
        path = _link(answer, onwards, side.url)
    return Answer(200, first.headers, json.dumps({key: everything, "pages": lengths}).encode())


def _link(answer, rel, url):
    """The path that the page links to as `rel`, if it does."""
    document = answer.json()
    for key, links in document.items():
        for link in links if key.endswith("_links") else ():
            if link.get("rel") == rel:
                parts = urllib.parse.urlsplit(link["href"])
                return "%s?%s" % (parts.path, parts.query) if link["href"].startswith(url) else None
    return None
