"""Spans of days, both ends included: what is shared, what is left, what lies side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date]
_ONE = timedelta(days=1)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The days of all spans once, as the fewest spans, in order.

    >>> [str(first) for first, _ in joined([(date(2022, 1, 2), date(2022, 1, 3)), (date(2022, 1, 1),) * 2])]
    ['2022-01-01']
    """
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + _ONE:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def shared(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The days that lie in both."""
    listed = joined(others)
    return tuple(
        (max(first, begin), min(last, end))
        for first, last in joined(spans)
        for begin, end in listed
        if max(first, begin) <= min(last, end)
    )


def without(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The days of the first that do not lie in the second."""
    found = list(joined(spans))
    for begin, end in joined(others):
        found = [piece for span in found for piece in _cut(span, begin, end)]
    return tuple(found)


def _cut(span: Span, begin: date, end: date) -> list[Span]:
    first, last = span
    if end < first or last < begin:
        return [span]
    pieces = []
    if first < begin:
        pieces.append((first, begin - _ONE))
    if end < last:
        pieces.append((end + _ONE, last))
    return pieces


def count(spans: Iterable[Span]) -> int:
    """How many days there are in all."""
    return sum((last - first).days + 1 for first, last in spans)
