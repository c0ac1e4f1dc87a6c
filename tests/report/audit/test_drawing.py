"""The laws of the drawings: days are as wide as they are many, sums as high as they are large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.checking import Checked, DayRun
from amp_rules.audit.checking.spans import count, joined
from amp_rules.report.audit.datesdrawing import _levels, draw_dates
from amp_rules.report.audit.daysdrawing import draw_days
from amp_rules.report.audit.pieces import Piece, pieces
from amp_rules.report.audit.svg import WIDTH, wide
from amp_rules.report.audit.telling import Telling
from amp_rules.terms import Money
from tests.report.audit.made import holding, wrong

START = date(2022, 1, 1)
RUNS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 40), st.integers(0, 3)), max_size=6)


def runs(drawn: list[tuple[int, int, int]], status: str = "paid") -> tuple[DayRun, ...]:
    """Runs of days one after the other: a pause, so many days, a rate."""
    found, day = [], START
    for pause, length, rate in drawn:
        first = day + timedelta(days=pause)
        day = first + timedelta(days=length)
        found.append(DayRun(first, day - timedelta(days=1), Money(rate * 50_000, "SEK"), status))
    return tuple(found)


def checked(
    should: tuple[DayRun, ...], was: tuple[DayRun, ...], marked: tuple[DayRun, ...], more: int = 0
) -> Checked:
    """A payment for these days; more: what was paid beyond what they come to."""
    found = wrong()
    spans = joined((run.first, run.last) for run in marked)
    paid = Money(sum(int(run.rate.minor) * run.days for run in was) + more, "SEK")
    finding = replace(found.findings[0], days=spans)
    return replace(found, should=should, was=was, findings=(finding,), paid=paid)


def value(parts: tuple[Piece, ...], name: str) -> int:
    """What the pieces are worth in all, in ore."""
    worths = [(getattr(piece, name), piece.days) for piece in parts]
    return sum(int(run.rate.minor) * days for run, days in worths if run is not None)


@given(RUNS, RUNS, RUNS)
def test_pieces_hold_every_day_once_and_all_that_it_is_worth(
    one: list[tuple[int, int, int]], other: list[tuple[int, int, int]], third: list[tuple[int, int, int]]
) -> None:
    should, was, marked = runs(one), runs(other), runs(third)
    parts = pieces(checked(should, was, marked))
    assert all(early.last < late.first for early, late in pairwise(parts))
    every = [(run.first, run.last) for run in (*should, *was, *marked)]
    assert sum(piece.days for piece in parts) == count(joined(every))
    assert value(parts, "should") == sum(int(run.rate.minor) * run.days for run in should)
    assert value(parts, "was") == sum(int(run.rate.minor) * run.days for run in was)
    marks = joined((run.first, run.last) for run in marked)
    assert sum(piece.days for piece in parts if piece.codes) == count(marks)


@pytest.fixture(scope="module")
def telling() -> Iterator[Telling]:
    with holding([]) as audit:
        yield Telling(audit, "sv")


def boxes(kind: str, lines: list[str]) -> list[tuple[float, float]]:
    """How wide and how high the boxes of a kind are."""
    pattern = rf'<rect class="{kind}".*? width="([\d.]+)" height="([\d.]+)"'
    return [(float(found[1]), float(found[2])) for line in lines for found in re.finditer(pattern, line)]


def test_bars_are_as_wide_as_the_days_and_as_high_as_the_rate(telling: Telling) -> None:
    should = runs([(0, 10, 2), (0, 30, 1)])
    found = checked(should, should, ())
    lines = list(draw_days(found, pieces(found), telling, 1))
    (short, tall), (long, low) = boxes("s0", lines)
    assert abs(long / short - 3) < 0.02
    assert abs(tall / low - 2) < 0.02
    assert boxes("s1", lines) == boxes("s0", lines)


@given(RUNS, RUNS, st.lists(st.dates(date(2021, 6, 1), date(2023, 6, 1)), max_size=6), st.integers(-9, 9**9))
def test_nothing_is_drawn_beside_the_picture(
    telling: Telling,
    one: list[tuple[int, int, int]],
    other: list[tuple[int, int, int]],
    days: list[date],
    more: int,
) -> None:
    found = replace(
        checked(runs(one), runs(other), runs(other), more), dates=tuple(("paid", day) for day in days)
    )
    parts = pieces(found)
    drawings = [draw_days(found, parts, telling, 1)] if parts else []
    drawings += [draw_dates(found, telling, 2)] if days else []
    for lines in map(list, drawings):
        text = "\n".join(lines)
        height = float(re.findall(r'viewBox="0 0 \d+ (\d+)"', text)[0])
        assert all(0 <= float(each) <= WIDTH for each in re.findall(r' c?x[12]?="(-?[\d.]+)"', text))
        assert all(0 <= float(each) <= height for each in re.findall(r' c?y[12]?="(-?[\d.]+)"', text))


@given(st.lists(st.integers(20, WIDTH - 20), min_size=1, max_size=8))
def test_no_date_covers_another(places: list[int]) -> None:
    texts = ["paid 2022-01-01"] * len(places)
    ordered = sorted(float(place) for place in places)
    levels = _levels(ordered, texts)
    room = wide(texts[0]) + 4
    for level in set(levels):
        begins = sorted(
            place if place + wide(texts[0]) + 14 <= WIDTH else place - wide(texts[0]) - 14
            for place, own in zip(ordered, levels, strict=True)
            if own == level
        )
        assert all(late - early >= room for early, late in pairwise(begins))
