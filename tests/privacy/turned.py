"""One outcome's JSON held against another's: dates moved, names changed, all else the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from amp_rules.case import Case
from amp_rules.engine import Outcome
from amp_rules.report.answers import outcome_object
from amp_rules.terms import UNKNOWN

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LABEL = re.compile(r"(person|period|claim|item|instalment) (.+?)((?<=[^.])\.[0-9]+)?")


def told(outcome: Outcome, why: bool = True) -> dict[str, Any]:
    """All that an outcome tells, without the sentences that explain it."""
    found = outcome_object(outcome, why=why)
    found.pop("explanation", None)
    return found


def ids(case: Case) -> list[str]:
    """Every id in a case, in order."""
    lists: list[Any] = [each for each in (case.claims, case.periods, case.items) if each is not UNKNOWN]
    return [case.id, *(each.id for each in case.persons), *(entry.id for each in lists for entry in each)]


def differences(
    one: Any, other: Any, days: int, names: Mapping[str, str], own: set[str], at: str = "$"
) -> Iterator[str]:
    """Where `other` is not `one` turned; own: dates of the rules themselves, which stay."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            yield at
        for key in one.keys() & other.keys():
            yield from differences(one[key], other[key], days, names, own, f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield at
        for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
            yield from differences(mine, theirs, days, names, own, f"{at}[{place}]")
    elif not _turned(one, other, days, names, own):
        yield at


def _turned(one: Any, other: Any, days: int, names: Mapping[str, str], own: set[str]) -> bool:
    if type(one) is not type(other) or not isinstance(one, str):
        return type(one) is type(other) and bool(one == other)
    if ISO.fullmatch(one):
        moved = (date.fromisoformat(one) + timedelta(days)).isoformat()
        return bool(other == moved or (one in own and other == one))
    label = LABEL.fullmatch(one)
    if label and label[2] in names:
        return bool(other == f"{label[1]} {names[label[2]]}{label[3] or ''}")
    return other in (one, names.get(one))


def own_dates(outcome: Outcome) -> set[str]:
    """The dates that the rules set themselves, and the ends of what a case may state or rules reckon from."""
    edition = outcome.plan.rulebook.edition
    values = [value for each in outcome.plan.parameters.values() for _, value in each.values]
    spans = [edition.start, *([edition.end] if edition.end else [])]
    return {each.isoformat() for each in (*values, *spans) if isinstance(each, date)}


def bounds(told: dict[str, Any]) -> dict[str, Any]:
    """The bounds of what is unknown, taken out of what is told."""
    return {name: amount.pop("bounds", None) for name, amount in told["amounts"].items()}
