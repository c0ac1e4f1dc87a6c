"""amp_rules over columns: the rule files of bench/rules-many.

*Columns in memory*: the tables have been read into columns once, as a caller does who asks several questions
of one population; timed is the program of the plan over every block, and its answers put into whole arrays.
*Tables to tables*: from Arrow tables to the tables of a run, every row checked, with the rule that decided
and what unknown answers wait for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.plan import Plan, build_plan
from amp_rules.population import Run, run
from amp_rules.population.columns.collect import BlockAnswers
from amp_rules.population.columns.compile import ColumnProgram, columns_of
from amp_rules.population.columns.load import Block, Source
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


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Blocks whose columns are decoded, with the number of cases and periods."""

    program: ColumnProgram
    blocks: list[Block]
    cases: int
    periods: int

    def answers(self, number: int) -> BlockAnswers:
        """What the program says of one block."""
        block = self.blocks[number]
        found = BlockAnswers(self.program.plan, block, self.program.scales)
        self.program.run(block, found)
        return found


class ColumnsInMemory(Peer[Blocks, Any]):
    """The program of a plan over decoded columns."""

    def prepare(self, many: Many) -> Blocks:
        population = population_of(tables_of(self.question, many))
        source = Source(population)
        program = columns_of(plan_of(self.question))
        blocks = list(source.blocks(program.block_size(population)))
        made = Blocks(program, blocks, len(many), many.periods)
        for number in range(len(made.blocks)):
            made.answers(number)
        return made

    def answer(self, ready: Blocks) -> Any:
        return eligibility(ready) if self.question == "eligibility" else funding(ready)

    def read(self, ready: Blocks, made: Any) -> Answer:
        if self.question == "eligibility":
            found: Small = made
            return found
        return made[0] // 100, made[1] // 100


def eligibility(ready: Blocks) -> Small:
    """0 no, 1 unknown, 2 yes, as the program writes them."""
    found, low = np.empty(ready.cases, np.int8), 0
    for number, block in enumerate(ready.blocks):
        truth, _ = ready.answers(number).found["eligible"]
        part = found[low : low + block.count]
        part[:] = truth if np.asarray(truth).dtype == np.int8 else np.multiply(truth, np.int8(YES))
        low += block.count
    return found


def funding(ready: Blocks) -> tuple[Whole, Whole]:
    """Minor units per period and per case."""
    amounts, totals = np.empty(ready.periods, np.int64), np.empty(ready.cases, np.int64)
    low = case = 0
    for number, block in enumerate(ready.blocks):
        found = ready.answers(number).found
        values, known, _ = found["period_total"][0]
        sums, certain, _ = found["total"][0]
        if known is not None or certain is not None:
            raise AssertionError("an amount is unknown")
        amounts[low : low + len(values)] = values
        totals[case : case + block.count] = sums
        low, case = low + len(values), case + block.count
    return amounts, totals


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
