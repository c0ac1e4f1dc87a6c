"""Which columns the tables of a population have, and which of them are never NULL."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from amp_rules.population.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

Shape = Mapping[str, Mapping[str, bool]]
"""By table and column: whether the column may hold NULL. What is not there is unknown everywhere."""


def whole_shape() -> Shape:
    """All tables with all columns, as `amp-rules sql --ddl` makes them."""
    return MappingProxyType(
        {
            name: MappingProxyType(
                {
                    column.name: not column.required and column.role not in ("known", "absent")
                    for column in schema.columns.values()
                }
            )
            for name, schema in TABLES.items()
        }
    )


def shape_of(tables: Mapping[str, pa.Table]) -> Shape:
    """The columns of tables at hand, NULL only where there are some."""
    return {
        name: {column: table[column].null_count > 0 for column in table.column_names}
        for name, table in tables.items()
    }
