"""Finds the few requests of a history that are enough to show a difference."""
import re

from api import pattern

NAME = re.compile(r"\$\{(\w+)")
MOST_REPLAYS = 60


def names(exchange):
    """The resources that an exchange is about."""
    text = " ".join((exchange.path, exchange.body, *exchange.headers.values()))
    return set(NAME.findall(text))


def shows(pair, steps, at):
    """Whether the last of the steps, played on empty services, differs at `at`."""
    pair.reset()
    outcome = None
    for step in steps:
        try:
            outcome = pair.play(step)
        except pattern.PatternError:
            outcome = None      # it needs what an earlier step, left out here, would have made
    return outcome is not None and any(difference.at == at for difference in outcome.differences)


def related(history):
    """The requests without which the last one couldn't be sent, and what else was done to the same resources."""
    needed, kept = names(history[-1]), [history[-1]]
    for step in reversed(history[:-1]):
        if needed & (set(step.captures) | names(step)) and step.method not in ("GET", "WALK"):
            needed |= names(step)
            kept.insert(0, step)
    return kept


def shrink(pair, history, at):
    """A short list of requests whose last one shows the difference; the whole history if nothing less does."""
    steps = next((candidate for candidate in (related(history), history) if shows(pair, candidate, at)), None)
    if steps is None:
        return history
    replays, position = 0, len(steps) - 2
    while position >= 0 and replays < MOST_REPLAYS:
        fewer = steps[:position] + steps[position + 1:]
        replays += 1
        if shows(pair, fewer, at):
            steps = fewer
        position -= 1
    return steps
