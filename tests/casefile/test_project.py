"""The case that events add up to: what is known, unknown and absent, and which statement counts."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case import Case, fact_at
from amp_rules.casefile import CaseFile, EventsConflictError, case_of
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing import histories
from tests.casefile.made import amp, day, made, nsp, period


def spans(case: Case, name: str) -> list[tuple[str, str, Any]]:
    return [(str(span.start), str(span.end), span.value) for span in getattr(case.daily, name)]


def allowance(start: str, end: str, *adult: tuple[str, str, str | None], **more: Any) -> Any:
    said = [
        {"start": first, "end": last, **({} if value is None else {"value": value})}
        for first, last, value in adult
    ]
    return made("allowance_reported", "2022-05-01", start=start, end=end, adult=said, **more)


def sek(amount: str) -> Money:
    return Money.of(amount, "SEK")


def test_a_step_without_an_event_has_not_happened_in_a_whole_record() -> None:
    case = amp(made("identified")).case()
    assert case.process.identified_on == day("2022-03-01")
    assert case.process.talks_on is None
    assert case.journey.travel_on is None
    assert case.voluntariness.withdrawn_on is None
    assert case.claims == ()


def test_a_step_without_an_event_is_unknown_where_the_record_is_not_whole() -> None:
    case = amp(made("identified"), complete=False).case()
    assert case.process.identified_on == day("2022-03-01")
    assert case.process.talks_on is UNKNOWN
    assert case.claims is UNKNOWN


def test_a_whole_record_of_support_knows_its_periods_and_says_nothing_of_the_journey() -> None:
    case = nsp().case()
    assert (case.periods, case.items) == ((), ())
    assert case.process.talks_on is UNKNOWN
    assert case.claims is UNKNOWN
    assert case.children is UNKNOWN


def test_a_fact_that_nobody_stated_is_unknown_and_one_stated_as_absent_is_null() -> None:
    case = nsp(made("facts_stated", facts={"stay": {"asylum_registered_on": None}})).case()
    assert case.stay.asylum_registered_on is None
    assert case.stay.reflection_permit_from is UNKNOWN


def test_what_was_recorded_later_counts_whatever_day_it_is_about() -> None:
    early = made("facts_stated", "2022-03-09", facts={"principal": {"sex": "male", "pet": True}})
    late = made("facts_stated", "2022-02-01", facts={"principal": {"sex": "female"}})
    case = nsp(early, late).case()
    assert (case.principal.sex, case.principal.pet) == ("female", True)


def test_a_date_of_birth_takes_the_place_of_an_age_stated_before() -> None:
    age, born = (
        made("facts_stated", facts={"principal": said})
        for said in ({"age": 17}, {"birth_date": "2003-01-01"})
    )
    assert nsp(age, born).case().principal.age is UNKNOWN
    assert nsp(born, age).case().principal.birth_date is UNKNOWN


def test_entries_with_one_id_are_merged_fact_by_fact_in_the_order_first_told() -> None:
    case = nsp(
        made("period_asked", "2022-02-20", period=period("p2", kind="in_depth")),
        made("period_asked", "2022-02-21", period=period("p1", needs_remain=True)),
        made("period_granted", period={"id": "p2", "end": "2022-03-15", "justification": True}),
    ).case()
    assert case.periods is not UNKNOWN
    second, first = case.periods
    assert (second.id, second.end, second.kind, second.justification) == (
        "p2",
        day("2022-03-15"),
        "in_depth",
        True,
    )
    assert (first.id, first.applied_on, first.needs_remain) == ("p1", day("2022-02-21"), True)


def test_a_period_is_applied_for_on_the_day_it_was_asked_for_unless_said() -> None:
    asked = nsp(made("extension_asked", period=period(applied_on="2022-02-02"))).case()
    granted = nsp(made("period_granted", period=period())).case()
    assert fact_at(asked, "$.periods[0].applied_on") == day("2022-02-02")
    assert fact_at(granted, "$.periods[0].applied_on") is UNKNOWN


def test_integration_support_is_a_period_of_its_kind() -> None:
    case = nsp(made("integration_support_granted", period={"id": "p9"})).case()
    assert fact_at(case, "$.periods[0].kind") == "integration"


def test_a_refusal_takes_an_approval_back() -> None:
    case = amp(made("decided", approved=True), made("decided", "2022-04-01", approved=False)).case()
    assert case.assessments.participation_approved is False
    assert case.process.approved_on is None


def test_signing_the_application_is_applying() -> None:
    case = amp(made("application_signed", consent=True, certificate=False)).case()
    assert (case.applied_on, case.process.application_signed_on) == (day("2022-03-01"), day("2022-03-01"))
    assert (case.consents.written_application, case.process.voluntary_certificate) == (True, False)


def test_a_departure_counts_before_a_booking_even_one_recorded_later() -> None:
    booked = made("travel_booked", travel_on="2022-03-20")
    departed = made("departed", "2022-03-22")
    assert amp(booked).case().journey.travel_on == day("2022-03-20")
    assert amp(booked, departed).case().journey.travel_on == day("2022-03-22")
    assert amp(departed, booked).case().journey.travel_on == day("2022-03-22")


def test_a_claim_is_decided_by_its_id() -> None:
    case = amp(
        made("receipt_claimed", claim={"id": "c1", "amount": "20.00", "person": "principal"}),
        made("claim_decided", claim="c1", accepted=True),
    ).case()
    assert case.claims is not UNKNOWN
    assert [(claim.id, claim.accepted) for claim in case.claims] == [("c1", True)]


def test_a_cancelled_period_is_gone_whatever_is_recorded_of_it_later() -> None:
    cancelled = made("period_cancelled", period="p1")
    asked = made("period_asked", period=period())
    assert nsp(asked, cancelled).case().periods == ()
    assert nsp(cancelled, asked).case().periods == ()
    brought_back = nsp(asked, cancelled, made("corrected", number=2, reason="did_not_happen"))
    assert brought_back.case().periods != ()


def moved_out(*events: Any) -> list[str]:
    case = nsp(*events).case()
    assert case.periods is not UNKNOWN
    return [str(each.end) for each in case.periods]


def test_moving_out_ends_the_period_that_holds_the_day_whichever_was_recorded_first() -> None:
    asked = made("period_asked", period=period())
    other = made("period_asked", period=period("p2", "2022-04-01", "2022-04-30"))
    moved = made("moved_out", "2022-03-10")
    assert moved_out(asked, other, moved) == ["2022-03-10", "2022-04-30"]
    assert moved_out(moved, asked, other) == ["2022-03-10", "2022-04-30"]


def test_moving_out_never_lengthens_a_period() -> None:
    asked = made("period_asked", period=period())
    assert moved_out(asked, made("moved_out", "2022-04-10")) == ["2022-03-30"]
    assert moved_out(asked, made("moved_out", "2022-04-10", period="p1")) == ["2022-03-30"]
    assert moved_out(asked, made("moved_out", "2022-02-10")) == ["2022-03-30"]
    assert moved_out(asked, made("moved_out", "2022-03-30")) == ["2022-03-30"]


def test_the_earliest_of_two_days_of_moving_out_counts() -> None:
    moves = made("moved_out", "2022-03-20"), made("moved_out", "2022-03-10")
    assert moved_out(made("period_asked", period=period()), *moves) == ["2022-03-10"]


def test_moving_out_of_a_named_period_ends_one_whose_end_is_not_known() -> None:
    asked = made("period_asked", period={"id": "p1", "start": "2022-03-01"})
    assert moved_out(asked, made("moved_out", "2022-03-10", period="p1")) == ["2022-03-10"]
    assert moved_out(asked, made("moved_out", "2022-03-10")) == ["unknown"]


def test_days_of_a_report_without_a_span_have_nothing_and_days_without_a_report_are_unknown() -> None:
    case = nsp(
        made("period_asked", period=period()),
        allowance("2022-03-05", "2022-03-20", ("2022-03-10", "2022-03-12", "71.00")),
    ).case()
    assert spans(case, "adult_allowance") == [
        ("2022-03-01", "2022-03-04", UNKNOWN),
        ("2022-03-10", "2022-03-12", sek("71.00")),
        ("2022-03-21", "2022-03-30", UNKNOWN),
    ]
    assert case.daily.child_allowance is UNKNOWN


def test_a_report_without_spans_says_that_there_was_nothing() -> None:
    case = nsp(made("period_asked", period=period()), allowance("2022-03-01", "2022-03-30")).case()
    assert case.daily.adult_allowance == ()


def test_a_later_report_replaces_the_days_of_its_window_and_no_others() -> None:
    case = nsp(
        made("period_asked", period=period()),
        allowance("2022-03-01", "2022-03-30", ("2022-03-01", "2022-03-30", "71.00")),
        allowance(
            "2022-03-10",
            "2022-03-20",
            ("2022-03-12", "2022-03-13", "24.00"),
            ("2022-03-15", "2022-03-15", None),
        ),
    ).case()
    assert spans(case, "adult_allowance") == [
        ("2022-03-01", "2022-03-09", sek("71.00")),
        ("2022-03-12", "2022-03-13", sek("24.00")),
        ("2022-03-15", "2022-03-15", UNKNOWN),
        ("2022-03-21", "2022-03-30", sek("71.00")),
    ]


def test_a_period_whose_end_is_not_known_is_unreported_to_the_end_of_days() -> None:
    case = nsp(
        made("period_asked", period={"id": "p1", "start": "2022-03-01"}),
        allowance("2022-03-01", "2022-03-30"),
    ).case()
    assert spans(case, "adult_allowance") == [("2022-03-31", "2199-12-31", UNKNOWN)]


def test_days_after_moving_out_need_no_report() -> None:
    case = nsp(
        made("period_asked", period=period()),
        allowance("2022-03-01", "2022-03-10"),
        made("moved_out", "2022-03-10"),
    ).case()
    assert case.daily.adult_allowance == ()


def test_spans_stated_as_facts_are_the_whole_list() -> None:
    stated = {"daily": {"full_rate": [{"start": "2022-03-02", "end": "2022-03-03", "value": True}]}}
    case = nsp(made("period_asked", period=period()), made("facts_stated", facts=stated)).case()
    assert spans(case, "full_rate") == [("2022-03-02", "2022-03-03", True)]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 31),
            st.integers(0, 30),
            st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=8),
        ),
        max_size=6,
    )
)
def test_each_day_is_as_the_last_report_of_it_says(reports: list[tuple[int, int, list[int | None]]]) -> None:
    said: dict[int, int | None] = {}
    events = [made("period_asked", period=period(end="2022-03-31"))]
    for first, length, values in reports:
        last = min(31, first + length)
        window = range(first, last + 1)
        told = dict(zip(window, values, strict=False))
        listed = [
            {"start": f"2022-03-{number:02d}", "end": f"2022-03-{number:02d}"}
            | ({} if value is None else {"value": value})
            for number, value in told.items()
        ]
        events.append(
            made(
                "children_reported",
                start=f"2022-03-{first:02d}",
                end=f"2022-03-{last:02d}",
                in_shelter=listed,
            )
        )
        said |= {number: told.get(number, 0) for number in window}
    found = nsp(*events).case().daily.children_in_shelter
    if not reports:
        assert found is UNKNOWN
        return
    assert found is not UNKNOWN
    by_day = {number: span.value for span in found for number in range(span.start.day, span.end.day + 1)}
    assert all(one.end < two.start for one, two in pairwise(found))
    for number in range(1, 32):
        expected = said.get(number)
        assert by_day.get(number, 0) == (UNKNOWN if expected is None else expected)


def test_a_corrected_event_leaves_no_trace() -> None:
    kept = made("facts_stated", facts={"principal": {"sex": "female"}})
    wrong = made("facts_stated", facts={"principal": {"sex": "male", "pet": True}})
    file = nsp(kept, wrong, made("corrected", number=2, reason="mistyped"))
    assert file.case() == nsp(kept).case()


def test_correcting_a_correction_brings_the_event_back() -> None:
    wrong = made("facts_stated", facts={"principal": {"pet": True}})
    once = nsp(wrong, made("corrected", number=1, reason="other"))
    twice = once.with_event(made("corrected", number=2, reason="other"))
    thrice = twice.with_event(made("corrected", number=3, reason="other"))
    assert [file.case().principal.pet for file in (once, twice, thrice)] == [UNKNOWN, True, UNKNOWN]


@given(histories(), st.data())
def test_correcting_an_event_is_as_if_it_had_never_been_recorded(file: CaseFile, data: st.DataObject) -> None:
    plain = [each for each in file.events if each.kind != "corrected"]
    if not plain:
        return
    at = data.draw(st.integers(0, len(plain) - 1))
    voided = [*plain, made("corrected", number=at + 1, reason="other")]
    without = [*plain[:at], *plain[at + 1 :]]
    one, other = (
        case_of(events, id="a-1", programme=file.programme, complete=file.complete)
        for events in (voided, without)
    )
    assert one == other


@given(histories())
def test_what_is_projected_twice_is_the_same(file: CaseFile) -> None:
    assert file.case().model_dump_json() == file.case().model_dump_json()


def test_evidence_follows_the_entry_that_it_is_about() -> None:
    def told(own: str) -> Any:
        evidence = [{"about": "$.periods[0].start", "asserted_by": own, "basis": "document"}]
        return made("facts_stated", facts={"periods": [period(own)], "evidence": evidence})

    case = nsp(told("p1"), told("p2"), told("p3"), made("period_cancelled", period="p2")).case()
    assert [(entry.about, entry.asserted_by) for entry in case.evidence] == [
        ("$.periods[0].start", "p1"),
        ("$.periods[1].start", "p3"),
    ]


def refused(*events: Any) -> list[str]:
    with pytest.raises(EventsConflictError) as error:
        nsp(*events).case()
    return [str(problem) for problem in error.value.problems]


def test_an_impossible_case_names_the_events_and_paths_and_no_value() -> None:
    assert refused(
        made("period_asked", period=period("p1")),
        made("facts_stated", facts={"principal": {"pet": True}}),
        made("period_granted", period={"id": "p1", "end": "2022-02-01"}),
    ) == ["$.periods[0].end: date is before start (events 1, 3)"]
    child = {"principal": {"id": "p0"}, "children": [{"id": "p0"}]}
    assert refused(made("facts_stated", facts=child)) == [
        "$.children[0].id: same id as the principal (event 1)"
    ]


def test_a_claim_for_somebody_who_is_not_in_the_case_names_its_event() -> None:
    file = amp(
        made("facts_stated", facts={"children": []}),
        made("receipt_claimed", claim={"id": "c1", "person": "nobody"}),
    )
    with pytest.raises(EventsConflictError) as error:
        file.case()
    assert error.value.events == (2,)


def test_the_numbers_in_a_conflict_are_those_of_the_whole_file() -> None:
    file = nsp(
        made("closed", "2022-06-01"),
        made("period_asked", period=period("p1")),
        made("period_granted", period={"id": "p1", "end": "2022-02-01"}),
    )
    with pytest.raises(EventsConflictError) as error:
        file.as_of(valid=date(2022, 5, 1)).case()
    assert error.value.events == (2, 3)
