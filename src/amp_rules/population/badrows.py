"""What is wrong with the rows of a population, said without a person's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from amp_rules.errors import AmpRulesError

MOST_NAMED: Final = 20

Code = Literal[
    "column",
    "type",
    "form",
    "missing",
    "code",
    "limit",
    "absent",
    "exclusive",
    "reversed",
    "overlap",
    "orphan",
    "repeated",
    "gap",
    "known",
    "child",
    "person",
    "programme",
]
CODES: Final[Mapping[Code, str]] = MappingProxyType(
    {
        "column": "a column that the table does not have or should not have",
        "type": "a column of another type",
        "form": "text that is not a value of the column's type, a line with too many or too few cells",
        "missing": "a key, a programme, a position or a day of a span left out",
        "code": "a word that is not among those of the fact",
        "limit": "a number, a sum or a date beyond the limits of the case model; too many rows of one case",
        "absent": "said to be absent beside a value",
        "exclusive": "age beside date of birth",
        "reversed": "an end before its start, a highest age below the lowest",
        "overlap": "a span that begins inside another of the same fact and case",
        "orphan": "a row of a case that is not in `cases`",
        "repeated": "an id or a position that another row has",
        "gap": "positions that are not counted without gaps",
        "known": "a list said to be unknown that has rows",
        "child": "a fact that only a child can have, said of the principal",
        "person": "a claim for somebody who is not of the case, where the children are known",
        "programme": "a case of another programme than the first",
    }
)
"""Everything that `check` may find, by the code of the bad row."""


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
    code: Code
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
