"""Whether two rules of a unique table can hold together, where that can be seen."""

from __future__ import annotations

import pytest

from amp_rules.plan import ir
from amp_rules.plan.overlap import Together, clauses, impossible, together
from tests.plan.expressions import expr_of

MET = "case.process.met_on"


def seen(left: str, right: str, about: str = "case") -> Together:
    """What is known about two conditions, whichever comes first."""
    one, other = expr_of(left, about), expr_of(right, about)
    assert together(one, other) is together(other, one)
    return together(one, other)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("case.principal.pet", "not case.principal.pet"),
        ("case.principal.pet == True", "case.principal.pet == False"),
        ("case.principal.pet != True", "case.principal.pet"),
        ("case.principal.sex == 'male'", "case.principal.sex == 'female'"),
        ("case.principal.sex == 'male'", "case.principal.sex in ('female', 'other')"),
        ("case.principal.sex in ('male', 'other')", "case.principal.sex not in ('male', 'other')"),
        ("case.destination.kind != 'home'", "case.destination.kind != 'third'"),
        ("case.principal.age > parameter.majority", "case.principal.age <= parameter.majority"),
        ("case.principal.age < parameter.majority", "case.principal.age == parameter.majority"),
        ("case.principal.age in (17, 18)", "case.principal.age in (19, 20)"),
        ("case.principal.age in (19, 20)", "case.principal.age < parameter.majority"),
        ("case.principal.age in (19, 20)", "case.principal.age <= parameter.majority"),
        ("case.principal.age in (16, 17)", "case.principal.age >= parameter.majority"),
        ("case.principal.age in (17, 18)", "case.principal.age > parameter.majority"),
        ("way is not None and way != 'short'", "way is not None and way != 'long'"),
        ("case.applied_on < parameter.opening", "case.applied_on > parameter.opening"),
        (f"{MET} is None", f"{MET} is not None"),
        (f"{MET} is None", f"{MET} is not None and {MET} < parameter.opening"),
        ("willing", "not willing"),
        ("not (willing and case.principal.pet)", "willing and case.principal.pet"),
        ("not (willing or case.principal.pet)", "case.principal.pet"),
        ("route == 'short'", "route == 'long'"),
        ("case.applied_on < case.principal.birth_date", "case.applied_on >= case.principal.birth_date"),
        ("case.applied_on == case.principal.birth_date", "case.applied_on != case.principal.birth_date"),
        ("case.applied_on > case.principal.birth_date", "case.applied_on <= case.principal.birth_date"),
        ("'sexual' in case.exploitation.forms", "'sexual' not in case.exploitation.forms"),
        ("any(p.long_stay for p in case.periods)", "not any(p.long_stay for p in case.periods)"),
        ("False", "willing"),
        ("case.principal.sex in ()", "willing"),
        ("True if willing else False", "not (True if willing else False)"),
    ],
)
def test_conditions_that_exclude_each_other_are_seen(left: str, right: str) -> None:
    assert seen(left, right) is Together.NEVER


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("case.principal.pet", "case.principal.substance_use"),
        ("case.principal.pet", "True"),
        ("case.principal.sex != 'male'", "case.principal.sex != 'female'"),
        ("case.principal.sex in ('male', 'other')", "case.principal.sex in ('female', 'other')"),
        ("case.principal.age >= parameter.majority", "case.principal.age <= parameter.majority"),
        ("case.principal.age > parameter.majority", "case.principal.pet"),
        ("case.applied_on < parameter.opening", "case.principal.age > parameter.majority"),
        ("case.principal.pet or willing", "case.principal.pet"),
        (f"{MET} is None", "case.principal.pet"),
    ],
)
def test_conditions_on_plain_facts_that_can_both_hold_are_seen(left: str, right: str) -> None:
    assert seen(left, right) is Together.POSSIBLE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("willing", "case.principal.pet"),
        ("willing", "route == 'short'"),
        ("way != 'short'", "way != 'long'"),
        ("'sexual' in case.exploitation.forms", "'slavery_like' in case.exploitation.forms"),
        ("case.applied_on < case.principal.birth_date", "case.principal.pet"),
        ("any(p.long_stay for p in case.periods)", "case.principal.pet"),
    ],
)
def test_conditions_on_what_is_worked_out_are_left_to_the_case(left: str, right: str) -> None:
    assert seen(left, right) is Together.UNSEEN


@pytest.mark.parametrize(
    ("low", "high", "known"),
    [
        ("case.principal.age > 0", "case.principal.age < parameter.majority", Together.POSSIBLE),
        ("case.applied_on > parameter.opening", "case.applied_on < parameter.opening", Together.NEVER),
        ("case.applied_on >= parameter.opening", "case.applied_on <= parameter.opening", Together.POSSIBLE),
        (
            "case.applied_on >= parameter.opening",
            "case.applied_on <= parameter.opening and case.applied_on != parameter.opening",
            Together.NEVER,
        ),
        ("case.principal.age > parameter.majority", "case.principal.age not in (19, 20)", Together.POSSIBLE),
    ],
)
def test_the_ends_of_a_range_count(low: str, high: str, known: Together) -> None:
    assert seen(low, high) is known


def test_between_two_whole_numbers_there_is_nothing() -> None:
    age = expr_of("case.principal.age")
    years = age.type

    def test_of(op: str, value: int) -> ir.Expr:
        return ir.Compare(expr_of("willing").type, op, age, ir.Const(years, value))

    assert together(test_of(">", 17), test_of("<", 18)) is Together.NEVER
    assert together(test_of(">", 17), test_of("<", 19)) is Together.POSSIBLE
    assert together(test_of(">=", 17), test_of("<", 17)) is Together.NEVER


def test_shares_lie_dense() -> None:
    share = expr_of("parameter.share * parameter.share")
    made = [
        ir.Compare(expr_of("willing").type, op, share, ir.Const(share.type, 1)) for op in (">=", "<=", "<")
    ]
    assert together(made[0], made[1]) is Together.UNSEEN
    assert together(made[0], made[2]) is Together.NEVER


def test_a_rule_without_a_condition_holds_beside_any_other() -> None:
    assert together(None, expr_of("case.principal.pet")) is Together.POSSIBLE
    assert together(None, None) is Together.POSSIBLE


def test_a_contradiction_is_impossible_and_nothing_else() -> None:
    assert impossible(expr_of("case.principal.pet and not case.principal.pet"))
    assert impossible(expr_of("False"))
    assert not impossible(expr_of("willing"))
    assert not impossible(None)


def test_too_many_alternatives_are_not_looked_through() -> None:
    pair = "(case.principal.pet or case.needs.acute)"
    many = expr_of(" and ".join([pair] * 7))
    assert clauses(many) is None
    assert not impossible(many)
    assert together(many, many) is Together.UNSEEN
    either = expr_of("(case.principal.pet or " * 3 + "willing" + ")" * 3 + f" and {pair}" * 4)
    assert together(either, either) is Together.UNSEEN
    assert clauses(expr_of(f"willing or ({' and '.join([pair] * 7)})")) is None
