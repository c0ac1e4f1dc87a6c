"""What checking says of right payments, of spoiled ones, and of those that cannot be checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amp_rules.audit.checking import Checked, Checker
from amp_rules.audit.checking.search import MOST_TRIED, Search, Weighing
from amp_rules.audit.checking.unit import units_of
from amp_rules.audit.checking.worth import amount, worth
from amp_rules.audit.payments.payment import Payment
from amp_rules.case import Case, case_from_mapping
from amp_rules.engine import EnginesDifferError, Outcome, decide
from amp_rules.errors import UniqueTableError
from amp_rules.rulebook import Rulebook, load_library
from amp_rules.rulebook.mistakes import Way
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing.payments import right_payments
from amp_rules.testing.populations import drawn_population
from tests.audit.checking.worked import (
    checker,
    codes,
    extension,
    found,
    period,
    return_case,
    sek,
    shelter_case,
    usd,
)

EDITIONS = ("amp/2015", "amp/2016", "nsp/2022")
REFLECTION = period("p", "reflection", "2022-03-01", "2022-03-30")


@cache
def book(edition: str) -> Rulebook:
    programme, _, name = edition.partition("/")
    return load_library().rulebook(programme, edition=name)


@cache
def checking(edition: str) -> Checker:
    return Checker(load_library(), edition=book(edition))


@cache
def drawn(edition: str) -> tuple[tuple[Case, Outcome, tuple[Payment, ...]], ...]:
    """Cases with what is to be paid in them, those where that is anything."""
    population = drawn_population(edition, 300, seed=9).cases()
    outcomes = [(case, decide(book(edition), case)) for case in population]
    listed = [(case, outcome, tuple(right_payments(outcome))) for case, outcome in outcomes]
    return tuple((case, outcome, payments) for case, outcome, payments in listed if payments)


@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_is_found_where_all_was_paid_as_the_rules_give(edition: str) -> None:
    assert len(drawn(edition)) > 60
    for case, _, payments in drawn(edition):
        checked = list(checking(edition).check(case, payments))
        assert [each.findings for each in checked] == [()] * len(payments)
        assert [each.paid for each in checked] == [each.expected for each in checked]


@pytest.mark.parametrize("edition", EDITIONS)
def test_where_all_was_paid_nothing_lacks(edition: str) -> None:
    complete = Checker(load_library(), edition=book(edition), complete=True)
    for case, _, payments in drawn(edition)[:40]:
        checked = list(complete.check(case, payments))
        assert [each for each in checked if each.findings] == []


def made_wrongly(edition: str, most: int) -> Iterator[tuple[Case, Payment, Money, Way]]:
    """Payments with what each single mistake would have paid instead, where that is another sum."""
    hypotheses = checking(edition).editions.of(book(edition))
    for case, _, payments in drawn(edition)[:most]:
        for payment in payments[:4]:
            (unit,) = units_of(case, [payment])
            decision = hypotheses.mistakes.amounts[unit.kind]
            for way in hypotheses.ways:
                wrong = worth(hypotheses.decide(case, (way,)), unit, decision, again=False).amount
                under = way.kind.name == "underpayment"
                if isinstance(wrong, Money) and wrong != payment.amount and (wrong < payment.amount) == under:
                    yield case, payment, wrong, way


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_payment_made_with_one_mistake_is_explained_by_one(edition: str) -> None:
    tried = set()
    for case, payment, wrong, way in made_wrongly(edition, 20):
        (checked,) = checking(edition).check(case, [replace(payment, amount=wrong)])
        (finding,) = checked.findings
        assert finding.difference == wrong - payment.amount
        named = {finding.kind, *(each.partition(".")[0] for each in finding.instead)}
        assert way.kind.name in named or way.kind.general
        tried.add(way.name)
    assert len(tried) >= (8 if edition == "nsp/2022" else 2)


@settings(max_examples=30, deadline=None)
@given(st.data(), st.integers(-300_000, 300_000))
def test_the_parts_of_a_difference_add_up_whatever_was_paid(data: st.DataObject, more: int) -> None:
    edition = data.draw(st.sampled_from(EDITIONS))
    case, _, payments = data.draw(st.sampled_from(drawn(edition)))
    spoiled = [replace(each, amount=each.amount + Money(more, each.amount.currency)) for each in payments]
    for checked in checking(edition).check(case, spoiled):
        assert_sound(checked)


def assert_sound(checked: Checked) -> None:
    difference = checked.difference
    assert difference is not None
    assert (difference.minor == 0) == (not checked.findings)
    assert sum(finding.difference.minor for finding in checked.findings) == difference.minor
    assert all(finding.cite for finding in checked.findings)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_period_paid_in_parts_is_worth_what_it_is_whole(data: st.DataObject) -> None:
    case, _, payments = data.draw(st.sampled_from(drawn("nsp/2022")))
    periods = [each for each in payments if each.kind == "period"]
    assume(periods)
    whole = data.draw(st.sampled_from(periods))
    assert whole.first is not None
    assert whole.last is not None
    assume(whole.first < whole.last)
    cut = data.draw(st.integers(0, (whole.last - whole.first).days - 1))
    middle = whole.first + timedelta(cut)
    parts = [replace(whole, last=middle), replace(whole, row=3, first=middle + timedelta(1))]
    checked = list(checking("nsp/2022").check(case, parts))
    amounts = [each.expected for each in checked if isinstance(each.expected, Money)]
    assert sum((amount.minor for amount in amounts), 0) == whole.amount.minor


def test_two_payments_that_make_up_one_are_right() -> None:
    (checked,) = found(shelter_case(REFLECTION), sek("20000"), sek("16000", row=3))
    assert (checked.rows, checked.findings) == ((2, 3), ())


def test_money_that_came_back_is_taken_off() -> None:
    payments = (sek("36000"), sek("36000", row=3), sek("-36000", row=4))
    (checked,) = found(shelter_case(REFLECTION), *payments)
    assert (str(checked.paid), checked.findings) == ("36000.00", ())


def test_a_period_is_found_by_its_days() -> None:
    case = shelter_case(REFLECTION, period("q", "in_depth", "2022-04-01", "2022-04-10"))
    (checked,) = found(case, sek("12000", "", "2022-04-01", "2022-04-10"))
    assert (checked.target, checked.findings) == ("q", ())


def test_what_is_not_known_is_not_judged() -> None:
    case = shelter_case(period("p", "reflection", "2022-03-01", "2022-03-30"), daily={})
    unknown = case.model_copy(update={"support": case.support.model_copy(update={"society_pays": UNKNOWN})})
    (checked,) = found(unknown, sek("99999"))
    assert (checked.expected, checked.obstacle, checked.findings) == (UNKNOWN, "missing", ())
    assert checked.open == ("$.support.society_pays",)


def test_only_what_a_payment_waits_for_is_named() -> None:
    unknown = period("q", "in_depth", "2022-06-01", "2022-06-10")
    unknown.update(staffing_reasoned=True, staffing_accepted=True)
    del unknown["staffing_requested"]
    staffed = {"start": "2022-06-01", "end": "2022-06-10", "value": True}
    case = shelter_case(REFLECTION, unknown, daily={"extra_staffing": [staffed]})
    right, waiting = found(case, sek("36000"), sek("12000", "q", row=3))
    assert (right.obstacle, right.findings) == (None, ())
    assert waiting.open == ("$.periods[1].staffing_requested",)


def test_a_question_left_to_a_person_is_named() -> None:
    granted = {"pending_process": True, "justification": True}
    case = shelter_case(
        period("first", "in_depth", "2022-01-01", "2022-03-31"),
        period("p", "in_depth", "2022-04-01", "2022-04-10", **granted),
    )
    (checked,) = found(case, sek("6000"))
    assert (checked.obstacle, checked.open) == ("question", ("need_remains",))


def test_a_case_of_no_edition_is_not_judged() -> None:
    case = shelter_case(REFLECTION, applied_on="2021-05-01")
    (checked,) = found(case, sek("36000"))
    assert (checked.obstacle, checked.edition) == ("no_edition", "")


def test_an_edition_without_amounts_judges_no_payment() -> None:
    case = return_case(applied_on="2023-05-01")
    (checked,) = found(case, usd("150", "principal", "instalment", number=1))
    assert (checked.obstacle, checked.edition) == ("no_amount", "amp/2023")


@pytest.mark.parametrize("error", [UniqueTableError("rate", ("rate.a", "rate.b")), RecursionError()])
def test_a_case_that_the_rules_cannot_run_on_is_named(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refused(*_: object) -> Outcome:
        raise error

    monkeypatch.setattr("amp_rules.audit.checking.check.decide", refused)
    (checked,) = found(shelter_case(REFLECTION), sek("36000"))
    assert (checked.obstacle, checked.expected, checked.findings) == ("no_decision", UNKNOWN, ())


def test_engines_that_differ_end_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    case = shelter_case(REFLECTION)
    outcome = decide(book("nsp/2022"), case)

    def differ(*_: object) -> Outcome:
        raise EnginesDifferError(outcome, outcome, ("total_paid",))

    monkeypatch.setattr("amp_rules.audit.checking.check.decide", differ)
    with pytest.raises(EnginesDifferError):
        found(case, sek("36000"))


def test_lists_that_are_not_known_leave_a_payment_open() -> None:
    case = case_from_mapping({"id": "made-up", "programme": "nsp", "applied_on": "2022-01-03"})
    checked = found(case, sek("1200"), sek("900", "glasses", kind="item", row=3))
    assert [each.obstacle for each in checked] == ["missing", "missing"]
    assert [each.open for each in checked] == [("$.periods",), ("$.items",)]


def test_a_payment_of_the_other_programme_pays_for_nothing() -> None:
    (checked,) = found(shelter_case(REFLECTION), usd("150", "principal", "instalment", number=1))
    assert codes(checked) == [("nothing_to_pay_for", "150.00")]


def test_what_was_never_paid_is_named_where_the_list_is_complete() -> None:
    case = shelter_case(
        REFLECTION,
        extension("q", "2022-05-01", "2022-05-10"),
        items=[{"id": "i", "kind": "other", "cost": "900", "on": "2022-03-01", "accepted": True}],
    )
    checked = found(case, sek("24000", "p", "2022-03-01", "2022-03-20"), complete=True)
    lacking = [(each.target, each.rows, codes(each)) for each in checked if each.findings]
    assert lacking == [
        ("p", (), [("underpayment", "-12000.00")]),
        ("q", (), [("underpayment", "-12000.00")]),
        ("i", (), [("underpayment", "-900.00")]),
    ]
    assert checked[1].should[0].first == date(2022, 3, 21)


def test_instalments_never_paid_are_named_where_the_list_is_complete() -> None:
    paid = usd("150", "principal", "instalment", number=1)
    checked = [each for each in found(return_case(), paid, complete=True) if each.findings]
    assert [(each.target, each.number) for each in checked] == [
        ("principal", 2),
        ("principal", 3),
        ("child", 1),
        ("child", 2),
        ("child", 3),
    ]


def test_a_mistake_that_pays_an_odd_sum_still_shows_in_the_days() -> None:
    (checked,) = found(shelter_case(REFLECTION), sek("42777", "p", "2022-03-01", "2022-04-04"))
    assert codes(checked) == [("beyond_cap", "6000.00"), ("no_reading_gives", "777.00")]


def test_a_refused_period_paid_with_an_odd_sum_is_refused_all_the_same() -> None:
    case = shelter_case(
        period("first", "in_depth", "2022-01-01", "2022-03-31"),
        extension("p", "2022-04-01", "2022-04-10", pending_process=False),
    )
    (checked,) = found(case, sek("5555"))
    assert codes(checked) == [("extension_without_process", "5555.00"), ("no_reading_gives", "0.00")]


def test_the_search_ends_however_much_there_is_to_try() -> None:
    case = shelter_case(
        period("first", "in_depth", "2022-01-01", "2022-03-31"),
        extension("p", "2022-04-01", "2023-02-10", pending_process=False, staffing_requested=True),
        daily={
            "adult_allowance": [{"start": "2022-01-01", "end": "2022-12-31", "value": "71"}],
            "children_in_shelter": [{"start": "2022-01-01", "end": "2022-12-31", "value": 3}],
            "extra_staffing": [{"start": "2022-01-01", "end": "2022-12-31", "value": True}],
        },
    )
    hypotheses = checker().editions.of(book("nsp/2022"))
    (unit,) = units_of(case, [sek("123456.78", "p", "2022-03-01", "2023-03-01")])
    weighing = Weighing(hypotheses, case)
    base = worth(weighing.outcome(), unit, "period_total", again=False)
    search = Search(weighing, unit, "period_total", base)
    search.explanation()
    assert len(search._tried) <= MOST_TRIED


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_quick_amount_is_that_of_the_whole_worth(edition: str) -> None:
    decision = checking(edition).editions.mistakes.amounts
    for case, outcome, payments in drawn(edition)[:60]:
        for unit in units_of(case, [*payments, *(replace(each, row=9_000 + each.row) for each in payments)]):
            for again in (False, True):
                whole = worth(outcome, unit, decision[unit.kind], again).amount
                assert amount(outcome, unit, decision[unit.kind], again) == whole
