"""The calendar over whole columns; a date is days since 0001-01-01, which is day 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from amp_rules.population.columns.logic import Array, Column, cleared, known_together

_EPOCH = 719163
_DAY = "datetime64[D]"


def _stamp(days: Any) -> Any:
    return np.asarray(days - _EPOCH, dtype="int64").astype(_DAY)


def _days(stamp: Any) -> Any:
    return stamp.astype(_DAY).astype("int64") + _EPOCH


def add_months(days: Any, months: Any) -> Any:
    """The same day so many calendar months later, at most the month's last."""
    stamp = _stamp(days)
    month = stamp.astype("datetime64[M]")
    day = (stamp - month.astype(_DAY)).astype("int64")
    target = month + np.asarray(months, dtype="int64").astype("timedelta64[M]")
    length = ((target + 1).astype(_DAY) - target.astype(_DAY)).astype("int64")
    return _days(target) + np.minimum(day, length - 1)


def month_end(days: Any) -> Any:
    """The last day of the month."""
    return _days((_stamp(days).astype("datetime64[M]") + 1).astype(_DAY)) - 1


def year_end(days: Any) -> Any:
    """31 December of the year."""
    return _days((_stamp(days).astype("datetime64[Y]") + 1).astype(_DAY)) - 1


def age(birth: Any, on: Any) -> Any:
    """Completed years on a day; someone born on 29 February turns on 1 March."""
    born, day = _stamp(birth), _stamp(on)
    years = day.astype("datetime64[Y]").astype("int64") - born.astype("datetime64[Y]").astype("int64")
    return years - (_month_day(day) < _month_day(born))


def _month_day(stamp: Any) -> Any:
    month = stamp.astype("datetime64[M]")
    within = month.astype("int64") % 12
    return within * 32 + (stamp - month.astype(_DAY)).astype("int64")


def weekdays(start: Any, end: Any, words: Array) -> Any:
    """How many days from start to end fall on the weekdays of a set, Monday first."""
    length = np.maximum(np.asarray(end - start + 1), 0)
    whole, rest = length // 7, length % 7
    first = (np.asarray(start) - 1) % 7
    found = np.zeros(np.broadcast(length, first).shape, np.int64)
    for weekday in range(7):
        named = (words[0] >> np.uint64(weekday)) & np.uint64(1)
        found = found + named.astype(np.int64) * (whole + ((weekday - first) % 7 < rest))
    return found


def age_of(birth: Column, stated: Column, on: Column) -> Column:
    """The age by the date of birth, or as stated where that is unknown."""
    born, born_known, _ = birth
    years = age(born, on[0])
    if born_known is None:
        return years, on[1], None
    known = born_known if stated[1] is not None else None
    known = None if known is None else known | stated[1]
    known = known_together(known, on[1])
    return cleared(np.where(born_known, years, stated[0]), known), known, None
