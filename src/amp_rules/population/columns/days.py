"""Periods cut into segments of days, and dated facts read on them, for whole blocks at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from amp_rules.population.columns.logic import OPEN, Array, Column, Mask, select, tri
from amp_rules.population.columns.masks import marked

SHIFT = 20
"""A period has fewer than 2 ** 20 days, from 1900 to 2199."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated fact's spans in order of case and day.

    case: row of the block. first and last: days. values: 0 where unknown; truth values for flags. known: None
    where all are. unstated: per case whether the list is unknown, or None. outside: the value on other days.
    place: the span's place in the case's own list.
    """

    case: Array
    first: Array
    last: Array
    values: Any
    known: Mask
    unstated: Mask
    outside: Any
    place: Array

    def at(self, case: Array, day: Any) -> tuple[Array, Array]:
        """For each row the span that covers the day, and whether there is one."""
        if not len(self.case):
            return np.zeros(len(case), np.int64), np.zeros(len(case), np.bool_)
        keys = (self.case.astype(np.int64) << 32) | self.first
        at = np.searchsorted(keys, (case.astype(np.int64) << 32) | day, side="right") - 1
        safe = np.maximum(at, 0)
        return safe, (at >= 0) & (self.case[safe] == case) & (self.last[safe] >= day)


def value_on(dated: Dated, case: Array, day: Any, day_known: Mask = None) -> Column:
    """A dated fact on a day of each row's case."""
    at, inside = dated.at(case, day)
    if len(dated.case):
        values = select(inside, dated.values[at], dated.outside)
        known = None if dated.known is None else ~inside | dated.known[at]
    else:
        values, known = np.full(len(case), dated.outside), None
    if dated.unstated is not None:
        stated = ~dated.unstated[case]
        known = stated if known is None else known & stated
    if day_known is not None:
        known = day_known if known is None else known & day_known
    return values, known, None


def truth_on(dated: Dated, case: Array, day: Any, day_known: Mask = None) -> Any:
    """A dated flag on a day of each row's case."""
    values, known, _ = value_on(dated, case, day, day_known)
    return tri(values.astype(np.bool_), known)


def parameter_on(starts: Array, values: Array, day: Any, day_known: Mask = None) -> Column:
    """A parameter with dated values on a day; unknown before its first value."""
    at = np.searchsorted(starts, day, side="right") - 1
    known: Mask = at >= 0
    if day_known is not None:
        known = known & day_known
    assert known is not None
    return np.where(known, values[np.maximum(at, 0)], 0), None if known.all() else known, None


@dataclass(frozen=True, slots=True)
class Flagged:
    """The days of periods on which a flag holds or may hold, in runs.

    row: of the period. first and last: days. open: the flag is unknown. sure and likely: days before the run,
    in the same period, that certainly, and possibly, have the flag.
    """

    row: Array
    first: Array
    last: Array
    open: Array
    sure: Array
    likely: Array
    span: Array


class Cuts:
    """Collects the days on which periods are cut."""

    def __init__(self, start: Any, end: Any, known: Mask, case: Array) -> None:
        self.rows = np.flatnonzero(known) if known is not None else np.arange(len(case))
        self.start = start[self.rows].astype(np.int64)
        self.end = end[self.rows].astype(np.int64)
        self.case = case[self.rows]
        self.keys = [self.rows.astype(np.int64) << SHIFT]
        self.starts = np.zeros(len(case), np.int64)
        self.starts[self.rows] = self.start
        self.ends = np.zeros(len(case), np.int64)
        self.ends[self.rows] = self.end

    def _add(self, rows: Array, days: Array) -> None:
        offset = days - self.starts[rows]
        inside = (offset > 0) & (days <= self.ends[rows])
        if inside.any():
            self.keys.append((rows[inside].astype(np.int64) << SHIFT) | offset[inside])

    def on(self, days: Any, usable: Mask) -> None:
        """Cuts on a day given for every period; `usable`: where that day is known and not absent."""
        rows = self.rows if usable is None else self.rows[usable[self.rows]]
        spread = days if isinstance(days, np.ndarray) and days.ndim else np.full(len(self.starts), days)
        self._add(rows, spread[rows])

    def where_changed(self, dated: Dated) -> None:
        """Cuts where a dated fact changes."""
        row, span = self._shared(dated)
        if len(row):
            self._add(row, dated.first[span].astype(np.int64))
            self._add(row, dated.last[span].astype(np.int64) + 1)

    def where_set(self, starts: Array) -> None:
        """Cuts where a dated parameter changes."""
        for day in starts.tolist():
            self.on(day, None)

    def _shared(self, dated: Dated) -> tuple[Array, Array]:
        """Periods and spans of one case that share a day, in order."""
        if not len(dated.case) or not len(self.rows):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        low = np.searchsorted(dated.case, self.case, side="left")
        lengths = np.searchsorted(dated.case, self.case, side="right") - low
        ends = np.cumsum(lengths)
        at = np.repeat(np.arange(len(self.rows)), lengths)
        span = np.arange(int(ends[-1])) - np.repeat(ends - lengths, lengths) + np.repeat(low, lengths)
        meet = (dated.first[span] <= self.end[at]) & (dated.last[span] >= self.start[at])
        return self.rows[at[meet]], span[meet]

    def flagged(self, dated: Dated) -> Flagged:
        """The runs of days of each period on which a flag holds or may hold."""
        row, span = self._shared(dated)
        wanted = np.ones(len(span), np.bool_)
        unknown = np.zeros(len(span), np.bool_)
        if len(span):
            unknown = np.zeros(len(span), np.bool_) if dated.known is None else ~dated.known[span]
            wanted = unknown | dated.values[span].astype(np.bool_)
        row, span, unknown = row[wanted], span[wanted], unknown[wanted]
        first = np.maximum(dated.first[span].astype(np.int64), self.starts[row])
        last = np.minimum(dated.last[span].astype(np.int64), self.ends[row])
        if dated.unstated is not None:
            whole = self.rows[dated.unstated[self.case]]
            row = np.concatenate([row, whole])
            first = np.concatenate([first, self.starts[whole]])
            last = np.concatenate([last, self.ends[whole]])
            unknown = np.concatenate([unknown, np.ones(len(whole), np.bool_)])
            span = np.concatenate([span, np.full(len(whole), -1)])
            order = np.argsort(row, kind="stable")
            row, first, last = row[order], first[order], last[order]
            unknown, span = unknown[order], span[order]
        length = last - first + 1
        sure, likely = _before(np.where(unknown, 0, length), row), _before(length, row)
        return Flagged(row, first, last, unknown, sure, likely, span)

    def where_counted(self, flagged: Flagged, most: Column) -> None:
        """Cuts where a flagged day is no longer surely, and no longer possibly, among the first so many."""
        values, known, absent = most
        row = flagged.row
        limit = _spread(values, len(self.starts))[row]
        usable = ~flagged.open
        if known is not None:
            usable = usable & known[row]
        if absent is not None:
            usable = usable & ~absent[row]
        for passed in (flagged.likely, flagged.sure):
            day = flagged.first + (limit - passed)
            inside = usable & (day > flagged.first) & (day <= flagged.last)
            self._add(row[inside], day[inside])
        self._add(row, flagged.first)
        self._add(row, flagged.last + 1)

    def segments(self) -> tuple[Array, Array, Array]:
        """The period's row, the first and the last day of every segment, in order."""
        keys = np.sort(np.concatenate(self.keys))
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
        row = keys >> SHIFT
        first = self.starts[row] + (keys & ((1 << SHIFT) - 1))
        last = self.ends[row]
        within = row[1:] == row[:-1]
        last[:-1] = np.where(within, first[1:] - 1, last[:-1])
        return row, first, last


def _spread(values: Any, rows: int) -> Array:
    return values if isinstance(values, np.ndarray) and values.ndim else np.full(rows, values)


def _before(length: Array, row: Array) -> Array:
    """The sum of the lengths before each run, in the same row."""
    if not len(row):
        return length
    sums = np.cumsum(length) - length
    begins = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]]))
    return sums - np.repeat(sums[begins], np.diff(np.append(begins, len(row))))


def among_first(flagged: Flagged, most: Column, row: Array, day: Array) -> Any:
    """Whether a segment's first day is among the first so many flagged days of its period."""
    values, known, _ = most
    size = int(row.max()) + 1 if len(row) else 0
    limit = values[row] if isinstance(values, np.ndarray) and values.ndim else np.full(len(row), values)
    found = np.zeros(len(row), np.int8)
    if not len(flagged.row) or not size:
        return found.astype(np.bool_)
    keys = (flagged.row.astype(np.int64) << 32) | flagged.first
    at = np.maximum(np.searchsorted(keys, (row.astype(np.int64) << 32) | day, side="right") - 1, 0)
    inside = (flagged.row[at] == row) & (flagged.first[at] <= day) & (flagged.last[at] >= day)
    into = day - flagged.first[at]
    open_flag = flagged.open[at]
    surely = ~open_flag & (flagged.likely[at] + into < limit)
    maybe = flagged.sure[at] + np.where(open_flag, 0, into) < limit
    found = np.where(surely, np.int8(2), np.where(maybe, np.int8(OPEN), np.int8(0)))
    if known is not None:
        found = np.where(known[row], found, np.int8(OPEN))
    found = np.where(inside, found, np.int8(0))
    return found if (found == OPEN).any() else found == 2


def open_run(flagged: Flagged, row: Array, last: Array) -> Any:
    """The segments on or before which some day's flag is unknown, in their period."""
    if not flagged.open.any() or not len(row):
        return None
    rows = flagged.row[flagged.open]
    first = np.full(int(max(row.max(), rows.max())) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, rows, flagged.first[flagged.open])
    return first[row] <= last


def unstated_lists(dated: Dated, mask: Any, case: Array, cases: int) -> Any:
    """The cases of a mask's rows whose list of a dated fact is not known."""
    wanted = marked(mask, case, cases)
    return None if wanted is None or dated.unstated is None else wanted & dated.unstated


def open_spans(dated: Dated, mask: Any, case: Array, day: Array) -> Any:
    """The spans with an unknown value that cover a day of a mask's rows."""
    if mask is None or dated.known is None or not len(dated.case):
        return None
    at, inside = dated.at(case, day)
    rows = inside & ~dated.known[at]
    return marked(rows if mask is True else rows & mask, at, len(dated.case))


def open_runs(flagged: Flagged, dated: Dated, mask: Any, row: Array, last: Array, periods: int) -> Any:
    """The spans with an unknown flag that begin no later than a mask's segments end, in their periods."""
    if mask is None or not flagged.open.any():
        return None
    latest = np.full(periods, -1, np.int64)
    chosen = slice(None) if mask is True else mask
    np.maximum.at(latest, row[chosen], last[chosen])
    open_spans_here = flagged.open & (flagged.span >= 0) & (flagged.first <= latest[flagged.row])
    return marked(open_spans_here, flagged.span, len(dated.case))
