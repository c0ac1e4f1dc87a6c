"""Timing one way, and all of them in turn, round after round."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter_ns
from typing import Any, Protocol

from bench.many.peer import Peer
from bench.measure import Timing

MOST_REPEATS = 7
LEAST = 100_000_000
"""Nanoseconds that a quick way is repeated for within a round."""


class Timed(Protocol):
    """Someone who can be timed."""

    name: str

    def time(self) -> float:
        """Milliseconds for all cases."""
        ...


def time_in_turn(those: Sequence[Timed], rounds: int, announce: Callable[[str], None]) -> list[Timing]:
    """Milliseconds for all cases, one figure per round, in the order given.

    Every round times everyone, one after another, starting one later than the round before.
    """
    found: list[list[float]] = [[] for _ in those]
    for number in range(rounds):
        announce(f"round {number + 1} of {rounds}")
        for offset in range(len(those)):
            index = (number + offset) % len(those)
            found[index].append(those[index].time())
    return [Timing(each.name, tuple(figures)) for each, figures in zip(those, found, strict=True)]


def time_round(peer: Peer[Any, Any], ready: Any) -> float:
    """Milliseconds: the median of some answers where one is quick, each dropped before the next."""
    figures: list[int] = []
    while len(figures) < MOST_REPEATS and sum(figures) < LEAST:
        peer.renew(ready)
        gc.collect()
        gc.disable()
        begin = perf_counter_ns()
        made = peer.answer(ready)
        figures.append(perf_counter_ns() - begin)
        gc.enable()
        del made
    return statistics.median(figures) / 1e6
