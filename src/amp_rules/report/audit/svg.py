"""Small pieces of SVG: colours for programs without style sheets, overruled by classes elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from typing import Final

WIDTH: Final = 900
INK: Final = "#1b1f24"
QUIET: Final = "#57606a"
BAD: Final = "#a40e26"
_FILLS: Final = {"s0": "#2a6fbb", "s1": "#b35c00", "soft": "#e7ecf2", "concerned": "#fde4e6", "bad": BAD}
_LETTER: Final = 6.4


class Scale:
    """Days along a line: each has a place between left and right; days outside are held at the ends."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        self.first = first
        self.last = last
        self.left = left
        self.right = right
        self.day = (right - left) / ((last - first).days + 1)

    def start(self, day: date) -> float:
        """Where a day begins."""
        return min(max(self.left + (day - self.first).days * self.day, self.left), self.right)

    def end(self, day: date) -> float:
        """Where a day ends."""
        return min(max(self.left + ((day - self.first).days + 1) * self.day, self.left), self.right)

    def middle(self, day: date) -> float:
        """The middle of a day."""
        return (self.start(day) + self.end(day)) / 2

    def holds(self, day: date) -> bool:
        """Whether a day lies between the ends."""
        return self.first <= day <= self.last


def wide(text: str) -> float:
    """About how wide a text is."""
    return len(text) * _LETTER


def opened(number: int, height: float, title: str, told: Iterable[str]) -> Iterator[str]:
    """The beginning of a picture with its text alternative; number: tells its names from those of others."""
    name = f"drawn-{number}"
    yield (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img"'
        f' aria-labelledby="{name} {name}-told">'
    )
    yield f'<title id="{name}">{escape(title)}</title>'
    yield f'<desc id="{name}-told">{escape("; ".join(told))}</desc>'


def box(kind: str, left: float, top: float, width: float, height: float, told: str = "") -> str:
    """A filled box, with what it stands for."""
    place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    drawn = f'<rect class="{kind}" fill="{_FILLS[kind]}" {place}/>'
    return f"<g><title>{escape(told)}</title>{drawn}</g>" if told else drawn


def frame(left: float, top: float, width: float, height: float) -> str:
    """A dashed frame."""
    place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    stroke = f'stroke="{_FILLS["s1"]}" stroke-width="2" stroke-dasharray="6 4"'
    return f'<rect class="frame" fill="none" {stroke} {place}/>'


def line(kind: str, left: float, top: float, right: float, bottom: float) -> str:
    """A line."""
    colour = BAD if kind == "edge" else QUIET
    dashes = ' stroke-dasharray="4 3"' if kind == "edge" else ""
    place = f'x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}"'
    return f'<line class="{kind}" stroke="{colour}" stroke-width="1.2"{dashes} {place}/>'


def dot(left: float, top: float) -> str:
    """A point on a line."""
    return f'<circle class="s1" fill="{_FILLS["s1"]}" cx="{left:.1f}" cy="{top:.1f}" r="5"/>'


def words(kind: str, left: float, top: float, text: str, anchor: str = "start") -> str:
    """A text; anchor: 'start', 'middle' or 'end'."""
    colour = {"strong": INK, "code": BAD}.get(kind, QUIET)
    place = f'x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}"'
    weight = ' font-weight="bold"' if kind in ("strong", "code") else ""
    font = 'font-family="sans-serif" font-size="12"'
    return f'<text class="{kind}" fill="{colour}" {font}{weight} {place}>{escape(text)}</text>'
