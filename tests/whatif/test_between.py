"""Rows of two runs that belong together, also where one run has rows that the other has not."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from amp_rules.population import Run, run
from amp_rules.whatif.between import Between
from amp_rules.whatif.coded import NOT_THERE
from amp_rules.whatif.comparison import Move
from tests.whatif.crowd import book, crowd


@pytest.fixture(scope="module")
def once() -> Run:
    return run(book(), crowd(), engine="each")


def with_periods(found: Run, table: pa.Table) -> Run:
    """The run with another table of periods."""
    return replace(found, parts={**found.parts, "period": table})


def moves(then: Run, now: Run, goal: str = "period_granted") -> dict[tuple[str, str], int]:
    between = Between(then, now)
    asked = next(each for each in between.goals if each.name == goal)
    return {
        (each.then, each.now): each.count for each in between.answers(asked).moves(between.rows(asked.about))
    }


def test_a_run_beside_itself_has_nothing_moved(once: Run) -> None:
    between = Between(once, once)
    assert not between.changed.any()
    assert not between.moved.any()
    assert all(one == other for one, other in moves(once, once))


def test_rows_in_another_order_are_the_same_rows(once: Run) -> None:
    periods = once.parts["period"]
    turned = with_periods(once, periods.take(pa.array(range(periods.num_rows - 1, -1, -1))))
    assert moves(once, turned) == moves(once, once)
    assert not Between(once, turned).changed.any()


def test_a_row_on_one_side_only_is_not_there_on_the_other(once: Run) -> None:
    periods = once.parts["period"]
    shorter = with_periods(once, periods.slice(1))
    first = periods["period_granted"][0].as_py()
    assert moves(once, shorter)[first, NOT_THERE] == 1
    assert moves(shorter, once)[NOT_THERE, first] == 1
    changed = Between(once, shorter).changed
    assert [once.cases["case_id"][at].as_py() for at in changed.nonzero()[0]] == [
        periods["case_id"][0].as_py()
    ]


def test_a_case_with_a_problem_counts_in_nothing(once: Run) -> None:
    problems = pa.array(["limit", *[None] * (len(once) - 1)], pa.string())
    at = once.cases.schema.get_field_index("problem")
    odd = replace(once, cases=once.cases.set_column(at, "problem", problems))
    between = Between(once, odd)
    assert between.undecided.tolist() == [True, *[False] * (len(once) - 1)]
    total = between.total
    assert total is not None
    assert not between.amounts(total).both[0]
    assert sum(moves(once, odd, "support").values()) == len(once) - 1


def test_runs_of_different_cases_do_not_belong_together(once: Run) -> None:
    with pytest.raises(ValueError, match="the two runs are of different cases"):
        Between(once, run(book(), crowd(10, 1), engine="each"))


def test_the_same_date_is_no_change() -> None:
    assert not Move("date", "same", 1).changed
    assert Move("date", "later", 1).changed
    assert not Move("granted", "granted", 1).changed
