"""Columns given in any fitting Arrow type, or as text, turned into those of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.population.faults import Fault, in_cells, whole
from amp_rules.population.schema import Column, TableSchema

EMPTY_SET: Final = "[]"
"""How text says that a set is known to be empty."""
INDEX: Final = r"^__index_level_[0-9]+__$"
TRUE: Final = ("true", "True", "TRUE")
FALSE: Final = ("false", "False", "FALSE")
_WHOLE: Final = r"^-?(0|[1-9][0-9]{0,17})$"
_DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_EXPECTED: Final[Mapping[str, str]] = MappingProxyType(
    {"bool": "true or false", "int64": "a whole number", "date32[day]": "a date as YYYY-MM-DD"}
)

Read = tuple[pa.ChunkedArray, pa.ChunkedArray | None]
"""The typed cells, and where there may be any the cells that could not be read."""


@dataclass(slots=True)
class Typing:
    """Turns the columns of one table, batch by batch; gathers what cannot be read."""

    schema: TableSchema
    as_text: bool
    faults: list[Fault] = field(default_factory=list)

    def table(self, names: list[str], columns: list[pa.ChunkedArray]) -> pa.Table:
        """The table with the columns of the schema, in its order, each at most once."""
        found: dict[str, pa.ChunkedArray] = {}
        for at, (name, cells) in enumerate(zip(names, columns, strict=True)):
            column = self.schema.columns.get(name)
            if column is None or name in found:
                self._stray(at, name, name in found)
            else:
                found[name] = self._typed(column, cells)
        kept = {name: found[name] for name in self.schema.columns if name in found}
        return pa.table(kept)

    def _stray(self, at: int, name: str, twice: bool) -> None:
        """A column of no known name is told by its place: its name might be a value."""
        if self.as_text or not pc.match_substring_regex(name, INDEX).as_py():
            message = "stands twice" if twice else "is not of the schema"
            self.faults.append(whole(self.schema.name, "", "column", f"column {at + 1} {message}"))

    def _typed(self, column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        read = _from_text(column, cells) if self.as_text else _from_arrow(column, cells)
        if read is None:
            message = f"expected {column.type}, found {cells.type}"
            self.faults.append(whole(self.schema.name, column.name, "type", message))
            return pa.chunked_array([pa.nulls(len(cells), column.type)])
        found, bad = read
        if bad is not None:
            expected = _EXPECTED.get(str(column.type), "codes with one space between")
            known = len(cells) - pc.sum(_unsaid(cells, self.as_text)).as_py() if len(cells) else 0
            name, message = column.name, f"expected {expected}"
            self.faults.extend(in_cells(self.schema.name, name, "form", message, bad, known))
        return found


def _unsaid(cells: pa.ChunkedArray, as_text: bool) -> pa.ChunkedArray:
    return pc.equal(cells, "") if as_text else pc.is_null(cells)


def _from_text(column: Column, cells: pa.ChunkedArray) -> Read:
    """Cells of a text file; an empty one is unknown."""
    unsaid = pc.equal(cells, "")
    said = pc.if_else(unsaid, pa.scalar(None, pa.string()), cells)
    if said.null_count == len(said):
        return pa.chunked_array([pa.nulls(len(said), column.type)]), None
    if pa.types.is_boolean(column.type):
        found = pc.if_else(pc.is_in(said, pa.array([*TRUE, *FALSE])), pc.is_in(said, pa.array(TRUE)), None)
        return found, _lost(said, found)
    if pa.types.is_string(column.type):
        return (_canonical(said) if _is_set(column) else said), None
    if pa.types.is_int64(column.type):
        found = pc.if_else(pc.match_substring_regex(said, _WHOLE), said, None).cast(pa.int64())
        return found, _lost(said, found)
    found = _dates(pc.if_else(pc.match_substring_regex(said, _DATE), said, None))
    return found, _lost(said, found)


def _lost(before: pa.ChunkedArray, after: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.and_(pc.is_valid(before), pc.is_null(after))


def _dates(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts of the form of a date as dates; NULL where the calendar has no such day."""
    try:
        return texts.cast(pa.date32())
    except pa.ArrowInvalid:
        parsed = pc.strptime(texts, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
        same = pc.equal(parsed.cast(pa.string()), texts)
        return pc.if_else(same, parsed, None)


def _is_set(column: Column) -> bool:
    return column.role == "fact" and column.spec is not None and column.spec.kind == "set"


def _canonical(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Sets with their codes sorted, each once; looks at each different text only once."""
    known = pc.unique(texts.combine_chunks()).drop_null()
    places = pc.index_in(texts, value_set=known, skip_nulls=True)
    written = pa.array([_in_order(each) for each in known.to_pylist()], pa.string())
    return pa.chunked_array([written.take(chunk) for chunk in places.chunks], pa.string())


def _in_order(text: str) -> str:
    codes = text.split(" ")
    if text == EMPTY_SET or "" in codes:
        return "" if text == EMPTY_SET else text
    return " ".join(sorted(set(codes)))


def _from_arrow(column: Column, cells: pa.ChunkedArray) -> Read | None:
    """Cells of an Arrow type without loss; None for a type that does not fit the column."""
    kind = cells.type
    if pa.types.is_dictionary(kind):
        cells = pa.chunked_array([chunk.dictionary_decode() for chunk in cells.chunks], kind.value_type)
        kind = kind.value_type
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(cells), column.type)]), None
    for wanted, fits, read in _READERS:
        if wanted(column.type) and fits(kind):
            found, bad = read(cells)
            return (_canonical(found) if _is_set(column) else found), bad
    if _is_set(column) and _is_list(kind) and _is_text(kind.value_type):
        joined = pc.binary_join(cells.cast(pa.list_(pa.string())), " ")
        return _canonical(joined), _lost(cells, joined)
    return None


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) and kind.tz is None)


def _same(cells: pa.ChunkedArray) -> Read:
    return cells, None


def _cast(kind: pa.DataType) -> Callable[[pa.ChunkedArray], Read]:
    return lambda cells: (cells.cast(kind), None)


def _integers(cells: pa.ChunkedArray) -> Read:
    if not pa.types.is_uint64(cells.type):
        return cells.cast(pa.int64()), None
    found = pc.if_else(pc.less(cells, pa.scalar(2**63, pa.uint64())), cells, None).cast(pa.int64())
    return found, _lost(cells, found)


def _midnights(cells: pa.ChunkedArray) -> Read:
    """Points in time that are days: those at midnight."""
    found = pc.if_else(pc.equal(pc.floor_temporal(cells, unit="day"), cells), cells, None).cast(pa.date32())
    return found, _lost(cells, found)


_Test = Callable[[Any], bool]
_READERS: Final[tuple[tuple[_Test, _Test, Callable[[pa.ChunkedArray], Read]], ...]] = (
    (pa.types.is_boolean, pa.types.is_boolean, _same),
    (pa.types.is_int64, pa.types.is_integer, _integers),
    (pa.types.is_string, _is_text, _cast(pa.string())),
    (pa.types.is_date32, pa.types.is_date, _cast(pa.date32())),
    (pa.types.is_date32, _is_time, _midnights),
)


def moved(faults: list[Fault], by: int) -> Iterator[Fault]:
    """The faults of a later batch, with their rows counted from the table's first."""
    for fault in faults:
        yield Fault(fault.table, fault.column, fault.code, fault.message, fault.rows + by)
