"""The shipped figures and rates, read once."""

from __future__ import annotations

from datetime import date
from functools import cache

from amp_rules.engine.decide import plan_of
from amp_rules.invented.dayworth import day_worths
from amp_rules.plan.model import Plan
from amp_rules.population.synthetic.basis import ChildAllowances, ReturnBasis, SupportBasis, Year
from amp_rules.rulebook import load_library
from amp_rules.rulebook.figures import load_figures


@cache
def support_basis() -> SupportBasis:
    """The shipped figures and rules of the support programme in 2022."""
    library = load_library()
    plan = plan_of(library.rulebook("nsp", edition="2022"))
    year = Year.of(_day(plan, "year_first"), _day(plan, "year_last"))
    children = ChildAllowances(
        small=_whole(plan, "allowance_child_small"),
        middle=_whole(plan, "allowance_child_middle"),
        big=_whole(plan, "allowance_child_big"),
        fed=_whole(plan, "allowance_child_fed"),
        middle_age=_whole(plan, "middle_age"),
        big_age=_whole(plan, "big_age"),
        whole=_whole(plan, "allowance_whole_children"),
    )
    figures = load_figures("nsp-2022", library)
    return SupportBasis(figures, day_worths(plan), children, _whole(plan, "budget_used"), year)


@cache
def return_basis() -> ReturnBasis:
    """The shipped figures of the return programme and the edition of 2015."""
    library = load_library()
    edition = library.rulebook("amp", edition="2015").edition
    assert edition.end is not None
    return ReturnBasis(load_figures("amp-2013-2014", library), Year.of(edition.start, edition.end))


def _day(plan: Plan, name: str) -> date:
    value = plan.parameters[name].values[0][1]
    assert isinstance(value, date)
    return value


def _whole(plan: Plan, name: str) -> int:
    """A whole number, a sum in ore."""
    value = plan.parameters[name].values[0][1]
    assert isinstance(value, int)
    return value
