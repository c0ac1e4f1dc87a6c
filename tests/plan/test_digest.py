"""The digest names the content of a plan: every change of meaning changes it, nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amp_rules.plan import build_plan
from amp_rules.rulebook import load_library, with_readings
from tests.rulebook.folders import EDITION, FOLDER, decision, parameter, plan_of, write_folder

VARYING = """\
  varying:
    unit: SEK/day
    values: [{from: 2020-01-01, value: 100}, {from: 2020-07-01, value: 200}]
    title: {en: Varying, sv: Varierande}
    cite: [T-01]
"""
TABLE = """\
rules:
  - {id: granted.pet, when: case.principal.pet, then: True}
  - {id: granted.acute, when: case.needs.acute, then: False, overrides: [granted.pet]}
  - {id: granted.narrow, when: 'not case.principal.pet', then: True, reading: B1=narrow, cite: [T-02]}
  - {id: granted.wide, when: 'not case.needs.acute', then: True, reading: B1=wide}
hit_policy: any
otherwise: False
"""
SUITABLE = """\
judgement:
  fact: case.assessments.risk_acceptable
  question: {en: Is it?, sv: Är det?}
"""
ODD = """\
severity: note
message: {en: Odd, sv: Udda}
value: any(p.stretch > parameter.limit for p in case.periods)
"""
STRETCH = "value: days(period.start, period.end)"
WORTH = "value: parameter.varying if day.full_rate else 0"
ROUTE = "value: \"'a' if any(q.second for q in case.parts) else 'b'\""
RULES = (
    "parameters:\n"
    + parameter("limit", "day", "30")
    + VARYING
    + "entities:\n  part: {of: case, count: 3, most: 9, title: {en: Part, sv: Del}}\n"
    + "decisions:\n"
    + decision("granted", TABLE)
    + decision("second", "value: part.number == 2", about="part", kind="bool")
    + decision("suitable", SUITABLE)
    + decision("odd", ODD, kind="finding")
    + decision("stretch", STRETCH, about="period", kind="amount", more="unit: day")
    + decision("worth", WORTH, about="day", kind="amount", more="unit: SEK/day")
    + decision("route", ROUTE, kind="choice", more="choices: [a, b]")
)
EDITED = EDITION + "timeline: {rate: worth, components: [worth]}\n"


def digest(room: Path, rules: str = RULES, edition: str = EDITED) -> str:
    """The digest of the base edition with these rules."""
    return plan_of(room, rules, edition).digest


CHANGES = [
    ("value: 30", "value: 31"),
    ("unit: day, value: 30", "unit: day, value: 300"),
    ("value: 200", "value: 201"),
    ("from: 2020-07-01", "from: 2020-07-02"),
    ("when: case.principal.pet", "when: case.principal.substance_use"),
    ("when: case.needs.acute, then: False", "when: case.needs.acute, then: True"),
    (", overrides: [granted.pet]", ""),
    ("reading: B1=narrow, cite: [T-02]", "reading: B1=narrow, cite: [T-01]"),
    ("id: granted.pet,", "id: granted.dog,"),
    ("hit_policy: any", "hit_policy: first"),
    ("otherwise: False", "otherwise: True"),
    ("count: 3", "count: 4"),
    ("most: 9", "most: 8"),
    ("part.number == 2", "part.number == 1"),
    ("risk_acceptable", "extra_support"),
    ("Är det?", "Är det så?"),
    ("severity: note", "severity: warning"),
    ("en: Odd", "en: Strange"),
    ("sv: En rubrik", "sv: En annan rubrik"),
    ("en: Part", "en: Piece"),
    ("'a' if any", "'b' if any"),
    ("> parameter.limit", ">= parameter.limit"),
    ("choices: [a, b]", "choices: [a, b, c]"),
]


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_any_change_of_value_condition_citation_or_word_changes_the_digest(
    tmp_path: Path, before: str, after: str
) -> None:
    assert before in RULES
    changed = RULES.replace(before, after)
    if before == "id: granted.pet,":
        changed = changed.replace("overrides: [granted.pet]", "overrides: [granted.dog]")
    assert digest(tmp_path / "a") != digest(tmp_path / "b", changed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("en: Rules of 2020", "en: The rules of 2020"),
        ("to: 2020-12-31", "to: 2020-12-30"),
        (", to: 2020-12-31", ""),
        ("counts_on: case.applied_on", "counts_on: case.principal.birth_date"),
        ("goals: [granted]", "goals: [granted, suitable]"),
        ("components: [worth]", "components: []"),
        ("timeline: {rate: worth, components: [worth]}\n", ""),
    ],
)
def test_any_change_of_the_edition_changes_the_digest(tmp_path: Path, before: str, after: str) -> None:
    assert before in EDITED
    assert digest(tmp_path / "a") != digest(tmp_path / "b", RULES, EDITED.replace(before, after))


def test_comments_space_and_layout_do_not_change_the_digest(tmp_path: Path) -> None:
    spaced = "# a comment\n" + RULES.replace("case.principal.pet", "case.principal.pet  ").replace(
        "days(period.start, period.end)", ">-\n      days(period.start,\n      period.end)"
    ).replace("value: parameter.varying if", "value: (parameter.varying) if")
    assert digest(tmp_path / "a") == digest(tmp_path / "b", spaced)


def test_the_order_of_entries_and_files_does_not_change_the_digest(tmp_path: Path) -> None:
    head, tail = RULES.split("decisions:\n")
    entries = tail.split("  second:\n")
    files = {
        f"{FOLDER}/rules.yaml": "decisions:\n  second:\n" + entries[1],
        f"{FOLDER}/edition.yaml": EDITED,
        f"{FOLDER}/a.yaml": head,
        f"{FOLDER}/z.yaml": "decisions:\n" + entries[0],
    }
    split = load_library(write_folder(tmp_path / "a", files)).rulebook("nsp", edition="2020")
    assert build_plan(split).digest == digest(tmp_path / "b")


def test_another_reading_has_another_digest(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RULES, EDITED)
    assert build_plan(with_readings(plan.rulebook, {"B1": "wide"})).digest != plan.digest
    assert build_plan(with_readings(plan.rulebook, {"B1": "narrow"})).digest == plan.digest


def test_the_order_of_rules_in_a_table_is_content(tmp_path: Path) -> None:
    first, second = (
        "  - {id: granted.pet, when: case.principal.pet, then: True}\n",
        "  - {id: granted.acute, when: case.needs.acute, then: False, overrides: [granted.pet]}\n",
    )
    indented = "    " + first + "    " + second
    assert indented in RULES
    swapped = RULES.replace(indented, "    " + second + "    " + first)
    assert digest(tmp_path / "a") != digest(tmp_path / "b", swapped)


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_the_digest_does_not_depend_on_the_hash_seed(tmp_path: Path, seed: str) -> None:
    folder = write_folder(tmp_path, {f"{FOLDER}/rules.yaml": RULES, f"{FOLDER}/edition.yaml": EDITED})
    program = (
        "import sys; from amp_rules.rulebook import load_rulebook; from amp_rules.plan import build_plan;"
        "print(build_plan(load_rulebook('nsp', edition='2020', root=sys.argv[1])).digest)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == plan_of(tmp_path / "again", RULES, EDITED).digest
