"""Answers and the texts that stand for them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from amp_rules.errors import Where
from amp_rules.ledger import Answer
from amp_rules.plan.types import Type
from amp_rules.scenarios.compare import UnfitTextError, mismatch, shown, typed
from amp_rules.scenarios.model import Word
from amp_rules.terms import UNKNOWN, Money

SEK = Type("number", "SEK")
RATIO = Type("number", "ratio")
CHOICE = Type("choice", members=("paid", "over_cap"))
HERE = Where("a.yaml", 1, 1)

PAIRS: list[tuple[str, Type, Answer]] = [
    ("true", Type("bool"), True),
    ("false", Type("bool"), False),
    ("2022-03-01", Type("date"), date(2022, 3, 1)),
    ("12", Type("number"), 12),
    ("-3", Type("number", "day"), -3),
    ("0.5", RATIO, Fraction(1, 2)),
    ("36000.00 SEK", SEK, Money.of("36000", "SEK")),
    ("17.50 USD", Type("number", "USD/day"), Money.of("17.50", "USD")),
    ("paid", CHOICE, "paid"),
    ("unknown", SEK, UNKNOWN),
    ("absent", Type("date", optional=True), None),
]


@pytest.mark.parametrize(("text", "kind", "answer"), PAIRS)
def test_a_text_and_its_answer_stand_for_each_other(text: str, kind: Type, answer: Answer) -> None:
    assert typed(text, kind) == answer
    assert shown(answer) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", Type("bool")),
        ("20220301", Type("date")),
        ("2022-02-30", Type("date")),
        ("1e9", Type("number")),
        ("1e999999999", RATIO),
        ("١", Type("number")),
        ("36000.00", SEK),
        ("36 000.00 SEK", SEK),
        ("1.00 USD", SEK),
        ("payed", CHOICE),
    ],
)
def test_a_text_no_answer_is_written_as_is_refused(text: str, kind: Type) -> None:
    with pytest.raises(UnfitTextError):
        typed(text, kind)


def test_a_set_is_shown_in_order() -> None:
    assert shown(frozenset({"b", "a"})) == "a, b"
    assert shown(frozenset()) == "nothing"


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        (SEK, "write an amount such as '100.00 SEK'"),
        (Type("date"), "write a date as YYYY-MM-DD"),
        (RATIO, "write a number"),
        (CHOICE, "write one of paid, over_cap"),
    ],
)
def test_a_text_that_does_not_fit_gets_a_hint(kind: Type, hint: str) -> None:
    found = mismatch("values.x", Word("?", HERE), UNKNOWN, kind)
    assert found is not None
    assert found.hint == hint


def test_the_same_answer_is_no_mismatch() -> None:
    assert mismatch("values.x", Word("12", HERE), 12, Type("number")) is None


def test_unknown_is_not_absent() -> None:
    assert mismatch("values.x", Word("absent", HERE), UNKNOWN, SEK) is not None
    assert mismatch("values.x", Word("unknown", HERE), None, SEK) is not None
