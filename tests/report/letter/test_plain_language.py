"""Letters are read by people under stress: short sentences, few long words.

LIX (Björnsson, Läsbarhet, 1968): words to a sentence, plus the words of more than six letters in per cent.
Texts below 30 are taken to be very easy, from 30 to 40 easy.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from amp_rules.ledger import Verdict
from amp_rules.report.letter import Letter, write_letter
from tests.places import EXAMPLES
from tests.report.letter.made import EDITIONS, letter
from tests.report.letter.test_catalogue import messages
from tests.report.outcomes import example

EASY = 35
LONGEST_SENTENCE = 22


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.?!])\s+", text) if words(each)]


def lix(texts: list[str]) -> Fraction:
    """Of running text: what ends with a full stop or a question mark; headings are no sentences."""
    told = [each for text in texts for each in sentences(text)]
    every = [word for each in told for word in words(each)]
    long_ones = [word for word in every if len(word) > 6]
    return Fraction(len(every), len(told)) + Fraction(100 * len(long_ones), len(every))


def running(found: Letter) -> list[str]:
    """The sentences of a letter to the person, without headings and sources."""
    texts = [found.notice, *found.about.text, *found.withdrawal.text, *found.roles.text, *found.contact.text]
    texts += [text for answer in found.answers.answers for text in (answer.question, answer.text)]
    texts += [
        point.text for reason in found.reasons.reasons for group in reason.groups for point in group.points
    ]
    if found.missing is not None:
        texts += [*found.missing.text, *found.missing.how.text]
    if found.questions is not None:
        texts += [*found.questions.text, *(each.question for each in found.questions.questions)]
    if found.money is not None:
        texts += [*found.money.text, *(point.text for group in found.money.groups for point in group.points)]
    return [text for text in texts if text.endswith((".", "?"))]


def test_the_measure_is_that_of_the_book() -> None:
    """Ten words in two sentences, three of them long: 10/2 + 100 * 3/10."""
    assert lix(["En katt satt bredvid hunden. Katten verkade sovande där ute."]) == 5 + 30


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_letter_to_the_person_is_easy_to_read(edition: str, verdict: Verdict, language: str) -> None:
    assert lix(running(letter(edition, verdict, language))) < EASY


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_so_are_the_letters_of_the_examples(path: Path) -> None:
    assert lix(running(write_letter(example(path)))) < EASY


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_sentence_for_the_person_is_long(language: str) -> None:
    told = [
        (name, each)
        for name, message in messages(language).items()
        if not name.endswith(".shelter")
        for each in sentences(str(message.string))
    ]
    assert [(name, each) for name, each in told if len(words(each)) > LONGEST_SENTENCE] == []
