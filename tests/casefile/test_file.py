"""A case file in memory: numbers, dates that it is seen from, what it refuses."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case.enums import Programme
from amp_rules.casefile import CaseFile, EventError
from amp_rules.terms import UNKNOWN
from amp_rules.testing import histories
from tests.casefile.made import amp, day, made, nsp, period

BORN_LATE = nsp(
    made("shelter_applied", "2022-03-01"),
    made("period_asked", "2022-03-01", period=period()),
    made(
        "facts_stated",
        "2022-03-10",
        "2022-05-02",
        facts={"children": [{"id": "c1", "birth_date": "2022-03-10"}]},
    ),
)


def test_what_was_written_down_later_was_not_known_then() -> None:
    assert BORN_LATE.as_of(known=day("2022-05-01")).case().children is UNKNOWN
    assert BORN_LATE.as_of(known=day("2022-05-02")).case().children != ()


def test_what_happened_later_is_not_seen_from_an_earlier_day() -> None:
    assert BORN_LATE.as_of(valid=day("2022-03-09")).case().children is UNKNOWN
    assert BORN_LATE.as_of(valid=day("2022-03-10")).case().children is not UNKNOWN


def test_without_dates_everything_is_seen() -> None:
    assert BORN_LATE.as_of() == BORN_LATE


def test_a_correction_counts_from_the_day_it_is_written_down() -> None:
    file = nsp(
        made("facts_stated", "2022-03-01", facts={"principal": {"pet": True}}),
        made("corrected", "2022-06-01", number=1, reason="mistyped"),
    )
    assert file.as_of(known=day("2022-05-31")).case().principal.pet is True
    assert file.as_of(valid=day("2022-03-01")).case().principal.pet is UNKNOWN


def test_events_keep_their_numbers_when_others_are_left_out() -> None:
    file = nsp(
        made("closed", "2022-06-01"),
        made("facts_stated", "2022-03-01", facts={"principal": {"pet": True}}),
        made("corrected", "2022-03-02", number=2, reason="mistyped"),
    )
    seen = file.as_of(valid=day("2022-05-01"))
    assert seen.numbers == (2, 3)
    assert seen.case().principal.pet is UNKNOWN
    assert [number for number, _ in file.standing()] == [1]


@given(
    histories(), st.dates(date(2014, 1, 1), date(2026, 1, 1)), st.dates(date(2014, 1, 1), date(2026, 1, 1))
)
def test_the_two_dates_may_be_asked_in_any_order(file: CaseFile, valid: date, known: date) -> None:
    both = file.as_of(valid=valid, known=known)
    assert both == file.as_of(valid=valid).as_of(known=known) == file.as_of(known=known).as_of(valid=valid)
    assert both.as_of(valid=valid, known=known) == both


def test_an_added_event_takes_the_next_number_and_leaves_the_old_file_alone() -> None:
    file = nsp(made("shelter_applied"))
    more = file.with_event(made("closed"))
    assert (file.numbers, more.numbers) == ((1,), (1, 2))


def test_a_file_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        nsp().id = "b"  # type: ignore[misc]


def test_an_event_of_the_other_programme_is_refused() -> None:
    with pytest.raises(EventError) as refused:
        amp(made("closed"))
    assert [str(problem) for problem in refused.value.problems] == [
        "$.kind: not an event of this programme, 'amp'"
    ]


@pytest.mark.parametrize("number", [2, 3])
def test_a_correction_is_of_an_earlier_event(number: int) -> None:
    with pytest.raises(EventError) as refused:
        nsp(made("closed"), made("corrected", number=number, reason="other"), made("closed"))
    assert [problem.path for problem in refused.value.problems] == ["$.number"]


def test_there_is_one_number_for_each_event() -> None:
    with pytest.raises(EventError):
        CaseFile(id="a-1", programme=Programme.NSP, events=(made("closed"),), numbers=(1, 2))
