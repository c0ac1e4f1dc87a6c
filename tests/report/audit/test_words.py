"""The messages of payment audits: complete in both languages, alike, and all of them used."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import amp_rules.report.audit
from amp_rules.report.audit.words import audit_page_words
from amp_rules.terms import Money
from tests.report.test_catalogues import forms, places

ROOM = files("amp_rules.report.audit")
SOURCES = "\n".join(
    path.read_text("utf-8") for path in Path(amp_rules.report.audit.__file__).parent.glob("*.py")
)


def messages(language: str) -> dict[str, Message]:
    text = ROOM.joinpath("locale", f"{language}.po").read_bytes()
    found = read_po(BytesIO(text), locale=language)
    return {each.id if isinstance(each.id, str) else each.id[0]: each for each in found if each.id}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_message_is_translated(language: str) -> None:
    assert not [name for name, each in messages(language).items() if not all(forms(each)) or each.fuzzy]


def test_both_languages_have_the_same_messages_in_the_same_order() -> None:
    assert list(messages("en")) == list(messages("sv"))


def test_both_languages_fill_in_the_same_places() -> None:
    swedish = messages("sv")
    for name, english in messages("en").items():
        wanted = {frozenset(places(form)) - {"n"} for form in forms(english)}
        assert {frozenset(places(form)) - {"n"} for form in forms(swedish[name])} == wanted, name


def test_every_message_is_used() -> None:
    assert [name for name in messages("en") if f'"{name}"' not in SOURCES] == []


def test_every_message_in_the_code_is_in_the_catalogue() -> None:
    assert set(re.findall(r'"(audit\.[a-z_]+)"', SOURCES)) <= set(messages("en"))


@pytest.mark.parametrize(("language", "more", "less"), [("en", "+SEK 5", "-SEK 5"), ("sv", "+5 kr", "-5 kr")])
def test_differences_have_their_sign(language: str, more: str, less: str) -> None:
    words = audit_page_words(language)
    told = [words.signed(Money.of(amount, "SEK")).replace("\xa0", " ") for amount in ("5", "-5", "0")]
    assert told == [more, less, told[2]]
    assert told[2][0] not in "+-"
