"""Facts that vary by day, as reports state them one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from amp_rules.case.facts import FIRST_DAY, LAST_DAY

NOTHING: Final = object()
"""Reported, and there was nothing of it."""
UNSTATED: Final = object()
"""Not reported, or reported as not known."""

EVER: Final = (FIRST_DAY.toordinal(), LAST_DAY.toordinal())
Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Days with one value, as ordinals, both ends included."""

    first: int
    last: int
    value: Any


def window_of(start: str | None, end: str | None) -> Window:
    """First and last ordinal; an end that is not known reaches as far as days go."""
    first = EVER[0] if start is None else date.fromisoformat(start).toordinal()
    last = EVER[1] if end is None else date.fromisoformat(end).toordinal()
    return first, last


def runs_of(spans: Iterable[dict[str, Any]], window: Window) -> list[Run]:
    """The spans of one report, and nothing on the other days of its window."""
    runs: list[Run] = []
    day = window[0]
    for span in sorted(spans, key=lambda span: str(span["start"])):
        first, last = window_of(span["start"], span["end"])
        if first > day:
            runs.append(Run(day, first - 1, NOTHING))
        runs.append(Run(first, last, span.get("value", UNSTATED)))
        day = last + 1
    if day <= window[1]:
        runs.append(Run(day, window[1], NOTHING))
    return runs


def replaced(runs: Sequence[Run], news: Sequence[Run]) -> list[Run]:
    """The runs with the days of one later report replaced; `news` has no gaps."""
    first, last = news[0].first, news[-1].last
    kept: list[Run] = []
    for run in runs:
        if run.first < first:
            kept.append(Run(run.first, min(run.last, first - 1), run.value))
        if run.last > last:
            kept.append(Run(max(run.first, last + 1), run.last, run.value))
    return sorted([*kept, *news], key=lambda run: run.first)


def spans_of(runs: Sequence[Run], periods: Iterable[Window]) -> list[dict[str, Any]]:
    """The spans of a case: what was reported, and unknown values on days of periods without a report."""
    whole = list(runs)
    for gap in _gaps(runs, periods):
        whole = replaced(whole, [Run(*gap, UNSTATED)])
    return [_span(run) for run in _joined(whole)]


def _gaps(runs: Sequence[Run], periods: Iterable[Window]) -> list[Window]:
    gaps: list[Window] = []
    for first, last in periods:
        day = first
        for run in runs:
            if run.last < day or run.first > last:
                continue
            if run.first > day:
                gaps.append((day, run.first - 1))
            day = run.last + 1
        if day <= last:
            gaps.append((day, last))
    return gaps


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbours with the same value as one run, days with nothing left out."""
    joined: list[Run] = []
    for run in runs:
        if run.value is NOTHING:
            continue
        if joined and joined[-1].last + 1 == run.first and joined[-1].value == run.value:
            joined[-1] = Run(joined[-1].first, run.last, run.value)
        else:
            joined.append(run)
    return joined


def _span(run: Run) -> dict[str, Any]:
    days = {
        "start": date.fromordinal(run.first).isoformat(),
        "end": date.fromordinal(run.last).isoformat(),
    }
    return days if run.value is UNSTATED else {**days, "value": run.value}
