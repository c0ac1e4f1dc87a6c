"""Case files, and what is told of them as JSON, fit their schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from amp_rules.casefile import CaseFile, EventsConflictError, load
from amp_rules.casefile.adjust import compare
from amp_rules.casefile.chain import lines_of
from amp_rules.casefile.due import due
from amp_rules.casefile.errors import FactsProblem
from amp_rules.casefile.reasons import NoStepsError
from amp_rules.report.casefilediffobject import diff_object
from amp_rules.report.casefiledue import due_object
from amp_rules.report.casefilestatus import Status
from amp_rules.report.casefilestatusobject import status_object
from amp_rules.testing.histories import histories
from tests.cli.casefiles import add, case, new, supported
from tests.places import ROOT
from tests.report.fits import assert_fits, assert_nothing_else_fits, validator
from tests.report.test_casefile_pages import BOOKS, middle, status_of

OPTIONAL = (
    "rulebook stage state state_title next_actors may_withdraw open_steps duties day settled_by due voided_by"
)


@settings(max_examples=25, deadline=None)
@given(histories())
def test_any_history_and_what_is_told_of_it_fit(file: CaseFile) -> None:
    book, day = BOOKS[file.programme.value], middle(file)
    assert_fits("case-status", status_object(status_of(book, file, day), "sv", why=True))
    assert_fits("case-due", due_object(due(book, file, day), day, "en"))
    assert_fits("case-diff", diff_object(compare(book, file, (day, day)), "sv"))
    for line in lines_of(file):
        assert_fits("case-file", json.loads(line))


def told(*arguments: str | Path) -> Any:
    """What a case command prints as JSON; it may end with 1."""
    found = case(*arguments, "--format", "json")
    assert found.exit_code in (0, 1), found.output
    return json.loads(found.stdout)


@pytest.fixture
def stay(tmp_path: Path) -> Path:
    return supported(tmp_path / "stay.jsonl")


def test_a_status_and_nothing_else_fits(stay: Path) -> None:
    printed = assert_fits("case-status", told("status", stay))
    assert not validator("case-status").is_valid({**printed, "outcome": {**printed["outcome"], "more": 1}})
    del printed["outcome"]
    assert_nothing_else_fits("case-status", printed, optional=OPTIONAL)


def test_what_falls_due_and_nothing_else_fits(stay: Path) -> None:
    assert_nothing_else_fits("case-due", told("due", stay, "--on", "2022-04-01"), optional="day settled_by")


def test_a_difference_and_nothing_else_fits(stay: Path) -> None:
    optional = "difference total decided should_be then now"
    assert_nothing_else_fits("case-diff", told("diff", stay, "--then", ",2022-04-30"), optional=optional)


def test_an_added_event_and_nothing_else_fits(tmp_path: Path) -> None:
    path = new(tmp_path / "new.jsonl")
    for kind in ("shelter_applied", "closed"):
        found = add(path, kind, "2022-03-01", "--format", "json")
        assert found.exit_code == 0, found.output
        assert_nothing_else_fits(
            "case-added", json.loads(found.stdout), optional="state step refused missing"
        )
    found = add(
        path, "corrected", "2022-03-02", "--set", "number=2", "--set", "reason=mistyped", "-f", "json"
    )
    assert assert_fits("case-added", json.loads(found.stdout))["effect"] == "correction"


def test_a_status_that_cannot_be_told_fits(tmp_path: Path) -> None:
    path = supported(tmp_path / "stay.jsonl")
    file = load(path).file
    clash = EventsConflictError((FactsProblem("$.periods[0].end", "is before start", (1, 2)),))
    assert_nothing_else_fits(
        "case-status", status_object(Status(file, untold=clash)), optional=f"{OPTIONAL} untold conflicts"
    )
    again = assert_fits("case-status", status_object(Status(file, untold=NoStepsError("nsp/2022"))))
    assert "conflicts" not in again


@pytest.mark.parametrize("subject", ["case-due", "case-diff"])
def test_a_case_without_an_edition_is_told_as_json_too(subject: str, tmp_path: Path) -> None:
    path = new(tmp_path / "new.jsonl")
    more = ("--then", ",2022-02-01") if subject == "case-diff" else ()
    printed = told(subject.removeprefix("case-"), path, *more)
    assert printed["untold"].startswith("No date is known yet")
    assert_nothing_else_fits(subject, printed)


EXAMPLES = sorted((ROOT / "examples" / "casefiles").glob("*.jsonl"))


@pytest.mark.source_tree
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_fits_line_by_line(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        assert_fits("case-file", json.loads(line))
    assert_fits("case-status", told("status", path, "--explain"))


def test_other_lines_do_not_fit(stay: Path) -> None:
    head, first, *_ = map(json.loads, stay.read_text("utf-8").splitlines())
    assert_nothing_else_fits("case-file", head, optional="format version edition complete")
    assert not validator("case-file").is_valid({**first, "header": head["header"]})
    assert not validator("case-file").is_valid({**first, "number": 0})
    for key in ("kind", "on", "recorded_at", "recorded_by"):
        event = {name: value for name, value in first["event"].items() if name != key}
        assert not validator("case-file").is_valid({**first, "event": event})
    for more in ({"kind": "moved_away"}, {"colour": "red"}, {"on": "soon"}):
        assert not validator("case-file").is_valid({**first, "event": {**first["event"], **more}})
