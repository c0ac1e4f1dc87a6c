"""The laws hold however the ambiguities are read."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.engine import decide, plan_of
from amp_rules.rulebook import Rulebook, with_readings
from amp_rules.testing import cases, completions, refinements
from tests.engine.books import BOOKS, NAMES
from tests.engine.laws import (
    assert_asks_what_matters,
    assert_oracle,
    assert_refined,
    assert_tables,
    deep_recursion,
)

RUNS = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read_otherwise(book: Rulebook, seed: int) -> Rulebook:
    """The rulebook with a reading drawn for every ambiguity it touches."""
    chance = random.Random(seed)
    known = book.registers.interpretations
    return with_readings(
        book, {each: chance.choice(sorted(known[each].readings)) for each in plan_of(book).readings}
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_rival_readings_keep_the_laws(book: Rulebook, seed: int) -> None:
    read = read_otherwise(book, seed)

    @RUNS
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        case = data.draw(cases(edition=read))
        full, more = data.draw(completions(case)), data.draw(refinements(case))
        assert_tables(read, case)
        assert_refined(decide(read, case), decide(read, more))
        assert_asks_what_matters(case, full, read)
        with deep_recursion():
            assert_oracle(read, full)

    holds()
