"""Whether the rows of a population make cases, as JSON."""

from __future__ import annotations

from typing import Final

from amp_rules.population import BadRow, Population
from amp_rules.report.shapes import population as shapes

CHECK_SCHEMA: Final = "amp-rules/population-check/1"


def check_object(
    folder: str, population: Population | None, bad_rows: tuple[BadRow, ...]
) -> shapes.PopulationCheck:
    """The rows of each table and every bad one; population: None where a table cannot be read at all."""
    tables = {} if population is None else population.tables
    return {
        "schema": CHECK_SCHEMA,
        "folder": folder,
        "programme": None if population is None else population.programme,
        "rows": {name: table.num_rows for name, table in tables.items()},
        "bad_rows": [_bad_row(each) for each in bad_rows],
    }


def _bad_row(each: BadRow) -> shapes.BadRow:
    return {
        "table": each.table,
        "row": each.row,
        "case_id": each.case_id,
        "own_id": each.own_id,
        "column": each.column,
        "code": each.code,
        "message": each.message,
    }
