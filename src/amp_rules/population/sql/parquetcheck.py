"""Whether the rows of tables in a database can be told apart and belong together."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from amp_rules.population.schema import CASES, TABLES, TableSchema
from amp_rules.population.sql.births import column, select
from amp_rules.population.sql.commands import count_of, quoted


def problems_of() -> Iterator[tuple[str, exp.Query]]:
    """What may be wrong with each table, and how many rows it is wrong with."""
    for schema in TABLES.values():
        yield f"{schema.name}: without what every row must have", _lacking(schema)
        yield f"{schema.name}: with the key of another row", _alike(schema)
        if schema.name != CASES:
            yield f"{schema.name}: of a case that is not there", _astray(schema)
        if schema.entity == "span":
            yield f"{schema.name}: on the days of another row, or ending before they start", _shared(schema)


def _table(schema: TableSchema) -> exp.Expr:
    return exp.alias_(quoted(schema.name), "t", table=True)


def _lacking(schema: TableSchema) -> exp.Query:
    needed = [column(each.name, "t") for each in schema.columns.values() if each.required]
    where = exp.or_(*(exp.Is(this=each, expression=exp.null()) for each in needed))
    return count_of(_table(schema), where)


def _alike(schema: TableSchema) -> exp.Query:
    keys = [column(name, "t") for name in ("case_id", *([schema.order] if schema.order else []))]
    more = exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    groups = select([exp.alias_(more, "n")], _table(schema)).group_by(*keys, copy=False)
    return select([exp.Sum(this=column("n", "g"))], groups.subquery("g"))


def _astray(schema: TableSchema) -> exp.Query:
    ids = select([column("case_id", "c")], exp.alias_(quoted(CASES), "c", table=True))
    there = exp.In(this=column("case_id", "t"), query=ids.subquery())
    return count_of(_table(schema), exp.Not(this=there))


def _shared(schema: TableSchema) -> exp.Query:
    start, end = column("start", "t"), column("end", "t")
    before = exp.Window(
        this=exp.Lag(this=end),
        partition_by=[column("case_id", "t")],
        order=exp.Order(expressions=[exp.Ordered(this=start)]),
    )
    bad = exp.or_(
        exp.GTE(this=before, expression=column("start", "t")),
        exp.LT(this=column("end", "t"), expression=column("start", "t")),
    )
    rows = select([exp.alias_(bad, "bad")], _table(schema))
    return count_of(rows.subquery("s"), column("bad", "s"))
