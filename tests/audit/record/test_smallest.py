from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amp_rules.audit.record import (
    DisclosureError,
    UnconfirmableError,
    Weight,
    check,
    facts_needed,
    present,
    record,
    sign,
)
from amp_rules.case import with_fact
from amp_rules.engine import decide
from tests.audit.record.made import book, example, returning, shelf, shipped

KEY = Ed25519PrivateKey.generate()
WANTED = ("answers.total_paid", "answers.days_paid_total", "lines", "components", "cited")
PERSON = ("$.principal", "$.exploitation", "$.children", "$.id")


@pytest.fixture(scope="module")
def supported() -> bytes:
    case = with_fact(example("nsp-mother-and-child"), "$.stay.unaccompanied", False)
    return sign(
        record(decide(book("nsp/2022"), case), author="unit 1", library=shipped()), KEY, shelf=shelf()
    )


@pytest.fixture(scope="module")
def returned() -> bytes:
    return sign(returning(), KEY, shelf=shelf())


def weight(signed: bytes, *shown: str) -> Weight:
    return check(present(signed, shown).text, KEY.public_key(), shelf()).weight


def test_the_facts_found_are_enough_and_none_can_be_left_out(supported: bytes) -> None:
    found = facts_needed(supported, WANTED, PERSON, shelf())
    assert not [each for each in found if each.startswith(PERSON)]
    assert weight(supported, *WANTED, *found) is Weight.CONFIRMED
    for fact in found:
        below = fact.removesuffix("[]")
        rest = [
            each for each in found if each != fact and not (fact != below and each.startswith(f"{below}["))
        ]
        assert weight(supported, *WANTED, *rest) is not Weight.CONFIRMED, fact


def test_what_says_most_of_a_person_is_given_up_first(supported: bytes) -> None:
    found = facts_needed(supported, WANTED, shelf=shelf())
    assert [each for each in found if each.startswith(PERSON)] == []
    assert "$.stay.unaccompanied" in found


def test_what_cannot_be_confirmed_names_what_it_needs(returned: bytes) -> None:
    with pytest.raises(UnconfirmableError) as refused:
        facts_needed(returned, ["answers.granted_total"], ["$.principal.nationalities"], shelf())
    assert refused.value.answers == ("answers.granted_total",)
    assert "$.principal.nationalities" in refused.value.needs


def test_a_return_in_2015_needs_neither_age_nor_forms_of_exploitation(returned: bytes) -> None:
    found = facts_needed(returned, ["answers.granted_total"], shelf=shelf())
    assert not {"$.principal.birth_date", "$.exploitation.forms", "$.principal.sex"} & set(found)
    assert {"$.principal.nationalities", "$.exploitation.trafficking"} <= set(found)


def test_entries_of_a_withheld_list_are_withheld_with_it(supported: bytes) -> None:
    with pytest.raises(UnconfirmableError):
        facts_needed(supported, ["answers.total_paid"], ["$.periods[]"], shelf())


@pytest.mark.parametrize("wanted", [[], ["$.applied_on"], ["answers.total_payd"]])
def test_only_answers_are_confirmed(supported: bytes, wanted: list[str]) -> None:
    with pytest.raises(DisclosureError):
        facts_needed(supported, wanted, shelf=shelf())
