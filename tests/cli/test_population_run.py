"""`amp-rules population run`: every case decided, and what came of it all in all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from amp_rules.cli.app import app
from amp_rules.population import read, synthesize

pytest.importorskip("pyarrow")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["population", "run", *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fifty invented cases."""
    synthesize(50, 7).write(tmp_path / "people")
    return tmp_path / "people"


def test_verdicts_and_sums_are_told(folder: Path) -> None:
    found = run("nsp", str(folder))
    assert (found.exit_code, found.stderr) == (0, "")
    assert "Cases  50" in found.stdout
    assert "The programme may pay" in found.stdout
    assert "SEK" in found.stdout


def test_the_same_in_swedish(folder: Path) -> None:
    found = run("nsp", str(folder), "--language", "sv")
    assert found.stdout.startswith("Många ärenden prövade")
    assert "kr" in found.stdout


def test_the_same_as_json_under_other_rules(folder: Path) -> None:
    plain, other = (
        json.loads(run("nsp", str(folder), "--format", "json", *more).stdout)
        for more in ((), ("--set", "nsp.child_supplement=600"))
    )
    assert plain["cases"] == other["cases"] == 50
    assert plain["schema"] == "amp-rules/population-run/1"
    assert other["sums"]["total_paid"]["sum"] > plain["sums"]["total_paid"]["sum"]
    assert sum(plain["verdicts"]["support"].values()) == 50


def test_answers_are_written_as_tables(folder: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    found = run("nsp", str(folder), "--out", str(tmp_path / "answers"))
    assert found.exit_code == 0
    cases = parquet.read_table(tmp_path / "answers" / "cases")
    assert cases["case_id"].to_pylist() == read(folder).tables["cases"]["case_id"].to_pylist()


def test_bad_rows_stop_the_run_or_are_left_out_and_named(folder: Path) -> None:
    from pyarrow import csv, parquet

    cases = parquet.read_table(folder / "cases.parquet")
    (folder / "cases.parquet").unlink()
    csv.write_csv(cases.select(["case_id", "programme"]), folder / "cases.csv")
    text = (folder / "cases.csv").read_text().replace('"nsp"', '"nso"', 1)
    (folder / "cases.csv").write_text(text)
    found = run("nsp", str(folder))
    assert found.exit_code == 2
    assert "cases row 1" in found.stderr
    found = run("nsp", str(folder), "--leave-out-bad-rows")
    assert found.exit_code == 0
    assert "Cases  49" in found.stdout
    assert "cases row 1" in found.stderr


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    found = run("nsp", str(tmp_path / "nowhere"))
    assert found.exit_code == 2
    assert "no such folder" in found.stderr
