"""One sheet of a workbook, written row by row: columns with their forms, headings, filters, print setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from amp_rules.audit.payments.plaintext import CellOut, xlsx_cells

Style = Literal["text", "wrapped", "date", "number", "money", "signed"]

FORMS: Final[Mapping[Style, Mapping[str, Any]]] = {
    "text": {"valign": "top", "align": "left", "indent": 1},
    "wrapped": {"valign": "top", "align": "left", "indent": 1, "text_wrap": True},
    "date": {"valign": "top", "indent": 1, "num_format": "yyyy-mm-dd", "align": "left"},
    "number": {"valign": "top", "num_format": "#,##0"},
    "money": {"valign": "top", "num_format": "#,##0.00"},
    "signed": {"valign": "top", "num_format": "+#,##0.00;-#,##0.00;0.00"},
}
_A4: Final = 9
_LINE: Final = 15
_MOST_LINES: Final = 20
_NUMBERS: Final = ("number", "money", "signed")
_HEAD: Final = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E7ECF2"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its heading, its width in characters, and how its cells are written."""

    title: str
    width: int
    style: Style = "text"


@dataclass(frozen=True, slots=True)
class Formula:
    """What is worked out in the sheet. value: what it comes to now, for programs that do not work it out."""

    text: str
    value: Decimal | int


class Grid:
    """A sheet of an XlsxWriter workbook; rows are written from the top, one held in memory at a time."""

    def __init__(self, book: Any, name: str, fields: Sequence[Field], page: str) -> None:
        self.name = name
        self.row = 0
        self._sheet = book.add_worksheet(name)
        self._put = xlsx_cells(book, self._sheet)
        self._bold = book.add_format({"bold": True, "valign": "top"})
        left, right = {"align": "left", "indent": 1}, {"align": "right"}
        self._heads = tuple(book.add_format({**_HEAD, **each}) for each in (left, right))
        self._forms = {style: book.add_format(dict(form)) for style, form in FORMS.items()}
        self._widths = [each.width for each in fields]
        self._wraps = [each.style == "wrapped" for each in fields]
        for place, each in enumerate(fields):
            self._sheet.set_column(place, place, each.width, self._forms[each.style])
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer(f"&L{name.replace('&', '&&')}&R{page}")

    def head(self, titles: Sequence[str], numbers: Iterable[int]) -> None:
        """A row of headings; those over numbers stand to the right."""
        right = frozenset(numbers)
        self._tall(
            [-(-len(title) // (width - 1)) for title, width in zip(titles, self._widths, strict=False)]
        )
        for place, title in enumerate(titles):
            self._sheet.write_string(self.row, place, title, self._heads[place in right])
        self.row += 1

    def listed(self, fields: Sequence[Field], rows: int) -> None:
        """Headings that stay in sight, are printed on every page and filter so many rows below."""
        numbers = [place for place, each in enumerate(fields) if each.style in _NUMBERS]
        self.head([each.title for each in fields], numbers)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.autofilter(0, 0, rows, len(fields) - 1)

    def title(self, text: str) -> None:
        """A line in bold."""
        self._sheet.write_string(self.row, 0, text, self._bold)
        self.row += 1

    def write(self, cells: Iterable[CellOut | Formula], styles: Mapping[int, Style] | None = None) -> None:
        """A row; styles: of cells that are not written as their column is, by column."""
        listed = list(cells)
        self._tall([self._lines(place, cell) for place, cell in enumerate(listed) if isinstance(cell, str)])
        for place, cell in enumerate(listed):
            form = None if styles is None or place not in styles else self._forms[styles[place]]
            if isinstance(cell, Formula):
                self._sheet.write_formula(self.row, place, cell.text, form, float(cell.value))
            elif form is not None and isinstance(cell, int | Decimal):
                self._sheet.write_number(self.row, place, cell, form)
            elif isinstance(cell, date):
                self._sheet.write_datetime(self.row, place, cell, self._forms["date"])
            elif cell != "":
                self._put(self.row, place, cell)
        self.row += 1

    def _lines(self, place: int, text: str) -> int:
        """How many lines a text takes in its column, counting characters."""
        if not self._wraps[place]:
            return 1
        return 1 + len(text) // self._widths[place]

    def _tall(self, lines: Sequence[int]) -> None:
        """Makes room for the cell with most lines; programs do not all do it themselves."""
        if max(lines, default=1) > 1:
            self._sheet.set_row(self.row, _LINE * min(max(lines), _MOST_LINES))

    def prose(self, text: str, columns: int) -> None:
        """Running text over so many columns."""
        self._tall([1 + len(text) // sum(self._widths[:columns])])
        self._sheet.merge_range(self.row, 0, self.row, columns - 1, "", self._forms["wrapped"])
        self._sheet.write_string(self.row, 0, text, self._forms["wrapped"])
        self.row += 1

    def skip(self) -> None:
        """An empty row."""
        self.row += 1
