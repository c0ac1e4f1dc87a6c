"""The page on tables says what the schema says, and its example is read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amp_rules.case.enums import Form
from amp_rules.population import TABLES, check, read
from amp_rules.population.badrows import CODES
from tests.docs.pages import DOCS, anchors
from tools.docpages.population_tables import population_tables_page

pytestmark = pytest.mark.source_tree

PAGE = DOCS / "reference" / "population-tables.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == population_tables_page(), "run `make docs`"


def test_every_table_has_a_section_and_every_column_a_row() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert set(TABLES) <= anchors(PAGE)
    for name, schema in TABLES.items():
        section = re.split(r"\n##+ ", text.split(f"\n### {name}\n")[1])[0]
        assert {column for column in schema.columns if f"`{column}`" not in section} == set()


def test_every_code_is_told() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## What is checked")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z]+)` \|", section, re.MULTILINE) == list(CODES)


def test_the_example_is_read_as_the_page_says(tmp_path: Path) -> None:
    (block,) = re.findall(r"```text\n(case_id.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "cases.csv").write_text(block, encoding="utf-8")
    population = read(tmp_path)
    assert check(population) == ()
    one, other = population.cases()
    assert one.exploitation.forms == frozenset({Form.FORCED_LABOUR, Form.SEXUAL})
    assert one.budget.left is None
    assert (str(other.applied_on), other.exploitation.forms, str(other.budget.left)) == (
        "unknown",
        frozenset(),
        "250000.00",
    )
