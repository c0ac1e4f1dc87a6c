"""NumPy by hand as it is first written: whole columns, plain whole numbers, a new array for every step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.many.cases import NO, OPEN, YES, Flags, Many, Whole
from bench.many.peer import Answer, Funding, Peer, Question
from bench.many.peers.numpy_blocked import EVERY, Masked, masked
from bench.peers.handwritten_peer import YEAR_FIRST, YEAR_LAST

PLAIN = "NumPy, whole columns, by hand"


class PlainEligibility(Peer[Masked, tuple[Flags, Flags]]):
    """Certainly true and certainly false, each one expression."""

    def prepare(self, many: Many) -> Masked:
        return masked(many)

    def answer(self, ready: Masked) -> tuple[Flags, Flags]:
        true = {name: values & ready.known[name] for name, values in ready.values.items()}
        false = {name: ~values & ready.known[name] for name, values in ready.values.items()}
        trafficked = ready.trafficked > 0
        eligible = trafficked | true["in_prostitution"]
        refused = ready.trafficked_known & ~trafficked & false["in_prostitution"]
        for name in EVERY:
            eligible = eligible & true[name]
            refused = refused | false[name]
        eligible = eligible & (false["prior_participation"] | true["special_circumstances"])
        refused = refused | (true["prior_participation"] & false["special_circumstances"])
        return eligible, refused

    def read(self, ready: Masked, made: tuple[Flags, Flags]) -> Answer:
        true, false = made
        return np.where(true, YES, np.where(false, NO, OPEN)).astype(np.int8)


class PlainFunding(Peer[dict[str, NDArray[Any]], Funding]):
    """One expression for each step of the rules."""

    def prepare(self, many: Many) -> dict[str, NDArray[Any]]:
        names = ("start", "end", "allowance", "starts")
        wide = {name: getattr(many, name).astype(np.int64) for name in names}
        return {**wide, "reflects": many.reflects, "child": many.child, "staffing": many.staffing}

    def answer(self, ready: dict[str, NDArray[Any]]) -> Funding:
        reflects, starts, begins = ready["reflects"], ready["starts"], ready["start"]
        counts = np.concatenate(([0], np.cumsum(~reflects)))
        number = counts[1:] - np.repeat(counts[starts[:-1]], np.diff(starts))
        cap = np.where(reflects, 30, np.where(number <= 3, 90, 0))
        last = np.minimum(np.minimum(ready["end"], begins + cap - 1), YEAR_LAST)
        days = np.maximum(last - np.maximum(begins, YEAR_FIRST) + 1, 0)
        rate = np.where(reflects | (number == 1), 1200, 600)
        adult = np.maximum(rate - ready["allowance"], 0)
        amounts = days * (adult + 500 * ready["child"] + 200 * ready["staffing"])
        totals: Whole = np.add.reduceat(amounts, starts[:-1])
        return amounts, totals

    def read(self, ready: dict[str, NDArray[Any]], made: Funding) -> Answer:
        return made


def peers(question: Question) -> list[Peer[Any, Any]]:
    """One for each question."""
    return [PlainFunding(PLAIN, question) if question == "funding" else PlainEligibility(PLAIN, question)]
