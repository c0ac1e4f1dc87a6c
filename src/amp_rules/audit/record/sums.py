"""The arithmetic of what was disclosed: days times rate, the parts of a rate, the lines of a total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import add
from typing import Any

from amp_rules.audit.record.disclosable import SignedRecord
from amp_rules.audit.record.values import money_of
from amp_rules.audit.record.verification import Mark
from amp_rules.plan.model import Plan
from amp_rules.terms import Money


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum: 'amount' (days times rate), 'rate' (of its parts), 'days' (none twice) or 'total' (of lines).

    line: the line's name, '' for 'days' and 'total'. rest: how much more the total is than its lines, where
    they are not the same: what was paid for no day, such as one-off support; the mark is then 'noted'.
    'unchecked' where not all that belongs to it is shown.
    """

    name: str
    line: str
    mark: Mark
    rest: Money | None = None


def sums_of(signed: SignedRecord, plan: Plan | None) -> tuple[Sum, ...]:
    """Every sum that what is shown can be put to."""
    return tuple(_sums(signed, plan))


def _sums(signed: SignedRecord, plan: Plan | None) -> Iterator[Sum]:
    for name, line in signed.lines.items():
        if line.rate is not None and line.amount is not None:
            fits = money_of(line.rate.tree()) * line.days == money_of(line.amount.tree())
            yield Sum("amount", name, _mark(fits))
        parts = signed.components.get(name)
        timeline = None if plan is None else plan.rulebook.edition.timeline
        if line.rate is not None and parts is not None and timeline is not None:
            whole = set(parts) == set(timeline.components)
            fits = whole and _total(each.tree() for each in parts.values()) == money_of(line.rate.tree())
            yield Sum("rate", name, _mark(fits) if whole else Mark.UNCHECKED)
    if len(signed.lines) > 1:
        yield Sum("days", "", _mark(not _twice(signed)))
    yield from _of_total(signed, plan)


def _mark(fits: bool) -> Mark:
    return Mark.FITS if fits else Mark.DIFFERS


def _total(sums: Any) -> Money:
    return reduce(add, (money_of(each) for each in sums))


def _twice(signed: SignedRecord) -> bool:
    """Whether two lines count the same day of the same period."""
    return any(
        one.period == other.period and one.first <= other.last and other.first <= one.last
        for one, other in combinations(signed.lines.values(), 2)
    )


def _of_total(signed: SignedRecord, plan: Plan | None) -> Iterator[Sum]:
    name = None if plan is None else plan.rulebook.edition.total
    total: Mapping[str, Any] = (
        {} if name is None or name not in signed.answers else signed.answers[name].tree()
    )
    if not isinstance(total.get("value"), dict) or not signed.lines:
        return
    amounts = [line.amount for line in signed.lines.values()]
    shown = signed.about.tree().get("number_of_lines") == len(amounts)
    if not shown or None in amounts:
        yield Sum("total", "", Mark.UNCHECKED)
        return
    whole, lines = money_of(total["value"]), _total(each.tree() for each in amounts if each is not None)
    if whole.currency != lines.currency:
        yield Sum("total", "", Mark.DIFFERS)
    else:
        rest = whole - lines
        yield Sum("total", "", Mark.NOTED if rest else Mark.FITS, rest or None)
