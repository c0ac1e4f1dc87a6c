"""The words of payment audits: a catalogue of their own, with that of the explanations behind it."""

from __future__ import annotations

from functools import cache

from amp_rules.explanation.words import catalogue, words_in
from amp_rules.report.words import ReportWords
from amp_rules.terms import Money


class AuditWords(ReportWords):
    """Messages by id, with differences written with their sign."""

    __slots__ = ()

    def template(self, message: str) -> str:
        """A message with its places not filled in."""
        return self._messages.gettext(message)

    def signed(self, money: Money) -> str:
        """A difference with its currency, and a plus sign where more was paid."""
        return f"+{self.money(money)}" if money.minor > 0 else self.money(money)

    def signed_column(self, money: Money) -> str:
        """A difference without its currency, for columns."""
        return f"+{self.column(money)}" if money.minor > 0 else self.column(money)


@cache
def audit_page_words(language: str) -> AuditWords:
    """The words of 'en' or 'sv'; each language is read once.

    Raises UnknownNameError for another language.
    """
    known = words_in(language).language
    messages = catalogue(known, "amp_rules.report.audit", "amp_rules.explanation")
    return AuditWords(known, messages)
