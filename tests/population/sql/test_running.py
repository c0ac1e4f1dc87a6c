"""Which scans are nothing but a running sum, 'or' or maximum."""

from __future__ import annotations

import pytest

from amp_rules.engine.decide import plan_of
from amp_rules.population.schedule import schedule
from amp_rules.population.sql.running import running_of
from tests.engine.books import BOOKS

PLANS = {book.name: plan_of(book) for book in BOOKS}
KNOWN = {
    ("nsp/2022", "latest_end_through"): "max",
    ("nsp/2022", "in_depth_claims"): "sum",
    ("nsp/2022", "programme_days_through"): "sum",
    ("nsp/2022", "reflection_through"): "or",
    ("amp/2023", "children_granted"): "sum",
    ("amp/2015", "used_by_children"): "sum",
}


@pytest.mark.parametrize(("name", "decision"), KNOWN)
def test_what_only_adds_to_the_row_before_is_seen(name: str, decision: str) -> None:
    plan = PLANS[name]
    (unit,) = (each for each in schedule(plan) if decision in each.names)
    found = running_of(plan, unit)
    assert found is not None
    assert (found.decision, found.kind) == (decision, KNOWN[(name, decision)])


@pytest.mark.parametrize(("name", "decision"), [("nsp/2022", "kind_days_through"), ("amp/2015", "used")])
def test_what_hangs_on_the_sum_itself_is_stepped_along(name: str, decision: str) -> None:
    plan = PLANS[name]
    (unit,) = (each for each in schedule(plan) if decision in each.names)
    assert unit.scanned is not None
    assert running_of(plan, unit) is None
