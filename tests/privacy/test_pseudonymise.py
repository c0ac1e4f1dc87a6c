"""A pseudonymised case has the outcome of the original, and nothing of its names, texts and dates."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from amp_rules import Case, case_from_json, case_from_mapping, load_library
from amp_rules.case import with_fact, with_facts
from amp_rules.engine import choose_edition, decide
from amp_rules.errors import AmpRulesError, NoEditionError
from amp_rules.privacy import Choices, Key, NoShiftError, pseudonymise
from amp_rules.privacy.pseudonymise import Moved, moved_case
from amp_rules.privacy.rewrite import dates_of, tree_of
from amp_rules.rulebook import Library, Rulebook, with_readings
from amp_rules.testing import cases
from tests.places import ROOT
from tests.privacy.turned import bounds, differences, ids, own_dates, told

KEY = Key(bytes(range(32)))
OTHER_KEY = Key(bytes(range(1, 33)))
EDITIONS = (("amp", "2015"), ("amp", "2016"), ("amp", "2023"), ("nsp", "2022"))
FEW = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@cache
def library() -> Library:
    return load_library()


def example(name: str) -> Case:
    return case_from_json((ROOT / "examples" / name).read_bytes())


def books_of(case: Case) -> list[Rulebook]:
    """The edition in force, or all of the programme."""
    try:
        return [choose_edition(library(), case)]
    except NoEditionError:
        return [book for book in library().rulebooks if book.edition.programme == case.programme]


def assert_same_outcome(book: Rulebook, case: Case, made: Moved, why: bool = True) -> None:
    try:
        mine = decide(book, case)
    except AmpRulesError as error:
        with pytest.raises(type(error)):
            decide(book, made.told.case)
        return
    theirs = decide(book, made.told.case)
    names = dict(zip(ids(case), ids(made.told.case), strict=True))
    one, other = told(mine, why), told(theirs, why)
    # An unknown date has as its bounds those of any case, which do not move.
    assert bounds(one).keys() == bounds(other).keys()
    assert [*differences(one, other, made.days, names, own_dates(mine))] == []


@pytest.mark.slow
@pytest.mark.parametrize(("programme", "edition"), EDITIONS)
def test_every_outcome_is_that_of_the_original_under_any_reading(programme: str, edition: str) -> None:
    @FEW
    @given(cases(programme, edition), st.booleans(), st.data())
    def check(case: Case, coarse: bool, data: st.DataObject) -> None:
        made = moved_case(case, KEY, library(), Choices(coarse=coarse))
        event(made.told.dates)
        assert not (set(ids(case)) - {"principal"}) & set(ids(made.told.case))
        assert (made.days != 0) == (made.told.dates == "shifted")
        assert [book.name for book in books_of(case)] == [book.name for book in books_of(made.told.case)]
        known = library().registers.interpretations
        label = data.draw(st.sampled_from(sorted(known)))
        choice = data.draw(st.sampled_from(sorted(known[label].readings)))
        for book in books_of(case):
            assert_same_outcome(book, case, made)
            assert_same_outcome(with_readings(book, {label: choice}), case, made, why=False)

    check()


SECRETS = {
    "id": "Kvittra-7391",
    "person": "Anna.Exempelsson",
    "child": "Barn_Kvittra",
    "by": "Kvittra Exempelsson",
}


def told_of_everyone() -> Case:
    """A case with an id in every place that has one, and a text."""
    return case_from_mapping(
        {
            "id": SECRETS["id"],
            "programme": "amp",
            "applied_on": date(2023, 5, 9),
            "principal": {"id": SECRETS["person"], "birth_date": date(1991, 2, 3), "nationalities": ["NG"]},
            "children": [{"id": SECRETS["child"], "birth_date": date(2019, 8, 7)}],
            "claims": [{"id": "Kvittra-kvitto", "person": SECRETS["child"], "on": date(2023, 6, 1)}],
            "periods": [{"id": "Kvittra-period", "start": date(2023, 5, 9), "end": date(2023, 6, 7)}],
            "items": [{"id": "Kvittra-insats", "on": date(2023, 5, 20)}],
            "daily": {"full_rate": [{"start": date(2023, 5, 9), "end": date(2023, 5, 10), "value": True}]},
            "evidence": [
                {
                    "about": "$.claims[0].on",
                    "asserted_by": SECRETS["by"],
                    "basis": "document",
                    "on": date(2023, 6, 2),
                }
            ],
        }
    )


def test_no_id_no_text_and_no_date_of_the_original_is_left() -> None:
    case = told_of_everyone()
    made = pseudonymise(case, KEY, library())
    text = made.case.model_dump_json()
    assert made.dates == "shifted"
    for secret in (*ids(case), *SECRETS.values(), "Kvittra", "Exempelsson"):
        assert secret not in text
    # A date may by chance be another fact's date: none is where it stood.
    before, after = dates_of(tree_of(case)), dates_of(tree_of(made.case))
    assert len({later - earlier for earlier, later in zip(before, after, strict=True)}) == 1
    assert before[0] != after[0]


def test_references_between_the_parts_of_a_case_still_hold() -> None:
    made = pseudonymise(told_of_everyone(), KEY, library()).case
    assert isinstance(made.claims, tuple)
    assert isinstance(made.children, tuple)
    assert made.claims[0].person == made.children[0].id
    assert made.evidence[0].about == "$.claims[0].on"


def test_the_same_key_gives_the_same_pseudonyms_and_days_and_another_others() -> None:
    case = told_of_everyone()
    one, again, other = (pseudonymise(case, key, library()).case for key in (KEY, KEY, OTHER_KEY))
    assert one == again
    assert not set(ids(one)) & set(ids(other))
    assert one.applied_on != other.applied_on


def test_a_case_has_the_same_pseudonyms_whatever_else_is_known_of_it() -> None:
    case = told_of_everyone()
    later = with_facts(case, {"$.applied_on": date(2024, 1, 15), "$.claims": [], "$.evidence": []})
    one, other = (ids(pseudonymise(each, KEY, library()).case) for each in (case, later))
    assert one[:3] == other[:3]


def test_a_name_within_two_cases_is_not_taken_for_one_person() -> None:
    case = told_of_everyone()
    one, other = (
        ids(pseudonymise(each, KEY, library()).case) for each in (case, with_fact(case, "$.id", "b"))
    )
    assert not set(one) & set(other)


def test_the_same_id_has_another_pseudonym_where_it_names_another_thing() -> None:
    case = case_from_mapping(
        {
            "id": "x",
            "programme": "nsp",
            "principal": {"id": "x"},
            "periods": [{"id": "x"}],
            "items": [{"id": "x"}],
        }
    )
    assert len(set(ids(pseudonymise(case, KEY, library()).case))) == 4


def test_a_principal_without_an_id_of_its_own_has_no_pseudonym() -> None:
    case = example("amp-2016-little-known.json")
    assert pseudonymise(case, KEY, library()).case.principal.id == "principal"


@given(st.text(alphabet="abcABC019._-", min_size=1, max_size=64))
def test_a_pseudonym_is_an_id_and_no_formula(own: str) -> None:
    case = case_from_mapping({"id": KEY.pseudonym("case", own), "programme": "amp"})
    assert case.id[0].isalpha()
    assert own not in case.id or len(own) < 5


@given(st.lists(st.lists(st.text(), max_size=3).map(tuple), unique=True, max_size=6))
def test_different_parts_never_have_one_digest(parts: list[tuple[str, ...]]) -> None:
    assert len({KEY.digest(*each) for each in parts}) == len(parts)


def test_a_case_that_states_no_date_has_none_moved() -> None:
    made = pseudonymise(
        case_from_mapping({"id": "a", "programme": "nsp"}), KEY, library(), Choices(require_shift=True)
    )
    assert made.dates == "none"


def across_the_year() -> Case:
    """A period whose days in 2022 decide what is paid for it this year."""
    return example("nsp-conflicts.json")


@pytest.mark.slow
def test_a_case_that_no_other_dates_leave_alone_keeps_its_own_and_says_so() -> None:
    case = across_the_year()
    made = pseudonymise(case, KEY, library())
    assert made.dates == "kept"
    assert made.case.applied_on == case.applied_on
    assert made.case.id != case.id
    with pytest.raises(NoShiftError) as caught:
        pseudonymise(case, KEY, library(), Choices(require_shift=True))
    assert case.id not in str(caught.value)


@pytest.mark.slow
def test_dates_reckoned_in_months_may_differ_where_that_is_allowed() -> None:
    case = example("amp-2015-mother-and-child.json")
    assert pseudonymise(case, KEY, library()).dates == "kept"
    made = moved_case(case, KEY, library(), Choices(nearly=True))
    assert made.told.dates == "nearly"
    (book,) = books_of(case)
    mine, theirs = decide(book, case), decide(book, made.told.case)
    assert dict(mine.verdicts) == dict(theirs.verdicts)
    assert mine.total == theirs.total
    for name, value in mine.amounts.items():
        if isinstance(value, date):
            other = theirs.amounts[name]
            assert isinstance(other, date)
            assert abs((other - value).days - made.days) <= 3
        else:
            assert value == theirs.amounts[name], name


def test_what_no_rule_reads_is_left_out_when_asked() -> None:
    case = with_facts(example("nsp-mother-and-child.json"), {"$.principal.nationalities": ["NG"]})
    plain = pseudonymise(case, KEY, library())
    made = pseudonymise(case, KEY, library(), Choices(coarse=True))
    assert plain.dropped == ()
    assert "$.principal.nationalities" in made.dropped
    assert "NG" not in made.case.model_dump_json()
    assert "NG" in plain.case.model_dump_json()
    (book,) = books_of(case)
    assert decide(book, made.case).total == decide(book, case).total


def test_who_asserts_what_is_left_out_with_all_that_no_rule_reads() -> None:
    made = pseudonymise(told_of_everyone(), KEY, library(), Choices(coarse=True))
    assert made.case.evidence == ()
    assert [path for path in made.dropped if "evidence" in path] == ["$.evidence"]


def test_what_a_rule_reads_is_not_left_out() -> None:
    case = example("amp-2016-little-known.json")
    made = pseudonymise(case, KEY, library(), Choices(coarse=True))
    assert made.case.principal.nationalities == case.principal.nationalities
    assert made.case.voluntariness == case.voluntariness


def test_neither_the_result_nor_the_key_shows_what_is_secret() -> None:
    made = moved_case(told_of_everyone(), KEY, library(), Choices())
    assert "days" not in repr(made.told)
    assert KEY.secret.hex() not in repr(KEY)
    assert "secret" not in repr(KEY)
    assert not [word for word in SECRETS.values() if word in repr(made.told)]


@pytest.mark.slow
@FEW
@given(cases())
def test_a_pseudonymised_case_can_be_pseudonymised_again(case: Case) -> None:
    assume(case.applied_on is not None)
    once = pseudonymise(case, KEY, library()).case
    assert case_from_json(once.model_dump_json()) == once
    twice = pseudonymise(once, OTHER_KEY, library()).case
    assert not (set(ids(once)) - {"principal"}) & (set(ids(twice)) - {"principal"})


def test_a_fact_changed_by_hand_is_found_by_what_compares_here() -> None:
    """The comparison that the tests above rest on can fail."""
    case = example("nsp-mother-and-child.json")
    made = moved_case(case, KEY, library(), Choices())
    spoilt: Any = with_fact(made.told.case, "$.periods[0].end", date(2022, 12, 30))
    told_case = made.told
    object.__setattr__(told_case, "case", spoilt)
    with pytest.raises(AssertionError):
        assert_same_outcome(books_of(case)[0], case, made)
    assert json.loads(spoilt.model_dump_json())
