"""Dated spans as rules read them: once per case, whatever way the case was made."""

from __future__ import annotations

import copy
import pickle
from datetime import date

from amp_rules.case import Case, case_from_mapping
from amp_rules.case.daily import AllowanceSpan, DailyFacts, FlagSpan, Spans
from amp_rules.engine import decide
from amp_rules.engine.kleene import spans_of
from amp_rules.rulebook import load_rulebook
from amp_rules.terms import UNKNOWN, Money

ON_27 = date(2022, 2, 27)
MARCH = date(2022, 3, 1)


def spans() -> Spans:
    later = {"start": "2022-03-01", "end": "2022-03-02"}
    earlier = {"start": "2022-02-01", "end": "2022-02-27", "value": "71.00"}
    daily = {"adult_allowance": [later, earlier]}
    case = case_from_mapping({"id": "c1", "programme": "nsp", "principal": {"id": "p"}, "daily": daily})
    assert isinstance(case.daily.adult_allowance, Spans)
    return case.daily.adult_allowance


def test_spans_are_read_in_order_of_date_with_money_in_minor_units() -> None:
    found = spans()
    first = date(2022, 2, 1).toordinal()
    assert found.by_day == (
        (first, ON_27.toordinal(), 7100),
        (MARCH.toordinal(), MARCH.toordinal() + 1, UNKNOWN),
    )
    assert found.open
    assert spans_of(found) == (found.by_day, True)


def test_copies_are_read_alike() -> None:
    found = spans()
    for made in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert made == found
        assert (made.by_day, made.open) == (found.by_day, found.open)


def test_an_unknown_list_is_neither_read_nor_empty() -> None:
    assert spans_of(UNKNOWN) == (None, True)
    assert spans_of(Spans()) == ((), False)


def test_a_model_built_without_validation_is_read_too() -> None:
    plain = (AllowanceSpan(start=MARCH, end=MARCH, value=Money(7100, "SEK")),)
    assert spans_of(plain) == (((MARCH.toordinal(), MARCH.toordinal(), 7100),), False)
    case = case_from_mapping({"id": "c1", "programme": "nsp", "principal": {"id": "p"}, "periods": []})
    flags = (FlagSpan(start=MARCH, end=MARCH, value=True),)
    unchecked = case.model_copy(update={"daily": DailyFacts.model_construct(extra_staffing=flags)})
    checked = Case.model_validate_json(unchecked.model_dump_json())
    rules = load_rulebook("nsp", edition="2022")
    assert decide(rules, unchecked).groups == decide(rules, checked).groups
