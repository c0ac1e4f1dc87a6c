"""amp_rules over columns: the rule files of bench/rules-many.

*Columns in memory*: the cases have been prepared once, as a caller does who asks several questions of one
population; timed are the answers to all of them as whole arrays.
*Tables to tables*: from Arrow tables to the tables of a run, every row checked, with the rule that decided
and what unknown answers wait for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.plan import Plan, build_plan
from amp_rules.population import Arrays, Prepared, Run, prepare, run
from amp_rules.population.run import Engine
from amp_rules.population.tables import Population, population_of
from amp_rules.rulebook import load_rulebook
from bench.many.cases import NO, OPEN, YES, Many, Small, Whole
from bench.many.peer import Answer, Peer, Question
from bench.many.report import SUBJECT
from bench.many.tables import tables_of

RULES = Path(__file__).parents[2] / "rules-many"
TABLES = "amp_rules, columns, tables to tables"
VERDICTS = {"granted": YES, "refused": NO, "undetermined": OPEN}


def plan_of(question: Question) -> Plan:
    """The plan of the rule files that answer one question."""
    return build_plan(load_rulebook("nsp", edition="2022", root=RULES / question))


class ColumnsInMemory(Peer[Prepared, Arrays]):
    """Cases prepared for the rules; the answers are whole arrays."""

    def prepare(self, many: Many) -> Prepared:
        return prepare(plan_of(self.question), population_of(tables_of(self.question, many)))

    def answer(self, ready: Prepared) -> Arrays:
        return ready.answers()

    def read(self, ready: Prepared, made: Arrays) -> Answer:
        if self.question == "eligibility":
            return made.truths["eligible"]
        amounts, totals = made.numbers["period_total"], made.numbers["total"]
        if amounts.known is not None or totals.known is not None:
            raise AssertionError("an amount is unknown")
        return amounts.values // 100, totals.values // 100


class TablesToTables(Peer[tuple[Plan, list[Population]], Run]):
    """A whole run; the population is made anew each time, so that nothing is remembered with it."""

    def __init__(self, name: str, question: Question, engine: Engine) -> None:
        super().__init__(name, question)
        self.engine = engine

    def prepare(self, many: Many) -> tuple[Plan, list[Population]]:
        return plan_of(self.question), [population_of(tables_of(self.question, many))]

    def renew(self, ready: tuple[Plan, list[Population]]) -> None:
        _, kept = ready
        kept[0] = population_of(kept[0].tables)

    def answer(self, ready: tuple[Plan, list[Population]]) -> Run:
        plan, (population,) = ready
        return run(plan, population, self.engine)

    def read(self, ready: tuple[Plan, list[Population]], made: Run) -> Answer:
        return read_run(self.question, made)


def read_run(question: Question, made: Run) -> Answer:
    """The common form of the tables of a run."""
    if made.cases["problem"].null_count != len(made):
        raise AssertionError("a case could not be decided")
    if question == "funding":
        return numbers(made.parts["period"]["period_total_minor"]), numbers(made.cases["total_minor"])
    places = pc.index_in(made.cases["eligible"], value_set=pa.array(list(VERDICTS)))
    found: Small = np.array(list(VERDICTS.values()), np.int8)[places.to_numpy()]
    return found


def numbers(minor: pa.ChunkedArray) -> Whole:
    """Whole SEK."""
    if minor.null_count:
        raise AssertionError("an amount is unknown")
    found: Whole = minor.cast(pa.int64()).to_numpy()
    return found // 100


def peers(question: Question) -> list[Peer[Any, Any]]:
    """Both."""
    return [ColumnsInMemory(SUBJECT, question), TablesToTables(TABLES, question, "columns")]
