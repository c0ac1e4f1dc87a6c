"""Every value a fact may have when nothing is known of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import inf

from amp_rules.case.shapes import FactSpec
from amp_rules.engine import ranges
from amp_rules.engine.ranges import ABSENT, ANYTHING, EITHER, Options, Possible, Range
from amp_rules.plan.types import Type
from amp_rules.rulebook.fields import FIRST_DAY, LAST_DAY

MOST_CHOICES = 16


def domain(spec: FactSpec | None, kind: Type) -> Possible:
    """Every value a fact may have, absence included."""
    found: Possible
    if kind.kind == "bool":
        found = EITHER
    elif kind.kind == "choice" and kind.members:
        found = Options(frozenset(kind.members))
    elif kind.kind == "date":
        found = Range(FIRST_DAY.toordinal(), LAST_DAY.toordinal())
    elif kind.kind == "number":
        found = Range(0 if spec is None or spec.lowest is None else spec.lowest, inf)
        if spec is not None and spec.highest is not None and spec.kind == "int":
            found = Range(found.low, spec.highest)
    else:
        return ANYTHING
    return ranges.join(found, ABSENT) if kind.optional else found


def choices(domain: Possible) -> tuple[Possible, ...]:
    """The values to tell apart, where there are few; none otherwise."""
    if isinstance(domain, Options) and len(domain.values) <= MOST_CHOICES:
        return tuple(Options(frozenset({value})) for value in sorted(domain.values, key=repr))
    if isinstance(domain, Range) and domain.absent:
        return (ABSENT, Range(domain.low, domain.high))
    return ()


EVERY: dict[str, Callable[[Type], Possible]] = {
    "bool": lambda kind: EITHER,
    "number": lambda kind: ranges.EVERY_NUMBER,
    "date": lambda kind: Range(FIRST_DAY.toordinal(), date.max.toordinal(), kind.optional),
    "choice": lambda kind: Options(frozenset(kind.members)),
    "text": lambda kind: ANYTHING,
}
