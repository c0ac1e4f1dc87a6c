"""A reform is checked like a rulebook, and told at its own places."""

from __future__ import annotations

import pytest

from amp_rules.errors import RulebookError
from amp_rules.plan import build_plan, check_reform, reformed_plan
from amp_rules.plan.substance import substance
from amp_rules.rulebook import Library, Rulebook, reformed
from tests.rulebook.reforms import library_with, reform_of


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def book(library: Library) -> Rulebook:
    return library.rulebook("nsp", edition="2020")


def said(library: Library, changes: str) -> list[str]:
    book = library.rulebook("nsp", edition="2020")
    return [str(fault) for fault in check_reform(book, reform_of(library, changes))]


def test_the_rulebook_has_no_faults_of_its_own(book: Rulebook) -> None:
    assert build_plan(book).diagnostics == ()


def test_a_good_reform_has_nothing_said_of_it(library: Library) -> None:
    assert said(library, "a: {set_parameter: limit, value: 40}\nb: {switch_reading: B1=wide}") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            "a: {set_parameter: rate, value: many}",
            "reform.yaml:5:35: AR301 the value of 'rate' does not fit its unit",
        ),
        (
            "a: {change_rule: granted.willing, when: case.voluntariness.wants_retrun}",
            "reform.yaml:5:43: AR201 'voluntariness.wants_retrun' is not a fact or decision of a case "
            "(did you mean 'voluntariness.wants_return'?)",
        ),
        (
            "a: {change_decision: day_rate, value: parameter.limit}",
            "reform.yaml:5:41: AR205 expected number of SEK/day, found number of day",
        ),
        (
            "a: {add_rule: granted.third, when: case.voluntariness.wants_return, then: False}",
            "reform.yaml:5:17: AR320 'granted.coerced' and 'granted.third' can both hold in a unique table",
        ),
        (
            "a: {add_parameter: more, unit: week, value: 4, title: {en: T, sv: T}}",
            "reform.yaml:5:34: AR302 'week' is not a unit",
        ),
    ],
)
def test_a_fault_has_its_place_in_the_reform(library: Library, changes: str, expected: str) -> None:
    assert said(library, changes)[0] == expected


def test_a_fault_in_the_rule_files_is_told_at_the_change_that_brings_it_about(library: Library) -> None:
    found = said(library, "a: {set_parameter: limit, value: 40}\nb: {remove_rule: granted.willing}")
    assert found == [
        "reform.yaml:6:3: AR812 with 'b' the rules do not hold together: nsp/2020-01-01/rules.yaml:13:90: "
        "AR307 'granted.willing' is not another rule of 'granted'"
    ]


def test_a_warning_stays_one(library: Library, book: Rulebook) -> None:
    reform = reform_of(library, "a: {change_decision: stage, otherwise: \"'early'\"}")
    assert [fault.severity for fault in check_reform(book, reform)] == []
    unused = reform_of(library, "a: {change_decision: day_rate, value: 0}")
    found = check_reform(book, unused)
    assert {fault.severity for fault in found} == {"warning"}
    assert {fault.code for fault in found} == {"AR812"}


def test_changes_that_need_each_other_say_so(library: Library) -> None:
    apart = "a: {remove_rule: granted.willing}\nb: {change_rule: granted.coerced, overrides: []}"
    assert [line.split()[1] for line in said(library, apart)] == ["AR813", "AR813"]
    assert said(library, apart.replace("[]}", "[], needs: [a]}")) == []


@pytest.mark.parametrize(
    "changes",
    [
        'a: {set_parameter: limit, value: "30"}',
        "a: {change_rule: granted.willing, when: (case.voluntariness.wants_return)}",
        "a: {switch_reading: B1=narrow}",
        "a: {change_rule: counted.wide, then: False}",
    ],
)
def test_a_change_that_changes_nothing_is_warned_of(library: Library, changes: str) -> None:
    assert said(library, changes) == ["reform.yaml:5:3: AR807 'a' changes nothing"]


def test_a_change_that_matters_beside_another_is_not_warned_of(library: Library) -> None:
    both = "a: {change_rule: counted.wide, then: False}\nb: {switch_reading: B1=wide}"
    assert said(library, both) == []


def test_what_another_change_needs_is_not_warned_of(library: Library) -> None:
    both = (
        "a: {add_parameter: bonus, unit: SEK/day, value: 9, title: {en: T, sv: T}}\n"
        "b: {change_decision: day_rate, value: parameter.bonus if counted and stage != 'never' and granted "
        "else parameter.rate, needs: [a]}"
    )
    assert said(library, both) == []


def test_the_plan_of_a_reform_is_that_of_the_reformed_rulebook(library: Library, book: Rulebook) -> None:
    reform = reform_of(library, "a: {set_parameter: limit, value: 40}")
    assert reformed_plan(book, reform).digest == build_plan(reformed(book, reform)).digest
    assert reformed_plan(book, reform, only=()).digest == build_plan(book).digest


def test_a_plan_that_cannot_be_made_is_refused_at_the_place_of_the_change(
    library: Library, book: Rulebook
) -> None:
    reform = reform_of(library, "a: {set_parameter: limit, value: 40}\nb: {remove_rule: granted.willing}")
    with pytest.raises(RulebookError, match=r"reform.yaml:6:3: AR812"):
        reformed_plan(book, reform)
    assert reformed_plan(book, reform, only=["a"]).name == "nsp/2020+trial(a)"


def test_substance_leaves_out_what_no_answer_depends_on(library: Library, book: Rulebook) -> None:
    titled = reform_of(library, "a: {change_rule: granted.willing, title: {en: Willing, sv: Villig}}")
    assert substance(reformed_plan(book, titled)) == substance(build_plan(book))
    longer = reformed_plan(book, reform_of(library, "a: {set_parameter: limit, value: 40}"))
    assert substance(longer) != substance(build_plan(book))
    assert substance(longer, ["granted"]) == substance(build_plan(book), ["granted"])
