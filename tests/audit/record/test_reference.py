"""The reference of records has every key, and what verifying and checking can find."""

from __future__ import annotations

import re

import pytest

import amp_rules.audit.record as room
from amp_rules.audit.record import Cause, Standing, Weight
from amp_rules.audit.record.disclosable import GROUPS, AboutRecord
from amp_rules.audit.record.model import (
    CommittedFacts,
    EntryOpening,
    EntryPart,
    FactOpening,
    OutcomePart,
    Part,
    Record,
    RulesUsed,
    SealedEntry,
    WholeFacts,
)
from amp_rules.errors import AmpRulesError
from tests.places import ROOT

pytestmark = pytest.mark.source_tree

PARTS = (
    *(Record, RulesUsed, WholeFacts, CommittedFacts, OutcomePart, EntryPart, SealedEntry),
    *(FactOpening, EntryOpening, AboutRecord),
)


def page() -> str:
    return (ROOT / "docs" / "reference" / "records.md").read_text(encoding="utf-8")


def keys(part: type[Part]) -> set[str]:
    return {field.alias or name for name, field in part.model_fields.items()}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_told(part: type[Part]) -> None:
    text = page()
    assert [key for key in keys(part) if f"`{key}`" not in text and f".{key}`" not in text] == []


@pytest.mark.parametrize("found", [Standing, Cause, Weight])
def test_everything_that_can_be_found_is_told(found: type[Standing | Cause | Weight]) -> None:
    assert [each for each in found if f"| `{each.value}` |" not in page()] == []


def test_every_group_of_names_is_told() -> None:
    assert [group for group in GROUPS if group != "facts" and f"`{group}." not in page()] == []


def test_every_function_and_error_is_told() -> None:
    told = set(re.findall(r"`([A-Za-z_]+)[`(]", page()))
    functions = {name for name in room.__all__ if name[0].islower()}
    errors = {
        name for name in room.__all__ if isinstance(getattr(room, name), type) and name.endswith("Error")
    }
    assert all(issubclass(getattr(room, name), AmpRulesError) for name in errors)
    assert (functions | errors) - told == set()
