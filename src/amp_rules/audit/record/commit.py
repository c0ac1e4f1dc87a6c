"""Commitments: salted digests that stand for facts, and the openings that show what stands behind them."""

from __future__ import annotations

import secrets
from typing import Any, Final

from amp_rules.audit.record.canonical import Tree, canonical, digest_of
from amp_rules.audit.record.errors import UnrecordableError
from amp_rules.audit.record.leaves import Leaves, leaves_of
from amp_rules.audit.record.make import sealed
from amp_rules.audit.record.model import (
    OPENINGS_SCHEMA,
    CommittedFacts,
    EntryPart,
    Openings,
    Record,
    SealedEntry,
    WholeFacts,
)
from amp_rules.case import case_from_mapping

_SALT_BYTES: Final = 16
_SEEN: Final = ("decision", "rule", "about", "days", "cite", "reading")


def commitment(salt: str, *parts: Tree) -> str:
    """The digest that stands for a content: of the list of its salt and its parts."""
    return digest_of([salt, *parts])


def committed(record: Record) -> tuple[Record, Openings]:
    """The same record without its facts, and the openings that give them back.

    In place of each fact, and of what each rule read and concluded, stands a salted digest. The answers, the
    statement of days and what is missing stay as they are.

    Raises UnrecordableError for a record that holds commitments already.
    """
    if not isinstance(record.facts, WholeFacts):
        raise UnrecordableError("the record holds commitments already")
    facts = [
        {"salt": _salt(), "path": path, "value": value}
        for path, value in leaves_of(case_from_mapping(record.facts.case)).items()
    ]
    ledger = [{"salt": _salt(), "entry": entry.tree()} for entry in record.ledger]
    bare = {
        **record.tree(),
        "facts": {
            "form": "committed",
            "commitments": sorted(commitment(each["salt"], each["path"], each["value"]) for each in facts),
        },
        "ledger": [_sealed(each["salt"], each["entry"]) for each in ledger],
    }
    made = sealed(bare)
    openings = {"schema": OPENINGS_SCHEMA, "record": made.digest, "facts": facts, "ledger": ledger}
    return made, Openings.model_validate_json(canonical(openings))


def _salt() -> str:
    return secrets.token_hex(_SALT_BYTES)


def _sealed(salt: str, entry: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {key: entry[key] for key in _SEEN if key in entry}
    return {**seen, "commitment": commitment(salt, entry)}


def opened_facts(facts: CommittedFacts, openings: Openings) -> tuple[Leaves, tuple[str, ...]]:
    """The facts that openings show, and the paths of those that no commitment stands for."""
    left = set(facts.commitments)
    shown: dict[str, Any] = {}
    wrong: list[str] = []
    for each in openings.facts:
        digest = commitment(each.salt, each.path, each.value)
        if digest not in left or each.path in shown:
            wrong.append(each.path)
            continue
        left.discard(digest)
        shown[each.path] = each.value
    return shown, tuple(wrong)


def opened_ledger(
    ledger: tuple[EntryPart, ...] | tuple[SealedEntry, ...], openings: Openings
) -> tuple[list[Tree] | None, int | None]:
    """The entries behind a committed ledger in order, or the number of the first that does not fit.

    Numbers count from 1; there are no entries where one does not fit or is not opened.
    """
    if len(openings.ledger) != len(ledger):
        return None, min(len(openings.ledger), len(ledger)) + 1
    found: list[Tree] = []
    for number, (entry, opening) in enumerate(zip(ledger, openings.ledger, strict=True), 1):
        tree = opening.entry.tree()
        if entry.tree() != _sealed(opening.salt, tree):
            return None, number
        found.append(tree)
    return found, None
