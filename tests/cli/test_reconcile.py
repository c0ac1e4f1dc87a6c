"""`amp-rules reconcile` and `amp-rules population synth`, before and behind the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amp_rules.audit.reconcile import Reconciliation
from amp_rules.cli.populationsynth import synth_command
from amp_rules.cli.reconcile import reconcile_command

app = typer.Typer()
app.command("reconcile")(reconcile_command)
app.command("synth")(synth_command)


def run(*arguments: str) -> Result:
    settings: dict[str, str | None] = {"AMP_RULES_LANGUAGE": None, "NO_COLOR": "1"}
    return CliRunner().invoke(app, list(arguments), env=settings, prog_name="amp-rules")


def test_the_report_is_reconciled_and_verified() -> None:
    done = run("reconcile", "--verify", "--language", "sv")
    assert done.exit_code == 0
    assert "Omöjligt" in done.stdout
    assert "avgjordes av motorn" in done.stdout


def test_json_of_a_reading(tmp_path: Path) -> None:
    done = run("reconcile", "--format", "json", "--reading", "B15=soft-cap")
    rows = {row["row"]: row["attainable"] for row in json.loads(done.stdout)["rows"]}
    assert rows["integration"]


def test_a_picture_is_written(tmp_path: Path) -> None:
    assert run("reconcile", "--plot", str(tmp_path / "rows.svg")).exit_code == 0
    assert (tmp_path / "rows.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    "arguments",
    [
        ("reconcile", "--plot", "rows.gif"),
        ("reconcile", "--plot", "nowhere/rows.svg"),
        ("reconcile", "--reading", "B15=softer"),
        ("synth", "-1"),
        ("synth", "5", "--programme", "xyz"),
        ("synth", "5", "--assume", "support.staffing_share"),
        ("synth", "5", "--assume", "support.staffing_share=often"),
        ("synth", "5", "--assume", "support.stafing_share=0.5"),
        ("synth", "5", "--assume", "returning.children_share=0.5"),
        ("synth", "5", "--assume", "support.staffing_share=5"),
        ("synth", "5", "--out", "somewhere", "--tables", "tsv"),
    ],
)
def test_what_cannot_be_done_ends_with_bad_input(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""


def test_an_engine_that_disagrees_ends_with_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    verify = Reconciliation.verify

    def denied(self: Reconciliation) -> object:
        from dataclasses import replace

        return [replace(each, agrees=False) for each in verify(self)]

    monkeypatch.setattr(Reconciliation, "verify", denied)
    done = run("reconcile", "--verify")
    assert done.exit_code == 1
    assert "another sum" in done.stdout


def test_a_population_is_drawn_calibrated_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    done = run("synth", "40", "--seed", "3", "--out", str(folder), "--decide", "0")
    assert done.exit_code == 0
    assert "Nobody in it exists." in done.stdout
    assert "40 cases written" in done.stderr
    assert (folder / "cases.parquet").is_file()
    assert run("synth", "40", "--out", str(folder)).exit_code == 2


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_the_same_seed_prints_the_same(programme: str) -> None:
    one, other = (run("synth", "60", "-p", programme, "--format", "json", "--seed", "9") for _ in range(2))
    assert one.exit_code == 0
    assert json.loads(one.stdout)["programme"] == programme
    assert one.stdout == other.stdout


def test_reconciling_needs_no_table_library() -> None:
    code = (
        "import sys, amp_rules, amp_rules.cli.reconcile, amp_rules.report.reconcile, amp_rules.audit;"
        "found = amp_rules.audit.reconcile(amp_rules.load_rulebook('nsp', edition='2022'));"
        "amp_rules.report.reconcile.reconcile_page(found, 'sv');"
        "print({'numpy', 'pyarrow', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_without_the_table_libraries_drawing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "amp_rules.population.calibrate", None)
    done = run("synth", "5")
    assert done.exit_code == 2
    assert "amp-rules[population]" in done.stderr


def test_an_assumption_is_changed_by_name() -> None:
    done = run("synth", "60", "--assume", "support.overlap_longest=7", "--decide", "0", "--format", "json")
    assert json.loads(done.stdout)["assumptions"]["support.overlap_longest"] == 7
