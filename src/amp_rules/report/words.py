"""The words of reports: their own catalogue, with that of the explanations behind it."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from amp_rules.explanation.words import Words, words_in
from amp_rules.rulebook.model import Text
from amp_rules.terms import Money

_COLUMN: Final = "#,##0.00########"


def _catalogue(package: str, language: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    text = files(package).joinpath("locale", f"{language}.po").read_bytes()
    binary = BytesIO()
    write_mo(binary, read_po(BytesIO(text), locale=language))
    binary.seek(0)
    return GNUTranslations(binary)


@cache
def report_words(language: str) -> ReportWords:
    """The words of 'en' or 'sv'; each language is read once.

    Raises UnknownNameError for another language.
    """
    known = words_in(language).language
    messages = _catalogue("amp_rules.report", known)
    messages.add_fallback(_catalogue("amp_rules.explanation", known))
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
