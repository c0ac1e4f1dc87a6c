"""Columns count in numbers wide enough for anything a case may hold."""

from __future__ import annotations

from datetime import date

import pytest

from amp_rules import case_from_mapping, population
from amp_rules.engine.kleene import LimitError
from amp_rules.rulebook import Rulebook
from tests.engine.rulebooks import decision, rule, rulebook_of
from tests.population.agree import differences


def book_of(value: str, about: str = "case", unit: str = "SEK") -> Rulebook:
    """A rulebook of one amount."""
    return rulebook_of(
        {"amount": decision("amount", about, "amount", (rule("amount.a", None, value),), unit=unit)}
    )


def test_three_centuries_of_days_are_worth_what_they_are_one_by_one() -> None:
    book = book_of(
        "days(case.applied_on, parameter.turn) * parameter.rate * parameter.three * parameter.three"
    )
    cases = [
        case_from_mapping({"id": f"c-{at}", "programme": "nsp", "applied_on": day})
        for at, day in enumerate((date(1900, 1, 1), date(2022, 3, 1), date(2199, 12, 31)))
    ]
    people = population.from_cases(cases)
    each, found = (population.run(book, people, engine=engine) for engine in ("each", "columns"))
    assert differences(each, found) == []
    assert max(map(abs, found.cases["amount_minor"].to_pylist())) > 2**31


def test_an_amount_beyond_what_columns_hold_is_refused_and_never_wrong() -> None:
    value = "days(case.applied_on, parameter.turn) * parameter.rate"
    book = book_of(value + " * parameter.three" * 24)
    case = case_from_mapping({"id": "c-0", "programme": "nsp", "applied_on": date(1900, 1, 1)})
    with pytest.raises(LimitError):
        population.run(book, population.from_cases([case]), engine="columns")
