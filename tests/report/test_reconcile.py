"""What is told of a published table: in both languages, as JSON, and as a picture."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from amp_rules.audit import Reconciliation, reconcile
from amp_rules.audit.reconcile import Verified
from amp_rules.errors import UnknownNameError
from amp_rules.report.reconcile import reconcile_object, reconcile_page
from amp_rules.report.reconcileplot import reconcile_png, reconcile_svg, save_reconcile_plot
from amp_rules.report.text import as_text
from amp_rules.rulebook import load_rulebook

WORDS = {
    "en": (
        "Integration support: SEK 246,000",
        "Impossible: Too much by SEK 21,000, or 42 days",
        "every supplement",
    ),
    "sv": (
        "Integrationsstöd: 246 000 kr",
        "Omöjligt: För mycket med 21 000 kr, eller 42 dagar",
        "alla tillägg",
    ),
}


@cache
def found(**readings: str) -> Reconciliation:
    return reconcile(load_rulebook("nsp", edition="2022", readings=readings))


@cache
def verified() -> tuple[Verified, ...]:
    return tuple(found().verify())


def text(language: str, given: tuple[Verified, ...] | None = None) -> str:
    return " ".join(as_text(reconcile_page(found(), language, given)).replace("\xa0", " ").split())


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_page_tells_the_impossible_row_with_its_reasoning(language: str) -> None:
    told = text(language)
    assert WORDS[language][0] in told
    assert WORDS[language][1] in told
    assert "B15=soft-cap" in told
    assert "[NSP-A08, NSP-S08]" in told


def test_no_message_is_shown_by_its_id() -> None:
    for language in ("en", "sv"):
        assert not re.search(r"\b(reconcile|reasoning|report)\.[a-z_]+", text(language, verified()))


def test_the_page_says_whether_the_engine_was_asked() -> None:
    assert "ask with --verify" in text("en")
    assert "All 26 combinations were made into cases" in text("en", verified())


def test_a_combination_that_the_engine_denies_is_marked() -> None:
    one = verified()[0]
    wrong = (Verified(one.witness, one.cases, one.decided, False), *verified()[1:])
    assert "The engine comes to another sum." in text("en", wrong)
    assert "are marked" in text("en", wrong)


def test_readings_chosen_are_named() -> None:
    page = reconcile_page(found(B15="soft-cap"), "en")
    assert "B15=soft-cap" in as_text(page)


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no language 'de'"):
        reconcile_page(found(), "de")


def test_json_has_every_row_conclusion_and_combination() -> None:
    made = reconcile_object(found(), "sv", verified())
    again = json.loads(json.dumps(made))
    assert again["schema"] == "amp-rules/reconcile/1"
    assert [(row["row"], row["attainable"]) for row in again["rows"]][3] == ("integration", False)
    assert again["rows"][3]["highest"] == "225000.00"
    assert [each["reading"] for each in again["rows"][3]["rivals"]] == [
        "B15=child-supplement",
        "B15=soft-cap",
    ]
    witness = again["rows"][0]["witnesses"][0]
    assert witness["decided"] == {"cases": 5, "total": "188330.00", "agrees": True}
    assert (witness["days"], witness["child_days"]) == ({"reflection": 150}, 17)
    assert sum(len(row["conclusions"]) for row in again["rows"]) + len(again["tables"]) == len(
        found().conclusions
    )


def test_json_without_the_engine_has_no_decided_sums() -> None:
    made = reconcile_object(found(), "en")
    assert "decided" not in made["rows"][0]["witnesses"][0]
    assert made["rows"][4]["highest"] is None


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_picture_is_the_same_each_time_and_has_no_date(language: str) -> None:
    one, other = reconcile_svg(found(), language), reconcile_svg(found(), language)
    assert one == other
    assert "dc:date" not in one
    assert WORDS[language][2] in one
    assert reconcile_png(found(), language) == reconcile_png(found(), language)


def test_the_picture_does_without_colour() -> None:
    """The parts of a bar are told apart by hatching, the marks by their form."""
    drawn = reconcile_svg(found())
    assert drawn.count("<pattern") >= 2


@pytest.mark.parametrize("name", ["rows.svg", "rows.png"])
def test_the_picture_is_written_in_the_form_of_its_name(tmp_path: Path, name: str) -> None:
    save_reconcile_plot(found(), tmp_path / name, "sv")
    start = (tmp_path / name).read_bytes()[:8]
    assert start == (b"<?xml ve" if name.endswith("svg") else b"\x89PNG\r\n\x1a\n")


def test_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="form of chart"):
        save_reconcile_plot(found(), tmp_path / "rows.gif")
