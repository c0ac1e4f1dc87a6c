"""The page on letter templates is held to the code."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest

from amp_rules.report.letter import records
from amp_rules.report.letter.folder import MOST_BYTES, SHIPPED
from amp_rules.report.letter.language import FILTERS, LOOP, MOST_CHARACTERS, MOST_STEPS, TESTS
from tests.places import ROOT

pytestmark = pytest.mark.source_tree
PAGE = ROOT / "docs" / "reference" / "letter-templates.md"
_ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_NAMES = {"text": "str", "texts": "str", "true or false": "bool"}


def told() -> dict[str, list[tuple[str, str]]]:
    """The records of the page, each with its fields and their types."""
    _, *sections = re.split(r"^### ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return {
        section.partition("\n")[0]: [(name, _type(kind)) for name, kind, _ in _ROW.findall(section)]
        for section in sections
    }


def _type(kind: str) -> str:
    """A type as the page has it, written as the code has it."""
    bare = re.sub(r"\[(\w+)\]\(#(\w+)\)", r"\1", kind)
    item, none = (bare.removesuffix(" or None"), " | None" if bare.endswith(" or None") else "")
    name = item.removeprefix("tuple of ")
    name = _NAMES.get(name, name)
    return (f"tuple[{name}, ...]" if item.startswith("tuple of ") else name) + none


def test_every_record_and_every_field_is_told_with_its_type() -> None:
    known = {
        name: [(each.name, str(each.type)) for each in fields(kind)]
        for name, kind in vars(records).items()
        if isinstance(kind, type) and is_dataclass(kind)
    }
    assert told() == known


def test_the_files_the_filters_and_the_limits_are_told() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"`{name}`" in text for name in (*SHIPPED, *FILTERS, *TESTS))
    assert all(f"`loop.{name}`" in text for name in LOOP)
    assert f"{MOST_STEPS:,}" in text
    assert f"{MOST_BYTES // 1024} KiB" in text
    assert MOST_CHARACTERS == 16 * 1024 * 1024
    assert "sixteen million characters" in text
