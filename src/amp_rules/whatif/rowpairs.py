"""Rows of two tables that are about the same thing, in one order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.whatif.amounts import Flags

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Two tables with the same rows; case_of: the position of each row's case."""

    then: pa.Table
    now: pa.Table
    there_then: Flags
    there_now: Flags
    case_of: Codes
    counted: Flags


def rows_of(about: str, then: pa.Table, now: pa.Table, ids: pa.Array, undecided: Flags) -> Rows:
    """The rows of both about such an entity; NULL where one has none. `ids` are those of the cases."""
    keys = [name for name in then.column_names if name in _keys(about)]
    there_then = there_now = np.ones(then.num_rows, np.bool_)
    if not then.select(keys).equals(now.select(keys)):
        one, other = _joined_keys(then, keys), _joined_keys(now, keys)
        every = pc.unique(pa.chunked_array([one, other]))
        places = [pc.index_in(every, value_set=each) for each in (one, other)]
        there_then, there_now = (np.asarray(each.is_valid()) for each in places)
        then, now = (table.take(place) for table, place in zip((then, now), places, strict=True))
    owner = pc.coalesce(then["case_id"], now["case_id"])
    case_of = np.asarray(pc.index_in(owner, value_set=ids).cast(pa.int64()), np.int64)
    return Rows(then, now, there_then, there_now, case_of, ~undecided[case_of])


def _joined_keys(table: pa.Table, keys: list[str]) -> pa.Array:
    parts = [table[key].cast(pa.string()).combine_chunks() for key in keys]
    return pc.binary_join_element_wise(*parts, " ")


def _keys(about: str) -> tuple[str, ...]:
    if about == "case":
        return ("case_id",)
    owned = ("period", "person", "claim", "item")
    return ("case_id", "position", "number", *(f"{entity}_id" for entity in owned))
