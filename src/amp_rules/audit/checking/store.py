"""Cases and payments put in order on disk, so that they need not be held in memory."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, cast

from amp_rules.audit.checking.finding import Checked
from amp_rules.audit.payments.payment import BadRow, Payment
from amp_rules.case.model import Case
from amp_rules.case.reading import case_from_json
from amp_rules.terms import Money

_BLOCK: Final = 5_000
_CASES: Final = 200
_INPUT: Final = """
CREATE TABLE cases (id TEXT PRIMARY KEY, text BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE payments (
  id TEXT, row INTEGER, kind TEXT, target TEXT, minor INTEGER, currency TEXT,
  number INTEGER, first INTEGER, last INTEGER, category TEXT, paid_on INTEGER, reference TEXT
);
CREATE TABLE bad (row INTEGER, problems BLOB);
"""
_OUTPUT: Final = """
CREATE TABLE found (size INTEGER, row INTEGER, wrong INTEGER, body BLOB);
"""

Block = tuple[str, str]
"""The ids of the first and last case of a block."""


class Store:
    """A folder of its own with two databases, gone when closed: what came in, and what was found.

    The folder can be read by its owner alone. It holds the cases as they were given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="amp-rules-", dir=folder)
        self.path = Path(self._home.name) / "input.db"
        self._input = _opened(self.path, _INPUT)
        self._output = _opened(Path(self._home.name) / "output.db", _OUTPUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the databases and removes them."""
        self._input.close()
        self._output.close()
        self._home.cleanup()

    # what comes in

    def add_cases(self, cases: Iterable[Case]) -> int:
        """Keeps cases; gives back how many were not kept as one of the same id was there."""
        doubled = 0
        for case in cases:
            values = (case.id, case.model_dump_json().encode())
            done = self._input.execute("INSERT OR IGNORE INTO cases VALUES (?, ?)", values)
            doubled += done.rowcount == 0
        self._input.commit()
        return doubled

    def add_payments(self, payments: Iterable[Payment | BadRow]) -> None:
        """Keeps payments, and rows that cannot be read."""
        coming = iter(payments)
        while block := list(islice(coming, _BLOCK)):
            good = [_as_row(each) for each in block if isinstance(each, Payment)]
            bad = [(each.row, pickle.dumps(each)) for each in block if isinstance(each, BadRow)]
            self._input.executemany(f"INSERT INTO payments VALUES ({','.join('?' * 12)})", good)  # noqa: S608
            self._input.executemany("INSERT INTO bad VALUES (?, ?)", bad)
        self._input.commit()

    def ready(self) -> None:
        """Puts what came in in order."""
        self._input.execute("CREATE INDEX IF NOT EXISTS by_case ON payments (id, row)")
        self._input.commit()

    def counted(self, table: str) -> int:
        """How many 'cases', 'payments' or 'bad' rows there are."""
        known = {"cases": "cases", "payments": "payments", "bad": "bad"}[table]
        return int(self._input.execute(f"SELECT count(*) FROM {known}").fetchone()[0])  # noqa: S608

    def bad_rows(self) -> Iterator[BadRow]:
        """The rows that cannot be read, in order."""
        for (body,) in self._input.execute("SELECT problems FROM bad ORDER BY row"):
            yield cast(BadRow, pickle.loads(body))  # noqa: S301 - written by ourselves

    def blocks(self, every_case: bool) -> list[Block]:
        """Blocks of case ids in order: of all cases, or only of those that were paid something."""
        source = (
            "SELECT id FROM payments UNION SELECT id FROM cases" if every_case else "SELECT id FROM payments"
        )
        ids = self._input.execute(f"SELECT DISTINCT id FROM ({source}) ORDER BY id")  # noqa: S608
        found: list[Block] = []
        while block := ids.fetchmany(_CASES):
            found.append((block[0][0], block[-1][0]))
        return found

    # what is found

    def keep(self, found: Iterable[Checked]) -> None:
        """Keeps what was found."""
        rows = [
            (
                -abs(int(each.difference.minor)) if each.difference else 0,
                min(each.rows, default=0),
                bool(each.findings),
                pickle.dumps(each),
            )
            for each in found
        ]
        self._output.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows)

    def kept(self, wrong: bool, largest_first: bool, most: int | None = None) -> Iterator[Checked]:
        """What was found wrong, or what could not be checked; in the order of the list, or largest first."""
        order = "size, row" if largest_first else "row, size"
        asked = f"SELECT body FROM found WHERE wrong = ? ORDER BY {order} LIMIT ?"  # noqa: S608
        for (body,) in self._output.execute(asked, (wrong, -1 if most is None else most)):
            yield cast(Checked, pickle.loads(body))  # noqa: S301 - written by ourselves


class Reader:
    """What a store holds, read block by block, from any process."""

    def __init__(self, path: Path, every_case: bool) -> None:
        self._input = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        self.every_case = every_case

    def block(self, block: Block) -> Iterator[tuple[Case | None, list[Payment]]]:
        """Each case of a block with its payments in order; None for a case that is not there.

        Cases without payments are left out unless every case is wanted.
        """
        cases = dict(self._input.execute("SELECT id, text FROM cases WHERE id BETWEEN ? AND ?", block))
        payments: dict[str, list[Payment]] = {}
        asked = "SELECT * FROM payments WHERE id BETWEEN ? AND ? ORDER BY id, row"
        for row in self._input.execute(asked, block):
            payments.setdefault(row[0], []).append(_as_payment(row))
        for name in sorted({*cases, *payments} if self.every_case else payments):
            text = cases.get(name)
            yield (None if text is None else case_from_json(text)), payments.get(name, [])


def _opened(path: Path, tables: str) -> sqlite3.Connection:
    path.touch(mode=0o600)
    found = sqlite3.connect(path)
    found.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; {tables}")
    return found


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)


def _as_row(payment: Payment) -> tuple[Any, ...]:
    return (
        payment.case,
        payment.row,
        payment.kind,
        payment.target,
        payment.amount.minor,
        payment.amount.currency,
        payment.number,
        _number(payment.first),
        _number(payment.last),
        payment.category,
        _number(payment.paid_on),
        payment.reference,
    )


def _as_payment(row: Sequence[Any]) -> Payment:
    case, number, kind, target, minor, currency, instalment, first, last, category, paid_on, reference = row
    return Payment(
        number,
        case,
        kind,
        target,
        Money(minor, currency),
        instalment,
        _day(first),
        _day(last),
        category,
        _day(paid_on),
        reference,
    )
