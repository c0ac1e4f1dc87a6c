"""An adjustment as one JSON object, amounts as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from amp_rules.casefile.adjustment import Adjustment, Basis, Changed, Line, Side
from amp_rules.engine import FindingHeld
from amp_rules.terms import UNKNOWN, Money

DIFF_SCHEMA: Final = "amp-rules/case-diff/1"

Object = dict[str, Any]


def diff_object(adjustment: Adjustment, language: str = "en") -> Object:
    """The adjustment as JSON objects and lists; an unknown value is left out, an absent one null."""
    return {
        "schema": DIFF_SCHEMA,
        "language": language,
        "rulebook": adjustment.rulebook,
        "changed": adjustment.changed,
        "then": _side(adjustment.then),
        "now": _side(adjustment.now),
        **_known("difference", adjustment.delta),
        **_known("covered", adjustment.covered),
        "lines": [line_object(line, language) for line in adjustment.lines],
        "verdicts": changes_listed(adjustment.verdicts, language),
        "answers": changes_listed(adjustment.answers, language),
        "days": changes_listed(adjustment.days, language),
        "findings": changes_listed(adjustment.findings, language),
        "events": [
            {"number": each.number, "kind": each.kind, **_known("difference", each.delta)}
            for each in adjustment.blame
        ],
    }


def _known(name: str, value: object) -> Object:
    return {} if value is UNKNOWN else {name: _plain(value)}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money | Fraction):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return value


def _side(side: Side) -> Object:
    return {
        "valid": _plain(side.view.valid),
        "known": _plain(side.view.known),
        **_known("total", side.total),
        "missing": list(side.missing),
        "questions": list(side.asked),
    }


def line_object(line: Line, language: str) -> Object:
    """A line that differs, as a JSON object."""
    return {
        "decision": line.decision,
        "title": line.title.in_language(language),
        "about": line.about,
        "first": None if line.days is None else line.days[0].isoformat(),
        "last": None if line.days is None else line.days[1].isoformat(),
        "days": line.count,
        **_known("decided", line.decided),
        **_known("should_be", line.should_be),
        **_known("difference", line.delta),
        "then": _basis(line.then),
        "now": _basis(line.now),
    }


def _basis(basis: Basis) -> Object:
    return {"rules": list(basis.rules), "cite": list(basis.cite), "missing": list(basis.missing)}


def changes_listed(changes: Iterable[Changed[Any]], language: str) -> list[Object]:
    """Answers that differ, as JSON objects."""
    return [
        {
            "name": each.name,
            "title": each.title.in_language(language),
            "about": each.about,
            **_known("then", _said(each.then, language)),
            **_known("now", _said(each.now, language)),
        }
        for each in changes
    ]


def _said(value: object, language: str) -> object:
    if isinstance(value, FindingHeld):
        return value.message.in_language(language)
    return value
