"""Populations read from folders of Parquet, Arrow and CSV files, and from tables in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from amp_rules.errors import UnknownNameError
from amp_rules.population.badrows import PopulationError
from amp_rules.population.faults import Fault
from amp_rules.population.readcsv import read_csv
from amp_rules.population.schema import CASES, TABLES
from amp_rules.population.tables import Population, population_of
from amp_rules.population.typed import Typing

SUFFIXES: Final = (".parquet", ".csv", ".arrow", ".feather")

Readable = tuple[pa.Table, list[Fault]]


def read(source: str | PathLike[str] | Mapping[str, Any]) -> Population:
    """The population of a folder, or of tables by name.

    >>> import pyarrow as pa
    >>> cases = pa.table({"case_id": ["a-1"], "programme": ["nsp"], "applied_on": ["2022-03-01"]})
    >>> from amp_rules.population import check
    >>> [str(bad) for bad in check(read({"cases": cases}))]
    ['cases applied_on: expected date32[day], found string']

    A folder holds one file for each table, `cases.parquet`, `periods.csv` and so on, or a folder of that name
    with its parts. A mapping holds Arrow tables, or anything that gives an Arrow stream, such as frames of
    Polars and pandas. What does not fit the schema is told by `check`.

    Raises:
        PopulationError: a folder without cases, two files for one table, a file that cannot be read.
        UnknownNameError: a table that the schema does not have.
        BadRowsError: lines of a CSV file with another number of cells than its first.
    """
    return _population(_in_memory(source) if isinstance(source, Mapping) else _in_folder(Path(source)))


def read_parts(source: str | PathLike[str]) -> Iterator[tuple[str, Population]]:
    """The populations of a folder part by part, each with its name, so that one at a time is in memory.

    Where `cases` is a folder of several files, the files of one name in the folders of the other tables hold
    the rows of the same cases, and make a part. Anything else is one part, named 'all'.

    Raises as `read`, and PopulationError for a file that no file of `cases` goes with.
    """
    files = _files(Path(source))
    parts = _parts(files.get(CASES))
    if len(parts) < 2:
        yield "all", read(source)
        return
    listed = {name: _parts(path) for name, path in files.items()}
    for name, found in listed.items():
        alone = sorted(set(found) - set(parts))
        if alone or not found:
            what = alone[0] if alone else files[name].name
            raise PopulationError(f"{files[name]}: '{what}' goes with no part of '{CASES}'")
    for part in parts:
        yield (
            part,
            _population((name, _file(name, found[part])) for name, found in listed.items() if part in found),
        )


def _parts(path: Path | None) -> dict[str, Path]:
    """The files of a table that is a folder, by name without suffix."""
    if path is None or not path.is_dir():
        return {}
    kept = sorted(each for each in path.iterdir() if each.suffix in SUFFIXES and each.name[0] not in "._")
    return {each.stem: each for each in kept}


def _population(found: Iterable[tuple[str, Readable]]) -> Population:
    tables: dict[str, pa.Table] = {}
    faults: list[Fault] = []
    for name, (table, unread) in found:
        tables[name] = table
        faults += unread
    if CASES not in tables:
        raise PopulationError(f"no table '{CASES}'")
    return population_of(tables, tuple(faults))


def _in_memory(source: Mapping[str, Any]) -> Iterator[tuple[str, Readable]]:
    for name, given in source.items():
        yield name, _typed(_known(name), _arrow(name, given))


def _known(name: str) -> str:
    if name not in TABLES:
        raise UnknownNameError("table", name, tuple(TABLES))
    return name


def _arrow(name: str, given: Any) -> pa.Table:
    if isinstance(given, pa.Table):
        return given
    if isinstance(given, pa.RecordBatch):
        return pa.Table.from_batches([given])
    if not hasattr(given, "__arrow_c_stream__"):
        raise PopulationError(f"table '{name}': {type(given).__name__} gives no Arrow stream")
    with _reading(f"table '{name}'"):
        return pa.RecordBatchReader.from_stream(given).read_all()


def _typed(name: str, table: pa.Table) -> Readable:
    typing = Typing(TABLES[name], as_text=False)
    return typing.table(table.column_names, table.columns), typing.faults


def _in_folder(folder: Path) -> Iterator[tuple[str, Readable]]:
    for name, path in _files(folder).items():
        yield name, _file(name, path)


def _files(folder: Path) -> dict[str, Path]:
    """The file or the folder of each table."""
    if not folder.is_dir():
        raise PopulationError(f"{folder}: no such folder")
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")) or (path.suffix not in SUFFIXES and path.name not in TABLES):
            continue
        name = _known(path.stem if path.suffix in SUFFIXES else path.name)
        if name in files:
            raise PopulationError(f"{folder}: both {files[name].name} and {path.name}")
        files[name] = path
    return files


def _file(name: str, path: Path) -> Readable:
    parts = [path]
    if path.is_dir():
        parts = sorted(
            each for each in path.iterdir() if each.suffix in SUFFIXES and each.name[0] not in "._"
        )
    suffixes = {each.suffix for each in parts}
    if len(suffixes) != 1:
        raise PopulationError(f"{path}: expected files of one kind, found {len(suffixes)} kinds")
    with _reading(str(path)):
        if suffixes == {".csv"}:
            return read_csv(TABLES[name], parts)
        return _typed(name, _columnar(parts))


def _columnar(parts: list[Path]) -> pa.Table:
    """Parquet or Arrow files of one table, as one."""
    from pyarrow import feather, parquet

    tables = [
        parquet.read_table(part, partitioning=None) if part.suffix == ".parquet" else feather.read_table(part)
        for part in parts
    ]
    found = pa.concat_tables(tables, promote_options="default") if len(tables) > 1 else tables[0]
    found.validate(full=True)  # neither the codes nor the text of a file have been looked at till now
    return found


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turns what Arrow says of a file into an error without the file's content."""
    try:
        yield
    except OSError as error:
        raise PopulationError(f"{what}: cannot be read: {(error.strerror or 'broken').lower()}") from None
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise PopulationError(f"{what}: cannot be read: {type(error).__name__}") from None
