"""The lines of a case file on disk: one JSON object each, chained by digest.

A line holds its number, `prev` (the digest of the line before), `sum` (the digest of its own other
contents) and either the header, as number 0, or an event. The digest of a line is the SHA-256 of its bytes
without the newline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, Literal

from pydantic import ValidationError

from amp_rules.case.enums import Programme
from amp_rules.case.facts import Facts, Identifier, words
from amp_rules.case.jsontext import MOST_BYTES, read_tree
from amp_rules.case.problems import message_of
from amp_rules.casefile.base import Moment, now
from amp_rules.casefile.errors import EventError, FileProblem
from amp_rules.casefile.events import Event, canonical, event_from_json, event_tree
from amp_rules.casefile.file import CaseFile, event_problems
from amp_rules.errors import CaseError, Problem

VERSION: Final = 1
MOST_LINE: Final = MOST_BYTES
MOST_EVENTS: Final = 1_000_000
NO_DIGEST: Final = "0" * 64
"""What stands for the line before the first."""

_KEYS: Final = frozenset({"number", "prev", "sum"})


def _is_none(value: object) -> bool:
    return value is None


class Header(Facts):
    """The first line of a case file: which case it is, and in which form it is written."""

    format: Annotated[Literal["amp-rules-casefile"], words("format", "format")] = "amp-rules-casefile"
    version: Annotated[Literal[1], words("version", "version")] = VERSION
    id: Annotated[Identifier, words("id of the case", "ärendets id")]
    programme: Annotated[Programme, words("programme", "program")]
    edition: Annotated[Identifier | None, words("edition", "utgåva", exclude_if=_is_none)] = None
    complete: Annotated[
        bool,
        words(
            "whole record",
            "hel förteckning",
            (
                "Whether a step without an event has not happened; otherwise it is not known.",
                "Om ett steg utan händelse inte har skett; annars är det okänt.",
            ),
        ),
    ] = True
    created_at: Annotated[Moment, words("created at", "skapad")]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One stored event: its number, its own digest and the event."""

    number: int
    digest: str
    event: Event


@dataclass(frozen=True, slots=True)
class Link:
    """One line as it was found; `problems` is empty where it is whole and in its place."""

    number: int
    digest: str
    header: Header | None = None
    event: Event | None = None
    problems: tuple[FileProblem, ...] = ()


def digest_of(line: bytes) -> str:
    """The SHA-256 of a line without its newline, in hexadecimal."""
    return sha256(line).hexdigest()


def write_line(number: int, prev: str, content: dict[str, Any]) -> bytes:
    """One line without its newline.

    Raises EventError where it would be longer than any reader takes.
    """
    tree = {**content, "number": number, "prev": prev}
    line = canonical({**tree, "sum": _sum(tree)}).encode()
    if len(line) > MOST_LINE:
        raise EventError((Problem("$", f"expected at most {MOST_LINE} bytes"),))
    return line


def _sum(tree: dict[str, Any]) -> str:
    return digest_of(canonical({key: value for key, value in tree.items() if key != "sum"}).encode())


def header_of(file: CaseFile, created_at: datetime | None = None) -> Header:
    """The header for a file.

    Raises CaseError for an id or an edition that is no identifier, or a moment that is none.
    """
    try:
        return Header(
            id=file.id,
            programme=file.programme,
            edition=file.edition,
            complete=file.complete,
            created_at=created_at or now(),
        )
    except ValidationError as refused:
        problems = [
            Problem(f"$.{error['loc'][0]}", message_of(error)) for error in refused.errors(include_url=False)
        ]
        raise CaseError(tuple(problems)) from None


def header_line(header: Header) -> bytes:
    """The first line, without its newline."""
    return write_line(0, NO_DIGEST, {"header": header.model_dump(mode="json")})


def event_line(number: int, prev: str, event: Event) -> bytes:
    """The line of an event, without its newline.

    Raises EventError for an event that no reader would take, such as one changed without validation.
    """
    tree = event_tree(event)
    if event_tree(event_from_json(canonical(tree))) != tree:
        raise EventError((Problem("$", "not in the form that events are written in"),))
    return write_line(number, prev, {"event": tree})


def lines_of(file: CaseFile, created_at: datetime | None = None) -> Iterator[bytes]:
    """The lines that a file is stored as, without their newlines."""
    line = header_line(header_of(file, created_at))
    yield line
    for number, event in enumerate(file.events, 1):
        line = event_line(number, digest_of(line), event)
        yield line


def check_line(line: bytes, at: int, prev: str | None, number: int | None = None) -> Link:
    """What one line holds, and what is wrong with it.

    `at` is its place, from 1; `prev` the digest of the line before and `number` the number it should have,
    where those are known.
    """
    expected = at - 1 if number is None else number
    digest = digest_of(line)
    tree, problem = _tree(line)
    if tree is None:
        return Link(expected, digest, problems=(FileProblem(at, "unreadable", problem),))
    found = tree["number"]
    problems: list[FileProblem] = []
    if tree["sum"] != _sum(tree):
        problems.append(FileProblem(at, "edited", "the line was changed after it was written"))
    if found != expected:
        problems.append(FileProblem(at, "order", f"expected number {expected}, found another"))
    if prev is not None and tree["prev"] != prev:
        problems.append(FileProblem(at, "chain", "does not continue the line before"))
    header, event, wrong = _content(tree, at)
    return Link(found, digest, header, event, (*problems, *wrong))


def _tree(line: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        tree, problems = read_tree(line.decode())
        whole = not problems and canonical(tree).encode() == line
    except UnicodeError:
        return None, "not valid UTF-8"
    except CaseError:
        return None, "not a JSON object, or nested too deep"
    except (RecursionError, TypeError, ValueError):
        whole, tree = False, None
    if not whole or not isinstance(tree, dict):
        return None, "not in the form that case files are written in"
    kinds = (type(tree.get("number")), type(tree.get("prev")), type(tree.get("sum")))
    if kinds != (int, str, str) or set(tree) - _KEYS not in ({"header"}, {"event"}):
        return None, "not a line of a case file"
    return tree, ""


def _content(tree: dict[str, Any], at: int) -> tuple[Header | None, Event | None, tuple[FileProblem, ...]]:
    header = event = None
    wanted = "header" if at == 1 else "event"
    if wanted not in tree:
        return None, None, (FileProblem(at, wanted, f"expected {'the header' if at == 1 else 'an event'}"),)
    text = canonical(tree[wanted])
    try:
        if at == 1:
            header = Header.model_validate_json(text)
        else:
            event = event_from_json(text)
            if event_tree(event) != tree["event"]:
                return None, None, (FileProblem(at, "event", "not in the form that events are written in"),)
    except ValidationError:
        held = tree["header"]
        other = isinstance(held, dict) and held.get("version") != VERSION
        message = "written in another version of the format" if other else "not the header of a case file"
        return None, None, (FileProblem(at, "version" if other else "header", message),)
    except EventError as refused:
        return None, None, tuple(FileProblem(at, "event", str(problem)) for problem in refused.problems)
    return header, event, ()


def misplaced(link: Link, programme: Programme, at: int) -> Iterable[FileProblem]:
    """Why a file of this programme cannot hold the event of a line."""
    if link.event is not None:
        for problem in event_problems(link.event, link.number, programme):
            yield FileProblem(at, "event", str(problem))
