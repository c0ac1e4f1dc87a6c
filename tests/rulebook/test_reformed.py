"""What a rulebook looks like once a reform is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.errors import RulebookError
from amp_rules.plan import build_plan
from amp_rules.rulebook import Library, Rulebook, parse_changes, reformed, together, with_readings
from tests.rulebook.reforms import codes_of, library_with, reform_of, said_of

THREE = """
a: {set_parameter: limit, value: 40}
b: {add_rule: stage.odd, when: counted and granted, then: "'late'", before: stage.early}
c: {change_decision: granted, otherwise: "True"}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def book(library: Library) -> Rulebook:
    return library.rulebook("nsp", edition="2020")


def made(library: Library, changes: str) -> Rulebook:
    return reformed(library.rulebook("nsp", edition="2020"), reform_of(library, changes))


def values(book: Rulebook, name: str) -> list[tuple[str | None, str]]:
    return [
        (each.start.isoformat() if each.start else None, each.text) for each in book.parameters[name].values
    ]


def test_the_rulebook_itself_stays_as_it_is(library: Library, book: Rulebook) -> None:
    made(library, "a: {set_parameter: limit, value: 40}")
    assert values(book, "limit") == [(None, "30")]


def test_a_set_parameter_has_the_new_value_only(library: Library) -> None:
    assert values(made(library, "a: {set_parameter: rate, value: 600}"), "rate") == [(None, "600")]


def test_a_parameter_set_from_a_day_on_keeps_its_value_until_then(library: Library) -> None:
    found = made(library, "a: {set_parameter: rate, value: 600, from: 2020-07-01}")
    assert values(found, "rate") == [(None, "500"), ("2020-07-01", "600")]


def test_later_values_than_the_new_one_are_gone(library: Library) -> None:
    first = made(library, "a: {set_parameter: rate, values: [{value: 1}, {from: 2020-05-01, value: 2}]}")
    again = reformed(first, reform_of(library, "b: {set_parameter: rate, value: 3, from: 2020-04-01}"))
    assert values(again, "rate") == [(None, "1"), ("2020-04-01", "3")]


def test_what_is_changed_cites_the_change_first(library: Library) -> None:
    found = made(library, "a: {set_parameter: rate, value: 600}")
    assert found.parameters["rate"].cite == ("trial.a", "T-01", "T-02")
    cited = found.registers.catalogue["trial.a"]
    assert (cited.summary.en, found.registers.sources[cited.source].title.en) == ("A reason", "A trial")


def test_a_change_may_say_what_it_builds_on(library: Library) -> None:
    found = made(library, "a: {set_parameter: rate, value: 600, cite: [T-02]}")
    assert found.parameters["rate"].cite == ("trial.a", "T-02")


def test_a_changed_rule_keeps_what_is_not_said(library: Library, book: Rulebook) -> None:
    old = book.decisions["granted"].rules[1]
    new = made(library, "a: {change_rule: granted.coerced, then: True}").decisions["granted"].rules[1]
    assert (new.id, new.when, new.overrides) == (old.id, old.when, old.overrides)
    assert (new.then.text, new.cite[0]) == ("True", "trial.a")


def test_an_added_rule_stands_before_the_one_named(library: Library) -> None:
    found = made(library, "a: {add_rule: stage.odd, when: granted, then: \"'late'\", before: stage.early}")
    assert [rule.id for rule in found.decisions["stage"].rules] == ["stage.never", "stage.odd", "stage.early"]


def test_an_added_rule_stands_at_the_end_otherwise(library: Library) -> None:
    found = made(library, "a: {add_rule: stage.odd, when: granted, then: \"'late'\"}")
    rule = found.decisions["stage"].rules[-1]
    assert (rule.id, rule.cite) == ("stage.odd", ("trial.a", "T-01"))


def test_a_removed_rule_is_gone(library: Library) -> None:
    found = made(library, "a: {remove_rule: stage.never}")
    assert [rule.id for rule in found.decisions["stage"].rules] == ["stage.early"]


def test_a_formula_and_the_answer_where_no_rule_holds_can_be_changed(library: Library) -> None:
    found = made(
        library,
        "a: {change_decision: day_rate, value: parameter.rate}\n"
        "b: {change_decision: stage, otherwise: \"'early'\"}",
    )
    assert found.decisions["day_rate"].rules[0].then.text == "parameter.rate"
    otherwise = found.decisions["stage"].otherwise
    assert otherwise is not None
    assert otherwise.text == "'early'"


def test_a_parameter_and_a_decision_can_be_added(library: Library) -> None:
    found = made(
        library,
        """
a: {add_parameter: bonus, unit: SEK/day, value: 10, title: {en: Bonus, sv: Bonus}}
b: {add_decision: willing, about: case, type: bool, title: {en: W, sv: V}, value: "True"}
""",
    )
    assert found.parameters["bonus"].cite == ("trial.a",)
    assert found.decisions["willing"].cite == ("trial.b",)
    assert {"bonus", "willing"} <= found.own


def test_a_switched_reading_is_the_one_that_with_readings_gives(library: Library, book: Rulebook) -> None:
    found = made(library, "a: {switch_reading: B1=wide}")
    assert found.readings == with_readings(book, {"B1": "wide"}).readings


def test_the_order_of_the_list_means_nothing(library: Library, book: Rulebook) -> None:
    forth = THREE.strip().splitlines()
    digests = {
        build_plan(reformed(book, reform_of(library, "\n".join(each)))).digest
        for each in (forth, forth[::-1], [forth[1], forth[0], forth[2]])
    }
    assert len(digests) == 1


def test_some_of_the_changes_can_be_made(library: Library, book: Rulebook) -> None:
    reform = reform_of(library, THREE)
    found = reformed(book, reform, only=["c"])
    assert (values(found, "limit"), found.name) == ([(None, "30")], "nsp/2020+trial(c)")
    assert reformed(book, reform, only=[]) is book


def test_a_reformed_rulebook_says_so_in_its_name(library: Library, book: Rulebook) -> None:
    assert reformed(book, reform_of(library, THREE)).name == "nsp/2020+trial"


def test_another_edition_than_its_own_is_not_reformed(library: Library, tmp_path: Path) -> None:
    from dataclasses import replace

    book = library.rulebook("nsp", edition="2020")
    other = replace(book, edition=replace(book.edition, name="2021"))
    with pytest.raises(RulebookError, match="AR802 the reform changes 'nsp/2020', this is 'nsp/2021'"):
        reformed(other, reform_of(library, THREE))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            "a: {set_parameter: limit, value: 4}\nb: {set_parameter: limit, value: 5, from: 2020-02-01}",
            "limit",
        ),
        (
            "a: {change_rule: granted.willing, then: False}\nb: {remove_rule: granted.willing}",
            "granted.willing",
        ),
        ("a: {switch_reading: B1=wide}\nb: {switch_reading: B1=narrow}", "B1"),
        (
            "a: {change_decision: day_rate, value: 0}\nb: {change_rule: day_rate.value, then: 0}",
            "day_rate.value",
        ),
    ],
)
def test_one_thing_is_changed_once(library: Library, changes: str, expected: str) -> None:
    assert said_of(library, changes) == [f"reform.yaml:6:3: AR805 'a' and 'b' both change '{expected}'"]


def test_two_rules_do_not_take_one_place_where_the_order_counts(library: Library) -> None:
    two = "a: {add_rule: stage.a, then: \"'late'\"}\nb: {add_rule: stage.b, then: \"'late'\"}"
    assert said_of(library, two) == [
        "reform.yaml:6:3: AR805 'a' and 'b' both change the place of a rule in 'stage'"
    ]
    assert codes_of(library, two.replace("stage.", "granted.").replace("'late'", "True")) == []


def test_a_table_may_be_emptied_where_a_rule_is_put_in_at_once(library: Library) -> None:
    emptied = "a: {remove_rule: counted.narrow}\nb: {remove_rule: counted.wide}\n"
    assert codes_of(library, emptied) == ["AR811"]
    assert codes_of(library, f"{emptied}c: {{add_rule: counted.all, then: True}}") == ["AR811"]
    assert codes_of(library, f"{emptied}c: {{add_rule: counted.all, then: True, needs: [a]}}") == []


def test_single_settings_join_a_reform(library: Library, book: Rulebook) -> None:
    joined = together(book, reform_of(library, THREE), parse_changes(book, ["rate=600"], {"B1": "wide"}))
    found = reformed(book, joined)
    assert found.name == "nsp/2020+trial+inline"
    assert (values(found, "rate"), values(found, "limit")) == ([(None, "600")], [(None, "40")])
    assert found.readings == {"B1": "wide"}


def test_a_setting_does_not_join_a_reform_that_sets_the_same(library: Library, book: Rulebook) -> None:
    with pytest.raises(RulebookError, match="AR805 'a' and 'limit=50' both change 'limit'"):
        together(book, reform_of(library, THREE), parse_changes(book, ["limit=50"]))
