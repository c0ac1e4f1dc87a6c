"""`amp-rules audit` from the outside."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from amp_rules.case import Case
from tests.cli.command import run

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "payments"
SHELTER = (
    str(EXAMPLES / "shelter-payments.csv"),
    "--mapping",
    str(EXAMPLES / "shelter-columns.yaml"),
    "--cases",
    str(EXAMPLES / "shelter-cases.jsonl"),
)
RETURN = (str(EXAMPLES / "return-payments.csv"), "--cases", str(EXAMPLES / "return-cases.jsonl"))


@pytest.fixture(scope="module")
def shelter() -> Result:
    return run("audit", *SHELTER)


@pytest.fixture(scope="module")
def shelter_lines() -> Result:
    return run("audit", *SHELTER, "--format", "json")


@pytest.mark.source_tree
def test_the_example_lists_are_those_that_the_tool_writes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.make_payments", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_findings_give_exit_code_one_and_their_kinds(shelter: Result) -> None:
    done = shelter
    assert done.exit_code == 1
    for code in ("PF02", "PF03", "PF05", "PF07", "PF09", "PF10", "PF11", "PF16"):
        assert code in done.stdout
    assert "54,000" in done.stdout
    assert "row 20" in done.stderr


def test_json_has_a_line_for_everything_found() -> None:
    done = run("audit", *RETURN, "--format", "json", "--language", "sv")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert lines[0]["line"] == "audit"
    kinds = {finding["kind"] for line in lines[1:] for finding in line.get("findings", [])}
    assert kinds == {
        "double_payment",
        "over_ceiling",
        "wrong_category",
        "after_withdrawal",
        "whole_share_for_child",
    }


def test_a_complete_list_names_what_was_never_paid() -> None:
    some = run("audit", *RETURN, "--format", "json").stdout.count("underpayment")
    assert run("audit", *RETURN, "--format", "json", "--complete").stdout.count("underpayment") > some


def test_a_right_list_gives_exit_code_zero(tmp_path: Path) -> None:
    text = (EXAMPLES / "shelter-payments.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "right.csv"
    path.write_text("".join(text[:3]), encoding="utf-8")
    done = run("audit", str(path), *SHELTER[1:])
    assert (done.exit_code, done.stderr) == (0, "")


def test_unreadable_rows_alone_give_exit_code_two(tmp_path: Path) -> None:
    text = (EXAMPLES / "shelter-payments.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "bad.csv"
    path.write_text("".join([text[0], text[-1]]), encoding="utf-8")
    done = run("audit", str(path), *SHELTER[1:])
    assert done.exit_code == 2
    assert "row 2: Belopp: expected an amount" in done.stderr


@pytest.mark.slow
def test_a_reading_takes_its_findings_away() -> None:
    done = run("audit", *SHELTER, "--reading", "B1=per-child", "--format", "json")
    assert "child_supplement_per_child" not in done.stdout


def test_files_are_written_as_asked(tmp_path: Path) -> None:
    names = [tmp_path / f"found.{form}" for form in ("xlsx", "html", "pdf")]
    options = [part for path in names for part in (f"--{path.suffix[1:]}", str(path))]
    done = run("audit", *RETURN, *options)
    assert done.exit_code == 1
    assert [path.read_bytes()[:4] for path in names] == [b"PK\x03\x04", b"<!DO", b"%PDF"]


@pytest.mark.slow
def test_population_tables_serve_as_cases(tmp_path: Path, shelter_lines: Result) -> None:
    from amp_rules.case import case_from_json
    from amp_rules.population import from_cases

    lines = (EXAMPLES / "shelter-cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases: list[Case] = [case_from_json(line) for line in lines]
    from_cases(cases).write(tmp_path / "cases")
    tables = run("audit", *SHELTER[:3], "--cases", str(tmp_path / "cases"), "--format", "json")
    assert tables.stdout.splitlines()[1:] == shelter_lines.stdout.splitlines()[1:]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv", "--cases", SHELTER[-1]), "cannot be read or written: no such file or directory"),
        ((SHELTER[0], "--cases", SHELTER[-1]), "no column for case, amount"),
        ((SHELTER[0], "--mapping", SHELTER[0], "--cases", SHELTER[-1]), "AR"),
        ((*SHELTER, "--edition", "2030"), "no edition '2030'"),
        ((*SHELTER, "--reading", "B1=none"), "B1 has no reading 'none'"),
        ((*SHELTER, "--engine", "third"), "'third' is not one of both, compiled"),
    ],
)
def test_what_cannot_be_used_is_said(arguments: tuple[str, ...], said: str) -> None:
    done = run("audit", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_cases_that_cannot_be_read_are_named_and_the_rest_is_checked(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"id": "x", "programme": "nsp", "nothing": 1}', encoding="utf-8")
    done = run("audit", *SHELTER, "--cases", str(broken))
    assert done.exit_code == 1
    assert "broken.json: $: unknown key" in done.stderr


@pytest.mark.slow
def test_two_processes_print_what_one_prints(shelter_lines: Result) -> None:
    assert run("audit", *SHELTER, "--format", "json", "--workers", "2").stdout == shelter_lines.stdout


def test_nothing_of_a_case_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    run("audit", *RETURN)
    shutil.rmtree(tmp_path / "pytest", ignore_errors=True)
    assert [path for path in tmp_path.iterdir() if path.name.startswith("amp-rules-")] == []
