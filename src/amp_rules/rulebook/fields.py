"""Typed answers out of YAML nodes, every fault kept as a diagnostic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import TypeVar

from amp_rules.errors import Diagnostic, Where
from amp_rules.rulebook.model import LANGUAGES, Code, ReadingChoice, Text
from amp_rules.yamltext import Mapping, Node, Scalar, Sequence

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
RULE_ID = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z0-9_]{1,64}){1,2}", re.ASCII)
READING = re.compile(r"([A-Z][A-Z0-9]{0,7})=([a-z0-9][a-z0-9-]{0,47})", re.ASCII)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

MOST_NAMES = 200
MOST_SHOWN = 60

T = TypeVar("T")


def shown(text: str) -> str:
    """A text of a rule file, shortened so that a message stays readable."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


class Faults:
    """Diagnostics collected while reading; `nowhere` stands for a missing node."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, code: str, message: str, where: Where, hint: str | None = None) -> None:
        """Keep one fault of severity error."""
        self.found.append(Diagnostic(code, message, where, hint))

    def warn(self, code: str, message: str, where: Where, hint: str | None = None) -> None:
        """Keep one fault that does not stop the rulebook from running."""
        self.found.append(Diagnostic(code, message, where, hint, "warning"))


def near(name: str, known: Iterable[str]) -> str | None:
    """A 'did you mean' hint, or None when nothing is close or there is too much to look through."""
    names = list(islice(known, MOST_NAMES + 1))
    if len(names) > MOST_NAMES or len(name) > MOST_SHOWN:
        return None
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else None


class Fields:
    """The entries of one mapping, read by name; unknown keys are faults."""

    def __init__(self, node: Node, faults: Faults, required: str = "", optional: str = "") -> None:
        self.faults = faults
        self.where = node.where
        self.nodes: dict[str, Node] = {}
        if not isinstance(node, Mapping):
            faults.add("AR101", "expected a mapping", node.where)
            return
        allowed = required.split() + optional.split()
        for key, value in node:
            if key.text in allowed:
                self.nodes[key.text] = value
            else:
                faults.add("AR102", f"unknown key '{shown(key.text)}'", key.where, near(key.text, allowed))
        for name in required.split():
            if name not in self.nodes:
                faults.add("AR103", f"'{name}' is missing", node.where)

    def has(self, name: str) -> bool:
        """True when the key is there."""
        return name in self.nodes

    def node(self, name: str) -> Node | None:
        """The node under a key, if there."""
        return self.nodes.get(name)

    def _read(self, name: str, read: Callable[[Node], T | None], default: T) -> T:
        node = self.nodes.get(name)
        if node is None:
            return default
        found = read(node)
        return default if found is None else found

    def text(self, name: str, default: str = "") -> str:
        """A scalar's text."""
        return self._read(name, self._scalar, default)

    def _scalar(self, node: Node) -> str | None:
        if isinstance(node, Scalar):
            return node.text
        self.faults.add("AR104", "expected plain text", node.where)
        return None

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """A scalar that is one of the allowed words."""
        node = self.nodes.get(name)
        text = self.text(name, default)
        if text in allowed or node is None:
            return text
        self.faults.add(
            "AR105", f"'{shown(text)}' is not one of {', '.join(allowed)}", node.where, near(text, allowed)
        )
        return default

    def name(self, name: str, default: str = "") -> str:
        """A scalar that is a name: lower-case letters, digits, underscores."""
        return self._read(name, lambda node: read_name(node, self.faults), default)

    def date(self, name: str) -> date | None:
        """A date written YYYY-MM-DD between 1900 and 2199."""
        node = self.nodes.get(name)
        return None if node is None else read_date(node, self.faults)

    def code(self, name: str) -> Code | None:
        """An expression."""
        node = self.nodes.get(name)
        if not isinstance(node, Scalar):
            if node is not None:
                self._scalar(node)
            return None
        return Code(node.text.strip(), node.where, node)

    def words(self, name: str) -> Text:
        """A text in every language; each must be there."""
        node = self.nodes.get(name)
        return Text("", "") if node is None else read_words(node, self.faults)

    def names(self, name: str) -> tuple[str, ...]:
        """A list of plain texts."""
        return self._read(name, self._texts, ())

    def _texts(self, node: Node) -> tuple[str, ...] | None:
        if not isinstance(node, Sequence):
            self.faults.add("AR106", "expected a list", node.where)
            return None
        return tuple(text for item in node.items if (text := self._scalar(item)) is not None)

    def where_of(self, name: str, item: int | None = None) -> Where:
        """The place of an entry's value, or of one item of its list; of the mapping when there is none."""
        node = self.nodes.get(name)
        if isinstance(node, Sequence) and item is not None and item < len(node.items):
            return node.items[item].where
        return self.where if node is None else node.where

    def flag(self, name: str) -> bool:
        """True or false, false when left out."""
        return self.one_of(name, ("true", "false"), "false") == "true"

    def whole(self, name: str, most: int) -> int:
        """A whole number from 1 to `most`."""
        node = self.nodes.get(name)
        text = self.text(name, "1")
        if re.fullmatch(r"[0-9]{1,6}", text) and 1 <= int(text) <= most:
            return int(text)
        if node is not None:
            self.faults.add("AR107", f"expected a whole number from 1 to {most}", node.where)
        return 1

    def reading(self, name: str) -> ReadingChoice | None:
        """A reading written as in `B5=period-number`."""
        node = self.nodes.get(name)
        if node is None:
            return None
        match = READING.fullmatch(self.text(name))
        if match:
            return ReadingChoice(match.group(1), match.group(2), node.where)
        self.faults.add("AR108", "expected a reading such as B5=period-number", node.where)
        return None


def read_name(node: Node, faults: Faults) -> str | None:
    """A name out of a scalar, or None with a fault."""
    if isinstance(node, Scalar) and NAME.fullmatch(node.text):
        return node.text
    faults.add("AR109", "expected a name of lower-case letters, digits and underscores", node.where)
    return None


def read_date(node: Node, faults: Faults) -> date | None:
    """A date out of a scalar, or None with a fault."""
    if isinstance(node, Scalar) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text, re.ASCII):
        try:
            found = date.fromisoformat(node.text)
        except ValueError:
            found = None
        if found and FIRST_DAY <= found <= LAST_DAY:
            return found
    faults.add("AR110", "expected a date as YYYY-MM-DD between 1900 and 2199", node.where)
    return None


def read_words(node: Node, faults: Faults) -> Text:
    """A text in every language, each of them required and not empty."""
    fields = Fields(node, faults, " ".join(LANGUAGES))
    for language in LANGUAGES:
        if fields.has(language) and not fields.text(language).strip():
            faults.add("AR111", f"the text in '{language}' is empty", node.where)
    return Text(*(" ".join(fields.text(language).split()) for language in LANGUAGES))


def entries(node: Node | None, faults: Faults) -> list[tuple[Scalar, Node]]:
    """The key and value nodes of a mapping, or a fault and nothing."""
    if node is None:
        return []
    if isinstance(node, Mapping):
        return list(node)
    faults.add("AR101", "expected a mapping", node.where)
    return []


def items(node: Node | None, faults: Faults) -> list[Node]:
    """The nodes of a list, or a fault and nothing."""
    if node is None:
        return []
    if isinstance(node, Sequence):
        return list(node.items)
    faults.add("AR106", "expected a list", node.where)
    return []
