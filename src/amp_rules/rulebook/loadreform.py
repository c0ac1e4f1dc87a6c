"""A reform file to a `Reform`, or every diagnostic at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from amp_rules.errors import RulebookError
from amp_rules.rulebook.fields import Faults, Fields, entries, near, read_name, shown
from amp_rules.rulebook.load import Library
from amp_rules.rulebook.model import KnowledgeSource, ParameterValue, Registers, Rulebook
from amp_rules.rulebook.reform import (
    AddDecision,
    AddParameter,
    AddRule,
    Change,
    ChangeDecision,
    ChangeRule,
    Edit,
    Reform,
    RemoveRule,
    SetParameter,
    SwitchReading,
    cited_as,
)
from amp_rules.rulebook.reformed import with_proposal
from amp_rules.rulebook.reformnames import check_names
from amp_rules.rulebook.registers import read_alone
from amp_rules.rulebook.rows import (
    check_reading,
    read_citations,
    read_decision,
    read_parameter,
    read_rule,
    read_values,
)
from amp_rules.yamltext import Mapping, Node, Scalar, Sequence, read

MAX_CHANGES: Final = 100
_OWN: Final = ("why", "needs", "cite")


def load_reform(path: Path | str, library: Library) -> Reform:
    """The reform in a file, its names found in the edition that it changes.

    Raises:
        RulebookError: with every diagnostic, each with its place in the file.
    """
    faults = Faults()
    node = read_alone(Path(path), str(path), faults)
    return _checked(None if node is None else _read(node, library, faults), faults)


def read_reform(text: str, library: Library, source: str = "reform") -> Reform:
    """The reform in a YAML text; `source` is what its places call the text.

    >>> from amp_rules.rulebook import load_library
    >>> reform = read_reform('''
    ... reform: higher_supplement
    ... title: {en: A higher child supplement, sv: Ett högre barntillägg}
    ... of: nsp/2022
    ... changes:
    ...   supplement:
    ...     set_parameter: child_supplement_rate
    ...     value: 600
    ...     why: {en: Prices have risen., sv: Priserna har stigit.}
    ... ''', load_library())
    >>> reform.changes[0].edit.name, reform.changes[0].edit.values[0].text
    ('child_supplement_rate', '600')

    Raises:
        RulebookError: with every diagnostic, each with its place in the text.
    """
    faults = Faults()
    return _checked(_read(read(text, source), library, faults), faults)


def _checked(reform: Reform | None, faults: Faults) -> Reform:
    if reform is None or faults.found:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return reform


def _read(node: Node, library: Library, faults: Faults) -> Reform | None:
    fields = Fields(node, faults, "reform title of changes", "publisher date note")
    rulebook = _edition(fields, library, faults)
    listed = entries(fields.node("changes"), faults)
    if rulebook is None:
        return None
    _ = fields.text("note")
    name = fields.name("reform")
    source = KnowledgeSource(
        f"reform:{name}", fields.words("title"), fields.text("publisher"), fields.text("date"), "proposal"
    )
    empty = Reform(name, fields.text("of"), source, (), fields.where)
    if fields.has("changes") and not listed:
        faults.add("AR808", "the reform says nothing to change", fields.where_of("changes"))
    if len(listed) > MAX_CHANGES:
        faults.add("AR001", f"more than {MAX_CHANGES} changes in one reform", fields.where_of("changes"))
        return None
    reader = _Reader(empty, rulebook, [key.text for key, _ in listed], faults)
    changes = [found for key, body in listed if (found := reader.change(key, body)) is not None]
    reform = Reform(empty.id, empty.of, source, tuple(changes), empty.where)
    if not faults.found:
        check_names(rulebook, reform, faults)
    return reform


def _edition(fields: Fields, library: Library, faults: Faults) -> Rulebook | None:
    """The edition that the reform changes."""
    named = fields.text("of")
    for book in library.rulebooks:
        if book.name == named:
            return book
    if fields.has("of"):
        hint = near(named, [book.name for book in library.rulebooks])
        faults.add("AR802", f"the edition '{shown(named)}' is not there", fields.where_of("of"), hint)
    return None


class _Reader:
    """Reads changes; what they cite may be any official id, or any change of the same reform."""

    def __init__(self, reform: Reform, rulebook: Rulebook, names: Iterable[str], faults: Faults) -> None:
        self.reform = reform
        self.rulebook = rulebook
        self.names = frozenset(names)
        self.faults = faults
        ids = {cited_as(reform.id, name): reform.where for name in self.names}
        self.registers: Registers = with_proposal(rulebook.registers, reform, ids)
        self.kinds: dict[str, Callable[[Scalar, Node, Fields], Edit | None]] = {
            "set_parameter": self._parameter,
            "add_parameter": self._new_parameter,
            "change_rule": self._rule,
            "add_rule": self._new_rule,
            "remove_rule": self._no_rule,
            "change_decision": self._decision,
            "add_decision": self._new_decision,
            "switch_reading": self._reading,
        }

    def change(self, key: Scalar, node: Node) -> Change | None:
        """One change; None with faults when it cannot be read."""
        read_name(key, self.faults)
        if not isinstance(node, Mapping):
            self.faults.add("AR101", "expected a mapping", node.where)
            return None
        said = [(word, value) for word, value in node if word.text in self.kinds]
        if len(said) != 1:
            kinds = ", ".join(self.kinds)
            self.faults.add("AR801", f"a change says exactly one of {kinds}", key.where)
            return None
        (word, thing) = said[0]
        if not isinstance(thing, Scalar):
            self.faults.add("AR104", "expected plain text", thing.where)
            return None
        own = Fields(_part(node, (word.text, *_OWN)), self.faults, f"{word.text} why", "needs cite")
        rest = Mapping(
            tuple((name, value) for name, value in node if name.text not in (word.text, *_OWN)), node.where
        )
        cited = self._cited(key, own)
        edit = self.kinds[word.text](thing, _with_cite(rest, cited), own)
        needs = own.names("needs")
        for position, need in enumerate(needs):
            if need not in self.names or need == key.text:
                where = own.where_of("needs", position)
                hint = near(need, self.names - {key.text})
                self.faults.add("AR806", f"'{shown(need)}' is not another change of the reform", where, hint)
        if edit is None:
            return None
        cite = read_citations(own, self.faults, self.registers)
        return Change(key.text, edit, own.words("why"), needs, cite, key.where)

    def _cited(self, key: Scalar, own: Fields) -> Sequence:
        """What the thing cites: the change itself, then the official ids given."""
        first = Scalar(cited_as(self.reform.id, key.text), True, key.where)
        given = own.node("cite")
        return Sequence((first, *(given.items if isinstance(given, Sequence) else ())), key.where)

    # kinds of change; `rest` is the body without what every change has, with what it cites

    def _allowed(self, rest: Node, optional: str) -> Fields:
        return Fields(rest, self.faults, "", f"{optional} cite")

    def _parameter(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        fields = self._allowed(rest, "value values from unit")
        start = fields.date("from")
        if start is not None and fields.has("values"):
            self.faults.add("AR112", "'from' belongs beside 'value'", fields.where_of("from"))
        values = read_values(name, fields, self.faults)
        if fields.has("value"):
            values = tuple(ParameterValue(start, each.text, each.where) for each in values)
        return SetParameter(name.text, values, fields.text("unit"), name.where)

    def _new_parameter(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        return AddParameter(read_parameter(name, rest, self.faults, self.registers))

    def _rule(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        fields = self._allowed(rest, "when then title overrides")
        overrides = fields.names("overrides")
        if not any(fields.has(key) for key in ("when", "then", "title", "overrides")):
            self.faults.add("AR808", "the change says nothing to change: 'when', 'then' …", name.where)
        return ChangeRule(
            name.text,
            fields.code("when"),
            fields.code("then"),
            overrides if fields.has("overrides") else None,
            fields.words("title") if fields.has("title") else None,
            name.where,
            {each: fields.where_of("overrides", position) for position, each in enumerate(overrides)},
        )

    def _new_rule(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        assert isinstance(rest, Mapping)
        place = Fields(_part(rest, ("before", "id")), self.faults, "", "before")
        body = tuple((key, value) for key, value in rest if key.text not in ("before", "id"))
        node = Mapping(((Scalar("id", False, name.where), name), *body), rest.where)
        decision = name.text.partition(".")[0]
        before = place.text("before") or None
        rule = read_rule(decision, node, self.faults, self.registers, ())
        return AddRule(replace(rule, where=name.where), before, name.where, place.where_of("before"))

    def _no_rule(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        self._allowed(rest, "")
        return RemoveRule(name.text, name.where)

    def _decision(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        fields = self._allowed(rest, "value otherwise")
        if fields.has("value") == fields.has("otherwise"):
            message = "the change of a decision says either 'value' or 'otherwise'"
            self.faults.add("AR808", message, name.where)
        return ChangeDecision(name.text, fields.code("value"), fields.code("otherwise"), name.where)

    def _new_decision(self, name: Scalar, rest: Node, own: Fields) -> Edit:
        return AddDecision(read_decision(name, rest, self.faults, self.registers))

    def _reading(self, name: Scalar, rest: Node, own: Fields) -> Edit | None:
        self._allowed(rest, "")
        reading = own.reading("switch_reading")
        if reading is None:
            return None
        check_reading(reading, self.faults, self.registers)
        return SwitchReading(reading)


def _part(node: Mapping, names: tuple[str, ...]) -> Mapping:
    """The entries of a mapping under these names."""
    return Mapping(tuple((key, value) for key, value in node if key.text in names), node.where)


def _with_cite(rest: Mapping, cited: Sequence) -> Mapping:
    return Mapping((*rest.entries, (Scalar("cite", False, cited.where), cited)), rest.where)
