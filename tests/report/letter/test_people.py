"""Who decides what, how to withdraw, and what people have already assessed."""

from __future__ import annotations

import pytest

from amp_rules.ledger import Verdict
from amp_rules.report.letter import write_letter
from tests.report.letter.made import EDITIONS, letter, made


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_letter_tells_how_to_withdraw_with_its_source(edition: str, verdict: Verdict) -> None:
    found = letter(edition, verdict)
    expected = {"amp/2023": "AMP-E25", "nsp/2022": "NSP-E04"}.get(edition, "AMP-P09")
    assert len(found.withdrawal.text) >= 2
    listed = {cite for document in found.sources.documents for place in document.places for cite in place.ids}
    assert expected in listed


def test_a_withdrawn_application_is_said_to_be_withdrawn() -> None:
    stated = {"wants_return": True, "coerced": False, "withdrawn_on": "2015-07-01"}
    found = write_letter(made("amp/2015", Verdict.GRANTED, voluntariness=stated))
    assert found.withdrawal.text[0] == "Din ansökan är tillbakatagen sedan 1 juli 2015."
    assert not any("när du vill" in text for text in found.withdrawal.text)
    assert found.answers.answers[1].verdict == "refused"


@pytest.mark.parametrize(
    ("reading", "said"),
    [("later-instalments-lapse", "du behöver inte betala tillbaka"), ("recover-unused", "krävs tillbaka")],
)
def test_what_becomes_of_the_money_follows_the_reading_and_says_that_it_is_one(
    reading: str, said: str
) -> None:
    found = write_letter(made("amp/2015", Verdict.GRANTED, readings={"A8": reading}))
    (text,) = [each for each in found.withdrawal.text if "Källan säger inget" in each]
    assert said in text


def test_rules_that_say_nothing_of_money_after_a_withdrawal_are_not_read_to() -> None:
    assert not any("betala tillbaka" in each for each in letter("amp/2023", Verdict.GRANTED).withdrawal.text)


def test_what_a_person_has_answered_is_told_with_who_and_what() -> None:
    decided = letter("amp/2023", Verdict.GRANTED).decided
    assert decided is not None
    told = {each.question: each.text for each in decided.judged}
    assert told["Får du stöd genom programmet?"] == "IOM Finland har svarat ja, enligt ärendet."


def test_a_no_is_told_as_a_no() -> None:
    outcome = made("amp/2023", Verdict.GRANTED, assessments={"participation_approved": False})
    decided = write_letter(outcome, "en").decided
    assert decided is not None
    assert ("May you be supported by the programme?", "IOM Finland has answered no, says the case file.") in {
        (each.question, each.text) for each in decided.judged
    }


def test_answers_about_several_things_are_told_apart() -> None:
    items = [
        {"id": each, "kind": "glasses", "cost": "10", "on": "2022-04-02", "accepted": accepted}
        for each, accepted in (("one", True), ("two", False))
    ]
    decided = write_letter(made("nsp/2022", Verdict.GRANTED, items=items)).decided
    assert decided is not None
    told = {each.question: each.text for each in decided.judged}
    first, second = (f"Punktinsats {each}, glasögon: Ska det extra stödet betalas?" for each in (1, 2))
    assert told[first] == "Nationella stödprogrammet har svarat ja, enligt ärendet."
    assert told[second] == "Nationella stödprogrammet har svarat nej, enligt ärendet."


def test_open_questions_about_several_things_are_told_apart() -> None:
    items = [{"id": each, "kind": "glasses", "cost": "10", "on": "2022-04-02"} for each in ("one", "two")]
    questions = write_letter(made("nsp/2022", Verdict.GRANTED, items=items)).questions
    assert questions is not None
    assert len({each.question for each in questions.questions if "Punktinsats" in each.question}) == 2


def test_nothing_is_said_to_be_assessed_where_nobody_has() -> None:
    assert letter("amp/2015", Verdict.REFERRED).decided is None


def test_open_questions_are_asked_in_plain_words_with_who_answers() -> None:
    questions = letter("amp/2015", Verdict.REFERRED).questions
    assert questions is not None
    told = {each.question: each.who for each in questions.questions}
    stateless = "Du är inte medborgare i något land. Räknas du med?"
    assert told[stateless] == "Länsstyrelsen i Stockholm svarar."
    assert all(each.path == "" for each in questions.questions)


def test_the_shelter_reads_the_question_as_the_rules_put_it_and_where_the_answer_goes() -> None:
    questions = letter("nsp/2022", Verdict.REFERRED, "en", "shelter").questions
    assert questions is not None
    found = {each.path: each.question for each in questions.questions}
    assert found["$.support.needs_support"] == (
        "Does the person need the support that the shelter applies for?"
    )


@pytest.mark.parametrize(
    ("edition", "roles"),
    [
        ("amp/2015", ["Du", "Länsstyrelsen i Stockholm", "IOM i Helsingfors", "IOM:s kontor i landet"]),
        ("amp/2016", ["Du", "Länsstyrelsen i Stockholm", "IOM i Helsingfors", "IOM:s kontor i landet"]),
        ("amp/2023", ["Du", "IOM Finland", "Regionkoordinatorn"]),
        ("nsp/2022", ["Du", "Nationella stödprogrammet", "Boendet"]),
    ],
)
def test_those_who_decide_and_act_are_those_of_the_edition(edition: str, roles: list[str]) -> None:
    assert [each.who for each in letter(edition, Verdict.GRANTED).roles.roles] == roles
