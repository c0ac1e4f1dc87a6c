"""A letter says what the outcome says, no more and no less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from amp_rules.case import Case
from amp_rules.engine import decide
from amp_rules.errors import UnknownNameError
from amp_rules.ledger import Verdict
from amp_rules.report.letter import letter_html, write_letter
from amp_rules.report.letter.reasons import conditions
from amp_rules.report.letter.records import Group, Sources
from amp_rules.report.letter.telling import Telling
from amp_rules.report.letter.words import LetterWords
from amp_rules.report.words import report_words
from amp_rules.testing import cases
from tests.places import EXAMPLES
from tests.report.letter.made import EDITIONS, FORMS, LANGUAGES, letter, made, page, shown
from tests.report.outcomes import KNOWN, OPEN, REFUSED, example, sampled, shipped

NOT_A_NO = {"sv": "Det är inte ett nej.", "en": "This is not a no."}
TOLD_OVER = {
    "sv": ("människohandel", "prostit", "utnyttj", "exploater", "offer", "utsatt"),
    "en": ("traffick", "prostit", "exploit", "victim"),
}
NO = {"sv": "Nej", "en": "No,"}
YEAR = {
    "charged_to_2022",
    "reflection_days_paid",
    "in_depth_days_paid",
    "support_only_days_paid",
    "integration_days_paid",
    "deferred_days_total",
}
YES = {"sv": "Ja.", "en": "Yes."}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["person", "shelter"])
@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_first_answer_is_the_verdict_in_its_own_words(
    edition: str, verdict: Verdict, reader: str, language: str
) -> None:
    first = letter(edition, verdict, language, reader).answers.answers[0]
    assert first.verdict == verdict.value
    assert first.text.startswith(NO[language]) is (verdict is Verdict.REFUSED)
    assert first.text.startswith(YES[language]) is (verdict is Verdict.GRANTED)
    open_still = verdict in (Verdict.UNDETERMINED, Verdict.REFERRED)
    assert (NOT_A_NO[language] in first.text) is open_still


@pytest.mark.slow
@settings(max_examples=25)
@given(cases())
def test_every_answer_is_a_verdict_of_the_outcome_in_order(case: Case) -> None:
    for edition in (each for each in EDITIONS if each.startswith(case.programme.value)):
        programme, name = edition.split("/")
        outcome = decide(shipped().rulebook(programme, edition=name), case)
        goals = [
            (goal, each)
            for goal in outcome.plan.rulebook.edition.goals
            if outcome.plan.decisions[goal].source.kind == "verdict"
            for each in outcome.rows.instances(outcome.plan.decisions[goal].about)
        ]
        for reader, discreet in FORMS:
            found = write_letter(outcome, "sv", reader, discreet=discreet)
            assert [each.verdict for each in found.answers.answers] == [
                outcome.verdict_at(*goal).value for goal in goals
            ]
            waiting = {name for each in outcome.missing for name in each.for_decisions}
            assert (found.missing is not None) is bool(waiting - (YEAR if reader == "person" else set()))
            assert (found.questions is not None) is bool(outcome.referrals)


@pytest.mark.slow
@settings(max_examples=25)
@given(cases())
def test_all_that_a_letter_rests_on_stands_among_its_sources(case: Case) -> None:
    edition = "2022" if case.programme.value == "nsp" else "2015"
    outcome = decide(shipped().rulebook(case.programme.value, edition=edition), case)
    found = write_letter(outcome, "en", "shelter")
    listed = {cite for document in found.sources.documents for place in document.places for cite in place.ids}
    cited = {cite for answer in found.answers.answers for cite in answer.cite}
    cited |= {cite for reason in found.reasons.reasons for each in reason.groups for cite in _cites(each)}
    cited |= {cite for role in found.roles.roles for cite in role.cite}
    if found.money is not None:
        cited |= {cite for each in found.money.sums for cite in each.cite}
        cited |= {cite for each in found.money.groups for cite in _cites(each)}
    assert cited <= listed


def _cites(group: Group) -> list[str]:
    return [cite for point in group.points for cite in point.cite]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_makes_every_letter_and_every_part_is_shown(path: Path, language: str) -> None:
    outcome = example(path)
    for reader, discreet in FORMS:
        found = write_letter(outcome, language, reader, discreet=discreet)
        text = shown(letter_html(found))
        parts = (found.about, found.answers, found.reasons, found.withdrawal, found.roles, found.sources)
        for part in (*parts, found.contact, found.missing, found.questions, found.money, found.decided):
            assert part is None or part.title in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_letter_says_that_it_is_no_decision_and_who_decides(edition: str) -> None:
    authority = {"nsp/2022": "Nationella stödprogrammet", "amp/2023": "IOM Finland"}
    expected = authority.get(edition, "länsstyrelsen i Stockholm")
    notice = letter(edition, Verdict.GRANTED).notice
    assert "inget beslut" in notice
    assert f"Det är {expected} som beslutar." in notice


def test_another_reading_of_who_decides_is_followed_and_told() -> None:
    outcome = made("amp/2023", Verdict.GRANTED, readings={"A10": "coordinators"})
    found = write_letter(outcome)
    assert "Det är regionkoordinatorn som beslutar." in found.notice
    assert found.readings is not None
    assert any("har valt en annan läsning" in text for text in found.about.text)


def test_the_person_is_told_that_something_does_not_fit_but_not_what() -> None:
    conflicts = next(path for path in EXAMPLES if path.stem == "nsp-conflicts")
    assert any("går inte ihop" in text for text in write_letter(example(conflicts)).about.text)
    assert not any("går inte ihop" in text for text in letter("nsp/2022", Verdict.GRANTED).about.text)


def test_the_usual_readings_are_told_as_usual_and_listed_for_the_shelter_alone() -> None:
    person, shelter = (letter("nsp/2022", Verdict.GRANTED, "sv", each) for each in ("person", "shelter"))
    assert any("rekommenderas" in text for text in person.about.text)
    assert person.readings is None
    assert shelter.readings is not None
    assert "B5=period-number" in shelter.readings.points[0].text


def test_missing_facts_are_named_in_plain_words_with_what_waits_for_them() -> None:
    missing = letter("amp/2015", Verdict.UNDETERMINED).missing
    assert missing is not None
    facts = {gap.fact: gap for gap in missing.gaps}
    assert set(facts) >= {"Vad du har varit med om", "Om någon tvingar dig att resa"}
    assert "Uppfyller du villkoren för programmet?" in facts["Om någon tvingar dig att resa"].waits
    assert all(gap.path == "" for gap in missing.gaps)
    assert missing.how.text


def test_the_shelter_is_told_where_a_missing_fact_belongs() -> None:
    missing = letter("amp/2015", Verdict.UNDETERMINED, "en", "shelter").missing
    assert missing is not None
    assert {"$.voluntariness.coerced", "$.exploitation.trafficking"} <= {gap.path for gap in missing.gaps}


def test_a_date_is_shown_only_where_one_is_given() -> None:
    outcome = made("amp/2015", Verdict.GRANTED)
    heads = write_letter(outcome, "en", dated=date(2015, 6, 1)).heads
    assert ("Date", "1 June 2015") in {(head.name, head.text) for head in heads}
    assert "Date" not in {head.name for head in write_letter(outcome, "en").heads}


def test_another_language_or_reader_is_refused() -> None:
    outcome = made("amp/2015", Verdict.GRANTED)
    with pytest.raises(UnknownNameError, match="no language 'fi'"):
        write_letter(outcome, "fi")
    with pytest.raises(UnknownNameError, match="no reader 'police'"):
        write_letter(outcome, "sv", "police")  # type: ignore[arg-type]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("verdict", Verdict)
def test_the_person_is_not_told_over_again_what_happened(edition: str, verdict: Verdict) -> None:
    for language, words in TOLD_OVER.items():
        text = shown(page(made(edition, verdict), language)).lower()
        sources = {"sv": "källor här står", "en": "sources these are"}[language]
        before, found, _ = text.rpartition(sources)
        assert found
        assert not [word for word in words if word in before]


@pytest.mark.slow
@settings(max_examples=30)
@given(cases())
def test_nor_in_any_letter_about_any_case(case: Case) -> None:
    for edition in (each for each in EDITIONS if each.startswith(case.programme.value)):
        programme, name = edition.split("/")
        outcome = decide(shipped().rulebook(programme, edition=name), case)
        for language, words in TOLD_OVER.items():
            found = write_letter(outcome, language)
            text = shown(letter_html(replace(found, sources=Sources("", (), ())))).lower()
            assert not [word for word in words if word in text]


def test_a_fact_of_a_period_is_not_told_as_the_periods_themselves() -> None:
    periods = [{"id": "one", "kind": "integration", "start": "2022-02-01"}]
    missing = write_letter(made("nsp/2022", Verdict.GRANTED, periods=periods)).missing
    assert missing is not None
    assert "Vilka perioder boendet söker pengar för" not in {gap.fact for gap in missing.gaps}
    assert "Period 1, sista dag" in {gap.fact for gap in missing.gaps}


def test_an_organisation_s_ids_and_a_child_s_are_kept_from_the_person_s_letter() -> None:
    changes = {"periods": [{"id": "zebra", "kind": "reflection", "start": "2022-04-01", "end": "2022-04-30"}]}
    outcome = made("nsp/2022", Verdict.GRANTED, **changes)
    assert "zebra" not in page(outcome)
    assert "zebra" in page(outcome, reader="shelter")


def test_no_country_and_no_place_stands_in_any_letter_to_the_person() -> None:
    mother = next(path for path in EXAMPLES if path.stem == "amp-2015-mother-and-child")
    text = shown(page(example(mother)))
    assert "Moldav" not in text
    assert "child-1" not in text


@pytest.mark.parametrize("case", [KNOWN, OPEN, REFUSED], ids=["known", "open", "refused"])
def test_other_rules_make_letters_too(case: Mapping[str, Any]) -> None:
    for reader, discreet in FORMS:
        assert letter_html(write_letter(sampled(case), "en", reader, discreet=discreet))


class Speechless(LetterWords):
    """Words for nothing in particular."""

    def find(self, message: str, reader: str | None = None) -> str | None:
        return None


def test_what_letters_have_no_words_for_is_told_by_its_title() -> None:
    outcome = made("amp/2015", Verdict.GRANTED)
    telling = Telling(outcome, Speechless(report_words("en"), [], "person"), discreet=False)
    name, instance = next(telling.goals(verdicts=True))
    assert telling.question(name, instance) == "Meets the conditions of the programme"
    assert telling.fact("$.voluntariness.coerced") == "Is coerced to return"
    assert telling.decider == "County Administrative Board of Stockholm"
    first = next(iter(conditions(telling, name, instance)))
    assert first.text == "Belongs to the target group"
