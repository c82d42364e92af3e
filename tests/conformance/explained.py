"""explained.yaml: the reviewed list of differences that are meant to be, each with its reason."""
import os
import re

import yaml

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "explained.yaml")
PATTERNS = ("config", "request", "headers", "body", "reference", "neutrino", "at")


class Explanation:
    def __init__(self, entry):
        unknown = set(entry) - set(PATTERNS) - {"reason", "same_text"}
        if unknown or not entry.get("reason") or "request" not in entry:
            raise ValueError("%s: an explanation has a reason, a request and %s: %s" % (FILE, ", ".join(PATTERNS), entry))
        self.reason, self.uses = entry["reason"], 0
        self._same_text = entry.get("same_text", False)
        self._patterns = {name: re.compile(str(entry[name])) for name in PATTERNS if name in entry}

    def fits(self, texts):
        return all(pattern.search(texts[name]) for name, pattern in self._patterns.items()) and (
            not self._same_text or texts["reference"] == texts["neutrino"])


class Explained:
    def __init__(self, path=FILE):
        with open(path, encoding="utf-8") as f:
            content = yaml.safe_load(f)
        self._explanations = [Explanation(entry) for entry in content["differences"]]
        self.not_served = content["not_served"]
        self._attributes = [(re.compile(entry["at"]), entry["reason"]) for entry in content["attributes"]]

    def attributes_not_served(self, *keys):
        """Attributes of the reference that the members or collections `keys` lack."""
        return {attribute for entry in self.not_served for key in keys for attribute in entry.get("attributes", {}).get(key, ())}

    def attributes_served(self, attributes):
        """An attribute map of the reference without those."""
        return {collection: {name: specification for name, specification in specifications.items()
                             if name not in self.attributes_not_served(collection)}
                for collection, specifications in attributes.items()}

    def extensions_not_served(self):
        return {alias for entry in self.not_served for alias in entry.get("extensions", ())}

    def of_attribute(self, place):
        """Why `ports.name.validate` differs; None if nothing says so."""
        return next((reason for pattern, reason in self._attributes if pattern.search(place)), None)

    def without_not_served(self, _exchange, document):
        """The reference's document without the attributes that aren't served."""
        if not isinstance(document, dict):
            return document
        result = {}
        for key, value in document.items():
            absent = self.attributes_not_served(key, key + "s")
            if absent and isinstance(value, dict):
                value = _without(value, absent)
            elif absent and isinstance(value, list):
                value = [_without(item, absent) if isinstance(item, dict) else item for item in value]
            result[key] = value
        return result

    def reason(self, config, exchange, difference):
        """Why this difference is meant to be; None if nothing says so."""
        texts = {"config": config, "request": "%s %s" % (exchange.method, exchange.path), "body": exchange.body,
                 "headers": "\n".join("%s: %s" % header for header in exchange.headers.items()),
                 "reference": str(difference.left), "neutrino": str(difference.right), "at": difference.at}
        for explanation in self._explanations:
            if explanation.fits(texts):
                explanation.uses += 1
                return explanation.reason
        return None

    def unused(self):
        return [explanation.reason for explanation in self._explanations if not explanation.uses]


def _without(item, attributes):
    return {name: value for name, value in item.items() if name not in attributes}
