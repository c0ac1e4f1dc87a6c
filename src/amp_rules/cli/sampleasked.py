"""Options that the commands of sampling share, and how they refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.samplelist import PaymentList
from amp_rules.cli.terminal import BAD_INPUT, complain

if TYPE_CHECKING:
    from amp_rules.terms import Currency, Money


def chosen(*allowed: str) -> Callable[[str], str]:
    """A reader of an option that is one of these words."""

    def read(text: str) -> str:
        if text in allowed:
            return text
        raise typer.BadParameter(f"'{text}' is not one of {', '.join(allowed)}")

    return read


MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="Which columns of the list say what."),
]
CurrencyOption = Annotated[
    Any,
    typer.Option(
        "--currency", metavar="CUR", parser=chosen("SEK", "USD"), help="SEK or USD; others are left out."
    ),
]
TolerableOption = Annotated[
    str | None,
    typer.Option("--tolerable", metavar="AMOUNT", help="Tolerable misstatement, in kronor or dollars."),
]
ExpectedOption = Annotated[
    str | None,
    typer.Option("--expected", metavar="AMOUNT", help="Misstatement that is expected; 0 for none."),
]
ConfidenceOption = Annotated[
    str | None,
    typer.Option("--confidence", metavar="RATIO", help="From 0.5 to 0.999, such as 0.95."),
]
SizingOption = Annotated[
    Any,
    typer.Option(
        "--sizing",
        metavar="WAY",
        parser=chosen("exact", "expansion"),
        help="How the expected misstatement adds units: exact, or expansion (printed factors).",
    ),
]


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be done inside ends the command, each problem on a line."""
    from amp_rules.errors import AmpRulesError

    try:
        yield
    except AmpRulesError as error:
        complain(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        complain(f"{name}{(error.strerror or type(error).__name__).lower()}")
        raise typer.Exit(BAD_INPUT) from None


def listed(path: Path, mapping: Path | None, currency: Currency | None, key: str = "row") -> PaymentList:
    """The payment list with its mapping; without one, columns have the names of their fields."""
    from amp_rules.audit.payments.mapping import ColumnMap, load_column_map

    return PaymentList(path, ColumnMap() if mapping is None else load_column_map(mapping), currency, key)


def amount(text: str | None, option: str, currency: Currency) -> Money:
    """A sum that an option gives; ends the command where it is missing or none."""
    from amp_rules.terms import Money

    try:
        return Money.of(needed(text, option), currency)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def ratio(text: str | None, option: str) -> Fraction:
    """A ratio that an option gives; ends the command where it is missing or none."""
    try:
        return Fraction(Decimal(needed(text, option)))
    except (InvalidOperation, ValueError, OverflowError):
        raise typer.BadParameter("expected a ratio such as 0.05", param_hint=option) from None


def needed(text: str | None, option: str) -> str:
    """What an option gives; ends the command where it is missing."""
    if text is None:
        raise typer.BadParameter("is needed; it has no usual value", param_hint=option)
    return text
