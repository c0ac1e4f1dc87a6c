"""The laws of what generated code calls."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amp_rules.engine import kleene
from amp_rules.terms import UNKNOWN

U = UNKNOWN
TRUTHS: list[Any] = [True, False, U]
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
START = date(2022, 1, 1).toordinal()


def completed(items: list[Any], chosen: list[Any]) -> list[Any]:
    """The items with each unknown one replaced by the next chosen value."""
    values = iter(chosen)
    return [next(values) if item is U else item for item in items]


@given(st.lists(st.sampled_from(TRUTHS), max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_and_and_or_hold_whatever_the_unknown_ones_turn_out_to_be(
    items: list[Any], chosen: list[bool]
) -> None:
    full = completed(items, chosen)
    assert kleene.known_any(items, False) in (U, any(full))
    assert kleene.known_all(items, False) in (U, all(full))


@given(st.lists(st.sampled_from(TRUTHS), max_size=6))
def test_and_and_or_are_unknown_only_where_completions_differ(items: list[Any]) -> None:
    low, high = completed(items, [False] * 6), completed(items, [True] * 6)
    assert (kleene.known_any(items, False) is U) == (any(low) != any(high))
    assert (kleene.known_all(items, False) is U) == (all(low) != all(high))


@given(st.lists(st.sampled_from(TRUTHS), max_size=6))
def test_de_morgan(items: list[Any]) -> None:
    negated = [item if item is U else not item for item in items]
    either = kleene.known_any(items, False)
    assert kleene.known_all(negated, False) is (U if either is U else not either)


@given(st.lists(st.sampled_from(TRUTHS), max_size=5), st.lists(st.booleans(), max_size=3))
def test_more_entities_never_contradict_what_holds_without_them(items: list[Any], more: list[bool]) -> None:
    assert kleene.known_any(items, True) in (U, kleene.known_any([*items, *more], False))
    assert kleene.known_all(items, True) in (U, kleene.known_all([*items, *more], False))


@given(st.lists(st.integers() | st.fractions() | st.just(U), max_size=6), st.booleans())
def test_sums_are_exact_and_strict(items: list[Any], unsure: bool) -> None:
    found = kleene.known_sum(items, unsure)
    if unsure or U in items:
        assert found is U
        return
    assert found == sum(items)
    assert not isinstance(found, Fraction) or found.denominator > 1


@given(st.lists(st.integers() | st.just(U), max_size=6), st.booleans())
def test_extremes_are_strict_and_absent_where_there_is_nothing(items: list[Any], unsure: bool) -> None:
    low, high = kleene.known_min(items, unsure), kleene.known_max(items, unsure)
    if unsure or U in items:
        assert low is U
        assert high is U
    elif items:
        assert (low, high) == (min(items), max(items))
    else:
        assert low is None
        assert high is None


# dates


@given(DAYS, st.integers(0, 600))
def test_add_months_keeps_the_day_or_stops_at_the_months_last(day: date, months: int) -> None:
    found = kleene.add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, kleene.month_end(found).day)


@given(DAYS, DAYS, st.integers(0, 60))
def test_add_months_keeps_order(one: date, other: date, months: int) -> None:
    low, high = sorted((one, other))
    assert kleene.add_months(low, months) <= kleene.add_months(high, months)


def test_months_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(kleene.LimitError):
        kleene.add_months(date(2199, 12, 31), 999_999_999)


@given(DAYS, st.integers(-400_000, 400_000))
def test_days_forth_and_back(day: date, number: int) -> None:
    assert kleene.minus_days(kleene.plus_days(day, number), number) == day
    assert (kleene.plus_days(day, number) - day).days == number


@given(DAYS)
def test_month_and_year_end_are_the_last_days(day: date) -> None:
    month, year = kleene.month_end(day), kleene.year_end(day)
    assert (month.year, month.month) == (day.year, day.month)
    assert (month + timedelta(1)).day == 1
    assert (year.year, year.month, year.day) == (day.year, 12, 31)


@given(DAYS, DAYS)
def test_age_counts_birthdays(birth: date, on: date) -> None:
    assume(birth <= on)
    years = kleene.age(birth, on)
    turned = [
        year
        for year in range(1, on.year - birth.year + 1)
        if on
        >= (
            birth.replace(year=birth.year + year) if _same_day(birth, year) else date(birth.year + year, 3, 1)
        )
    ]
    assert years == len(turned)


def _same_day(birth: date, years: int) -> bool:
    try:
        birth.replace(year=birth.year + years)
    except ValueError:
        return False
    return True


@given(DAYS, DAYS)
def test_age_never_falls(birth: date, on: date) -> None:
    assert 0 <= kleene.age(birth, on + timedelta(1)) - kleene.age(birth, on) <= 1


@given(DAYS, DAYS)
def test_days_counts_both_ends(start: date, end: date) -> None:
    assume(start <= end)
    assert kleene.days(start, end) == len(range(start.toordinal(), end.toordinal() + 1))


# dated facts


@st.composite
def spans(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> list[tuple[int, int, Any]]:
    """Spans in order, some of them touching, from a little before day 0 to a little after day 40."""
    found, day = [], START + draw(st.integers(-8, 5))
    for _ in range(draw(st.integers(0, 4))):
        last = day + draw(st.integers(0, 15))
        found.append((day, last, draw(values)))
        day = last + draw(st.integers(1, 6))
    return found


def value_on(listed: list[tuple[int, int, Any]], day: int, outside: Any) -> Any:
    return next((value for low, high, value in listed if low <= day <= high), outside)


@given(spans(st.integers(0, 9) | st.just(U)), st.integers(START - 12, START + 60))
def test_a_dated_fact_has_its_spans_value_or_the_one_outside(listed: list[Any], day: int) -> None:
    assert kleene.on_day(listed, day, -1) is value_on(listed, day, -1)


@given(spans(st.booleans()), st.integers(0, 12), st.integers(0, 40))
def test_the_first_flagged_days_are_counted_one_by_one(flags: list[Any], most: int, length: int) -> None:
    end = START + length
    found = kleene.first_days(flags, START, end, most)
    count = 0
    for day in range(START, end + 1):
        flagged = value_on(flags, day, False)
        count += flagged
        assert kleene.on_day(found, day, False) is (flagged and count <= most)


@given(spans(st.sampled_from(TRUTHS)), st.integers(0, 12), st.integers(0, 40), st.data())
def test_first_days_hold_however_unknown_flags_turn_out(
    flags: list[Any], most: int, length: int, data: st.DataObject
) -> None:
    end = START + length
    found = kleene.first_days(flags, START, end, most)
    daily = [
        (day, day, value if value is not U else data.draw(st.booleans()))
        for low, high, value in flags
        for day in range(low, high + 1)
    ]
    settled = kleene.first_days(daily, START, end, most)
    for day in range(START, end + 1):
        assert kleene.on_day(found, day, False) in (U, kleene.on_day(settled, day, False))


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
@given(offset=st.integers(-3, 45), length=st.integers(0, 40))
def test_a_comparison_with_the_day_is_constant_between_its_crossings(
    op: str, offset: int, length: int
) -> None:
    tests = {
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    first, steady = date.fromordinal(START), date.fromordinal(START + offset)
    cuts = kleene.crossing(op, first, steady, START)
    for low, high in kleene.segments(START, START + length, cuts):
        answers = {tests[op](date.fromordinal(day), steady) for day in range(low, high + 1)}
        assert len(answers) == 1


@given(
    spans(st.integers(0, 3)),
    spans(st.booleans()),
    st.lists(st.integers(-5, 50), max_size=4),
    st.integers(0, 40),
)
def test_segments_partition_the_period_and_no_fact_changes_within_one(
    one: list[Any], other: list[Any], cuts: list[int], length: int
) -> None:
    end, outside = START + length, object()
    changing = [kleene.changes(listed, START, end, outside) for listed in (one, other)]
    found = kleene.segments(
        START, end, [START + cut for cut in cuts] + [day for _, c in changing for day in c]
    )
    assert [day for low, high in found for day in range(low, high + 1)] == list(range(START, end + 1))
    for listed, (first, later) in zip((one, other), changing, strict=True):
        value = first
        for low, high in found:
            value = later.get(low, value)
            assert all(value_on(listed, day, outside) is value for day in range(low, high + 1))


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 9)), min_size=1, max_size=4, unique_by=lambda each: each[0]), DAYS
)
def test_a_dated_parameter_has_the_latest_value_that_began(values: list[tuple[date, int]], day: date) -> None:
    ordered = sorted(values)
    written = [
        (None if index == 0 else start.toordinal(), value) for index, (start, value) in enumerate(ordered)
    ]
    expected = [value for index, (start, value) in enumerate(ordered) if index == 0 or start <= day][-1]
    assert kleene.on_day(kleene.dated_values(written), day.toordinal(), U) == expected
