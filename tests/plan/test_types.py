"""Units, products of units, and types that hold values of two."""

from __future__ import annotations

import pytest

from amp_rules.plan.types import (
    BOOL,
    COUNT,
    DATE,
    DAYS,
    NONE,
    RATIO,
    TEXT,
    Type,
    join,
    parse_unit,
    per_day,
    times,
)

SEK = Type("number", "SEK")
SHORT = Type("choice", members=("short",))
LONG = Type("choice", members=("long",))


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("count", ""),
        ("", ""),
        ("SEK", "SEK"),
        ("USD/day", "USD/day"),
        ("SEK/month", None),
        ("ratio", "ratio"),
        ("week", None),
        ("SEK/week", None),
        ("SEK/day/day", None),
        ("sek", None),
        ("SEK/", None),
        ("ＳＥＫ", None),
    ],
)
def test_a_unit_is_a_base_or_one_per_another(written: str, unit: str | None) -> None:
    assert parse_unit(written) == unit


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        ("SEK/day", "day", "SEK"),
        ("day", "SEK/day", "SEK"),
        ("ratio", "USD", "USD"),
        ("USD", "ratio", "USD"),
        ("ratio", "ratio", "ratio"),
        ("ratio", "", "ratio"),
        ("", "ratio", "ratio"),
        ("", "", ""),
        ("", "day", "day"),
        ("day", "", "day"),
        ("SEK", "USD", None),
        ("SEK/day", "month", None),
        ("month", "SEK/day", None),
        ("day", "day", None),
    ],
)
def test_units_multiply_where_one_cancels(left: str, right: str, product: str | None) -> None:
    assert times(left, right) == product


def test_a_sum_over_days_takes_the_day_out_of_the_unit() -> None:
    assert per_day("SEK/day") == "SEK"
    assert per_day("SEK") is None


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        (BOOL, BOOL, BOOL),
        (NONE, DATE, Type("date", optional=True)),
        (DATE, NONE, Type("date", optional=True)),
        (BOOL, DATE, None),
        (SEK, DAYS, None),
        (COUNT, RATIO, None),
        (TEXT, SHORT, SHORT),
        (SHORT, TEXT, SHORT),
        (TEXT, TEXT, TEXT),
        (TEXT, DATE, None),
        (SHORT, LONG, Type("choice", members=("short", "long"))),
        (Type("set", members=("a",)), Type("set"), Type("set")),
        (DATE, Type("date", ramp=True), Type("date", ramp=True)),
        (Type("date", optional=True), DATE, Type("date", optional=True)),
    ],
)
def test_two_types_join_when_one_can_hold_both(left: Type, right: Type, both: Type | None) -> None:
    assert join(left, right) == both


def test_money_is_seen_by_its_currency_also_per_day() -> None:
    assert [kind.money for kind in (SEK, Type("number", "USD/day"), DAYS, DATE)] == [
        "SEK",
        "USD",
        None,
        None,
    ]


def test_a_type_can_lose_its_absence_and_its_ramp() -> None:
    kind = Type("date", optional=True, ramp=True)
    assert kind.present() == Type("date", ramp=True)
    assert kind.steady() == Type("date", optional=True)
    assert DATE.present() is DATE
    assert DATE.steady() is DATE


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (SEK, "number of SEK"),
        (COUNT, "number of things"),
        (Type("date", optional=True), "date or absent"),
    ],
)
def test_a_type_says_what_it_is(kind: Type, words: str) -> None:
    assert str(kind) == words
