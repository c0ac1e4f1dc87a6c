"""What the database gives, as the tables of a run."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.plan.model import Plan
from amp_rules.population.outcome import MISSING, Answers, run_schema
from amp_rules.population.sql.program import BEYOND

Found = Mapping[str, pa.Table]


def open_cases(plan: Plan, found: Found) -> pa.Array:
    """The numbers of the cases with an unknown answer that could be decided."""
    schema = run_schema(plan)
    open_ids = [pa.array([], pa.int64())]
    for entity, goals in schema.goals.items():
        table = found["cases" if entity == "case" else entity]
        unknown = pa.scalar(False)
        for goal in goals:
            lacking = pc.is_null(table[goal.value])
            if plan.decisions[goal.name].source.kind == "verdict":
                lacking = pc.equal(table[goal.value], "undetermined")
            if goal.absent is not None:
                lacking = pc.and_not(lacking, pc.fill_null(table[goal.absent], False))
            unknown = pc.or_(unknown, pc.fill_null(lacking, False))
        if goals and table.num_rows:
            open_ids.append(table["case_id"].filter(unknown).combine_chunks())
    opened = pc.unique(pa.concat_arrays(open_ids))
    cases = found["cases"]
    bad = cases["case_id"].filter(pc.is_valid(cases["problem"])).combine_chunks()
    return opened.filter(pc.invert(pc.is_in(opened, value_set=bad)))


def replaced(found: Found, explained: Found, cases: pa.Array) -> dict[str, pa.Table]:
    """The tables with the rows of some cases taken from a second answer."""
    made = {}
    for name, table in found.items():
        others = table.filter(pc.invert(pc.is_in(table["case_id"], value_set=cases)))
        again = explained[name].cast(table.schema) if name in explained else table.slice(0, 0)
        made[name] = pa.concat_tables([others, again])
    return made


def answers_of(plan: Plan, case_ids: pa.ChunkedArray, found: Found) -> Answers:
    """The tables of a run, in input order and in its schemas."""
    schema = run_schema(plan)
    ids = case_ids.combine_chunks()
    cases = _put_in_order(found["cases"], ids, ())
    cases = cases.set_column(cases.schema.get_field_index("missing"), "missing", _missing(cases))
    parts = {
        entity: _in_schema(_put_in_order(found[entity], ids, ("position", "number")), kind)
        for entity, kind in schema.parts.items()
    }
    segments = None
    if schema.segments is not None:
        segments = _in_schema(_put_in_order(found["segments"], ids, ("place", "start")), schema.segments)
    return Answers(_in_schema(cases, schema.cases), parts, segments)


def _put_in_order(table: pa.Table, ids: pa.Array, then: tuple[str, ...]) -> pa.Table:
    names = [name for name in then if name in table.column_names]
    ordered = table.take(pc.sort_indices(table, [(name, "ascending") for name in ("case_id", *names)]))
    at = ordered.schema.get_field_index("case_id")
    return ordered.set_column(at, "case_id", ids.take(ordered["case_id"].combine_chunks()))


def _missing(cases: pa.Table) -> pa.Array:
    """Lists of paths out of texts with one space between, in order; none where nothing was asked."""
    whole = cases["missing"].cast(pa.string()).combine_chunks()
    solved = pc.is_null(cases["problem"]).combine_chunks()
    whole = pc.if_else(solved, pc.fill_null(whole, ""), pa.scalar(None, pa.string()))
    lists = pc.split_pattern(whole, " ")
    return pc.if_else(pc.equal(whole, ""), pa.scalar([], lists.type), lists).cast(MISSING)


def _in_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [table[field.name].combine_chunks().cast(field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def beyond(cases: pa.Table) -> pa.Array:
    """Which cases have more entities than the query steps along."""
    return pc.fill_null(pc.starts_with(cases["problem"].combine_chunks(), BEYOND), False)
