"""What the two independent computations share: the default readings and dates.

They work out a second time, in plain Python over the JSON of a fully known case, what the programmes pay.
They follow the catalogue of rules and use no part of the rulebook, not even its numbers, so that an error on
either side shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

Facts = Mapping[str, Any]
Readings = Mapping[str, str]

DEFAULTS = {
    "A1": "either-branch",
    "A2": "both-branches",
    "A3": "per-child-per-category",
    "A4": "ceilings",
    "A5": "full-for-unaccompanied",
    "A6": "calendar-months",
    "A7": "calendar-months",
    "A8": "later-instalments-lapse",
    "A9": "no-bar",
    "A10": "by-edition",
    "A11": "no-amounts",
    "B1": "per-household",
    "B2": "children-in-shelter",
    "B3": "not-halved",
    "B5": "period-number",
    "B6": "separate-period",
    "B7": "each-by-itself",
    "B8": "any-payer",
    "B9": "every-extension",
    "B10": "inside-the-period",
    "B11": "adult-rate",
    "B12": "placement-only",
    "B13": "deferred",
    "B14": "whole-year",
    "B15": "per-recipient-no-child",
    "B16": "fixed-weekdays",
    "B17": "inclusive",
    "B18": "closes-only",
    "B19": "refer",
    "B20": "default-rate",
    "B21": "no-overlap",
    "B22": "separate-facts",
}
ONE = timedelta(days=1)


def day_of(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def span(start: date, end: date) -> Iterator[date]:
    while start <= end:
        yield start
        start += ONE


def full_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
