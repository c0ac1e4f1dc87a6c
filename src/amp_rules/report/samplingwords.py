"""The words of sampling: a catalogue of their own, with that of the reports behind it."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from amp_rules.explanation.words import words_in
from amp_rules.report.words import ReportWords


@cache
def sampling_words(language: str) -> ReportWords:
    """The words of 'en' or 'sv'; each language is read once.

    Raises UnknownNameError for another language.
    """
    known = words_in(language).language
    messages = _catalogue("amp_rules.audit.sampling", known)
    messages.add_fallback(_catalogue("amp_rules.explanation", known))
    return ReportWords(known, messages)


def _catalogue(package: str, language: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    text = files(package).joinpath("locale", f"{language}.po").read_bytes()
    binary = BytesIO()
    write_mo(binary, read_po(BytesIO(text), locale=language))
    binary.seek(0)
    return GNUTranslations(binary)
