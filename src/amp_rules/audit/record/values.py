"""Answers as a record writes them: each says of itself what it is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from amp_rules.ledger import Answer
from amp_rules.terms import UNKNOWN, Money


def told(value: Answer) -> Any:
    """A known answer as plain JSON; sums carry their currency, dates and shares say what they are.

    >>> told(Money.of("71", "SEK"))
    {'amount': '71.00', 'currency': 'SEK'}
    >>> told(Fraction(1, 2)), told(date(2022, 3, 1)), told(frozenset({"b", "a"}))
    ({'ratio': '1/2'}, {'date': '2022-03-01'}, ['a', 'b'])
    """
    match value:
        case Money():
            return {"amount": str(value), "currency": value.currency}
        case Fraction():
            return {"ratio": str(value)}
        case date():
            return {"date": value.isoformat()}
        case frozenset():
            return sorted(map(str, value))
        case str():
            return str(value)
    assert value is not UNKNOWN
    return value


def if_known(key: str, value: Answer) -> dict[str, Any]:
    """The answer under a key; nothing where it is unknown."""
    return {} if value is UNKNOWN else {key: told(value)}


def money_of(tree: Any) -> Money:
    """The sum that `told` wrote.

    >>> money_of({"amount": "71.00", "currency": "SEK"})
    Money('71.00', 'SEK')
    """
    return Money.of(tree["amount"], tree["currency"])


def days_told(days: tuple[date, date] | None) -> dict[str, Any]:
    """A run of days, both ends counted; nothing where there is none."""
    return {} if days is None else {"days": {"from": days[0].isoformat(), "to": days[1].isoformat()}}
