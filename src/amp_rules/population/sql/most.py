"""How many entities of a case come one after the other: what a query that steps along them is written for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

MOST: Final = 6
"""What a printed query is written for where nothing else is said."""


class Steps(Protocol):
    """Says for how many entities of a kind, with the same keys, a scan is written."""

    def of(self, table: str, keys: tuple[str, ...]) -> int:
        """The number for the rows of a table that have the same case and these columns."""


@dataclass(frozen=True, slots=True)
class SameFor:
    """The same number for every kind of entity."""

    number: int = MOST

    def of(self, table: str, keys: tuple[str, ...]) -> int:
        """The number."""
        return self.number
