"""Answers as text, and text as answers: what a scenario writes against what came out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, NoReturn

from amp_rules.errors import Where
from amp_rules.ledger import Answer
from amp_rules.plan.types import Type
from amp_rules.rulebook.fields import near
from amp_rules.scenarios.model import Word
from amp_rules.terms import UNKNOWN, Currency, Money

UNKNOWN_WORD: Final = "unknown"
ABSENT_WORD: Final = "absent"
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that came out otherwise; `key` as in 'each.period.p1.gate'."""

    key: str
    expected: str
    found: str
    where: Where
    hint: str | None = None

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.key}: expected {self.expected}, found {self.found}{tail}"


class UnfitTextError(ValueError):
    """A text that no value of the wanted type is written as; says what would be."""


def shown(answer: Answer) -> str:
    """An answer as a scenario writes it.

    >>> shown(Money.of("36000", "SEK")), shown(UNKNOWN), shown(None), shown(True)
    ('36000.00 SEK', 'unknown', 'absent', 'true')
    """
    if answer is UNKNOWN:
        return UNKNOWN_WORD
    if answer is None:
        return ABSENT_WORD
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, Money):
        return f"{answer} {answer.currency}"
    if isinstance(answer, frozenset):
        return ", ".join(sorted(answer)) or "nothing"
    if isinstance(answer, Fraction):
        return format(Decimal(answer.numerator) / Decimal(answer.denominator), "f")
    return str(answer)


def typed(text: str, kind: Type) -> Answer:
    """The answer that a text stands for.

    >>> typed("36000.00 SEK", Type("number", "SEK")), typed("12", Type("number", "day"))
    (Money('36000.00', 'SEK'), 12)

    Raises UnfitTextError when no value of the type is written so.
    """
    if text == UNKNOWN_WORD:
        return UNKNOWN
    if text == ABSENT_WORD:
        return None
    try:
        return _known(text, kind)
    except ValueError:
        raise UnfitTextError(_wanted(kind)) from None


def _known(text: str, kind: Type) -> Answer:
    match kind.kind:
        case "bool":
            return text == "true" if text in ("true", "false") else _unfit()
        case "date":
            day = date.fromisoformat(text)
            return day if day.isoformat() == text else _unfit()
        case "number" if kind.money is not None:
            return _money(text, kind.money)
        case "number":
            exact = Fraction(text) if _NUMBER.fullmatch(text) else _unfit()
            return exact.numerator if exact.denominator == 1 else exact
        case "choice" if kind.members and text not in kind.members:
            return _unfit()
    return text


def _unfit() -> NoReturn:
    raise ValueError


def _money(text: str, currency: str) -> Money:
    amount, _, written = text.partition(" ")
    if written != currency:
        raise ValueError
    known: Currency = "SEK" if currency == "SEK" else "USD"
    return Money.of(amount, known)


def _wanted(kind: Type) -> str:
    if kind.money is not None:
        return f"an amount such as '100.00 {kind.money}'"
    if kind.kind == "choice":
        return f"one of {', '.join(kind.members)}"
    words = {"bool": "true or false", "date": "a date as YYYY-MM-DD", "number": "a number"}
    return words.get(kind.kind, kind.kind)


def mismatch(key: str, word: Word, found: Answer, kind: Type) -> Mismatch | None:
    """None when the text stands for the answer found."""
    try:
        expected = typed(word.text, kind)
    except UnfitTextError as unfit:
        hint = f"write {unfit}"
        close = near(word.text, kind.members) if kind.members else None
        return Mismatch(key, word.text, shown(found), word.where, close or hint)
    if expected is UNKNOWN or found is UNKNOWN:
        same = expected is found
    else:
        same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return None if same else Mismatch(key, shown(expected), shown(found), word.where)
