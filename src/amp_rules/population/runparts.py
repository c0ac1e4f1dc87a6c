"""A population too large for memory, decided part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.engine.decide import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan.model import Plan
from amp_rules.population.badrows import BadRow, PopulationError
from amp_rules.population.outcome import Run, goal_names
from amp_rules.population.read import read_parts
from amp_rules.population.run import BadRows, Engine, run
from amp_rules.population.write import Format
from amp_rules.rulebook.model import Rulebook

MOST_PATHS = 10


@dataclass(slots=True)
class Summary:
    """What came of many cases, all in all.

    cases: how many were decided. verdicts: per verdict goal about the case how many of each. sums: per amount
    goal the sum of the known, in minor units or in the goal's own. open: per goal in how many cases it is not
    known. missing: how many cases lack each fact, positions in lists left out. problems: cases that could not
    be decided, by why.
    """

    cases: int = 0
    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    sums: dict[str, Any] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)

    def add(self, found: Run) -> None:
        """Counts a run in."""
        self.cases += len(found)
        self.bad_rows.extend(found.bad_rows)
        for name in goal_names(found.plan):
            self._goal(name, found)
        listed = pc.list_flatten(found.cases["missing"])
        pairs = pa.table(
            {
                "case": pc.list_parent_indices(found.cases["missing"].combine_chunks()),
                "path": pc.replace_substring_regex(listed.combine_chunks(), r"\[[0-9]+\]", "[]"),
            }
        )
        once = pairs.group_by(["case", "path"]).aggregate([])
        self.missing.update(_counts(once["path"]))
        self.problems.update(_counts(found.cases["problem"]))

    def _goal(self, name: str, found: Run) -> None:
        decision = found.plan.decisions[name]
        if decision.about != "case":
            return
        column = found.cases[f"{name}_minor" if decision.type.money else name]
        if decision.source.kind == "verdict":
            self.verdicts.setdefault(name, Counter()).update(_counts(column))
            return
        gone = found.cases[f"{name}_absent"] if decision.source.optional else None
        nulls = column.null_count - (pc.sum(gone).as_py() or 0 if gone is not None else 0)
        self.open[name] = self.open.get(name, 0) + nulls
        if decision.type.kind == "number":
            self.sums[name] = self.sums.get(name, 0) + (pc.sum(column).as_py() or 0)


def _counts(column: pa.ChunkedArray | pa.Array) -> Mapping[str, int]:
    counted = pc.value_counts(column.drop_null())
    return {each["values"]: each["counts"] for each in counted.to_pylist()}


def run_parts(
    rules: Rulebook | Plan,
    source: str | PathLike[str],
    target: str | PathLike[str] | None = None,
    form: Format = "parquet",
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    progress: bool = False,
) -> Summary:
    """Decides the parts of a folder one after the other and writes the answers beside each other.

    Memory holds one part at a time. `target` gets a folder for each table of a run (`cases`, `segments`, and
    one for each other entity that a goal is about), with a file for each part.

    Raises as `read` and `run`, and PopulationError where `target` has files already.
    """
    plan, summary = plan_of(rules), Summary()
    if form not in get_args(Format):
        raise UnknownNameError("format", form, get_args(Format))
    home = None if target is None else _empty(Path(target))
    for part, people in read_parts(source):
        found = run(plan, people, engine=engine, bad_rows=bad_rows, progress=progress)
        summary.add(found)
        if home is not None:
            _write(found, home, part, form)
        del people, found  # before the next part is read
    return summary


def _empty(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise PopulationError(f"{folder}: is not empty; choose another folder")
    except OSError as error:
        raise PopulationError(
            f"{folder}: cannot be written: {(error.strerror or 'broken').lower()}"
        ) from None
    return folder


def _write(found: Run, home: Path, part: str, form: Format) -> None:
    from pyarrow import csv, parquet

    tables = {"cases": found.cases, **found.parts}
    if found.segments is not None:
        tables["segments"] = found.segments
    for name, table in tables.items():
        folder = home / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if form == "csv":
            csv.write_csv(_as_text(table), folder / f"{part}.csv")
        else:
            parquet.write_table(table, folder / f"{part}.parquet", compression="zstd")


def _as_text(table: pa.Table) -> pa.Table:
    """The table with lists of paths as text, one space between."""
    for at, field_ in enumerate(table.schema):
        if pa.types.is_list(field_.type):
            joined = pc.binary_join(table[at].cast(pa.list_(pa.string())), " ")
            table = table.set_column(at, field_.name, joined)
    return table
