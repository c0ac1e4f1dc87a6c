"""Money in plain words, exact to the cent and the öre."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings

from amp_rules.case import Case
from amp_rules.engine import decide
from amp_rules.ledger import Verdict
from amp_rules.report.letter import write_letter
from amp_rules.report.letter.records import Money
from amp_rules.terms import Money as Amount
from amp_rules.testing import cases
from tests.places import EXAMPLES
from tests.report.letter.made import letter, made
from tests.report.outcomes import example, shipped

DAILY: Mapping[str, Any] = {
    "adult_allowance": [],
    "children_in_shelter": [],
    "other_payer": [],
    "full_rate": [],
    "extra_staffing": [],
}
PERIOD = {"id": "p1", "kind": "reflection", "start": "2022-04-01", "end": "2022-04-30"}


def money(edition: str, verdict: Verdict = Verdict.GRANTED, reader: Any = "person", **changes: Any) -> Money:
    found = write_letter(made(edition, verdict, **changes), "sv", reader).money
    assert found is not None
    return found


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def lines(found: Money, title: str) -> list[str]:
    return [plain(each.text) for group in found.groups if group.title == title for each in group.points]


def test_each_sum_is_the_outcome_s_own() -> None:
    outcome = example(next(path for path in EXAMPLES if path.stem == "amp-2015-mother-and-child"))
    found = write_letter(outcome).money
    assert found is not None
    told = {each.name: plain(each.value) for each in found.sums}
    assert outcome.total == Amount.of("4127.40", "USD")
    assert told["Pengar sammanlagt"] == "4 127,40 US$"
    assert told["Det mesta du och din familj kan få"] == "6 075 US$"


def test_monthly_payments_are_told_with_their_days() -> None:
    journey = {"travel_on": "2015-06-01", "arrived_on": "2015-06-01"}
    assert lines(money("amp/2015", journey=journey), "Pengar varje månad") == [
        "Du, betalning 1: 150 US$ den 1 juni 2015",
        "Du, betalning 2: 150 US$ den 1 juli 2015",
        "Du, betalning 3: 150 US$ den 1 augusti 2015",
    ]


def test_payments_without_a_day_of_arrival_have_no_day() -> None:
    assert lines(money("amp/2015"), "Pengar varje månad")[0] == "Du, betalning 1: 150 US$"


def test_ceilings_are_told_as_ceilings_and_not_as_money_in_hand() -> None:
    told = lines(money("amp/2015"), "Det mesta som kan betalas")
    assert told[0].startswith("Det här är tak.")
    assert told[1:] == [
        "Du, för att komma igång igen: högst 3 000 US$",
        "Du, för vård: högst 300 US$",
        "Du, för bostad: högst 300 US$",
    ]


def test_while_it_is_open_the_letter_tells_what_the_programme_can_give() -> None:
    told = lines(money("amp/2015", Verdict.UNDETERMINED), "Det här kan programmet ge")
    assert "Pengar att leva på: 150 US$ i månaden i 3 månader." in told


def test_one_who_is_refused_is_promised_nothing() -> None:
    found = money("amp/2015", Verdict.REFUSED)
    assert {plain(each.value) for each in found.sums} == {"0 US$"}
    assert found.groups == ()


def test_costs_are_told_in_the_order_of_the_case_with_what_is_not_paid() -> None:
    outcome = example(next(path for path in EXAMPLES if path.stem == "amp-2015-mother-and-child"))
    found = write_letter(outcome).money
    assert found is not None
    told = lines(found, "Kostnader som du har begärt pengar för")
    assert told[:2] == [
        "Kostnad 1, för att komma igång igen: 1 850 US$ betalas.",
        "Kostnad 2, för att komma igång igen: 1 150 US$ betalas. 250 US$ betalas inte.",
    ]


def test_rules_without_amounts_are_said_to_have_none() -> None:
    found = money("amp/2023")
    assert found.text == ("Reglerna för den här tiden anger inga belopp. Därför står inga summor i brevet.",)
    assert not [each for each in found.sums if "US$" in each.value]


def test_amounts_carried_by_choice_are_said_to_be_promised_by_nobody() -> None:
    found = money("amp/2023", readings={"A11": "carry-2015"})
    assert found.text == ()
    assert any("Ingen har lovat" in each.text for each in found.notes)
    assert "450 US$" in {plain(each.value) for each in found.sums}


def test_amounts_of_2015_used_in_2016_are_said_to_be_so() -> None:
    assert any("beloppen från 2015" in each.text for each in money("amp/2016").notes)


def test_days_rates_and_deductions_are_told_for_each_period() -> None:
    daily = {**DAILY, "adult_allowance": [{"start": "2022-04-11", "end": "2022-04-30", "value": "71"}]}
    told = lines(money("nsp/2022", daily=daily), "Period 1, reflektionsperiod (den första tiden): 30 dagar")
    assert told == [
        "10 dagar: 1 200 kr om dagen, sammanlagt 12 000 kr.",
        "20 dagar: 1 129 kr om dagen, sammanlagt 22 580 kr. 71 kr om dagen är då avdraget:"
        " dagersättning från Migrationsverket.",
    ]


def test_days_that_are_not_paid_say_why() -> None:
    found = money("nsp/2022", daily=DAILY, periods=[{**PERIOD, "end": "2022-05-02"}])
    title = "Period 1, reflektionsperiod (den första tiden): 32 dagar"
    assert lines(found, title)[-1] == "2 dagar: betalas inte (över taket)."


def test_the_person_is_told_that_the_money_goes_to_the_shelter() -> None:
    assert "Pengarna går till boendet, inte till dig." in money("nsp/2022").text


def test_the_shelter_has_every_day_in_a_table_with_its_rules() -> None:
    found = money("nsp/2022", reader="shelter")
    (table,) = found.tables
    assert [column.title for column in table.columns][:3] == ["Från", "Till", "Dagar"]
    first = [(cell.text, cell.number) for cell in table.rows[0].cells]
    assert first[:3] == [("2022-04-01", False), ("2022-04-30", False), ("30", True)]
    assert any("NSP-A01" in each for each in table.rows[0].cite)


def test_open_sums_are_told_between_their_ends_where_both_tell_something() -> None:
    open_support = money("nsp/2022", Verdict.REFERRED, daily=DAILY)
    assert "inte klart än, från 0 kr till 36 000 kr" in {plain(each.value) for each in open_support.sums}
    little_known = write_letter(example(next(path for path in EXAMPLES if "little" in path.stem))).money
    assert little_known is not None
    assert {each.value for each in little_known.sums if not each.known} == {"inte klart än"}


@pytest.mark.slow
@settings(max_examples=30)
@given(cases("nsp", edition="2022", unknown=False))
def test_the_lines_of_a_period_add_up_to_what_the_outcome_pays(case: Case) -> None:
    outcome = decide(shipped().rulebook("nsp", edition="2022"), case)
    found = write_letter(outcome, "en").money
    assert found is not None
    told = sum(
        (_in_all(point.text) for group in found.groups for point in group.points),
        Amount(0, "SEK"),
    )
    paid = [each.amount for each in outcome.timeline if isinstance(each.amount, Amount)]
    assert len(paid) == len(outcome.timeline)
    assert told == sum(paid, Amount(0, "SEK"))


def _in_all(text: str) -> Amount:
    found = re.search(r", SEK\xa0([0-9,.-]+) in all", text)
    return Amount.of(found[1].replace(",", ""), "SEK") if found else Amount(0, "SEK")


def test_the_most_that_a_letter_knows_of_the_year_s_money_is_for_the_shelter() -> None:
    names = {each.name for each in letter("nsp/2022", Verdict.GRANTED).money.sums}  # type: ignore[union-attr]
    assert names == {"Boendet kan få sammanlagt", "Dagar som betalas"}
