"""One payment as it stands in a list, typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from amp_rules.terms import Currency, Money

PaymentKind = Literal["period", "item", "instalment", "claim"]
"""What is paid: days of a support period, one-off support, a monthly instalment, a receipt."""

KINDS: Final[tuple[PaymentKind, ...]] = get_args(PaymentKind)
PROGRAMME_OF: Final = {"period": "nsp", "item": "nsp", "instalment": "amp", "claim": "amp"}


def currency_of(kind: PaymentKind) -> Currency:
    """What such a payment is counted in."""
    return "USD" if PROGRAMME_OF[kind] == "amp" else "SEK"


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid, for what.

    row: as `SheetRow.number`. target: the id of the period, item or claim; of the person for an instalment;
    '' where the list names none (a period is then found by its days, a person is the principal). number: of
    an instalment, from 1. first, last: the days paid for, both included; None where the list names none: all
    of it. category: of a receipt, as the list has it. amount: below zero where money came back. paid_on,
    reference: None where the list has none.
    """

    row: int
    case: str
    kind: PaymentKind
    target: str
    amount: Money
    number: int | None = None
    first: date | None = None
    last: date | None = None
    category: str | None = None
    paid_on: date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a payment list that cannot be read: its number, and per column what was expected."""

    row: int
    problems: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = "; ".join(f"{column}: {message}" if column else message for column, message in self.problems)
        return f"row {self.row}: {said}"
