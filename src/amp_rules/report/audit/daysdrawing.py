"""The days of a payment drawn: above what the rules give for each, below what was paid, and what is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from amp_rules.audit.checking import Checked, DayRun
from amp_rules.audit.checking.spans import Span, count, joined
from amp_rules.report.audit.pieces import Piece, paid_days
from amp_rules.report.audit.svg import WIDTH, Scale, box, frame, line, opened, wide, words
from amp_rules.report.audit.telling import DATES, Telling

_LEFT: Final = 130.0
_RIGHT: Final = WIDTH - 12.0
_TOP: Final = 30.0
_TALL: Final = 58.0
_GAP: Final = 12.0
_FIRST: Final = _TOP + _TALL
_SECOND: Final = _FIRST + _GAP + _TALL
_STATUS: Final = _SECOND + 10
_AXIS: Final = _STATUS + 26
_MARKS: Final = _AXIS + 30
_MOST_MARKS: Final = 4


def draw_days(checked: Checked, parts: Sequence[Piece], telling: Telling, number: int) -> Iterator[str]:
    """The picture, line by line; number: of the picture in its document. parts: at least one."""
    yield from _Days(checked, parts, telling, number).lines()


class _Days:
    def __init__(self, checked: Checked, parts: Sequence[Piece], telling: Telling, number: int) -> None:
        self.checked = checked
        self.parts = parts
        self.telling = telling
        self.say = telling.say
        self.number = number
        self.scale = Scale(parts[0].first, parts[-1].last, _LEFT, _RIGHT)
        self.paid = paid_days(checked)
        rates = [Fraction(run.rate.minor) for run in (*checked.should, *self.paid)]
        rates += [] if self.paid else [self._average()]
        self.highest = max((rate for rate in rates if rate > 0), default=Fraction(1))

    def lines(self) -> Iterator[str]:
        """All of it."""
        marks = self.checked.dates[:_MOST_MARKS]
        height = _MARKS + 18 * len(marks) - (8 if marks else 14)
        title = self.say("audit.days_drawn", thing=self.telling.thing(self.checked))
        yield from opened(self.number, height, title, (self._told(each) for each in self.parts))
        yield from self._concerned()
        for name, bottom, runs, kind in (
            ("audit.expected", _FIRST, self.checked.should, "s0"),
            ("audit.paid", _SECOND, self.paid, "s1"),
        ):
            yield words("strong", _LEFT - 12, bottom - _TALL / 2 + 4, self.say(name), "end")
            yield from self._bars(runs, bottom, kind)
            if kind == "s1":
                yield from self._whole(bottom)
            yield line("base", _LEFT, bottom, _RIGHT, bottom)
        yield from self._statuses()
        yield from self._axis()
        for at, (what, day) in enumerate(marks):
            yield from self._mark(what, day, _MARKS + 18 * at)
        yield "</svg>"

    def _told(self, piece: Piece) -> str:
        nothing = self.say("audit.nothing")
        should, was = (
            nothing if run is None else self.telling.words.money(run.rate)
            for run in (piece.should, piece.was)
        )
        days = self.telling.words.span(piece.first, piece.last)
        told = self.say("audit.piece", days=days, should=should, was=was)
        return f"{told} ({', '.join(piece.codes)})" if piece.codes else told

    def _concerned(self) -> Iterator[str]:
        """The days of each finding, behind everything, with its code above."""
        after = _LEFT
        for piece in self.parts:
            if not piece.codes:
                continue
            left, right = self.scale.start(piece.first), self.scale.end(piece.last)
            told = ", ".join(piece.codes)
            yield box("concerned", left, _TOP - 6, right - left, _STATUS - _TOP + 24, told)
            for edge in (left, right):
                yield line("edge", edge, _TOP - 6, edge, _STATUS + 18)
            middle = min(max((left + right) / 2, after + wide(told) / 2), _RIGHT - wide(told) / 2)
            if left >= after or middle - wide(told) / 2 <= right:
                yield words("code", middle, _TOP - 12, told, "middle")
                after = middle + wide(told) / 2 + 6

    def _bars(self, runs: Sequence[DayRun], bottom: float, kind: str) -> Iterator[str]:
        for run in runs:
            rate = self.telling.words.money(run.rate)
            left, right = self.scale.start(run.first), self.scale.end(run.last)
            tall = float(max(Fraction(run.rate.minor), Fraction(0)) / self.highest) * (_TALL - 16)
            told = self.say("audit.run", days=self.telling.words.span(run.first, run.last), rate=rate)
            yield box(kind, left, bottom - tall, max(right - left - 0.5, 0.5), tall, told)
            if wide(rate) <= right - left:
                yield words("strong", (left + right) / 2, bottom - tall - 4, rate, "middle")

    def _whole(self, bottom: float) -> Iterator[str]:
        """What was paid where only the whole is known: a frame as high as it is for each day on average."""
        if self.paid or not self.checked.paid.minor > 0:
            return
        tall = float(self._average() / self.highest) * (_TALL - 16)
        spans = self._spans()
        for first, last in spans:
            left, right = self.scale.start(first), self.scale.end(last)
            yield frame(left, bottom - tall, right - left, tall)
        left, right = self.scale.start(spans[0][0]), self.scale.end(spans[-1][1])
        told = self.telling.words.money(self.checked.paid)
        if wide(told) <= right - left:
            yield words("strong", (left + right) / 2, bottom - tall - 4, told, "middle")

    def _spans(self) -> tuple[Span, ...]:
        """The days that the payment is for: those concerned, and those that the rules give something for."""
        found = [span for finding in self.checked.findings for span in finding.days]
        worth = [(run.first, run.last) for run in self.checked.should if run.rate]
        every = [(piece.first, piece.last) for piece in self.parts]
        return joined([*found, *worth] or every)

    def _average(self) -> Fraction:
        return Fraction(self.checked.paid.minor) / count(self._spans())

    def _statuses(self) -> Iterator[str]:
        """What becomes of the days, in a strip below them; named where there is room."""
        for first, last, status in self._same_status():
            name = self.telling.status(self.checked.edition, status)
            left, right = self.scale.start(first), self.scale.end(last)
            yield box("soft", left, _STATUS, max(right - left - 1, 0.5), 18, name)
            if wide(name) <= right - left - 4:
                yield words("quiet", (left + right) / 2, _STATUS + 13, name, "middle")

    def _same_status(self) -> list[tuple[date, date, str]]:
        found: list[tuple[date, date, str]] = []
        for run in self.checked.should:
            if run.status is None:
                continue
            if found and found[-1][2] == run.status and (run.first - found[-1][1]).days == 1:
                found[-1] = (found[-1][0], run.last, run.status)
            else:
                found.append((run.first, run.last, run.status))
        return found

    def _axis(self) -> Iterator[str]:
        """Dates where something changes, those at the ends first, others where there is room."""
        ends = [(self.scale.left, self.scale.first, "start"), (self.scale.right, self.scale.last, "end")]
        room = wide("2022-00-00") + 8
        taken = [self.scale.left + room / 2, self.scale.right - room / 2]
        for left, day, anchor in ends if self.scale.first != self.scale.last else ends[:1]:
            yield words("quiet", left, _AXIS + 8, day.isoformat(), anchor)
        for piece in self.parts[1:]:
            left = self.scale.start(piece.first)
            if all(abs(left - other) >= room for other in taken):
                taken.append(left)
                yield line("tick", left, _AXIS - 8, left, _AXIS - 3)
                yield words("quiet", left, _AXIS + 8, piece.first.isoformat(), "middle")

    def _mark(self, what: str, day: date, top: float) -> Iterator[str]:
        """A day that matters beside: where it lies, or at the end beyond which it lies."""
        text = f"{self.say(DATES[what])} {day.isoformat()}"
        left = self.scale.middle(day)
        arrow = "" if self.scale.holds(day) else "◀ " if day < self.scale.first else " ▶"
        told = f"{arrow}{text}" if day < self.scale.first else f"{text}{arrow}" if arrow else f"▲ {text}"
        anchor = "start" if left + wide(told) <= _RIGHT else "end"
        yield words("strong", left, top, told, anchor)
