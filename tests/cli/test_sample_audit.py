"""`amp-rules sample evaluate --audit`: a sample held against what the rules give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import SUPPORTED, run

LIST = "case,kind,period,amount,reference\n" + "".join(
    f"c{row},period,p1,{row * 1000}.00,B{row}\n" for row in range(2, 42)
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("paid.csv").write_text(LIST, "utf-8")


def drawn(*more: str) -> Mapping[str, Any]:
    way = ("--tolerable", "200000", "--expected", "0", "--confidence", "0.9", "--seed", "5", *more)
    done = run("sample", "draw", "paid.csv", *way, "--out", "sample.csv", "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def payment(*rows: int, paid: str, expected: str | None, currency: str = "SEK") -> dict[str, Any]:
    return {
        "schema": "amp-rules/audit/1",
        "line": "payment",
        "standing": "unchecked" if expected is None else "wrong",
        "rows": list(rows),
        "currency": currency,
        "paid": paid,
        "expected": expected,
    }


def audit(*found: dict[str, Any], **summary: Any) -> str:
    """The lines of an audit that found these; all other payments are right."""
    standings = [each["standing"] for each in found]
    first = {
        "schema": "amp-rules/audit/1",
        "line": "audit",
        "given": {"sha256": sha256(Path("paid.csv").read_bytes()).hexdigest()},
        "wrong": standings.count("wrong"),
        "unchecked": standings.count("unchecked"),
        "unreadable": 0,
        **summary,
    }
    Path("audit.jsonl").write_text("".join(json.dumps(line) + "\n" for line in (first, *found)), "utf-8")
    return "audit.jsonl"


def evaluate(file: str = "audit.jsonl", *more: str) -> Any:
    return run("sample", "evaluate", "--audit", file, "--record", "sample.json", "-f", "json", *more)


def test_payments_without_a_line_are_right() -> None:
    drawn()
    audit(payment(paid="0.00", expected="950.00"))
    assert evaluate().exit_code == 0


def test_a_difference_and_an_unknown_amount_are_taken_over() -> None:
    one, other = [int(pick["key"]) for pick in drawn()["picks"] if not pick["certain"]][:2]
    audit(
        payment(one, paid=f"{one * 1000}.00", expected=f"{one * 500}.00"),
        payment(other, paid=f"{other * 1000}.00", expected=None),
    )
    told = json.loads(evaluate().stdout)
    assert told["unresolved"] == [str(other)]
    assert [layer["tainting"] for layer in told["over"]["layers"]] == ["1", "0.5"]


def test_payments_audited_together_share_the_difference() -> None:
    first = int(drawn()["picks"][0]["key"])
    paid = first * 1000 + (first + 1) * 1000
    audit(payment(first, first + 1, paid=f"{paid}.00", expected=f"{paid * 3 // 4}.00"))
    told = json.loads(evaluate().stdout)
    assert {layer["tainting"] for layer in told["over"]["layers"]} == {"0.25"}


@pytest.mark.parametrize("digest", ["0" * 64, None])
def test_an_audit_of_another_list_is_refused(digest: str | None) -> None:
    drawn()
    audit(given={"sha256": digest})
    done = evaluate()
    assert done.exit_code == 2
    assert "another list" in done.stderr


@pytest.mark.parametrize("summary", [{"wrong": 2}, {"unchecked": 1}, {"unreadable": 1}])
def test_an_audit_that_was_cut_off_is_refused(summary: dict[str, int]) -> None:
    drawn()
    audit(payment(2, paid="2000.00", expected="1000.00"), **summary)
    done = evaluate()
    assert done.exit_code == 2
    assert "cut off" in done.stderr


def test_a_summary_is_the_first_line() -> None:
    drawn()
    Path("audit.jsonl").write_text("", "utf-8")
    assert "line 1: not what" in evaluate().stderr
    Path("audit.jsonl").write_text(json.dumps(payment(2, paid="2000.00", expected=None)) + "\n", "utf-8")
    assert "line 1: not what" in evaluate().stderr


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        json.dumps({"line": "payment"}),
        json.dumps({**payment(2, paid="2000.00", expected=None), "standing": "right"}),
        json.dumps(payment(2, paid="many", expected=None)),
        json.dumps(payment(2, paid="2000.00", expected="1e3")),
    ],
)
def test_what_is_no_audit_is_refused(line: str) -> None:
    drawn()
    with Path(audit(wrong=1)).open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
    done = evaluate()
    assert done.exit_code == 2
    assert "audit.jsonl, line 2: not what 'amp-rules audit' prints" in done.stderr


@pytest.mark.parametrize("wrong", ["currency", "twice"])
def test_a_line_that_does_not_fit_the_sample_is_refused(wrong: str) -> None:
    first = int(drawn()["picks"][0]["key"])
    usual = payment(first, paid=f"{first * 1000}.00", expected="1.00")
    other = payment(first, paid="1.00", expected="1.00", currency="USD" if wrong == "currency" else "SEK")
    audit(*([usual] if wrong == "twice" else []), other)
    done = evaluate()
    assert done.exit_code == 2
    assert "does not fit" in done.stderr


def test_a_sample_named_by_references_is_refused() -> None:
    drawn("--key", "reference")
    audit()
    assert "by their references" in evaluate().stderr


def test_what_the_audit_prints_is_read() -> None:
    case = {
        **SUPPORTED,
        "periods": [{**SUPPORTED["periods"][0], "earlier_project_money": False, "staffing_requested": False}],
        "daily": {**SUPPORTED["daily"], "extra_staffing": []},
    }
    Path("cases.jsonl").write_text(
        "".join(json.dumps({**case, "id": f"c{row}"}) + "\n" for row in range(2, 42)), "utf-8"
    )
    told = drawn()
    done = run("audit", "paid.csv", "--cases", "cases.jsonl", "--format", "json")
    assert done.exit_code == 1, done.output
    Path("audit.jsonl").write_text(done.stdout, "utf-8")
    found = json.loads(evaluate().stdout)
    expected = {line["rows"][0]: line["expected"] for line in map(json.loads, done.stdout.splitlines()[1:])}
    assert set(expected.values()) == {"36000.00"}
    assert found["unresolved"] == []
    shown = found["over"]["layers"] + found["under"]["layers"]
    assert {layer["audited"] for layer in shown} <= set(expected.values())
    wrong = {pick["key"] for pick in told["picks"] if int(pick["key"]) in expected and not pick["certain"]}
    assert {layer["key"] for layer in shown} == wrong


@pytest.mark.parametrize("arguments", [(), ("sample.csv", "--audit", "audit.jsonl")])
def test_either_a_sheet_or_an_audit_is_named(arguments: tuple[str, ...]) -> None:
    done = run("sample", "evaluate", *arguments)
    assert done.exit_code == 2
    assert "--audit" in done.stderr
