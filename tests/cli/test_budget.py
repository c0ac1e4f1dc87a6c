from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from amp_rules.cli.budget import budget_command
from amp_rules.population import from_cases
from tests.whatif.supported import ADULT, case, mother

app = typer.Typer(rich_markup_mode=None)
app.command("budget")(budget_command)
FEW = ("--years", "40", "--stays-per-day", "5", "--synthetic", "60")


def run(*arguments: str, **environment: str) -> Result:
    settings: dict[str, str | None] = {"AMP_RULES_LANGUAGE": None, "NO_COLOR": None, **environment}
    return CliRunner().invoke(app, list(arguments), env=settings, prog_name="amp-rules budget")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "tables"
    from_cases([case(ADULT), case(mother())]).write(path)
    return path


def test_the_command_answers_whether_the_money_lasts() -> None:
    done = run(*FEW)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Does the money last? National support programme 2022\n")
    assert "Budget SEK\xa02,016,000" in done.stdout
    assert "60 invented cases, seed 2022" in done.stdout
    assert not done.stderr


def test_the_same_seed_prints_the_same() -> None:
    assert run(*FEW).stdout == run(*FEW).stdout != run(*FEW, "--seed", "3").stdout


def test_other_rules_are_simulated_beside_the_ones_in_force() -> None:
    done = run(*FEW, "--set", "child_supplement=600", "--reading", "B13=no-cut", "--language", "sv")
    assert done.exit_code == 0, done.output
    assert "child_supplement_rate=600" in done.stdout
    assert "Vad reformen ändrar, år för år" in done.stdout


def test_a_reform_file_is_simulated_too(tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "reform: more_money\n"
        "title: {en: More money, sv: Mer pengar}\n"
        "of: nsp/2022\n"
        "changes:\n"
        "  budget:\n"
        "    set_parameter: budget_set_aside\n"
        "    value: 9000000\n"
        "    why: {en: To see., sv: För att se.}\n",
        encoding="utf-8",
    )
    done = run(*FEW, "--reform", str(reform), "--format", "json")
    found = json.loads(done.stdout)
    assert [each["budget"] for each in found["sides"]] == ["2016000.00", "9000000.00"]
    assert found["sides"][1]["runs_out"]["value"] == 0


def test_every_assumption_can_be_chosen() -> None:
    done = run(
        *FEW,
        *("--persons", "50", "--season", "3,1,1,1,1,1,1,1,1,1,1,1", "--carried-days", "20"),
        *("--wait-days", "0", "--shorten", "--passing", "ranks", "--reserve", "100000"),
        *("--budget", "1500000.50", "--confidence", "0.9", "--format", "json"),
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["assumptions"] == {
        "years": 40,
        "seed": 2022,
        "persons": 50,
        "season": [3, *[1] * 11],
        "carried_days": 20,
        "stays_per_day": 5,
        "confidence": 0.9,
    }
    assert found["policy"] == {
        "ranks": [
            ["reflection", "first_in_depth", "support_only"],
            ["integration", "one_off"],
            ["extension"],
        ],
        "passing": "ranks",
        "shorten": True,
        "wait_days": 0,
        "reserve": "100000.00",
    }
    assert found["sides"][0]["budget"] == "1500000.50"


def test_persons_of_ones_own_are_drawn_from_a_folder(folder: Path) -> None:
    done = run(*FEW[:4], "--population", str(folder))
    assert done.exit_code == 0, done.output
    assert "The stays are those of 2 persons of the population." in done.stdout


def test_charts_and_a_page_are_written(tmp_path: Path) -> None:
    done = run(*FEW, "--plot", str(tmp_path / "c.svg"), "--html", str(tmp_path / "page.html"))
    assert done.exit_code == 0, done.output
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"c-spending.svg", "c-runs-out.svg", "c-refused.svg", "c-waiting.svg", "page.html"}
    assert done.stderr.count("wrote ") == 5
    assert (tmp_path / "page.html").read_text(encoding="utf-8").count("<svg") == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--budget", "much"), "budget: expected an amount such as 2016000 or 71.50"),
        (("--reserve", "-1"), "expected days of waiting and a reserve of at least 0"),
        (("--season", "1,2"), "season: expected twelve weights"),
        (("--season", "warm"), "season: expected twelve whole numbers"),
        (("--years", "1"), "years: expected 2 to 100000"),
        (("--passing", "some"), "expected all, ranks or none, found 'some'"),
        (("--plot", "x.pdf"), "no form of chart '.pdf'; known: .svg, .png"),
        (("--set", "nothing=3"), "AR803 'nothing' is not a parameter of nsp/2022"),
        (("amp/2015",), "amp/2015 has no parameter 'year_first'"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_a_line(arguments: tuple[str, ...], message: str) -> None:
    done = run(*FEW, *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not done.stdout


def test_an_edition_or_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no rules 'nps'" in run("nps", *FEW).stderr
    assert "expected a folder of tables" in run("--population", str(tmp_path / "no")).stderr


def test_bad_rows_are_named_by_table_and_row_without_values(folder: Path, tmp_path: Path) -> None:
    facts = {**mother(), "id": "odd"}
    from_cases([case(ADULT), case(facts)]).write(tmp_path / "bad", format="csv")
    periods = tmp_path / "bad" / "periods.csv"
    text = periods.read_text(encoding="utf-8")
    periods.write_text(text.replace("in_depth", "hemlig", 1), encoding="utf-8")
    done = run(*FEW[:4], "--population", str(tmp_path / "bad"))
    assert done.exit_code == 2
    assert "periods row" in done.stderr
    assert "hemlig" not in done.stderr
    left = run(*FEW[:4], "--population", str(tmp_path / "bad"), "--leave-out-bad-rows")
    assert left.exit_code == 0, left.output
    assert "The stays are those of 1 person of the population." in left.stdout


def test_without_numpy_the_error_says_how_to_mend_that(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "amp_rules.cli.budgeting":
            raise ImportError("No module named 'numpy'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    done = run(*FEW)
    assert done.exit_code == 2
    assert "pip install 'amp-rules[population]'" in done.stderr


def test_a_bar_is_drawn_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from amp_rules.cli import budgeting

    with budgeting._bar(10) as watch:
        assert watch is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with budgeting._bar(10) as watch:
        assert watch is not None
        watch(5, 10)
