"""Commands to DuckDB, written through expressions: no name or text is ever pasted into one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
from sqlglot import exp

from amp_rules.population.sql.births import column, select
from amp_rules.population.sql.texts import Texts


def quoted(name: str, schema: str = "") -> exp.Table:
    """A table by its name."""
    where = exp.Identifier(this=schema, quoted=True) if schema else None
    return exp.Table(this=exp.Identifier(this=name, quoted=True), db=where)


def as_table(name: str, query: exp.Query | str) -> str:
    """Keeps the rows of a query under a name, for as long as the connection."""
    if isinstance(query, str):
        return f"{_temporary(name).sql('duckdb')} AS {query}"
    made = _temporary(name)
    made.set("expression", query)
    return made.sql("duckdb")


def _temporary(name: str) -> exp.Create:
    properties = exp.Properties(expressions=[exp.TemporaryProperty()])
    return exp.Create(this=quoted(name), kind="TABLE", properties=properties)


def as_view(name: str, schema: str, query: exp.Query) -> str:
    """Gives the rows of a query a name in a schema."""
    return exp.Create(this=quoted(name, schema), kind="VIEW", expression=query).sql("duckdb")


def dropped(name: str) -> str:
    """Lets go of what is kept under a name, if it is there."""
    return exp.Drop(tables=[quoted(name)], kind="TABLE", exists=True).sql("duckdb")


def keep(
    connection: duckdb.DuckDBPyConnection, texts: Texts, done: Callable[[], None] = lambda: None
) -> None:
    """Works out what is read more than once; nothing is kept longer than it is read.

    done: called after each statement.
    """
    for text in texts.kept:
        connection.execute(as_table(text.name, text.query))
        for name in text.last_of:
            connection.execute(dropped(name))
        done()


def number(connection: duckdb.DuckDBPyConnection, query: exp.Query) -> int:
    """The one number that a query gives, 0 for none."""
    ((found,),) = connection.execute(query.sql("duckdb")).fetchall()
    return int(found or 0)


def most_alike(table: str, keys: Sequence[str]) -> exp.Query:
    """How many rows of a table are alike in these columns, at most."""
    own = [column(key, "t") for key in keys]
    counted = select(
        [exp.alias_(exp.Count(this=exp.Star()), "n")], exp.alias_(quoted(table), "t", table=True)
    )
    groups = counted.group_by(*own, copy=False)
    return select([exp.Max(this=column("n", "g"))], groups.subquery("g"))


def count_of(source: exp.Expr, where: exp.Expr | None = None) -> exp.Query:
    """How many rows there are."""
    return select([exp.Count(this=exp.Star())], source, where=where)
