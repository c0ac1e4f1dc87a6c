from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from amp_rules.rulebook import shipped_rules
from tests.cli.command import run

SCENARIO = """\
scenarios:
  - id: nsp-2022.made-up
    title: {en: Made up, sv: Påhittat}
    why: It shows nothing.
    rules: [NSP-E03]
    programme: nsp
    given:
      applied_on: 2022-03-01
      shelter: {certified: false}
    expect:
      verdicts: {support: VERDICT}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped rules of one programme, without scenarios."""
    shutil.copytree(shipped_rules() / "nsp", tmp_path / "nsp")
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def write(folder: Path, verdict: str) -> None:
    (folder / "scenarios" / "one.yaml").write_text(SCENARIO.replace("VERDICT", verdict), "utf-8")


def test_a_passing_scenario_is_counted_with_its_coverage(folder: Path) -> None:
    write(folder, "refused")
    found = run("test", str(folder))
    assert found.exit_code == 0
    *coverage, last = found.stdout.splitlines()
    assert last == "1 scenario: 1 passed, 0 failed"
    assert [line.split(":")[0] for line in coverage] == ["rules", "conditions"]


def test_a_failing_scenario_is_told_with_what_was_expected(folder: Path) -> None:
    write(folder, "granted")
    found = run("test", str(folder))
    assert found.exit_code == 1
    assert found.stdout.splitlines()[:2] == [
        "FAILED nsp-2022.made-up: Made up",
        "  scenarios/one.yaml:11:27: verdicts.support: expected granted, found refused",
    ]


def test_coverage_lists_what_no_scenario_shows(folder: Path) -> None:
    write(folder, "refused")
    found = run("test", str(folder), "--coverage")
    assert [line for line in found.stdout.splitlines() if " never holds nor fails" in line]


def test_scenarios_can_be_chosen_by_a_part_of_their_id() -> None:
    found = run("test", "-k", "two-children-one-supplement")
    assert (found.exit_code, found.stdout) == (0, "1 scenario: 1 passed, 0 failed\n")


@pytest.mark.parametrize("options", [["-k", "zork"], []])
def test_no_scenario_is_bad_input(folder: Path, options: list[str]) -> None:
    found = run("test", str(folder), *options)
    assert found.exit_code == 2
    assert found.stderr.startswith("no scenario")


def test_scenarios_that_cannot_be_read_are_bad_input(folder: Path) -> None:
    (folder / "scenarios" / "one.yaml").write_text("scenarios: {}\n")
    found = run("test", str(folder))
    assert found.exit_code == 2
    assert "scenarios/one.yaml:1:12: AR106 expected a list" in found.stderr
    assert found.stderr.splitlines()[-1] == "the scenarios cannot be read: 1 error"


def test_rules_that_cannot_be_run_are_bad_input(folder: Path) -> None:
    write(folder, "refused")
    totals = folder / "nsp" / "2022-01-01" / "totals.yaml"
    totals.write_text(totals.read_text("utf-8").replace("p.period_total == 0", "p.period_totl == 0"), "utf-8")
    found = run("test", str(folder))
    assert found.exit_code == 2
    assert found.stdout == ""
    assert "AR201" in found.stderr
    assert found.stderr.endswith("the rules cannot be used: 1 error\n")
