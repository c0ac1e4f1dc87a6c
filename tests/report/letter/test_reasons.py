"""Why an answer is what it is, in one level of plain sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from amp_rules.case import Case
from amp_rules.engine import Outcome, decide
from amp_rules.ledger import Verdict
from amp_rules.report.letter import Templates, write_letter
from amp_rules.report.letter.catalogue import letter_words
from amp_rules.report.letter.reasons import Condition, conditions
from amp_rules.report.letter.telling import Telling
from amp_rules.testing import cases
from tests.cli.command import SUPPORTED
from tests.report.letter.made import EDITIONS, letter, made
from tests.report.outcomes import shipped


def telling(outcome: Outcome) -> Telling:
    return Telling(outcome, letter_words("sv", "person", Templates()), discreet=False)


def of_goal(outcome: Outcome, name: str) -> list[Condition]:
    found = telling(outcome)
    instance = next(each for goal, each in found.goals(verdicts=True) if goal == name)
    return list(conditions(found, name, instance))


@pytest.mark.slow
@settings(max_examples=30)
@given(cases())
def test_conditions_settle_the_answer_that_they_are_given_for(case: Case) -> None:
    """A granted goal has no condition that fails or is open; a refused one has one that fails."""
    for edition in (each for each in EDITIONS if each.startswith(case.programme.value)):
        programme, name = edition.split("/")
        outcome = decide(shipped().rulebook(programme, edition=name), case)
        found = telling(outcome)
        for goal, instance in found.goals(verdicts=True):
            states = {each.state for each in conditions(found, goal, instance)}
            verdict = outcome.verdict_at(goal, instance)
            if verdict is Verdict.GRANTED:
                assert states <= {Verdict.GRANTED}
            elif verdict is Verdict.REFUSED:
                assert Verdict.REFUSED in states
            else:
                assert Verdict.REFUSED not in states
                assert states & {Verdict.UNDETERMINED, Verdict.REFERRED}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("verdict", Verdict)
def test_what_settles_an_answer_stands_first(edition: str, verdict: Verdict) -> None:
    reason = letter(edition, verdict).reasons.reasons[0]
    assert reason.groups[0].state == verdict.value


def test_a_refusal_tells_what_is_not_met_and_leaves_open_questions_aside() -> None:
    outcome = made("amp/2015", Verdict.REFUSED, exploitation={})
    first = write_letter(outcome).reasons.reasons[0]
    assert [each.state for each in first.groups] == ["refused", "granted"]
    assert [each.text for each in first.groups[0].points] == [
        "Du vill själv resa tillbaka, och ingen tvingar dig."
    ]


def test_a_goal_that_another_rests_on_is_pointed_to_rather_than_told_again() -> None:
    texts = [each.text for each in of_goal(made("amp/2023", Verdict.GRANTED), "may_enter")]
    assert texts == [
        "Frågan ovan: Uppfyller du villkoren för programmet?",
        "Ansökan gäller fortfarande.",
        "Den som beslutar har sagt ja.",
    ]


def test_facts_are_conditions_too() -> None:
    outcome = made("amp/2023", Verdict.GRANTED, on_file={"application": True, "supplements": False})
    found = {each.text: each.state for each in of_goal(outcome, "file_complete")}
    assert found["Din ansökan finns i ärendet."] is Verdict.GRANTED
    assert found["Det du eller koordinatorn har lagt till finns i ärendet."] is Verdict.REFUSED


def test_what_is_only_asked_of_an_extension_is_told_only_there() -> None:
    periods = [
        {"id": "one", "kind": "in_depth", "start": "2022-02-01", "end": "2022-05-01"},
        {
            "id": "two",
            "kind": "in_depth",
            "start": "2022-05-02",
            "end": "2022-06-01",
            "pending_process": True,
        },
    ]
    outcome = made("nsp/2022", Verdict.GRANTED, periods=periods)
    need = "Du behöver fortfarande skydd och stöd."
    found = telling(outcome)
    first, second = (each for goal, each in found.goals(verdicts=True) if goal == "period_granted")
    assert need not in {each.text for each in conditions(found, "period_granted", first)}
    told = {each.text: each.state for each in conditions(found, "period_granted", second)}
    assert told[need] is Verdict.REFERRED


def test_questions_with_the_same_reasons_stand_together() -> None:
    periods = [
        {"id": each, "kind": "reflection", "start": f"2022-04-{day}", "end": f"2022-04-{day}"}
        for each, day in (("one", "01"), ("two", "03"))
    ]
    reasons = write_letter(made("nsp/2022", Verdict.GRANTED, periods=periods)).reasons.reasons
    assert [len(each.questions) for each in reasons] == [1, 2]


def test_a_refused_period_says_which_condition_fails() -> None:
    late = [{"id": "late", "kind": "reflection", "start": "2023-04-01", "end": "2023-04-02"}]
    outcome = made("nsp/2022", Verdict.GRANTED, periods=late)
    groups = write_letter(outcome).reasons.reasons[1].groups
    assert [each.text for each in groups[0].points] == ["Minst en dag av perioden är under 2022."]
    assert SUPPORTED["periods"] != late
