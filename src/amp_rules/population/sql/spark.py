"""The same statements on Spark, where one machine is too small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from amp_rules.engine.decide import plan_of
from amp_rules.plan.model import Plan
from amp_rules.population.badrows import PopulationError
from amp_rules.population.schema import PERSONS, TABLES
from amp_rules.population.sql.chain import Statement
from amp_rules.population.sql.commands import most_alike
from amp_rules.population.sql.embedded import FARTHEST
from amp_rules.population.sql.most import Steps
from amp_rules.population.sql.query import Script, script_of
from amp_rules.rulebook.model import Rulebook

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.constraintPropagation.enabled": "false",
}
"""An amount beyond 64 bits is an error; conditions of hundreds of columns are not combined for hours."""
PARTS: Final = "spark.sql.shuffle.partitions"
TYPES: Final[Mapping[str, str]] = {
    "bool": "boolean",
    "int64": "bigint",
    "date32[day]": "date",
    "string": "string",
}


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
    rules: Rulebook | Plan,
    tables: Mapping[str, DataFrame],
    steps: Steps | None = None,
    explained: bool = True,
) -> dict[str, DataFrame]:
    """The tables of a run as Spark has them: `cases`, `segments`, one for each other entity of a goal.

    tables: those of the population, by name; one that is left out has no rows. The answers are worked out
    when this returns, and lie on the workers; rows in no particular order. `missing` is a text, its paths
    with one space between. steps: how many entities of one case are stepped along; when left out as many as
    some case has, at most 24. A case with more has that as its `problem`. Without `explained` an open verdict
    reads undetermined, and `missing` is NULL. The session's views and settings stay as they are.

    Raises PopulationError for a table or a column that there is none of; what Spark raises comes through,
    such as an amount beyond 64 bits.
    """
    strange = sorted(set(tables) - set(TABLES))
    if strange:
        raise PopulationError(f"'{strange[0]}' is not a table of a population")
    own = session.newSession()
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    own.conf.set(PARTS, _parts(session))
    with _views(own) as made:
        shape = {name: _seen(own, name, tables.get(name), made) for name in TABLES}
        plan = plan_of(rules)
        script = script_of(plan, "spark", shape=shape, steps=steps or FromSpark(own), explained=explained)
        _keep(own, script, made)
        asked = (each for each in script.folded_outputs() if each.name != "missing")
        answers = {each.name: _frame(own, each).localCheckpoint() for each in asked}
        return {name: _in_session(session, frame) for name, frame in answers.items()}


def _parts(session: SparkSession) -> int:
    """Into how many parts a frame is cut; some makers' Spark says 'auto'."""
    said = str(session.conf.get(PARTS))
    return int(said) if said.isdigit() else session.sparkContext.defaultParallelism


@contextmanager
def _views(session: SparkSession) -> Iterator[list[str]]:
    """Names of views, which are gone afterwards with all that is kept for them."""
    made: list[str] = []
    try:
        yield made
    finally:
        for name in made:
            session.catalog.dropTempView(name)


def _keep(session: SparkSession, script: Script, made: list[str]) -> None:
    """Works out what several statements read, once each, in order."""
    for statement in script.kept():
        _kept(session, _frame(session, statement)).createOrReplaceTempView(statement.name)
        made.append(statement.name)


def _kept(session: SparkSession, frame: DataFrame) -> DataFrame:
    """A frame worked out: without its past, and with the size that it really has.

    A checkpoint alone keeps the size that Spark guesses, the product of all that was joined; after some dozen
    statements the guess itself fills the memory. Only what is cached is measured.
    """
    from pyspark import StorageLevel

    whole = frame.coalesce(_parts(session))
    found = whole.localCheckpoint(eager=False, storageLevel=StorageLevel.DISK_ONLY).persist()
    found.write.format("noop").mode("overwrite").save()
    return found


def _frame(session: SparkSession, statement: Statement) -> DataFrame:
    return session.sql(statement.query.sql("spark", copy=False))


def _in_session(session: SparkSession, frame: DataFrame) -> DataFrame:
    """The same rows as a frame of another session: views and settings are a session's own."""
    name = f"amp_rules_{uuid4().hex}"
    frame.createGlobalTempView(name)
    found = session.table(f"global_temp.{name}")
    session.catalog.dropGlobalTempView(name)
    return found


def _seen(session: SparkSession, name: str, given: DataFrame | None, made: list[str]) -> Mapping[str, bool]:
    """Makes a table readable by its name; gives its columns, and whether they may be unknown."""
    from pyspark.sql.functions import col, lit

    columns = TABLES[name].columns
    there = set(columns) if given is None else set(given.columns)
    strange = sorted(there - set(columns))
    if strange:
        raise PopulationError(f"{name}: '{strange[0]}' is not a column of this table")
    items: dict[str, Any] = {
        each.name: (col(f"`{each.name}`") if each.name in there else lit(None)).cast(TYPES[str(each.type)])
        for each in columns.values()
        if each.name in there or each.required or TABLES[name].entity == "span"
    }
    if given is None:
        fields = ", ".join(f"`{each}` {TYPES[str(columns[each].type)]}" for each in items)
        shown = session.createDataFrame([], fields)
    else:
        # dropping the view of a frame lets go what is cached of it; the caller's frame is not to be this one
        mine = given.where(lit(True)).select(*(item.alias(each) for each, item in items.items()))
        shown = _in_session(session, mine)
    shown.createOrReplaceTempView(name)
    made.append(name)
    return {each: not columns[each].required for each in items}


__all__ = ["FromSpark", "decide_spark"]
