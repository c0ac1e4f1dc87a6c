"""The reasoning of the audit: complete in both languages, alike, and all of it used."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import amp_rules.audit

SOURCES = "\n".join(path.read_text("utf-8") for path in Path(amp_rules.audit.__file__).parent.glob("*.py"))


def messages(language: str) -> dict[str, str]:
    text = files("amp_rules.audit").joinpath("locale", f"{language}.po").read_bytes()
    return {str(each.id): str(each.string) for each in read_po(BytesIO(text), locale=language) if each.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_messages_with_the_same_places() -> None:
    english, swedish = messages("en"), messages("sv")
    assert list(english) == list(swedish)
    assert {key: places(text) for key, text in english.items()} == {
        key: places(text) for key, text in swedish.items()
    }
    assert all(english.values())
    assert all(swedish.values())


@pytest.mark.parametrize("key", [key.removeprefix("reasoning.") for key in messages("en")])
def test_every_message_is_used(key: str) -> None:
    assert f'"{key}"' in SOURCES


def test_no_line_is_shared_by_the_languages() -> None:
    english, swedish = messages("en"), messages("sv")
    alike = [
        key for key in english if english[key] == swedish[key] and not re.fullmatch(r"\{\w+\}", english[key])
    ]
    assert alike == []
