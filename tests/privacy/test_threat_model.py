"""The page of threats names, for each of them, the test that shows it."""

from __future__ import annotations

import re

import pytest

from tests.places import ROOT

pytestmark = pytest.mark.source_tree

PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
DEFINED = re.compile(r"^ *def (test_\w+)", re.MULTILINE)
KINDS = (
    "rule file",
    "case, in JSON",
    "case file",
    "record",
    "letter template",
    "payment list",
    "population tables",
)


def rows() -> list[list[str]]:
    """The rows of the page's tables, without headings."""
    found = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[0] != "What a stranger might try" and set(cells[0]) != {"-"}:
            found.append(cells)
    return found


def test_every_threat_has_its_answer_and_a_test_that_is_there() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = {name for text in texts for name in DEFINED.findall(text)}
    assert len(rows()) > 40
    for threat, answer, shown in rows():
        named = re.findall(r"`(test_\w+)`", shown)
        assert threat, shown
        assert answer, shown
        assert named, threat
        assert [name for name in named if name not in there] == []


def test_every_test_of_threats_stands_on_the_page() -> None:
    here = DEFINED.findall((ROOT / "tests" / "privacy" / "test_threats.py").read_text("utf-8"))
    page = PAGE.read_text("utf-8")
    assert [name for name in here if f"`{name}`" not in page] == ["test_what_compares_here_can_fail"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_has_a_section(kind: str) -> None:
    headings = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("## ")]
    assert any(kind in heading.lower() or kind in heading for heading in headings)
