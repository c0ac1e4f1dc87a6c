"""Populations written to folders."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Final, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.errors import UnknownNameError
from amp_rules.population.badrows import PopulationError
from amp_rules.population.schema import TABLES
from amp_rules.population.typed import EMPTY_SET

Format = Literal["parquet", "csv"]
SLICE: Final = 100_000
_PART: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def write_tables(
    tables: Mapping[str, pa.Table], folder: str | PathLike[str], form: Format, part: str | None = None
) -> None:
    """Writes a file for every table to a folder, readable by its owner only.

    part: where given, the folder gets a folder for each table, and each of those a file of this name.

    Raises:
        PopulationError: the folder has files of one of the tables already, or cannot be written.
        UnknownNameError: no such format.
    """
    if form not in get_args(Format):
        raise UnknownNameError("format", form, get_args(Format))
    if part is not None and _PART.fullmatch(part) is None:
        raise PopulationError("the name of a part is letters, digits, hyphens and underscores")
    home = Path(folder)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if part is None:
            taken = sorted(path.name for path in home.iterdir() if path.stem in tables)
            files = {name: home / f"{name}.{form}" for name in tables}
        else:
            files = {name: home / name / f"{part}.{form}" for name in tables}
            taken = sorted(f"{path.parent.name}/{path.name}" for path in files.values() if path.exists())
        if taken:
            raise PopulationError(f"{home}: has {taken[0]} already; choose another folder")
        for name, table in tables.items():
            files[name].parent.mkdir(mode=0o700, exist_ok=True)
            _write(name, table, files[name], form)
    except OSError as error:
        raise PopulationError(f"{home}: cannot be written: {(error.strerror or 'broken').lower()}") from None


def _write(name: str, table: pa.Table, path: Path, form: Format) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        if form == "parquet":
            from pyarrow import parquet

            parquet.write_table(table, stream, compression="zstd")
        else:
            from pyarrow import csv

            written = csv.CSVWriter(stream, _as_text(name, table.slice(0, 0)).schema)
            with written:
                for begin in range(0, table.num_rows, SLICE):
                    written.write_table(_as_text(name, table.slice(begin, SLICE)))


def _as_text(name: str, table: pa.Table) -> pa.Table:
    """The table with the empty sets spelt out, as an empty cell is unknown."""
    for at, column in enumerate(table.column_names):
        spec = TABLES[name].columns[column].spec
        if spec is not None and spec.kind == "set":
            cells = table[column]
            table = table.set_column(at, column, pc.if_else(pc.equal(cells, ""), EMPTY_SET, cells))
    return table
