"""A discreet letter tells a stranger nothing of what the case is about."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from amp_rules.case import Case
from amp_rules.engine import Outcome, decide
from amp_rules.ledger import Verdict
from amp_rules.report.letter import letter_html, write_letter
from amp_rules.report.pdf import html_as_pdf
from amp_rules.testing import cases
from tests.places import EXAMPLES
from tests.report.letter.made import EDITIONS, LANGUAGES, made, page, shown
from tests.report.outcomes import example, shipped

TELLING = re.compile(
    r"""
    åmp|nsp|iom|program|länsstyrelse|board|coordinator|koordinator|agency|verket
    |traffick|människohandel|prostit|exploit|utnyttj|victim|offer|utsatt|skydd|protect|risk|coerc|tving
    |boende|shelter|bostad|hous|period|dygn|
    return|återvänd|hemland|home|resa|reser|travel|journey|countr|land\b|sverige|sweden
    |kr\b|sek|us\$|usd|pengar|money|\d{4}|made-up|example
    |polis|police|rättegång|trial|utredning|asyl|permit|tillstånd
    """,
    re.IGNORECASE | re.VERBOSE,
)


def assert_silent(outcome: Outcome) -> None:
    for language in LANGUAGES:
        text = page(outcome, language, discreet=True)
        assert TELLING.search(shown(text)) is None, TELLING.search(shown(text))
        assert outcome.case.id not in text


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("verdict", Verdict)
def test_no_word_of_it_tells_what_it_is_about(edition: str, verdict: Verdict) -> None:
    assert_silent(made(edition, verdict))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_word_of_an_example_does(path: Path) -> None:
    assert_silent(example(path))


@pytest.mark.slow
@settings(max_examples=25)
@given(cases())
def test_no_word_of_any_case_does(case: Case) -> None:
    edition = "2022" if case.programme.value == "nsp" else "2023"
    assert_silent(decide(shipped().rulebook(case.programme.value, edition=edition), case))


def test_the_whole_letter_would_have_told() -> None:
    for edition in EDITIONS:
        assert TELLING.search(shown(page(made(edition, Verdict.GRANTED))))


def test_it_still_tells_what_the_person_must_know() -> None:
    text = shown(page(made("amp/2015", Verdict.UNDETERMINED), discreet=True))
    for said in (
        "Brevet är inget beslut.",
        "Det är inte ett nej.",
        "Klara villkor: ",
        "Din kontaktperson vet vilka uppgifter som saknas.",
        "Du kan ändra dig när du vill.",
        "bestämmer du själv",
        "de regler som brevet bygger på: E0",
    ):
        assert said in text


@pytest.mark.slow
def test_its_answers_are_those_of_the_whole_letter() -> None:
    for edition in EDITIONS:
        for verdict in Verdict:
            outcome = made(edition, verdict)
            whole, veiled = (write_letter(outcome, discreet=each) for each in (False, True))
            assert [each.text for each in veiled.answers.answers] == [
                each.text for each in whole.answers.answers
            ]


def test_a_pdf_of_it_bears_a_title_that_tells_nothing() -> None:
    made_pdf = html_as_pdf(letter_html(write_letter(made("amp/2015", Verdict.GRANTED), discreet=True)))
    information = PdfReader(BytesIO(made_pdf)).metadata
    assert information is not None
    assert information.title == "Information till dig"
    assert set(information) <= {"/Title", "/Producer"}


def test_a_letter_to_a_shelter_cannot_be_discreet() -> None:
    with pytest.raises(ValueError, match="only a letter to the person can be discreet"):
        write_letter(made("amp/2015", Verdict.GRANTED), "sv", "shelter", discreet=True)
