"""What each missing answer would change."""

from __future__ import annotations

import subprocess
import sys

from amp_rules.engine import decide
from amp_rules.explanation import Change, Difference, differences, explain
from amp_rules.explanation.differences import MOST_DAYS, possible_answers
from amp_rules.ledger import Verdict
from amp_rules.terms import Money
from tests.explanation.outcomes import GRANTED, PARTLY_KNOWN, SHIPPED, decided, plans, scenario_outcome


def by_path(found: tuple[Difference, ...]) -> dict[str, Difference]:
    return {each.path: each for each in found}


def test_nothing_missing_makes_no_difference() -> None:
    assert differences(decided(GRANTED)) == ()


def test_each_answer_says_which_goals_come_out_otherwise() -> None:
    found = by_path(differences(decided(PARTLY_KNOWN)))["$.voluntariness.informed"]
    assert found.read_by == ("eligible",)
    yes, no = found.changes
    assert yes == Change((True,))
    assert no.answers == {("eligible", "case"): Verdict.REFUSED}
    assert no.settled == ("$.participation.earlier", "$.participation.special_circumstances")
    assert not no.complete


def test_amounts_that_become_known_are_told() -> None:
    found = by_path(differences(decided(PARTLY_KNOWN)))["$.daily.extra_staffing[0].value"]
    assert [change.answers for change in found.changes] == [
        {("total", "case"): Money.of("145219", "SEK")},
        {("total", "case"): Money.of("143219", "SEK")},
    ]


def test_the_last_missing_answer_leaves_nothing_missing() -> None:
    given = {**GRANTED, "voluntariness": {"wants_return": True}}
    (found,) = differences(decided(given))
    assert [(change.values, change.complete) for change in found.changes] == [
        ((True,), True),
        ((False,), True),
    ]
    text = str(explain(decided(given)))
    assert "If the answer is yes: Eligible: yes, the conditions are met; nothing more is missing" in text


def test_answers_with_the_same_effect_stand_together() -> None:
    given = {**GRANTED, "exploitation": {"prostitution": False}}
    (found,) = differences(decided(given))
    assert found.path == "$.exploitation.trafficking"
    assert [change.values for change in found.changes] == [("none",), ("suspected", "identified")]


def test_a_fact_with_too_many_answers_names_the_decisions_that_ask_for_it() -> None:
    given = {**GRANTED, "principal": {}}
    (found,) = differences(decided(given))
    assert found == Difference("$.principal.nationalities", ("eligible",), ())
    assert "Asked for by “Eligible”." in str(explain(decided(given)))


def test_an_unknown_list_is_tried_empty() -> None:
    given = {key: value for key, value in GRANTED.items() if key != "periods"}
    (found,) = differences(decided(given))
    assert [change.values for change in found.changes] == [((),)]
    assert "If there are none: Total: SEK\xa00; nothing more is missing" in str(explain(decided(given)))


def test_questions_left_to_a_person_are_tried_too() -> None:
    found = by_path(differences(scenario_outcome(SHIPPED["referred"])))
    refused = found["$.assessments.dual_citizen_included"].changes[1]
    assert refused.values == (False,)
    assert refused.answers[("eligible", "case")] is Verdict.REFUSED


def test_an_answer_that_the_case_cannot_have_is_left_out() -> None:
    periods = [{"id": "p1", "kind": "reflection", "start": "2022-03-01", "end": "2022-03-02"}]
    outcome = decided(PARTLY_KNOWN, periods=periods)
    assert all(change.values for each in differences(outcome) for change in each.changes)


def test_very_many_days_are_tried_within_a_budget() -> None:
    spans = [
        {"start": f"2022-{month:02}-{day:02}", "end": f"2022-{month:02}-{day:02}"}
        for month in (4, 5, 6)
        for day in range(1, 31)
    ]
    periods = [{"id": "p1", "kind": "in_depth", "start": "2022-04-01", "end": "2022-06-30"}]
    outcome = decided(
        PARTLY_KNOWN, periods=periods, daily={"extra_staffing": spans, "children_in_shelter": []}
    )
    assert len(outcome.rows.instances("day")) > MOST_DAYS
    found = by_path(differences(outcome))
    assert found["$.voluntariness.informed"].changes
    daily = [each for each in found.values() if each.path.startswith("$.daily.extra_staffing")]
    assert len(daily) >= MOST_DAYS
    assert not all(each.changes for each in daily)
    assert not any(change.complete for each in daily for change in each.changes)


def test_possible_answers_are_listed_only_when_they_are_few() -> None:
    assert possible_answers("$.voluntariness.wants_return") == (True, False)
    assert possible_answers("$.exploitation.trafficking") == ("none", "suspected", "identified")
    assert possible_answers("$.journey.arrived_on") == (None,)
    assert possible_answers("$.claims") == ((),)
    assert possible_answers("$.applied_on") == ()
    assert possible_answers("$.shelter.county") == ()


def test_differences_never_change_the_outcome() -> None:
    outcome = scenario_outcome(SHIPPED["undetermined"])
    before = outcome.case
    differences(outcome)
    assert outcome.case == before
    assert decide(plans()["amp/2015"], before).verdicts == outcome.verdicts


def test_babel_is_loaded_on_first_use() -> None:
    code = "import sys, amp_rules.explanation; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
