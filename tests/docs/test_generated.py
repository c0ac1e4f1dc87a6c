"""The generated pages say what the rules, the model and the commands say now."""

from __future__ import annotations

import pytest

from amp_rules.casefile import EVENTS
from amp_rules.rulebook import load_library
from tests.docs.pages import DOCS, ROOT, anchors
from tools.generate_docs import generated_pages, out_of_date

pytestmark = pytest.mark.source_tree

LIBRARY = load_library(ROOT / "rules")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return generated_pages()


@pytest.mark.slow
def test_generated_pages_are_up_to_date(made: dict[str, str]) -> None:
    assert out_of_date(made) == [], "run `make docs`"


@pytest.mark.slow
def test_generated_pages_name_no_python_value(made: dict[str, str]) -> None:
    found = [
        name for name, text in made.items() for word in ("Text(", "<class", " object at ") if word in text
    ]
    assert found == []


def test_every_decision_has_a_section_in_the_rulebook() -> None:
    for book in LIBRARY.rulebooks:
        page = DOCS / "reference" / "rulebook" / f"{book.edition.programme}-{book.edition.name}.md"
        assert {name for name in book.decisions if name in book.own} - anchors(page) == set()


def test_every_official_id_has_a_row_with_who_cites_it_or_why_nobody_does() -> None:
    rows = {
        line.split("</a>")[1].split(" ")[0]: line.rstrip("| ").rpartition(" | ")[2]
        for line in (DOCS / "reference" / "catalogue.md").read_text(encoding="utf-8").splitlines()
        if line.startswith('| <a id="')
    }
    assert set(rows) == set(LIBRARY.registers.catalogue)
    assert [name for name, said in rows.items() if not said.strip()] == []


def test_every_kind_of_event_has_a_section_that_names_the_steps_waiting_for_it() -> None:
    page = (DOCS / "reference" / "events.md").read_text(encoding="utf-8")
    sections = {kind: text for kind, _, text in (each.partition("\n") for each in page.split("\n### ")[1:])}
    assert set(sections) == set(EVENTS)
    processes = {book.name: book.process for book in LIBRARY.rulebooks if book.process is not None}
    absent = [
        f"{name}: {step.id}"
        for name, process in processes.items()
        for step in process.steps.values()
        if f"steps/{name.replace('/', '-')}.md#{step.id}" not in sections[step.event]
    ]
    assert absent == []


def test_every_ambiguity_has_a_section() -> None:
    wanted = {label.lower() for label in LIBRARY.registers.interpretations}
    assert wanted - anchors(DOCS / "explanation" / "ambiguities.md") == set()
