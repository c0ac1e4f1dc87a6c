"""NumPy by hand, written for speed: blocks that stay in the cache, narrow numbers, no memory claimed within.

Facts come as the values and a mask of the known, which is how a column with NULLs is decoded, or as one
number each (0 false, 1 unknown, 2 true), which takes half the memory. Nothing is assumed of how many periods
a case has, below the 256 that the counter of a byte can hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from bench.many.cases import NO, OPEN, TRUTHS, YES, Days, Flags, Many, Small, Whole
from bench.many.peer import Answer, Funding, Peer, Question
from bench.many.report import CODED, HAND
from bench.peers.handwritten_peer import YEAR_FIRST, YEAR_LAST

CASES = 65_536
FUNDED = 4_096
EVERY = ("foreign_national", "in_sweden", "wants_return", "informed", "country_acceptable")
"""The facts that must all hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Masked:
    """For each fact its values, false where unknown, and a mask of the known."""

    trafficked: Small
    trafficked_known: Flags
    values: dict[str, Flags]
    known: dict[str, Flags]


def masked(many: Many) -> Masked:
    """The facts as values and masks."""
    known = many.status >= 0
    values = {name: many.truths[name] == YES for name in TRUTHS}
    masks = {name: many.truths[name] != OPEN for name in TRUTHS}
    return Masked(np.where(known, many.status, np.int8(0)), known, values, masks)


class MaskedEligibility(Peer[Masked, tuple[Flags, Flags]]):
    """Kleene's logic as two masks: certainly true, certainly false."""

    def prepare(self, many: Many) -> Masked:
        return masked(many)

    def answer(self, ready: Masked) -> tuple[Flags, Flags]:
        count = len(ready.trafficked)
        true, false = np.empty(count, np.bool_), np.empty(count, np.bool_)
        spare, other = np.empty(CASES, np.bool_), np.empty(CASES, np.bool_)
        for low in range(0, count, CASES):
            rows = slice(low, min(low + CASES, count))
            length = rows.stop - low
            decide_masked(ready, rows, true[rows], false[rows], spare[:length], other[:length])
        return true, false

    def read(self, ready: Masked, made: tuple[Flags, Flags]) -> Answer:
        true, false = made
        return np.where(true, YES, np.where(false, NO, OPEN)).astype(np.int8)


def decide_masked(facts: Masked, rows: slice, true: Flags, false: Flags, spare: Flags, other: Flags) -> None:
    """Fills `true` and `false`; a value is false wherever it is unknown, so that it is also the true."""
    values, known = facts.values, facts.known
    np.greater(facts.trafficked[rows], 0, out=spare)
    sold = values["in_prostitution"][rows]
    np.logical_or(spare, sold, out=true)
    np.greater(facts.trafficked_known[rows], spare, out=false)
    np.greater(known["in_prostitution"][rows], sold, out=spare)
    np.logical_and(false, spare, out=false)
    for name in EVERY:
        value = values[name][rows]
        np.logical_and(true, value, out=true)
        np.greater(known[name][rows], value, out=spare)
        np.logical_or(false, spare, out=false)
    prior, special = values["prior_participation"][rows], values["special_circumstances"][rows]
    np.greater(known["prior_participation"][rows], prior, out=spare)
    np.logical_or(spare, special, out=spare)
    np.logical_and(true, spare, out=true)
    np.greater(known["special_circumstances"][rows], special, out=spare)
    np.logical_and(prior, spare, out=other)
    np.logical_or(false, other, out=false)


class CodedEligibility(Peer[Many, Small]):
    """Kleene's logic as least and greatest."""

    def prepare(self, many: Many) -> Many:
        return many

    def answer(self, ready: Many) -> Small:
        count, truths = len(ready), ready.truths
        found, spare = np.empty(count, np.int8), np.empty(CASES, np.int8)
        for low in range(0, count, CASES):
            rows = slice(low, min(low + CASES, count))
            part, more = found[rows], spare[: rows.stop - low]
            status = ready.status[rows]
            np.add(status > 0, status != 0, out=part, dtype=np.int8)
            np.maximum(part, truths["in_prostitution"][rows], out=part)
            for name in EVERY:
                np.minimum(part, truths[name][rows], out=part)
            np.subtract(2, truths["prior_participation"][rows], out=more)
            np.maximum(more, truths["special_circumstances"][rows], out=more)
            np.minimum(part, more, out=part)
        return found

    def read(self, ready: Many, made: Small) -> Answer:
        return made


class Scratch:
    """Memory for one block of funding, claimed once."""

    def __init__(self, periods: int) -> None:
        self.counts = np.zeros(periods + 1, np.uint8)
        self.bytes = np.empty((3, periods), np.uint8)
        self.short = np.empty((2, periods), np.int16)
        self.days = np.empty((2, periods), np.int32)
        self.sums = np.zeros(periods + 1, np.int32)


class BlockedFunding(Peer[Many, tuple[Days, Days]]):
    """Whole periods of some thousand cases at a time."""

    def prepare(self, many: Many) -> Many:
        return many

    def answer(self, ready: Many) -> tuple[Days, Days]:
        count = len(ready)
        bounds = [*ready.starts[:-1:FUNDED].tolist(), ready.periods]
        scratch = Scratch(max(high - low for low, high in pairwise(bounds)))
        amounts, totals = np.empty(ready.periods, np.int32), np.empty(count, np.int32)
        for number, low in enumerate(range(0, count, FUNDED)):
            cases = slice(low, min(low + FUNDED, count))
            periods = slice(bounds[number], bounds[number + 1])
            starts = ready.starts[low : cases.stop + 1] - periods.start
            count_in_depth(ready, periods, low, starts, scratch)
            pay(ready, periods, amounts[periods], scratch)
            add_up(amounts[periods], starts, totals[cases], scratch)
        return amounts, totals

    def read(self, ready: Many, made: tuple[Days, Days]) -> Funding:
        return made[0].astype(np.int64), made[1].astype(np.int64)


def count_in_depth(many: Many, periods: slice, low: int, starts: Whole, scratch: Scratch) -> None:
    """Fills the first bytes with the in-depth periods so far; differences are right beyond 255 too."""
    length = periods.stop - periods.start
    number, in_depth = scratch.bytes[0, :length], scratch.bytes[1, :length]
    np.logical_not(many.reflects[periods], out=in_depth.view(np.bool_))
    counts = scratch.counts[: length + 1]
    np.add.accumulate(in_depth, out=counts[1:])
    before = counts.take(starts[:-1])
    before.take(many.owner[periods] - np.int32(low), out=in_depth, mode="clip")
    np.subtract(counts[1:], in_depth, out=number)


def pay(many: Many, periods: slice, amounts: Days, scratch: Scratch) -> None:
    """Fills the amounts: paid days times the rate."""
    length = periods.stop - periods.start
    reflects = many.reflects[periods].view(np.uint8)
    number, cap, spare = scratch.bytes[:, :length]
    last, first = scratch.days[:, :length]
    rate, more = scratch.short[:, :length]
    np.less_equal(number, 3, out=cap.view(np.bool_))
    np.greater(cap, reflects, out=cap.view(np.bool_))
    np.multiply(cap, 90, out=cap)
    np.multiply(reflects, 30, out=spare)
    np.add(cap, spare, out=cap)
    np.subtract(many.start[periods], 1, out=last)
    np.add(last, cap, out=last)
    np.minimum(last, many.end[periods], out=last)
    np.minimum(last, YEAR_LAST, out=last)
    np.maximum(many.start[periods], YEAR_FIRST, out=first)
    np.subtract(last, first, out=last)
    np.add(last, 1, out=last)
    np.maximum(last, 0, out=last)
    np.equal(number, 1, out=spare.view(np.bool_))
    np.bitwise_or(spare, reflects, out=spare)
    np.multiply(spare, np.int16(600), out=rate)
    np.add(rate, 600, out=rate)
    np.subtract(rate, many.allowance[periods], out=rate)
    np.maximum(rate, 0, out=rate)
    np.multiply(many.child[periods].view(np.uint8), np.int16(500), out=more)
    np.add(rate, more, out=rate)
    np.multiply(many.staffing[periods].view(np.uint8), np.int16(200), out=more)
    np.add(rate, more, out=rate)
    np.multiply(last, rate, out=amounts)


def add_up(amounts: Days, starts: Whole, totals: Days, scratch: Scratch) -> None:
    """Fills the sum of each case."""
    sums = scratch.sums[: len(amounts) + 1]
    np.add.accumulate(amounts, out=sums[1:])
    ends = sums.take(starts)
    np.subtract(ends[1:], ends[:-1], out=totals)


def peers(question: Question) -> list[Peer[Any, Any]]:
    """Both ways for eligibility, one for funding."""
    if question == "funding":
        return [BlockedFunding(HAND, question)]
    return [MaskedEligibility(HAND, question), CodedEligibility(CODED, question)]
