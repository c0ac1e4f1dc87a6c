"""The engine "each": one case decided after the other, the measure of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pyarrow as pa

from amp_rules.case.model import Case
from amp_rules.engine.decide import decide
from amp_rules.engine.kleene import LimitError
from amp_rules.engine.layout import tested
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import CASE, Instance, Rows
from amp_rules.errors import UniqueTableError
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.population.outcome import Answers, RunSchema, run_schema
from amp_rules.population.progress import shown
from amp_rules.population.schema import TABLES
from amp_rules.population.tables import Population
from amp_rules.terms import UNKNOWN, Money

BATCH: Final = 5_000
MOST: Final = 2**63 - 1
LISTS: Final[Mapping[str, str]] = {
    schema.entity: schema.listed[-1] for schema in TABLES.values() if schema.own
}

Row = tuple[Any, ...]


def decide_population(plan: Plan, population: Population, progress: bool = False) -> Answers:
    """Every case decided on its own, as `amp_rules.decide` does it.

    Raises CaseError at the first case whose rows make none.
    """
    filler = _Filler(plan)
    with shown(len(population), progress) as advance:
        for case in population.cases():
            filler.add(case)
            advance(1)
    return filler.answers()


class _Sheet:
    """Rows gathered for one table, packed into Arrow every so often."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.waiting: list[Row] = []
        self.batches: list[pa.RecordBatch] = []

    def add(self, row: Row) -> None:
        """Keeps one row."""
        self.waiting.append(row)
        if len(self.waiting) >= BATCH:
            self.pack()

    def pack(self) -> None:
        """Turns what waits into a batch."""
        columns = zip(*self.waiting, strict=True) if self.waiting else [()] * len(self.schema)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self.schema, strict=True)]
        self.batches.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        self.waiting = []

    def table(self) -> pa.Table:
        """Everything gathered."""
        self.pack()
        return pa.Table.from_batches(self.batches, self.schema)


class _Filler:
    """Fills the tables of a run, case by case."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.schema: RunSchema = run_schema(plan)
        self.cases = _Sheet(self.schema.cases)
        self.parts = {entity: _Sheet(schema) for entity, schema in self.schema.parts.items()}
        self.segments = None if self.schema.segments is None else _Sheet(self.schema.segments)

    def answers(self) -> Answers:
        """The tables."""
        parts = {entity: sheet.table() for entity, sheet in self.parts.items()}
        return Answers(self.cases.table(), parts, None if self.segments is None else self.segments.table())

    def add(self, case: Case) -> None:
        """Decides one case and adds its rows."""
        try:
            found = self._rows_of(case)
        except UniqueTableError as error:
            found = self._nothing(case, f"unique: {error.decision}")
        except LimitError:
            found = self._nothing(case, "limit")
        row, parts, segments = found
        self.cases.add(row)
        for entity, rows in parts.items():
            for each in rows:
                self.parts[entity].add(each)
        if self.segments is not None:
            for each in segments:
                self.segments.add(each)

    def _rows_of(self, case: Case) -> tuple[Row, Mapping[str, list[Row]], list[Row]]:
        outcome = decide(self.plan, case)
        about_case = self._goals(outcome, "case", CASE)
        missing = [each.path for each in outcome.missing]
        parts = {entity: self._part(outcome, entity) for entity in self.parts}
        segments = [] if self.segments is None else list(self._segments(outcome))
        return (case.id, *about_case, missing, None), parts, segments

    def _nothing(self, case: Case, problem: str) -> tuple[Row, Mapping[str, list[Row]], list[Row]]:
        """A case that could not be decided: the same rows without answers."""
        row = (case.id, *[None] * (len(self.schema.cases) - 2), problem)
        parts = {}
        for entity in self.parts:
            empty = [None] * sum(len(goal.fields()) for goal in self.schema.goals[entity])
            parts[entity] = [(*keys, *empty) for keys in _listed_keys(case, entity)]
        return row, parts, []

    def _part(self, outcome: Outcome, entity: str) -> list[Row]:
        rows = outcome.rows
        found = [
            (*_keys(rows, instance), *self._goals(outcome, entity, instance))
            for instance in rows.instances(entity)
        ]
        return sorted(found, key=_place)

    def _goals(self, outcome: Outcome, entity: str, instance: Instance) -> Iterator[Any]:
        for goal in self.schema.goals[entity]:
            decision = self.plan.decisions[goal.name]
            value = outcome.rows.value(goal.name, instance)
            if decision.source.kind == "verdict":
                yield outcome.verdict_at(goal.name, instance).value
            else:
                yield _cell(None if value is UNKNOWN else value, goal.type)
            if goal.absent is not None:
                yield value is None
            yield None if value is UNKNOWN else rule_of(outcome.rows, decision, instance)

    def _segments(self, outcome: Outcome) -> Iterator[Row]:
        schema = self.schema.segments
        assert schema is not None
        for each in outcome.timeline:
            amounts = (each.rate, each.amount, *(each.components[name] for name in self.schema.components))
            fields = [name for name in schema.names if name.endswith("_minor")]
            cells = [
                _cell(amount.minor if isinstance(amount, Money) else None, schema.field(name).type)
                for name, amount in zip(fields, amounts, strict=True)
            ]
            status = None if each.status is UNKNOWN else each.status
            keys = (outcome.case.id, each.period, each.start, each.end, each.days, status)
            yield (*keys, *cells, " ".join(each.rules))


def rule_of(rows: Rows, decision: BoundDecision, instance: Instance) -> str | None:
    """The rule that gave a known value; None where none held, or it is open which one did.

    Where the amounts of several rules are added, all of them with one space between.
    """
    conditional = {position for position, _ in tested(decision)}
    policy, held, settled = decision.source.hit_policy, [], False
    for position, rule in enumerate(decision.rules):
        holds = rows.holds(decision.name, position, instance) if position in conditional else True
        if holds is True and not (settled and policy == "first"):
            held.append(rule.id)
        settled = settled or holds is not False
    if policy != "collect sum":
        held = held[:1]
    return " ".join(held) or None


def _keys(rows: Rows, instance: Instance) -> Row:
    """What names an entity in the tables of a run."""
    case_id = rows.case.id
    if instance.entity in LISTS:
        return (case_id, rows.position(instance), rows.object(instance).id)
    owner = rows.program.plan.scopes.frame(instance.entity)
    if owner == instance.entity:
        return (case_id, rows.object(instance))
    parent = Instance(owner, instance.at)
    return (case_id, rows.position(parent), rows.object(parent).id, rows.object(instance))


def _listed_keys(case: Case, entity: str) -> list[Row]:
    """The keys of the entities that stand in the case; those that rules count are not known."""
    if entity not in LISTS:
        return []
    listed = case.persons if entity == "person" else getattr(case, LISTS[entity])
    return [] if listed is UNKNOWN else [(case.id, place, each.id) for place, each in enumerate(listed)]


def _cell(value: Any, kind: pa.DataType) -> Any:
    """A value as its column takes it; numbers are exact."""
    if value is None or not (pa.types.is_int64(kind) or pa.types.is_decimal(kind)):
        return value
    if pa.types.is_decimal(kind):
        return Decimal(f"{Fraction(value * 10**kind.scale).numerator}E-{kind.scale}")
    if not -MOST <= value <= MOST:
        raise LimitError("an amount beyond 64 bits")
    return value


def _place(row: Row) -> list[int]:
    """Where an entity stands: its position, its number."""
    return [part for part in row[1:4] if type(part) is int]
