"""Case files on disk: JSON Lines, chained by digest, appended under a lock.

The chain shows a line that was edited, moved, repeated, put in or taken out. Without a digest kept
elsewhere it cannot show that whole lines are missing at the end, nor that somebody wrote the whole file
anew; `verify` with the digest of any earlier day's last line shows both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from amp_rules.casefile.chain import (
    MOST_EVENTS,
    MOST_LINE,
    NO_DIGEST,
    Header,
    Link,
    StoredEvent,
    check_line,
    digest_of,
    event_line,
    lines_of,
    misplaced,
)
from amp_rules.casefile.disk import (
    Ending,
    cut,
    ending,
    locked,
    set_aside,
    storage_error,
    typed,
    write_new,
    write_whole,
)
from amp_rules.casefile.errors import CaseFileError, EventError, FileProblem
from amp_rules.casefile.events import Event
from amp_rules.casefile.file import CaseFile, event_problems

MOST_FILE: Final = 2**31
MOST_PROBLEMS: Final = 100
_TORN: Final = ("torn", "unfinished")

PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Stored:
    """A case file as it is on disk.

    `digest` is that of the last line: kept elsewhere, it proves later that nothing before it was changed or
    cut off. `torn` says how the last line was left, where a writer was interrupted.
    """

    header: Header
    records: tuple[StoredEvent, ...]
    digest: str
    torn: FileProblem | None = None

    @property
    def file(self) -> CaseFile:
        """The case file without its form on disk."""
        return CaseFile(
            id=self.header.id,
            programme=self.header.programme,
            edition=self.header.edition,
            complete=self.header.complete,
            events=tuple(record.event for record in self.records),
        )


@dataclass(slots=True)
class _Scan:
    """What has been read of a file so far."""

    header: Header | None = None
    records: list[StoredEvent] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    digest: str = NO_DIGEST
    number: int = 0

    def take(self, link: Link, at: int) -> None:
        """Adds one line that ends in a newline, or a last one that only lacks it."""
        problems = list(link.problems)
        if self.header is not None:
            problems += misplaced(link, self.header.programme, at)
        self.problems += problems
        self.digest, self.number = link.digest, link.number + 1
        self.digests.add(link.digest)
        if link.header is not None:
            self.header = link.header
        if link.event is not None and not problems:
            self.records.append(StoredEvent(link.number, link.digest, link.event))

    def next(self, line: bytes, at: int) -> Link:
        """The line, checked as the one that should follow."""
        return check_line(line, at, self.digest, self.number)


def create(path: PathLike, file: CaseFile, *, created_at: datetime | None = None) -> Stored:
    """A new file on disk that holds the case file, readable by its owner only.

    It is there as a whole or not at all; of two that create the same file, one does. `created_at` is the
    present moment unless said.

    Raises StorageError, also where there is such a file already; EventError and CaseError for what cannot
    be stored, such as a file whose events are only some of the case's.
    """
    where = Path(path)
    CaseFile(id=file.id, programme=file.programme, events=file.events)
    lines = list(lines_of(file, created_at))
    with typed(where):
        write_new(where, (line + b"\n" for line in lines))
    return load(where)


def read(path: PathLike) -> CaseFile:
    """The case file on disk; a torn last line is left out, and `load` says that it is there.

    Raises CaseFileError for a file that is not as it was written, StorageError where it cannot be read.
    """
    return load(path).file


def load(path: PathLike) -> Stored:
    """The case file on disk with its records, its digest and how it ends.

    Raises as `read` does.
    """
    where = Path(path)
    scan = _scan(where, lambda problems: any(each.kind not in _TORN for each in problems))
    broken = tuple(problem for problem in scan.problems if problem.kind not in _TORN)
    if broken or scan.header is None:
        raise CaseFileError(where, broken or tuple(scan.problems))
    torn = scan.problems[-1] if scan.problems else None
    return Stored(scan.header, tuple(scan.records), scan.digest, torn)


def verify(path: PathLike, expected: str | None = None) -> tuple[FileProblem, ...]:
    """What is wrong with the file on disk, line by line; empty when it is whole.

    `expected` is a digest kept from an earlier day: one of the lines must have it. Without it, whole lines
    cut off at the end and a chain written anew from the first line cannot be seen. Lists at most 100
    problems.

    Raises StorageError where the file cannot be read.
    """
    scan = _scan(Path(path), lambda problems: len(problems) >= MOST_PROBLEMS)
    problems = scan.problems[:MOST_PROBLEMS]
    if expected is not None and expected not in scan.digests:
        problems.append(FileProblem(0, "digest", "no line has the digest that was expected"))
    return tuple(problems)


def append(path: PathLike, event: Event) -> StoredEvent:
    """The event as it was stored, once it is safely on disk.

    Waits for the lock. Torn bytes that an interrupted writer left are moved to `<name>.torn-<n>`; a last
    line that only lacks its newline is kept. Only the first and the last line are checked: `verify` checks
    all.

    Raises EventError for an event that the file cannot hold, CaseFileError where the end of the file is not
    as it was written, StorageError where it cannot be written; the event is then not in the file.
    """
    where = Path(path)
    with locked(where, write=True) as descriptor:
        header = _header(where, descriptor)
        last = _last(where, descriptor)
        number = last.number + 1
        problems = event_problems(event, number, header.programme)
        if problems:
            raise EventError(problems)
        if number > MOST_EVENTS or os.fstat(descriptor).st_size > MOST_FILE - MOST_LINE:
            raise storage_error(where, "too-large")
        line = event_line(number, last.digest, event)
        write_whole(descriptor, line + b"\n")
    return StoredEvent(number, digest_of(line), event)


def _scan(path: Path, enough: Callable[[list[FileProblem]], bool]) -> _Scan:
    """Reads the file line by line until there are problems enough."""
    scan = _Scan()
    at = 0
    with locked(path) as descriptor:
        if os.fstat(descriptor).st_size > MOST_FILE:
            raise storage_error(path, "too-large")
        for at, line in enumerate(_lines(descriptor), 1):
            if len(line) > MOST_LINE + 1:
                scan.problems.append(FileProblem(at, "too-long", f"longer than {MOST_LINE} bytes"))
                break
            if at > MOST_EVENTS + 1:
                scan.problems.append(FileProblem(at, "too-many", f"more than {MOST_EVENTS} events"))
                break
            if line.endswith(b"\n"):
                scan.take(scan.next(line[:-1], at), at)
            else:
                _take_torn(scan, line, at)
            if enough(scan.problems):
                break
    if scan.header is None and not scan.problems:
        scan.problems.append(FileProblem(at, "header", "expected the header"))
    return scan


def _lines(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        while line := stream.readline(MOST_LINE + 2):
            yield line


def _take_torn(scan: _Scan, line: bytes, at: int) -> None:
    link = scan.next(line, at)
    if link.problems:
        scan.problems.append(FileProblem(at, "torn", "the last line was not written to its end"))
        return
    scan.take(link, at)
    scan.problems.append(FileProblem(at, "unfinished", "the last line lacks its newline"))


def _header(path: Path, descriptor: int) -> Header:
    for line in _lines(descriptor):
        link = check_line(line.removesuffix(b"\n"), 1, NO_DIGEST)
        if link.header is None or link.problems:
            raise CaseFileError(path, link.problems)
        return link.header
    raise CaseFileError(path, (FileProblem(0, "header", "expected the header"),))


def _last(path: Path, descriptor: int) -> Link:
    """The last whole line, once whatever an interrupted writer left behind it is dealt with."""
    end = ending(descriptor, 2 * MOST_LINE + 2)
    if end.line is None:
        return _lone(path, descriptor, end)
    last = _checked(path, end.line, first=end.first)
    if not end.torn:
        return last
    link = check_line(end.torn, 2, last.digest, last.number + 1)
    if link.event is not None and not link.problems:
        write_whole(descriptor, b"\n")
        return link
    set_aside(path, end.torn)
    cut(descriptor, end.whole)
    return last


def _lone(path: Path, descriptor: int, end: Ending) -> Link:
    """A header that only lacks its newline; anything else cannot be continued."""
    if end.whole or len(end.torn) > MOST_LINE:
        raise CaseFileError(path, (FileProblem(0, "too-long", f"ends in more than {MOST_LINE} bytes"),))
    header = _checked(path, end.torn, first=True)
    write_whole(descriptor, b"\n")
    return header


def _checked(path: Path, line: bytes, first: bool) -> Link:
    """The last whole line, checked as far as it can be by itself."""
    number = None if first else -1
    link = check_line(line, 1 if first else 2, NO_DIGEST if first else None, number)
    problems = tuple(FileProblem(0, each.kind, f"the last line: {each.message}") for each in link.problems)
    wrong = tuple(each for each in problems if first or each.kind != "order")
    if wrong:
        raise CaseFileError(path, wrong)
    return link
