"""What depends on what, circles, and passes over entities."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.errors import RulebookError
from tests.plan.expressions import sample
from tests.rulebook.folders import decision, plan_of

PAID_DAYS = "count(d for d in period.days if d.open_day or d.late_day)"


def faults(room: Path, *decisions: str, more: str = "") -> list[str]:
    """The messages with which a plan of these decisions is refused."""
    with pytest.raises(RulebookError) as refused:
        plan_of(room, f"{more}decisions:\n" + "".join(decisions))
    return [f"{fault.code} {fault.message}" for fault in refused.value.diagnostics]


def test_a_decision_stands_after_what_it_needs(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "decisions:\n"
        + decision("granted", "value: second and first_one")
        + decision("second", "value: first_one", kind="bool")
        + decision("first_one", "value: case.principal.pet", kind="bool"),
    )
    (group,) = plan.groups
    assert group.frame == "case"
    assert group.decisions == ("first_one", "second", "granted")


def test_a_circle_is_named_with_its_whole_path(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        decision("granted", "value: a"),
        decision("a", "value: b", kind="bool"),
        decision("b", "value: any(p.c for p in case.periods)", kind="bool"),
        decision("c", "value: a", kind="bool", about="period"),
    )
    assert found == ["AR310 decisions need each other in a circle: a -> b -> c -> a"]


def test_a_decision_that_needs_itself_is_a_circle(tmp_path: Path) -> None:
    found = faults(tmp_path, decision("granted", "value: not granted"))
    assert found == ["AR310 decisions need each other in a circle: granted -> granted"]


def test_the_one_before_is_no_circle() -> None:
    assert "number" in sample().decisions


def test_a_case_decision_over_periods_and_periods_that_need_it_take_two_passes(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "decisions:\n"
        + decision("granted", "value: any(p.late for p in case.periods)")
        + decision("open_end", "value: any(p.early for p in case.periods)", kind="bool")
        + decision("early", "value: period.justification", kind="bool", about="period")
        + decision("late", "value: open_end and early", kind="bool", about="period"),
    )
    assert [(group.frame, group.decisions) for group in plan.groups] == [
        ("period", ("early",)),
        ("case", ("open_end",)),
        ("period", ("late",)),
        ("case", ("granted",)),
    ]


def test_the_day_decisions_of_a_period_share_its_pass(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "decisions:\n"
        + decision("granted", "value: any(p.long_one for p in case.periods)")
        + decision("long_one", "value: any(d.open_day for d in period.days)", kind="bool", about="period")
        + decision("open_day", "value: day.full_rate and case.principal.pet", kind="bool", about="day"),
    )
    assert [group.frame for group in plan.groups] == ["period", "case"]


def test_a_cut_makes_every_day_decision_wait_for_what_it_is_compared_with(tmp_path: Path) -> None:
    rules = (
        "parameters:\n  limit: {unit: day, value: 3, title: {en: A, sv: A}, cite: [T-01]}\n"
        "decisions:\n"
        + decision("granted", "value: any(p.paid_days > 0 for p in case.periods)")
        + decision("open_day", "value: day.full_rate", kind="bool", about="day")
        + decision("late_day", "value: day.number > cap", kind="bool", about="day")
        + decision("paid_days", f"value: {PAID_DAYS}", kind="amount", about="period", more="unit: day")
        + decision("cap", "value: parameter.limit", kind="amount", about="period", more="unit: day")
    )
    order = [name for group in plan_of(tmp_path, rules).groups for name in group.decisions]
    assert order.index("cap") < order.index("open_day")
    assert order.index("cap") < order.index("late_day")


def test_a_running_total_that_needs_all_entities_is_refused(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        decision("granted", "value: any(p.earlier for p in case.periods)"),
        decision("earlier", "value: prior(later, False)", kind="bool", about="period"),
        decision("later", "value: granted and period.justification", kind="bool", about="period"),
    )
    assert [fault[:5] for fault in found] == ["AR311"]


@pytest.mark.parametrize(
    ("count", "code"),
    [
        ("sum(q.number for q in case.parts)", "AR218"),
        ("count(q for q in case.parts)", "AR218"),
        ("many", "AR201"),
        ("case.applied_on", "AR205"),
    ],
)
def test_how_many_entities_there_are_is_known_before_any_decision(
    tmp_path: Path, count: str, code: str
) -> None:
    entity = f"entities:\n  part: {{of: case, count: {count}, most: 9, title: {{en: Part, sv: Del}}}}\n"
    found = faults(
        tmp_path,
        decision("granted", "value: any(q.second for q in case.parts)"),
        decision("second", "value: part.number == 2", kind="bool", about="part"),
        decision("many", "value: count(q for q in case.parts)", kind="amount", more="unit: count"),
        more=entity,
    )
    assert [fault[:5] for fault in found] == [code]


def test_a_long_chain_of_decisions_is_refused(tmp_path: Path) -> None:
    links = [decision(f"link_{i}", f"value: link_{i + 1}", kind="bool") for i in range(100)]
    last = decision("link_100", "value: case.principal.pet", kind="bool")
    found = faults(tmp_path, decision("granted", "value: link_0"), *links, last)
    assert [fault[:5] for fault in found] == ["AR313"]
