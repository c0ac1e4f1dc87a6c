"""Charts drawn as SVG or PNG, without browser or display, with the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from amp_rules.errors import MissingExtraError, UnknownNameError
from amp_rules.report.charts import bars, grids, lines
from amp_rules.report.charts.numbers import Numbers
from amp_rules.report.charts.records import (
    Bars,
    Changes,
    Days,
    Fan,
    HeatMap,
    Intervals,
    Ranked,
    Record,
    Sweep,
    Waterfall,
)
from amp_rules.report.charts.style import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS: Final = (".svg", ".png")
DOTS: Final = 160
_ID: Final = re.compile(r'\bid="([^"]+)"')
_OPENING: Final = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_ONE_AT_A_TIME: Final = Lock()
"""Matplotlib's settings belong to the whole process."""
_META: Final = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def svg(record: Record, language: str = "en", prefix: str = "") -> str:
    """The chart as one `<svg>` element with a title and a description, to be put into a page.

    prefix: begins every id inside, so that several charts fit into one page.

    >>> from amp_rules.report.charts import Axis, Bars, Frame, Series, svg
    >>> record = Bars(Frame("Days"), Axis("days"), ("a", "b"), (Series("now", (1, 2)),))
    >>> svg(record).startswith('<svg role="img"')
    True

    Raises MissingExtraError where Matplotlib cannot be imported.
    """
    written = StringIO()
    with _drawn(record, language) as figure:
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = _META.sub("", written.getvalue())
    text = text[text.index("<svg") :].replace("xlink:href", "href")
    opening = _OPENING.match(text)
    assert opening is not None
    box = re.search(r'viewBox="[^"]*"', opening[0])
    assert box is not None
    named = f'<svg role="img" aria-labelledby="chart-title chart-desc" {box[0]}>\n'
    spoken = (
        f'<title id="chart-title">{escape(record.frame.title)}</title>\n'
        f'<desc id="chart-desc">{escape(record.frame.spoken)}</desc>'
    )
    return _prefixed(named + spoken + text[opening.end() :], prefix).rstrip() + "\n"


def _prefixed(text: str, prefix: str) -> str:
    """The text with its ids, and what points to them, begun with a prefix."""
    if not prefix:
        return text
    text = _ID.sub(lambda found: f'id="{prefix}-{found[1]}"', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    text = re.sub(r"url\(#", f"url(#{prefix}-", text)
    return text.replace(
        'labelledby="chart-title chart-desc"', f'labelledby="{prefix}-chart-title {prefix}-chart-desc"'
    )


def png(record: Record, language: str = "en", dots: int = DOTS) -> bytes:
    """The chart as a PNG picture, in so many dots per inch.

    >>> from amp_rules.report.charts import Axis, Bars, Frame, Series
    >>> record = Bars(Frame("Days"), Axis("days"), ("a", "b"), (Series("now", (1, 2)),))
    >>> png(record, dots=40)[1:4]
    b'PNG'

    Raises MissingExtraError where Matplotlib cannot be imported.
    """
    written = BytesIO()
    with _drawn(record, language) as figure:
        about = {"Software": None, "Title": record.frame.title, "Description": record.frame.spoken}
        figure.savefig(written, format="png", dpi=dots, metadata=about)
    return written.getvalue()


def save(record: Record, path: Path, language: str = "en") -> None:
    """Writes the chart into a file; its ending says in which form.

    Raises:
        UnknownNameError: the name ends in neither .svg nor .png.
        MissingExtraError: Matplotlib cannot be imported.
    """
    if form_of(path) == ".png":
        path.write_bytes(png(record, language))
    else:
        whole = svg(record, language).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{whole}', encoding="utf-8")


def form_of(path: Path) -> str:
    """The form that a file's name asks for: '.svg' or '.png'; raises UnknownNameError for another."""
    ending = path.suffix.lower()
    if ending not in FORMS:
        raise UnknownNameError("form of chart", ending, FORMS)
    return ending


@contextmanager
def _drawn(record: Record, language: str) -> Iterator[Figure]:
    """The figure of a chart, while the settings of charts are in force."""
    with drawing(f"{type(record).__name__} {record.frame.title}"):
        yield figure_of(record, Numbers(language))


@contextmanager
def drawing(named: str) -> Iterator[None]:
    """The settings of charts in force for the drawing of this name, and no other drawing meanwhile.

    Raises MissingExtraError where Matplotlib cannot be imported.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("charts need Matplotlib", "plot", str(error)) from None
    with _ONE_AT_A_TIME, settings(named):
        yield


def figure_of(record: Record, numbers: Numbers) -> Figure:
    """The Matplotlib figure of a chart."""
    match record:
        case Fan():
            return lines.fan(record, numbers)
        case Days():
            return lines.days(record, numbers)
        case Sweep():
            return lines.sweep(record, numbers)
        case Bars():
            return bars.bars(record, numbers)
        case Ranked():
            return bars.ranked(record, numbers)
        case Waterfall():
            return bars.waterfall(record, numbers)
        case Changes():
            return bars.changes(record, numbers)
        case HeatMap():
            return grids.heat_map(record, numbers)
        case Intervals():
            return grids.intervals(record, numbers)
