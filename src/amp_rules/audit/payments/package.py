"""The parts of an XLSX package, read from a stranger's file within bounds."""

from __future__ import annotations

import errno
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from xml.parsers import expat

from amp_rules.audit.payments.cells import Advance, SheetError

MOST_PARTS: Final = 2_000
MOST_PACKED_RATIO: Final = 250
SMALL: Final = 1024 * 1024
"""Parts up to this size may be packed as tightly as they like."""
LARGEST_PART: Final = 8 * 1024 * 1024
MOST_ELEMENTS: Final = 400_000
LARGEST_STRINGS: Final = 256 * 1024 * 1024
LARGEST_SHEET: Final = 4 * 1024 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0"
_PACKING: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error)
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Handler(Protocol):
    """What is told of a part: names without their namespace, attributes without theirs."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """Text between them, perhaps in several pieces."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Another part that a part points to."""

    kind: str
    target: str


class Package:
    """An XLSX file, opened; its parts are only ever read by name, never unpacked to disk.

    Raises SheetError: not a ZIP file, parts that are too many, too large or packed too tightly, that stand
    twice, or that are encrypted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            if stream.read(4) == _OLE:
                raise SheetError(
                    path, "protected by a password, or in the old XLS form; save it as plain XLSX"
                )
        try:
            self.archive = zipfile.ZipFile(path)
        except (*_PACKING, ValueError):
            raise SheetError(path, "not an XLSX file") from None
        try:
            self.parts = self._checked(self.archive.infolist())
        except SheetError:
            self.archive.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *exception: object) -> None:
        self.archive.close()

    def _checked(self, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(members) > MOST_PARTS:
            raise SheetError(self.path, f"more than {MOST_PARTS} parts")
        parts: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            # Names of parts are the same in upper and lower case.
            if parts.setdefault(member.filename.lower(), member) is not member:
                raise SheetError(self.path, "two parts of one name")
            if member.flag_bits & 1:
                raise SheetError(self.path, "encrypted parts")
        return parts

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part points to within the file, by id; '' stands for the file as a whole."""
        folder, name = posixpath.split(part)
        found: dict[str, Relation] = {}
        for tag, attributes in self.elements(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship" and attributes.get("TargetMode", "") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(kind, target.lstrip("/"))
        return found

    def elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        """The elements of a small part in order with their attributes; none where there is no such part."""
        heard = _Elements(self.path)
        if part.lower() in self.parts:
            for _ in self.read(part, heard, LARGEST_PART):
                pass
        return heard.found

    def read(
        self, part: str, handler: Handler, largest: int, advance: Advance | None = None
    ) -> Iterator[None]:
        """Tells the handler of a part, and yields after every piece of it."""
        member = self.parts.get(part.lower())
        if member is None:
            raise SheetError(self.path, "a part is missing: not a whole XLSX file")
        self._bounded(member, largest)
        parser = _parser(self.path, handler)
        told = read = 0
        try:
            with self.archive.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    read += len(piece)
                    parser.Parse(piece, False)
                    if advance is not None:
                        place = member.compress_size * read // max(1, member.file_size)
                        advance(place - told)
                        told = place
                    yield
                parser.Parse(b"", True)
                yield
        except _PACKING:
            raise SheetError(self.path, "a part that cannot be unpacked; is the file whole?") from None
        except (expat.ExpatError, LookupError, ValueError):
            # The last two where the text names an encoding that is none, or that XML cannot have.
            raise SheetError(self.path, "holds XML that is not well formed") from None
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise SheetError(self.path, "a part that lies outside the file") from None

    def _bounded(self, member: zipfile.ZipInfo, largest: int) -> None:
        """The declared size, which zipfile never reads beyond, is within bounds."""
        if member.compress_type not in _PACKED:
            raise SheetError(self.path, "a part packed in a way that XLSX does not have")
        if member.file_size > largest:
            raise SheetError(self.path, f"a part of more than {largest} bytes once unpacked")
        if member.file_size > SMALL and member.file_size > member.compress_size * MOST_PACKED_RATIO:
            raise SheetError(self.path, f"a part packed more than {MOST_PACKED_RATIO} times")


class _Elements:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.found) > MOST_ELEMENTS:
            raise SheetError(self.path, "a part of too many elements")
        self.found.append((name, dict(attributes)))

    def end(self, name: str) -> None:
        self.found.append((f"/{name}", {}))

    def text(self, text: str) -> None:
        pass


def _parser(path: Path, handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise SheetError(path, "declares XML entities or a document type, which XLSX does not have")

    def start(name: str, attributes: dict[str, str]) -> None:
        bare = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        handler.start(name.rpartition(" ")[2], bare)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.text
    return parser
