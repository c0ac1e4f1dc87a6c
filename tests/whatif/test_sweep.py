"""Parameters swept over many values."""

from __future__ import annotations

import pytest

from amp_rules.errors import RulebookError
from amp_rules.ledger import Verdict
from amp_rules.rulebook import parse_changes
from amp_rules.whatif import Axis, AxisError, Sweep, TooManyError, compare, parse_axis, sweep
from tests.whatif.crowd import book, crowd, made, outcomes, totals

RATE = parse_axis("nsp.child_supplement=400..600/100")
DAYS = Axis("reflection_days", ("30", "45"))


@pytest.fixture(scope="module")
def found() -> Sweep:
    return sweep(book(), crowd(), [RATE, DAYS], engine="each")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rate=1..3/1", ("1", "2", "3")),
        ("rate=1..2/0.5", ("1.0", "1.5", "2.0")),
        ("rate=0..1/0.3", ("0.0", "0.3", "0.6", "0.9")),
        ("rate=5..5/1", ("5",)),
        ("rate = 1 , 2", ("1", "2")),
        ("year_last=2022-12-31,2023-01-31", ("2022-12-31", "2023-01-31")),
    ],
)
def test_an_axis_is_a_list_or_a_range(text: str, expected: tuple[str, ...]) -> None:
    assert parse_axis(text) == Axis(text.partition("=")[0].strip(), expected)


@pytest.mark.parametrize(
    "text", ["rate", "=1", "rate=", "rate=1,,2", "rate=1,1", "rate=1..2", "rate=2..1/1", "rate=1..2/0"]
)
def test_what_is_no_axis_is_refused(text: str) -> None:
    with pytest.raises(AxisError, match="expected NAME=FROM"):
        parse_axis(text)


def test_every_point_is_that_comparison(found: Sweep) -> None:
    assert [point.values for point in found.points] == [
        (rate, days) for rate in ("400", "500", "600") for days in ("30", "45")
    ]
    for point in found.points:
        sets = [f"child_supplement_rate={point.values[0]}", f"reflection_days={point.values[1]}"]
        other = compare(book(), parse_changes(book(), sets), crowd(), engine="each")
        assert other.total is not None
        assert (point.shift, point.apart, point.changed) == (
            other.total.shift,
            other.total.apart,
            other.changed,
        )


def test_totals_are_of_the_cases_that_are_known_at_every_point(found: Sweep) -> None:
    sides = {}
    for point in found.points:
        sets = [f"child_supplement_rate={point.values[0]}", f"reflection_days={point.values[1]}"]
        reform = parse_changes(book(), sets)
        sides[point.values] = totals(made(reform), crowd())
        assert point.known == sum(each is not None for each in sides[point.values])
        assert point.granted == sum(
            each.verdicts["support"] == Verdict.GRANTED for each in outcomes(made(reform), crowd())
        )
    rows = list(zip(*sides.values(), strict=True))
    common = [row for row in rows if None not in row]
    assert found.common == len(common)
    for at, point in enumerate(found.points):
        assert point.total == sum(row[at] or 0 for row in common)


def test_the_point_in_force_is_told_and_not_run_again(found: Sweep) -> None:
    assert [point.values for point in found.points if point.in_force] == [("500", "30")]
    assert found.runs == len(found.points)
    assert found.at("500", "30").changed == 0


def test_parameters_are_told_by_their_full_names(found: Sweep) -> None:
    rate, days = found.parameters
    assert (rate.name, rate.unit, rate.in_force) == ("child_supplement_rate", "SEK/day", "500")
    assert (days.name, days.values) == ("reflection_days", ("30", "45"))


def test_a_larger_supplement_never_costs_less(found: Sweep) -> None:
    for days in DAYS.values:
        sums = [found.at(rate, days).total for rate in RATE.values]
        assert sums == sorted(sums, key=lambda each: each or 0)


def test_a_point_that_is_not_there_is_refused(found: Sweep) -> None:
    with pytest.raises(KeyError):
        found.at("700", "30")


def test_one_parameter_twice_is_refused() -> None:
    with pytest.raises(RulebookError, match="AR805"):
        sweep(
            book(),
            crowd(),
            [Axis("reflection_days", ("30",)), Axis("reflection_days", ("45",))],
            engine="each",
        )


def test_a_value_that_the_parameter_cannot_have_is_refused_before_anything_runs() -> None:
    with pytest.raises(RulebookError, match="--set:1:17: AR301"):
        sweep(book(), crowd(), [Axis("reflection_days", ("30", "soon"))], engine="each")


def test_three_axes_and_too_many_points_are_refused() -> None:
    with pytest.raises(AxisError):
        sweep(book(), crowd(), [RATE, DAYS, DAYS], engine="each")
    with pytest.raises(TooManyError, match="900 points to sweep over, expected at most 400"):
        sweep(
            book(),
            crowd(),
            [parse_axis("child_supplement_rate=1..30/1"), parse_axis("reflection_days=1..30/1")],
            engine="each",
        )
