"""Timing all peers in turn, round after round."""

import gc
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any

from bench.cases import Case
from bench.peer import Peer, Reference

BATCH = 25
"""Cases converted, untimed, before they are timed together."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Microseconds per case, one figure per round."""

    name: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Microseconds per case."""
        return statistics.median(self.rounds)

    def compare(self, base: "Timing") -> float:
        """How many times the base this takes: the median of the rounds' own ratios."""
        return statistics.median([mine / its for mine, its in zip(self.rounds, base.rounds, strict=True)])


def time_peers(
    cases: list[Case],
    peers: list[Peer[Any] | Reference[Any]],
    rounds: int,
    collect_garbage: bool,
    announce: Callable[[str], None] = lambda _: None,
) -> list[Timing]:
    """One timing per peer, in their order.

    Every round times every peer once, one after another, starting one peer later than the round before, so
    that drift and neighbours fall on all alike. Inputs are converted afresh, untimed, for each peer in each
    round, so that nothing can be remembered on them.
    """
    found: list[list[float]] = [[] for _ in peers]
    for number in range(rounds):
        announce(f"round {number + 1} of {rounds}")
        for offset in range(len(peers)):
            index = (number + offset) % len(peers)
            found[index].append(time_round(cases, peers[index], collect_garbage))
    return [Timing(peer.name, tuple(figures)) for peer, figures in zip(peers, found, strict=True)]


def time_round(cases: list[Case], peer: Peer[Any] | Reference[Any], collect_garbage: bool) -> float:
    """Microseconds per case, over one pass of the cases.

    A batch is decided right after it is converted, as a case is decided once it has been read.
    """
    decide = peer.decide if hasattr(peer, "decide") else peer.read
    elapsed = 0
    gc.collect()
    gc.freeze()
    if not collect_garbage:
        gc.disable()
    try:
        for start in range(0, len(cases), BATCH):
            elapsed += time_pass(decide, [peer.convert(case) for case in cases[start : start + BATCH]])
    finally:
        gc.enable()
        gc.unfreeze()
    return elapsed / len(cases) / 1000


def time_pass(decide: Callable[[Any], object], ready: Iterable[Any]) -> int:
    """Nanoseconds to decide all of them; each answer is dropped at once."""
    begin = perf_counter_ns()
    for given in ready:
        decide(given)
    return perf_counter_ns() - begin
