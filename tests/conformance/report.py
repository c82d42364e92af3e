"""Shows differences: each with its request and what differs, and at the end each kind once."""
import collections
import json
import re

NAME = re.compile(r"\$\{[^}]*\}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INDEX = re.compile(r"\[\d+\]")
MANY = 4        # differences of one exchange beyond this are counted and shown as one
PARAMETER = re.compile(r"=[^&]*")


def script(exchange):
    """The exchange in the format of the scripts."""
    lines = ["> %s %s" % (exchange.method, exchange.path)]
    lines += ["> %s: %s" % header for header in exchange.headers.items()]
    lines += [exchange.body] if exchange.body else []
    lines += ["@ " + " ".join(exchange.captures)] if exchange.captures else []
    return "\n".join(lines)


def kind_of(outcome, difference):
    """What differences of one cause mostly have in common."""
    path = PARAMETER.sub("", NAME.sub("ID", outcome.exchange.path))
    texts = (str(difference.left), str(difference.right)) if difference.at == "status" else ("", "")
    return (outcome.exchange.method, path, INDEX.sub("[]", difference.at)) + texts


def shown(value, most=600):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else text[:most] + "..."


class Report:
    """Counts exchanges and differences; prints the unexplained ones, at most `most` of a kind."""

    def __init__(self, explained, labels, most=2):
        self._explained, self._labels, self._most = explained, labels, most
        self.exchanges = 0
        self.statuses = collections.Counter()
        self.reasons = collections.Counter()
        self.unexplained = collections.Counter()

    def add(self, config, place, outcome, known=None):
        """`place`: where the request comes from. known(difference): a reason that the request itself brings. Returns the unexplained."""
        self.exchanges += 1
        if outcome.answers[0] is not None:
            self.statuses[outcome.answers[0].status] += 1
        rest = []
        for difference in outcome.differences:
            reason = (known and known(difference)) or self._explained.reason(config, outcome.exchange, difference)
            if reason:
                self.reasons[reason] += 1
            else:
                rest.append(difference)
        if rest:
            self._print(place, outcome, rest)
        return rest

    def _print(self, place, outcome, differences):
        kinds = {kind_of(outcome, difference) for difference in differences}
        if len(kinds) > MANY:
            kinds = {kind_of(outcome, differences[0]._replace(at="body, in %d places and more" % MANY))}
        fresh = any(self.unexplained[one] < self._most for one in kinds)
        self.unexplained.update(kinds)
        if not fresh:
            return
        print("\n%s" % place)
        print(script(outcome.exchange))
        for difference in differences[:MANY]:
            print("  %s" % difference.at)
            for label, value in zip(self._labels, difference[1:]):
                print("    %-10s %s" % (label, shown(value)))
        if len(differences) > MANY:
            print("  and %d places more" % (len(differences) - MANY))
        if any(difference.at == "status" for difference in differences):
            for label, answer in zip(self._labels, outcome.answers):
                print("  %-10s answered: %s" % (label, shown(answer.text) if answer else "nothing"))

    def summary(self):
        """Prints the end; returns the number of unexplained differences."""
        print("\n%d requests; the %s answered %s" % (self.exchanges, self._labels[0], ", ".join(
            "%d x %d" % (count, status) for status, count in sorted(self.statuses.items()))))
        for reason, count in self.reasons.most_common():
            print("explained %5d  %s" % (count, reason))
        for one, count in self.unexplained.most_common():
            print("DIFFERS   %5d  %s" % (count, " ".join(part for part in one if part)))
        total = sum(self.unexplained.values())
        print("%d unexplained differences of %d kinds" % (total, len(self.unexplained)))
        return total
