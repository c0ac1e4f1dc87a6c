"""Answers as places in a list of words: what each row said and says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.ledger import Verdict
from amp_rules.population.outcome import GoalColumns
from amp_rules.whatif.amounts import Flags
from amp_rules.whatif.comparison import Move
from amp_rules.whatif.rowpairs import Codes, Rows

KNOWN: Final = ("known", "none", "unknown")
NOT_THERE: Final = "not there"
_DATES: Final = ("date", "none", "unknown", "same", "earlier", "later", NOT_THERE)
_TRUTHS: Final = ("yes", "no", "none", "unknown", NOT_THERE)

Columns = tuple[GoalColumns, GoalColumns]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What each row's answer was and is, as places in `words`."""

    words: tuple[str, ...]
    then: Codes
    now: Codes
    moved: Flags

    def moves(self, rows: Flags) -> tuple[Move, ...]:
        """How many of these rows went from what to what."""
        size = len(self.words)
        counts = np.bincount(self.then[rows] * size + self.now[rows], minlength=size * size)
        return tuple(
            Move(self.words[at // size], self.words[at % size], int(counts[at]))
            for at in np.flatnonzero(counts)
        )


def _spoken(table: pa.Table, columns: GoalColumns, there: Flags, words: pa.Array) -> pa.Array:
    """The words of known values, 'none' and 'unknown' for the others."""
    absent = pa.array(np.zeros(len(words), np.bool_))
    if columns.absent is not None:
        absent = pc.fill_null(table[columns.absent].combine_chunks(), False)
    otherwise = pc.if_else(absent, pa.scalar("none"), pa.scalar("unknown"))
    return pc.if_else(pa.array(there), pc.coalesce(words, otherwise), pa.scalar(NOT_THERE))


def _coded(side: Rows, said: list[pa.Array], words: tuple[str, ...]) -> Answers:
    known = pa.array(words, pa.string())
    then, now = (np.asarray(pc.index_in(each, value_set=known).cast(pa.int64()), np.int64) for each in said)
    return Answers(words, then, now, (then != now) & side.counted)


def words_of(side: Rows, pair: Columns, verdict: bool) -> Answers:
    """The answers to a verdict or a choice."""
    said = [
        _spoken(table, columns, there, table[columns.value].combine_chunks())
        for table, columns, there in zip(
            (side.then, side.now), pair, (side.there_then, side.there_now), strict=True
        )
    ]
    first = tuple(each.value for each in Verdict) if verdict else ()
    found = sorted(set(pc.unique(pa.chunked_array(said)).to_pylist()) - set(first))
    return _coded(side, said, (*first, *found))


def truths_of(side: Rows, pair: Columns) -> Answers:
    """The answers that are yes or no."""
    said = [
        _spoken(
            table,
            columns,
            there,
            pc.if_else(table[columns.value].combine_chunks(), pa.scalar("yes"), pa.scalar("no")),
        )
        for table, columns, there in zip(
            (side.then, side.now), pair, (side.there_then, side.there_now), strict=True
        )
    ]
    return _coded(side, said, _TRUTHS)


def dates_of(side: Rows, pair: Columns) -> Answers:
    """Whether there is a date, and whether it is another one."""
    values = [
        table[columns.value].combine_chunks().cast(pa.int32())
        for table, columns in zip((side.then, side.now), pair, strict=True)
    ]
    named = [pc.if_else(each.is_valid(), pa.scalar("date"), pa.scalar(None, pa.string())) for each in values]
    before = pc.if_else(pc.less(values[1], values[0]), pa.scalar("earlier"), pa.scalar("later"))
    beside = pc.if_else(pc.equal(values[0], values[1]), pa.scalar("same"), before)
    now = pc.coalesce(beside, named[1])
    said = [
        _spoken(side.then, pair[0], side.there_then, named[0]),
        _spoken(side.now, pair[1], side.there_now, now),
    ]
    found = _coded(side, said, _DATES)
    same = found.now == _DATES.index("same")
    return Answers(found.words, found.then, found.now, found.moved & ~same)
