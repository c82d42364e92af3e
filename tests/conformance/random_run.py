"""Plays random requests in episodes, each of which begins with two empty services."""
import contextlib
import os

from api import pattern
from conformance.generator import Generator
from conformance.reference import Reference
from conformance.report import kind_of, script
from conformance.shrink import shrink

EPISODE = 250       # requests until both services are emptied


class RandomRun:
    """`folder`: gets a script for each kind of unexplained difference, the shortest that shows it; None: no scripts."""

    def __init__(self, arena, config, seed, folder=None):
        self._arena, self._config, self._seed, self._folder = arena, config, seed, folder
        with contextlib.closing(Reference(config)) as idle:
            self._generator = Generator(seed, arena.explained.attributes_served(idle.attributes()))
        self._number = 0        # of requests made up
        self._episodes = {}     # kind of difference -> (the requests that led there, where it differs)

    def play(self, requests):
        """Starts both services anew when one of them has stopped answering: the reference now and then locks itself out."""
        while self._number < requests:
            with self._arena.pair(self._config) as pair:
                while self._number < requests and self._episode(pair, requests):
                    pair.reset()
        with self._arena.pair(self._config) if self._folder and self._episodes else contextlib.nullcontext() as pair:
            for position, (history, at) in enumerate(self._episodes.values() if pair else (), 1):
                self._save(position, shrink(pair, history, at))

    def _episode(self, pair, requests):
        """One episode; it ends early when the services hold different things. False: one of them doesn't answer any more."""
        self._generator.begin(pair.sides)
        history = []
        while self._number < requests and len(history) < EPISODE:
            self._number += 1
            history.append(self._generator.request())
            try:
                outcome = pair.play(history[-1])
            except pattern.PatternError:
                continue    # it names an attribute that its resource hasn't got any more
            self._generator.learn(outcome)
            place = "random request %d of seed %d, %s" % (self._number, self._seed, self._config)
            for difference in self._arena.report.add(self._config, place, outcome)[:1]:
                self._episodes.setdefault(kind_of(outcome, difference), (list(history), difference.at))
            if None in outcome.answers:
                return False
            if outcome.diverged:
                break
        return True

    def _save(self, position, steps):
        path = os.path.join(self._folder, "%s-%d-%d.script" % (self._config, self._seed, position))
        with open(path, "w", encoding="utf-8") as f:
            f.write("# config: %s\n" % self._config + "\n".join(script(step) for step in steps) + "\n")
