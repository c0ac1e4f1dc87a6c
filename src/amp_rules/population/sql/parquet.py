"""Populations in Parquet decided where they lie, however large: DuckDB reads, spills and writes by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final

import duckdb
import pyarrow as pa
from sqlglot import exp

from amp_rules.engine.decide import WrongProgrammeError, plan_of
from amp_rules.plan.model import Plan
from amp_rules.population.badrows import PopulationError
from amp_rules.population.outcome import GoalColumns, run_schema
from amp_rules.population.schema import CASES, TABLES, TableSchema
from amp_rules.population.sql.births import column, named, select, union
from amp_rules.population.sql.commands import as_table, as_view, count_of, dropped, keep, number, quoted
from amp_rules.population.sql.ddl import ARROW_TYPES
from amp_rules.population.sql.embedded import FromData, connected, told_without_values
from amp_rules.population.sql.parquetcheck import problems_of
from amp_rules.population.sql.query import script_of
from amp_rules.population.sql.shape import Shape
from amp_rules.population.sql.texts import Texts, texts_of_script
from amp_rules.rulebook.model import Rulebook

OPEN: Final = "opened"
"""The schema with the rows of the cases that have unknown answers."""
_READ: Final = {
    pa.bool_(): ("BOOLEAN",),
    pa.int64(): ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"),
    pa.date32(): ("DATE",),
    pa.string(): ("VARCHAR",),
}
"""The types that hold every value as it is; others, such as floats, would be rounded on the way."""


def decide_parquet(
    rules: Rulebook | Plan,
    source: str | PathLike[str],
    target: str | PathLike[str],
    memory: str | None = None,
    room: str | PathLike[str] | None = None,
) -> int:
    """How many cases of a folder were decided; the tables of a run are written to another folder.

    source: a file `<table>.parquet` or a folder `<table>` of such files for each table that there is, as
    `Population.write` makes them. target gets `cases.parquet`, one file for each other entity that a goal is
    about, and `segments.parquet`, rows in no particular order, once all of them are whole. memory: the
    most that DuckDB may use, such as '2GB'; what does not fit goes to files in `room`, which are gone
    afterwards. A case with more periods or claims than the query steps along has that as its problem.

    Raises PopulationError for files that are no tables of a population, for rows that cannot be told apart or
    lack what they need, for a target that is not empty, and where DuckDB gives up; WrongProgrammeError for
    cases of another programme. What else can be wrong with a row is not looked for.
    """
    plan, home, goal = plan_of(rules), Path(source), Path(target)
    if goal.exists() and (not goal.is_dir() or any(goal.iterdir())):
        raise PopulationError(f"{goal}: is not empty; choose another folder")
    files = _files(home)
    with (
        _replacing(goal) as made,
        TemporaryDirectory(dir=room) as spill,
        told_without_values(),
        _opened(home, made, spill, memory) as connection,
    ):
        shape = {name: _view(connection, files.get(name, []), schema) for name, schema in TABLES.items()}
        if number(connection, _of_others(plan)):
            raise WrongProgrammeError("another programme", plan.name)
        for what, query in problems_of():
            found = number(connection, query)
            if found:
                raise PopulationError(f"{what}: {found} rows")
        _decide(plan, connection, shape)
        for name, schema in _schemas(plan).items():
            rows = _both(name).sql("duckdb")
            shown = [_shown(field).sql("duckdb") for field in schema]
            relation = connection.sql(rows).project(", ".join(shown))
            relation.write_parquet(str(made / f"{name}.parquet"), compression="zstd")
        return number(connection, count_of(quoted(CASES)))


@contextmanager
def _replacing(goal: Path) -> Iterator[Path]:
    """A folder beside another that takes its place once all is written, and is gone where something fails."""
    goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=f".{goal.name}-", dir=goal.parent))
    try:
        yield made
        made.rename(goal)
    except BaseException:
        rmtree(made, ignore_errors=True)
        raise


def _files(home: Path) -> Mapping[str, list[Path]]:
    """The files of each table; nothing else may be there, so that no rows are overlooked."""
    if not home.is_dir():
        raise PopulationError(f"{home}: no such folder")
    if set("*?[") & set(str(home.resolve())):
        raise PopulationError(f"{home}: a folder whose name has *, ? or [ cannot be read")
    found: dict[str, list[Path]] = {}
    for path in sorted(home.iterdir()):
        if path.name[0] in "._":
            continue
        parts = (
            [path] if path.is_file() else sorted(each for each in path.iterdir() if each.name[0] not in "._")
        )
        name = path.stem if path.is_file() else path.name
        strange = next(
            (each for each in parts if each.suffix != ".parquet" or set("*?[") & set(each.name)), None
        )
        if name not in TABLES or strange is not None or not parts:
            raise PopulationError(f"{strange or path}: is no table of a population in Parquet")
        if name in found:
            raise PopulationError(f"{home}: both a file and a folder '{name}'")
        found[name] = parts
    if CASES not in found:
        raise PopulationError(f"{home}: no table '{CASES}'")
    return found


def _of_others(plan: Plan) -> exp.Query:
    """How many cases are of another programme."""
    own = exp.Literal.string(plan.rulebook.edition.programme)
    other = exp.NEQ(this=column("programme", "c"), expression=own)
    return count_of(exp.alias_(quoted(CASES), "c", table=True), other)


@contextmanager
def _opened(home: Path, goal: Path, spill: str, memory: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that may read one folder, write to another, and spill to a third."""
    with connected({"enable_external_access": "true"}) as connection:
        connection.execute("SET temp_directory = ?", [spill])
        if memory is not None:
            connection.execute("SET memory_limit = ?", [memory])
        folders = [str(each.resolve()) for each in (home, goal, Path(spill))]
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def _view(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path], schema: TableSchema
) -> Mapping[str, bool]:
    """Makes a table readable by its name; gives its columns, and whether they may be unknown."""
    if files:
        paths = [str(each.resolve()) for each in files]
        found = connection.read_parquet(paths, union_by_name=True, hive_partitioning=False)
    else:
        found = connection.from_arrow(schema.arrow.empty_table())
    for name, kind in zip(found.columns, found.types, strict=True):
        if name not in schema.columns:
            raise PopulationError(f"{schema.name}: '{name}' is not a column of this table")
        wanted = schema.columns[name].type
        if str(kind) not in _READ[wanted]:
            raise PopulationError(f"{schema.name} {name}: expected {wanted}, found {str(kind).lower()}")
    kept = {
        name: each
        for name, each in schema.columns.items()
        if name in found.columns or each.required or schema.entity == "span"
    }
    items = []
    for name, each in kept.items():
        item = exp.column(name, quoted=True) if name in found.columns else exp.null()
        items.append(exp.alias_(exp.cast(item, ARROW_TYPES[each.type]), name, quoted=True).sql("duckdb"))
    found.project(", ".join(items)).create_view(schema.name)
    return {name: not each.required for name, each in kept.items()}


def _decide(plan: Plan, connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    """Decides all cases, then again those with unknown answers, with what they wait for."""
    steps = FromData(connection)
    first = texts_of_script(script_of(plan, "duckdb", shape=shape, steps=steps))
    _ask(connection, first, "all")
    connection.execute(exp.Create(this=exp.to_identifier(OPEN), kind="SCHEMA").sql("duckdb"))
    connection.execute(as_table("open cases", _open_cases(plan)))
    for name in TABLES:
        connection.execute(as_view(name, OPEN, _rows(quoted(name, "main"), {"open cases": True})))
    script = script_of(plan, "duckdb", shape=shape, steps=steps, schema=OPEN, explained=True)
    _ask(connection, texts_of_script(script), "again")


def _rows(table: exp.Table, listed: Mapping[str, bool]) -> exp.Select:
    """The rows of a table whose cases are listed in another, or (False) are not."""
    made = select([exp.Star()], exp.alias_(table, "t", table=True))
    for name, there in listed.items():
        ids = select([column("case_id", "o")], exp.alias_(quoted(name), "o", table=True))
        found = exp.In(this=column("case_id", "t"), query=ids.subquery())
        made = made.where(found if there else exp.Not(this=found), copy=False)
    return made


def _ask(connection: duckdb.DuckDBPyConnection, texts: Texts, prefix: str) -> None:
    keep(connection, texts)
    for text in texts.asked:
        connection.execute(as_table(f"{prefix} {text.name}", text.query))
    for text in texts.kept:
        connection.execute(dropped(text.name))


def _schemas(plan: Plan) -> Mapping[str, pa.Schema]:
    schema = run_schema(plan)
    segments = {} if schema.segments is None else {"segments": schema.segments}
    return {"cases": schema.cases, **schema.parts, **segments}


def _both(name: str) -> exp.Query:
    """The answers about the cases that are not open, then those about the open ones."""
    rest = _rows(quoted(f"all {name}"), {"open cases": False})
    again = select([exp.Star()], quoted(f"again {name}"))
    return exp.Union(this=rest, expression=again, distinct=False)


def _open_cases(plan: Plan) -> exp.Query:
    """The cases with an unknown answer that could be decided."""
    found: list[exp.Query] = []
    for entity, goals in run_schema(plan).goals.items():
        tests = [_unknown(plan, goal) for goal in goals]
        if tests:
            table = exp.alias_(quoted("all cases" if entity == "case" else f"all {entity}"), "t", table=True)
            found.append(select([column("case_id", "t")], table, where=exp.or_(*tests)))
    open_ids = union(found, distinct=True)
    bad = select(
        [column("case_id", "b")],
        exp.alias_(quoted("all cases"), "b", table=True),
        where=exp.Not(this=exp.Is(this=column("problem", "b"), expression=exp.null())),
    )
    return exp.Except(this=open_ids, expression=bad, distinct=True)


def _unknown(plan: Plan, goal: GoalColumns) -> exp.Expr:
    value = column(goal.value, "t")
    if plan.decisions[goal.name].source.kind == "verdict":
        return exp.EQ(this=value, expression=exp.Literal.string("undetermined"))
    unknown = exp.Is(this=value, expression=exp.null())
    if goal.absent is None:
        return unknown
    return exp.and_(unknown, exp.Not(this=column(goal.absent, "t")))


def _shown(field: pa.Field) -> exp.Expr:
    """A column as the tables of a run have it."""
    item: exp.Expr = exp.column(field.name, quoted=True)
    if pa.types.is_list(field.type):
        problem = exp.Is(this=exp.column("problem", quoted=True), expression=exp.null())
        words = exp.Anonymous(this="STRING_SPLIT", expressions=[item, exp.Literal.string(" ")])
        none = exp.EQ(
            this=exp.Coalesce(this=item.copy(), expressions=[exp.Literal.string("")]),
            expression=exp.Literal.string(""),
        )
        listed = exp.Case(ifs=[exp.If(this=none, true=exp.Array(expressions=[]))], default=words)
        item = exp.cast(exp.Case(ifs=[exp.If(this=problem, true=listed)]), "TEXT[]")
    elif pa.types.is_decimal(field.type):
        item = exp.cast(item, f"DECIMAL({field.type.precision}, {field.type.scale})")
    else:
        item = exp.cast(item, ARROW_TYPES[field.type])
    return named(item, field.name)
