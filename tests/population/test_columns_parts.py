"""Each part of the columns says, row by row, what its like for one case says."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case.enums import Weekday
from amp_rules.engine import kleene
from amp_rules.population.columns import dates, days, groups, logic
from amp_rules.population.columns.freed import freed
from amp_rules.terms import UNKNOWN

TRUTHS = st.sampled_from([True, False, UNKNOWN])
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
CODE = {True: 2, False: 0, UNKNOWN: 1}
WORDS = {0: False, 1: UNKNOWN, 2: True}


def column(truths: list[Any]) -> Any:
    """A column of truth values, as narrow as they allow."""
    return logic.settle(np.array([CODE[each] for each in truths], np.int8))


def listed(truth: Any) -> list[Any]:
    """The truth values of a column."""
    return [WORDS[each] for each in logic.wide(truth).tolist()]


@given(st.lists(st.tuples(TRUTHS, TRUTHS), min_size=1))
def test_logic_is_kleenes(pairs: list[tuple[Any, Any]]) -> None:
    one, other = column([pair[0] for pair in pairs]), column([pair[1] for pair in pairs])
    assert listed(logic.both(one, other)) == [kleene.known_all(list(pair), False) for pair in pairs]
    assert listed(logic.either(one, other)) == [kleene.known_any(list(pair), False) for pair in pairs]
    assert listed(logic.negate(one)) == [UNKNOWN if pair[0] is UNKNOWN else not pair[0] for pair in pairs]


@given(st.lists(st.tuples(TRUTHS, TRUTHS, TRUTHS), min_size=1))
def test_a_choice_of_truths_is_kleenes(rows: list[tuple[Any, Any, Any]]) -> None:
    columns = [column([row[at] for row in rows]) for at in range(3)]
    assert listed(logic.choose_truth(*columns)) == [kleene.choose(*row) for row in rows]


NUMBERS = st.one_of(st.none(), st.just(UNKNOWN), st.integers(-3, 3), st.integers(-(2**40), 2**40))


def numbers(values: list[Any]) -> logic.Column:
    """A column of numbers; None is absent."""
    known = np.array([each is not UNKNOWN for each in values])
    absent = np.array([each is None for each in values])
    plain = np.array([each if isinstance(each, int) else 0 for each in values], np.int64)
    return plain, logic.all_known(known), absent if absent.any() else None


def plain(found: logic.Column, rows: int) -> list[Any]:
    """The numbers of a column."""
    values, known, absent = found
    return [
        UNKNOWN if known is not None and not known[row] else
        None if absent is not None and absent[row] else
        int(values[row])
        for row in range(rows)
    ]  # fmt: skip


@given(st.lists(st.tuples(TRUTHS, NUMBERS, NUMBERS), min_size=1))
def test_a_choice_of_numbers_is_kleenes(rows: list[tuple[Any, Any, Any]]) -> None:
    condition = column([row[0] for row in rows])
    found = logic.choose(condition, numbers([row[1] for row in rows]), numbers([row[2] for row in rows]))
    assert plain(found, len(rows)) == [kleene.choose(*row) for row in rows]


@given(st.lists(st.tuples(DAYS, st.integers(-1200, 1200)), min_size=1))
def test_months_are_added_as_the_calendar_does(rows: list[tuple[date, int]]) -> None:
    starts = np.array([day.toordinal() for day, _ in rows], np.int32)
    months = np.array([number for _, number in rows], np.int64)
    wanted = [kleene.add_months(day, number).toordinal() for day, number in rows]
    assert dates.add_months(starts, months).tolist() == wanted
    assert dates.month_end(starts).tolist() == [kleene.month_end(day).toordinal() for day, _ in rows]
    assert dates.year_end(starts).tolist() == [kleene.year_end(day).toordinal() for day, _ in rows]


@given(st.lists(st.tuples(DAYS, DAYS, st.sets(st.sampled_from(list(Weekday)))), min_size=1))
def test_ages_and_weekdays_are_counted_as_the_calendar_does(
    rows: list[tuple[date, date, set[Weekday]]],
) -> None:
    one, other = (np.array([row[at].toordinal() for row in rows], np.int32) for at in (0, 1))  # type: ignore[union-attr]
    assert dates.age(one, other).tolist() == [kleene.age(born, on) for born, on, _ in rows]
    order = list(Weekday)
    words = np.array([[sum(1 << order.index(day) for day in row[2]) for row in rows]], np.uint64)
    wanted = [kleene.weekdays(first, last, frozenset(named)) for first, last, named in rows]
    assert dates.weekdays(one, other, words).tolist() == wanted


@st.composite
def flagged_periods(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, Any]] | None, Any]:
    """A period, spans of a flag or an unknown list of them, and how many days count."""
    start = draw(st.integers(738_000, 738_030))
    length = draw(st.integers(1, 25))
    spans: list[tuple[int, int, Any]] = []
    at = start - 5
    for gap, size, value in draw(
        st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6), TRUTHS), max_size=6)
    ):
        spans.append((at + gap, at + gap + size - 1, value))
        at += gap + size
    listed_spans = draw(st.sampled_from([spans, None])) if draw(st.booleans()) else spans
    return start, start + length - 1, listed_spans, draw(st.one_of(st.just(UNKNOWN), st.integers(0, 12)))


@given(st.lists(flagged_periods(), min_size=1, max_size=5))
def test_the_first_flagged_days_are_those_of_one_case(periods: list[Any]) -> None:
    spans = [
        (row, *span) for row, (_, _, listed_spans, _) in enumerate(periods) for span in listed_spans or ()
    ]
    known = np.array([span[3] is not UNKNOWN for span in spans], np.bool_)
    dated = days.Dated(
        np.array([span[0] for span in spans], np.int64),
        np.array([span[1] for span in spans], np.int32),
        np.array([span[2] for span in spans], np.int32),
        np.array([span[3] is True for span in spans], np.bool_),
        logic.all_known(known) if len(known) else None,
        np.array([period[2] is None for period in periods]),
        False,
        np.zeros(len(spans), np.int64),
    )
    start, end = (np.array([period[at] for period in periods], np.int32) for at in (0, 1))
    most = numbers([period[3] for period in periods])
    cuts = days.Cuts(start, end, None, np.arange(len(periods)))
    flagged = cuts.flagged(dated)
    cuts.where_counted(flagged, most)
    row, first, last = cuts.segments()
    found = listed(days.among_first(flagged, most, row, first))
    for at, (begin, close, listed_spans, count) in enumerate(periods):
        wanted = kleene.first_days(listed_spans, begin, close, count)
        by_day = [kleene.on_day(wanted, day, False) for day in range(begin, close + 1)]
        ours = [
            found[segment]
            for segment in np.flatnonzero(row == at).tolist()
            for _ in range(int(last[segment] - first[segment]) + 1)
        ]
        assert ours == by_day


@given(st.lists(st.lists(NUMBERS.filter(lambda each: each is not None), max_size=5), min_size=1, max_size=6))
def test_groups_are_added_up_as_lists_are(rows: list[list[Any]]) -> None:
    starts = groups.starts_of(np.repeat(np.arange(len(rows)), [len(row) for row in rows]), len(rows))
    items = [each for row in rows for each in row]
    found = groups.sum_over(numbers(items), None, None, None, starts, len(items))
    assert plain(found, len(rows)) == [kleene.known_sum(row, False) for row in rows]
    least = groups.extreme_over("min", numbers(items), None, None, starts, len(items))
    assert plain(least, len(rows)) == [kleene.known_min(row, False) for row in rows]


@given(st.lists(st.lists(TRUTHS, max_size=5), min_size=1, max_size=6), st.booleans())
def test_groups_of_truths_are_kleenes(rows: list[list[Any]], unsure: bool) -> None:
    starts = groups.starts_of(np.repeat(np.arange(len(rows)), [len(row) for row in rows]), len(rows))
    items = column([each for row in rows for each in row])
    open_groups = np.full(len(rows), True) if unsure else None
    size = int(starts[-1])
    assert listed(groups.any_over(items, None, open_groups, starts, size)) == [
        kleene.known_any(row, unsure) for row in rows
    ]
    assert listed(groups.all_over(items, None, open_groups, starts, size)) == [
        kleene.known_all(row, unsure) for row in rows
    ]


def test_a_name_is_let_go_only_after_its_last_use() -> None:
    lines = ["    v1 = 1", "    for i2 in (1, 2):", "        v3 = v1 + i2", "    v4 = v3", "    out(v4)"]
    made = freed(lines)
    assert made == [
        *lines[:3],
        "    v1 = i2 = None",
        "    v4 = v3",
        "    v3 = None",
        "    out(v4)",
        "    v4 = None",
    ]


def test_days_are_cut_where_a_comparison_turns() -> None:
    start, end = np.array([100, 200], np.int32), np.array([109, 203], np.int32)
    cuts = days.Cuts(start, end, None, np.arange(2))
    cuts.on(np.array([105, 205]), None)
    cuts.on(201, np.array([False, True]))
    row, first, last = cuts.segments()
    assert list(zip(row.tolist(), first.tolist(), last.tolist(), strict=True)) == [
        (0, 100, 104), (0, 105, 109), (1, 200, 200), (1, 201, 203),
    ]  # fmt: skip
