"""Numba: one compiled loop over all cases, with one thread. Compiling is not timed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from bench.many.cases import TRUTHS, Many
from bench.many.peer import Answer, Peer, Question
from bench.many.peers.numpy_blocked import EVERY
from bench.peers.handwritten_peer import YEAR_FIRST, YEAR_LAST

FUSED = "Numba, one loop, by hand"


@njit
def decide_eligibility(status, sold, gates, prior, special):  # type: ignore[no-untyped-def]
    found = np.empty(len(status), np.int8)
    first, second, third, fourth, fifth = gates
    for case in range(len(status)):
        one = 2 if status[case] > 0 else 1 if status[case] < 0 else 0
        truth = max(one, sold[case])
        truth = min(truth, first[case], second[case], third[case], fourth[case], fifth[case])
        found[case] = min(truth, max(2 - prior[case], special[case]))
    return found


@njit
def decide_funding(starts, reflects, start, end, child, staffing, allowance):  # type: ignore[no-untyped-def]
    amounts = np.empty(len(start), np.int32)
    totals = np.empty(len(starts) - 1, np.int32)
    for case in range(len(starts) - 1):
        number, total = 0, 0
        for row in range(starts[case], starts[case + 1]):
            number += not reflects[row]
            cap = 30 if reflects[row] else 90 if number <= 3 else 0
            last = min(end[row], start[row] + cap - 1, YEAR_LAST)
            days = max(last - max(start[row], YEAR_FIRST) + 1, 0)
            rate = 1200 if reflects[row] or number == 1 else 600
            rate = max(rate - allowance[row], 0) + 500 * child[row] + 200 * staffing[row]
            amounts[row] = days * rate
            total += days * rate
        totals[case] = total
    return amounts, totals


class FusedEligibility(Peer[tuple[Any, ...], Any]):
    """Each fact one number: 0 false, 1 unknown, 2 true."""

    def prepare(self, many: Many) -> tuple[Any, ...]:
        sold, prior, special = (many.truths[name] for name in (TRUTHS[0], *TRUTHS[5:7]))
        ready = (many.status, sold, tuple(many.truths[name] for name in EVERY), prior, special)
        decide_eligibility(*ready)
        return ready

    def answer(self, ready: tuple[Any, ...]) -> Any:
        return decide_eligibility(*ready)

    def read(self, ready: tuple[Any, ...], made: Any) -> Answer:
        return made  # type: ignore[no-any-return]


class FusedFunding(Peer[tuple[Any, ...], Any]):
    """Counting, paying and adding up in the same pass."""

    def prepare(self, many: Many) -> tuple[Any, ...]:
        names = ("starts", "reflects", "start", "end", "child", "staffing", "allowance")
        ready = tuple(getattr(many, name) for name in names)
        decide_funding(*ready)
        return ready

    def answer(self, ready: tuple[Any, ...]) -> Any:
        return decide_funding(*ready)

    def read(self, ready: tuple[Any, ...], made: Any) -> Answer:
        return made[0].astype(np.int64), made[1].astype(np.int64)


def peers(question: Question) -> list[Peer[Any, Any]]:
    """One for each question."""
    return [FusedFunding(FUSED, question) if question == "funding" else FusedEligibility(FUSED, question)]
