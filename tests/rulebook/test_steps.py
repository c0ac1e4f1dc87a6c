from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from amp_rules.engine.decide import plan_of
from amp_rules.rulebook import Rulebook, load_library
from amp_rules.rulebook.model import Process, Step
from tests.rulebook.folders import FOLDER, codes, write_folder

BOOKS = load_library().rulebooks
NAMES = [book.name for book in BOOKS]
STEPS = """\
stages:
  work: {en: Work, sv: Arbete}
states:
  new: {stage: work, title: {en: New, sv: Nytt}}
  done: {final: true, title: {en: Done, sv: Klart}}
  left: {final: true, title: {en: Left, sv: Lämnat}}
start: new
steps:
  grant:
    from: new
    to: done
    event: decided
    needs: [granted]
    when: case.voluntariness.wants_return
    actor: [board]
    title: {en: Grant, sv: Bevilja}
    cite: [T-01]
withdrawal: {event: withdrawn, to: left, title: {en: Leave, sv: Lämna}, cite: [T-01]}
"""
TAIL = "title: {en: A, sv: A}, cite: [T-01]}}\nwithdrawal: {"


def book(name: str) -> Rulebook:
    return next(each for each in BOOKS if each.name == name)


def process_of(name: str) -> Process:
    found = book(name).process
    assert found is not None
    return found


def said(root: Path, old: str, new: str) -> list[str]:
    assert old in STEPS
    return codes(write_folder(root, {f"{FOLDER}/steps.yaml": STEPS.replace(old, new)}))


def test_sound_steps_are_read_without_a_word(tmp_path: Path) -> None:
    assert said(tmp_path, "", "") == []


def test_an_edition_need_not_have_steps(tmp_path: Path) -> None:
    (read,) = load_library(write_folder(tmp_path, {})).rulebooks
    assert read.process is None
    assert plan_of(read).process is None


def test_an_edition_takes_over_no_steps_of_the_one_it_extends(tmp_path: Path) -> None:
    later = """\
programme: nsp
edition: "2021"
extends: nsp/2020
title: {en: Rules of 2021, sv: Regler för 2021}
valid: {from: 2021-01-01}
counts_on: case.applied_on
authority: board
goals: [granted]
"""
    files = {f"{FOLDER}/steps.yaml": STEPS, "nsp/2021-01-01/edition.yaml": later}
    library = load_library(write_folder(tmp_path, files))
    assert [each.process is None for each in library.rulebooks] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("start: new", "start: old", "AR701"),
        ("stage: work", "stage: play", "AR701"),
        ("to: left", "to: gone", "AR701"),
        ("    actor: [board]", "    actor: [bored]", "AR508"),
        ("    cite: [T-01]", "    cite: [T-09]", "AR504"),
        ("    title: {en: Grant, sv: Bevilja}\n", "", "AR103"),
        ("{en: Grant, sv: Bevilja}", "{en: Grant}", "AR103"),
        ("withdrawal: {event: withdrawn", "withdrawal: {event: gone", "AR702"),
        ("withdrawal: {", "retreat: {", "AR102"),
        ("when: case.voluntariness.wants_return", "when: granted_", "AR201"),
        ("when: case.voluntariness.wants_return", "when: case.applied_on", "AR202"),
        (
            "withdrawal: {",
            f"due: {{a: {{date: case.applied_on, settled_by: x, {TAIL}",
            "AR702",
        ),
        (
            "withdrawal: {",
            f"due: {{a: {{date: case.applied_on, about: day, {TAIL}",
            "AR204",
        ),
        (
            "withdrawal: {",
            f"duties: {{a: {{while: [nowhere], actor: board, {TAIL}",
            "AR701",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code in said(tmp_path, old, new)


def test_a_step_that_stays_is_no_way_out(tmp_path: Path) -> None:
    assert "AR704" in said(tmp_path, "    to: done\n", "")


def test_a_final_state_may_have_steps_that_stay(tmp_path: Path) -> None:
    again = """  again:
    from: done
    event: assessed
    actor: board
    title: {en: Again, sv: Igen}
    cite: [T-01]
withdrawal"""
    assert said(tmp_path, "withdrawal", again) == []


def test_steps_on_one_event_may_ask_for_different_things(tmp_path: Path) -> None:
    refuse = """  refuse:
    from: new
    to: left
    event: decided
    needs: [granted]
    when: not case.voluntariness.wants_return
    actor: board
    title: {en: Refuse, sv: Avslå}
    cite: [T-01]
withdrawal"""
    assert said(tmp_path, "withdrawal", refuse) == []


def test_a_step_after_one_that_asks_for_less_is_never_taken(tmp_path: Path) -> None:
    more = """  more:
    from: new
    to: left
    event: decided
    needs: [granted]
    actor: board
    title: {en: More, sv: Mer}
    cite: [T-01]
withdrawal"""
    assert said(tmp_path, "withdrawal", more) == []
    text = STEPS.replace("    when: case.voluntariness.wants_return\n", "")
    text = text.replace("withdrawal", more.replace("needs: [granted]", "needs: [granted]\n    when: granted"))
    assert codes(write_folder(tmp_path, {f"{FOLDER}/steps.yaml": text})) == ["AR705"]


def test_a_decision_that_only_a_step_reads_is_not_idle(tmp_path: Path) -> None:
    lone = """decisions:
  granted:
    about: case
    type: verdict
    title: {en: Granted, sv: Beviljat}
    cite: [T-01]
    value: case.voluntariness.wants_return
  lone:
    about: case
    type: bool
    title: {en: Lone, sv: Ensam}
    cite: [T-01]
    value: case.voluntariness.wants_return
"""
    files = {f"{FOLDER}/rules.yaml": lone}
    assert codes(write_folder(tmp_path / "a", files)) == ["AR332"]
    steps = STEPS.replace("when: case.voluntariness.wants_return", "when: lone")
    assert codes(write_folder(tmp_path / "b", {**files, f"{FOLDER}/steps.yaml": steps})) == []


def test_every_shipped_edition_has_steps() -> None:
    assert [each.name for each in BOOKS if each.process is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_steps_do_not_change_what_a_case_is_decided_by(name: str) -> None:
    assert plan_of(book(name)).digest == plan_of(replace(book(name), process=None)).digest


@pytest.mark.parametrize("name", NAMES)
def test_steps_cite_rules_of_their_own_programme(name: str) -> None:
    prefixes = {cite.partition("-")[0] for _, cited in process_of(name).cites() for cite in cited}
    assert prefixes == {name[:3].upper()}


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_somebody_to_take_it(name: str) -> None:
    assert [step.id for step in process_of(name).steps.values() if not step.actors] == []


def test_2015_has_the_four_steps_of_the_brochure() -> None:
    assert [stage.title.en[:7] for stage in process_of("amp/2015").stages.values()] == [
        "Step 1:",
        "Step 2:",
        "Step 3:",
        "Step 4:",
    ]


def numbered() -> Iterator[Step]:
    return (step for step in process_of("amp/2016").steps.values() if step.number)


def test_2016_has_twelve_numbered_steps_each_with_its_own_rule() -> None:
    assert {(step.number, step.cite) for step in numbered()} == {
        (str(number), (f"AMP-P{19 + number}",)) for number in range(1, 13)
    }


def test_2016_cites_a_rule_of_the_model_under_one_number_only() -> None:
    unnumbered = [step for step in process_of("amp/2016").steps.values() if not step.number]
    assert not any(cite.startswith(("AMP-P2", "AMP-P3")) for step in unnumbered for cite in step.cite)
    assert len(process_of("amp/2016").stages) == 3


def test_2016_takes_its_main_steps_in_order() -> None:
    onward = [int(step.number) for step in numbered() if step.target not in (None, "refused")]
    assert onward == sorted(onward)


def test_2023_lets_iom_finland_decide_on_all_four_inputs() -> None:
    decided = [step for step in process_of("amp/2023").steps.values() if step.event == "decided"]
    assert Counter((step.actors, step.needs) for step in decided) == {
        (("iom_finland",), ("file_complete",)): 2
    }


def test_nsp_has_a_reflection_period_and_three_in_depth_periods() -> None:
    states = process_of("nsp/2022").states
    assert {"reflection", "in_depth_1", "in_depth_2", "in_depth_3", "integration"} <= set(states)
    assert "in_depth_4" not in states
