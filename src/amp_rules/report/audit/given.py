"""What an audit was given: the list of payments and the cases, by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Given:
    """Where the payments and the cases came from.

    payments, cases: names of files without folders. sha256: of the list of payments, in hexadecimal; None
    where it was not worked out. doubled: cases left out as one of the same id was there. made_on: the day of
    the report, None where it is not to be told.
    """

    payments: str = ""
    sha256: str | None = None
    cases: tuple[str, ...] = ()
    doubled: int = 0
    made_on: date | None = None
