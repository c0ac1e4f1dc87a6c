"""Timing all ways in turn, round after round."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter_ns
from typing import Any

from bench.many.peer import Peer
from bench.measure import Timing

MOST_REPEATS = 7
LEAST = 100_000_000
"""Nanoseconds that a quick way is repeated for within a round."""


def time_peers(
    ready: Sequence[tuple[Peer[Any, Any], Any]], rounds: int, announce: Callable[[str], None]
) -> list[Timing]:
    """Milliseconds for all cases, one figure per round, in the order given.

    Every round times every way, one after another, starting one later than the round before.
    """
    found: list[list[float]] = [[] for _ in ready]
    for number in range(rounds):
        announce(f"round {number + 1} of {rounds}")
        for offset in range(len(ready)):
            index = (number + offset) % len(ready)
            found[index].append(time_round(*ready[index]))
    return [Timing(peer.name, tuple(figures)) for (peer, _), figures in zip(ready, found, strict=True)]


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
