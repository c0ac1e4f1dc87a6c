"""Published figures: what a document prints, to hold answers against; never a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from amp_rules.case.countries import COUNTRY_CODES
from amp_rules.errors import RulebookError, UnknownNameError, Where
from amp_rules.rulebook.fields import Faults, Fields, entries, near, shown
from amp_rules.rulebook.load import Library, load_library, shipped_rules
from amp_rules.rulebook.model import KnowledgeSource, Registers, Text
from amp_rules.rulebook.registers import read_file
from amp_rules.rulebook.rows import read_citations
from amp_rules.terms import Money
from amp_rules.yamltext import Node, Scalar

FOLDER: Final = "figures"
UNITS: Final = ("SEK", "USD", "count", "day", "person", "year")
_NAME: Final = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number: `unit` is 'SEK', 'USD', 'count', 'day', 'person' or 'year'."""

    key: str
    value: int
    unit: str
    title: Text
    section: Text
    cite: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class CodeList:
    """A printed list of countries, as codes in the order of the document."""

    key: str
    values: tuple[str, ...]
    title: Text
    section: Text
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one document, by key."""

    name: str
    source: KnowledgeSource
    figures: Mapping[str, Figure]
    codes: Mapping[str, CodeList]

    def figure(self, key: str) -> Figure:
        """One figure. Raises UnknownNameError where the document prints no such number."""
        found = self.figures.get(key)
        if found is None:
            raise UnknownNameError("figure", key, tuple(self.figures))
        return found

    def __getitem__(self, key: str) -> int:
        """The number under a key, in its own unit."""
        return self.figure(key).value

    def money(self, key: str) -> Money:
        """The sum under a key.

        >>> load_figures("nsp-2022").money("integration_money")
        Money('246000.00', 'SEK')

        Raises UnknownNameError where there is no such sum.
        """
        found = self.figure(key)
        if found.unit == "SEK":
            return Money.of(found.value, "SEK")
        if found.unit == "USD":
            return Money.of(found.value, "USD")
        raise UnknownNameError(
            "sum", key, tuple(key for key, each in self.figures.items() if each.unit == "SEK")
        )


def load_figures(name: str, library: Library | None = None) -> Figures:
    """The figures of one file, such as 'nsp-2022' or 'amp-2013-2014'.

    They come from the library's rules folder, or from the shipped one where that has none.

    >>> load_figures("nsp-2022")["adults"]
    35

    Raises:
        UnknownNameError: no such file.
        RulebookError: with every diagnostic.
    """
    library = library or load_library()
    root = _home(name, (library.root, shipped_rules()))
    faults = Faults()
    node = read_file(_path(root, name), root, faults)
    found = None if node is None else _figures(name, node, faults, library.registers)
    if faults.found or found is None:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return found


def _home(name: str, roots: tuple[Path, ...]) -> Path:
    if _NAME.fullmatch(name):
        for root in roots:
            if _path(root, name).is_file():
                return root
    raise UnknownNameError("figures", name, _names(roots[-1]))


def _path(root: Path, name: str) -> Path:
    return root / FOLDER / f"{name}.yaml"


def _names(root: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (root / FOLDER).glob("*.yaml")))


def _figures(name: str, node: Node, faults: Faults, registers: Registers) -> Figures | None:
    fields = Fields(node, faults, "source figures", "codes")
    key = fields.text("source")
    source = registers.sources.get(key)
    if source is None:
        hint = near(key, registers.sources)
        faults.add(
            "AR502",
            f"'{shown(name)}' names the unknown source '{shown(key)}'",
            fields.where_of("source"),
            hint,
        )
        return None
    figures = {
        each.text: _figure(each, below, faults, registers)
        for each, below in entries(fields.node("figures"), faults)
    }
    codes = {
        each.text: _codes(each, below, faults, registers)
        for each, below in entries(fields.node("codes"), faults)
    }
    return Figures(name, source, MappingProxyType(figures), MappingProxyType(codes))


def _figure(key: Scalar, node: Node, faults: Faults, registers: Registers) -> Figure:
    fields = Fields(node, faults, "value unit section title", "cite")
    text = fields.text("value", "0")
    if not _WHOLE.fullmatch(text):
        faults.add("AR107", "expected a whole number", fields.where_of("value"))
        text = "0"
    return Figure(
        key.text,
        int(text),
        fields.one_of("unit", UNITS, "count"),
        fields.words("title"),
        fields.words("section"),
        read_citations(fields, faults, registers),
        key.where,
    )


def _codes(key: Scalar, node: Node, faults: Faults, registers: Registers) -> CodeList:
    fields = Fields(node, faults, "values section title", "cite")
    values = fields.names("values")
    for position, code in enumerate(values):
        if code not in COUNTRY_CODES:
            where = fields.where_of("values", position)
            faults.add("AR105", f"'{shown(code)}' is not a country code", where)
    cite = read_citations(fields, faults, registers)
    return CodeList(key.text, values, fields.words("title"), fields.words("section"), cite)
