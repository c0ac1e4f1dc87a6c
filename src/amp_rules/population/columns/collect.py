"""The answers of a block as Arrow tables in the schemas of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from amp_rules.engine.layout import tested
from amp_rules.ledger import Verdict
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.population.columns.groups import Numbered
from amp_rules.population.columns.load import Block, in_list_order
from amp_rules.population.columns.logic import OPEN, TRUE, Array, Mask, cleared, spread
from amp_rules.population.lowering import NotInColumnsError
from amp_rules.population.outcome import GoalColumns, RunSchema, run_schema

EPOCH = 719_163


class BlockAnswers:
    """What the program of a plan found in one block."""

    def __init__(self, plan: Plan, block: Block, scales: Mapping[str, int]) -> None:
        self.plan, self.block, self.scales = plan, block, scales
        self.faults: list[tuple[Any, Any, str]] = []
        self.found: dict[str, tuple[Any, tuple[Any, ...]]] = {}
        self.causes: dict[str, tuple[Mask, Mask]] = {}
        self.marks: list[tuple[str, str, str, Any]] = []
        self.segments: tuple[Array, Array, Array] | None = None
        self.numbered: dict[str, Numbered] = {}

    def answer(self, name: str, values: Any, held: tuple[Any, ...]) -> None:
        """Keeps the answers to a decision, and whether its rules held."""
        self.found[name] = (values, held)

    def days(self, period: Array, first: Array, last: Array) -> None:
        """Keeps the segments of days: the row of the period, and days."""
        self.segments = (period, first, last)

    def because(self, name: str, plain: Any, judged: Any) -> None:
        """Keeps where an unknown verdict waits for facts, and where for a judgement."""
        self.causes[name] = (plain, judged)

    def mark(self, kind: str, entity: str, name: str, mask: Any) -> None:
        """Keeps which of the facts of a kind are wanted."""
        if mask is not None:
            self.marks.append((kind, entity, name, mask))

    def undecided(self) -> Mask:
        """The cases that could not be decided; None where all could."""
        problems = self.problems()
        return None if problems is None else np.array([each is not None for each in problems])

    def problems(self) -> list[str | None] | None:
        """Per case why it could not be decided, in the order of the decisions; None where all could."""
        found: list[str | None] | None = None
        for mask, owner, why in self.faults:
            if not np.any(mask):
                continue
            rows = np.flatnonzero(np.broadcast_to(mask, (self.block.count,)) if owner is None else mask)
            cases = rows if owner is None else owner[rows]
            if found is None:
                found = [None] * self.block.count
            for case in cases.tolist():
                found[case] = found[case] or why
        return found


class Collector:
    """Turns the answers of blocks into the tables of a run."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.schema: RunSchema = run_schema(plan)

    def cases(self, answers: BlockAnswers, missing: pa.Array) -> pa.RecordBatch:
        """One row per case."""
        block = answers.block
        problems = answers.problems()
        bad = answers.undecided()
        arrays = [block.case_ids()]
        for goal in self.schema.goals["case"]:
            arrays += self._goal(goal, answers, block.count, None, bad)
        arrays.append(missing if bad is None else _where_not(missing, bad))
        arrays.append(
            pa.nulls(block.count, pa.string()) if problems is None else pa.array(problems, pa.string())
        )
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema.cases)

    def order_of(self, entity: str, answers: BlockAnswers) -> Array | None:
        """What brings answers about an entity into the order of a run's table; None where they are in it."""
        if entity == "case":
            return None
        if entity not in self.plan.scopes.numbered:
            return answers.block.entity(entity).listed
        owner, numbered = self.plan.scopes.numbered[entity].of, answers.numbered[entity]
        if owner == "case":
            return in_list_order(numbered.owner, numbered.number)
        rows = answers.block.entity(owner)
        return in_list_order(rows.owner[numbered.owner], rows.position[numbered.owner], numbered.number)

    def _case_of(self, entity: str, answers: BlockAnswers) -> Array | None:
        """The case of each entity; None for the cases themselves."""
        if entity == "case":
            return None
        if entity not in self.plan.scopes.numbered:
            return answers.block.entity(entity).owner
        owner = self._case_of(self.plan.scopes.numbered[entity].of, answers)
        made = answers.numbered[entity]
        return made.owner if owner is None else owner[made.owner]

    def case_of(self, entity: str, answers: BlockAnswers) -> Array:
        """The case of each entity, or each case itself."""
        found = self._case_of(entity, answers)
        return np.arange(answers.block.count) if found is None else found

    def open_cases(self, answers: BlockAnswers) -> Array:
        """The cases with a goal that is unknown."""
        block = answers.block
        found = np.zeros(block.count, np.bool_)
        for entity, goals in self.schema.goals.items():
            owner = self._case_of(entity, answers)
            count = block.count if owner is None else len(owner)
            for goal in goals:
                unknown = _unknown(answers.found[goal.name][0], self.plan.decisions[goal.name], count)
                if unknown is not None:
                    found[np.flatnonzero(unknown) if owner is None else owner[unknown]] = True
        return found

    def part(self, entity: str, answers: BlockAnswers) -> pa.RecordBatch:
        """One row per entity, by case and place in the case's list."""
        block = answers.block
        if entity in self.plan.scopes.numbered:
            return self._counted(entity, answers)
        rows = block.entity(entity)
        order = self.order_of(entity, answers)
        bad = self._bad_rows(answers, rows.owner)
        ids = block.entity_ids(entity)
        keys = [block.case_ids().take(pa.array(rows.owner)), pa.array(rows.position, pa.int64()), ids]
        if order is not None:
            keys = [key.take(pa.array(order)) for key in keys]
        arrays = list(keys)
        for goal in self.schema.goals[entity]:
            arrays += self._goal(goal, answers, rows.count, order, bad)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema.parts[entity])

    def _counted(self, entity: str, answers: BlockAnswers) -> pa.RecordBatch:
        """One row per numbered entity, by its owner's place and its number."""
        block, numbered = answers.block, answers.numbered[entity]
        owner = self.plan.scopes.numbered[entity].of
        keys: list[pa.Array]
        if owner == "case":
            case = numbered.owner
            keys = [block.case_ids().take(pa.array(case))]
        else:
            rows = block.entity(owner)
            case, place = rows.owner[numbered.owner], rows.position[numbered.owner]
            ids = block.entity_ids(owner).take(pa.array(numbered.owner))
            keys = [block.case_ids().take(pa.array(case)), pa.array(place, pa.int64()), ids]
        keys.append(pa.array(numbered.number))
        order = self.order_of(entity, answers)
        arrays = keys if order is None else [key.take(pa.array(order)) for key in keys]
        bad = self._bad_rows(answers, case)
        for goal in self.schema.goals[entity]:
            arrays += self._goal(goal, answers, numbered.count, order, bad)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema.parts[entity])

    def _bad_rows(self, answers: BlockAnswers, owner: Array) -> Mask:
        bad = answers.undecided()
        return None if bad is None else bad[owner]

    def _goal(
        self, goal: GoalColumns, answers: BlockAnswers, count: int, order: Array | None, bad: Mask
    ) -> list[pa.Array]:
        decision = self.plan.decisions[goal.name]
        values, held = answers.found[goal.name]
        unknown = _unknown(values, decision, count)
        if decision.source.kind == "verdict":
            cells: pa.Array = self._verdicts(goal.name, answers, values, count)
        else:
            cells = self._cells(goal, decision, answers, values, unknown, count)
        found = [cells]
        if goal.absent is not None:
            gone = np.zeros(count, np.bool_) if values[2] is None else spread(values[2], count)
            found.append(pa.array(gone if unknown is None else gone & ~unknown))
        found.append(rules_that_decided(decision, held, unknown, count))
        if order is not None:
            found = [each.take(pa.array(order)) for each in found]
            bad = None if bad is None else bad[order]
        return found if bad is None else [_where_not(each, bad) for each in found]

    def _verdicts(self, name: str, answers: BlockAnswers, truth: Any, count: int) -> pa.Array:
        codes = np.full(count, 1, np.int8)
        wide = spread(truth, count)
        codes[wide == TRUE if wide.dtype != np.bool_ else wide] = 0
        if wide.dtype != np.bool_:
            codes[wide == OPEN] = 2
            plain, judged = answers.causes.get(name, (None, None))
            if judged is not None:
                only = (wide == OPEN) & spread(judged, count)
                only = only if plain is None else only & ~spread(plain, count)
                codes[only] = 3
        words = pa.array([each.value for each in _VERDICTS])
        return words.take(pa.array(codes))

    def _cells(
        self,
        goal: GoalColumns,
        decision: BoundDecision,
        answers: BlockAnswers,
        values: Any,
        unknown: Mask,
        count: int,
    ) -> pa.Array:
        if decision.type.kind == "bool":
            wide = spread(values, count)
            return pa.array(wide if wide.dtype == np.bool_ else wide == TRUE, mask=unknown)
        gone = unknown
        if values[2] is not None and np.any(values[2]):
            lacking = spread(values[2], count)
            gone = lacking if gone is None else gone | lacking
        return column_of(
            decision, spread(values[0], count), gone, answers.scales[decision.name], goal.type, answers
        )

    # the timeline

    def timeline(self, answers: BlockAnswers) -> pa.RecordBatch | None:
        """One row per run of days with the same answers."""
        schema = self.schema.segments
        line = self.plan.rulebook.edition.timeline
        if schema is None or line is None:
            return None
        if answers.segments is None:
            return pa.RecordBatch.from_pylist([], schema=schema)
        period, first, last = answers.segments
        periods = answers.block.entity("period")
        count = len(period)
        begins = self._begins(answers, period, count)
        bad = self._bad_rows(answers, periods.owner[period])
        kept = begins if bad is None else begins & ~bad
        at = np.flatnonzero(kept)
        starts = np.flatnonzero(begins)
        ends = (np.append(starts[1:], count) - 1)[: len(starts)][kept[starts]]
        days = last[ends] - first[at] + 1
        arrays = [
            answers.block.case_ids().take(pa.array(periods.owner[period[at]])),
            answers.block.entity_ids("period").take(pa.array(period[at])),
            _dates(first[at]),
            _dates(last[ends]),
            pa.array(days),
            self._status(line.status, answers, at, count),
        ]
        kinds = {field.name: field.type for field in schema}
        arrays.append(self._amount(line.rate, answers, at, count, None, kinds["rate_minor"]))
        arrays.append(self._amount(line.rate, answers, at, count, days, kinds["amount_minor"]))
        for name in line.components:
            arrays.append(self._amount(name, answers, at, count, None, kinds[f"{name}_minor"]))
        names = (line.rate, *line.components, *((line.status,) if line.status else ()))
        arrays.append(self._rules(names, answers, at, count))
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _begins(self, answers: BlockAnswers, period: Array, count: int) -> Array:
        """Where a segment differs from the one before in some answer, or in its period."""
        begins = np.ones(count, np.bool_)
        if count:
            begins[1:] = period[1:] != period[:-1]
        for name, (values, held) in answers.found.items():
            decision = self.plan.decisions[name]
            if decision.about != "day":
                continue
            conditional = {position for position, _ in tested(decision)}
            parts = [values] if decision.type.kind == "bool" else _plain(*values)
            parts += [each for position, each in enumerate(held) if position in conditional]
            for part in parts:
                if isinstance(part, np.ndarray) and part.ndim:
                    begins[1:] |= part[1:] != part[:-1]
        return begins

    def _status(self, name: str | None, answers: BlockAnswers, at: Array, count: int) -> pa.Array:
        if name is None:
            return pa.nulls(len(at), pa.string())
        decision = self.plan.decisions[name]
        values, _ = answers.found[name]
        unknown = _unknown(values, decision, count)
        if decision.type.kind == "bool":
            raise NotInColumnsError("a status that is true or false")
        return answers.block.words(spread(values[0], count)[at], None if unknown is None else unknown[at])

    def _amount(
        self, name: str, answers: BlockAnswers, at: Array, count: int, days: Array | None, kind: pa.DataType
    ) -> pa.Array:
        decision = self.plan.decisions[name]
        values, _ = answers.found[name]
        amounts = spread(values[0], count)[at]
        unknown = _unknown(values, decision, count)
        if values[2] is not None:
            lacking = spread(values[2], count)
            unknown = lacking if unknown is None else unknown | lacking
        amounts = amounts if days is None else amounts * days
        return column_of(
            decision, amounts, None if unknown is None else unknown[at], answers.scales[name], kind, answers
        )

    def _rules(self, names: Sequence[str], answers: BlockAnswers, at: Array, count: int) -> pa.Array:
        """The ids of the rules that held, decision by decision, with one space between."""
        codes = np.zeros(len(at), np.int64)
        texts: list[str] = [""]
        for name in names:
            decision = self.plan.decisions[name]
            _, held = answers.found[name]
            bits = _bits(
                decision, [hold[at] if isinstance(hold, np.ndarray) else hold for hold in held], len(at)
            )
            pairs, codes = np.unique((codes << len(held)) | bits, return_inverse=True)
            texts = [
                " ".join(
                    filter(None, (texts[pair >> len(held)], _ids(decision, pair & ((1 << len(held)) - 1))))
                )
                for pair in pairs.tolist()
            ]
        return pa.array(texts, pa.string()).take(pa.array(codes))


def _plain(values: Any, known: Mask, absent: Mask) -> list[Any]:
    """A column whose equal answers have equal parts: what is unknown or absent is 0."""
    gone = None if absent is None else absent if known is None else absent & known
    values = cleared(values, known)
    return [values if gone is None else np.where(gone, 0, values), known, gone]


_VERDICTS = (Verdict.GRANTED, Verdict.REFUSED, Verdict.UNDETERMINED, Verdict.REFERRED)


def _unknown(values: Any, decision: BoundDecision, count: int) -> Mask:
    if decision.type.kind == "bool":
        wide = spread(values, count)
        return None if wide.dtype == np.bool_ else wide == OPEN
    return None if values[1] is None else ~spread(values[1], count)


def _dates(days: Array) -> pa.Array:
    return pa.array((days - EPOCH).astype(np.int32), pa.int32()).cast(pa.date32())


def column_of(
    decision: BoundDecision,
    values: Array,
    unknown: Mask,
    scale: int,
    kind: pa.DataType,
    answers: BlockAnswers,
) -> pa.Array:
    """Plain values as an Arrow column."""
    if pa.types.is_date32(kind):
        days = pa.array((values - EPOCH).astype(np.int32), pa.int32(), mask=unknown)
        return days.cast(pa.date32())
    if pa.types.is_string(kind):
        return answers.block.words(values, unknown)
    if pa.types.is_decimal(kind):
        parts = values.astype(np.int64) * (10**kind.scale // scale)
        whole = pa.array(parts, pa.int64(), mask=unknown).cast(pa.decimal128(38, 0))
        return _shifted(whole, kind)
    if pa.types.is_boolean(kind):
        return pa.array(values, mask=unknown)
    return pa.array(values.astype(np.int64, copy=False), mask=unknown)


def _shifted(whole: pa.Array, kind: pa.DataType) -> pa.Array:
    """Whole numbers of parts as decimals: the same digits, the point moved."""
    return pa.Array.from_buffers(kind, len(whole), whole.buffers(), whole.null_count, whole.offset)


def rules_that_decided(decision: BoundDecision, held: tuple[Any, ...], unknown: Mask, count: int) -> pa.Array:
    """The rule that gave each known value; NULL where none held, or it is open which one did."""
    if not held:
        return pa.nulls(count, pa.string())
    if decision.source.hit_policy == "collect sum":
        bits = _bits(decision, held, count)
        found, inverse = np.unique(bits, return_inverse=True)
        texts = pa.array([_ids(decision, int(each)) or None for each in found.tolist()], pa.string())
        return _where_not(texts.take(pa.array(inverse)), unknown)
    codes = np.full(count, -1, np.int64)
    open_before = np.zeros(count, np.bool_)
    for position, hold in enumerate(held):
        wide = spread(hold, count)
        sure = wide if wide.dtype == np.bool_ else wide == TRUE
        free = (codes < 0) & ~open_before if decision.source.hit_policy == "first" else codes < 0
        codes[sure & free] = position
        if wide.dtype != np.bool_:
            open_before |= wide == OPEN
    none = codes < 0
    ids = pa.array([rule.id for rule in decision.rules])
    found_ids = ids.take(pa.array(np.maximum(codes, 0)))
    return _where_not(found_ids, none if unknown is None else none | unknown)


def _bits(decision: BoundDecision, held: Sequence[Any], count: int) -> Array:
    """Which rules held, as bits; with hit policy first no rule after the one that decided."""
    bits = np.zeros(count, np.int64)
    before = np.zeros(count, np.bool_)
    for position, hold in enumerate(held):
        wide = spread(hold, count)
        sure = wide if wide.dtype == np.bool_ else wide == TRUE
        if decision.source.hit_policy == "first":
            sure, before = sure & ~before, before | sure
        bits |= sure.astype(np.int64) << position
    return bits


def _ids(decision: BoundDecision, bits: int) -> str:
    return " ".join(rule.id for position, rule in enumerate(decision.rules) if bits >> position & 1)


def _where_not(array: pa.Array, mask: Mask) -> pa.Array:
    """The array with NULL where the mask holds."""
    if mask is None or not mask.any():
        return array
    return array.take(pa.array(np.arange(len(array)), mask=mask))
