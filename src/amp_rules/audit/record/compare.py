"""Two ledgers or outcomes held against each other, entry by entry; the first that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from amp_rules.audit.record.canonical import Tree, same
from amp_rules.audit.record.verification import Difference

_PARTS: Final = ("authority", "total", "answers", "missing", "referrals", "findings", "lines")
_WHICH: Final = ("decision", "rule", "about", "days")


def first_of_ledgers(recorded: Sequence[Tree], recomputed: Sequence[Tree]) -> Difference | None:
    """The first entry that differs; None where the ledgers are the same."""
    return _first("ledger", recorded, recomputed)


def first_of_outcomes(recorded: Tree, recomputed: Tree) -> Difference | None:
    """The first part of the outcome that differs; None where the outcomes are the same."""
    for name in _PARTS:
        one, other = recorded[name], recomputed[name]
        if isinstance(one, list):
            found = _first("outcome", one, other)
            if found is not None:
                return found
        elif not same(one, other):
            return Difference("outcome", 1, "", None, "", None, name, one, other)
    return None


def _first(part: str, recorded: Sequence[Tree], recomputed: Sequence[Tree]) -> Difference | None:
    for number, (one, other) in enumerate(zip_longest(recorded, recomputed), 1):
        if one is None or other is None:
            return _difference(part, number, other if one is None else one, "", one, other)
        if not same(one, other):
            return _inside(part, number, one, other)
    return None


def _inside(part: str, number: int, one: Tree, other: Tree) -> Difference:
    if any(not same(one.get(key), other.get(key)) for key in _WHICH):
        return _difference(part, number, one, "", one, other)
    # what was read comes before what follows from it
    keys = sorted({*one, *other}, key=lambda key: (key != "read", key != "holds", key))
    field = next(
        key for key in keys if not same(one.get(key), other.get(key)) or (key in one) != (key in other)
    )
    return _difference(part, number, one, field, one.get(field), other.get(field))


def _difference(part: str, number: int, entry: Tree, field: str, one: Tree, other: Tree) -> Difference:
    days = entry.get("days")
    span = None
    if isinstance(days, dict) or "from" in entry:
        ends = days if isinstance(days, dict) else entry
        span = (ends["from"], ends["to"])
    about = entry.get("about", f"period {entry['period']}" if "period" in entry else entry.get("path", ""))
    return Difference(
        part, number, entry.get("decision", ""), entry.get("rule"), about, span, field, one, other
    )


def facts_that_differ(difference: Difference) -> tuple[str, ...]:
    """The facts that a rule read with one value then and another now; none where it read other facts.

    Only facts that both sides read are compared: what a changed rule reads besides tells nothing.
    """
    if difference.field != "read":
        return ()
    one, other = _facts(difference.recorded), _facts(difference.recomputed)
    return tuple(path for path in one if path in other and not same(one[path], other[path]))


def _facts(read: list[dict[str, Any]]) -> dict[str, Tree]:
    return dict(_told(read))


def _told(read: list[dict[str, Any]]) -> Iterator[tuple[str, Tree]]:
    for each in read:
        if "fact" in each:
            yield each["fact"], each.get("value", {"unknown": True})
