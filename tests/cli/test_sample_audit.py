"""`amp-rules sample evaluate --audit`: a sample held against what the rules give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import run

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
        "standing": "right",
        "rows": list(rows),
        "currency": currency,
        "paid": paid,
        "expected": expected,
    }


def audit(found: Mapping[int, str | None], sha256: str | None = None) -> str:
    """The lines of an audit in which all payments but these are right."""
    lines: list[dict[str, Any]] = [
        {"schema": "amp-rules/audit/1", "line": "audit", "given": {"sha256": sha256}},
        payment(paid="0.00", expected="950.00"),
    ]
    for row in range(2, 42):
        paid = f"{row * 1000}.00"
        lines.append(payment(row, paid=paid, expected=found.get(row, paid)))
    Path("audit.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return "audit.jsonl"


def evaluate(file: str = "audit.jsonl", *more: str) -> Any:
    return run("sample", "evaluate", "--audit", file, "--record", "sample.json", "-f", "json", *more)


def test_right_payments_are_within() -> None:
    told = drawn()
    audit({}, told["source"]["sha256"])
    assert evaluate().exit_code == 0


def test_a_difference_and_an_unknown_amount_are_taken_over() -> None:
    one, other = [int(pick["key"]) for pick in drawn()["picks"] if not pick["certain"]][:2]
    audit({one: f"{one * 500}.00", other: None})
    told = json.loads(evaluate().stdout)
    assert told["unresolved"] == [str(other)]
    assert [layer["tainting"] for layer in told["over"]["layers"]] == ["1", "0.5"]


def test_payments_audited_together_share_the_difference() -> None:
    first = int(drawn()["picks"][0]["key"])
    lines = Path(audit({})).read_text("utf-8").splitlines()
    kept = [line for line in lines if json.loads(line).get("rows") not in ([first], [first + 1])]
    paid = first * 1000 + (first + 1) * 1000
    both = payment(first, first + 1, paid=f"{paid}.00", expected=f"{paid * 3 // 4}.00")
    Path("audit.jsonl").write_text("\n".join([*kept, json.dumps(both)]) + "\n", "utf-8")
    told = json.loads(evaluate().stdout)
    assert {layer["tainting"] for layer in told["over"]["layers"]} == {"0.25"}


def test_an_audit_of_another_list_is_refused() -> None:
    drawn()
    audit({}, "0" * 64)
    done = evaluate()
    assert done.exit_code == 2
    assert "another list" in done.stderr


def test_an_audit_without_a_payment_that_was_drawn_is_refused() -> None:
    drawn()
    lines = Path(audit({})).read_text("utf-8").splitlines()
    Path("audit.jsonl").write_text("\n".join(lines[:5]) + "\n", "utf-8")
    assert "that were drawn are missing" in evaluate().stderr


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        json.dumps({"line": "payment"}),
        json.dumps(payment(2, paid="many", expected=None)),
        json.dumps(payment(2, paid="2000.00", expected="1e3")),
        json.dumps({"line": "audit", "given": 7}),
    ],
)
def test_what_is_no_audit_is_refused(line: str) -> None:
    drawn()
    Path("audit.jsonl").write_text(f"{line}\n", "utf-8")
    done = evaluate()
    assert done.exit_code == 2
    assert "audit.jsonl, line 1: not what 'amp-rules audit' prints" in done.stderr


@pytest.mark.parametrize("wrong", ["currency", "twice"])
def test_a_line_that_does_not_fit_the_sample_is_refused(wrong: str) -> None:
    first = int(drawn()["picks"][0]["key"])
    more = payment(first, paid="1.00", expected="1.00", currency="USD" if wrong == "currency" else "SEK")
    with Path(audit({})).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(more) + "\n")
    done = evaluate()
    assert done.exit_code == 2
    assert "line 43: does not fit" in done.stderr


def test_a_sample_named_by_references_is_refused() -> None:
    drawn("--key", "reference")
    audit({})
    assert "by their references" in evaluate().stderr


@pytest.mark.parametrize("arguments", [(), ("sample.csv", "--audit", "audit.jsonl")])
def test_either_a_sheet_or_an_audit_is_named(arguments: tuple[str, ...]) -> None:
    done = run("sample", "evaluate", *arguments)
    assert done.exit_code == 2
    assert "--audit" in done.stderr
