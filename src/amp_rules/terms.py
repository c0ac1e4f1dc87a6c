"""The words every layer shares: unknown facts, money and units."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Annotated, Any, Final, Literal, NoReturn, TypeVar, final, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["UNKNOWN", "Currency", "Maybe", "Money", "Unit", "Unknown", "in_currency"]

T = TypeVar("T")

Currency = Literal["SEK", "USD"]


class Unknown(Enum):
    """The type of a fact nobody has stated; `UNKNOWN` is its one member."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __str__(self) -> str:
        return "unknown"

    def __bool__(self) -> bool:
        raise TypeError("an unknown fact is neither true nor false: compare with `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN


def _known_or_checked(value: object, check: Callable[[object], object]) -> object:
    return value if value is UNKNOWN else check(value)


class _LeftOut:
    """Lets Python code pass UNKNOWN; text input is checked as the bare type."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        known = reduce(or_, [kind for kind in get_args(source) if kind is not Unknown])
        bare = handler.generate_schema(known)
        return core_schema.json_or_python_schema(
            json_schema=bare,
            python_schema=core_schema.no_info_wrap_validator_function(_known_or_checked, bare),
        )


Maybe = Annotated[T | Unknown, _LeftOut()]
"""A fact that may be left out: `Maybe[int]`, `Maybe[date | None]`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: 'day', 'year', 'person', 'SEK', 'SEK/day' or 'USD'."""

    symbol: str

    def __str__(self) -> str:
        return self.symbol

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "x-unit": self.symbol}


_PLAIN_DECIMAL: Final = re.compile(r"(-?)([0-9]{1,30})(?:\.([0-9]{1,30}))?", re.ASCII)
_MOST_DIGITS: Final = 60


def _decimals_needed(ratio: Fraction) -> int:
    rest, twos, fives = ratio.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        raise ValueError("money must be a finite decimal")
    return max(twos, fives)


def _exact_minor(minor: object) -> int | Fraction:
    if isinstance(minor, bool) or not isinstance(minor, int | Fraction):
        raise TypeError(f"minor units must be an int or a Fraction, found {type(minor).__name__}")
    if isinstance(minor, int):
        return int(minor)
    _decimals_needed(minor)
    return minor.numerator if minor.denominator == 1 else minor


def _minor_of(amount: object) -> int | Fraction:
    if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
        raise TypeError(f"an amount must be a str, int or Decimal, found {type(amount).__name__}")
    if isinstance(amount, int):
        return amount * 100
    if isinstance(amount, str):
        match = _PLAIN_DECIMAL.fullmatch(amount)
        if match is None:
            raise ValueError("an amount must be written as a plain decimal such as '71.00'")
        sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
        if len(fraction) <= 2:
            return int(sign + whole + fraction.ljust(2, "0"))
        return _exact_minor(Fraction(int(sign + whole + fraction), 10 ** (len(fraction) - 2)))
    if not amount.is_finite():
        raise ValueError("an amount must be finite")
    _, digits, exponent = amount.as_tuple()
    if len(digits) > _MOST_DIGITS or not isinstance(exponent, int) or abs(exponent) > _MOST_DIGITS:
        raise ValueError(f"an amount may have at most {_MOST_DIGITS} digits")
    return _exact_minor(Fraction(amount) * 100)


@final
class Money:
    """An exact sum of money in one currency, counted in ore or cents.

    >>> Money(120_000, "SEK")
    Money('1200.00', 'SEK')
    >>> Money.of("71", "SEK") + Money.of("24.50", "SEK")
    Money('95.50', 'SEK')

    Raises:
        TypeError: sums of two currencies are added, subtracted or ordered.
    """

    __slots__ = ("currency", "minor")

    minor: int | Fraction
    currency: Currency

    def __init__(self, minor: int | Fraction, currency: Currency) -> None:
        if type(minor) is not int:
            minor = _exact_minor(minor)
        if currency not in ("SEK", "USD"):
            raise ValueError("a currency must be 'SEK' or 'USD'")
        _set_minor(self, minor)
        _set_currency(self, currency)

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: Currency) -> Money:
        """The sum of `amount` kronor or dollars; floats are refused.

        >>> Money.of("1200", "SEK").minor
        120000
        """
        return cls(_minor_of(amount), currency)

    @property
    def amount(self) -> Decimal:
        """The exact amount in kronor or dollars, with at least two decimals."""
        minor = self.minor
        if isinstance(minor, int):
            return Decimal(f"{minor}E-2")
        decimals = _decimals_needed(minor)
        return Decimal(f"{(minor * 10**decimals).numerator}E-{decimals + 2}")

    def __str__(self) -> str:
        return format(self.amount, "f")

    def __repr__(self) -> str:
        return f"Money({str(self)!r}, {self.currency!r})"

    def __hash__(self) -> int:
        return hash((self.minor, self.currency))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor == other.minor and self.currency == other.currency

    def _same_currency(self, other: Money, verb: str) -> None:
        if self.currency != other.currency:
            raise TypeError(f"cannot {verb} {self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other, "add")
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other, "subtract")
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int | Fraction) -> Money:
        if isinstance(times, bool) or not isinstance(times, int | Fraction):
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other, "compare")
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other, "compare")
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other, "compare")
        return self.minor > other.minor

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other, "compare")
        return self.minor >= other.minor

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("money cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("money cannot be changed")

    def __reduce__(self) -> tuple[type[Money], tuple[int | Fraction, Currency]]:
        return (Money, (self.minor, self.currency))

    def __copy__(self) -> Money:
        return self

    def __deepcopy__(self, memo: object) -> Money:
        return self


# The slots' own setters: the frozen __setattr__ does not see them, and they are fast.
_set_minor: Final[Callable[[Money, object], None]] = Money.__dict__["minor"].__set__
_set_currency: Final[Callable[[Money, object], None]] = Money.__dict__["currency"].__set__
_new: Final[Callable[[type[Money]], Money]] = object.__new__


def in_currency(minor: Any, currency: Currency) -> Money | Unknown | None:
    """A number of minor units as Money; unknown and absent stay what they are.

    >>> in_currency(120_000, "SEK")
    Money('1200.00', 'SEK')
    >>> in_currency(None, "SEK")
    """
    if type(minor) is int:
        made = _new(Money)
        _set_minor(made, minor)
        _set_currency(made, currency)
        return made
    return minor if minor is UNKNOWN or minor is None else Money(minor, currency)
