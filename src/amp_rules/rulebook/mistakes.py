"""What can be found in payments: kinds of findings, and the mistakes behind them as changes of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final

from amp_rules.errors import RulebookError, Where
from amp_rules.rulebook.fields import Faults, Fields, entries, near, read_name, shown
from amp_rules.rulebook.load import Library, shipped_rules
from amp_rules.rulebook.loadreform import load_reform
from amp_rules.rulebook.model import LANGUAGES, Registers, Rulebook, Text
from amp_rules.rulebook.reform import Change, Reform
from amp_rules.rulebook.reformed import reformed
from amp_rules.rulebook.registers import read_file
from amp_rules.rulebook.switched import SWITCHABLE
from amp_rules.yamltext import Node, Scalar, Sequence

FOLDER: Final = "payments"
KINDS_FILE: Final = "kinds.yaml"


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One kind of finding in payments.

    code: such as 'PF01', never given to another kind. evident: the days that a payment states show it,
    whatever its amount. general: it could stand for other kinds, and is looked for when those explain
    nothing. cite: official ids by programme, of a kind that has no ways. ways: the ids of the changes that
    make the mistake, by the name of the way.
    """

    name: str
    code: str
    title: Text
    evident: bool
    general: bool
    cite: Mapping[str, tuple[str, ...]]
    ways: Mapping[str, tuple[str, ...]]
    where: Where


@dataclass(frozen=True, slots=True)
class Way:
    """One mistake of an edition: rules changed so that they make it.

    name: '<kind>.<way>'. changes: by the reform that holds them.
    """

    name: str
    kind: FindingKind
    changes: tuple[tuple[Reform, tuple[Change, ...]], ...]

    @property
    def why(self) -> Text:
        """What is done wrong, in words."""
        whys = [change.why for change in self.each()]
        return Text(*(" ".join(why.in_language(language) for why in whys) for language in LANGUAGES))

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules and decisions that are not kept."""
        return tuple(dict.fromkeys(name for change in self.each() for _, name in change.edit.touches))

    @property
    def cite(self) -> tuple[str, ...]:
        """Official ids of what is not kept."""
        return tuple(dict.fromkeys(chain.from_iterable(change.cite for change in self.each())))

    def each(self) -> Iterator[Change]:
        """Its changes."""
        for _, changes in self.changes:
            yield from changes


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Every kind of finding, and per edition the ways to be found.

    amounts: by kind of payment the decision that says what is to be paid.
    """

    amounts: Mapping[str, str]
    kinds: Mapping[str, FindingKind]
    by_edition: Mapping[str, tuple[Way, ...]]

    def reforms(self, rulebook: Rulebook) -> tuple[Reform, ...]:
        """The files of an edition's mistakes, as reforms."""
        found = {reform.id: reform for way in self.ways(rulebook) for reform, _ in way.changes}
        return tuple(found.values())

    def ways(self, rulebook: Rulebook) -> tuple[Way, ...]:
        """The ways of an edition in the order of the kinds; none where it has no such folder."""
        return self.by_edition.get(_name(rulebook), ())


def made(rulebook: Rulebook, ways: tuple[Way, ...]) -> Rulebook:
    """The rulebook with these mistakes made, as a rulebook of its own."""
    chosen: dict[str, tuple[Reform, set[str]]] = {}
    for way in ways:
        for reform, changes in way.changes:
            chosen.setdefault(reform.id, (reform, set()))[1].update(change.id for change in changes)
    for reform, ids in chosen.values():
        rulebook = reformed(rulebook, reform, ids)
    return rulebook


def load_mistakes(library: Library) -> Mistakes:
    """The kinds and ways of a rules folder; those of the shipped one where it has none.

    >>> from amp_rules.rulebook import load_library
    >>> found = load_mistakes(load_library())
    >>> found.kinds["beyond_cap"].code
    'PF01'

    Raises:
        RulebookError: with every diagnostic.
    """
    root = library.root if (library.root / FOLDER / KINDS_FILE).is_file() else shipped_rules()
    faults = Faults()
    node = read_file(root / FOLDER / KINDS_FILE, root, faults)
    fields = None if node is None else Fields(node, faults, "amounts kinds")
    kinds = {} if fields is None else _kinds(fields, library.registers, faults)
    amounts = {} if fields is None else _amounts(fields, faults)
    _once(kinds, faults)
    if faults.found:
        raise _error(faults)
    reforms = {book: _reforms(root, book, library) for book in library.rulebooks}
    by_edition = {_name(book): tuple(_ways(kinds, found)) for book, found in reforms.items()}
    _known(kinds, [each for found in reforms.values() for each in found], faults)
    if faults.found:
        raise _error(faults)
    return Mistakes(MappingProxyType(amounts), MappingProxyType(kinds), MappingProxyType(by_edition))


def _error(faults: Faults) -> RulebookError:
    return RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))


def _name(rulebook: Rulebook) -> str:
    return f"{rulebook.edition.programme}/{rulebook.edition.name}"


def _amounts(fields: Fields, faults: Faults) -> dict[str, str]:
    listed = entries(fields.node("amounts"), faults)
    return {key.text: found for key, below in listed if (found := read_name(below, faults)) is not None}


def _kinds(fields: Fields, registers: Registers, faults: Faults) -> dict[str, FindingKind]:
    return {
        key.text: _kind(key, below, registers, faults) for key, below in entries(fields.node("kinds"), faults)
    }


def _kind(key: Scalar, node: Node, registers: Registers, faults: Faults) -> FindingKind:
    fields = Fields(node, faults, "code title", "evident general ways cite")
    cite = {
        programme.text: _cited(below, registers, faults)
        for programme, below in entries(fields.node("cite"), faults)
    }
    ways = {way.text: _texts(below, faults) for way, below in entries(fields.node("ways"), faults)}
    return FindingKind(
        key.text,
        fields.text("code"),
        fields.words("title"),
        fields.flag("evident"),
        fields.flag("general"),
        MappingProxyType(cite),
        MappingProxyType(ways),
        key.where,
    )


def _texts(node: Node, faults: Faults) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        faults.add("AR106", "expected a list", node.where)
        return ()
    return tuple(item.text for item in node.items if isinstance(item, Scalar))


def _cited(node: Node, registers: Registers, faults: Faults) -> tuple[str, ...]:
    found = _texts(node, faults)
    for name in found:
        if name not in registers.catalogue:
            hint = near(name, registers.catalogue)
            faults.add("AR901", f"'{shown(name)}' is no official id", node.where, hint)
    return found


def _once(kinds: Mapping[str, FindingKind], faults: Faults) -> None:
    """No two kinds have the same code."""
    taken: dict[str, str] = {}
    for kind in kinds.values():
        if kind.code in taken:
            message = f"'{kind.name}' has the code '{shown(kind.code)}' of '{taken[kind.code]}'"
            faults.add("AR902", message, kind.where)
        taken.setdefault(kind.code, kind.name)


def _reforms(root: Path, book: Rulebook, library: Library) -> tuple[Reform, ...]:
    """The mistakes of an edition as reforms; those of the edition that it extends where it has none."""
    edition = book.edition
    folder = root / FOLDER / f"{edition.programme}-{edition.name}"
    if folder.is_dir():
        return tuple(load_reform(path, library) for path in sorted(folder.glob("*.yaml")))
    if edition.extends is None:
        return ()
    earlier = library.rulebook(edition.extends[0], edition=edition.extends[1])
    return tuple(replace(reform, of=_name(book)) for reform in _reforms(root, earlier, library))


def _ways(kinds: Mapping[str, FindingKind], reforms: tuple[Reform, ...]) -> Iterator[Way]:
    for kind in kinds.values():
        for name, ids in kind.ways.items():
            picked = [
                (reform, tuple(change for change in reform.changes if change.id in ids)) for reform in reforms
            ]
            found = tuple((reform, changes) for reform, changes in picked if changes)
            if sum(len(changes) for _, changes in found) == len(ids):
                yield Way(f"{kind.name}.{name}", kind, found)


def _known(kinds: Mapping[str, FindingKind], reforms: list[Reform], faults: Faults) -> None:
    """Whether every change that a way names is there, and every change is named by a way."""
    changes = {change.id: change for reform in reforms for change in reform.changes}
    named = {name: kind for kind in kinds.values() for ids in kind.ways.values() for name in ids}
    for name, kind in named.items():
        if name not in changes:
            message = f"'{kind.name}' names the change '{shown(name)}', which no edition has"
            faults.add("AR903", message, kind.where, near(name, changes))
    for name, change in changes.items():
        if name not in named:
            faults.add("AR904", f"no kind of finding names the change '{shown(name)}'", change.where)
        if not isinstance(change.edit, SWITCHABLE):
            message = f"'{shown(name)}' is no mistake: it must change a rule or a formula, or remove a rule"
            faults.add("AR905", message, change.where)
