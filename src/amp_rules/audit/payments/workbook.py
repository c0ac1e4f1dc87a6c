"""What a workbook says beside its rows: sheets, texts, which numbers are dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from amp_rules.audit.payments.cells import LONGEST_TEXT, SheetError
from amp_rules.audit.payments.package import LARGEST_STRINGS, Package, Relation
from amp_rules.errors import MissingExtraError

MOST_STRINGS: Final = 4_000_000
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet of a workbook, ready to be read.

    part: where its rows stand. from_1904: days are counted from 1904. dates: the styles that show a number
    as a date.
    """

    part: str
    from_1904: bool
    dates: frozenset[int]
    texts: list[str] = field(repr=False)

    def string(self, place: int) -> str | None:
        """A text of the table of texts; None where there is none."""
        return self.texts[place] if 0 <= place < len(self.texts) else None


def sheet_parts(package: Package) -> dict[str, str]:
    """The worksheets by name, hidden ones too, with the parts that hold them."""
    book = _main(package)
    relations = package.relations(book)
    found: dict[str, str] = {}
    for tag, attributes in package.elements(book):
        relation = relations.get(attributes.get("id", ""))
        if tag == "sheet" and relation is not None and relation.kind == "worksheet":
            found[attributes.get("name", "")] = relation.target
    return found


def open_workbook(package: Package, sheet: str | None) -> Workbook:
    """The sheet of that name, or the only one.

    Raises SheetError where there is no such sheet, or several and none is named.
    """
    parts = sheet_parts(package)
    if not parts:
        raise SheetError(package.path, "holds no worksheet")
    if sheet is None and len(parts) > 1:
        raise SheetError(package.path, f"holds {len(parts)} sheets, some perhaps hidden; name one")
    if sheet is not None and sheet not in parts:
        raise SheetError(package.path, "holds no sheet of that name")
    book = _main(package)
    kinds = {each.kind: each for each in package.relations(book).values()}
    settings = [attributes for tag, attributes in package.elements(book) if tag == "workbookPr"]
    return Workbook(
        next(iter(parts.values())) if sheet is None else parts[sheet],
        any(each.get("date1904", "0") in ("1", "true", "on") for each in settings),
        _date_styles(package, kinds.get("styles")),
        _texts(package, kinds.get("sharedStrings")),
    )


def _main(package: Package) -> str:
    for each in package.relations("").values():
        if each.kind == "officeDocument":
            return each.target
    raise SheetError(package.path, "not an XLSX file")


def _date_styles(package: Package, styles: Relation | None) -> frozenset[int]:
    """The places of the styles whose number form is that of a date."""
    try:
        from openpyxl.styles.numbers import is_date_format
    except ImportError as error:
        raise MissingExtraError("reading XLSX needs openpyxl", "audit", str(error)) from None

    forms: dict[str, str] = {}
    found: set[int] = set()
    place, within = 0, False
    for tag, attributes in package.elements(styles.target) if styles else ():
        if tag == "numFmt":
            forms[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "/cellXfs"):
            within = tag == "cellXfs"
        elif within and tag == "xf":
            form = attributes.get("numFmtId", "0")
            own = forms.get(form)
            if is_date_format(own) if own is not None else form in map(str, _BUILT_IN_DATES):
                found.add(place)
            place += 1
    return frozenset(found)


def _texts(package: Package, strings: Relation | None) -> list[str]:
    if strings is None:
        return []
    heard = _Texts(package.path)
    for _ in package.read(strings.target, heard, LARGEST_STRINGS):
        pass
    return heard.found


class _Texts:
    """The table of texts that the cells of all sheets share."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.size = 0
        self.listening = False
        self.phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        if name == "si":
            self.pieces, self.size = [], 0
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.listening = not self.phonetic

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "t":
            self.listening = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            if len(self.found) >= MOST_STRINGS:
                raise SheetError(self.path, f"more than {MOST_STRINGS} different texts")
            self.found.append(unescaped("".join(self.pieces)))

    def text(self, text: str) -> None:
        """Text between them."""
        if self.listening:
            self.size += len(text)
            if self.size > 8 * LONGEST_TEXT:
                raise SheetError(self.path, f"a text of more than {LONGEST_TEXT} characters")
            self.pieces.append(text)


def unescaped(text: str) -> str:
    r"""Text with characters written as _xHHHH_ put in; halves of surrogate pairs stay as they are written.

    >>> unescaped("a_x000D_b")
    'a\rb'
    """
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)
