"""The dates of an instalment or a receipt drawn on a line: when it fell due, was paid, was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from amp_rules.audit.checking import Checked
from amp_rules.report.audit.svg import WIDTH, Scale, dot, line, opened, wide, words
from amp_rules.report.audit.telling import DATES, Telling

MOST_MARKS: Final = 8
_LEFT: Final = 20.0
_RIGHT: Final = WIDTH - 20.0
_LINE: Final = 18.0


def draw_dates(checked: Checked, telling: Telling, number: int) -> Iterator[str]:
    """The picture, line by line, of a payment with dates; number: of the picture in its document."""
    marks = sorted(checked.dates[:MOST_MARKS], key=lambda mark: (mark[1], mark[0]))
    texts = [f"{telling.say(DATES[what])} {day.isoformat()}" for what, day in marks]
    scale = _scale([day for _, day in marks])
    levels = _levels([scale.middle(day) for _, day in marks], texts)
    height = 44 + _LINE * max(levels)
    title = telling.say("audit.dates_drawn", thing=telling.thing(checked))
    yield from opened(number, height, title, texts)
    base = height - 16
    yield line("base", _LEFT, base, _RIGHT, base)
    for (_, day), text, level in zip(marks, texts, levels, strict=True):
        left = scale.middle(day)
        yield line("tick", left, base, left, base - 14 - _LINE * level)
        yield dot(left, base)
        anchor = "start" if left + wide(text) + 4 <= WIDTH else "end"
        away = 4 if anchor == "start" else -4
        yield words("strong", left + away, base - 10 - _LINE * level, text, anchor)
    yield "</svg>"


def _scale(days: Sequence[date]) -> Scale:
    """All days, with a little room at both ends."""
    first, last = min(days), max(days)
    room = timedelta(days=max(1, (last - first).days // 12))
    return Scale(
        first - room if first - date.min > room else first,
        last + room if date.max - last > room else last,
        _LEFT,
        _RIGHT,
    )


def _levels(places: Sequence[float], texts: Sequence[str]) -> list[int]:
    """How high each text stands, so that none covers another."""
    ends: list[float] = []
    found = []
    for place, text in zip(places, texts, strict=True):
        wanted = wide(text) + 14
        begin = place if place + wanted <= WIDTH else place - wanted
        level = next((at for at, end in enumerate(ends) if end <= begin), len(ends))
        ends[level : level + 1] = [begin + wanted]
        found.append(level)
    return found
