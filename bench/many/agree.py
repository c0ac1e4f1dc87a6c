"""Whether every way gives exactly the hand-written answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.many.cases import NO, OPEN, YES, Many, neutral_cases
from bench.many.peer import Answer, Peer, Question
from bench.peers.handwritten_peer import decide


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first row (of cases or of periods) that a way answers otherwise."""

    peer: str
    what: str
    row: int
    expected: int
    found: int

    def __str__(self) -> str:
        return f"{self.peer}: {self.what} {self.row}: expected {self.expected}, found {self.found}"


def by_hand(question: Question, many: Many) -> Answer:
    """What the hand-written function for one case says of each."""
    answers = [decide(case) for case in neutral_cases(many)]
    if question == "eligibility":
        codes = {True: YES, False: NO, None: OPEN}
        return np.array([codes[eligible] for eligible, _, _ in answers], np.int8)
    periods = [amount for _, amounts, _ in answers for amount in amounts]
    return np.array(periods, np.int64), np.array([total for _, _, total in answers], np.int64)


def find_disagreement(peer: Peer[Any, Any], ready: Any, expected: Answer) -> Disagreement | None:
    """The first difference, None where all agree."""
    peer.renew(ready)
    found = peer.read(ready, peer.answer(ready))
    for what, wanted, given in _pairs(expected, found):
        if len(wanted) != len(given):
            return Disagreement(peer.name, f"{what}, number of", len(wanted), len(wanted), len(given))
        if not np.issubdtype(given.dtype, np.integer):
            raise TypeError(f"{peer.name}: expected whole numbers, found {given.dtype}")
        rows = np.flatnonzero(wanted != given)
        if len(rows):
            row = int(rows[0])
            return Disagreement(peer.name, what, row, int(wanted[row]), int(given[row]))
    return None


def _pairs(expected: Answer, found: Answer) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(expected, tuple):
        assert isinstance(found, tuple)
        yield "period", expected[0], found[0]
        yield "case", expected[1], found[1]
    else:
        yield "case", expected, found
