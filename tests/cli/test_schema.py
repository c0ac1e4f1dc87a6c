from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from amp_rules.case import case_schema
from amp_rules.cli.schema import Subject
from amp_rules.report.schemas import SCHEMAS
from tests.cli.casefiles import add, new
from tests.cli.command import SUPPORTED, run
from tests.report.fits import assert_fits


def test_every_schema_can_be_asked_for() -> None:
    assert [each.value for each in Subject] == ["case", *SCHEMAS]


@pytest.mark.parametrize("subject", [each.value for each in Subject])
def test_each_schema_is_one(subject: str) -> None:
    found = run("schema", subject)
    assert found.exit_code == 0
    Draft202012Validator.check_schema(json.loads(found.stdout))
    assert json.loads(found.stdout)["$id"].startswith("urn:amp-rules:")


def test_the_schema_of_a_case_is_in_the_language_asked_for() -> None:
    assert json.loads(run("schema", "case", "-l", "sv").stdout) == case_schema("sv")


def test_the_schema_of_a_case_accepts_a_case() -> None:
    Draft202012Validator(json.loads(run("schema", "case").stdout)).validate(dict(SUPPORTED))


PEOPLE = ("--synthetic", "20")
PLANNED = ("--tolerable", "40000", "--expected", "0", "--confidence", "0.9")
COMMANDS = {
    "whatif": ("whatif", "nsp", *PEOPLE, "--set", "reduced_share=0.4", "--by", "sex", "--split"),
    "sensitivity": ("sensitivity", "nsp", "B5", *PEOPLE),
    "sweep": ("sweep", "nsp", "child_supplement=500,600", *PEOPLE),
    "budget": ("budget", *PEOPLE, "--years", "20", "--set", "child_supplement=600"),
    "reconcile": ("reconcile",),
    "population-synth": ("population", "synth", "20"),
    "population-run": ("population", "run", "nsp", "people"),
    "population-check": ("population", "check", "people"),
    "case-status": ("case", "status", "c1.jsonl"),
    "case-due": ("case", "due", "c1.jsonl", "--on", "2022-03-01"),
    "case-diff": ("case", "diff", "c1.jsonl", "--then", ",2022-02-01"),
    "sample-materiality": (
        *("sample", "materiality", "paid.csv", "--overall", "0.02"),
        *("--performance", "0.75", "--trivial", "0.05"),
    ),
    "sample-plan": ("sample", "plan", "paid.csv", *PLANNED),
    "sample-draw": ("sample", "draw", "paid.csv", *PLANNED, "--seed", "71"),
    "sample-evaluation": ("sample", "evaluate", "sample.csv", "--audited", "amount"),
    "record-verify": ("record", "verify", "r.json"),
    "record-check": ("record", "check", "p.sdjwt", "--key", "k.pub"),
    "case-added": ("case", "add", "c1.jsonl", "shelter_applied", "--on", "2022-03-01", "--by", "shelter-1"),
}


def test_every_output_has_a_command_that_is_run_here() -> None:
    kept = {"rule", "reform", "case-file", "record", "record-openings"}
    assert {*COMMANDS, *kept, "outcome", "audit"} == set(SCHEMAS)


@pytest.mark.slow
@pytest.mark.parametrize("subject", COMMANDS)
def test_what_a_command_prints_fits(subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if subject.startswith("case-"):
        add(new(Path("c1.jsonl")), "shelter_applied", "2022-02-01")
    elif subject.startswith("population-"):
        run("population", "synth", "20", "--decide", "0", "--out", "people")
    elif subject.startswith("record-"):
        Path("c.json").write_text(json.dumps(SUPPORTED), "utf-8")
        run("record", "make", "c.json", "--author", "unit 1", "--out", "r.json")
        run("record", "key", "k")
        run("record", "sign", "r.json", "--key", "k", "--out", "s.sdjwt")
        run("record", "present", "s.sdjwt", "--confirm", "answers.support", "--out", "p.sdjwt")
    elif subject.startswith("sample-"):
        Path("paid.csv").write_text("case,kind,period,amount\n" + "c1,period,p1,950.00\n" * 99, "utf-8")
        run("sample", "draw", "paid.csv", *PLANNED, "--seed", "71", "--out", "sample.csv")
    for language in ("en", "sv"):
        found = run(*COMMANDS[subject], "--format", "json", AMP_RULES_LANGUAGE=language)
        assert found.exit_code == 0, found.output
        told = assert_fits(subject, json.loads(found.stdout))
        assert told["schema"].replace("/", ":") == SCHEMAS[subject]()["$id"].removeprefix("urn:")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_line_of_an_audit_fits(tmp_path: Path, language: str) -> None:
    cases, paid = tmp_path / "cases.json", tmp_path / "paid.csv"
    cases.write_text(json.dumps(SUPPORTED), "utf-8")
    rows = (f"{SUPPORTED['id']},period,absent,950.00", "c2,period,p1,950.00", "c1,period,p1,much")
    paid.write_text("\n".join(("case,kind,period,amount", *rows)) + "\n", "utf-8")
    found = run("audit", str(paid), "--cases", str(cases), "--format", "json", AMP_RULES_LANGUAGE=language)
    told = [assert_fits("audit", json.loads(line)) for line in found.stdout.splitlines()]
    assert [line["line"] for line in told] == ["audit", "payment", "payment", "row"]
    assert {line["schema"] for line in told} == {"amp-rules/audit/1"}
    assert found.exit_code == 1


def test_what_has_no_schema_is_refused() -> None:
    assert run("schema", "weather").exit_code == 2
