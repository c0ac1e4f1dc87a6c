"""What is wrong with the rows of a population, said without a person's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amp_rules.errors import AmpRulesError

MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """One thing wrong with one row, or with a whole table (row 0).

    row: counted from 1. case_id and own_id: the row's keys, '' where there is none that may be shown. column:
    '' where no column of the schema is meant. No value of the row is kept but its keys.
    """

    table: str
    row: int
    case_id: str
    own_id: str
    column: str
    code: str
    message: str

    @property
    def key(self) -> tuple[str, ...]:
        """The keys that may be shown: the case's id, then the row's own."""
        return tuple(each for each in (self.case_id, self.own_id) if each)

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        keys = f" ({'/'.join(self.key)})" if self.key else ""
        column = f" {self.column}" if self.column else ""
        return f"{self.table}{row}{keys}{column}: {self.message}"


class PopulationError(AmpRulesError):
    """Tables that cannot be read as a population, or an answer that cannot be put in tables."""


class BadRowsError(PopulationError):
    """Rows that cannot be used; the attribute `bad_rows` holds all of them, the text the first 20."""

    def __init__(self, bad_rows: tuple[BadRow, ...]) -> None:
        self.bad_rows = bad_rows
        more = len(bad_rows) - MOST_NAMED
        tail = [f"and {more} more"] if more > 0 else []
        super().__init__("\n".join([*map(str, bad_rows[:MOST_NAMED]), *tail]))
