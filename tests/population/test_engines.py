"""Every way to decide many cases gives what deciding them one by one gives."""

from __future__ import annotations

import pytest

from amp_rules import population
from amp_rules.engine.decide import plan_of
from amp_rules.population.columns import decide_population
from amp_rules.population.run import Engine
from amp_rules.rulebook import Rulebook
from tests.engine.books import BOOKS, NAMES
from tests.population.agree import differences
from tests.population.gather import generated, scenario_populations

ENGINES: tuple[Engine, ...] = ("columns", "duckdb")
SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_scenario_is_answered_alike(engine: Engine) -> None:
    decided = 0
    for book, people in scenario_populations():
        each = population.run(book, people, engine="each")
        found = population.run(book, people, engine=engine)
        assert differences(each, found) == [], book.name
        decided += len(found)
    assert decided > 500


@pytest.mark.slow
@SHIPPED
def test_twenty_thousand_generated_cases_are_answered_alike(book: Rulebook) -> None:
    people = generated(book)
    each = population.run(book, people, engine="each")
    assert len(each) == 20_000
    verdicts = [name for name in each.cases.column_names if name in ("eligible", "support")]
    assert set(each.cases[verdicts[0]].to_pylist()) == {"granted", "refused", "undetermined", "referred"}
    for engine in ENGINES:
        assert differences(each, population.run(book, people, engine=engine)) == []


@SHIPPED
def test_a_case_traced_says_what_its_row_says(book: Rulebook) -> None:
    people = generated(book, 200, seed=4)
    found = population.run(book, people)
    for row in found.cases.to_pylist()[::20]:
        outcome = found.trace(row["case_id"])
        assert [each.path for each in outcome.missing] == row["missing"]
        for name, verdict in outcome.verdicts.items():
            assert row[name] == verdict.value


@SHIPPED
def test_blocks_of_any_size_give_the_same(book: Rulebook) -> None:
    people = generated(book, 200, seed=2).in_order()
    whole = decide_population(plan_of(book), people)
    for size in (7, 64, 199):
        found = decide_population(plan_of(book), people, block=size)
        assert found.cases.equals(whole.cases), size
        assert found.parts == whole.parts
        assert found.segments == whole.segments
