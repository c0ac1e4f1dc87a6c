from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from amp_rules.report import outcome_schema
from tests.cli.command import GOLDEN, RETURNING, SUPPORTED, WRONG, lines, run
from tests.places import EXAMPLES, SAMPLE
from tests.report.outcomes import same_as_golden

SUPPORTED_TEXT = json.dumps(SUPPORTED)


def ids(text: str) -> list[str]:
    return [json.loads(line)["case"]["id"] for line in text.splitlines()]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_case_is_decided_in_words(language: str) -> None:
    found = run("decide", "-", "--language", language, stdin=SUPPORTED_TEXT)
    assert found.exit_code == 0
    assert found.stderr == ""
    assert {"en": "SEK\u00a036,000", "sv": "36\u00a0000\u00a0kr"}[language] in found.stdout
    assert not re.search("[\x1b\u2500-\u259f]", found.stdout)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_text_of_the_sample_rules_is_as_in_the_golden_file(language: str) -> None:
    found = run("decide", "-", "--rules", str(SAMPLE), "-l", language, stdin=SUPPORTED_TEXT)
    same_as_golden(GOLDEN / f"sample.{language}.txt", found.stdout)


def test_every_example_is_decided() -> None:
    found = run("decide", *map(str, EXAMPLES), "--format", "json")
    assert found.exit_code == 0
    assert len(ids(found.stdout)) == len(EXAMPLES)


def test_json_has_one_line_for_each_case() -> None:
    found = run("decide", "-", "-f", "json", "--explain", stdin=lines(SUPPORTED, RETURNING))
    assert ids(found.stdout) == ["made-up-1", "made-up-2"]
    for line in found.stdout.splitlines():
        Draft202012Validator(outcome_schema()).validate(json.loads(line))
        assert "ledger" in json.loads(line)


def test_html_is_one_page_of_all_cases() -> None:
    found = run("decide", "-", "-f", "html", stdin=lines(SUPPORTED, RETURNING))
    assert found.stdout.count("<!DOCTYPE html>") == 1
    assert found.stdout.count("<article") == 2


def test_html_of_nothing_is_nothing() -> None:
    assert run("decide", "-", "-f", "html", stdin=lines(WRONG)).stdout == ""


def test_explaining_says_more() -> None:
    short = run("decide", "-", stdin=SUPPORTED_TEXT).stdout
    long = run("decide", "-", "--explain", stdin=SUPPORTED_TEXT).stdout
    assert "Why" not in short.splitlines()
    assert "Why" in long.splitlines()


# cases that cannot be read


def test_bad_cases_are_named_and_the_others_decided(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(lines(SUPPORTED, WRONG, RETURNING) + "{broken\n[1]\n")
    found = run("decide", str(cases), "-f", "json")
    assert found.exit_code == 2
    assert ids(found.stdout) == ["made-up-1", "made-up-2"]
    assert found.stderr.replace(str(tmp_path), "DIR").splitlines() == [
        "DIR/cases.jsonl:2: $.applied_on: expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31, "
        "found other text",
        "DIR/cases.jsonl:2: $.principal.age: expected a whole number, found text",
        "DIR/cases.jsonl:2: $: unknown key",
        "DIR/cases.jsonl:4: $: not valid JSON at line 1, column 2",
        "DIR/cases.jsonl:5: $: expected an object, found a list",
        "2 decided, 3 not",
    ]


def test_no_value_of_a_person_is_printed_in_errors() -> None:
    found = run("decide", "-", stdin=lines(WRONG))
    assert found.exit_code == 2
    assert "hemlig" not in found.output


def test_a_date_without_an_edition_names_the_nearest() -> None:
    found = run("decide", "-", stdin=json.dumps({**RETURNING, "applied_on": "2020-05-01"}))
    assert found.exit_code == 2
    assert found.stderr.splitlines()[0] == (
        "standard input: no edition of 'amp' is in force on 2020-05-01; nearest: "
        "amp/2016 (2016-01-01 to 2017-12-31), amp/2023 (2023-03-01 to further notice)"
    )


def test_repeated_ids_are_warned_of_once() -> None:
    found = run("decide", "-", "-f", "json", stdin=lines(SUPPORTED, SUPPORTED, RETURNING, SUPPORTED))
    assert found.exit_code == 0
    assert found.stderr == (
        "warning: standard input:2 has the case id of standard input:1, and 1 more such\n"
    )


# which rules decide


def test_an_edition_can_be_named_for_one_programme_or_for_all() -> None:
    both = lines({**RETURNING, "applied_on": "2020-05-01"}, SUPPORTED)
    found = run("decide", "-", "-f", "json", "--edition", "amp/2016", stdin=both)
    assert found.exit_code == 2
    assert ids(found.stdout) == ["made-up-2"]
    assert "standard input:2: no edition 'amp/2016'; known: nsp/2022" in found.stderr


def test_an_edition_is_found_by_the_day_given() -> None:
    found = run("decide", "-", "-f", "json", "--on", "2015-07-01", stdin=json.dumps(RETURNING))
    assert json.loads(found.stdout)["rulebook"]["name"] == "amp/2015"


def test_cases_of_another_programme_than_asked_for_are_refused() -> None:
    found = run("decide", "-", "-f", "json", "-p", "nsp", stdin=lines(RETURNING, SUPPORTED))
    assert ids(found.stdout) == ["made-up-1"]
    assert "standard input:1: a case of programme 'amp' cannot be decided under 'nsp'" in found.stderr


def test_a_reading_can_be_switched() -> None:
    alone = json.dumps({**SUPPORTED, "principal": {"age": 15}, "stay": {"unaccompanied": True}})
    usual = json.loads(run("decide", "-", "-f", "json", stdin=alone).stdout)
    other = json.loads(run("decide", "-", "-f", "json", "--reading", "B19=adult-rate", stdin=alone).stdout)
    assert (usual["verdict"], other["verdict"]) == ("referred", "granted")
    assert other["readings"]["B19"] == "adult-rate"


def test_the_language_may_come_from_the_environment() -> None:
    found = run("decide", "-", stdin=SUPPORTED_TEXT, AMP_RULES_LANGUAGE="sv")
    assert found.stdout.startswith("Ärende made-up-1\n")


WRONG_OPTIONS: dict[str, tuple[list[str], str]] = {
    "programme": (["-p", "npp"], "--programme: no programme 'npp' (did you mean 'nsp'?)"),
    "edition": (["-e", "nsp/2023"], "--edition: no edition 'nsp/2023' (did you mean 'nsp/2022'?)"),
    "edition-far": (["-e", "1"], "--edition: no edition '1' (known: amp/2015, amp/2016, amp/2023, nsp/2022)"),
    "edition-of-other": (["-p", "amp", "-e", "2022"], "--edition: no edition '2022' (known: "),
    "day": (["--on", "2022-02-30"], "--on: expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31"),
    "day-form": (["--on", "20220228"], "--on: expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31"),
    "day-far": (["--on", "0001-02-28"], "--on: expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31"),
    "day-and-edition": (
        ["--on", "2022-02-28", "-e", "2022"],
        "--on: give either --on or --edition, not both",
    ),
    "reading": (["-r", "B5=day-cont"], "--reading: B5 has no reading 'day-cont' (did you mean 'day-count'?)"),
    "reading-id": (["-r", "C5=day-count"], "--reading: no interpretation 'C5' (known: A1, A2"),
    "reading-form": (["-r", "B5"], "--reading: expected ID=CHOICE such as B5=day-count, found 'B5'"),
    "reading-twice": (
        ["-r", "B5=day-count", "-r", "B5=period-number"],
        "--reading: B5 is given two readings",
    ),
    "language": (["-l", "de"], "'de' is not one of en, sv"),
    "format": (["-f", "xml"], "'xml' is not one of text, json, html"),
}


@pytest.mark.parametrize("name", WRONG_OPTIONS)
def test_a_wrong_option_is_told_with_what_was_expected(name: str) -> None:
    options, message = WRONG_OPTIONS[name]
    found = run("decide", "-", *options, stdin=SUPPORTED_TEXT)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert message in " ".join(found.stderr.split())


def test_rules_that_cannot_be_used_are_told_with_their_places(tmp_path: Path) -> None:
    folder = tmp_path / "nsp" / "2022-01-01"
    folder.mkdir(parents=True)
    (folder / "edition.yaml").write_text("programme: nsp\n")
    found = run("decide", "-", "--rules", str(tmp_path), stdin=SUPPORTED_TEXT)
    assert found.exit_code == 2
    assert "nsp/2022-01-01/edition.yaml:1:1: AR103 'title' is missing" in found.stderr
    assert found.stderr.splitlines()[-1].startswith("the rules cannot be used: ")


def test_a_rules_folder_must_be_a_folder(tmp_path: Path) -> None:
    found = run("decide", "-", "--rules", str(tmp_path / "none"), stdin=SUPPORTED_TEXT)
    assert found.exit_code == 2
    assert found.stderr.endswith("none: expected a folder of rule files\n")


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    written: dict[str, Any] = {".json": SUPPORTED_TEXT, ".yaml": yaml.safe_dump(dict(SUPPORTED))}
    texts = []
    for suffix, text in written.items():
        path = tmp_path / f"case{suffix}"
        path.write_text(text)
        texts.append(run("decide", str(path), "-f", "json").stdout)
    assert texts[0] == texts[1]
