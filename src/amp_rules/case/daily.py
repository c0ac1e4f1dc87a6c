"""Facts that vary by day, as dated spans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, ValidationInfo, field_validator

from amp_rules.case.entries import shared_days
from amp_rules.case.facts import (
    Count,
    Day,
    Facts,
    ListOf,
    Outside,
    SekPerDay,
    end_after,
    fact,
    listed,
    words,
    wrong_entries,
)
from amp_rules.terms import UNKNOWN, Maybe, Money


class Span(Facts):
    """A run of days, both ends included."""

    start: Annotated[Day, words("first day", "första dag")]
    end: Annotated[Day, words("last day", "sista dag")]

    @field_validator("end")
    @classmethod
    def _dates_in_order(cls, value: date, info: ValidationInfo) -> date:
        end_after(info.data.get("start"), value)
        return value


class FlagSpan(Span):
    """Days on which something holds or does not."""

    value: Maybe[bool] = fact("holds", "gäller")


class CountSpan(Span):
    """Days with a number of persons."""

    value: Maybe[Count] = fact("number", "antal")


class AllowanceSpan(Span):
    """Days with an amount in SEK per day."""

    value: Maybe[SekPerDay] = fact("amount", "belopp")


AnySpan = TypeVar("AnySpan", bound=Span)


class Spans(tuple[Any, ...]):
    """Spans in order of date, and what rules read of them.

    by_day: first ordinal, last ordinal and value of each, money in minor units. open: some value is unknown.
    """

    by_day: tuple[tuple[int, int, Any], ...]
    open: bool

    def __new__(cls, spans: Iterable[Any] = ()) -> Self:
        """The same spans, read once."""
        made = super().__new__(cls, spans)
        made.by_day, made.open = read_spans(made)
        return made

    def __reduce__(self) -> tuple[type[Spans], tuple[tuple[Any, ...]]]:
        return Spans, (tuple(self),)


def read_spans(spans: Iterable[Any]) -> tuple[tuple[tuple[int, int, Any], ...], bool]:
    """First and last ordinal and plain value of each span, and whether a value is unknown."""
    found, unknown = [], False
    for span in spans:
        value = span.value
        if type(value) is Money:
            value = value.minor
        elif value is UNKNOWN:
            unknown = True
        found.append((span.start.toordinal(), span.end.toordinal(), value))
    return tuple(found), unknown


def _in_order(spans: tuple[AnySpan, ...]) -> tuple[AnySpan, ...]:
    """The spans sorted by first day, once no two of them share a day."""
    if not spans:
        return NO_SPANS
    problems = shared_days([(span.start, span.end) for span in spans])
    if problems:
        raise wrong_entries(problems)
    return Spans(sorted(spans, key=_first_day))


NO_SPANS = Spans()


def _first_day(span: Span) -> date:
    return span.start


_NOTHING = Money(0, "SEK")
_SPAN = ("span", "intervall")
_DAYS = (
    "A known list is complete: other days have nothing of this. A value left out is unknown on those days.",
    "En känd lista är fullständig: andra dagar har inget av detta. Ett utelämnat värde är okänt de dagarna.",
)

Allowances = Annotated[ListOf[AllowanceSpan], AfterValidator(_in_order), Outside(_NOTHING)]
Counts = Annotated[ListOf[CountSpan], AfterValidator(_in_order), Outside(0)]
Flags = Annotated[ListOf[FlagSpan], AfterValidator(_in_order), Outside(False)]


class DailyFacts(Facts):
    """What holds on which days."""

    adult_allowance: Maybe[Allowances] = listed(
        "daily allowance of the adult", "den vuxnes dagersättning", _SPAN, _DAYS
    )
    child_allowance: Maybe[Allowances] = listed(
        "daily allowance of the children", "barnens dagersättning", _SPAN, _DAYS
    )
    children_in_shelter: Maybe[Counts] = listed(
        "accompanying children in the shelter", "medföljande barn i boendet", _SPAN, _DAYS
    )
    children_elsewhere: Maybe[Counts] = listed("children elsewhere", "barn på annat håll", _SPAN, _DAYS)
    adults_with_children: Maybe[Counts] = listed(
        "adults in the placement with a child along",
        "vuxna i placeringen som har barn med sig",
        _SPAN,
        _DAYS,
    )
    other_payer: Maybe[Flags] = listed("someone else pays", "någon annan betalar", _SPAN, _DAYS)
    extra_staffing: Maybe[Flags] = listed("extra staffing", "extra personal", _SPAN, _DAYS)
    full_rate: Maybe[Flags] = listed("full rate asked for", "full ersättning begärd", _SPAN, _DAYS)
    support_delivered: Maybe[Flags] = listed("support delivered", "stöd har getts", _SPAN, _DAYS)
