"""Fixed texts, and values, in one language's form; Babel is loaded on first use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from amp_rules.errors import UnknownNameError
from amp_rules.rulebook.model import LANGUAGES
from amp_rules.terms import Money

LOCALES: Final = {"en": "en_GB", "sv": "sv"}
_MONEY: Final = {"en": "¤¤\xa0#,##0.00", "sv": "#,##0.00\xa0¤"}
_UNITS: Final = {"day": "unit.day", "month": "unit.month", "year": "unit.year", "person": "unit.person"}
_PER: Final = {"day": "per.day", "month": "per.month", "year": "per.year"}


def catalogue(language: str, *packages: str) -> GNUTranslations:
    """The messages of one language, read from the .po files of packages; the first that has one counts."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    found: GNUTranslations | None = None
    for package in packages or ("amp_rules.explanation",):
        text = files(package).joinpath("locale", f"{language}.po").read_bytes()
        binary = BytesIO()
        write_mo(binary, read_po(BytesIO(text), locale=language))
        binary.seek(0)
        messages = GNUTranslations(binary)
        if found is None:
            found = messages
        else:
            found.add_fallback(messages)
    assert found is not None
    return found


@cache
def words_in(language: str) -> Words:
    """The words of 'en' or 'sv'; each language is read once.

    Raises UnknownNameError for another language.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    return Words(language, catalogue(language))


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


class Words:
    """Messages by id, and money, dates, numbers and lists as the language writes them."""

    __slots__ = ("_messages", "language", "locale")

    def __init__(self, language: str, messages: GNUTranslations) -> None:
        self.language = language
        self.locale = LOCALES[language]
        self._messages = messages

    def say(self, message: str, /, **values: str) -> str:
        """The message with its places filled in."""
        return self._messages.gettext(message).format(**values)

    def count(self, message: str, number: int, /, **values: str) -> str:
        """The message in the form that the number asks for; the number itself is {n}."""
        form = self._messages.ngettext(message, message, number)
        return form.format(n=self.number(number), **values)

    def number(self, number: int | Fraction) -> str:
        """A plain number, grouped by thousands."""
        from babel.numbers import format_decimal

        exact = number if isinstance(number, int) else Money(number * 100, "SEK").amount
        return format_decimal(exact, locale=self.locale, decimal_quantization=False)

    def money(self, money: Money) -> str:
        """A sum with its currency; decimals only where there are some, and then all of them."""
        from babel.numbers import format_currency

        amount = money.amount
        pattern = _MONEY[self.language]
        if amount == amount.to_integral_value():
            amount, pattern = amount.quantize(1), pattern.replace(".00", "")
        return format_currency(
            amount,
            money.currency,
            pattern,
            self.locale,
            currency_digits=False,
            decimal_quantization=False,
        )

    def share(self, ratio: int | Fraction) -> str:
        """A ratio in per cent."""
        return self.say("value.percent", number=self.number(ratio * 100))

    def amount(self, value: int | Fraction | Money, unit: str) -> str:
        """A number with its unit, such as '30 days' or 'SEK 1,200 per day'."""
        over, _, under = unit.partition("/")
        if isinstance(value, Money):
            text = self.money(value)
        elif over == "ratio":
            text = self.share(value)
        elif over in _UNITS:
            whole = value if isinstance(value, int) else value.numerator
            text = self.count(_UNITS[over], whole)
        else:
            text = self.number(value)
        return self.say(_PER[under], amount=text) if under in _PER else text

    def day(self, day: date) -> str:
        """A date in full."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.locale)

    def span(self, first: date, last: date) -> str:
        """A run of days, both ends counted."""
        from babel.dates import format_interval

        return str(format_interval(first, last, "yMMMd", locale=self.locale))

    def every(self, parts: Iterable[str]) -> str:
        """A list with 'and'."""
        return self._listed(parts, "standard")

    def either(self, parts: Iterable[str]) -> str:
        """A list with 'or'."""
        return self._listed(parts, "or")

    def _listed(self, parts: Iterable[str], style: str) -> str:
        from babel.lists import format_list

        return format_list(list(parts), style, locale=self.locale)  # type: ignore[arg-type]

    def yes(self, value: bool) -> str:
        """Yes or no."""
        return self.say("value.yes") if value else self.say("value.no")
