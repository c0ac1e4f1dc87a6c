"""Each kind of finding is found in a payment that was made wrongly in just that way, and in no right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amp_rules.audit.checking import Checked
from amp_rules.audit.payments.payment import Payment
from amp_rules.case import Case
from amp_rules.rulebook import load_library
from amp_rules.rulebook.mistakes import load_mistakes
from tests.audit.checking.worked import codes, extension, found, period, return_case, sek, shelter_case, usd

Sample = tuple[Case, list[Payment], int, list[tuple[str, str]]]
"""A case, its payments, which of what is checked is meant, and what is to be found in it."""


def days(value: int | bool, start: str, end: str) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, "value": value}]


REFLECTION = period("p", "reflection", "2022-03-01", "2022-03-30")
FIRST = period("first", "in_depth", "2022-01-01", "2022-03-31")
EXTENSION = extension("p", "2022-04-01", "2022-04-10")
CLAIM = {
    "id": "c",
    "person": "principal",
    "category": "health",
    "purpose": "doctor",
    "amount": "100",
    "on": "2015-05-01",
    "payee": "provider",
    "receipt": True,
    "accepted": True,
}
IN_PLAN = {"in_plan": True, "contracted": True}


def claimed(*claims: dict[str, Any], **more: Any) -> Case:
    return return_case(claims=list(claims), **more)


def withdrawn(**more: Any) -> Case:
    return return_case(
        voluntariness={
            "wants_return": True,
            "coerced": False,
            "informed": True,
            "withdrawn_on": "2015-05-01",
        },
        **more,
    )


SAMPLES: dict[str, Callable[[], Sample]] = {
    "a period longer than its cap, paid whole": lambda: (
        shelter_case(period("p", "reflection", "2022-03-01", "2022-04-04")),
        [sek("42000")],
        0,
        [("beyond_cap", "6000.00")],
    ),
    "days after the period and its cap": lambda: (
        shelter_case(REFLECTION),
        [sek("42000", "p", "2022-03-01", "2022-04-04")],
        0,
        [("beyond_cap", "6000.00")],
    ),
    "a second reflection period when the cap is used up": lambda: (
        shelter_case(REFLECTION, period("q", "reflection", "2022-05-01", "2022-05-10")),
        [sek("12000", "q")],
        0,
        [("beyond_cap", "12000.00")],
    ),
    "days after New Year": lambda: (
        shelter_case(period("p", "in_depth", "2022-12-01", "2023-01-10")),
        [sek("49200")],
        0,
        [("beyond_year_end", "12000.00")],
    ),
    "the full rate in an extension": lambda: (
        shelter_case(FIRST, EXTENSION),
        [sek("12000")],
        0,
        [("full_rate_in_extension", "6000.00")],
    ),
    "extra staff that nobody gave reasons for": lambda: (
        shelter_case(
            period(
                "p",
                "reflection",
                "2022-03-01",
                "2022-03-30",
                staffing_requested=True,
                staffing_reasoned=False,
            ),
            daily={"extra_staffing": days(True, "2022-03-01", "2022-03-10")},
        ),
        [sek("38000")],
        0,
        [("supplement_without_reason", "2000.00")],
    ),
    "a supplement for each of two children": lambda: (
        shelter_case(REFLECTION, daily={"children_in_shelter": days(2, "2022-03-01", "2022-03-30")}),
        [sek("66000")],
        0,
        [("child_supplement_per_child", "15000.00")],
    ),
    "a child supplement with integration support": lambda: (
        shelter_case(
            period("p", "integration", "2022-03-01", "2022-03-30"),
            daily={"children_in_shelter": days(1, "2022-03-01", "2022-03-30")},
        ),
        [sek("30000")],
        0,
        [("child_supplement_without_child", "15000.00")],
    ),
    "an allowance that was not taken off": lambda: (
        shelter_case(REFLECTION, daily={"adult_allowance": days(71, "2022-03-01", "2022-03-30")}),
        [sek("36000")],
        0,
        [("allowance_not_deducted", "2130.00")],
    ),
    "two periods that share days": lambda: (
        shelter_case(REFLECTION, period("q", "in_depth", "2022-03-21", "2022-04-09", overlap_accepted=False)),
        [sek("24000", "q")],
        0,
        [("overlapping_periods", "12000.00")],
    ),
    "one payment made twice": lambda: (
        shelter_case(REFLECTION),
        [sek("36000"), sek("36000", row=3)],
        0,
        [("double_payment", "36000.00")],
    ),
    "days that an earlier payment has paid": lambda: (
        shelter_case(REFLECTION),
        [sek("36000", "p", "2022-03-01", "2022-03-30"), sek("12000", "p", "2022-03-21", "2022-03-30", 3)],
        1,
        [("double_payment", "12000.00")],
    ),
    "a third extension": lambda: (
        shelter_case(
            FIRST,
            extension("second", "2022-04-01", "2022-06-29"),
            extension("third", "2022-06-30", "2022-09-27"),
            extension("p", "2022-09-28", "2022-10-07"),
        ),
        [sek("6000")],
        0,
        [("third_extension", "6000.00")],
    ),
    "an extension without a pending process": lambda: (
        shelter_case(FIRST, extension("p", "2022-04-01", "2022-04-10", pending_process=False)),
        [sek("6000")],
        0,
        [("extension_without_process", "6000.00")],
    ),
    "a third extension without a pending process at the full rate": lambda: (
        shelter_case(
            FIRST,
            extension("second", "2022-04-01", "2022-06-29"),
            extension("third", "2022-06-30", "2022-09-27"),
            extension("p", "2022-09-28", "2022-10-07", pending_process=False),
        ),
        [sek("12000")],
        0,
        [
            ("full_rate_in_extension", "0.00"),
            ("third_extension", "0.00"),
            ("extension_without_process", "12000.00"),
        ],
    ),
    "a receipt over the ceiling": lambda: (
        claimed({**CLAIM, "amount": "420"}),
        [usd("420", "c")],
        0,
        [("over_ceiling", "120.00")],
    ),
    "a receipt booked in the wrong category": lambda: (
        claimed(CLAIM),
        [usd("100", "c", category="housing")],
        0,
        [("wrong_category", "100.00")],
    ),
    "a reintegration cost for something else": lambda: (
        claimed({**CLAIM, **IN_PLAN, "category": "reintegration"}),
        [usd("100", "c")],
        0,
        [("wrong_category", "100.00")],
    ),
    "an instalment after withdrawal": lambda: (
        withdrawn(),
        [usd("150", "principal", "instalment", number=3)],
        0,
        [("after_withdrawal", "150.00")],
    ),
    "a receipt after withdrawal": lambda: (
        withdrawn(claims=[{**CLAIM, "on": "2015-05-20"}]),
        [usd("100", "c")],
        0,
        [("after_withdrawal", "100.00")],
    ),
    "a sum of no kind": lambda: (
        shelter_case(REFLECTION),
        [sek("36077")],
        0,
        [("no_reading_gives", "77.00")],
    ),
    "less than is due": lambda: (shelter_case(REFLECTION), [sek("35000")], 0, [("underpayment", "-1000.00")]),
    "a child supplement left out": lambda: (
        shelter_case(REFLECTION, daily={"children_in_shelter": days(1, "2022-03-01", "2022-03-30")}),
        [sek("36000")],
        0,
        [("underpayment", "-15000.00")],
    ),
    "a receipt without papers": lambda: (
        claimed({**CLAIM, "payee": "person", "receipt": False}),
        [usd("100", "c")],
        0,
        [("without_papers", "100.00")],
    ),
    "support although society pays": lambda: (
        shelter_case(
            REFLECTION,
            support={
                "assessed_victim": "identified",
                "needs_support": True,
                "rights_match": True,
                "society_pays": True,
                "responsibility_attempted": True,
            },
        ),
        [sek("36000")],
        0,
        [("not_granted", "36000.00")],
    ),
    "one-off support that was refused": lambda: (
        shelter_case(
            items=[{"id": "i", "kind": "other", "cost": "900", "on": "2022-03-01", "accepted": False}]
        ),
        [sek("900", "i", kind="item")],
        0,
        [("not_granted", "900.00")],
    ),
    "days that someone else pays": lambda: (
        shelter_case(REFLECTION, daily={"other_payer": days(True, "2022-03-01", "2022-03-10")}),
        [sek("36000")],
        0,
        [("paid_by_others", "12000.00")],
    ),
    "days without support": lambda: (
        shelter_case(
            period("p", "support_only", "2022-03-01", "2022-03-14", weekdays=["monday", "thursday"]),
            daily={"support_delivered": days(True, "2022-03-03", "2022-03-03")},
        ),
        [sek("8400")],
        0,
        [("support_not_given", "7800.00")],
    ),
    "a whole share for a child": lambda: (
        return_case(),
        [usd("150", "child", "instalment", number=1)],
        0,
        [("whole_share_for_child", "75.00")],
    ),
    "days before the period": lambda: (
        shelter_case(period("p", "reflection", "2022-03-11", "2022-03-30")),
        [sek("36000", "p", "2022-03-01", "2022-03-30")],
        0,
        [("outside_period", "12000.00")],
    ),
    "a period that the case does not have": lambda: (
        shelter_case(REFLECTION),
        [sek("1200", "q")],
        0,
        [("nothing_to_pay_for", "1200.00")],
    ),
    "what only another reading gives": lambda: (
        shelter_case(
            period("first", "in_depth", "2022-03-01", "2022-04-29"),
            extension("p", "2022-04-30", "2022-06-28", continues=False),
        ),
        [sek("54000")],
        0,
        [("other_reading", "18000.00")],
    ),
    "too little, as another reading gives it": lambda: (
        shelter_case(
            period("p", "reflection", "2022-03-01", "2022-03-30"),
            daily={
                "children_in_shelter": days(1, "2022-03-01", "2022-03-30"),
                "adult_allowance": days(1250, "2022-03-01", "2022-03-30"),
                "child_allowance": days(37, "2022-03-01", "2022-03-30"),
            },
        ),
        [sek("13500")],
        0,
        [("underpayment", "-1500.00")],
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_what_was_done_wrong_is_found_and_nothing_else(name: str) -> None:
    case, payments, place, wanted = SAMPLES[name]()
    checked = found(case, *payments)[place]
    assert codes(checked) == wanted
    assert_adds_up(checked)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_finding_cites_an_official_id(name: str) -> None:
    case, payments, place, _ = SAMPLES[name]()
    known = load_library().registers.catalogue
    for finding in found(case, *payments)[place].findings:
        assert finding.cite
        assert set(finding.cite) <= set(known)


def test_every_kind_is_shown_by_a_sample() -> None:
    shown = {kind for make in SAMPLES.values() for kind, _ in make()[3]}
    assert shown == set(load_mistakes(load_library()).kinds)


def test_readings_that_would_give_it_are_named() -> None:
    case, payments, place, _ = SAMPLES["what only another reading gives"]()
    assert found(case, *payments)[place].findings[0].readings == ("B5=after-90-days",)
    case, payments, place, _ = SAMPLES["a supplement for each of two children"]()
    assert found(case, *payments)[place].findings[0].readings == ("B1=per-child",)
    case, payments, place, _ = SAMPLES["a sum of no kind"]()
    assert found(case, *payments)[place].findings[0].readings == ()


def test_the_days_concerned_are_those_worth_otherwise() -> None:
    def spans(name: str) -> list[tuple[str, str]]:
        case, payments, place, _ = SAMPLES[name]()
        (finding,) = found(case, *payments)[place].findings
        return [(first.isoformat(), last.isoformat()) for first, last in finding.days]

    assert spans("days after the period and its cap") == [("2022-03-31", "2022-04-04")]
    assert spans("extra staff that nobody gave reasons for") == [("2022-03-01", "2022-03-10")]
    assert spans("days that an earlier payment has paid") == [("2022-03-21", "2022-03-30")]
    assert spans("days without support") == [("2022-03-01", "2022-03-02"), ("2022-03-04", "2022-03-14")]


def assert_adds_up(checked: Checked) -> None:
    difference = checked.difference
    assert difference is not None
    total = sum(finding.difference.minor for finding in checked.findings)
    assert total == difference.minor
