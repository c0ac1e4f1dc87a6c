"""How all charts look: colours in order of lightness, marks that do without colour, room for words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amp_rules.report.charts.records import Frame

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

INK: Final = "#1b1f24"
QUIET: Final = "#4a525b"
RULE: Final = "#d5dae0"
PAPER: Final = "#ffffff"
WIDTH: Final = 9.0
TITLE: Final = 13.0
NOTE: Final = 9.5
SMALL: Final = 9.0
LEFT: Final = 0.012
_LINE: Final = 1.32
_INCH: Final = 72.0
_WIDEST: Final = 124


@dataclass(frozen=True, slots=True)
class Look:
    """How one series is told from the others, with and without colour."""

    dark: str
    fill: str
    middle: str
    pale: str
    hatch: str
    line: str
    mark: str


LOOKS: Final = (
    Look("#12324f", "#1f4e79", "#7f9cbb", "#d3deea", "", "-", "o"),
    Look("#8a4a0f", "#f0b27a", "#efbb86", "#fae8d6", "///", "--", "s"),
    Look("#3c3c3c", "#d9d9d9", "#bdbdbd", "#ececec", "...", "-.", "^"),
    Look("#2f6b4f", "#86b89f", "#a9cdbb", "#e1efe8", "xxx", ":", "D"),
)
GAIN: Final = LOOKS[0]
LOSS: Final = LOOKS[1]
REST: Final = LOOKS[2]

_SETTINGS: Final = (
    ("font.family", ["DejaVu Sans"]),
    ("font.size", 10.0),
    ("axes.edgecolor", QUIET),
    ("axes.labelcolor", INK),
    ("axes.labelsize", NOTE),
    ("axes.linewidth", 0.8),
    ("axes.spines.top", False),
    ("axes.spines.right", False),
    ("axes.axisbelow", True),
    ("axes.unicode_minus", True),
    ("grid.color", RULE),
    ("grid.linewidth", 0.8),
    ("hatch.linewidth", 0.9),
    ("text.color", INK),
    ("text.parse_math", False),
    ("xtick.color", QUIET),
    ("ytick.color", QUIET),
    ("xtick.labelsize", SMALL),
    ("ytick.labelsize", SMALL),
    ("legend.fontsize", SMALL),
    ("legend.frameon", False),
    ("svg.fonttype", "path"),
    ("path.simplify", True),
)


@contextmanager
def settings(salt: str) -> Iterator[None]:
    """The settings of a chart while it is made and written; the caller's own are there again after it.

    salt: what names inside an SVG are made of, so that they are the same each time.
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**dict(_SETTINGS), "svg.hashsalt": salt})
        yield


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure whose panels stand side by side, so many inches high."""

    figure: Figure
    panels: list[Axes]
    height: float


def sheet(height: float, panels: int = 1) -> Sheet:
    """A figure with empty panels; `finish` gives it its head."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=100, facecolor=PAPER, layout="constrained")
    axes = figure.subplots(1, panels, sharey=True, squeeze=False)[0]
    return Sheet(figure, list(axes), height)


def finish(made: Sheet, frame: Frame, shown: Mapping[str, Artist] | None = None) -> Figure:
    """The figure with title, note and the keys of what is shown above its panels, in room made for them."""
    figure = made.figure
    title, note = textwrap.wrap(frame.title, 84) or [""], textwrap.wrap(frame.note, 126)
    rows = _rows(list(shown or ()))
    heights = (len(title) * TITLE, len(note) * NOTE, len(rows) * (SMALL + 2))
    head = sum(heights) * _LINE / _INCH + 0.28
    whole = made.height + head
    figure.set_size_inches(WIDTH, whole)
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.set(rect=(0.005, 0, 0.985, made.height / whole), w_pad=0.06, h_pad=0.06)  # type: ignore[call-arg]
    top = 1 - 0.1 / whole
    _said(figure, title, top, size=TITLE, weight="bold")
    top -= heights[0] * _LINE / _INCH / whole
    _said(figure, note, top, size=NOTE, color=QUIET)
    top -= (heights[1] * _LINE / _INCH + 0.06) / whole
    for row in rows:
        _keys(figure, row, shown or {}, top)
        top -= (SMALL + 2) * _LINE / _INCH / whole
    return figure


def _said(figure: Figure, lines: list[str], top: float, **look: Any) -> None:
    text = figure.text(LEFT, top, "\n".join(lines), va="top", linespacing=_LINE, **look)
    text.set_in_layout(False)


def _rows(names: list[str]) -> list[list[str]]:
    """The names of the keys in rows that are not too wide."""
    rows: list[list[str]] = []
    for name in names:
        if rows and sum(len(each) + 8 for each in rows[-1]) + len(name) + 8 <= _WIDEST:
            rows[-1].append(name)
        else:
            rows.append([name])
    return rows


def _keys(figure: Figure, names: list[str], shown: Mapping[str, Artist], top: float) -> None:
    """One row of what each look stands for."""
    row = figure.legend(
        [shown[name] for name in names],
        # Matplotlib leaves out a name that begins with '_'
        [f" {name}" if name.startswith("_") else name for name in names],
        loc="upper left",
        bbox_to_anchor=(LEFT - 0.005, top),
        borderaxespad=0.0,
        borderpad=0.1,
        ncols=len(names),
        handlelength=2.6,
        columnspacing=1.8,
    )
    row.set_in_layout(False)


def quiet_grid(axes: Axes, along: str = "y") -> None:
    """Lines behind the chart that help to read it off."""
    axes.grid(visible=True, axis=along)  # type: ignore[arg-type]
    axes.tick_params(length=0)


def make_room(figure: Figure, axes: Axes, texts: Iterable[Text]) -> None:
    """Widens the axis that lies until the texts at the ends of bars stand within it."""
    for _ in range(3):
        figure.draw_without_rendering()
        box = axes.get_window_extent()
        low, high = axes.get_xlim()
        per_dot = (high - low) / box.width
        reach = [text.get_window_extent() for text in texts]
        left = max([0.0, *(box.x0 + 3 - each.x0 for each in reach)]) * per_dot
        right = max([0.0, *(each.x1 - box.x1 + 3 for each in reach)]) * per_dot
        axes.set_xlim(low - left * 1.15, high + right * 1.15)


def wrapped(text: str, width: int) -> str:
    """The text in lines of at most so many letters."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def stand(axes: Axes, title: str, height: float) -> None:
    """The title of the axis that stands, in lines that fit beside panels of so many inches."""
    axes.set_ylabel(wrapped(title, max(16, int((height - 0.8) * 13))))


def name_groups(axes: Axes, names: Sequence[str], letters: int) -> None:
    """The names of groups below the axis, in small letters where they are long, first lines in a row."""
    broken = [wrapped(name, max(8, letters // len(names))) for name in names]
    lines = max(name.count("\n") for name in broken)
    longest = max(len(word) for name in broken for word in name.split("\n"))
    size = min(SMALL, max(6.5, SMALL * letters * 1.08 / len(names) / longest))
    axes.set_xticks(range(len(names)))
    axes.set_xticklabels([name + "\n" * (lines - name.count("\n")) for name in broken], fontsize=size)
