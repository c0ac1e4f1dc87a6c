from __future__ import annotations

import re
from pathlib import Path

import pytest

from amp_rules.case import case_from_mapping
from amp_rules.engine import choose_edition, decide
from amp_rules.errors import UnknownNameError
from amp_rules.explanation import Line, explain
from amp_rules.report import as_text, statement
from amp_rules.report.page import Cell, Column, Item, Items, Page, Pairs, Prose, Row, Section, Table, Tone
from amp_rules.rulebook import with_readings
from tests.places import EXAMPLES
from tests.report.outcomes import (
    GOLDEN,
    KNOWN,
    OPEN,
    REFUSED,
    example,
    same_as_golden,
    sampled,
    shipped,
)

CASES = {"known": KNOWN, "open": OPEN, "refused": REFUSED}
DRAWN = re.compile(r"[\x1b\u2500-\u259f]")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", CASES)
def test_the_statement_reads_as_its_golden_file(name: str, language: str) -> None:
    text = as_text(statement(sampled(CASES[name]), language))
    same_as_golden(GOLDEN / f"{name}.{language}.txt", text)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_whole_explanation_is_shown_but_what_stands_above_it(language: str) -> None:
    outcome = sampled(OPEN)
    page = statement(outcome, language, why=True)
    told = [
        section
        for section in explain(outcome, language).sections
        if section.name not in ("answer", "amounts", "days")
    ]
    shown = {section.title: section for section in page.sections}
    for section in told:
        assert [points(line) for line in section.lines] == [
            item for block in shown[section.title].blocks if isinstance(block, Items) for item in block.items
        ]


def points(line: Line) -> Item:
    ids = ", ".join(each.id for each in line.citations)
    tone = {"holds": Tone.GOOD, "fails": Tone.BAD, "open": Tone.OPEN}.get(line.mark, Tone.PLAIN)
    text = f"{line.text} [{ids}]" if ids else line.text
    return Item(Cell(text, tone), (), tuple(points(child) for child in line.children))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_examples_read_plainly(path: Path, language: str) -> None:
    text = as_text(statement(example(path), language))
    assert not DRAWN.search(text)
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert max(map(len, text.split("\n"))) <= 120


def test_readings_other_than_the_recommended_are_told_in_words() -> None:
    case = case_from_mapping({**KNOWN, "support": {"assessed_victim": "identified"}})
    book = with_readings(choose_edition(shipped(), case), {"B19": "adult-rate"})
    text = as_text(statement(decide(book, case)))
    assert "- B19=adult-rate: " in text
    assert "As recommended" in text


def test_another_language_is_refused() -> None:
    case = case_from_mapping({"id": "a", "programme": "amp", "applied_on": "2015-05-01"})
    with pytest.raises(UnknownNameError):
        statement(decide(choose_edition(shipped(), case), case), "de")


def test_parts_that_do_not_fit_stand_below_their_row() -> None:
    columns = (Column("Day"), *(Column(f"A part with a long name {at}", True, True) for at in range(5)))
    row = Row(
        (Cell("one"), *(Cell(f"{at}.00", Tone.QUIET if at == 4 else Tone.PLAIN) for at in range(5))), ("r",)
    )
    text = as_text(Page("Title", (Table(columns, (row,), "Rules"),)))
    assert text.splitlines()[1:3] == ["  Day", "  one"]
    assert "A part with a long name 3 3.00" in text
    assert "long name 4" not in text


def test_points_stand_under_their_point() -> None:
    inner = Item(Cell("inner"), ("more",))
    page = Page("Title", (), (Section("Part", (Items((Item(Cell("outer"), (), (inner,)),)),)),))
    assert as_text(page) == "Title\n\nPart\n  - outer\n    - inner\n      more\n"


def test_a_name_too_long_for_its_column_has_its_answer_below() -> None:
    text = as_text(
        Page("Title", (Pairs((("long " * 20, Cell("yes")), ("short", Cell("no")))), Prose(("end",))))
    )
    lines = text.splitlines()
    assert lines[-1] == "  end"
    assert lines[-3].endswith(" yes")
    assert lines[-2].startswith("  short ")
