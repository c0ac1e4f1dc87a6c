"""Cases with more entities, one after the other, than a query is written for."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.plan.model import Plan
from amp_rules.population.outcome import Answers
from amp_rules.population.schema import CASES
from amp_rules.population.sql.collect import beyond
from amp_rules.population.tables import Population, population_of


def far_cases(answers: Answers) -> list[str]:
    """The ids of the cases that the query gave up."""
    found: list[str] = answers.cases["case_id"].filter(beyond(answers.cases)).to_pylist()
    return found


def decide_far(plan: Plan, population: Population, answers: Answers, case_ids: list[str]) -> Answers:
    """The answers with those of very long cases, which columns step along however long they are."""
    from amp_rules.population.columns import decide_population as by_columns

    wanted = pa.array(case_ids)
    tables = {
        name: table.filter(pc.is_in(table["case_id"], value_set=wanted))
        for name, table in population.tables.items()
    }
    again = by_columns(plan, population_of(tables).in_order())
    ids = population.tables[CASES]["case_id"].combine_chunks()

    def together(one: pa.Table, other: pa.Table) -> pa.Table:
        rest = one.filter(pc.invert(pc.is_in(one["case_id"], value_set=wanted)))
        whole = pa.concat_tables([rest, other])
        place = pc.index_in(whole["case_id"], value_set=ids)
        row = pa.array(range(len(whole)))
        order = pc.sort_indices(
            pa.table([place, row], ["case", "row"]), [("case", "ascending"), ("row", "ascending")]
        )
        return whole.take(order)

    segments = answers.segments
    if segments is not None and again.segments is not None:
        segments = together(segments, again.segments)
    return Answers(
        together(answers.cases, again.cases),
        {name: together(table, again.parts[name]) for name, table in answers.parts.items()},
        segments,
    )
