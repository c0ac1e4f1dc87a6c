"""What generated code calls: Kleene aggregates, exact arithmetic, dates, days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from dateutil.relativedelta import relativedelta

from amp_rules.case import daily
from amp_rules.case.enums import Weekday
from amp_rules.case.model import Case
from amp_rules.errors import AmpRulesError, UniqueTableError
from amp_rules.terms import UNKNOWN, Unknown

U = UNKNOWN
FEW = 16
MOST = 10**24
WEEKDAYS = tuple(Weekday)
Spans = Sequence[tuple[int, int, Any]]


class LimitError(AmpRulesError):
    """A number of entities or a date beyond what the rules allow for."""


def known_sum(items: list[Any], unsure: bool) -> Any:
    """The sum, or unknown when an item is or items may be missing."""
    return U if unsure or U in items else exact(sum(items))


def known_any(items: list[Any], unsure: bool) -> bool | Unknown:
    """Kleene 'or' over the items; `unsure`: there may be more of them."""
    if True in items:
        return True
    return U if unsure or U in items else False


def known_all(items: list[Any], unsure: bool) -> bool | Unknown:
    """Kleene 'and' over the items; `unsure`: there may be more of them."""
    if False in items:
        return False
    return U if unsure or U in items else True


def known_min(items: list[Any], unsure: bool) -> Any:
    """The least item; absent when there is none."""
    return U if unsure or U in items else min(items, default=None)


def known_max(items: list[Any], unsure: bool) -> Any:
    """The greatest item; absent when there is none."""
    return U if unsure or U in items else max(items, default=None)


def choose(condition: Any, then: Any, otherwise: Any) -> Any:
    """The branch taken; where that is open, what both branches agree on."""
    if condition is U:
        return agreed(then, otherwise)
    return then if condition else otherwise


def agreed(one: Any, other: Any) -> Any:
    """What two possible answers agree on, else unknown."""
    return one if one is U or one == other else U


def product(left: Any, right: Any) -> Any:
    """The exact product.

    Raises LimitError beyond 10 ** 24, which no rule of money or days needs.
    """
    if type(left) is int and type(right) is Fraction:
        left, right = right, left
    if type(left) is Fraction and type(right) is int:
        whole, rest = divmod(left.numerator * right, left.denominator)
        made: Any = left * right if rest else whole
    else:
        made = exact(left * right)
    if type(made) is int and -MOST <= made <= MOST:
        return made
    if max(abs(made.numerator), made.denominator) > MOST:
        raise LimitError("a number beyond the limit")
    return made


def exact(number: Any) -> Any:
    """A whole Fraction as an int, everything else as it is."""
    if type(number) is Fraction and number.denominator == 1:
        return number.numerator
    return number


def days(start: date, end: date) -> int:
    """The days from start to end, both counted."""
    return (end - start).days + 1


def plus_days(day: date, number: int) -> date:
    """The day so many days later.

    Raises LimitError when the calendar ends before.
    """
    if type(number) is not int:
        raise LimitError("a number of days that is not whole")
    try:
        return day + timedelta(days=number)
    except OverflowError:
        raise LimitError("a date beyond the calendar") from None


def minus_days(day: date, number: int) -> date:
    """The day so many days earlier."""
    return plus_days(day, -number)


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, at most the month's last.

    Raises LimitError when the calendar ends before.
    """
    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError):
        raise LimitError("a date beyond the calendar") from None


def weekdays(start: date, end: date, named: frozenset[str]) -> int:
    """How many days from start to end fall on the named weekdays."""
    whole, rest = divmod(max(days(start, end), 0), 7)
    tail = {WEEKDAYS[(start.weekday() + ahead) % 7] for ahead in range(rest)}
    return whole * len(named) + len(named & tail)


def year_end(day: date) -> date:
    """31 December of the year."""
    return date(day.year, 12, 31)


def month_end(day: date) -> date:
    """The last day of the month."""
    return day + relativedelta(day=31)


def age(birth: date, on: date) -> int:
    """Completed years on a day; someone born on 29 February turns on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def age_of(birth: Any, stated: Any, on: date) -> Any:
    """The age on a day by the date of birth, or as stated where the case gives that instead."""
    return stated if birth is U else age(birth, on)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "days": days,
    "add_months": add_months,
    "weekdays": weekdays,
    "year_end": year_end,
    "month_end": month_end,
    "age": age,
    "age_of": age_of,
    "min": min,
    "max": max,
}


def spans_of(listed: Any) -> tuple[Spans | None, bool]:
    """A dated fact by ordinal (None where the list is unknown), and whether some value of it is unknown."""
    if listed is U:
        return None, True
    return (listed.by_day, listed.open) if type(listed) is daily.Spans else daily.read_spans(listed)


def within(spans: Spans, start: int, end: int) -> Spans:
    """The spans that share a day with a period."""
    if len(spans) > FEW:
        low = bisect_right(spans, start, key=_start)
        spans = spans[max(low - 1, 0) : bisect_right(spans, end, key=_start)]
    return [span for span in spans if span[0] <= end and span[1] >= start]


def dated_values(values: Sequence[tuple[int | None, Any]]) -> Spans:
    """A parameter's dated values as spans without end."""
    starts = [1 if start is None else start for start, _ in values]
    ends = [start - 1 for start in starts[1:]] + [date.max.toordinal()]
    return [(start, end, value) for start, end, (_, value) in zip(starts, ends, values, strict=True)]


def on_day(spans: Spans | None, day: int, outside: Any) -> Any:
    """The value on a day given as an ordinal."""
    if spans is None:
        return U
    if len(spans) > FEW:
        position = bisect_right(spans, day, key=_start) - 1
        spans = spans[max(position, 0) : position + 1]
    for low, high, value in spans:
        if day <= high:
            return value if day >= low else outside
    return outside


def _start(span: tuple[int, int, Any]) -> int:
    return span[0]


def first_days(flags: Spans | None, start: int, end: int, most: Any) -> Spans:
    """Whether each flagged day is among the first `most` of the period; other days are not.

    A flag that is unknown on some days makes later days unknown until enough are certain.
    """
    if flags is None:
        flags = [(start, end, U)]
    found: list[tuple[int, int, Any]] = []
    certain = possible = 0
    for low, high, value in within(flags, start, end):
        low, high = max(low, start), min(high, end)  # noqa: PLW2901
        if value is False:
            continue
        length = high - low + 1
        if most is U:
            found.append((low, high, U))
        elif value is True:
            found.extend(_flagged(low, length, most - possible, most - certain))
            certain += length
        else:
            room = length if certain < most else 0
            found.append((low, high, U if room else False))
        possible += length
    return found


def _flagged(low: int, length: int, surely: int, perhaps: int) -> Iterable[tuple[int, int, Any]]:
    """A run of flagged days: the first surely counted, then perhaps, then not."""
    sure = max(0, min(length, surely))
    maybe = max(0, min(length, perhaps)) - sure
    if sure:
        yield (low, low + sure - 1, True)
    if maybe:
        yield (low + sure, low + sure + maybe - 1, U)


def crossing(op: str, ramp: Any, steady: Any, start: int) -> tuple[int, ...]:
    """The days on which a comparison of the day with something steady changes."""
    if ramp is U or steady is U:
        return ()
    offset = steady - ramp
    if type(offset) is Fraction:
        return (start + floor(offset) + 1,)
    at = start + (offset if isinstance(offset, int) else offset.days)
    if op in ("<=", ">"):
        return (at + 1,)
    return (at,) if op in ("<", ">=") else (at, at + 1)


def changes(spans: Spans | None, start: int, end: int, outside: Any) -> tuple[Any, dict[int, Any]]:
    """A dated fact's value on a period's first day, and its value from each later day on that it changes."""
    if spans is None:
        return U, {}
    first, later = outside, {}
    for low, high, value in within(spans, start, end):
        if low > start:
            later[low] = value
        else:
            first = value
        if high < end:
            later[high + 1] = outside
    return first, later


def segments(start: int, end: int, cuts: Iterable[int]) -> list[tuple[int, int]]:
    """The period cut on these days, as pairs of ordinals."""
    starts = sorted({cut for cut in cuts if start < cut <= end})
    return list(zip([start, *starts], [day - 1 for day in starts] + [end], strict=True))


def conflict(decision: str, rules: Sequence[str], held: Sequence[Any]) -> None:
    """Raises UniqueTableError naming the rules that hold together."""
    raise UniqueTableError(
        decision, tuple(rule for rule, holds in zip(rules, held, strict=True) if holds is True)
    )


def too_many(entity: str, most: int) -> None:
    """Raises LimitError for more numbered entities than the rulebook allows."""
    raise LimitError(f"more than {most} of '{entity}'")


def up_to(number: Any) -> Sequence[int]:
    """The numbers from 1, none where it is unknown how many there are."""
    return () if number is U else range(1, number + 1)


def in_order(entities: Sequence[Any], key: str) -> tuple[list[int], bool]:
    """The positions by date (then as listed), and whether a missing date leaves the order open."""
    if len(entities) < 2:
        return list(range(len(entities))), False
    dates = [getattr(entity, key) for entity in entities]
    if U in dates:
        return list(range(len(entities))), True
    return sorted(range(len(entities)), key=lambda index: (dates[index] or date.max, index)), False


def entities(listed: Any, key: str) -> tuple[Any, Sequence[int], bool, bool]:
    """Entities in order of their date, positions, whether more may be missing, whether the order is open."""
    if listed is U:
        return (), (), True, True
    before = date.min
    for each in listed:
        on = each.__dict__[key]
        if type(on) is not date or on < before:
            break
        before = on
    else:
        return listed, range(len(listed)), False, False
    positions, unordered = in_order(listed, key)
    return [listed[position] for position in positions], positions, False, unordered


def persons(case: Case) -> tuple[Any, list[int], bool, bool]:
    """The principal and the children, as far as they are known."""
    known = case.persons
    return known, list(range(len(known))), case.children is U, False


class Keyed:
    """The latest entity per key, for decisions that look at the entity before."""

    __slots__ = ("blocked", "latest")

    def __init__(self, unordered: bool) -> None:
        self.latest: dict[Any, int] = {}
        self.blocked = unordered

    def before(self, key: Any) -> Any:
        """The latest position with the key, None when there is none, unknown when that is open."""
        if self.blocked or U in key:
            return U
        return self.latest.get(key)

    def add(self, key: Any, position: int) -> None:
        """Keeps a position; an entity whose key is unknown leaves all later ones open."""
        if U in key:
            self.blocked = True
        else:
            self.latest[key] = position
