"""Changes given in one line each."""

from __future__ import annotations

import pytest

from amp_rules.errors import RulebookError
from amp_rules.rulebook import Rulebook, parse_changes, reformed
from tests.rulebook.reforms import book_of


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book_of(tmp_path_factory.mktemp("rules"))


@pytest.mark.parametrize("text", ["limit=40", "nsp.limit=40", "nsp.lim=40", " limit=40 "])
def test_a_parameter_is_set_by_name(book: Rulebook, text: str) -> None:
    if "lim=" in text:
        with pytest.raises(RulebookError, match="did you mean 'limit'"):
            parse_changes(book, [text])
    else:
        changed = reformed(book, parse_changes(book, [text]))
        assert [value.text for value in changed.parameters["limit"].values] == ["40"]


def test_a_name_may_be_cut_at_an_underscore() -> None:
    from amp_rules.rulebook import load_rulebook

    shipped = load_rulebook("nsp", edition="2022")
    (change,) = parse_changes(shipped, ["nsp.child_supplement=600"]).changes
    assert change.id == "child_supplement_rate=600"


def test_a_value_may_hold_from_a_day_on(book: Rulebook) -> None:
    changed = reformed(book, parse_changes(book, ["rate=600@2020-07-01"]))
    assert [str(value.start) for value in changed.parameters["rate"].values] == ["None", "2020-07-01"]


def test_a_reading_is_switched(book: Rulebook) -> None:
    assert reformed(book, parse_changes(book, [], {"B1": "wide"})).readings == {"B1": "wide"}


@pytest.mark.parametrize(
    ("sets", "readings", "expected"),
    [
        (["limit"], {}, "--set:1:1: AR814"),
        (
            ["limit=40", "rats=2"],
            {},
            "--set:2:1: AR803 'rats' is not a parameter of nsp/2020 (did you mean 'rate'?)",
        ),
        (
            ["amp.limit=40"],
            {},
            "--set:1:1: AR803 'amp' is not the programme of nsp/2020 (did you mean 'nsp'?)",
        ),
        (["limit=40", "limit=50"], {}, "--set:2:1: AR805"),
        (["limit=40@later"], {}, "--set:1:1: AR110"),
        ([], {"B1": "wid"}, "--reading:1:1: AR507 'wid' is not a reading of B1 (did you mean 'wide'?)"),
        ([], {"X1": "wide"}, "--reading:1:1: AR506 'X1' is not in the interpretation register"),
    ],
)
def test_what_is_wrong_is_told_with_the_option(
    book: Rulebook, sets: list[str], readings: dict[str, str], expected: str
) -> None:
    with pytest.raises(RulebookError) as refused:
        parse_changes(book, sets, readings)
    assert str(refused.value).startswith(expected)
