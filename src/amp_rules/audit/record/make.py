"""An outcome to a record."""

from __future__ import annotations

from datetime import datetime
from re import fullmatch
from typing import Any

from pydantic import TypeAdapter, ValidationError

from amp_rules import __version__
from amp_rules.audit.record.canonical import canonical
from amp_rules.audit.record.errors import refused
from amp_rules.audit.record.model import (
    AUTHOR,
    LONGEST_AUTHOR,
    RECORD_SCHEMA,
    Record,
    content_digest,
    digests_of,
)
from amp_rules.audit.record.outcome import ledger_tree, outcome_tree
from amp_rules.audit.record.rulefiles import pinned_rules
from amp_rules.casefile.base import Moment, now, write_moment
from amp_rules.engine import Outcome
from amp_rules.rulebook import Library


def record(
    outcome: Outcome,
    *,
    author: str,
    at: datetime | None = None,
    library: Library | None = None,
    rules: dict[str, Any] | None = None,
) -> Record:
    """The record of an outcome, with every fact of its case and every entry of its ledger.

    author: a role or a unit, never a name. at: now when left out. library: what the rulebook was taken from,
    the shipped rules when left out. rules: what `pinned_rules` gave, where many records rest on the same.

    Raises:
        UnrecordableError: the rulebook is reformed, or its files have changed since.
        RecordError: an author or a moment that no record can hold.
    """
    pinned = pinned_rules(outcome.plan.rulebook, library) if rules is None else rules
    return sealed(
        {
            "schema": RECORD_SCHEMA,
            "library": {"name": "amp_rules", "version": __version__},
            "author": _author(author),
            "at": _moment(at),
            "engine": outcome.engine,
            "rules": pinned,
            "facts": {"form": "whole", "case": outcome.case.model_dump(mode="json")},
            "outcome": outcome_tree(outcome),
            "ledger": ledger_tree(outcome),
        }
    )


def sealed(tree: dict[str, Any]) -> Record:
    """The record that plain JSON makes once its digests are added."""
    whole = {key: value for key, value in tree.items() if key not in ("parts", "digest")}
    whole["parts"] = digests_of(whole)
    whole["digest"] = content_digest(whole)
    return Record.model_validate_json(canonical(whole))


def _author(author: str) -> str:
    clean = author.strip()
    if fullmatch(AUTHOR, clean) is None:
        raise refused("$.author", f"expected 1 to {LONGEST_AUTHOR} characters on one line")
    return clean


def _moment(at: datetime | None) -> str:
    try:
        return write_moment(TypeAdapter(Moment).validate_python(now() if at is None else at))
    except ValidationError:
        raise refused("$.at", "expected a moment with its time zone, in whole seconds") from None
