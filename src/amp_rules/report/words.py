"""The words of reports: their own catalogue, with that of the explanations behind it."""

from __future__ import annotations

from functools import cache
from typing import Final

from amp_rules.explanation.words import Words, catalogue, words_in
from amp_rules.rulebook.model import Text
from amp_rules.terms import Money

_COLUMN: Final = "#,##0.00########"


@cache
def report_words(language: str) -> ReportWords:
    """The words of 'en' or 'sv'; each language is read once.

    Raises UnknownNameError for another language.
    """
    known = words_in(language).language
    messages = catalogue(known, "amp_rules.report", "amp_rules.explanation")
    return ReportWords(known, messages)


class ReportWords(Words):
    """Messages by id, with values written as explanations write them."""

    __slots__ = ()

    def of(self, text: Text) -> str:
        """The language's words of a text from the rule files."""
        return text.in_language(self.language)

    def column(self, money: Money) -> str:
        """A sum without its currency and always with decimals, for columns."""
        from babel.numbers import format_decimal

        return format_decimal(money.amount, _COLUMN, locale=self.locale, decimal_quantization=False)
