"""`amp-rules whatif`, `sensitivity` and `sweep`: what they print and write, and how they refuse."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amp_rules.cli.sensitivity import sensitivity_command
from amp_rules.cli.sweep import sweep_command
from amp_rules.cli.whatif import whatif_command
from amp_rules.testing.populations import drawn_population

APP = typer.Typer(pretty_exceptions_enable=False)
APP.command("whatif")(whatif_command)
APP.command("sensitivity")(sensitivity_command)
APP.command("sweep")(sweep_command)

FEW = ("--synthetic", "40", "--seed", "5")
MORE = ("--set", "nsp.child_supplement=600")
REFORM = """\
reform: two_changes
title: {en: Two changes, sv: Två ändringar}
of: nsp/2022
changes:
  more_for_children:
    set_parameter: child_supplement_rate
    value: 600
    why: {en: Prices have risen., sv: Priserna har stigit.}
  later_half:
    change_rule: support_half.reduced
    then: parameter.support_half_rate
    why: {en: The support costs the same., sv: Stödet kostar detsamma.}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(APP, list(arguments), env={"AMP_RULES_LANGUAGE": None, "NO_COLOR": None})


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def reform(tmp_path: Path) -> Path:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM, "utf-8")
    return path


def test_a_setting_is_compared_in_words() -> None:
    found = run("whatif", "nsp", *FEW, *MORE, "--by", "children")
    assert (found.exit_code, found.stderr) == (0, "")
    text = plain(found.stdout)
    assert "Population 40 invented cases, seed 5" in text
    assert "Child supplement: 500 SEK/day becomes 600 SEK/day" in text
    assert "Accompanying children" in text


def test_it_speaks_swedish() -> None:
    found = run("whatif", "nsp", *FEW, *MORE, "--language", "sv")
    assert "Barntillägg: 500 SEK/day blir 600 SEK/day" in plain(found.stdout)


def test_a_reform_file_is_split_over_its_changes(reform: Path) -> None:
    found = run("whatif", "nsp", *FEW, "--reform", str(reform), "-f", "json")
    told = json.loads(found.stdout)
    assert [part["changes"] for part in told["attribution"]["parts"]] == [
        ["more_for_children"],
        ["later_half"],
    ]
    shares = [Fraction(part["share"]) for part in told["attribution"]["parts"]]
    total = next(each for each in told["amounts"] if each["name"] == "total_paid")
    assert sum(shares) == Fraction(total["difference"]["total"]) != 0


def test_a_reform_file_and_settings_go_together(reform: Path) -> None:
    found = run("whatif", "nsp", *FEW, "--reform", str(reform), "--reading", "B5=after-90-days", "-f", "json")
    told = json.loads(found.stdout)
    assert told["now"]["name"] == "nsp/2022+two_changes+inline"
    assert len(told["attribution"]["parts"]) == 3


@pytest.mark.parametrize(("option", "parts"), [("--split", 1), ("--no-split", 0)])
def test_splitting_can_be_asked_for_or_left(option: str, parts: int) -> None:
    told = json.loads(run("whatif", "nsp", *FEW, *MORE, option, "-f", "json").stdout)
    assert len(told.get("attribution", {"parts": []})["parts"]) == parts


def test_a_population_in_a_folder_is_read(tmp_path: Path) -> None:
    from pyarrow import parquet

    for name, table in drawn_population("nsp/2022", 25, 4).tables.items():
        parquet.write_table(table, tmp_path / f"{name}.parquet")
    found = run("whatif", "nsp", "--population", str(tmp_path), *MORE, "--engine", "each")
    assert found.exit_code == 0, found.stderr
    assert "25 cases from" in plain(found.stdout)


def test_charts_a_page_and_a_table_are_written(tmp_path: Path, reform: Path) -> None:
    page, plot, table = tmp_path / "page.html", tmp_path / "chart.svg", tmp_path / "cases.csv"
    found = run(
        "whatif", "nsp", *FEW, "--reform", str(reform),
        "--html", str(page), "--plot", str(plot), "--table", str(table),
    )  # fmt: skip
    assert found.exit_code == 0, found.stderr
    wrote = [line.removeprefix("wrote ") for line in found.stderr.splitlines()]
    assert wrote == [
        str(page),
        str(tmp_path / "chart-gains.svg"),
        str(tmp_path / "chart-changes.svg"),
        str(table),
    ]
    assert "<svg" in page.read_text("utf-8")
    assert len(table.read_text("utf-8").splitlines()) == 41


def test_a_case_is_told_line_by_line() -> None:
    told = json.loads(run("whatif", "nsp", *FEW, *MORE, "-f", "json").stdout)
    name = told["most"][0]["case"]
    found = run("whatif", "nsp", *FEW, *MORE, "--case", name)
    assert f"Case {name}" in found.stdout
    assert "Changes that came into play child_supplement_rate=600" in plain(found.stdout)


def test_a_warning_is_told_and_does_not_stop() -> None:
    found = run("whatif", "nsp", *FEW, "--set", "child_supplement_rate=500")
    assert found.exit_code == 0
    assert "AR807 'child_supplement_rate=500' changes nothing" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("whatif", "nsp", *FEW), "say what to change: --reform, --set or --reading"),
        (("whatif", "nsp", *MORE), "give either --population or --synthetic"),
        (("whatif", "nsp", *FEW, *MORE, "--population", "x"), "give either --population or --synthetic"),
        (("whatif", "nsp", "--population", "/none", *MORE), "/none: expected a folder of tables"),
        (("whatif", "amp", *FEW, *MORE), "'amp' has several editions: amp/2015, amp/2016, amp/2023"),
        (("whatif", "nps", *FEW, *MORE), "no rules 'nps'"),
        (("whatif", "nsp", *FEW, "--set", "child_suplement_rate=1"), "did you mean 'child_supplement_rate'?"),
        (("whatif", "nsp", *FEW, "--set", "reflection_days=45@2022-07-01"), "--set:1:1: AR812"),
        (("whatif", "nsp", *FEW, "--reading", "B5=never"), "B5 has no reading 'never'"),
        (("whatif", "nsp", *FEW, *MORE, "--by", "childen"), "did you mean 'children'?"),
        (("whatif", "nsp", *FEW, *MORE, "--case", "nobody"), "no case 'nobody'"),
        (("whatif", "nsp", *FEW, *MORE, "--reform", "/none.yaml"), "/none.yaml:1:1: AR003"),
        (("whatif", "nsp", *FEW, *MORE, "--engine", "abacus"), "'abacus' is not one of columns"),
        (("whatif", "nsp", *FEW, *MORE, "--table", "x.doc"), "no form of table '.doc'"),
        (("sensitivity", "nsp", "A1", *FEW), "no interpretation 'A1'"),
        (("sweep", "nsp", "child_supplement", *FEW), "expected NAME=FROM..TO/STEP"),
        (
            ("sweep", "nsp", "child_supplement=1..900/1", *FEW),
            "900 values to sweep over, expected at most 400",
        ),
        (("sweep", "nsp", "child_suplement_rate=1,2", *FEW), "did you mean 'child_supplement_rate'?"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert said in plain(found.stderr.replace("│", " "))
    assert "Traceback" not in found.stderr


def test_readings_are_ranked(tmp_path: Path) -> None:
    chart = tmp_path / "readings.svg"
    found = run("sensitivity", "nsp", "B5", "B11", *FEW, "--plot", str(chart))
    assert found.exit_code == 0, found.stderr
    assert "B5=day-count" in found.stdout
    assert chart.exists() == ("no chart" not in found.stderr)
    told = json.loads(run("sensitivity", "nsp", "B5", *FEW, "-f", "json").stdout)
    assert [each["interpretation"] for each in told["ambiguities"]] == ["B5"]


def test_readings_are_compared_with_those_chosen() -> None:
    told = json.loads(run("sensitivity", "nsp", "B5", *FEW, "--reading", "B5=day-count", "-f", "json").stdout)
    assert told["ambiguities"][0]["in_force"] == "day-count"


def test_a_number_is_swept(tmp_path: Path) -> None:
    chart, page = tmp_path / "sweep.svg", tmp_path / "sweep.html"
    found = run(
        "sweep", "nsp", "child_supplement=400..600/100", "reflection_days=30,45", *FEW,
        "--plot", str(chart), "--html", str(page),
    )  # fmt: skip
    assert found.exit_code == 0, found.stderr
    assert chart.exists()
    assert page.exists()
    assert "In force: 500" in plain(found.stdout)
    told = json.loads(run("sweep", "nsp", "child_supplement=400,500", *FEW, "-f", "json").stdout)
    assert [point["values"] for point in told["points"]] == [["400"], ["500"]]
