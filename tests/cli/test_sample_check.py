"""`amp-rules sample check`: a sample drawn again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import run


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"c{row},period,p1,{row * 700}.00,B{row}\n" for row in range(2, 62))
    Path("paid.csv").write_text(f"case,kind,period,amount,reference\n{rows}", "utf-8")
    way = ("--interval", "30000", "--seed", "7", "--out", "sample.csv")
    assert run("sample", "draw", "paid.csv", *way).exit_code == 0


@pytest.mark.parametrize(
    ("language", "said"), [("en", "give just this sample"), ("sv", "ger just detta stickprov")]
)
def test_the_same_list_gives_the_same_sample(language: str, said: str) -> None:
    done = run("sample", "check", "sample.json", "paid.csv", "--language", language)
    assert done.exit_code == 0
    assert said in done.stdout


@pytest.mark.parametrize("selection", ["cell", "sieve"])
def test_every_way_of_selection_can_be_checked(selection: str) -> None:
    way = ("--interval", "9000", "--seed", "7", "--selection", selection, "--key", "reference")
    assert run("sample", "draw", "paid.csv", *way, "--out", "other.csv").exit_code == 0
    assert run("sample", "check", "other.json", "paid.csv").exit_code == 0


def test_another_seed_in_the_record_is_found_out() -> None:
    record = json.loads(Path("sample.json").read_text("utf-8"))
    Path("sample.json").write_text(json.dumps({**record, "seed": "8"}), "utf-8")
    done = run("sample", "check", "sample.json", "paid.csv")
    assert done.exit_code == 1
    assert "give another sample" in done.stdout
    assert "Only in the record" in done.stdout
    assert "Only in what is drawn now" in done.stdout


def test_a_list_that_was_changed_is_found_out_even_where_the_sample_stays() -> None:
    list_ = Path("paid.csv")
    list_.write_text(list_.read_text("utf-8").replace("c2,", "c2002,"), "utf-8")
    done = run("sample", "check", "sample.json", "paid.csv")
    assert done.exit_code == 1
    assert "give just this sample" in done.stdout
    assert "its digest differs" in done.stdout


def test_what_is_no_record_is_bad_input() -> None:
    done = run("sample", "check", "paid.csv", "paid.csv")
    assert done.exit_code == 2
    assert "not the record of a sample" in done.stderr
