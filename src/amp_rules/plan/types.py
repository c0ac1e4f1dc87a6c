"""The static types of the rule language: kinds, units, absence, ramps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from amp_rules.terms import Currency

BASES = ("SEK", "USD", "day", "month", "year")
_CURRENCY: dict[str, Currency] = {"SEK": "SEK", "SEK/day": "SEK", "USD": "USD", "USD/day": "USD"}
_UNIT = re.compile(r"([A-Za-z]+)(?:/([A-Za-z]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is.

    kind: bool, number, date, choice, text, set, none, entity. unit: canonical, '' for a plain count, 'ratio'
    for a share. members: of a choice or a set (empty: open, as for countries). optional: may be absent.
    ramp: grows by one from day to day, so that it may only be compared.
    """

    kind: str
    unit: str = ""
    members: tuple[str, ...] = ()
    optional: bool = False
    ramp: bool = False

    def __str__(self) -> str:
        name = f"number of {self.unit or 'things'}" if self.kind == "number" else self.kind
        return f"{name} or absent" if self.optional else name

    @property
    def money(self) -> Currency | None:
        """The currency when this counts money, also per day; else None."""
        return _CURRENCY.get(self.unit) if self.kind == "number" else None

    def present(self) -> Type:
        """The same without absence."""
        return replace(self, optional=False) if self.optional else self

    def steady(self) -> Type:
        """The same without the ramp."""
        return replace(self, ramp=False) if self.ramp else self


BOOL = Type("bool")
DATE = Type("date")
NONE = Type("none", optional=True)
COUNT = Type("number")
DAYS = Type("number", "day")
RATIO = Type("number", "ratio")
TEXT = Type("text")


def parse_unit(text: str) -> str | None:
    """The canonical unit, or None when it is not one of the language's units."""
    if text in ("", "count"):
        return ""
    if text == "ratio":
        return "ratio"
    match = _UNIT.fullmatch(text)
    if match and match.group(1) in BASES and match.group(2) in ("day", None):
        return text
    return None


def times(left: str, right: str) -> str | None:
    """The unit of a product, or None when there is none."""
    if left in ("", "ratio"):
        return right if left == "" or right != "" else "ratio"
    if right in ("", "ratio"):
        return left
    over, slash, under = left.partition("/")
    if slash and right == under:
        return over
    over, slash, under = right.partition("/")
    if slash and left == under:
        return over
    return None


def join(left: Type, right: Type) -> Type | None:
    """The type that holds values of both, or None."""
    optional = left.optional or right.optional
    ramp = left.ramp or right.ramp
    if left.kind == "none":
        return replace(right, optional=True)
    if right.kind == "none":
        return replace(left, optional=True)
    if left.kind != right.kind:
        if {left.kind, right.kind} <= {"text", "choice"}:
            return _words(left, right, optional)
        return None
    if left.kind == "number" and left.unit != right.unit:
        return None
    if left.kind in ("choice", "set") and left.members != right.members:
        merged = (
            tuple(dict.fromkeys((*left.members, *right.members))) if left.members and right.members else ()
        )
        return replace(left, members=merged, optional=optional)
    return replace(left, optional=optional, ramp=ramp)


def _words(left: Type, right: Type, optional: bool) -> Type:
    choice = left if left.kind == "choice" else right
    return replace(choice, optional=optional)


def per_day(unit: str) -> str | None:
    """The unit of a sum over days of something per day."""
    return times(unit, "day")
