"""Cases and payments pseudonymised together: read, turned, written to new files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from amp_rules.cli.inputs import Refused, Source, read_case, sources
from amp_rules.cli.progress import progress
from amp_rules.cli.terminal import complain, counted, write_utf8
from amp_rules.errors import AmpRulesError

if TYPE_CHECKING:
    from amp_rules.audit.payments.payment import Payment
    from amp_rules.case import Case
    from amp_rules.privacy import Key
    from amp_rules.rulebook import Library

COLUMNS: Final = (
    *("case", "kind", "period", "item", "claim", "person", "number", "from", "to"),
    *("category", "amount", "currency", "paid_on", "reference"),
)
_CASE_FILE: Final = b'"amp-rules-casefile"'


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    payments: tuple[Path, ...]
    mapping: Path | None
    out: Path | None
    coarse: bool
    nearly: bool
    require_shift: bool


@dataclass(slots=True)
class _Done:
    """What came of the cases: their lines, the days of each by its real id, and how it went."""

    lines: dict[str, str] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    dates: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    unread: int = 0


def draw_key(path: Path) -> None:
    """A new key in a new file."""
    from amp_rules.privacy import new_key

    new_key(path)
    complain(f"{path}: a new key, which only you can read; keep it apart from what it makes")


def run(names: list[str], key_file: Path, library: Library, asked: Asked) -> tuple[int, int]:
    """Writes everything; how many cases were refused, and how many cases and rows could not be read.

    Raises:
        AmpRulesError: the key, the mapping or a list cannot be used, or a file is there already.
        OSError: something cannot be read or written.
    """
    from amp_rules.privacy import read_key

    key = read_key(key_file)
    done = _cases(names, key, library, asked)
    lines = [done.lines[each] for each in sorted(done.lines)]
    if asked.out is None:
        for line in lines:
            write_utf8(line)
    else:
        asked.out.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _new(asked.out / "cases.jsonl") as stream:
            stream.writelines(lines)
        for number, path in enumerate(asked.payments, 1):
            list_out = asked.out / f"payments-{number}.csv"
            done.unread += _payments(path, list_out, key, done.days, asked.mapping)
    _summary(done)
    return done.refused, done.unread


def _cases(names: list[str], key: Key, library: Library, asked: Asked) -> _Done:
    done = _Done()
    with progress(names) as advance:
        for source in sources(names):
            case = source if isinstance(source, Refused) else _read(source)
            if isinstance(source, Source):
                advance(source.size)
            if isinstance(case, Refused):
                done.unread += 1
                for problem in case.problems:
                    complain(f"{case.name}: {problem}")
            elif case.id in done.days:
                done.unread += 1
                complain(f"{source.name}: has the case id of one before it, and is left out")
            else:
                _turn(case, source.name, key, library, asked, done)
    return done


def _read(source: Source) -> Case | Refused:
    if _CASE_FILE in source.text[:400]:
        raise CaseFileGivenError(source.name)
    return read_case(source)


def _turn(case: Case, name: str, key: Key, library: Library, asked: Asked, done: _Done) -> None:
    from amp_rules.privacy import Choices, NoShiftError, NotUnchangedError
    from amp_rules.privacy.pseudonymise import moved_case

    try:
        made = moved_case(case, key, library, Choices(asked.coarse, asked.nearly, asked.require_shift))
    except (NoShiftError, NotUnchangedError) as error:
        complain(f"{name}: {error}; left out")
        done.refused += 1
        return
    if made.told.dates == "kept":
        complain(f"{name}: no other dates were found that keep every outcome: the real dates stay")
    done.dates[made.told.dates] += 1
    done.days[case.id] = made.days
    done.lines[made.told.case.id] = made.told.case.model_dump_json() + "\n"


def _summary(done: _Done) -> None:
    said = {
        "shifted": "with dates moved",
        "nearly": "with dates moved, those reckoned in months up to 3 days beside",
        "kept": "with their real dates",
        "none": "without dates",
    }
    parts = [f"{done.dates[kind]} {words}" for kind, words in said.items() if done.dates[kind]]
    parts += [f"{done.refused} left out"] if done.refused else []
    parts += [f"{done.unread} not read"] if done.unread else []
    complain(f"{counted(len(done.lines), 'case')}: {'; '.join(parts) or 'nothing to write'}")


class CaseFileGivenError(AmpRulesError):
    """A case file, whose events are not pseudonymised, where a case was expected."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: a case file with events, which cannot be pseudonymised; expected a case")


class FileThereError(AmpRulesError):
    """A file that would be written over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: is there already")


def _new(path: Path) -> TextIO:
    """A file that was not there, for text that only its owner may read."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(handle, "w", encoding="utf-8", newline="")
    except FileExistsError:
        raise FileThereError(path) from None


def _payments(path: Path, out: Path, key: Key, days: Mapping[str, int], mapping: Path | None) -> int:
    """Writes one list; how many of its rows could not be read."""
    from amp_rules.audit.payments.mapping import ColumnMap, load_column_map
    from amp_rules.audit.payments.payment import BadRow
    from amp_rules.audit.payments.plaintext import csv_writer
    from amp_rules.audit.payments.read import payments

    bad = strange = number = 0
    found = payments(path, ColumnMap() if mapping is None else load_column_map(mapping))
    with _new(out) as stream:
        write = csv_writer(stream)
        write(COLUMNS)
        for payment in found:
            if isinstance(payment, BadRow):
                bad += 1
                continue
            number += 1
            strange += payment.case not in days
            row = dict(_turned(payment, key, days.get(payment.case)))
            write([row.get(name) for name in COLUMNS])
    complain(f"{path}: {counted(number, 'payment')} written to {out}")
    if strange:
        complain(f"{path}: {strange} of cases that are not given, whose days are therefore left out")
    if bad:
        complain(f"{path}: {counted(bad, 'row')} that cannot be read, left out")
    return bad


def _turned(payment: Payment, key: Key, days: int | None) -> Iterator[tuple[str, str | int | date | None]]:
    """A payment under its own names of columns; days: of its case, None where they are not known."""
    from amp_rules.privacy.rewrite import pseudonym

    def moved(day: date | None) -> date | None:
        return None if day is None or days is None else day + timedelta(days)

    about = "person" if payment.kind == "instalment" else payment.kind
    yield "case", key.pseudonym("case", payment.case)
    yield "kind", payment.kind
    yield about, pseudonym(key, payment.case, about, payment.target) if payment.target else None
    yield "number", payment.number
    yield "from", moved(payment.first)
    yield "to", moved(payment.last)
    yield "category", payment.category
    yield "amount", str(payment.amount)
    yield "currency", payment.amount.currency
    yield "paid_on", moved(payment.paid_on)
    yield "reference", key.pseudonym("reference", payment.reference) if payment.reference else None
