"""What a later view of a case file changes, with the sums worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from amp_rules.casefile import CaseFile
from amp_rules.casefile.adjust import compare
from amp_rules.casefile.adjustment import Adjustment, View
from amp_rules.engine.decide import WrongProgrammeError
from amp_rules.ledger import Verdict
from amp_rules.rulebook import load_rulebook, with_readings
from amp_rules.terms import UNKNOWN, Money
from tests.casefile.made import day, made, period
from tests.casefile.told import FACTS, PLAIN, home, nothing_more, stay

NSP = load_rulebook("nsp", edition="2022")
AMP = load_rulebook("amp", edition="2015")
APRIL = (None, day("2022-04-30"))


def sek(amount: str) -> Money:
    return Money.of(amount, "SEK")


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def shown(found: Adjustment) -> list[tuple[Any, ...]]:
    """The lines as short rows: what, about, first day, days, decided, should be."""
    return [
        (
            line.decision,
            line.about,
            str(line.days[0]) if line.days is not None else None,
            line.count,
            str(line.decided),
            str(line.should_be),
        )
        for line in found.lines
    ]


def blamed(found: Adjustment) -> list[tuple[int, str, str]]:
    return [(each.number, each.kind, str(each.delta)) for each in found.blame]


def allowance(first: str, last: str, value: str, recorded: str) -> Any:
    span = {"start": first, "end": last, "value": value}
    return made("allowance_reported", last, recorded, start=first, end=last, adult=[span], children=[])


# the national support programme


def test_a_late_allowance_report_takes_ten_days_of_allowance_off() -> None:
    # 10 days x 71 = 710 off 36 000
    found = compare(NSP, stay(allowance("2022-03-11", "2022-03-20", "71.00", "2022-05-02")), APRIL)
    assert shown(found) == [("allowance_deduction", "period p1", "2022-03-11", 10, "0.00", "-710.00")]
    assert (found.then.total, found.now.total, found.delta) == (sek("36000"), sek("35290"), sek("-710"))
    assert found.lines[0].now.rules == ("allowance_deduction.adult_rate",)
    assert found.lines[0].now.cite == ("NSP-D01",)
    assert blamed(found) == [(9, "allowance_reported", "-710.00")]


def test_an_allowance_in_ore_is_taken_off_to_the_ore() -> None:
    # 3 days x 24.35 = 73.05
    found = compare(NSP, stay(allowance("2022-03-11", "2022-03-13", "24.35", "2022-05-02")), APRIL)
    assert found.delta == found.covered == sek("-73.05")


def test_a_backdated_birth_gives_the_child_supplement_from_the_day_of_birth() -> None:
    # 16 to 30 March are 15 days; 15 x 500 = 7 500
    born = made(
        "facts_stated",
        "2022-03-16",
        "2022-05-02",
        facts={"children": [{"id": "c1", "birth_date": "2022-03-16", "in_sweden": True}]},
    )
    days = {"start": "2022-03-16", "end": "2022-03-30"}
    there = made("children_reported", "2022-03-30", "2022-05-03", **days, in_shelter=[{**days, "value": 1}])
    found = compare(NSP, stay(born, there), APRIL)
    assert shown(found) == [("child_supplement", "period p1", "2022-03-16", 15, "0.00", "7500.00")]
    assert found.now.total == sek("43500")
    assert (10, "children_reported", "7500.00") in blamed(found)
    between = compare(NSP, stay(born, there), APRIL, (None, day("2022-05-02")))
    assert between.lines == ()


def test_a_cancelled_period_is_taken_back_whole() -> None:
    # 31 March to 9 April are 10 days: support 10 x 600, housing 10 x 600
    second = period("p2", "2022-03-31", "2022-04-09", kind="in_depth", applied_on="2022-03-25", **PLAIN)
    file = stay(
        made("period_granted", "2022-03-30", period=second),
        *nothing_more("2022-03-31", "2022-04-09"),
        made("period_cancelled", "2022-04-01", "2022-05-02", period="p2"),
    )
    found = compare(NSP, file, APRIL)
    assert shown(found) == [
        ("support_half", "period p2", "2022-03-31", 10, "6000.00", "0.00"),
        ("housing_half", "period p2", "2022-03-31", 10, "6000.00", "0.00"),
    ]
    assert found.delta == sek("-12000")
    assert found.lines[0].now.rules == ()
    assert [(each.name, each.about, each.then, each.now) for each in found.verdicts] == [
        ("period_granted", "period p2", Verdict.GRANTED, None)
    ]
    assert blamed(found) == [(13, "period_cancelled", "-12000.00")]


def test_a_child_that_moves_out_ends_the_supplement_that_day() -> None:
    # 21 to 30 March are 10 days; 10 x 500 = 5 000
    whole, rest = (
        {"start": "2022-03-01", "end": "2022-03-30"},
        {"start": "2022-03-21", "end": "2022-03-30"},
    )
    file = stay(
        made("children_reported", "2022-03-30", **whole, in_shelter=[{**whole, "value": 1}]),
        made(
            "children_reported",
            "2022-03-21",
            "2022-05-02",
            **rest,
            in_shelter=[],
            elsewhere=[{**rest, "value": 1}],
        ),
    )
    found = compare(NSP, file, APRIL)
    assert shown(found) == [("child_supplement", "period p1", "2022-03-21", 10, "5000.00", "0.00")]
    assert found.now.total == sek("46000")


def test_days_are_cut_where_either_side_changes() -> None:
    # 71 was known for 5 to 14 March; 100 is known later for 10 to 19 March
    file = stay(
        allowance("2022-03-05", "2022-03-14", "71.00", "2022-04-01"),
        allowance("2022-03-10", "2022-03-19", "100.00", "2022-05-02"),
    )
    assert shown(compare(NSP, file, APRIL)) == [
        ("allowance_deduction", "period p1", "2022-03-10", 5, "-355.00", "-500.00"),
        ("allowance_deduction", "period p1", "2022-03-15", 5, "0.00", "-500.00"),
    ]


def test_days_that_are_apart_are_lines_apart() -> None:
    file = stay(
        allowance("2022-03-05", "2022-03-06", "71.00", "2022-05-02"),
        allowance("2022-03-20", "2022-03-21", "71.00", "2022-05-02"),
    )
    assert [(line.days, line.delta) for line in compare(NSP, file, APRIL).lines] == [
        ((day("2022-03-05"), day("2022-03-06")), sek("-142")),
        ((day("2022-03-20"), day("2022-03-21")), sek("-142")),
    ]


def test_an_item_and_integration_support_have_lines_of_their_own() -> None:
    # integration 5 days x 500
    after = period("p2", "2022-04-01", "2022-04-05", applied_on="2022-03-30", **PLAIN)
    del after["kind"]
    file = stay(
        made(
            "item_claimed",
            "2022-03-20",
            "2022-05-01",
            item={"id": "i1", "on": "2022-03-20", "cost": "640.50", "accepted": True},
        ),
        made("integration_support_granted", "2022-03-31", "2022-05-02", period=after),
        *nothing_more("2022-04-01", "2022-04-05"),
    )
    found = compare(NSP, file, APRIL)
    assert shown(found) == [
        ("integration_rate", "period p2", "2022-04-01", 5, "0.00", "2500.00"),
        ("item_paid", "item i1", None, None, "0.00", "640.50"),
    ]
    assert found.delta == found.covered == sek("3140.50")


def test_an_undetermined_side_names_what_is_missing_instead_of_a_number() -> None:
    file = stay()
    found = compare(NSP, file, (None, day("2022-02-25")), (None, day("2022-03-05")))
    assert found.then.total == sek("0")
    assert (found.now.total, found.delta) == (UNKNOWN, UNKNOWN)
    assert found.now.missing == (
        "$.daily.adult_allowance",
        "$.daily.children_in_shelter",
        "$.daily.other_payer",
    )
    assert {line.decision for line in found.open_lines} >= {"child_supplement", "allowance_deduction"}
    assert all(line.now.missing for line in found.open_lines)


def test_lines_that_are_known_are_given_beside_those_that_are_not() -> None:
    unjudged = {"id": "i2", "on": "2022-03-21", "cost": "90.00"}
    file = stay(
        allowance("2022-03-11", "2022-03-20", "71.00", "2022-05-02"),
        made("item_claimed", "2022-03-21", "2022-05-03", item=unjudged),
    )
    found = compare(NSP, file, APRIL)
    assert found.delta is UNKNOWN
    assert found.covered == sek("-710")
    assert [(line.about, line.should_be, line.now.missing) for line in found.open_lines] == [
        ("item i2", UNKNOWN, ("$.items[0].accepted",))
    ]
    assert found.now.asked == ("$.items[0].accepted",)


def test_support_refused_later_takes_every_line_back() -> None:
    gates = {"society_pays": True}
    found = compare(NSP, stay(made("gates_answered", "2022-03-02", "2022-05-02", support=gates)), APRIL)
    assert found.delta == found.covered == sek("-36000")
    assert ("support", Verdict.GRANTED, Verdict.REFUSED) in [
        (each.name, each.then, each.now) for each in found.verdicts
    ]
    assert "day_status.refused" in found.lines[0].now.rules


@pytest.mark.parametrize("reading", ["adult-rate", "whole-day-sum", "children-from-supplement", "no-floor"])
def test_every_reading_of_the_deduction_sums_to_the_ore(reading: str) -> None:
    days = {"start": "2022-03-01", "end": "2022-03-30"}
    file = stay(
        made("children_reported", "2022-03-30", **days, in_shelter=[{**days, "value": 2}]),
        made(
            "allowance_reported",
            "2022-03-30",
            "2022-05-02",
            **days,
            adult=[{**days, "value": "1250.10"}],
            children=[{**days, "value": "600.20"}],
        ),
    )
    found = compare(with_readings(NSP, {"B11": reading}), file, APRIL)
    assert isinstance(found.delta, Money)
    assert found.delta < sek("0")
    assert found.delta == found.covered


def test_a_correction_is_blamed_like_any_other_event() -> None:
    file = stay(
        allowance("2022-03-11", "2022-03-20", "71.00", "2022-04-02"),
        made("corrected", "2022-05-02", number=9, reason="mistyped"),
    )
    found = compare(NSP, file, APRIL)
    assert found.delta == sek("710")
    assert blamed(found) == [(10, "corrected", "710.00")]


def test_two_reports_that_say_the_same_are_each_blameless() -> None:
    file = stay(
        allowance("2022-03-11", "2022-03-20", "71.00", "2022-05-02"),
        allowance("2022-03-11", "2022-03-20", "71.00", "2022-05-03"),
    )
    found = compare(NSP, file, APRIL)
    assert found.delta == sek("-710")
    assert found.blame == ()


def test_an_event_that_only_the_earlier_view_has_is_blamed_too() -> None:
    file = stay(allowance("2022-03-11", "2022-03-20", "71.00", "2022-05-02"))
    assert blamed(compare(NSP, file, (None, None), APRIL)) == [(9, "allowance_reported", "-710.00")]


def test_views_differ_in_the_days_they_are_about_too() -> None:
    found = compare(NSP, stay(), (day("2022-02-26"), None))
    assert found.then.view == View(day("2022-02-26"), None)
    assert (found.then.total, found.delta) == (sek("0"), sek("36000"))


# the return programme


def claimed(**more: Any) -> Any:
    claim = {
        "id": "c1",
        "person": "p0",
        "category": "housing",
        "purpose": "rent",
        "amount": "240.15",
        "on": "2015-04-01",
        "payee": "provider",
        **more,
    }
    return made("receipt_claimed", "2015-04-02", claim=claim)


GIVEN = made("assessed", "2015-03-10", assessments={"reintegration_grant": True, "extra_support": True})
MAY = (None, day("2015-04-30"))


def test_a_claim_refused_later_is_taken_back() -> None:
    file = home(
        GIVEN,
        claimed(),
        made("claim_decided", "2015-04-05", claim="c1", accepted=True),
        made("claim_decided", "2015-05-05", claim="c1", accepted=False),
    )
    found = compare(AMP, file, MAY)
    assert shown(found) == [("paid", "claim c1", None, None, "240.15", "0.00")]
    assert (found.then.total, found.now.total) == (usd("690.15"), usd("450"))
    assert blamed(found) == [(15, "claim_decided", "-240.15")]


def test_a_late_arrival_date_shifts_the_instalments_and_no_money() -> None:
    file = home(
        made("arrived", "2015-03-31", "2015-05-02"),
        GIVEN,
        arrived="2015-03-16",
    )
    found = compare(AMP, file, MAY)
    assert (found.lines, found.delta) == ((), usd("0"))
    shifted = {each.about: (each.then, each.now) for each in found.days if each.name == "instalment"}
    assert shifted == {
        "instalment p0.1": (day("2015-03-16"), day("2015-03-31")),
        "instalment p0.2": (day("2015-04-16"), day("2015-04-30")),
        "instalment p0.3": (day("2015-05-16"), day("2015-05-31")),
    }
    assert ("support_until", date(2015, 6, 16), date(2015, 6, 30)) in [
        (each.name, each.then, each.now) for each in found.answers
    ]
    assert [each.number for each in found.blame] == [12]


def test_withdrawal_after_an_instalment_lets_later_ones_lapse_and_claws_nothing_back() -> None:
    file = home(
        GIVEN,
        made("instalment_paid", "2015-03-16", person="p0", number=1, amount="150"),
        made("withdrawn", "2015-04-01", "2015-05-02"),
    )
    found = compare(AMP, file, MAY)
    assert shown(found) == [
        ("instalment_amount", "instalment p0.2", None, None, "150.00", "0.00"),
        ("instalment_amount", "instalment p0.3", None, None, "150.00", "0.00"),
    ]
    assert (found.now.total, found.delta) == (usd("150"), usd("-300"))


def test_a_sum_that_is_recovered_has_a_line_with_its_sign() -> None:
    # two instalments of 150 lapse, and 80.25 that were not used are asked back
    file = home(GIVEN, made("withdrawn", "2015-04-01", "2015-05-02", unused="80.25"))
    found = compare(with_readings(AMP, {"A8": "recover-unused"}), file, MAY)
    assert shown(found)[-1] == ("recovered", "case", None, None, "0.00", "-80.25")
    assert found.delta == found.covered == usd("-380.25")


def test_an_unknown_number_of_claims_is_one_open_line() -> None:
    file = CaseFile(id="a-1", programme=home().programme, events=home(GIVEN).events, complete=False)
    found = compare(AMP, file, (None, day("2015-02-01")), (None, None))
    assert ("claims_paid", "case") in {(line.decision, line.about) for line in found.open_lines}
    assert "$.claims" in found.now.missing


# both


def test_an_edition_without_a_total_still_shows_verdicts() -> None:
    book = load_rulebook("amp", edition="2023")
    found = compare(book, home(made("facts_stated", "2015-05-01", facts=FACTS)), (None, day("2015-01-01")))
    assert (found.then.total, found.now.total, found.delta, found.covered) == (None, None, None, None)
    assert found.lines == ()
    assert found.verdicts != ()


def test_findings_that_appear_are_listed_with_their_message() -> None:
    late = made("budget_reported", "2022-05-02", budget={"left": "100"})
    found = compare(NSP, stay(late), APRIL)
    appeared = {each.name: each.now for each in found.findings if each.then is None}
    assert appeared["money_short"] is not None
    assert appeared["money_short"].severity == "warning"


def test_a_file_of_the_other_programme_is_refused() -> None:
    with pytest.raises(WrongProgrammeError):
        compare(AMP, stay(), APRIL)
