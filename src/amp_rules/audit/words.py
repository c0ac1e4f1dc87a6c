"""The reasoning of the audit, in both languages at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from amp_rules.explanation.words import Words, catalogue
from amp_rules.rulebook.model import LANGUAGES, Text
from amp_rules.terms import Money


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit: 'SEK', 'SEK/day', 'day', 'person', 'count', or 'mean' (to one decimal)."""

    value: int | Fraction | Money
    unit: str

    def in_words(self, words: Words) -> str:
        """The number as the language writes it."""
        return words.amount(self.value, self.unit)


@cache
def audit_words(language: str) -> Words:
    """The words of 'en' or 'sv'; each language is read once."""
    return Words(language, catalogue(language, "amp_rules.audit", "amp_rules.explanation"))


def said(message: str, numbers: Mapping[str, Number], **names: Text) -> Text:
    """The message in both languages, with numbers and names filled in."""
    texts = []
    for language in LANGUAGES:
        words = audit_words(language)
        values = {key: number.in_words(words) for key, number in numbers.items()}
        values |= {key: name.in_language(language) for key, name in names.items()}
        texts.append(words.say(message, **values))
    return Text(*texts)


def mean(total: int, number: int) -> Number:
    """A mean rounded to one decimal."""
    return Number(Fraction(round(Fraction(total * 10, number)), 10), "mean")
