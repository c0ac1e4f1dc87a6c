"""A population decided block by block."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pyarrow as pa

from amp_rules.plan.model import Plan
from amp_rules.population.columns.collect import BlockAnswers, Collector
from amp_rules.population.columns.compile import ColumnProgram, columns_of
from amp_rules.population.columns.load import Source
from amp_rules.population.columns.logic import Array
from amp_rules.population.columns.missing import missing_of, none_missing
from amp_rules.population.outcome import Answers, run_schema
from amp_rules.population.progress import shown
from amp_rules.population.tables import Population

TOGETHER = 16
"""Blocks whose open cases are explained in one go."""
MOST_EXPLAINED = 16_384


def decide_population(
    plan: Plan, population: Population, progress: bool = False, block: int | None = None
) -> Answers:
    """Every case decided under the plan, so many at a time."""
    program, schema, collector = columns_of(plan), run_schema(plan), Collector(plan)
    source = Source(population)
    blocks = source.blocks(block or program.block_size(population))
    cases: list[pa.RecordBatch] = []
    parts: dict[str, list[pa.RecordBatch]] = {entity: [] for entity in schema.parts}
    segments: list[pa.RecordBatch] = []
    with shown(len(population), progress) as advance:
        while found := [program.answers(each) for each in islice(blocks, TOGETHER)]:
            for answers, missing in zip(found, _explained(program, source, found, collector), strict=True):
                cases.append(collector.cases(answers, missing))
                for entity, batches in parts.items():
                    batches.append(collector.part(entity, answers))
                line = collector.timeline(answers)
                if line is not None:
                    segments.append(line)
                advance(answers.block.count)
    return Answers(
        pa.Table.from_batches(cases, schema.cases),
        {entity: pa.Table.from_batches(batches, schema.parts[entity]) for entity, batches in parts.items()},
        None if schema.segments is None else pa.Table.from_batches(segments, schema.segments),
    )


def _explained(
    program: ColumnProgram, source: Source, found: list[BlockAnswers], collector: Collector
) -> list[pa.Array]:
    """What the cases with an unknown goal wait for, block by block; their verdicts are told apart by it."""
    wanted = [collector.open_cases(answers) for answers in found]
    cases = np.concatenate([answers.block.cases[mask] for answers, mask in zip(found, wanted, strict=True)])
    if not len(cases):
        return [none_missing(answers.block.count) for answers in found]
    missing: list[pa.Array] = []
    waits: dict[str, tuple[list[Array], list[Array]]] = {}
    for low in range(0, len(cases), MOST_EXPLAINED):
        block = source.chosen(cases[low : low + MOST_EXPLAINED])
        chosen = program.explained(block)
        missing.append(missing_of(chosen))
        for name, masks in chosen.causes.items():
            count = len(collector.case_of(program.plan.decisions[name].about, chosen))
            for kept, mask in zip(waits.setdefault(name, ([], [])), masks, strict=True):
                kept.append(np.broadcast_to(np.asarray(bool(mask) if mask is None else mask), (count,)))
    for name, (plain, judged) in waits.items():
        _hand_out(name, np.concatenate(plain), np.concatenate(judged), found, wanted, collector)
    ends = np.cumsum([int(mask.sum()) for mask in wanted])
    whole = pa.concat_arrays([*missing, none_missing(1)])
    return [_placed(whole, end - int(mask.sum()), mask) for end, mask in zip(ends, wanted, strict=True)]


def _placed(whole: pa.Array, first: int, wanted: Array) -> pa.Array:
    """The lists of a block's open cases at their places, an empty one for every other case."""
    places = np.cumsum(wanted) - 1 + first
    return whole.take(pa.array(np.where(wanted, places, len(whole) - 1)))


def _hand_out(
    name: str,
    plain: Array,
    judged: Array,
    found: list[BlockAnswers],
    wanted: list[Array],
    collector: Collector,
) -> None:
    """Gives each block the part of two masks that is about its own open cases."""
    low = 0
    for answers, mask in zip(found, wanted, strict=True):
        case = collector.case_of(answers.plan.decisions[name].about, answers)
        rows = np.flatnonzero(mask[case])
        masks = []
        for each in (plain, judged):
            whole = np.zeros(len(case), np.bool_)
            whole[rows] = each[low : low + len(rows)]
            masks.append(whole)
        answers.causes[name] = (masks[0], masks[1])
        low += len(rows)
