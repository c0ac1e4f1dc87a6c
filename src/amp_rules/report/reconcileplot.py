"""A published table against the rules, as a picture: how far each row could go, and where it is."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from amp_rules.audit import Reconciliation, RowFinding
from amp_rules.report.charts import form_of
from amp_rules.report.charts.draw import drawing
from amp_rules.report.charts.records import Frame
from amp_rules.report.charts.style import (
    INK,
    LOOKS,
    NOTE,
    PAPER,
    QUIET,
    SMALL,
    finish,
    quiet_grid,
    sheet,
    wrapped,
)
from amp_rules.report.words import ReportWords, report_words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DOTS: Final = 160
_PARTS: Final = (((), 0), (("staffing",), 2), (("child", "staffing"), 1))
_NAMES: Final = ("reconcile.part_plain", "reconcile.part_staffing", "reconcile.part_child")


def reconcile_svg(found: Reconciliation, language: str = "en") -> str:
    """The picture as an SVG document.

    Raises MissingExtraError where Matplotlib cannot be imported.
    """
    written = StringIO()
    _write(found, language, written, "svg")
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def reconcile_png(found: Reconciliation, language: str = "en") -> bytes:
    """The picture as a PNG.

    Raises MissingExtraError where Matplotlib cannot be imported.
    """
    written = BytesIO()
    _write(found, language, written, "png")
    return written.getvalue()


def save_reconcile_plot(found: Reconciliation, path: Path, language: str = "en") -> None:
    """Writes the picture into a file; its ending says in which form.

    Raises:
        UnknownNameError: the name ends in neither .svg nor .png.
        MissingExtraError: Matplotlib cannot be imported.
    """
    if form_of(path) == ".png":
        path.write_bytes(reconcile_png(found, language))
    else:
        path.write_text(reconcile_svg(found, language), encoding="utf-8")


def _write(found: Reconciliation, language: str, where: StringIO | BytesIO, form: str) -> None:
    words = report_words(language)
    title = words.say("reconcile.plot_title")
    about = {"Title": title, "Description": words.say("reconcile.plot_note")}
    empty = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    with drawing(title):
        _figure(found, words).savefig(where, format=form, dpi=_DOTS, metadata={**about, **empty})


def _figure(found: Reconciliation, words: ReportWords) -> Figure:
    """One lying bar for each row, as a share of the most that the rules can give."""
    from matplotlib.ticker import FuncFormatter

    bounded = [row for row in found.rows if row.highest is not None]
    made = sheet(0.9 + 0.72 * len(bounded))
    (axes,) = made.panels
    shown: dict[str, Artist] = {}
    for place, row in enumerate(bounded):
        shown |= _bar(axes, row, -place, words)
        _beside(axes, row, -place, words)
    axes.axvline(1, color=INK, linewidth=1.2)
    axes.set_yticks([])
    axes.set_ylim(-len(bounded) + 0.35, 0.62)
    axes.set_xlim(0, 1.14)
    quiet_grid(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: words.share(Fraction(round(at * 100), 100))))
    axes.set_xlabel(words.say("reconcile.plot_axis"))
    return finish(made, Frame(words.say("reconcile.plot_title"), words.say("reconcile.plot_note")), shown)


def _bar(axes: Axes, row: RowFinding, at: int, words: ReportWords) -> dict[str, Artist]:
    """The parts of the most that the rules can give, and the published sum."""
    assert row.highest is not None
    most, steps, left = float(row.highest.amount), dict(row.steps), 0.0
    shown: dict[str, Artist] = {}
    for (shape, look_number), name in zip(_PARTS, _NAMES, strict=True):
        look, right = LOOKS[look_number], float(steps[shape].amount) / most
        if right > left:
            fill = look.middle if look_number == 0 else look.pale
            bar = axes.barh(
                at, right - left, 0.46, left, color=fill, edgecolor=look.dark, hatch=look.hatch, linewidth=0.9
            )
            shown[words.say(name)] = bar.patches[0]
        left = right
    place = float(row.row.published.amount) / most
    inside = row.attainable
    look = LOOKS[0] if inside else LOOKS[1]
    (mark,) = axes.plot(
        [place],
        [at],
        marker="o" if inside else "X",
        markersize=10 if inside else 13,
        color=look.dark,
        markeredgecolor=PAPER,
        markeredgewidth=1.4,
        linestyle="",
        zorder=4,
        clip_on=False,
    )
    shown[words.say("reconcile.mark_inside" if inside else "reconcile.mark_outside")] = mark
    return shown


def _beside(axes: Axes, row: RowFinding, at: int, words: ReportWords) -> None:
    """The name of the row and its two sums, to the left of its bar."""
    assert row.highest is not None
    detail = words.say(
        "reconcile.plot_sums", published=words.money(row.row.published), highest=words.money(row.highest)
    )
    name = words.say("reconcile.plot_row", row=words.of(row.row.title), number=words.number(row.row.number))
    place = ("axes fraction", "data")
    for text, up, size, colour in ((wrapped(name, 44), 1, NOTE, INK), (detail, -2, SMALL - 0.5, QUIET)):
        axes.annotate(
            text,
            (0, at),
            (-8, up),
            xycoords=place,
            textcoords="offset points",
            ha="right",
            va="bottom" if up > 0 else "top",
            fontsize=size,
            color=colour,
        )
