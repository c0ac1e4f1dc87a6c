from __future__ import annotations

import copy
import operator
import pickle
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from amp_rules.terms import UNKNOWN, Maybe, Money, Unit, Unknown

MINORS = st.integers(-(10**14), 10**14)


def sek(minor: int | Fraction) -> Money:
    return Money(minor, "SEK")


def test_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)


def test_unknown_is_one_object_that_survives_copies_and_pickles() -> None:
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"
    assert list(Unknown) == [UNKNOWN]


class Pet(BaseModel):
    model_config = ConfigDict(strict=True)

    legs: Maybe[int] = UNKNOWN
    name: Maybe[str | None] = UNKNOWN


def test_a_maybe_field_accepts_unknown_from_python_only() -> None:
    assert Pet(legs=UNKNOWN).legs is UNKNOWN
    assert Pet.model_validate_json('{"legs": 3}').legs == 3
    for text in ('{"legs": "unknown"}', '{"legs": null}'):
        with pytest.raises(ValidationError):
            Pet.model_validate_json(text)


def test_a_maybe_field_reports_the_errors_of_its_bare_type() -> None:
    with pytest.raises(ValidationError) as caught:
        Pet.model_validate({"legs": "x", "name": 3})
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [
        (("legs",), "int_type"),
        (("name",), "string_type"),
    ]


def test_a_maybe_field_has_the_schema_of_its_bare_type() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Maybe[int])
    assert adapter.json_schema() == {"type": "integer"}


def test_absent_is_not_unknown() -> None:
    assert Pet.model_validate_json('{"name": null}').name is None
    assert Pet.model_validate_json("{}").name is UNKNOWN


def test_a_unit_reads_as_its_symbol() -> None:
    assert str(Unit("SEK/day")) == "SEK/day"


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("71", 7100),
        ("71.5", 7150),
        ("-0.01", -1),
        (3, 300),
        (Decimal("1E+2"), 10000),
        (Decimal("0.005"), Fraction(1, 2)),
        ("0.005", Fraction(1, 2)),
        ("1.0000", 100),
    ],
)
def test_money_of_is_exact(amount: Decimal | str | int, minor: int | Fraction) -> None:
    assert Money.of(amount, "SEK").minor == minor


@pytest.mark.parametrize(
    "amount",
    [
        *["", "1e3", "NaN", "1,5", " 1", "1.", ".5", "+1", "1_000", "١", "1\n", "9" * 31],
        *[Decimal("NaN"), Decimal("Infinity"), Decimal("1E+1000000"), Decimal("1E-1000000")],
    ],
)
def test_money_of_refuses_what_is_no_plain_decimal(amount: Decimal | str) -> None:
    with pytest.raises(ValueError, match="amount"):
        Money.of(amount, "SEK")


@pytest.mark.parametrize("amount", [1.5, True, None, Fraction(1, 3)])
def test_money_of_refuses_floats_and_other_types(amount: Any) -> None:
    with pytest.raises(TypeError):
        Money.of(amount, "SEK")


@pytest.mark.parametrize("minor", [1.0, "1", True, Decimal(1)])
def test_money_counts_in_whole_or_exact_minor_units(minor: Any) -> None:
    with pytest.raises(TypeError):
        Money(minor, "SEK")


def test_money_refuses_a_third_of_a_cent_and_unknown_currencies() -> None:
    with pytest.raises(ValueError, match="finite decimal"):
        sek(Fraction(1, 3))
    bad: Any = "EUR"
    with pytest.raises(ValueError, match="currency"):
        Money(1, bad)


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (sek(120000), "Money('1200.00', 'SEK')"),
        (sek(0), "Money('0.00', 'SEK')"),
        (sek(-5), "Money('-0.05', 'SEK')"),
        (sek(Fraction(1, 8)), "Money('0.00125', 'SEK')"),
        (Money(10**40, "USD"), f"Money('1{'0' * 38}.00', 'USD')"),
    ],
)
def test_money_shows_its_exact_amount(money: Money, shown: str) -> None:
    assert repr(money) == shown


def test_money_of_two_currencies_does_not_mix() -> None:
    kronor, dollars = sek(1), Money(1, "USD")
    assert kronor != dollars
    for mix in (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError, match="SEK and USD"):
            mix(kronor, dollars)


def test_money_does_not_mix_with_numbers() -> None:
    one: Any = sek(1)
    for mix in (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError):
            mix(one, 1)
    for times in (1.5, True):
        with pytest.raises(TypeError):
            operator.mul(one, times)
    assert one != 1


def test_money_is_frozen() -> None:
    money: Any = sek(1)
    with pytest.raises(AttributeError, match="cannot be changed"):
        money.minor = 2
    with pytest.raises(AttributeError, match="cannot be changed"):
        del money.minor
    with pytest.raises(AttributeError):
        money.note = "x"


@given(MINORS, MINORS, st.integers(-99, 99))
def test_money_follows_the_laws_of_its_minor_units(left: int, right: int, times: int) -> None:
    assert (sek(left) + sek(right)).minor == left + right
    assert (sek(left) - sek(right)).minor == left - right
    assert (sek(left) * times).minor == (times * sek(left)).minor == left * times
    assert -sek(left) == sek(0) - sek(left)
    assert (sek(left) < sek(right)) == (left < right)
    assert (sek(left) <= sek(right)) == (left <= right)
    assert (sek(left) > sek(right)) == (left > right)
    assert (sek(left) >= sek(right)) == (left >= right)
    assert bool(sek(left)) == (left != 0)


@given(MINORS, st.integers(0, 6), st.integers(0, 6))
def test_money_keeps_its_amount_through_text_copies_and_pickles(minor: int, twos: int, fives: int) -> None:
    money = sek(Fraction(minor, 2**twos * 5**fives))
    assert Money.of(str(money), "SEK") == money
    assert Money.of(money.amount, "SEK") == money
    assert hash(Money.of(money.amount, "SEK")) == hash(money)
    assert pickle.loads(pickle.dumps(money)) == money
    assert copy.copy(money) is copy.deepcopy(money) is money


@given(MINORS)
def test_whole_minor_units_are_kept_as_ints(minor: int) -> None:
    assert type(sek(Fraction(minor)).minor) is int
    assert sek(Fraction(minor)) == sek(minor)


def test_other_ints_are_kept_as_plain_ints() -> None:
    class Coin(IntEnum):
        KRONA = 100

    assert type(sek(Coin.KRONA).minor) is int
