"""YAML read strictly: every scalar is text, every node keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from amp_rules.errors import Diagnostic, RulebookError, Where

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 100_000
MAX_SCALAR = 20_000
# Control characters and marks that turn the direction of writing make a text show what it does not say.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar; `quoted` tells '~' the text from ~ the null, `raw` is how it stands in the file."""

    text: str
    quoted: bool
    where: Where
    raw: str = field(default="", compare=False, repr=False)

    def place(self, offset: int) -> Where:
        """The place in the file of a character of the text, folded and quoted scalars too."""
        visible = sum(not letter.isspace() for letter in self.text[:offset])
        at = (
            self.raw.index("\n") + 1
            if self.raw[:1] in ("|", ">") and "\n" in self.raw
            else int(self.raw[:1] in ("'", '"'))
        )
        while at < len(self.raw) and (self.raw[at].isspace() or visible):
            visible -= not self.raw[at].isspace()
            at += 1
        lines = self.raw[:at].split("\n")
        column = self.where.column + at if len(lines) == 1 else len(lines[-1]) + 1
        return Where(self.where.source, self.where.line + len(lines) - 1, column)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order written, each with its scalar node (for its place)."""

    entries: tuple[tuple[Scalar, Node], ...]
    where: Where
    _index: dict[str, Node] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._index.update({key.text: node for key, node in self.entries})

    def get(self, key: str) -> Node | None:
        """The node under `key`, or None."""
        return self._index.get(key)

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)


Node = Scalar | Sequence | Mapping


def read(text: str, source: str) -> Node:
    """One document as a tree of nodes.

    Raises RulebookError (codes AR0xx) for syntax errors, duplicate keys, anchors, aliases, tags, several
    documents, and for files, nestings or scalars beyond the limits of this module.
    """
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _refuse("AR001", f"file larger than {MAX_BYTES} bytes", Where(source, 1, 1))
    return _Builder(source).build(text)


def _refuse(code: str, message: str, where: Where, hint: str | None = None) -> RulebookError:
    return RulebookError((Diagnostic(code, message, where, hint),))


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    mapping: bool
    where: Where
    nodes: list[Node] = field(default_factory=list)


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.written = ""
        self.stack: list[_Open] = []
        self.count = 0
        self.root: Node | None = None

    def build(self, text: str) -> Node:
        import yaml

        self.written = text
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        documents = 0
        try:
            for event in yaml.parse(text, Loader=loader):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise _refuse("AR002", "more than one document in the file", self._where(event))
                self._take(event)
        except yaml.YAMLError as error:
            raise self._syntax(error) from None
        except (UnicodeError, ValueError, RecursionError):
            raise _refuse("AR003", "not readable as YAML text", Where(self.source, 1, 1)) from None
        if self.root is None:
            raise _refuse("AR004", "the file is empty", Where(self.source, 1, 1))
        return self.root

    def _where(self, event: Any) -> Where:
        mark = event.start_mark
        return Where(self.source, mark.line + 1, mark.column + 1)

    def _syntax(self, error: Any) -> RulebookError:
        mark = getattr(error, "problem_mark", None)
        where = Where(self.source, mark.line + 1, mark.column + 1) if mark else Where(self.source, 1, 1)
        return _refuse("AR003", "not readable as YAML text", where, "check indentation, quotes and colons")

    def _take(self, event: Any) -> None:
        import yaml

        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refuse("AR005", "anchors and aliases are not allowed", self._where(event))
        if isinstance(event, yaml.NodeEvent):
            self._limit(event)
        if isinstance(event, yaml.ScalarEvent):
            self._close(self._scalar(event))
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.stack.append(_Open(isinstance(event, yaml.MappingStartEvent), self._where(event)))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(self._finish(self.stack.pop()))

    def _limit(self, event: Any) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise _refuse("AR001", f"more than {MAX_NODES} nodes", self._where(event))
        if len(self.stack) > MAX_DEPTH:
            raise _refuse("AR001", f"nested deeper than {MAX_DEPTH} levels", self._where(event))
        if getattr(event, "tag", None) not in (None, "!"):
            raise _refuse("AR006", "tags are not allowed", self._where(event))

    def _scalar(self, event: Any) -> Scalar:
        if len(event.value) > MAX_SCALAR:
            raise _refuse("AR001", f"text longer than {MAX_SCALAR} characters", self._where(event))
        if _HIDDEN.search(event.value):
            raise _refuse("AR010", "control characters are not allowed", self._where(event))
        raw = self.written[event.start_mark.index : event.end_mark.index]
        return Scalar(event.value, bool(event.style), self._where(event), raw)

    def _finish(self, opened: _Open) -> Node:
        if not opened.mapping:
            return Sequence(tuple(opened.nodes), opened.where)
        entries: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        for key, node in zip(opened.nodes[::2], opened.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise _refuse("AR007", "a key must be plain text", key.where)
            if key.text in seen:
                raise _refuse("AR008", "duplicate key", key.where)
            seen.add(key.text)
            entries.append((key, node))
        return Mapping(tuple(entries), opened.where)

    def _close(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].nodes.append(node)
        else:
            self.root = node
