"""The words of sampling: a catalogue of their own, with that of the reports behind it."""

from __future__ import annotations

from functools import cache

from amp_rules.explanation.words import catalogue, words_in
from amp_rules.report.words import ReportWords


@cache
def sampling_words(language: str) -> ReportWords:
    """The words of 'en' or 'sv'; each language is read once.

    Raises UnknownNameError for another language.
    """
    known = words_in(language).language
    messages = catalogue(known, "amp_rules.audit.sampling", "amp_rules.explanation")
    return ReportWords(known, messages)
