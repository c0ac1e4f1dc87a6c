"""Generated code gives what the tables say, and what Python itself makes of the rules day by day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case
from amp_rules.engine.kleene import LimitError
from amp_rules.errors import RulebookError, UniqueTableError
from amp_rules.rulebook import Rulebook
from amp_rules.testing import cases
from tests.engine.books import BOOKS, NAMES, program, sample
from tests.engine.laws import assert_oracle, assert_tables, deep_recursion
from tests.engine.rulebooks import rulebooks

pytestmark = pytest.mark.slow
SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
SHOWN = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(autouse=True, scope="module")
def _room_for_the_oracle() -> Iterator[None]:
    with deep_recursion():
        yield


@SHIPPED
def test_shipped_rules_run_as_their_tables_say(book: Rulebook) -> None:
    @settings(SHOWN, max_examples=60)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        assert_tables(book, case)

    holds()


@SHIPPED
def test_shipped_rules_mean_what_python_makes_of_them(book: Rulebook) -> None:
    @settings(SHOWN, max_examples=40)
    @given(cases(edition=book, unknown=False))
    def holds(case: Case) -> None:
        assert_oracle(book, case)

    holds()


@settings(SHOWN, max_examples=60)
@given(st.data())
def test_the_reduced_rules_run_as_written(data: st.DataObject) -> None:
    assert_tables(sample(), data.draw(cases(edition=sample())))
    assert_oracle(sample(), data.draw(cases(edition=sample(), unknown=False)))


@settings(SHOWN, max_examples=150)
@given(st.data())
def test_any_rulebook_runs_as_written(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    try:
        program(book)
    except RulebookError:
        assume(False)
    with suppress(UniqueTableError, LimitError):
        assert_tables(book, data.draw(cases(edition=book)))
    assert_oracle(book, data.draw(cases(edition=book, unknown=False)))
