"""Spans of days against sets of days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.checking.spans import Span, count, joined, shared, without

FIRST = date(2022, 1, 1)


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    starts = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=5))
    return [(FIRST + timedelta(start), FIRST + timedelta(start + length)) for start, length in starts]


def days(found: list[Span] | tuple[Span, ...]) -> set[date]:
    return {first + timedelta(more) for first, last in found for more in range((last - first).days + 1)}


@given(spans(), spans())
def test_spans_do_as_sets_do(one: list[Span], other: list[Span]) -> None:
    assert days(joined(one)) == days(one)
    assert days(shared(one, other)) == days(one) & days(other)
    assert days(without(one, other)) == days(one) - days(other)


@given(spans())
def test_joined_spans_are_the_fewest_there_can_be(found: list[Span]) -> None:
    whole = joined(found)
    assert count(whole) == len(days(found))
    assert all(last + timedelta(1) < first for (_, last), (first, _) in pairwise(whole))
