"""Money of the return programme: claims under their ceilings, instalments after a withdrawal."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case, with_fact
from amp_rules.engine import decide
from amp_rules.rulebook import Rulebook
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing import cases
from tests.engine.books import AMP

RUNS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CLAIMED = [book for book in AMP if "paid" in book.decisions]
PAID_OUT = [book for book in AMP if "instalment_amount" in book.decisions]
NOTHING = Money(0, "USD")
STATUS_FACTS = {
    "$.stay.status": ("eu_right", "asylum_seeker", "none", "residence_permit"),
    "$.stay.asylum_sought": (True, False, UNKNOWN),
    "$.stay.reception_act": (True, False, UNKNOWN),
    "$.exploitation.cooperates": (True, False, UNKNOWN),
    "$.exploitation.police_report": (True, False, UNKNOWN),
}


def editions(books: list[Rulebook]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("book", books, ids=[book.name for book in books])


@editions(CLAIMED)
def test_paid_and_unpaid_make_up_the_claim_and_stay_under_the_ceilings(book: Rulebook) -> None:
    @settings(RUNS, max_examples=80)
    @given(cases(edition=book, unknown=False))
    def holds(case: Case) -> None:
        outcome = decide(book, case)
        assert case.claims is not UNKNOWN
        spent: dict[tuple[Any, Any], Money] = defaultdict(lambda: NOTHING)
        ceilings: dict[tuple[Any, Any], Money] = defaultdict(lambda: NOTHING)
        for claim in case.claims:
            paid, unpaid, ceiling = (
                outcome.value(name, f"claim {claim.id}") for name in ("paid", "unpaid", "claim_ceiling")
            )
            assert isinstance(paid, Money)
            assert isinstance(unpaid, Money)
            assert isinstance(ceiling, Money)
            assert NOTHING <= paid <= ceiling
            assert unpaid >= NOTHING
            assert paid + unpaid == claim.amount
            key = (claim.person, claim.category)
            spent[key] += paid
            ceilings[key] = max(ceilings[key], ceiling)
        assert all(spent[key] <= ceilings[key] for key in spent)
        event(f"{sum(map(bool, spent.values()))} ceilings used")

    holds()


@editions(PAID_OUT)
def test_a_withdrawal_never_raises_an_instalment_and_an_earlier_one_takes_no_less(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(
        cases(edition=book, unknown=False), st.dates(date(2015, 1, 1), date(2020, 1, 1)), st.integers(0, 400)
    )
    def holds(case: Case, day: date, later: int) -> None:
        dates = [None, date.fromordinal(day.toordinal() + later), day]
        paid = []
        for withdrawn in dates:
            outcome = decide(book, with_fact(case, "$.voluntariness.withdrawn_on", withdrawn))
            rows = outcome.rows
            each = [rows.value("instalment_amount", own) for own in rows.instances("instalment")]
            paid.append([*each, outcome.rows.value("subsistence", rows.instances("person")[0])])
        for before, after in itertools.pairwise(paid):
            assert all(one >= other >= 0 for one, other in zip(before, after, strict=True))

    holds()


@editions(AMP)
def test_legal_status_asylum_and_cooperation_change_no_answer_of_the_programme(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(cases(edition=book), st.sampled_from(sorted(STATUS_FACTS)), st.data())
    def holds(case: Case, path: str, data: st.DataObject) -> None:
        other = with_fact(case, path, data.draw(st.sampled_from(STATUS_FACTS[path])))
        one, two = decide(book, case), decide(book, other)
        assert one.verdicts == two.verdicts
        assert one.amounts == two.amounts
        assert path not in {each.path for each in (*one.missing, *two.missing)}

    holds()
