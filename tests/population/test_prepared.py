"""Cases prepared for many questions answer what a run answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from amp_rules import case_from_mapping, population, with_readings
from amp_rules.engine.decide import WrongProgrammeError, plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.population import Population, from_cases, prepare
from amp_rules.population.badrows import BadRowsError
from amp_rules.population.columns import columns_of, compile
from amp_rules.population.columns.load import Source
from amp_rules.population.outcome import run_schema
from amp_rules.population.tables import population_of
from amp_rules.rulebook import Rulebook
from amp_rules.testing import drawn_population
from tests.engine.books import BOOKS, NAMES

WORDS = {"refused": 0, "undetermined": 1, "referred": 1, "granted": 2}
SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
NSP = next(book for book in BOOKS if book.name == "nsp/2022")


def expected(found: population.Run, table: pa.Table, goal: str, value: str) -> list[Any]:
    """One goal as a run tells it, in the words of the arrays."""
    cells = table[value].to_pylist()
    scale = columns_of(found.plan).scales.get(goal, 1)
    if found.plan.decisions[goal].type.kind == "bool":
        return [WORDS.get(cell, 1) if isinstance(cell, str) else cell for cell in cells]
    return [
        cell.toordinal() if isinstance(cell, date) else None if cell is None else cell * scale
        for cell in cells
    ]


def assert_alike(book: Rulebook, people: Population) -> int:
    found, arrays = population.run(book, people), prepare(book, people).answers()
    compared = 0
    for entity, goals in run_schema(found.plan).goals.items():
        table = found.cases if entity == "case" else found.parts[entity]
        for goal in goals:
            if found.plan.decisions[goal.name].type.kind == "choice":
                assert goal.name not in {**arrays.truths, **arrays.numbers}
                continue
            wanted = expected(found, table, goal.name, goal.value)
            if goal.name in arrays.truths:
                told = arrays.truths[goal.name].tolist()
                wanted = [1 if each is None else each for each in wanted]
            else:
                number = arrays.numbers[goal.name]
                gone = np.zeros(len(number.values), np.bool_) if number.known is None else ~number.known
                gone = gone if number.absent is None else gone | number.absent
                told = [None if no else each for each, no in zip(number.values.tolist(), gone, strict=True)]
            assert told == wanted
            compared += len(told)
    problems = [] if arrays.problems is None else np.flatnonzero(arrays.problems).tolist()
    assert problems == [at for at, why in enumerate(found.cases["problem"].to_pylist()) if why is not None]
    return compared


@SHIPPED
def test_arrays_say_what_a_run_says(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile, "FEWEST_CASES", 7)
    monkeypatch.setattr(compile, "ROWS", 7)
    assert assert_alike(book, drawn_population(book, 120, seed=31)) > 500


def test_no_case_gives_empty_arrays() -> None:
    found = prepare(NSP, from_cases([])).answers()
    assert found.truths["support"].tolist() == []
    assert found.numbers["total_paid"].values.tolist() == []


def test_rows_in_another_order_than_the_rules_take_them_come_back_as_in_a_run() -> None:
    period = {"kind": "in_depth", "end": "2022-03-20"}
    late, early = ({"id": day, "start": f"2022-03-{day}", **period} for day in ("05", "01"))
    case = case_from_mapping({"id": "turned", "programme": "nsp", "periods": [late, early]})
    assert_alike(NSP, from_cases([case]))


def test_several_rules_may_ask_the_same_cases() -> None:
    other = plan_of(with_readings(NSP, {"B5": "day-count"}))
    people = drawn_population(NSP, 40, seed=5)
    ready = prepare([NSP, other], people)
    assert len(ready) == 40
    wanted = prepare(other, people).answers().numbers["total_paid"].values
    assert ready.answers(other).numbers["total_paid"].values.tolist() == wanted.tolist()
    with pytest.raises(UnknownNameError, match="prepared plan"):
        ready.answers(BOOKS[0])


def test_what_run_refuses_is_refused() -> None:
    people = drawn_population(NSP, 5, seed=1)
    with pytest.raises(WrongProgrammeError):
        prepare(BOOKS[0], people)
    with pytest.raises(WrongProgrammeError):
        prepare([NSP, BOOKS[0]], people)
    cases = people.tables["cases"]
    with pytest.raises(BadRowsError):
        prepare(NSP, population_of({"cases": pa.concat_tables([cases, cases.slice(0, 1)])}))
    with pytest.raises(ValueError, match="at least one rulebook"):
        prepare([], people)


def test_a_column_that_was_not_decoded_is_not_taken_for_unknown() -> None:
    source = Source(drawn_population(NSP, 5, seed=1).in_order())
    (block,) = source.blocks(10)
    source.let_go()
    with pytest.raises(RuntimeError, match="let go"):
        block.truth("case", "shelter.certified")
