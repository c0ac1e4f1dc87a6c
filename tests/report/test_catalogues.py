"""The messages of the reports: complete in both languages, alike, and all of them used."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import amp_rules.report
from amp_rules.report.words import report_words

ROOM = files("amp_rules.report")
SOURCES = "\n".join(path.read_text("utf-8") for path in Path(amp_rules.report.__file__).parent.glob("*.py"))


def messages(language: str) -> dict[str, Message]:
    text = ROOM.joinpath("locale", f"{language}.po").read_bytes()
    found = read_po(BytesIO(text), locale=language)
    return {each.id if isinstance(each.id, str) else each.id[0]: each for each in found if each.id}


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_message_is_translated(language: str) -> None:
    assert not [name for name, each in messages(language).items() if not all(forms(each))]
    assert not [name for name, each in messages(language).items() if each.fuzzy]


def test_both_languages_have_the_same_messages_in_the_same_order() -> None:
    assert list(messages("en")) == list(messages("sv"))


def test_both_languages_fill_in_the_same_places() -> None:
    swedish = messages("sv")
    for name, english in messages("en").items():
        wanted = {frozenset(places(form)) for form in forms(english)}
        assert {frozenset(places(form)) for form in forms(swedish[name])} == wanted, name


def test_every_message_is_used() -> None:
    for name in messages("en"):
        room, _, tail = name.partition(".")
        assert f'"{name}"' in SOURCES or (room == "rulebook" and f'"{tail}"' in SOURCES), name


def test_every_message_in_the_code_is_in_the_catalogue() -> None:
    named = set(re.findall(r'"((?:report|rulebook)\.[a-z_]+)"', SOURCES))
    assert named <= set(messages("en"))


def test_a_message_of_the_explanations_is_found_too() -> None:
    assert report_words("sv").say("value.yes") == "ja"
