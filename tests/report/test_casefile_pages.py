"""Any case file can be shown, in words and as JSON, whatever happened in it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.casefile import CaseFile, compare, due, progress
from amp_rules.engine import decide
from amp_rules.report import as_text
from amp_rules.report.casefilediff import Compared, diff_page
from amp_rules.report.casefilediffobject import diff_object
from amp_rules.report.casefiledue import due_object, due_page
from amp_rules.report.casefilestatus import Status, status_page
from amp_rules.report.casefilestatusobject import status_object
from amp_rules.report.casefiletimeline import Mark, entries_of
from amp_rules.rulebook.model import Rulebook
from amp_rules.testing.histories import histories
from tests.report.outcomes import shipped

BOOKS = {"amp": shipped().rulebook("amp", edition="2016"), "nsp": shipped().rulebook("nsp", edition="2022")}
LANGUAGES = st.sampled_from(("en", "sv"))


def middle(file: CaseFile) -> date:
    days = sorted(event.recorded_at.date() for event in file.events)
    return days[len(days) // 2] if days else date(2022, 6, 1)


def status_of(book: Rulebook, file: CaseFile, on: date) -> Status:
    outcome, stands = decide(book, file.case()), progress(book, file)
    return Status(file, progress=stands, outcome=outcome, on=on, dues=due(book, file, on))


@settings(max_examples=25)
@given(histories(), LANGUAGES)
def test_any_history_has_a_status_in_both_languages(file: CaseFile, language: str) -> None:
    status = status_of(BOOKS[file.programme.value], file, middle(file))
    text = as_text(status_page(status, language))
    for event in file.events:
        assert event.on.isoformat() in text
    assert "casefile." not in text
    assert len(json.loads(json.dumps(status_object(status, language)))["events"]) == len(file.events)


@settings(max_examples=25)
@given(histories(), LANGUAGES)
def test_any_two_views_can_be_compared_in_both_languages(file: CaseFile, language: str) -> None:
    book, day = BOOKS[file.programme.value], middle(file)
    adjustment = compare(book, file, (day, day))
    then, now = decide(book, file.as_of(day, day).case()), decide(book, file.case())
    text = as_text(diff_page(Compared(file, adjustment, then, now), language))
    assert "casefile." not in text
    assert json.loads(json.dumps(diff_object(adjustment, language)))["changed"] is adjustment.changed


@settings(max_examples=25)
@given(histories(), LANGUAGES)
def test_what_falls_due_in_any_history_can_be_told(file: CaseFile, language: str) -> None:
    book, day = BOOKS[file.programme.value], middle(file)
    found = due(book, file, day)
    text = as_text(due_page(found, decide(book, file.as_of(day, day).case()), day, language))
    assert "casefile." not in text
    assert len(json.loads(json.dumps(due_object(found, day, language)))["due"]) == len(found)


@settings(max_examples=50)
@given(histories())
def test_the_events_marked_as_voided_are_those_that_do_not_stand(file: CaseFile) -> None:
    marks = {entry.number: entry.mark for entry in entries_of(file, None)}
    standing = {number for number, _ in file.standing()}
    left = {number for number, mark in marks.items() if mark not in (Mark.VOIDED, Mark.CORRECTION)}
    assert left == standing


@pytest.mark.parametrize("language", ["en", "sv"])
def test_an_empty_file_says_so(language: str) -> None:
    file = CaseFile(id="a-1", programme="nsp")  # type: ignore[arg-type]
    text = as_text(status_page(Status(file), language))
    assert {"en": "No events yet.", "sv": "Inga händelser än."}[language] in text
