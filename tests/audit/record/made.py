"""Records, signed records and what of them is shown, made for tests."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from amp_rules.audit.record import Record, Shelf, pinned_rules, record
from amp_rules.audit.record.canonical import canonical
from amp_rules.audit.record.check import Checked, weighed
from amp_rules.audit.record.disclosable import SIGNED_SCHEMA, Groups, SignedRecord, address, groups_of
from amp_rules.audit.record.make import sealed
from amp_rules.audit.record.outcome import outcome_tree
from amp_rules.audit.record.token import Opened
from amp_rules.case import Case, case_from_json
from amp_rules.engine import Outcome, decide
from amp_rules.rulebook import Library, Rulebook, load_library, with_readings
from tests.places import EXAMPLES
from tests.rulebook.folders import write_folder


@cache
def shipped() -> Library:
    return load_library()


@cache
def shelf() -> Shelf:
    """The shipped rules, read once."""
    return Shelf()


def book(name: str, readings: Mapping[str, str] | None = None) -> Rulebook:
    programme, _, edition = name.partition("/")
    found = shipped().rulebook(programme, edition=edition)
    return with_readings(found, readings) if readings else found


def example(name: str) -> Case:
    (path,) = (each for each in EXAMPLES if each.stem == name)
    return case_from_json(path.read_bytes())


@cache
def example_record(name: str, rules: str) -> Record:
    return record(decide(book(rules), example(name)), author="unit 1", library=shipped())


def mother() -> Record:
    return example_record("nsp-mother-and-child", "nsp/2022")


def returning() -> Record:
    return example_record("amp-2015-mother-and-child", "amp/2015")


SMALL = {"id": "made-up-1", "programme": "nsp", "voluntariness": {"wants_return": True}}


def small_case(**more: Any) -> Case:
    return case_from_json(json.dumps({**SMALL, **more}))


def small_record(root: Path, **more: Any) -> Record:
    """The record of a small case under the base folder of the rulebook tests."""
    library = load_library(write_folder(root, {}))
    outcome = decide(library.rulebook("nsp", edition="2020"), small_case(**more))
    return record(outcome, author="unit 1", library=library)


def changed(found: Record, *path: str | int, to: Any) -> Record:
    """The record with one value changed, all its digests made to fit again."""
    tree = found.tree()
    node = tree
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return sealed(tree)


def retyped(found: Record, *path: str | int, to: Any) -> Record:
    """The record with one value changed and its digests left as they are."""
    tree = found.tree()
    node = tree
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return Record.model_validate_json(canonical(tree))


@cache
def pinned(rules: str, readings: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    return pinned_rules(book(rules, dict(readings)), shipped())


def groups(outcome: Outcome) -> Groups:
    """Everything that can be shown of an outcome, without the work of a record."""
    return groups_of(outcome.case, outcome_tree(outcome), {"author": "unit 1", "record": "0" * 64})


def shown(
    of: Groups,
    rules: str,
    only: Collection[str] | None = None,
    readings: Mapping[str, str] | None = None,
    at: Shelf | None = None,
) -> Checked:
    """What a verifier finds of a record that shows these addresses; all of them when left out."""
    kept = {
        group: {name: value for name, value in named.items() if only is None or address(group, name) in only}
        for group, named in of.items()
    }
    tree = {
        "schema": SIGNED_SCHEMA,
        "library": {"name": "amp_rules", "version": "0.1.0"},
        "rules": pinned(rules, tuple(sorted((readings or {}).items()))),
        "at": "2026-01-01T12:00:00Z",
        **kept,
    }
    signed = SignedRecord.model_validate_json(json.dumps(tree))
    return weighed(Opened(signed, kept, "", None), at or shelf())
