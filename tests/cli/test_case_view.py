"""What a person sees of a case file: where it stands, what falls due, what a later view changes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from amp_rules.casefile import create
from tests.casefile.made import amp, made
from tests.casefile.told import home
from tests.cli.casefiles import add, case, new, supported
from tests.cli.command import GOLDEN
from tests.cli.test_process import in_terminal
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


# what falls due


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_falls_due_is_as_in_the_golden_file(tmp_path: Path, language: str) -> None:
    create(tmp_path / "c.jsonl", home())
    left = home(made("withdrawn", "2015-04-20", unused="0"))
    create(tmp_path / "left.jsonl", left)
    options = ("--edition", "2015", "-l", language, "--on")
    texts = [
        case("due", tmp_path / "c.jsonl", *options, "2015-05-16"),
        case("due", tmp_path / "left.jsonl", *options, "2015-04-30"),
        case("due", supported(tmp_path / "s.jsonl"), "-l", language, "--on", "2022-03-29"),
        case("due", tmp_path / "s.jsonl", "-l", language, "--on", "2022-02-21"),
    ]
    same_as_golden(GOLDEN / f"case_due.{language}.txt", "".join(each.output for each in texts))


def test_what_falls_due_is_told_as_json(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    (found,) = json.loads(case("due", file, "--on", "2022-03-29", "-f", "json").stdout)["due"]
    assert (found["day"], found["status"], found["about"]) == ("2022-03-30", "due", "period p1")


def test_a_calendar_tells_nothing_of_the_case(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    out, key = tmp_path / "out.ics", tmp_path / "key"
    options = ("--on", "2022-03-29", "--ics", out, "--key", key)
    first = case("due", file, *options)
    assert (first.exit_code, key.stat().st_mode & 0o777, len(key.read_bytes())) == (0, 0o600, 32)
    text = out.read_text("utf-8")
    assert "DTSTART;VALUE=DATE:20220330" in text
    assert not re.search("made-up|p1|period|shelter|NSP-|support", text)
    assert case("due", file, *options).exit_code == 0
    assert out.read_text("utf-8") == text


def test_a_calendar_with_titles_is_asked_for(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    out = tmp_path / "out.ics"
    case("due", file, "--on", "2022-03-29", "--ics", out, "--key", tmp_path / "key", "--titles", "-l", "sv")
    assert "Periodens sista dag" in out.read_text("utf-8")


def test_a_calendar_replaces_no_other_file(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    before = file.read_bytes()
    found = case("due", file, "--ics", file, "--key", tmp_path / "key")
    assert (found.exit_code, file.read_bytes()) == (2, before)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    (tmp_path / "key").write_bytes(b"short")
    found = case("due", file, "--ics", tmp_path / "out.ics", "--key", tmp_path / "key")
    assert (found.exit_code, (tmp_path / "out.ics").exists()) == (2, False)
    assert "expected at least 16" in found.stderr


# what a later view changes


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_difference_is_as_in_the_golden_file(tmp_path: Path, language: str) -> None:
    file = supported(tmp_path / "c.jsonl")
    views = (
        ("--then", ",2022-03-31"),
        ("--then", "2022-02-28,2022-02-28"),
        ("--then", ",2022-03-31", "--now", ",2022-03-31"),
        ("--then", "2022-03-15,2022-03-31", "--now", "2022-03-31,2022-06-30"),
    )
    texts = [case("diff", file, *view, "-l", language).output for view in views]
    add(file, "item_claimed", "2022-03-29", "-s", "item.id=i1", "-s", "item.kind=glasses")
    texts.append(case("diff", file, "--then", ",2022-03-28", "-l", language).output)
    same_as_golden(GOLDEN / f"case_diff.{language}.txt", "".join(texts))


def test_a_return_is_compared_too(tmp_path: Path) -> None:
    create(tmp_path / "c.jsonl", home())
    found = case("diff", tmp_path / "c.jsonl", "-e", "2015", "--then", ",2015-02-10")
    same_as_golden(GOLDEN / "case_diff_amp.en.txt", found.output)


def test_the_lines_of_a_difference_sum_to_it(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    found = json.loads(case("diff", file, "--then", "2022-02-28,2022-02-28", "-f", "json").stdout)
    assert sum(Decimal(line["difference"]) for line in found["lines"]) == Decimal(found["difference"])
    assert found["difference"] == "34580.00"
    assert [each["number"] for each in found["events"]][-1] == 15


# refused


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("status", "FILE", "--on", "hemlig"), "Invalid value for --on: expected a date"),
        (("status", "FILE", "--known", "hemlig"), "Invalid value for --known: expected a date"),
        (("status", "FILE", "--edition", "2016"), "no edition '2016' (known: nsp/2022)"),
        (("status", "FILE", "-l", "de"), "'de' is not one of en, sv"),
        (("due", "FILE", "--ics", "out"), "give both --ics and --key, or neither"),
        (("due", "FILE", "--ics", "FOLDER", "--key", "KEY"), "is a directory"),
        (("due", "FILE", "--ics", "OUT", "--key", "FOLDER"), "is a directory"),
        (("diff", "FILE", "--then", "hemlig"), "Invalid value for --then: expected VALID,KNOWN"),
        (("diff", "FILE", "--then", "hemlig,"), "Invalid value for --then: expected a date"),
        (("diff", "FILE", "--then", ",", "--now", ",hemlig"), "Invalid value for --now: expected a date"),
        (("status", "FOLDER"), "expected a regular file, found something else"),
        (("due", "FOLDER"), "expected a regular file, found something else"),
        (("diff", "FOLDER", "--then", ","), "expected a regular file, found something else"),
    ],
)
def test_what_cannot_be_shown_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    places = {
        "FILE": supported(tmp_path / "c.jsonl"),
        "FOLDER": tmp_path,
        "KEY": tmp_path / "key",
        "OUT": tmp_path / "out.ics",
    }
    found = case(*(places.get(each, each) for each in arguments))
    assert found.exit_code == 2
    assert said in found.stderr
    assert "hemlig" not in found.output


def test_a_view_without_a_date_says_so_and_ends_well(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    for command in (("due", file), ("diff", file, "--then", ",2022-03-01")):
        found = case(*command)
        assert found.exit_code == 0
        assert found.stdout.startswith("No date is known yet")


def test_facts_that_cannot_all_be_true_end_every_view_with_1(tmp_path: Path) -> None:
    twins = {"children": [{"id": "k1", "birth_date": "2015-01-01"}]}
    one, other = (made("facts_stated", facts=each) for each in (twins, {"principal": {"id": "k1"}}))
    create(tmp_path / "c.jsonl", amp(one, other))
    for command in (("due",), ("diff", "--then", ",")):
        assert case(command[0], tmp_path / "c.jsonl", *command[1:]).exit_code == 1


# in a terminal


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_nothing_is_wider_than_the_terminal(tmp_path: Path, columns: str, language: str) -> None:
    file = str(supported(tmp_path / "c.jsonl"))
    for command in (("status", file), ("diff", file, "--then", "2022-02-28,2022-02-28")):
        shown = in_terminal("case", *command, "-l", language, COLUMNS=columns, NO_COLOR="1")
        lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
        assert max(map(len, lines)) <= int(columns)
        assert "…" not in shown


def test_what_is_irregular_stands_out_and_colour_can_be_left_out(tmp_path: Path) -> None:
    file = str(supported(tmp_path / "c.jsonl"))
    assert "\x1b[1;31mirregular" in in_terminal("case", "status", file, NO_COLOR="")
    assert "31m" not in in_terminal("case", "status", file, NO_COLOR="1")
