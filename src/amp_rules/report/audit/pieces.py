"""The days of a payment, cut wherever anything changes: what the rules give, what was paid, what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from amp_rules.audit.checking import Checked, DayRun
from amp_rules.audit.checking.spans import Span

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Days in a row that are alike. should, was: None where there is nothing. codes: of findings."""

    first: date
    last: date
    should: DayRun | None
    was: DayRun | None
    codes: tuple[str, ...]

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def pieces(checked: Checked) -> tuple[Piece, ...]:
    """The days that the rules, the payment or a finding have something to say of, in order."""
    marked = [(span, finding.code) for finding in checked.findings for span in finding.days]
    runs = (*checked.should, *checked.was)
    spans = [*((run.first, run.last) for run in runs), *(span for span, _ in marked)]
    found = []
    for first, last in _cut(spans):
        should, was = _at(checked.should, first), _at(checked.was, first)
        codes = tuple(dict.fromkeys(code for span, code in marked if span[0] <= first <= span[1]))
        if should or was or codes:
            found.append(Piece(first, last, should, was, codes))
    return tuple(found)


def _cut(spans: Iterable[Span]) -> Iterator[Span]:
    """The days from the first to the last, cut wherever a span begins or ends."""
    listed = list(spans)
    cuts = sorted({first for first, _ in listed} | {last + _ONE for _, last in listed})
    yield from ((first, after - _ONE) for first, after in pairwise(cuts))


def _at(runs: Iterable[DayRun], day: date) -> DayRun | None:
    return next((run for run in runs if run.first <= day <= run.last), None)
