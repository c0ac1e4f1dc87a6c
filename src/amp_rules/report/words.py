"""Words, numbers, money and dates in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from amp_rules.case import member_title
from amp_rules.case.titles import MEMBER_TITLES
from amp_rules.ledger import Answer
from amp_rules.rulebook.model import Text
from amp_rules.terms import UNKNOWN, Money

LOCALES: Final = {"en": "en_GB", "sv": "sv_SE"}


class Words:
    """Everything that a report says in one language, 'sv' or 'en'."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = LOCALES[language]

    def say(self, message: str, **values: object) -> str:
        """A message of the catalogue with its values put in."""
        return message.format(**values) if values else message

    def plural(self, one: str, many: str, count: int) -> str:
        """The form of a message that fits a count, which it may show as {count}."""
        return (one if count == 1 else many).format(count=self.number(count))

    def of(self, text: Text) -> str:
        """The language's words of a text from the rule files."""
        return text.in_language(self.language)

    def money(self, money: Money) -> str:
        """An exact sum with its currency."""
        from babel.numbers import format_currency

        return format_currency(money.amount, money.currency, locale=self.locale, decimal_quantization=False)

    def number(self, number: int | Fraction | Decimal) -> str:
        """A number, grouped as the language does."""
        from babel.numbers import format_decimal

        shown = Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number
        return format_decimal(shown, locale=self.locale, decimal_quantization=False)

    def amount(self, money: Money) -> str:
        """A sum without its currency, for columns that name it."""
        from babel.numbers import format_decimal

        form = "#,##0.00########"
        return format_decimal(money.amount, form, locale=self.locale, decimal_quantization=False)

    def day(self, day: date) -> str:
        """A date as the language writes it."""
        from babel.dates import format_date

        return format_date(day, "d MMMM y", locale=self.locale)

    def join(self, parts: Iterable[str]) -> str:
        """Parts as a list in running text."""
        from babel.lists import format_list

        return format_list(list(parts), locale=self.locale)

    def yes(self, held: bool) -> str:
        """Yes or no."""
        return self.say("yes") if held else self.say("no")

    def answer(self, value: Answer, unit: str = "") -> str:
        """Any value, with its unit where it counts something."""
        if value is UNKNOWN:
            return self.say("not known")
        if value is None:
            return self.say("none")
        if isinstance(value, bool):
            return self.yes(value)
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, int | Fraction):
            return self._counted(value, unit)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, frozenset):
            return self.join(sorted(self.choice(each) for each in value)) or self.say("none")
        return self.choice(value)

    def _counted(self, value: int | Fraction, unit: str) -> str:
        number = self.number(value)
        if not isinstance(value, int):
            return number
        if unit == "day":
            return self.plural("{count} day", "{count} days", value)
        if unit == "month":
            return self.plural("{count} month", "{count} months", value)
        if unit == "year":
            return self.plural("{count} year", "{count} years", value)
        return number

    def choice(self, value: str) -> str:
        """A value of a closed list, by its title where it has one."""
        if isinstance(value, StrEnum) and type(value) in MEMBER_TITLES:
            return member_title(value, self.language)
        return str(value).replace("_", " ")
