"""The same statements on Spark, where one machine is too small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amp_rules.plan.model import Plan
from amp_rules.population.schema import PERSONS, TABLES
from amp_rules.population.sql.chain import Statement
from amp_rules.population.sql.commands import most_alike
from amp_rules.population.sql.embedded import FARTHEST
from amp_rules.population.sql.most import Steps
from amp_rules.population.sql.query import script_of
from amp_rules.population.sql.shape import Shape

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True, slots=True)
class FromSpark:
    """As many steps as some case of the session's tables needs, up to a limit."""

    session: SparkSession

    def of(self, table: str, keys: tuple[str, ...]) -> int:
        """The most rows of a table with the same case and keys."""
        query = most_alike(table, ("case_id", *keys)).sql("spark")
        found = self.session.sql(query).collect()[0][0] or 0
        return min(int(found) + (1 if table == PERSONS else 0), FARTHEST)


def decide_spark(
    session: SparkSession,
    plan: Plan,
    tables: Mapping[str, DataFrame],
    steps: Steps | None = None,
    explained: bool = True,
) -> dict[str, DataFrame]:
    """The tables of a run as Spark has them: `cases`, `segments`, one for each other entity, and `missing`.

    tables: those of the population, by name; one that is left out has no rows. What several statements read
    is worked out once and kept on the workers. `missing` of `cases` is a text, its paths with one space
    between; the rows are in no particular order.
    """
    shape = {name: _seen(session, name, tables.get(name)) for name in TABLES}
    script = script_of(plan, "spark", shape=shape, steps=steps or FromSpark(session), explained=explained)
    for statement in script.kept():
        _frame(session, statement).localCheckpoint(eager=True).createOrReplaceTempView(statement.name)
    return {each.name: _frame(session, each) for each in script.folded_outputs()}


def _frame(session: SparkSession, statement: Statement) -> DataFrame:
    return session.sql(statement.query.sql("spark", copy=False))


def _seen(session: SparkSession, name: str, given: DataFrame | None) -> Mapping[str, bool]:
    """Makes a table readable by its name; gives its columns, and whether they may be unknown."""
    from pyspark.sql import types as kinds
    from pyspark.sql.functions import lit

    known = {
        "bool": kinds.BooleanType(),
        "int64": kinds.LongType(),
        "date32[day]": kinds.DateType(),
        "string": kinds.StringType(),
    }
    columns = TABLES[name].columns
    if given is None:
        fields = [kinds.StructField(each.name, known[str(each.type)]) for each in columns.values()]
        given = session.createDataFrame([], kinds.StructType(fields))
    for each in columns.values():
        if each.name not in given.columns and (each.required or TABLES[name].entity == "span"):
            given = given.withColumn(each.name, lit(None).cast(known[str(each.type)]))
    given.createOrReplaceTempView(name)
    return {each: not columns[each].required for each in given.columns if each in columns}


__all__ = ["FromSpark", "Shape", "decide_spark"]
