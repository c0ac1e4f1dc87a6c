"""Rule files to a `Rulebook`, or every diagnostic at once."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from keyword import iskeyword
from pathlib import Path
from typing import TypeVar

from amp_rules.errors import Diagnostic, NoEditionError, RulebookError, UnknownNameError, Where
from amp_rules.rulebook.fields import Faults, Fields, entries, near, shown
from amp_rules.rulebook.model import (
    Code,
    Decision,
    Edition,
    NumberedEntity,
    Parameter,
    Process,
    Registers,
    Rulebook,
    Timeline,
)
from amp_rules.rulebook.registers import MAX_FILES, read_file, read_registers
from amp_rules.rulebook.rows import read_decision, read_entity, read_parameter, replaces
from amp_rules.rulebook.steps import read_process
from amp_rules.yamltext import Mapping, Node, Scalar

T = TypeVar("T")
MAX_NAMES = 1000
MAX_FOLDER = 8 * 1024 * 1024
SECTIONS = ("parameters", "decisions", "entities")
STEPS = "steps.yaml"


def shipped_rules() -> Path:
    """The folder of the rules that come with the library."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent.parent / "rules"


@dataclass(slots=True)
class _Parts:
    """What the files of one edition folder hold, before extending."""

    edition: Edition
    sections: dict[str, dict[str, object]] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    removed: list[tuple[str, Where]] = field(default_factory=list)
    process: Process | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """A rules folder, read once: its registers and all its editions."""

    root: Path
    registers: Registers
    rulebooks: tuple[Rulebook, ...]
    diagnostics: tuple[Diagnostic, ...]

    def rulebook(self, programme: str, *, on: date | None = None, edition: str | None = None) -> Rulebook:
        """The edition named, or the one in force on a day.

        Raises:
            RulebookError: the folder was read with errors.
            UnknownNameError: no such programme or edition.
            NoEditionError: no edition covers the day.
        """
        errors = tuple(fault for fault in self.diagnostics if fault.severity == "error")
        if errors:
            raise RulebookError(errors)
        found = [book for book in self.rulebooks if book.edition.programme == programme]
        if not found:
            names = tuple(sorted({book.edition.programme for book in self.rulebooks}))
            raise UnknownNameError("programme", programme, names)
        if edition is not None:
            for book in found:
                if edition in (book.edition.name, book.name):
                    return book
            raise UnknownNameError("edition", edition, tuple(book.name for book in found))
        if on is not None:
            for book in found:
                if book.edition.covers(on):
                    return book
        raise NoEditionError(programme, on, nearest(found, on))


def nearest(books: Iterable[Rulebook], on: date | None) -> tuple[str, ...]:
    """The editions just before and after a day, as 'amp/2016 (2016-01-01 to …)'."""
    ordered = sorted(books, key=lambda book: book.edition.start)
    if on is not None:
        before = [book for book in ordered if book.edition.start <= on][-1:]
        after = [book for book in ordered if book.edition.start > on][:1]
        ordered = before + after
    return tuple(_span(book) for book in ordered)


def _span(book: Rulebook) -> str:
    last = book.edition.end.isoformat() if book.edition.end else "further notice"
    return f"{book.name} ({book.edition.start.isoformat()} to {last})"


def load_library(root: Path | str | None = None, *, strict: bool = True) -> Library:
    """Every edition of a rules folder (default: the shipped one).

    Raises:
        RulebookError: with every diagnostic, unless `strict` is False.
    """
    folder = shipped_rules() if root is None else Path(root)
    faults = Faults()
    registers = read_registers(folder, shipped_rules(), faults)
    parts: dict[tuple[str, str], _Parts] = {}
    for path in _edition_files(folder, faults):
        part = _read_edition(path, folder, faults, registers)
        key = (part.edition.programme, part.edition.name)
        if key in parts:
            faults.add("AR509", f"edition '{key[0]}/{key[1]}' is declared twice", part.edition.where)
        parts[key] = part
    books = tuple(_complete(part, parts, registers, faults) for part in parts.values())
    _no_shared_days(books, faults)
    if strict and any(fault.severity == "error" for fault in faults.found):
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return Library(folder, registers, books, tuple(faults.found))


def _edition_files(folder: Path, faults: Faults) -> list[Path]:
    found = sorted(folder.glob("*/*/edition.yaml"))
    size = number = 0
    for path in folder.glob("*/*/*.yaml"):
        size, number = size + (path.stat().st_size if path.is_file() else 0), number + 1
        if size > MAX_FOLDER or number > 10 * MAX_FILES:
            faults.add(
                "AR001", f"more than {MAX_FOLDER} bytes of rules in the folder", Where(folder.name, 1, 1)
            )
            return []
    if not found:
        faults.add("AR510", "no edition.yaml in any PROGRAMME/EDITION folder", Where(folder.name, 1, 1))
    if len(found) > MAX_FILES:
        faults.add("AR001", f"more than {MAX_FILES} editions", Where(folder.name, 1, 1))
    return found[:MAX_FILES]


def _read_edition(path: Path, root: Path, faults: Faults, registers: Registers) -> _Parts:
    node = read_file(path, root, faults)
    place = Where(path.relative_to(root).as_posix(), 1, 1)
    parts = _Parts(_edition(node, faults, registers) if node is not None else _no_edition(path, place))
    files = sorted(file for file in path.parent.glob("*.yaml") if file.name != "edition.yaml")
    if len(files) > MAX_FILES:
        faults.add("AR001", f"more than {MAX_FILES} files in one edition", place)
    for file in files[:MAX_FILES]:
        content = read_file(file, root, faults)
        if content is not None and file.name == STEPS:
            parts.process = read_process(content, faults, registers)
        elif content is not None:
            _take_file(parts, content, faults, registers)
    return parts


def _no_edition(path: Path, place: Where) -> Edition:
    from amp_rules.rulebook.model import Text

    blank = Text("", "")
    code = Code("case.applied_on", place)
    return Edition(
        path.parent.parent.name,
        path.parent.name,
        blank,
        date.max,
        None,
        None,
        code,
        "",
        (),
        None,
        None,
        place,
    )


def _edition(node: Node, faults: Faults, registers: Registers) -> Edition:
    fields = Fields(
        node,
        faults,
        "programme edition title valid counts_on authority goals",
        "extends total timeline note",
    )
    valid = fields.node("valid")
    span = Fields(valid, faults, "from", "to") if valid is not None else None
    start, end = (span.date("from"), span.date("to")) if span else (None, None)
    if start and end and end < start:
        faults.add(
            "AR511", "the edition ends before it starts", span.where_of("to") if span else fields.where
        )
    authority = fields.text("authority")
    if authority and authority not in registers.authorities:
        hint = near(authority, registers.authorities)
        where = fields.where_of("authority")
        faults.add("AR508", f"'{shown(authority)}' is not in the register of authorities", where, hint)
    return Edition(
        fields.name("programme"),
        fields.text("edition"),
        fields.words("title"),
        start or date(1900, 1, 1),
        end,
        _extends(fields, faults),
        fields.code("counts_on") or Code("case.applied_on", fields.where),
        authority,
        fields.names("goals"),
        fields.text("total") or None,
        _timeline(fields, faults),
        fields.where,
        _places(fields),
    )


def _places(fields: Fields) -> dict[str, Where]:
    found = {name: fields.where_of(name) for name in ("extends", "total")}
    for name, node in (("goals", fields.node("goals")), ("timeline", fields.node("timeline"))):
        for word in _words(node):
            found[f"{name} {word.text}"] = word.where
    return found


def _words(node: Node | None) -> list[Scalar]:
    """Every scalar of a node."""
    if isinstance(node, Scalar):
        return [node]
    inner = [value for _, value in node] if isinstance(node, Mapping) else list(node.items) if node else []
    return [word for each in inner for word in _words(each)]


def _extends(fields: Fields, faults: Faults) -> tuple[str, str] | None:
    if not fields.has("extends"):
        return None
    programme, slash, name = fields.text("extends").partition("/")
    if not slash:
        where = fields.where_of("extends")
        faults.add("AR512", "'extends' names a programme and an edition, such as amp/2015", where)
        return None
    return (programme, name)


def _timeline(fields: Fields, faults: Faults) -> Timeline | None:
    node = fields.node("timeline")
    if node is None:
        return None
    inner = Fields(node, faults, "rate components", "status")
    return Timeline(inner.text("rate"), inner.names("components"), inner.text("status") or None, node.where)


def _take_file(parts: _Parts, node: Node, faults: Faults, registers: Registers) -> None:
    fields = Fields(node, faults, "", " ".join((*SECTIONS, "removes")))
    for key, value in entries(fields.node("parameters"), faults):
        _keep(parts, "parameters", key, read_parameter(key, value, faults, registers), value, faults)
    for key, value in entries(fields.node("decisions"), faults):
        _keep(parts, "decisions", key, read_decision(key, value, faults, registers), value, faults)
    for key, value in entries(fields.node("entities"), faults):
        _keep(parts, "entities", key, read_entity(key, value, faults), value, faults)
    removes = fields.node("removes")
    if removes is not None:
        for position, name in enumerate(fields.names("removes")):
            parts.removed.append((name, fields.where_of("removes", position)))


def _keep(parts: _Parts, section: str, key: Scalar, thing: object, node: Node, faults: Faults) -> None:
    name = key.text
    if any(name in named for named in parts.sections.values()):
        faults.add("AR513", f"'{shown(name)}' is declared twice in this edition", key.where)
    if len(parts.sections.get(section, ())) == MAX_NAMES:
        faults.add("AR001", f"more than {MAX_NAMES} {section} in one edition", key.where)
    if iskeyword(name):
        faults.add("AR215", f"the name '{name}' is taken", key.where)
    parts.sections.setdefault(section, {})[name] = thing
    if replaces(node):
        parts.replaced.add(name)


def _lineage(part: _Parts, parts: abc.Mapping[tuple[str, str], _Parts], faults: Faults) -> list[_Parts]:
    """The edition and those it extends, the oldest first."""
    chain = [part]
    while (parent := chain[0].edition.extends) is not None:
        found = parts.get(parent)
        if found is None:
            where = chain[0].edition.places["extends"]
            faults.add("AR514", f"the extended edition '{shown('/'.join(parent))}' is not there", where)
            break
        if found in chain:
            faults.add(
                "AR515", "the editions extend each other in a circle", chain[0].edition.places["extends"]
            )
            break
        chain.insert(0, found)
    return chain


def _complete(
    part: _Parts, parts: abc.Mapping[tuple[str, str], _Parts], registers: Registers, faults: Faults
) -> Rulebook:
    merged: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for step in _lineage(part, parts, faults):
        _extend(merged, step, faults)
    own = {name for named in part.sections.values() for name in named}
    return Rulebook(
        edition=part.edition,
        parameters=_typed(merged["parameters"], Parameter),
        decisions=_typed(merged["decisions"], Decision),
        entities=_typed(merged["entities"], NumberedEntity),
        registers=registers,
        own=frozenset(own),
        process=part.process,
    )


def _extend(merged: dict[str, dict[str, object]], step: _Parts, faults: Faults) -> None:
    for name, where in step.removed:
        if not any(named.pop(name, None) for named in merged.values()):
            faults.add("AR516", f"'{name}' cannot be removed: the extended edition has no such name", where)
    before = {name for named in merged.values() for name in named}
    for section, named in step.sections.items():
        for name, thing in named.items():
            place: Where = thing.where  # type: ignore[attr-defined]
            if name in before and name not in step.replaced:
                hint = "write 'replaces: true' to change it"
                faults.add("AR517", f"'{name}' comes from the extended edition already", place, hint)
            elif name in step.replaced and name not in merged[section]:
                faults.add("AR518", f"'{name}' replaces nothing in the extended edition", place)
            merged[section][name] = thing


def _typed(named: abc.Mapping[str, object], kind: type[T]) -> dict[str, T]:
    return {name: thing for name, thing in named.items() if isinstance(thing, kind)}


def _no_shared_days(books: tuple[Rulebook, ...], faults: Faults) -> None:
    ordered = sorted(books, key=lambda book: (book.edition.programme, book.edition.start))
    for earlier, later in pairwise(ordered):
        same = earlier.edition.programme == later.edition.programme
        if same and (earlier.edition.end or date.max) >= later.edition.start:
            faults.add(
                "AR519",
                f"'{earlier.name}' and '{later.name}' are in force on the same day",
                later.edition.where,
            )


def with_readings(rulebook: Rulebook, readings: abc.Mapping[str, str]) -> Rulebook:
    """The same rulebook read otherwise.

    Raises:
        UnknownNameError: an interpretation or a reading that is not registered.
    """
    known = rulebook.registers.interpretations
    for label, choice in readings.items():
        if label not in known:
            raise UnknownNameError("interpretation", label, tuple(known))
        if choice not in known[label].readings:
            raise UnknownNameError(f"reading of {label}", choice, tuple(known[label].readings))
    return replace(rulebook, readings={**rulebook.readings, **readings})


def load_rulebook(
    programme: str,
    *,
    on: date | None = None,
    edition: str | None = None,
    readings: abc.Mapping[str, str] | None = None,
    root: Path | str | None = None,
) -> Rulebook:
    """The rules of a programme ('amp', 'nsp') on a day, or of a named edition.

    Raises:
        NoEditionError: no edition covers the day.
        UnknownNameError: no such programme, edition, interpretation or reading.
        RulebookError: the rule files cannot be used.
    """
    rulebook = load_library(root).rulebook(programme, on=on, edition=edition)
    return with_readings(rulebook, readings) if readings else rulebook
