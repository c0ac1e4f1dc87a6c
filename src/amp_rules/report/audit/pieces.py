"""The days of a payment, cut wherever anything changes: what the rules give, what was paid, what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from amp_rules.audit.checking import Checked, DayRun
from amp_rules.audit.checking.spans import Span
from amp_rules.terms import Money

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


def paid_days(checked: Checked) -> tuple[DayRun, ...]:
    """What was paid for each day, as far as that can be told; () where only the whole is known, or nothing.

    The whole is all that is known where no finding says what was done wrong: the days would then be those of
    the rules, which is not what was paid.
    """
    if not checked.rows or (checked.was == checked.should and _rest(checked, checked.was)):
        return ()
    return checked.was


def unshared(checked: Checked) -> Money:
    """What was paid beyond what the days come to as they are told; below zero where it was less."""
    return _rest(checked, paid_days(checked))


def _rest(checked: Checked, runs: tuple[DayRun, ...]) -> Money:
    return Money(checked.paid.minor - sum(run.rate.minor * run.days for run in runs), checked.paid.currency)


def pieces(checked: Checked) -> tuple[Piece, ...]:
    """The days that the rules, the payment or a finding have something to say of, in order."""
    marked = [(span, finding.code) for finding in checked.findings for span in finding.days]
    paid = paid_days(checked)
    runs = (*checked.should, *paid)
    spans = [*((run.first, run.last) for run in runs), *(span for span, _ in marked)]
    found = []
    for first, last in _cut(spans):
        should, was = _at(checked.should, first), _at(paid, first)
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
