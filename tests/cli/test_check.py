from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from amp_rules.rulebook import shipped_rules
from tests.cli.command import run

LONELY = "{about: case, type: bool, title: {en: a, sv: b}, cite: [NSP-A01], value: case.shelter.certified}"
BROKEN = "{about: case, type: bool, title: {en: a, sv: b}, cite: [NSP-A01], value: case.sheltr}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules of one programme."""
    shutil.copytree(shipped_rules() / "nsp", tmp_path / "nsp")
    return tmp_path


def test_the_shipped_rules_have_no_errors() -> None:
    found = run("check")
    assert found.exit_code == 0
    assert ", 0 errors, " in found.stderr


def test_errors_and_warnings_have_places_and_exit_code_1(folder: Path) -> None:
    (folder / "nsp" / "2022-01-01" / "more.yaml").write_text(
        f"decisions:\n  lonely: {LONELY}\n  broken: {BROKEN}\n"
    )
    found = run("check", str(folder))
    assert found.exit_code == 1
    [line] = found.stdout.splitlines()
    assert line.startswith("nsp/2022-01-01/more.yaml:3:")
    assert found.stderr == "1 edition, 1 error, 0 warnings\n"


def test_warnings_alone_are_no_failure(folder: Path) -> None:
    (folder / "nsp" / "2022-01-01" / "more.yaml").write_text(f"decisions:\n  lonely: {LONELY}\n")
    found = run("check", str(folder))
    assert found.exit_code == 0
    assert "more.yaml:2:3: AR332 warning: no goal needs decision 'lonely'\n" in found.stdout


def test_unreadable_files_are_told_with_their_places(folder: Path) -> None:
    (folder / "nsp" / "2022-01-01" / "more.yaml").write_text("decisions: {a: &x 1}\n")
    found = run("check", str(folder))
    assert found.exit_code == 1
    assert "more.yaml:1:16: AR005 anchors and aliases are not allowed" in found.stdout


def test_scenarios_are_checked_too(folder: Path) -> None:
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "one.yaml").write_text("scenarios:\n  - id: UPPER\n")
    found = run("check", str(folder))
    assert found.exit_code == 1
    assert "scenarios/one.yaml:2:5: AR103 'title' is missing" in found.stdout


def test_a_folder_or_a_file_is_needed(tmp_path: Path) -> None:
    found = run("check", str(tmp_path / "none"))
    assert found.exit_code == 2
    assert found.stderr.endswith("none: expected a folder of rule files, or a reform file\n")


REFORM = """\
reform: trial
title: {en: A trial, sv: Ett försök}
of: nsp/2022
changes:
  more: {set_parameter: child_supplement_rate, value: 600, why: {en: Prices, sv: Priser}}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("600", "600", 0, ""),
        ("600", "500", 0, "5:3: AR807 warning: 'more' changes nothing"),
        ("600", "much", 1, "5:55: AR301 the value of 'child_supplement_rate' does not fit its unit"),
        ("child_supplement_rate", "child_suplement_rate", 1, "(did you mean 'child_supplement_rate'?)"),
        ("nsp/2022", "nsp/2021", 1, "3:5: AR802 the edition 'nsp/2021' is not there"),
    ],
)
def test_a_reform_is_checked_against_the_rules(
    tmp_path: Path, old: str, new: str, code: int, said: str
) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM.replace(old, new), "utf-8")
    found = run("check", str(path))
    assert found.exit_code == code
    assert said in found.stdout
    assert found.stderr.startswith("1 reform, ")


def test_a_reform_is_checked_against_other_rules_when_asked(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM.replace("nsp/2022", "amp/2016"), "utf-8")
    found = run("check", str(path), "--rules", str(folder))
    assert found.exit_code == 1
    assert "AR802 the edition 'amp/2016' is not there" in found.stdout


def test_an_empty_folder_has_no_editions(tmp_path: Path) -> None:
    found = run("check", str(tmp_path))
    assert found.exit_code == 1
    assert "AR510" in found.stdout
