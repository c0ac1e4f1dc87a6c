"""`amp-rules population check`: every bad row on a line, and nothing of a person but the keys."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amp_rules.cli.populationcheck import population_check_command
from tests.report.fits import assert_fits, assert_nothing_else_fits

pytest.importorskip("pyarrow")


def check(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(population_check_command)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases, one period."""
    (tmp_path / "cases.csv").write_text("case_id,programme,destination_country\na-1,nsp,SE\na-2,nsp,\n")
    (tmp_path / "periods.csv").write_text("case_id,period_id,position,start,end\na-2,p,0,2022-03-01,\n")
    return tmp_path


def test_sound_tables_are_counted(folder: Path) -> None:
    found = check(str(folder))
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "2 cases, 0 bad rows\n")


def test_bad_rows_are_printed_with_their_keys(folder: Path) -> None:
    (folder / "periods.csv").write_text(
        "case_id,period_id,position,start,end\na-2,p,0,2022-03-01,2021-12-13\n"
    )
    found = check(str(folder))
    assert (found.exit_code, found.stderr) == (1, "2 cases, 1 bad row\n")
    assert found.stdout == "periods row 1 (a-2/p) end: is below start\n"


def test_the_same_as_json(folder: Path) -> None:
    (folder / "cases.csv").write_text("case_id,programme,colour\na-1,nsp,SE\n")
    found = check(str(folder), "--format", "json")
    told = json.loads(found.stdout)
    assert_nothing_else_fits("population-check", told, "rows")
    assert (found.exit_code, told["programme"], told["rows"]["cases"]) == (1, "nsp", 1)
    assert told["bad_rows"][0] == {
        "table": "cases",
        "row": 0,
        "case_id": "",
        "own_id": "",
        "column": "",
        "code": "column",
        "message": "column 3 is not of the schema",
    }
    assert told["bad_rows"][1]["code"] == "orphan"


def test_lines_of_another_length_are_bad_rows(folder: Path) -> None:
    (folder / "cases.csv").write_text("case_id,programme\na-1\n")
    found = check(str(folder))
    assert (found.exit_code, found.stderr) == (1, "1 bad row\n")
    assert (
        assert_fits("population-check", json.loads(check(str(folder), "--format", "json").stdout))["rows"]
        == {}
    )
    assert found.stdout == "cases row 1: another number of cells than the header\n"


def test_what_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    found = check(str(tmp_path / "none"))
    assert (found.exit_code, found.stderr) == (2, f"{tmp_path / 'none'}: no such folder\n")
    (tmp_path / "perids.csv").touch()
    found = check(str(tmp_path))
    assert found.exit_code == 2
    assert found.stderr.startswith("no table 'perids'; known: cases, persons, ")


def test_without_arrow_the_command_says_what_is_needed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "amp_rules.population", raising=False)
    for name in [each for each in sys.modules if each.startswith("amp_rules.population.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    found = check(str(folder))
    assert found.exit_code == 2
    assert found.stderr == "populations need pyarrow: install amp-rules[population]\n"
