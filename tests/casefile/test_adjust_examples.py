"""The example case files: whole, made by their tool, with the sums worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.casefile import read, verify
from amp_rules.casefile.adjust import compare
from amp_rules.casefile.due import due
from amp_rules.casefile.progress import progress
from amp_rules.rulebook import load_rulebook
from amp_rules.terms import Money
from tests.casefile.made import day
from tests.places import ROOT

FOLDER = ROOT / "examples" / "casefiles"
FILES = sorted(FOLDER.glob("*.jsonl"))
NSP = load_rulebook("nsp", edition="2022")
AMP = load_rulebook("amp", edition="2015")


def sums(name: str, known: str) -> tuple[str, str, list[tuple[str, str, str]]]:
    book = NSP if name.startswith("nsp") else AMP
    found = compare(book, read(FOLDER / f"{name}.jsonl"), (None, day(known)))
    assert found.covered == found.delta
    return (
        str(found.then.total),
        str(found.now.total),
        [
            (line.decision, line.about, str(line.delta))
            for line in found.lines
            if isinstance(line.delta, Money)
        ],
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_whole_and_follows_its_steps(path: Path) -> None:
    assert verify(path) == ()
    file = read(path)
    book = NSP if file.programme == "nsp" else AMP
    assert progress(book, file).irregular == ()


@pytest.mark.source_tree
def test_the_examples_are_as_their_tool_writes_them() -> None:
    from tools.make_casefiles import files, written

    assert {path.name: path.read_bytes() for path in FILES} == {
        name: written(file) for name, file in files().items()
    }


def test_late_reports_change_the_stay_by_these_sums() -> None:
    # then: reflection 30 x 1200, in-depth 60 x 1200, extension 60 x 600
    # allowance 20 x 71; child 28 days of the first period and 42 of the extension x 500;
    # 11 to 28 July are 18 days x (300 + 300)
    assert sums("nsp-2022-late-reports", "2022-07-31") == (
        "144000.00",
        "166780.00",
        [
            ("allowance_deduction", "period first", "-1420.00"),
            ("child_supplement", "period first", "14000.00"),
            ("child_supplement", "period extension", "21000.00"),
            ("support_half", "period extension", "-5400.00"),
            ("housing_half", "period extension", "-5400.00"),
        ],
    )


def test_the_cancelled_period_is_taken_back() -> None:
    # 30 x 600, twice
    assert sums("nsp-2022-cancelled", "2022-06-01") == (
        "72000.00",
        "36000.00",
        [("support_half", "period first", "-18000.00"), ("housing_half", "period first", "-18000.00")],
    )


def test_the_rent_is_taken_back() -> None:
    # 3 x 150 and 240.50
    assert sums("amp-2015-return", "2015-05-01") == (
        "690.50",
        "450.00",
        [("paid", "claim rent", "-240.50")],
    )


def test_withdrawal_leaves_the_first_instalment() -> None:
    assert sums("amp-2015-withdrawal", "2015-04-21")[:2] == ("450.00", "150.00")
    found = due(AMP, read(FOLDER / "amp-2015-withdrawal.jsonl"), day("2015-04-22"))
    assert [str(each.status) for each in found] == ["settled", "lapsed", "lapsed", "lapsed", "lapsed"]
