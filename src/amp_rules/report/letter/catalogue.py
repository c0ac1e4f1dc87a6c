"""The messages of letters: the shipped catalogue, and what an organisation says instead."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from string import Formatter
from typing import TYPE_CHECKING

from amp_rules.report.letter.folder import WORDS, Templates, shipped
from amp_rules.report.letter.problems import LetterError
from amp_rules.report.letter.words import LetterWords, Reader
from amp_rules.report.words import report_words

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message


def letter_words(language: str, reader: Reader, templates: Templates) -> LetterWords:
    """The words of letters in 'en' or 'sv' to one reader.

    Raises UnknownNameError for another language, LetterError for an organisation's words that do not fit.
    """
    behind = report_words(language)
    name = WORDS[behind.language]
    text = templates.own(name)
    layers = [_shipped_binary(behind.language)]
    if text is not None:
        layers.insert(0, _binary(_own(text, name, behind.language)))
    return LetterWords(behind, [GNUTranslations(BytesIO(each)) for each in layers], reader)


@cache
def _shipped(language: str) -> Catalog:
    return _read(shipped(WORDS[language]), language)


def _read(text: str, language: str) -> Catalog:
    from babel.messages.pofile import read_po

    return read_po(BytesIO(text.encode("utf-8")), locale=language, abort_invalid=True)


@cache
def _shipped_binary(language: str) -> bytes:
    return _binary(_shipped(language))


def _binary(catalogue: Catalog) -> bytes:
    """A catalogue in the form that gettext reads."""
    from babel.messages.mofile import write_mo

    binary = BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def _own(text: str, name: str, language: str) -> Catalog:
    """An organisation's messages, each of which stands in for a shipped one and has the same places."""
    from babel.messages.pofile import PoFileError

    try:
        found = _read(text, language)
    except PoFileError as error:
        raise LetterError(f"{name}:{error.lineno}", "not a message catalogue") from None
    except ValueError:
        raise LetterError(name, "not a message catalogue") from None
    known = {each.id: each for each in _shipped(language) if each.id}
    for message in found:
        if message.id:
            _check(message, known.get(message.id), name)
    return found


def _check(message: Message, known: Message | None, name: str) -> None:
    where = f"{name}:{message.lineno}"
    if known is None:
        raise LetterError(where, f"no message '{message.id}' in letters")
    if not isinstance(message.string, str):
        raise LetterError(where, f"'{message.id}' has one form, found several")
    given, wanted = _places(message.string), _places(str(known.string))
    if given is None:
        raise LetterError(
            where, f"'{message.id}': expected places such as {{who}} and nothing else in braces"
        )
    if wanted is not None and not given <= wanted:
        places = ", ".join(sorted(wanted)) or "none"
        raise LetterError(where, f"'{message.id}' has a place that is not filled in; known: {places}")


def _places(text: str) -> set[str] | None:
    """The names in braces; None where there is anything but a name: no attribute, index, width or form."""
    try:
        parts = [each for each in Formatter().parse(text) if each[1] is not None]
    except ValueError:
        return None
    if any(form or conversion for _, _, form, conversion in parts):
        return None
    names = {str(name) for _, name, _, _ in parts}
    return names if all(name.isidentifier() for name in names) else None
