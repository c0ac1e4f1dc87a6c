"""The two message catalogues: complete, alike, and no larger than what is used."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from amp_rules.errors import UnknownNameError
from amp_rules.explanation.words import words_in

ROOM = files("amp_rules.explanation")
MESSAGE_ID = re.compile(r"[a-z]+(\.[a-z_]+)+")


@cache
def catalogue(language: str) -> Catalog:
    return read_po(BytesIO(ROOM.joinpath("locale", f"{language}.po").read_bytes()), locale=language)


def messages(language: str) -> dict[str, Message]:
    return {_id(message): message for message in catalogue(language) if message.id}


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def used_ids() -> set[str]:
    found = set()
    for entry in ROOM.iterdir():
        if entry.name.endswith(".py"):
            for node in ast.walk(ast.parse(entry.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return {text for text in found if MESSAGE_ID.fullmatch(text)} - {"amp_rules.explanation"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_message_is_missing_or_unused(language: str) -> None:
    assert set(messages(language)) == used_ids()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_message_is_translated_and_checked(language: str) -> None:
    found = messages(language)
    assert not [name for name, message in found.items() if message.fuzzy]
    assert not [name for name, message in found.items() if not all(form.strip() for form in _forms(message))]
    assert not catalogue(language).obsolete
    assert catalogue(language).num_plurals == 2


def test_both_languages_have_the_same_places_in_every_form() -> None:
    english, swedish = messages("en"), messages("sv")
    for name, message in english.items():
        forms = [places(form) for form in (*_forms(message), *_forms(swedish[name]))]
        assert all(form == forms[0] for form in forms), name


def test_both_languages_count_the_same_messages() -> None:
    plural = {name for name, message in messages("en").items() if message.pluralizable}
    assert plural == {name for name, message in messages("sv").items() if message.pluralizable}


def test_nothing_swedish_is_left_in_english() -> None:
    same_on_purpose = re.compile(r"[^A-Za-zÅÄÖåäö]*|.*\{.*")
    english, swedish = messages("en"), messages("sv")
    alike = {
        name
        for name, message in english.items()
        if _forms(message) == _forms(swedish[name]) and not same_on_purpose.fullmatch(_forms(message)[0])
    }
    assert alike == {"name.person", "name.period"}


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no language 'de'"):
        words_in("de")


def test_a_language_is_read_once() -> None:
    assert words_in("sv") is words_in("sv")
