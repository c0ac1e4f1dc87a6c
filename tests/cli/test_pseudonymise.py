"""`amp-rules pseudonymise`: keys, cases and payment lists."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.cli.command import run
from tests.places import ROOT

MOTHER = ROOT / "examples" / "nsp-mother-and-child.json"
YOUNG = ROOT / "examples" / "amp-2023-third-country.json"
LITTLE = ROOT / "examples" / "amp-2016-little-known.json"
ACROSS = ROOT / "examples" / "nsp-conflicts.json"
EVENTS = ROOT / "examples" / "casefiles" / "nsp-2022-cancelled.jsonl"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "office.key"
    assert run("pseudonymise", "--new-key", str(path)).exit_code == 0
    return path


def made(*words: object) -> Result:
    return run("pseudonymise", *map(str, words))


def cases(ran: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_new_key_is_named_and_not_shown(tmp_path: Path) -> None:
    ran = made("--new-key", tmp_path / "k")
    assert ran.stdout == ""
    assert (tmp_path / "k").read_text().strip() not in ran.stderr
    again = made("--new-key", tmp_path / "k")
    assert again.exit_code == 2
    assert "never written over" in again.stderr


def test_a_case_is_printed_without_its_id(key: Path) -> None:
    ran = made(YOUNG, "--key", key)
    assert ran.exit_code == 0
    (case,) = cases(ran)
    assert case["id"].startswith("case-")
    assert "example-amp" not in ran.stdout + ran.stderr.replace(str(YOUNG), "")
    assert ran.stderr == "1 case: 1 with dates moved\n"


def answers(*paths: Path) -> list[list[object]]:
    """Verdicts and amounts of the cases, the same whatever the order."""
    found = [
        json.loads(line) for line in run("decide", *map(str, paths), "--format", "json").stdout.splitlines()
    ]
    amounts = [{name: each.get("value") for name, each in one["amounts"].items()} for one in found]
    told = zip(found, amounts, strict=True)
    return sorted(([one["verdicts"], each] for one, each in told), key=repr)


@pytest.mark.slow
def test_the_outcome_printed_is_that_of_the_original(key: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.jsonl"
    new.write_text(made(MOTHER, YOUNG, "--key", key).stdout)
    assert answers(new) == answers(MOTHER, YOUNG)


def test_cases_come_in_the_order_of_their_pseudonyms(key: Path) -> None:
    one, other = made(LITTLE, YOUNG, "--key", key), made(YOUNG, LITTLE, "--key", key)
    assert one.stdout == other.stdout
    assert [case["id"] for case in cases(one)] == sorted(case["id"] for case in cases(one))


@pytest.mark.slow
def test_real_dates_that_stay_are_said_or_refused(key: Path) -> None:
    ran = made(ACROSS, "--key", key)
    assert ran.exit_code == 0
    assert "the real dates stay" in ran.stderr
    refused = made(ACROSS, YOUNG, "--key", key, "--require-shift")
    assert refused.exit_code == 1
    assert len(cases(refused)) == 1
    assert "1 left out" in refused.stderr


def test_files_are_for_their_owner_and_never_written_over(key: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert made(YOUNG, "--key", key, "--out", out).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    assert (out / "cases.jsonl").stat().st_mode & 0o077 == 0
    before = (out / "cases.jsonl").read_bytes()
    again = made(LITTLE, "--key", key, "--out", out)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert (out / "cases.jsonl").read_bytes() == before


LIST = """case,kind,period,from,to,amount,paid_on,reference,name
{case},period,{period},,,1200.00,2022-05-01,V-17,Kvittra Exempelsson
{case},period,{period},,,-200.00,2022-06-01,=V-18,Kvittra Exempelsson
other,period,p,2022-03-01,2022-03-05,10,2022-05-01,V-17,Kvittra Exempelsson
{case},period,,,,10,2022-05-01,V-17,Kvittra Exempelsson
"""


@pytest.mark.slow
def test_payments_go_with_their_cases(key: Path, tmp_path: Path) -> None:
    case = json.loads(MOTHER.read_text())
    listed = tmp_path / "paid.csv"
    listed.write_text(LIST.format(case=case["id"], period=case["periods"][0]["id"]))
    out = tmp_path / "out"
    ran = made(MOTHER, "--key", key, "--out", out, "--payments", listed)
    assert ran.exit_code == 2
    assert "1 row that cannot be read" in ran.stderr
    assert "1 of cases that are not given" in ran.stderr
    text = (out / "payments-1.csv").read_text()
    for secret in (case["id"], "Kvittra", "V-17", "name", "2022-05-01"):
        assert secret not in text
    turned = json.loads((out / "cases.jsonl").read_text())
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["amount"] for row in rows] == ["1200.00", "-200.00", "10.00"]
    assert {(row["case"], row["period"]) for row in rows[:2]} == {(turned["id"], turned["periods"][0]["id"])}
    assert rows[0]["reference"] == rows[2]["reference"] != rows[1]["reference"]
    assert rows[2]["paid_on"] == rows[2]["from"] == ""
    assert rows[0]["paid_on"] not in ("", "2022-05-01")


@pytest.mark.slow
def test_an_audit_of_what_comes_out_finds_the_same(key: Path, tmp_path: Path) -> None:
    case = json.loads(MOTHER.read_text())
    listed = tmp_path / "paid.csv"
    rows = [f"{case['id']},period,{period['id']},,,31000.00,2022-09-01,V-1," for period in case["periods"]]
    listed.write_text("\n".join([LIST.splitlines()[0], *rows, ""]))
    out = tmp_path / "out"
    assert made(MOTHER, "--key", key, "--out", out, "--payments", listed).exit_code == 0
    found = [
        run("audit", str(paid), "--cases", str(known), "--format", "json").stdout.splitlines()
        for paid, known in ((listed, MOTHER), (out / "payments-1.csv", out / "cases.jsonl"))
    ]
    assert len(found[0]) == len(found[1]) > 1
    for one, other in zip(*found, strict=True):
        assert _sums(json.loads(one)) == _sums(json.loads(other))


def _sums(node: Any) -> list[str]:
    """Every amount in what an audit prints, in order."""
    if isinstance(node, dict):
        return [each for key in node for each in _sums(node[key])]
    if isinstance(node, list):
        return [each for child in node for each in _sums(child)]
    return [node] if isinstance(node, str) and node.replace(".", "").lstrip("-").isdigit() else []


def test_a_case_file_with_events_is_refused(key: Path) -> None:
    ran = made(EVENTS, "--key", key)
    assert ran.exit_code == 2
    assert "a case file with events, which cannot be pseudonymised" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_case_that_cannot_be_read_and_one_that_came_before_are_named(key: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"id": "Kvittra-7391", "programme": "amp", "applied_on": "x"}')
    ran = made(tmp_path / "bad.json", YOUNG, YOUNG, "--key", key)
    assert ran.exit_code == 2
    assert "$.applied_on" in ran.stderr
    assert "has the case id of one before it" in ran.stderr
    assert "Kvittra" not in ran.stderr
    assert len(cases(ran)) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "expected at least one file of cases"),
        ([YOUNG], "expected a key file"),
        ([YOUNG, "--key", "k", "--payments", "p.csv"], "need a folder to go to"),
        ([YOUNG, "--new-key", "k"], "does nothing else"),
        ([YOUNG, "--key", "no-such-key"], "no such file"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[object], message: str) -> None:
    ran = made(*words)
    assert ran.exit_code == 2
    assert message in " ".join(ran.stderr.split())
