"""Cases out of files and standard input, one by one, each with where it came from."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from amp_rules.case import Case

STANDARD_INPUT: Final = "-"
MOST_BYTES: Final = 64 * 1024 * 1024
_LONGEST_LINE: Final = 5 * 1024 * 1024
_LINES: Final = (".jsonl", ".ndjson")
_YAML: Final = (".yaml", ".yml")
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """A case as text, not read yet; `name`: its file, with line or position where that holds several."""

    name: str
    text: bytes
    yaml: bool = False

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that cannot be read as a case, and why; no content is shown."""

    name: str
    problems: tuple[str, ...]


def sources(names: Iterable[str]) -> Iterator[Source | Refused]:
    """The cases that files hold, in order; '-' is standard input."""
    taken = False
    for name in names:
        if name != STANDARD_INPUT:
            yield from _file(Path(name))
        elif taken:
            yield Refused("standard input", ("named twice; it can only be read once",))
        else:
            taken = True
            yield from _standard_input()


def _standard_input() -> Iterator[Source | Refused]:
    try:
        yield from _documents("standard input", "", sys.stdin.buffer)
    except OSError as error:
        yield Refused("standard input", (f"cannot be read: {_reason(error)}",))


def _file(path: Path) -> Iterator[Source | Refused]:
    shown = str(path)
    try:
        if path.is_dir():
            yield Refused(shown, ("expected a file, found a folder",))
            return
        with path.open("rb") as stream:
            yield from _documents(shown, path.suffix.lower(), stream)
    except (OSError, ValueError) as error:
        yield Refused(shown, (f"cannot be read: {_reason(error)}",))


def _reason(error: OSError | ValueError) -> str:
    words = error.strerror if isinstance(error, OSError) else None
    return words.lower() if words else type(error).__name__


def _documents(name: str, suffix: str, stream: BinaryIO | io.BufferedIOBase) -> Iterator[Source | Refused]:
    """The documents of a stream, by its suffix or, without a known one, by how it begins."""
    opening = _opening(stream)
    begins = b"".join(opening).removeprefix(_BOM).lstrip()[:1]
    if not begins:
        yield Refused(name, ("is empty",))
    elif suffix in _LINES or (suffix not in _YAML and _several_lines(opening)):
        yield from _lines(name, opening, stream)
    else:
        yield from _whole(name, suffix in _YAML or begins not in b"[{", begins, opening, stream)


def _opening(stream: BinaryIO | io.BufferedIOBase) -> list[bytes]:
    """The lines up to the second that is not blank, which tell JSON Lines from one JSON document."""
    lines: list[bytes] = []
    full = size = 0
    while full < 2 and size <= MOST_BYTES and (line := stream.readline(_LONGEST_LINE)):
        lines.append(line)
        full += bool(line.removeprefix(_BOM).strip())
        size += len(line)
    return lines


def _several_lines(opening: list[bytes]) -> bool:
    full = [line.removeprefix(_BOM).strip() for line in opening]
    full = [line for line in full if line]
    return len(full) == 2 and all(line.startswith(b"{") for line in full)


def _lines(
    name: str, opening: list[bytes], stream: BinaryIO | io.BufferedIOBase
) -> Iterator[Source | Refused]:
    rest = iter(lambda: stream.readline(_LONGEST_LINE), b"")
    within = False
    number = 0
    for line in chain(opening, rest):
        broken, within = within, not line.endswith(b"\n")
        number += not broken
        text = line.removeprefix(_BOM) if number == 1 else line
        if text.strip() and not broken:
            yield Source(f"{name}:{number}", text)


def _whole(
    name: str, yaml: bool, begins: bytes, opening: list[bytes], stream: BinaryIO | io.BufferedIOBase
) -> Iterator[Source | Refused]:
    head = b"".join(opening)
    text = head + stream.read(max(0, MOST_BYTES + 1 - len(head)))
    if len(text) > MOST_BYTES:
        yield Refused(
            name, (f"larger than {MOST_BYTES} bytes; put one case on each line instead (JSON Lines)",)
        )
    elif begins == b"[" and not yaml:
        yield from _array(name, text)
    else:
        yield Source(name, text, yaml)


def _array(name: str, text: bytes) -> Iterator[Source | Refused]:
    """The entries of a JSON array, each as it is written."""
    try:
        shown = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Refused(name, ("$: not valid Unicode text",))
        return
    decoder = json.JSONDecoder()
    at = _past(shown, shown.index("[") + 1)
    number = 0
    if shown[at : at + 1] == "]" and not shown[at + 1 :].strip():
        yield Refused(name, ("$: expected at least one case, found an empty list",))
        return
    while True:
        try:
            _, end = decoder.raw_decode(shown, at)
        except json.JSONDecodeError as error:
            yield Refused(
                name, (f"$[{number}]: not valid JSON at line {error.lineno}, column {error.colno}",)
            )
            return
        except RecursionError:
            yield Refused(name, (f"$[{number}]: nested too deep",))
            return
        yield Source(f"{name}[{number}]", shown[at:end].encode("utf-8", "surrogatepass"))
        number += 1
        at = _past(shown, end)
        if shown[at : at + 1] != ",":
            break
        at = _past(shown, at + 1)
    if shown[at : at + 1] != "]" or shown[at + 1 :].strip():
        yield Refused(name, ("$: not valid JSON after the last case",))


def _past(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at


def read_case(source: Source) -> Case | Refused:
    """The case a text holds, or every problem of it."""
    from amp_rules.case import case_from_json, case_from_yaml
    from amp_rules.case.jsontext import decode
    from amp_rules.errors import CaseError

    try:
        if source.yaml:
            return case_from_yaml(decode(source.text), source.name)
        return case_from_json(source.text)
    except CaseError as error:
        return Refused(source.name, tuple(str(problem) for problem in error.problems))
