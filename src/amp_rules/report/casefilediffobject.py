"""An adjustment as one JSON object, amounts as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from amp_rules.casefile.adjustment import Adjustment, Basis, Blame, Changed, Line, Side
from amp_rules.engine import FindingHeld
from amp_rules.ledger import Answer
from amp_rules.report.shapes import adjustment as shapes
from amp_rules.report.shapes.values import Told
from amp_rules.terms import UNKNOWN, Money, Unknown

DIFF_SCHEMA: Final = "amp-rules/case-diff/1"


def diff_object(adjustment: Adjustment, language: str = "en") -> shapes.CaseDiff:
    """The adjustment as JSON objects and lists; an unknown value is left out, an absent one null."""
    return {
        "schema": DIFF_SCHEMA,
        "language": language,
        "rulebook": adjustment.rulebook,
        "changed": adjustment.changed,
        "then": _side(adjustment.then),
        "now": _side(adjustment.now),
        **_difference(adjustment.delta),
        "covered": _money(adjustment.covered),
        "lines": [line_object(line, language) for line in adjustment.lines],
        "verdicts": changes_listed(adjustment.verdicts, language),
        "answers": changes_listed(adjustment.answers, language),
        "days": changes_listed(adjustment.days, language),
        "findings": changes_listed(adjustment.findings, language),
        "events": [_blame(each) for each in adjustment.blame],
    }


def _blame(each: Blame) -> shapes.Blame:
    return {"number": each.number, "kind": each.kind, **_difference(each.delta)}


def _money(value: Money | None) -> str | None:
    return None if value is None else str(value)


def _difference(value: Money | Unknown | None) -> shapes.Difference:
    return {} if value is UNKNOWN else {"difference": _money(value)}


def _total(value: Money | Unknown | None) -> shapes.Total:
    return {} if value is UNKNOWN else {"total": _money(value)}


def _decided(value: Money | Unknown) -> shapes.Decided:
    return {} if value is UNKNOWN else {"decided": str(value)}


def _should_be(value: Money | Unknown) -> shapes.ShouldBe:
    return {} if value is UNKNOWN else {"should_be": str(value)}


def _side(side: Side) -> shapes.Side:
    valid, known = side.view
    return {
        "valid": None if valid is None else valid.isoformat(),
        "known": None if known is None else known.isoformat(),
        **_total(side.total),
        "missing": list(side.missing),
        "questions": list(side.asked),
    }


def line_object(line: Line, language: str) -> shapes.Line:
    """A line that differs, as a JSON object."""
    return {
        "decision": line.decision,
        "title": line.title.in_language(language),
        "about": line.about,
        "first": None if line.days is None else line.days[0].isoformat(),
        "last": None if line.days is None else line.days[1].isoformat(),
        "days": line.count,
        **_decided(line.decided),
        **_should_be(line.should_be),
        **_difference(line.delta),
        "then": _basis(line.then),
        "now": _basis(line.now),
    }


def _basis(basis: Basis) -> shapes.Basis:
    return {"rules": list(basis.rules), "cite": list(basis.cite), "missing": list(basis.missing)}


def changes_listed(changes: Iterable[Changed[Any]], language: str) -> list[shapes.Changed]:
    """Answers that differ, as JSON objects."""
    return [
        {
            "name": each.name,
            "title": each.title.in_language(language),
            "about": each.about,
            **_then(each.then, language),
            **_now(each.now, language),
        }
        for each in changes
    ]


def _then(value: Answer | FindingHeld, language: str) -> shapes.Then:
    return {} if value is UNKNOWN else {"then": _told(value, language)}


def _now(value: Answer | FindingHeld, language: str) -> shapes.Now:
    return {} if value is UNKNOWN else {"now": _told(value, language)}


def _told(value: Answer | FindingHeld, language: str) -> Told:
    if isinstance(value, FindingHeld):
        return value.message.in_language(language)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money | Fraction):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    assert not isinstance(value, Unknown)
    return value
