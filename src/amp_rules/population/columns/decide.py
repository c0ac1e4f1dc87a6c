"""A population decided block by block."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from amp_rules.plan.model import Plan
from amp_rules.population.columns.collect import BlockAnswers, Collector
from amp_rules.population.columns.compile import ColumnProgram, columns_of
from amp_rules.population.columns.load import Source
from amp_rules.population.columns.logic import Array
from amp_rules.population.columns.missing import missing_of, none_missing
from amp_rules.population.outcome import Answers, run_schema
from amp_rules.population.tables import Population


def decide_population(
    plan: Plan, population: Population, progress: bool = False, block: int | None = None
) -> Answers:
    """Every case decided under the plan, so many at a time."""
    program, schema, collector = columns_of(plan), run_schema(plan), Collector(plan)
    source = Source(population)
    cases: list[pa.RecordBatch] = []
    parts: dict[str, list[pa.RecordBatch]] = {entity: [] for entity in schema.parts}
    segments: list[pa.RecordBatch] = []
    for each in source.blocks(block or program.block_size(population)):
        answers = BlockAnswers(plan, each, program.scales)
        program.run(each, answers)
        missing = _explained(program, source, answers, collector)
        cases.append(collector.cases(answers, missing))
        for entity, batches in parts.items():
            batches.append(collector.part(entity, answers))
        line = collector.timeline(answers)
        if line is not None:
            segments.append(line)
    return Answers(
        pa.Table.from_batches(cases, schema.cases),
        {entity: pa.Table.from_batches(batches, schema.parts[entity]) for entity, batches in parts.items()},
        None if schema.segments is None else pa.Table.from_batches(segments, schema.segments),
    )


def _explained(
    program: ColumnProgram, source: Source, answers: BlockAnswers, collector: Collector
) -> pa.Array:
    """What the cases with an unknown goal wait for; their verdicts are told apart by it."""
    block = answers.block
    wanted = collector.open_cases(answers)
    if not wanted.any():
        return none_missing(block.count)
    if wanted.all():
        again, chosen = block, answers
    else:
        again = source.chosen(block.cases[wanted])
        chosen = BlockAnswers(program.plan, again, program.scales)
    if again is block:
        chosen.faults.clear()
    program.explain(again, chosen)
    if again is block:
        return missing_of(chosen)
    for name, (plain, judged) in chosen.causes.items():
        case = collector.case_of(program.plan.decisions[name].about, answers)
        rows = np.flatnonzero(wanted[case])
        answers.causes[name] = (_spread(plain, rows, len(case)), _spread(judged, rows, len(case)))
    found = missing_of(chosen)
    places = np.cumsum(wanted) - 1
    return pa.concat_arrays([found, none_missing(1)]).take(pa.array(np.where(wanted, places, len(found))))


def _spread(mask: Array | bool | None, rows: Array, count: int) -> Array | None:
    if mask is None:
        return None
    found = np.zeros(count, np.bool_)
    found[rows] = mask
    return found
