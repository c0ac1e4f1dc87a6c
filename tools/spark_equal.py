"""Shows that Spark gives what DuckDB and the columns in this process give.

Starts Spark on this machine with two workers, each a process of its own (it needs Java 17 or later), writes
an invented population as Parquet in parts, the rows of a case in any of them, decides it, and holds every
table of answers against the other two engines, cell by cell. With --printed the query that `amp-rules sql`
prints for an edition is run too, over tables made with what `amp-rules sql --ddl` prints.

    python -m tools.spark_equal --edition amp/2023 nsp/2022 --cases 200 --printed amp/2023
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from amp_rules import load_rulebook
from amp_rules.engine import plan_of
from amp_rules.plan.model import Plan
from amp_rules.population import Engine, Population, run
from amp_rules.population.schema import TABLES
from amp_rules.population.tables import population_of
from amp_rules.testing.populations import drawn_population

EDITIONS = ("amp/2015", "amp/2016", "amp/2023", "nsp/2022")
ENGINES: tuple[Engine, ...] = ("columns", "duckdb")
KEYS = ("case_id", "place", "position", "period_id", "number", "start", "path")
LOCAL = "127.0.0.1"

Tables = Mapping[str, pa.Table]


def short(population: Population, most: int) -> Population:
    """The cases with at most so many periods, and at most so many items."""
    ids = population.tables["cases"]["case_id"].combine_chunks()
    for name in ("periods", "items"):
        counts = population.tables[name].group_by("case_id").aggregate([("case_id", "count")])
        long = counts.filter(pc.greater(counts["case_id_count"], most))["case_id"].combine_chunks()
        ids = ids.filter(pc.invert(pc.is_in(ids, value_set=long)))
    kept = {
        name: table.filter(pc.is_in(table["case_id"], value_set=ids))
        for name, table in population.tables.items()
    }
    return population_of(kept).in_order()


def steps_of(population: Population) -> int:
    """How many entities of one case the printed query has to step along, and one more for persons."""
    counts = [
        table.group_by("case_id").aggregate([("case_id", "count")])["case_id_count"]
        for name, table in population.tables.items()
        if TABLES[name].order == "position"
    ]
    return 1 + max(pc.max(each).as_py() or 0 for each in counts)


def write_parts(population: Population, folder: Path, parts: int) -> None:
    """Writes every table as a folder of files, its rows dealt out like cards."""
    for name, table in population.tables.items():
        (folder / name).mkdir(parents=True)
        for part in range(parts):
            rows = pa.array(range(part, table.num_rows, parts), pa.int64())
            parquet.write_table(table.take(rows), folder / name / f"part-{part}.parquet")


@contextmanager
def started(workers: int, memory: int, folder: Path) -> Iterator[Any]:
    """A Spark session with so many workers, each a process of its own with one core.

    memory: megabytes of each worker. Nothing leaves this machine, whatever it calls itself.
    """
    os.environ.update(SPARK_LOCAL_IP=LOCAL, SPARK_LOCAL_HOSTNAME=LOCAL, PYSPARK_PYTHON=sys.executable)
    import pyspark

    settings = {
        "spark.driver.bindAddress": LOCAL,
        "spark.driver.host": LOCAL,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": f"{2 * memory}m",
        "spark.executor.memory": f"{memory}m",
        "spark.sql.shuffle.partitions": str(workers),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        # few rows: Spark would be compiling for longer than it runs
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    }
    builder = pyspark.sql.SparkSession.builder.master(f"local-cluster[{workers},1,{memory}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.appName("amp_rules").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    logs = Path(pyspark.__file__).parent / "work" / session.sparkContext.applicationId
    try:
        yield session
    finally:
        session.stop()
        shutil.rmtree(logs, ignore_errors=True)


def tables_of(plan: Plan, population: Population, engine: Engine) -> Tables:
    """The tables of a run by name."""
    found = run(plan, population, engine=engine)
    tables = {"cases": found.cases, **found.parts}
    return tables if found.segments is None else {**tables, "segments": found.segments}


def rows_of(table: pa.Table, columns: list[str]) -> list[tuple[Any, ...]]:
    """The rows in order of their keys, lists of paths as text."""
    keys = [key for key in KEYS if key in columns]
    rows = table.select(columns).to_pylist()
    for row in rows:
        if isinstance(row.get("missing"), list):
            row["missing"] = " ".join(row["missing"])
    rows.sort(key=lambda row: [(type(row[key]).__name__, row[key]) for key in keys])
    return [tuple(row[column] for column in columns) for row in rows]


def differences(title: str, found: Tables, runs: Mapping[str, Tables]) -> int:
    """How many tables differ from those of another engine; says of each whether it does."""
    differ = 0
    for name, table in found.items():
        for engine, tables in runs.items():
            if name not in tables:
                continue
            columns = tables[name].column_names
            ours, theirs = rows_of(table, columns), rows_of(tables[name], columns)
            differ += ours != theirs
            strange = {
                column
                for one, other in zip(ours, theirs, strict=False)
                for column, left, right in zip(columns, one, other, strict=True)
                if left != right
            }
            verdict = "equal" if ours == theirs else f"DIFFERENT {' '.join(sorted(strange))}"
            print(f"{title} {name}: {len(ours)} rows on Spark, {len(theirs)} by {engine}: {verdict}")
    return differ


def decided(session: Any, plan: Plan, folder: Path, names: list[str]) -> Tables:
    """The answers about the files of a folder."""
    from amp_rules.population.sql.spark import decide_spark

    frames = {name: session.read.parquet(str(folder / name)) for name in names}
    return {name: frame.toArrow() for name, frame in decide_spark(session, plan, frames).items()}


def printed(*arguments: str) -> str:
    """What `amp-rules sql` prints for Spark."""
    command = [str(Path(sys.executable).with_name("amp-rules")), "sql", *arguments, "--dialect", "spark"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def by_printed(session: Any, plan: Plan, folder: Path, population: Population) -> Tables:
    """The answers of the printed query about cases, over printed tables filled from the files of a folder."""
    from pyspark.sql.functions import coalesce, col, lit

    session.sql("CREATE DATABASE printed")
    session.catalog.setCurrentDatabase("printed")
    for statement in printed(plan.name, "--ddl").split(";\n"):
        if statement:
            session.sql(statement)
    for name in population.tables:
        given = session.read.parquet(str(folder / name))
        items = []
        for each in TABLES[name].columns.values():
            item = col(f"`{each.name}`") if each.name in given.columns else lit(None)
            items.append(coalesce(item, lit(False)) if each.role in ("known", "absent") else item)
        given.select(*items).write.insertInto(name)
    query = printed(plan.name, "--most", str(steps_of(population))).rstrip().rstrip(";")
    found = {"cases": session.sql(query).toArrow()}
    session.catalog.setCurrentDatabase("default")
    session.sql("DROP DATABASE printed CASCADE")
    return found


def main(arguments: list[str] | None = None) -> int:
    """0 where all agree, 1 where something differs."""
    parser = argparse.ArgumentParser(description="Hold Spark against DuckDB and columns.")
    parser.add_argument("--edition", nargs="+", default=EDITIONS)
    parser.add_argument("--cases", type=int, default=200, help="how many are invented")
    parser.add_argument("--most", type=int, default=24, help="leave out cases with more periods or items")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", type=int, default=4, help="files of each table")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", type=int, default=1024, help="megabytes of each worker")
    parser.add_argument("--printed", nargs="+", default=(), help="editions whose printed query is run too")
    asked = parser.parse_args(arguments)
    differ = 0
    with TemporaryDirectory() as room, started(asked.workers, asked.memory, Path(room)) as session:
        print(f"Spark {session.version}, {asked.workers} workers, {asked.parts} files of each table")
        for edition in asked.edition:
            differ += compared(session, edition, Path(room) / edition, asked)
    return 1 if differ else 0


def compared(session: Any, edition: str, folder: Path, asked: argparse.Namespace) -> int:
    """How many tables of an edition differ; writes the files into a folder."""
    programme, _, dated = edition.partition("/")
    plan = plan_of(load_rulebook(programme, edition=dated))
    population = short(drawn_population(edition, asked.cases, asked.seed), asked.most)
    write_parts(population, folder, asked.parts)
    runs: dict[str, Tables] = {engine: tables_of(plan, population, engine) for engine in ENGINES}
    found = decided(session, plan, folder, list(population.tables))
    differ = differences(edition, found, runs)
    lacking = sorted(set(runs["columns"]) - set(found))
    print(f"{edition}: {len(population)} cases decided on Spark", *lacking)
    if edition in asked.printed:
        found = by_printed(session, plan, folder, population)
        differ += differences(f"{edition} (printed query)", found, runs)
        print(f"{edition}: printed query, {len(population)} cases decided on Spark")
    return differ + len(lacking)


if __name__ == "__main__":
    sys.exit(main())
