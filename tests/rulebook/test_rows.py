"""Parameters, decisions, rules and entities out of rule files, and what is said of faulty ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rulebook.folders import EDITION, FOLDER, RULES, codes, decision, rulebook_of, write_folder

TITLE = "title: {en: A title, sv: En rubrik}"
FACT, QUESTION = "fact: case.assessments.extra_support", "question: {en: Q, sv: F}"
FINDING = "severity: note\nmessage: {en: M, sv: M}\nvalue: True"
NO_WORDS = decision("granted", "value: True").replace("{en: A title, sv: En rubrik}", "{en: A title}")


def faults(room: Path, rules: str) -> list[str]:
    """The codes said of the base edition with other rules."""
    return codes(write_folder(room, {f"{FOLDER}/rules.yaml": rules}))


def parameter_of(body: str) -> str:
    """A rules file with the parameter `limit` of this body."""
    return f"parameters:\n  limit: {{{TITLE}, {body}}}\n" + RULES


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("cite: [T-01], unit: day, value: 3", ["AR330"]),
        ("cite: [T-01], unit: day, values: [{value: 3}, {from: 2020-03-01, value: 4}]", ["AR330"]),
        ("cite: [T-01], unit: day, values: [{from: 2020-01-01, value: 3}]", ["AR330"]),
        ("cite: [T-01], unit: day, value: 3, values: [{value: 4}]", ["AR112"]),
        ("cite: [T-01], unit: day", ["AR112"]),
        ("cite: [T-01], unit: day, values: [{value: 3}, {value: 4}]", ["AR113"]),
        ("cite: [T-01], unit: day, values: [{from: 2020-02-01, value: 3}, {value: 4}]", ["AR113"]),
        (
            "cite: [T-01], unit: day, values: [{from: 2020-01-01, value: 3}, {from: 2020-01-01, value: 4}]",
            ["AR113"],
        ),
        ("cite: [T-01], unit: day, values: [{from: soon, value: 3}]", ["AR110"]),
        ("cite: [T-01], unit: day, values: [3]", ["AR101"]),
        ("cite: [T-01], unit: day, values: 3", ["AR106"]),
        ("cite: [T-01], unit: day, values: []", ["AR112"]),
        ("cite: [T-01], unit: day, values: [{from: 2020-01-02, value: 3}]", ["AR312"]),
        ("cite: [T-01], unit: [day], value: 3", ["AR104"]),
        ("cite: [], unit: day, value: 3", ["AR505"]),
        ("cite: T-01, unit: day, value: 3", ["AR106"]),
        ("cite: [[T-01]], unit: day, value: 3", ["AR505", "AR104"]),
        ("unit: day, value: 3", ["AR103"]),
        ("cite: [T-01, T-09], unit: day, value: 3", ["AR504"]),
        ("cite: [T-01], unit: day, value: 3, replaces: maybe", ["AR105"]),
        ("cite: [T-01], unit: day, value: 3, since: 1999", ["AR102"]),
    ],
)
def test_a_parameter_is_read_strictly(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert faults(tmp_path, parameter_of(body)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (decision("granted", "value: True"), []),
        (decision("granted", ""), ["AR114"]),
        (decision("granted", "value: True\nrules: [{id: granted.a, then: True}]"), ["AR114"]),
        (decision("granted", "rules: []"), ["AR114"]),
        (decision("granted", "rules: []\notherwise: True"), ["AR114"]),
        (decision("granted", "rules: True"), ["AR106"]),
        (decision("granted", "rules: [True]"), ["AR101"]),
        (decision("granted", "value: True\nhit_policy: first"), ["AR115"]),
        (decision("granted", "value: True\notherwise: False"), ["AR115"]),
        (decision("granted", "value: True\nchoices: [a, b]"), ["AR115"]),
        (decision("granted", "value: True\nunit: SEK"), ["AR115"]),
        (decision("granted", "value: True\noptional: true"), ["AR115"]),
        (decision("granted", "value: True\nseverity: note"), ["AR117"]),
        (decision("granted", "severity: note\nvalue: True", kind="finding"), ["AR118"]),
        (decision("granted", FINDING.replace("note", "loud"), kind="finding"), ["AR105"]),
        (decision("granted", FINDING, kind="finding"), []),
        (decision("granted", "hit_policy: last\nrules: [{id: granted.a, then: True}]"), ["AR105"]),
        (decision("granted", "rules: [{then: True}]"), ["AR103"]),
        (decision("granted", "rules: [{id: granted.a}]"), ["AR103"]),
        (decision("granted", "rules: [{id: granted, then: True}]"), ["AR116"]),
        (decision("granted", "rules: [{id: granted.A, then: True}]"), ["AR116"]),
        (decision("granted", "rules: [{id: granted.a.b, then: True}]"), []),
        (decision("granted", "rules: [{id: granted.a.b.c, then: True}]"), ["AR116"]),
        (decision("granted", "rules: [{id: other.a, then: True}]"), ["AR116"]),
        (decision("granted", "rules: [{id: granted.a, then: [True]}]"), ["AR104"]),
        (decision("granted", "rules: [{id: granted.a, then: True, title: {en: T, sv: T}}]"), []),
        (decision("granted", "rules: [{id: granted.a, then: True, reading: B1}]"), ["AR108"]),
        (decision("granted", "rules: [{id: granted.a, then: True, reading: [B1]}]"), ["AR104", "AR108"]),
        (decision("granted", "rules: [{id: granted.a, then: True, reading: B2=wide}]"), ["AR506"]),
        (decision("granted", "rules: [{id: granted.a, then: True, reading: B1=broad}]"), ["AR507"]),
        (decision("granted", f"judgement: {{{FACT}, {QUESTION}}}"), []),
        (decision("granted", f"judgement: {{{FACT}, {QUESTION}, authority: board}}"), []),
        (decision("granted", f"judgement: {{{FACT}, {QUESTION}, authority: bord}}"), ["AR508"]),
        (decision("granted", "judgement: case.assessments.extra_support"), ["AR101"]),
        (decision("granted", f"judgement: {{{QUESTION}}}"), ["AR103"]),
        (decision("granted", f"judgement: {{{FACT}, question: Q}}"), ["AR101"]),
        (decision("granted", "value: True", kind="truth"), ["AR105"]),
        (decision("granted", "value: True", about="Case"), ["AR109"]),
        (decision("granted", "value: {a: b}"), ["AR104"]),
        ("  granted: True\n", ["AR114", "AR101"]),
        (NO_WORDS, ["AR103"]),
        (decision("granted", "value: True").replace("sv: En rubrik", "sv: '  '"), ["AR111"]),
        (decision("granted", "value: True").replace("sv: En rubrik", "sv: [En]"), ["AR111", "AR104"]),
        (decision("granted", "value: True").replace("{en: A title, sv: En rubrik}", "A title"), ["AR101"]),
    ],
)
def test_a_decision_is_read_strictly(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert faults(tmp_path, "decisions:\n" + text) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"of: person, count: 3, most: 3, {TITLE}", ["AR219"]),
        (f"of: person, count: 3, most: 0, {TITLE}", ["AR107"]),
        (f"of: person, count: 3, most: 1001, {TITLE}", ["AR107"]),
        (f"of: person, count: 3, most: -1, {TITLE}", ["AR107"]),
        (f"of: person, count: 3, most: [1], {TITLE}", ["AR104"]),
        (f"of: person, most: 3, {TITLE}", ["AR103"]),
        (f"of: Person, count: 3, most: 3, {TITLE}", ["AR109"]),
        ("of: person, count: 3, most: 3", ["AR103"]),
    ],
)
def test_an_entity_is_read_strictly(tmp_path: Path, body: str, expected: list[str]) -> None:
    found = faults(tmp_path, f"entities:\n  part: {{{body}}}\n" + RULES)
    assert [code for code in found if code not in ("AR107",) or expected == ["AR107"]] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("programme: nsp\n", "", ["AR103"]),
        ("programme: nsp", "programme: NSP", ["AR109"]),
        ("valid: {from: 2020-01-01, to: 2020-12-31}", "valid: 2020-01-01", ["AR101"]),
        ("valid: {from: 2020-01-01, to: 2020-12-31}", "valid: {to: 2020-12-31}", ["AR103"]),
        ("valid: {from: 2020-01-01, to: 2020-12-31}\n", "", ["AR103"]),
        ("2020-12-31", "2200-01-01", ["AR110"]),
        ("2020-01-01", "1899-12-31", ["AR110"]),
        ("2020-12-31", "2019-12-31", ["AR511"]),
        ("goals: [granted]", "goals: granted", ["AR106"]),
        ("goals: [granted]", "goals: []", []),
        ("authority: board", "authority: bord", ["AR508"]),
        ("counts_on: case.applied_on", "counts_on: [case.applied_on]", ["AR104"]),
        ("goals: [granted]", "goals: [granted]\ntimeline: x", ["AR101"]),
        ("goals: [granted]", "goals: [granted]\ntimeline: {components: []}", ["AR103"]),
        ("goals: [granted]", "goals: [granted]\nextends: 2019", ["AR512"]),
        ("goals: [granted]", "goals: [granted]\nnote: what else there is to say", []),
        ("goals: [granted]", "goals: [granted]\nnotes: what else there is to say", ["AR102"]),
    ],
)
def test_an_edition_is_read_strictly(tmp_path: Path, before: str, after: str, expected: list[str]) -> None:
    assert before in EDITION
    edition = EDITION.replace(before, after, 1)
    assert codes(write_folder(tmp_path, {f"{FOLDER}/edition.yaml": edition})) == expected


def test_scalars_mean_what_they_say(tmp_path: Path) -> None:
    rules = "decisions:\n" + decision("granted", "value: 'True'").replace("A title", "no").replace(
        "En rubrik", "12:30"
    )
    title = rulebook_of(tmp_path, rules).decisions["granted"].title
    assert (title.en, title.sv) == ("no", "12:30")


def test_a_rule_cites_what_its_decision_cites_unless_it_says_otherwise(tmp_path: Path) -> None:
    body = "rules:\n  - {id: granted.a, when: case.principal.pet, then: True, cite: [T-02]}\n"
    body += "  - {id: granted.b, when: not case.principal.pet, then: False}\notherwise: False"
    rules = rulebook_of(tmp_path, "decisions:\n" + decision("granted", body)).decisions["granted"].rules
    assert [rule.cite for rule in rules] == [("T-02",), ("T-01",)]


def test_a_folded_text_is_one_line(tmp_path: Path) -> None:
    text = decision("granted", "value: True").replace(
        "{en: A title, sv: En rubrik}", "\n      en: >-\n        A\n        title\n      sv: En rubrik"
    )
    assert rulebook_of(tmp_path, "decisions:\n" + text).decisions["granted"].title.en == "A title"


def test_choices_may_have_words_for_each(tmp_path: Path) -> None:
    choices = "choices:\n  paid: {en: Paid, sv: Betald}\n  outside: {en: Outside, sv: Utanför}"
    text = decision("state", "value: \"'paid'\"", kind="choice", more=choices)
    rules = "decisions:\n" + decision("granted", "value: state == 'paid'") + text
    state = rulebook_of(tmp_path, rules).decisions["state"]
    assert state.choices == ("paid", "outside")
    assert state.choice_titles["outside"].sv == "Utanför"


@pytest.mark.parametrize(
    ("choices", "expected"),
    [("{paid: Paid, outside: Outside}", "AR101"), ("{paid: {en: Paid}}", "AR103"), ("paid", "AR106")],
)
def test_choices_are_a_list_or_words_for_each(tmp_path: Path, choices: str, expected: str) -> None:
    text = decision("state", "value: \"'paid'\"", kind="choice", more=f"choices: {choices}")
    rules = "decisions:\n" + decision("granted", "value: True") + text
    assert expected in faults(tmp_path, rules)
