"""Explanations: what they say of a case, and that they can always be given."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.case import case_from_mapping
from amp_rules.engine import decide
from amp_rules.errors import AmpRulesError, UnknownNameError
from amp_rules.explanation import Explanation, Line, describe_decision, explain
from amp_rules.explanation.values import Values
from amp_rules.explanation.words import words_in
from amp_rules.testing import cases
from tests.explanation.outcomes import (
    GOLDEN,
    GRANTED,
    LANGUAGES,
    MEASURED,
    PARTLY_KNOWN,
    REFUSED,
    SHIPPED,
    decided,
    plans,
    scenario_outcome,
)
from tests.explanation.test_catalogues import _forms, messages

NB = "\xa0"


def lines(explanation: Explanation) -> Iterator[Line]:
    waiting = [line for section in explanation.sections for line in section.lines]
    while waiting:
        line = waiting.pop()
        yield line
        waiting.extend(line.children)


def texts(explanation: Explanation, section: str) -> list[str]:
    found = explanation.section(section)
    return [line.text for line in found.lines] if found else []


def compare_with_golden(name: str, explanation: Explanation) -> None:
    path = GOLDEN / f"{name}.{explanation.language}.txt"
    if os.environ.get("AMP_RULES_WRITE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{explanation}\n", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == f"{explanation}\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MEASURED)
def test_reduced_rules_read_as_agreed(name: str, language: str) -> None:
    compare_with_golden(f"bench-{name}", explain(decided(MEASURED[name]), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", SHIPPED)
def test_shipped_rules_read_as_agreed(verdict: str, language: str) -> None:
    outcome = scenario_outcome(SHIPPED[verdict])
    assert outcome.verdict == verdict
    compare_with_golden(f"shipped-{verdict}", explain(outcome, language))


def test_sections_stand_in_reading_order() -> None:
    names = [section.name for section in explain(decided(PARTLY_KNOWN)).sections]
    assert names == ["answer", "amounts", "why", "how", "missing", "days", "sources"]


def test_the_answer_names_who_decides() -> None:
    answer = texts(explain(decided(GRANTED)), "answer")
    assert answer[0] == "Eligible: yes, the conditions are met"
    assert "The formal decision is made by: National support programme (NSP)." in answer[-1]


def test_a_refusal_gives_only_what_failed() -> None:
    found = explain(decided(REFUSED)).section("why")
    assert found is not None
    (eligible,) = found.lines
    assert eligible.mark == "fails"
    assert [child.mark for child in eligible.children] == ["fails", "fails"]
    assert eligible.children[1].text == "Not met: nationalities does not include Sweden"


def test_a_missing_fact_tells_what_each_answer_would_change() -> None:
    missing = explain(decided(PARTLY_KNOWN)).section("missing")
    assert missing is not None
    informed = next(line for line in missing.lines if line.text.startswith("Decides on good"))
    assert [child.text for child in informed.children] == [
        "If the answer is yes: no change by itself",
        "If the answer is no: Eligible: no, the conditions are not met; no longer needed: “has taken part"
        " before” and “special circumstances invoked”",
    ]


def test_amounts_not_known_yet_have_a_lowest_and_a_highest() -> None:
    assert texts(explain(decided(PARTLY_KNOWN), "sv"), "amounts") == [
        f"Summa: inte klart än, lägst 143{NB}219{NB}kr, högst 145{NB}219{NB}kr"
    ]


def test_days_are_told_by_period_with_the_rules_that_held() -> None:
    days = explain(decided(PARTLY_KNOWN)).section("days")
    assert days is not None
    first = days.lines[0].children[0]
    assert first.text == f"1–9 Mar 2022: 9 days at SEK{NB}1,200 per day, in all SEK{NB}10,800"
    assert [each.id for each in first.citations] == ["NSP-A01"]
    assert {rule.rule for part in first.children for rule in part.children} == {"adult.full"}


def test_every_citation_is_listed_with_its_document_and_section() -> None:
    found = explain(decided(PARTLY_KNOWN))
    listed = found.section("sources")
    assert listed is not None
    ids = {citation.id for line in listed.lines for below in line.children for citation in below.citations}
    assert ids == {citation.id for line in lines(found) for citation in line.citations}
    assert all(citation.document and citation.section for line in lines(found) for citation in line.citations)


def test_an_explanation_is_plain_json_too() -> None:
    found = explain(decided(PARTLY_KNOWN), "sv")
    tree = json.loads(json.dumps(found.to_dict()))
    assert tree["language"] == "sv"
    assert [section["name"] for section in tree["sections"]] == [each.name for each in found.sections]
    assert tree["sections"][0]["lines"][0] == {
        "text": "Behörig: går inte att avgöra än, uppgifter saknas",
        "mark": "open",
        "citations": [found.sections[0].lines[0].citations[0].to_dict()],
    }


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        explain(decided(GRANTED), "de")


def test_many_periods_are_cut_short() -> None:
    periods = [
        {"id": f"p{n}", "kind": "in_depth", "start": "2022-02-01", "end": "2022-02-02"} for n in range(60)
    ]
    found = explain(decided(GRANTED, periods=periods, daily={"adult_allowance": []}))
    assert "More of the same kind are left out here." in str(found)


def test_a_referral_names_the_question_the_body_and_what_each_answer_would_change() -> None:
    referrals = explain(scenario_outcome(SHIPPED["referred"]), "sv").section("referrals")
    assert referrals is not None
    first = referrals.lines[0]
    assert first.text.startswith("Ska den som är medborgare i Sverige och i ett annat land")
    assert [each.id for each in first.citations] == ["AMP-S01"]
    assert first.children[0].text == "Ska bedömas av: Länsstyrelsen i Stockholm"
    assert first.children[-1].text.startswith("Om svaret är nej: Uppfyller programmets villkor: nej")


def test_a_reading_is_told_with_its_question_and_its_rivals() -> None:
    readings = explain(scenario_outcome(SHIPPED["granted"])).section("readings")
    assert readings is not None
    cut = next(
        line for line in readings.lines if any("(B13=deferred)" in each.text for each in line.children)
    )
    assert cut.citations
    assert cut.children[0].text.startswith("Reading used (B13=deferred): ")
    assert [each.text.partition(":")[0] for each in cut.children[1:]] == [
        f"Other reading (B13={name})" for name in ("lapse", "new-period", "no-cut")
    ]


def test_a_finding_is_told_with_its_severity_and_citation() -> None:
    findings = explain(scenario_outcome(SHIPPED["granted"])).section("findings")
    assert findings is not None
    assert findings.lines[0].text.startswith("Note: ")
    assert [each.id for each in findings.lines[0].citations] == ["NSP-S07"]


@pytest.mark.parametrize(("arrived", "noted"), [("2015-11-30", True), ("2015-11-28", False)])
def test_a_month_sum_that_stops_at_a_month_end_says_so(arrived: str, noted: bool) -> None:
    given = {
        "id": "made-up-4",
        "programme": "amp",
        "applied_on": "2015-03-02",
        "principal": {"age": 27, "nationalities": ["MD"]},
        "exploitation": {"trafficking": "suspected"},
        "voluntariness": {"wants_return": True, "coerced": False, "informed": True, "withdrawn_on": None},
        "destination": {"country": "MD", "kind": "home"},
        "assessments": {"participation_approved": True},
        "journey": {"arrived_on": arrived},
    }
    found = str(explain(decide(plans()["amp/2015"], case_from_mapping(given))))
    assert ("The month has no such day, so its last day counts." in found) is noted


def test_every_choice_of_the_shipped_rules_has_a_name() -> None:
    unnamed = set()
    for plan in (plan for name, plan in plans().items() if name != "bench"):
        values = Values(plan, words_in("sv"))
        for decision in plan.decisions.values():
            for word in decision.source.choices:
                titled = word in decision.source.choice_titles or word in plan.rulebook.registers.authorities
                if not titled and values.choice(word, decision) == values.spoken(word):
                    unnamed.add(decision.name)
    assert unnamed == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_can_be_described(language: str) -> None:
    for plan in plans().values():
        for name, decision in plan.decisions.items():
            line = describe_decision(plan, name, language)
            assert line.text == decision.source.title.in_language(language)
            assert line.children
            assert all(child.text for child in line.children)


@settings(max_examples=25)
@given(st.data())
def test_every_partial_case_can_be_explained(data: st.DataObject) -> None:
    plan = data.draw(st.sampled_from(list(plans().values())))
    case = data.draw(cases(edition=plan.rulebook))
    try:
        outcome = decide(plan, case)
    except AmpRulesError:
        return
    for language in LANGUAGES:
        found = explain(outcome, language)
        assert found.section("answer") is not None
        assert str(found).startswith(found.title)


def fragments(text: str) -> list[str]:
    """The runs of two words or more between the places of a message."""
    return [part.strip(" :;,.()") for part in re.split(r"\{[^}]*\}", text) if len(part.split()) > 1]


@settings(max_examples=12)
@given(st.data())
def test_no_english_message_shows_in_a_swedish_explanation(data: st.DataObject) -> None:
    plan = data.draw(st.sampled_from(list(plans().values())))
    case = data.draw(cases(edition=plan.rulebook))
    try:
        text = str(explain(decide(plan, case), "sv"))
    except AmpRulesError:
        return
    flat = " ".join(text.split())
    english = {
        part for message in messages("en").values() for form in _forms(message) for part in fragments(form)
    }
    assert [part for part in english if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", flat)] == []
