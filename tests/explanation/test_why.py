"""The chain of decisions behind an answer: tables, exceptions, loops and guards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from amp_rules.case import case_from_mapping
from amp_rules.engine import Outcome, decide
from amp_rules.explanation import Line, describe_decision, explain
from amp_rules.plan import build_plan
from amp_rules.rulebook import load_library
from tests.rulebook.folders import EDITION, FOLDER, decision, write_folder

Tree = list[Any]
TABLE = """\
rules:
  - id: granted.wants
    when: case.voluntariness.wants_return
    then: "True"
    title: {en: The wish, sv: Viljan}
  - id: granted.pressed
    when: case.voluntariness.coerced
    then: "False"
    overrides: [granted.wants]
otherwise: "False"
"""


def outcome_of(root: Path, rules: str, given: Mapping[str, Any], edition: str = EDITION) -> Outcome:
    files = {f"{FOLDER}/rules.yaml": rules, f"{FOLDER}/edition.yaml": edition}
    book = load_library(write_folder(root, files)).rulebook("nsp", edition="2020")
    return decide(build_plan(book), case_from_mapping({"id": "made-up", "programme": "nsp", **given}))


def tree(line: Line) -> Tree:
    return [line.text, *[tree(child) for child in line.children]]


def why(root: Path, body: str, given: Mapping[str, Any], more: str = "", language: str = "en") -> Tree:
    outcome = outcome_of(root, f"decisions:\n{decision('granted', body)}{more}", given)
    found = explain(outcome, language).section("why")
    assert found is not None
    return tree(found.lines[0])[1:]


def test_the_rule_that_holds_is_named_with_its_conditions(tmp_path: Path) -> None:
    given = {"voluntariness": {"wants_return": True, "coerced": False}}
    assert why(tmp_path, TABLE, given) == [["This rule applies: “The wish”", ["Met: wants to return"]]]


def test_a_rule_without_a_title_is_named_by_its_condition(tmp_path: Path) -> None:
    given = {"voluntariness": {"wants_return": False, "coerced": True}}
    assert why(tmp_path, TABLE, given) == [["This rule applies: if is coerced to return"]]


def test_a_rule_set_aside_names_the_exception(tmp_path: Path) -> None:
    table = TABLE.replace('then: "False"', "then: case.principal.pet")
    given = {"voluntariness": {"wants_return": True, "coerced": True}, "principal": {"pet": False}}
    assert why(tmp_path, table, given, language="sv") == [
        ["Denna regel gäller: om tvingas att återvända", ["Inte uppfyllt: har med sig husdjur"]],
        ["Denna regel viker (om tvingas att återvända): ”Viljan”"],
    ]
    described = describe_decision(
        outcome_of(tmp_path, f"decisions:\n{decision('granted', table)}", {}).plan, "granted"
    )
    assert [child.text for child in described.children] == [
        "If wants to return: yes; gives way to: if is coerced to return",
        "If is coerced to return: yes if brings a pet, otherwise no",
        "Otherwise: no",
    ]


def test_where_no_rule_holds_each_says_why_not(tmp_path: Path) -> None:
    given = {"voluntariness": {"wants_return": False, "coerced": False}}
    assert why(tmp_path, TABLE, given) == [
        ["This rule does not apply: “The wish”", ["Not met: wants to return"]]
    ]


def test_rules_that_may_hold_are_open(tmp_path: Path) -> None:
    assert why(tmp_path, TABLE, {"voluntariness": {"coerced": False}}) == [
        ["This rule may apply: “The wish”", ["Not known: wants to return"]]
    ]


def test_another_answer_where_no_rule_holds_is_explained(tmp_path: Path) -> None:
    table = TABLE.replace('otherwise: "False"', "otherwise: case.principal.pet")
    given = {"voluntariness": {"wants_return": False, "coerced": False}, "principal": {"pet": True}}
    assert why(tmp_path, table, given)[-1] == ["Met: brings a pet"]


def test_only_the_branch_taken_is_told(tmp_path: Path) -> None:
    body = "value: case.principal.pet if case.voluntariness.wants_return else case.principal.substance_use"
    given = {"voluntariness": {"wants_return": True}, "principal": {"pet": False}}
    assert why(tmp_path, body, given) == [["Met: wants to return"], ["Not met: brings a pet"]]
    assert why(tmp_path, body, {}) == [
        ["Not known: wants to return"],
        ["Not known: brings a pet"],
        ["Not known: active substance use"],
    ]


def test_what_a_failed_guard_keeps_from_being_asked_is_left_out(tmp_path: Path) -> None:
    body = "value: case.journey.arrived_on is not None and case.journey.arrived_on < case.applied_on"
    assert why(tmp_path, body, {"journey": {"arrived_on": None}, "applied_on": "2020-02-01"}) == [
        ["Not met: “arrived on” has a date", ["Arrived on: no date"]]
    ]


def test_of_several_only_those_that_settle_it_are_told(tmp_path: Path) -> None:
    body = "value: not any(p.kind == 'reflection' for p in case.periods)"
    given = {"periods": [{"id": "a", "kind": "reflection"}, {"id": "b", "kind": "in_depth"}]}
    assert why(tmp_path, body, given) == [
        [
            "Not met: all support periods meet this: kind of support is not reflection period",
            [
                "Period a",
                ["Met: kind of support is reflection period", ["Kind of support: reflection period"]],
            ],
        ]
    ]


def test_several_that_settle_it_are_cut_short(tmp_path: Path) -> None:
    body = "value: all(p.needs_remain for p in case.periods)"
    given = {"periods": [{"id": f"p{n}", "needs_remain": True} for n in range(45)]}
    told = why(tmp_path, body, given)[0]
    assert len(told) == 42
    assert told[-1] == ["More of the same kind are left out here."]


def test_values_of_a_set_are_told_as_a_list(tmp_path: Path) -> None:
    body = "value: any(f != 'sexual' for f in case.exploitation.forms)"
    assert why(tmp_path, body, {"exploitation": {"forms": ["sexual"]}}) == [
        [
            "Not met: at least one value of forms of exploitation meets this: the value is not sexual"
            " exploitation",
            ["Forms of exploitation: sexual exploitation"],
        ]
    ]


def test_alternatives_with_several_parts_are_named_whole(tmp_path: Path) -> None:
    body = "value: case.principal.pet or (case.voluntariness.wants_return and case.voluntariness.informed)"
    assert why(tmp_path, body, {}) == [
        [
            "One of these is enough:",
            ["Not known: brings a pet"],
            [
                "Not known: wants to return and decides on good information",
                ["Not known: wants to return"],
                ["Not known: decides on good information"],
            ],
        ]
    ]


def test_a_judgement_says_who_has_answered_or_must(tmp_path: Path) -> None:
    question = "{en: May it be?, sv: Får det vara?}"
    judged = f"judgement: {{fact: case.assessments.participation_approved, question: {question}}}"
    assert why(tmp_path, judged, {}) == [["Not assessed yet by The board: May it be?"]]
    assert why(tmp_path, judged, {"assessments": {"participation_approved": False}}, language="sv") == [
        ["Bedömt av Nämnden: Får det vara? Svar: nej, villkoren är inte uppfyllda"]
    ]


def test_the_principal_and_the_children_are_named(tmp_path: Path) -> None:
    own = decision("fits", "value: person.pet", about="person", kind="bool")
    body = "value: all(p.fits for p in case.persons)"
    given = {"principal": {"pet": False}, "children": [{"id": "k1", "pet": False}]}
    assert why(tmp_path, body, given, own, "sv")[0][1:] == [
        ["Huvudpersonen", ["En rubrik (huvudpersonen): nej", ["Inte uppfyllt: har med sig husdjur"]]],
        ["Barnet k1", ["En rubrik (barnet k1): nej", ["Inte uppfyllt: har med sig husdjur"]]],
    ]


GOALS = EDITION.replace("goals: [granted]", "goals: [granted, worth]\ntotal: worth")
WISH = decision("granted", "value: case.voluntariness.wants_return")


def how(root: Path, rules: str, given: Mapping[str, Any]) -> Tree:
    outcome = outcome_of(root, rules, given, GOALS)
    found = explain(outcome).section("how")
    assert found is not None
    return tree(found.lines[0])


@pytest.fixture
def numbered() -> str:
    share = decision("share", "value: parameter.rate", about="step", kind="amount", more="unit: SEK")
    worth = decision("worth", "value: sum(s.share for s in case.steps)", kind="amount", more="unit: SEK")
    return (
        "parameters:\n"
        "  rate: {unit: SEK, value: 10, title: {en: Rate, sv: Sats}, cite: [T-01]}\n"
        "  two: {unit: count, value: 2, title: {en: Two, sv: Två}, cite: [T-01]}\n"
        "entities:\n  step: {of: case, count: parameter.two, most: 3, title: {en: Step, sv: Steg}}\n"
        f"decisions:\n{WISH}{share}{worth}"
    )


def test_numbered_parts_of_a_case_are_told_one_by_one(tmp_path: Path, numbered: str) -> None:
    assert how(tmp_path, numbered, {}) == [
        "A title: SEK\xa020",
        ["A title (Step 1): SEK\xa010", ["Rate: SEK\xa010"]],
        ["A title (Step 2): SEK\xa010", ["Rate: SEK\xa010"]],
    ]


def test_a_list_of_countries_is_named_by_its_title(tmp_path: Path) -> None:
    rules = (
        "parameters:\n"
        "  north: {unit: country, value: SE NO, title: {en: The north, sv: Norden}, cite: [T-01]}\n"
        "  rate: {unit: SEK, value: 10, title: {en: Rate, sv: Sats}, cite: [T-01]}\n"
        f"decisions:\n{WISH}"
    )
    worth = "value: parameter.rate if case.destination.country in parameter.north else 0"
    assert how(
        tmp_path,
        rules + decision("worth", worth, kind="amount", more="unit: SEK"),
        {"destination": {"country": "NO"}},
    )[1:] == [
        [
            "Met: country of return is Norway or Sweden (“The north”)",
            ["Country of return: Norway"],
        ],
        ["Rate: SEK\xa010"],
    ]


def test_findings_about_days_name_the_period_and_the_days(tmp_path: Path) -> None:
    finding = decision(
        "idle",
        "value: day.other_payer",
        about="day",
        kind="finding",
        more="severity: warning\nmessage: {en: Somebody else pays, sv: Någon annan betalar}",
    )
    given = {
        "periods": [{"id": "p1", "start": "2020-03-01", "end": "2020-03-10"}],
        "daily": {"other_payer": [{"start": "2020-03-02", "end": "2020-03-04", "value": True}]},
    }
    found = explain(outcome_of(tmp_path, f"decisions:\n{WISH}{finding}", given), "sv").section("findings")
    assert found is not None
    assert [line.text for line in found.lines] == ["Varning: Någon annan betalar (period p1, 2–4 mars 2020)"]
