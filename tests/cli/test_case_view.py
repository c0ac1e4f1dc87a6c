"""What a person sees of a case file: where it stands, what falls due, what a later view changes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from amp_rules.casefile import create
from tests.casefile.made import amp, made
from tests.casefile.told import home
from tests.cli.casefiles import add, case, new, supported
from tests.cli.command import GOLDEN
from tests.places import SAMPLE
from tests.report.outcomes import same_as_golden

REFUSED = "-s", "support.society_pays=true"


# where a case stands


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_status_is_as_in_the_golden_file(tmp_path: Path, language: str) -> None:
    file = supported(tmp_path / "c.jsonl")
    found = case("status", file, "--on", "2022-03-30", "-l", language)
    assert (found.exit_code, found.stderr) == (0, "")
    same_as_golden(GOLDEN / f"case_status.{language}.txt", found.stdout)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_return_is_shown_as_in_the_golden_file(tmp_path: Path, language: str) -> None:
    create(tmp_path / "c.jsonl", home())
    found = case("status", tmp_path / "c.jsonl", "--on", "2015-04-20", "-e", "2015", "-l", language)
    same_as_golden(GOLDEN / f"case_status_amp.{language}.txt", found.stdout)


def test_what_was_known_on_a_day_is_shown_alone(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    then = json.loads(case("status", file, "--known", "2022-03-31", "-f", "json").stdout)
    now = json.loads(case("status", file, "-f", "json").stdout)
    assert len(then["events"]) == len(now["events"]) - 1
    totals = [each["outcome"]["amounts"]["total_paid"]["value"] for each in (then, now)]
    assert totals == ["36000.00", "34580.00"]


def test_late_voided_and_irregular_events_are_marked(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    events = json.loads(case("status", file, "-f", "json").stdout)["events"]
    by_number = {each["number"]: each for each in events}
    assert (by_number[9]["mark"], by_number[9]["voided_by"]) == ("voided", 10)
    assert (by_number[10]["mark"], by_number[10]["days_late"]) == ("correction", 5)
    assert by_number[14]["mark"] == "irregular"


def test_a_step_that_is_not_allowed_says_which_condition_failed(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    add(file, "gates_answered", "2022-03-30", *REFUSED)
    found = case("status", file)
    assert "not met: The programme may pay [NSP-E01" in found.stdout
    assert "Not met: not “society pays for the support”" in found.stdout


def test_a_file_without_a_date_shows_its_timeline(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    add(file, "gates_answered", "2022-03-01")
    found = case("status", file)
    assert found.exit_code == 0
    assert "No date is known yet that says which edition applies" in found.stdout
    assert "2022-03-01    1  Conditions answered" in found.stdout


def test_an_edition_that_is_named_needs_no_date(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    assert "Identified by the shelter" in case("status", file, "--edition", "nsp/2022").stdout
    named = new(tmp_path / "d.jsonl", "-p", "amp", "-e", "2016")
    assert "(amp/2016)" in case("status", named).stdout


def test_a_date_without_an_edition_shows_the_nearest(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl", "-p", "amp")
    add(file, "application_signed", "2020-03-01")
    found = case("status", file)
    assert found.exit_code == 0
    assert "No edition is in force on 2020-03-01" in found.stdout


def test_rules_without_steps_still_decide(tmp_path: Path) -> None:
    found = case("status", supported(tmp_path / "c.jsonl"), "--rules", SAMPLE)
    assert found.exit_code == 0
    assert "The edition nsp/2022 declares no steps." in found.stdout
    assert "What holds now" in found.stdout


def test_facts_that_cannot_all_be_true_end_with_1(tmp_path: Path) -> None:
    create(
        tmp_path / "c.jsonl",
        amp(
            made("facts_stated", facts={"children": [{"id": "k1", "birth_date": "2015-01-01"}]}),
            made("facts_stated", facts={"principal": {"id": "k1"}}),
        ),
    )
    found = case("status", tmp_path / "c.jsonl")
    assert found.exit_code == 1
    assert re.search(r"^  - \$\..* \(event", found.stdout, re.MULTILINE)
    assert "Facts stated" in found.stdout


def test_explaining_adds_the_money_by_day_and_why(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    assert "Why" not in case("status", file).stdout.splitlines()
    lines = case("status", file, "--explain").stdout.splitlines()
    assert {"Why", "Money day by day"} <= set(lines)


def test_a_damaged_file_is_not_shown(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    file.write_bytes(file.read_bytes().replace(b"p1", b"p7"))
    found = case("status", file)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "p7" not in found.stderr
