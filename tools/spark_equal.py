"""Shows that Spark gives what DuckDB and the columns in this process give.

Starts Spark on this machine with two workers of their own (it needs Java 17 or later), writes an invented
population as Parquet in parts, decides it with the query that `amp-rules sql` prints, and holds every table
of answers against the other two engines, cell by cell.

    python tools/spark_equal.py --edition amp/2023 --cases 1000 --parts 4
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from amp_rules import load_rulebook
from amp_rules.engine import plan_of
from amp_rules.population import Population, Run, run
from amp_rules.testing.populations import drawn_population

KEYS = ("case_id", "position", "period_id", "number", "start")


def write_parts(population: Population, folder: Path, parts: int) -> None:
    """Writes every table as a folder of files; the rows of a case are in one file of each."""
    ids = population.tables["cases"]["case_id"].combine_chunks()
    for name, table in population.tables.items():
        (folder / name).mkdir(parents=True)
        number = pc.index_in(table["case_id"], value_set=ids)
        size = max(1, -(-len(ids) // parts))
        for part in range(parts):
            here = pc.and_(pc.greater_equal(number, part * size), pc.less(number, (part + 1) * size))
            parquet.write_table(table.filter(here), folder / name / f"part-{part}.parquet")


def session_of(workers: int, memory: int) -> Any:
    """A Spark session with so many workers, each a process of its own with one core."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": f"{2 * memory}m",
        "spark.executor.memory": f"{memory}m",
        "spark.sql.shuffle.partitions": str(2 * workers),
        "spark.sql.ansi.enabled": "true",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local-cluster[{workers},1,{memory}]").appName("amp_rules")
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


def tables_of(found: Run) -> dict[str, pa.Table]:
    """The tables of a run by name."""
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


def main(arguments: list[str] | None = None) -> int:
    """0 where all agree, 1 where something differs."""
    parser = argparse.ArgumentParser(description="Hold Spark against DuckDB and columns.")
    parser.add_argument("--edition", default="nsp/2022")
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", type=int, default=1024, help="megabytes of each worker")
    asked = parser.parse_args(arguments)
    programme, _, edition = asked.edition.partition("/")
    plan = plan_of(load_rulebook(programme, edition=edition))
    population = drawn_population(asked.edition, asked.cases, asked.seed).in_order()
    with TemporaryDirectory() as folder:
        write_parts(population, Path(folder), asked.parts)
        return compare(plan, population, Path(folder), asked)


def compare(plan: Any, population: Population, folder: Path, asked: argparse.Namespace) -> int:
    """Decides the files of a folder on Spark, and tells every table apart from the others'."""
    from amp_rules.population.sql.spark import decide_spark

    runs = {engine: tables_of(run(plan, population, engine=engine)) for engine in ("columns", "duckdb")}
    session = session_of(asked.workers, asked.memory)
    differ = 0
    try:
        frames = {name: session.read.parquet(str(folder / name)) for name in population.tables}
        begin = perf_counter()
        answers = decide_spark(session, plan, frames)
        for name, columns in runs["columns"].items():
            found = rows_of(answers[name].toArrow(), columns.column_names)
            for engine, tables in runs.items():
                wanted = rows_of(tables[name], columns.column_names)
                same = found == wanted
                differ += not same
                verdict = "equal" if same else "DIFFERENT"
                print(f"{plan.name} {name}: {len(found)} rows on Spark, {len(wanted)} by {engine}: {verdict}")
        print(
            f"{asked.cases} cases, {asked.parts} parts, {asked.workers} workers: "
            f"{perf_counter() - begin:.0f} s"
        )
    finally:
        session.stop()
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
