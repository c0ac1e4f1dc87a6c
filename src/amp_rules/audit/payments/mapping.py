"""Which columns of a payment list say what: a small YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from amp_rules.audit.payments.payment import KINDS, PROGRAMME_OF, PaymentKind
from amp_rules.case.enums import ClaimCategory
from amp_rules.errors import RulebookError
from amp_rules.rulebook.fields import Faults, Fields, entries
from amp_rules.rulebook.registers import read_alone
from amp_rules.yamltext import Node, Scalar

FIELDS: Final = (
    "case",
    "kind",
    "period",
    "item",
    "claim",
    "person",
    "number",
    "from",
    "to",
    "category",
    "amount",
    "currency",
    "paid_on",
    "reference",
)
DATES: Final = ("YYYY-MM-DD", "YYYYMMDD", "DD/MM/YYYY", "DD.MM.YYYY", "MM/DD/YYYY")
DECIMALS: Final = ("point", "comma")
THOUSANDS: Final = ("none", "space", "point", "comma", "apostrophe")
CATEGORIES: Final = tuple(each.value for each in ClaimCategory)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a payment list is to be read.

    columns: the list's own name of each field that it has. kind: what every row pays for, where no column
    says it. kinds, categories: the list's own words. dates: the form of dates that are text. decimal,
    thousands: of amounts that are text. sheet, encoding, delimiter: as in `sheets.rows`.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in FIELDS})
    kind: PaymentKind | None = None
    kinds: Mapping[str, PaymentKind] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    dates: str = "YYYY-MM-DD"
    decimal: str = "point"
    thousands: str = "none"
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def told(self) -> bool:
        """Whether a file says which columns there are, so that each of them must be there."""
        return self.columns != {name: name for name in FIELDS}


def load_column_map(path: Path | str) -> ColumnMap:
    """The mapping in a file.

    Raises:
        RulebookError: with every diagnostic, each with its place.
    """
    faults = Faults()
    node = read_alone(Path(path), str(path), faults)
    found = None if node is None else _mapping(node, faults)
    if faults.found or found is None:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return found


def _mapping(node: Node, faults: Faults) -> ColumnMap:
    allowed = "kind kinds categories dates decimal thousands sheet encoding delimiter note"
    fields = Fields(node, faults, "columns", allowed)
    columns = _columns(fields, faults)
    if not fields.has("kind") and "kind" not in columns and fields.has("columns"):
        faults.add("AR103", "'kind' is missing, and no column says it", fields.where)
    decimal = fields.one_of("decimal", DECIMALS, "point")
    thousands = fields.one_of("thousands", THOUSANDS, "none")
    if decimal == thousands:
        faults.add("AR105", f"'{thousands}' cannot divide both", fields.where_of("thousands"))
    kind: PaymentKind | None = None
    if fields.has("kind"):
        kind = _kind(fields.one_of("kind", KINDS, KINDS[0]))
    kinds = {word: _kind(known) for word, known in _words(fields.node("kinds"), KINDS, faults).items()}
    programmes = {PROGRAMME_OF[each] for each in (*kinds.values(), *((kind,) if kind else ()))}
    if len(programmes) > 1:
        faults.add("AR105", "one list pays for one programme", fields.where)
    return ColumnMap(
        MappingProxyType(columns),
        kind,
        MappingProxyType(kinds),
        MappingProxyType(_words(fields.node("categories"), CATEGORIES, faults)),
        fields.one_of("dates", DATES, DATES[0]),
        decimal,
        thousands,
        fields.text("sheet") or None,
        fields.text("encoding") or None,
        _delimiter(fields.text("delimiter")),
    )


def _delimiter(text: str) -> str | None:
    return {"": None, "tab": "\t", "comma": ",", "semicolon": ";"}.get(text, text)


def _kind(word: str) -> PaymentKind:
    return next(kind for kind in KINDS if kind == word)


def _columns(fields: Fields, faults: Faults) -> dict[str, str]:
    node = fields.node("columns")
    if node is None:
        return {}
    named = Fields(node, faults, "case amount", " ".join(FIELDS))
    found = {name: named.text(name) for name in FIELDS if named.has(name)}
    taken: dict[str, str] = {}
    for name, column in found.items():
        if not column:
            faults.add("AR104", "expected plain text", named.where_of(name))
        elif column in taken:
            faults.add("AR105", f"the column of '{taken[column]}' again", named.where_of(name))
        taken.setdefault(column, name)
    return found


def _words(node: Node | None, known: tuple[str, ...], faults: Faults) -> dict[str, str]:
    """The list's own words, each for one that is known."""
    found: dict[str, str] = {}
    for key, below in entries(node, faults):
        text = below.text if isinstance(below, Scalar) else ""
        if text in known:
            found[key.text] = text
        else:
            faults.add("AR105", f"expected one of {', '.join(known)}", below.where)
    return found
