from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.casefile import CaseFile, Event
from amp_rules.casefile.machine import Effect, run
from amp_rules.casefile.progress import Progress, in_order, progress, signals
from amp_rules.casefile.reasons import NoStepsError, Standing, due_days
from amp_rules.engine import decide
from amp_rules.engine.decide import WrongProgrammeError
from amp_rules.rulebook import load_library
from amp_rules.rulebook.model import Rulebook
from amp_rules.terms import UNKNOWN
from amp_rules.testing.histories import histories
from tests.casefile.made import amp, day, made, nsp, period

BOOKS = {book.name: book for book in load_library().rulebooks}

ENTITLED: dict[str, Any] = {
    "facts": {
        "principal": {"id": "p0", "birth_date": "1990-01-01", "nationalities": ["RO"]},
        "exploitation": {"trafficking": "identified"},
        "voluntariness": {"wants_return": True, "coerced": False, "informed": True},
        "destination": {"kind": "home", "country": "RO"},
        "children": [],
    }
}
SIGNED: dict[str, Any] = {"consent": True, "certificate": True, "form_complete": True}
AMP_2015 = (
    made("facts_stated", "2015-02-01", **ENTITLED),
    made("secretariat_contacted", "2015-02-02", consent=True),
    made("decided", "2015-02-09", approved=True),
    made("iom_notified", "2015-02-10"),
    made("responsible_body_contacted", "2015-02-11"),
    made("talks_held", "2015-02-16"),
    made("application_signed", "2015-02-20", **SIGNED),
    made("application_sent", "2015-02-21"),
    made("travel_prepared", "2015-03-01"),
    made("departed", "2015-03-15"),
    made("arrived", "2015-03-16"),
    made("instalment_paid", "2015-03-16", person="p0", number=1, amount="150"),
    made("instalment_paid", "2015-04-16", person="p0", number=2, amount="150"),
    made("instalment_paid", "2015-05-16", person="p0", number=3, amount="150"),
    made("followed_up", "2015-06-01"),
    made("partners_informed", "2015-06-02"),
    made("evaluated", "2015-06-16"),
    made("feedback_given", "2015-06-16", consent=True),
)
AMP_2016 = (
    made("facts_stated", "2016-01-31", **ENTITLED),
    made("identified", "2016-02-01"),
    made("informed", "2016-02-02"),
    made("interest_expressed", "2016-02-03"),
    made("referred", "2016-02-04"),
    made("decided", "2016-02-09", approved=True),
    made("iom_notified", "2016-02-10"),
    made("informed", "2016-02-11"),
    made("local_office_contacted", "2016-02-11"),
    made("application_requested", "2016-02-12"),
    made("application_signed", "2016-02-20", **SIGNED),
    made("application_sent", "2016-02-21"),
    made("support_confirmed", "2016-02-25"),
    made("needs_inventoried", "2016-02-26"),
    made("planned", "2016-02-27"),
    made("risks_assessed", "2016-02-28"),
    made("travel_prepared", "2016-03-01"),
    made("travel_booked", "2016-03-02", travel_on="2016-03-15"),
    made("departed", "2016-03-15"),
    made("arrived", "2016-03-16"),
    made("met", "2016-03-16"),
    made("instalment_paid", "2016-03-17", person="p0", number=1, amount="150"),
    made("followed_up", "2016-05-01"),
    made("partners_informed", "2016-06-02"),
    made("feedback_given", "2016-06-10", consent=True),
    made("feedback_passed", "2016-06-12"),
    made("evaluated", "2016-06-16"),
)
ON_FILE: dict[str, Any] = {
    "application": True,
    "supplements": True,
    "risk_assessment": True,
    "return_country_support": True,
}
AMP_2023 = (
    made("facts_stated", "2023-03-30", **ENTITLED),
    made("identified", "2023-04-01", in_sweden=True),
    made("informed", "2023-04-02"),
    made("interest_expressed", "2023-04-03"),
    made("application_signed", "2023-04-10", **SIGNED, in_sweden=True),
    made("application_sent", "2023-04-11"),
    made("support_confirmed", "2023-04-20"),
    made("risks_assessed", "2023-04-21"),
    made("facts_stated", "2023-04-22", facts={"on_file": ON_FILE}),
    made("decided", "2023-05-01", approved=True),
    made("planned", "2023-05-10"),
    made("travel_prepared", "2023-05-20"),
    made("departed", "2023-06-01"),
    made("arrived", "2023-06-02"),
    made("met", "2023-06-02"),
    made("followed_up", "2023-12-01"),
    made("evaluated", "2024-05-30"),
)
GATES: dict[str, Any] = {
    "assessed_victim": "presumed",
    "needs_support": True,
    "rights_match": True,
    "society_pays": False,
    "responsibility_attempted": True,
}
MORE: dict[str, Any] = {"needs_remain": True, "pending_process": True, "justification": True}
FIRST = period("p2", "2022-03-31", "2022-05-30", kind="in_depth", applied_on="2022-03-25")
SECOND = period("p3", "2022-06-01", "2022-07-30", kind="in_depth", applied_on="2022-05-20", **MORE)
THIRD = period("p4", "2022-08-01", "2022-09-30", kind="in_depth", applied_on="2022-07-20", **MORE)
AFTER = period("p5", "2022-10-05", "2022-10-31", kind="integration", applied_on="2022-10-01")
APPLIED = (
    made("facts_stated", "2022-02-20", facts={"principal": {"id": "p0", "birth_date": "1990-01-01"}}),
    made("budget_reported", "2022-02-20", budget={"left": None, "waiting_first_periods": False}),
    made("shelter_applied", "2022-02-25", shelter={"certified": True}),
    made("gates_answered", "2022-02-26", support=GATES),
)
NSP_2022 = (
    *APPLIED,
    made("period_granted", "2022-03-01", period=period(applied_on="2022-02-25")),
    made("period_granted", "2022-03-31", period=FIRST),
    made("extension_asked", "2022-05-20", period=SECOND),
    made("period_granted", "2022-05-28", period=SECOND),
    made("extension_asked", "2022-07-20", period=THIRD),
    made("period_granted", "2022-07-28", period=THIRD),
    made("moved_out", "2022-10-01"),
    made("integration_support_granted", "2022-10-05", period=AFTER),
    made("closed", "2022-11-01"),
)
HISTORIES: dict[str, tuple[CaseFile, str]] = {
    "amp/2015": (amp(*AMP_2015), "evaluated"),
    "amp/2016": (amp(*AMP_2016), "evaluated"),
    "amp/2023": (amp(*AMP_2023), "ended"),
    "nsp/2022": (nsp(*NSP_2022), "closed"),
}


def at(name: str, *events: Event) -> Progress:
    file = amp(*events) if name.startswith("amp") else nsp(*events)
    return progress(BOOKS[name], file)


def standing(found: Progress, step: str) -> Standing:
    return next(each.standing for each in found.open_steps if each.step.id == step)


def without(events: tuple[Event, ...], *kinds: str) -> tuple[Event, ...]:
    return tuple(event for event in events if event.kind not in kinds)


def until(events: tuple[Event, ...], kind: str) -> tuple[Event, ...]:
    return events[: [str(event.kind) for event in events].index(kind)]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_full_history_reaches_its_end_with_nothing_irregular(name: str) -> None:
    file, end = HISTORIES[name]
    found = progress(BOOKS[name], file)
    assert [(each.number, each.event.kind, each.reasons) for each in found.irregular] == []
    assert found.state.key == end
    assert not found.may_withdraw


def test_the_twelve_steps_are_all_taken_in_their_order() -> None:
    taken = [each.step.number for each in at("amp/2016", *AMP_2016).taken if each.step is not None]
    assert list(dict.fromkeys(number for number in taken if number not in ("", "12"))) == [
        str(number) for number in range(1, 12)
    ]
    assert taken.count("12") == 2


@pytest.mark.parametrize("name", HISTORIES)
def test_the_person_may_leave_after_any_event(name: str) -> None:
    file, _ = HISTORIES[name]
    process = BOOKS[name].process
    assert process is not None
    for count in range(len(file.events)):
        kept = file.events[:count]
        last = kept[-1].on if kept else day("2014-12-31")
        leaving = made(process.withdrawal.event, last.isoformat())
        before, after = at(name, *kept), at(name, *kept, leaving)
        assert before.may_withdraw is not before.state.final
        if not before.state.final:
            assert after.state.key == process.withdrawal.target


def test_a_new_case_waits_at_the_start() -> None:
    found = at("amp/2016")
    assert found.state.key == "new"
    assert found.stage is not None
    assert found.stage.key == "information"
    assert [each.step.id for each in found.open_steps] == ["identify"]


def test_who_must_act_next_is_named() -> None:
    found = at("amp/2016", *until(AMP_2016, "decided"))
    assert found.next_actors == ("county_administrative_board",)
    assert [each.step.id for each in found.open_steps] == ["approve", "refuse"]
    assert standing(found, "approve") is Standing.ALLOWED


def test_a_refusal_ends_the_case() -> None:
    found = at("amp/2015", *until(AMP_2015, "decided"), made("decided", "2015-02-09", approved=False))
    assert found.state.key == "refused"
    assert found.taken[-1].step is not None
    assert found.taken[-1].step.id == "refuse"


@pytest.mark.parametrize(
    ("name", "events", "kind", "need"),
    [
        ("amp/2015", without(AMP_2015, "iom_notified"), "responsible_body_contacted", ""),
        ("amp/2016", without(AMP_2016, "interest_expressed"), "referred", ""),
        ("amp/2016", without(AMP_2016, "support_confirmed"), "planned", "may_plan"),
        ("amp/2016", without(AMP_2016, "iom_notified"), "application_requested", ""),
        ("nsp/2022", without(NSP_2022, "gates_answered"), "period_granted", ""),
    ],
)
def test_what_lacks_the_step_before_it_is_irregular(
    name: str, events: tuple[Event, ...], kind: str, need: str
) -> None:
    first = next(each for each in at(name, *events).irregular if each.event.kind == kind)
    assert first.effect is (Effect.REFUSED if need else Effect.NOT_FROM_HERE)
    assert first.reasons.refused == ((need,) if need else ())


def test_a_contact_without_consent_is_irregular_and_the_person_stays_where_it_was() -> None:
    found = at("amp/2015", made("secretariat_contacted", "2015-02-02", consent=False))
    assert found.state.key == "considering"
    assert [(each.effect, each.reasons.refused) for each in found.irregular] == [
        (Effect.REFUSED, ("may_contact",))
    ]


def test_a_contact_without_known_consent_names_the_fact() -> None:
    found = at("amp/2015", made("secretariat_contacted", "2015-02-02"))
    (one,) = found.irregular
    assert (one.effect, one.reasons.missing) == (Effect.UNKNOWN, ("$.consents.contact",))
    assert [step.id for step in one.steps] == ["contact_secretariat"]


def test_an_open_step_names_the_facts_that_would_settle_it() -> None:
    found = at("amp/2015")
    one = next(each for each in found.open_steps if each.step.id == "contact_secretariat")
    assert one.standing is Standing.UNDETERMINED
    assert (one.reasons.undecided, one.reasons.missing) == (("may_contact",), ("$.consents.contact",))


def test_an_open_step_that_is_refused_names_the_verdict() -> None:
    signed = made("application_signed", "2015-02-20", **{**SIGNED, "consent": False})
    found = at("amp/2015", *until(AMP_2015, "application_signed"), signed)
    one = next(each for each in found.open_steps if each.step.id == "send")
    assert (one.standing, one.reasons.refused) == (Standing.NOT_ALLOWED, ("application_valid",))
    assert standing(at("amp/2015", *until(AMP_2015, "application_sent")), "send") is Standing.ALLOWED


def test_an_open_step_that_a_person_must_judge_is_referred() -> None:
    gates = {name: value for name, value in GATES.items() if name != "needs_support"}
    found = at(
        "nsp/2022", *until(APPLIED, "gates_answered"), made("gates_answered", "2022-02-26", support=gates)
    )
    one = next(each for each in found.open_steps if each.step.id == "grant_reflection")
    assert one.standing is Standing.REFERRED
    assert [(each.decision, each.authority) for each in one.reasons.referrals] == [("need_of_support", "nsp")]


def test_a_period_that_the_rules_refuse_is_not_granted_by_an_event() -> None:
    gates = made("gates_answered", "2022-02-26", support={**GATES, "society_pays": True})
    found = at("nsp/2022", *until(APPLIED, "gates_answered"), gates, NSP_2022[4])
    assert found.state.key == "answered"
    assert found.irregular[-1].reasons.refused == ("support",)


def test_in_depth_support_may_come_without_a_reflection_period() -> None:
    assert (
        at("nsp/2022", *APPLIED, made("period_granted", "2022-03-31", period=FIRST)).state.key == "in_depth_1"
    )


def test_a_period_granted_in_parts_stays_the_same_period() -> None:
    rest = {**FIRST, "id": "p2b", "start": "2022-05-31", "end": "2022-06-10", "continues": True}
    found = at("nsp/2022", *NSP_2022[:6], made("period_granted", "2022-05-31", period=rest))
    assert found.state.key == "in_depth_1"
    assert found.taken[-1].step is not None
    assert found.taken[-1].step.id == "grant_rest"


def test_an_extension_that_comes_to_nothing_leads_back() -> None:
    asked = NSP_2022[:7]
    assert at("nsp/2022", *asked).state.key == "extension_asked"
    dropped = made("period_cancelled", "2022-05-25", period="p3")
    assert at("nsp/2022", *asked, dropped).state.key == "in_depth_1"
    cancelled = made("period_cancelled", "2022-05-29", period="p3")
    assert at("nsp/2022", *NSP_2022[:8], cancelled).state.key == "in_depth_1"


def test_a_first_stay_that_comes_to_nothing_leads_back_to_the_answers() -> None:
    assert (
        at("nsp/2022", *NSP_2022[:5], made("period_cancelled", "2022-03-02", period="p1")).state.key
        == "answered"
    )


def test_an_event_recorded_late_counts_on_its_day() -> None:
    late = made("interest_expressed", "2016-02-03", recorded="2016-03-01")
    events = (*until(AMP_2016, "interest_expressed"), *AMP_2016[4:6], late)
    found = at("amp/2016", *events)
    assert found.state.key == "approved"
    assert progress(BOOKS["amp/2016"], amp(*events).as_of(known=day("2016-02-28"))).state.key == "informed"


def test_an_event_that_was_corrected_takes_no_step() -> None:
    wrong = made("corrected", "2016-02-05", number=3, reason="did_not_happen")
    assert at("amp/2016", *AMP_2016[:3], wrong).state.key == "identified"


def test_withdrawal_cancels_later_instalments_and_claws_nothing_back() -> None:
    paid = AMP_2015[:13]
    book, gone = BOOKS["amp/2015"], made("withdrawn", "2015-04-20")
    found = at("amp/2015", *paid, gone)
    (due,) = found.dues
    days = [each for each in due_days(decide(book, amp(*paid, gone).case()), due) if each.holds]
    assert [each.day for each in days] == [day("2015-03-16"), day("2015-04-16")]
    assert [each.step.id for each in found.taken if each.step is not None][-2:] == ["pay_instalment"] * 2
    late = made("instalment_paid", "2015-04-21", person="p0", number=2, amount="150")
    assert at("amp/2015", *paid[:-1], gone, late).irregular == ()


def test_deadlines_fall_on_the_days_that_the_rules_give() -> None:
    book, file = BOOKS["nsp/2022"], nsp(*NSP_2022[:6])
    found = progress(book, file)
    outcome = decide(book, file.case())
    days = {
        due.id: [(each.about, each.day) for each in due_days(outcome, due) if each.holds]
        for due in found.dues
    }
    assert days["first_extension"] == [("period p2", day("2022-05-30"))]
    assert days["period_ends"] == [("period p1", day("2022-03-30")), ("period p2", day("2022-05-30"))]
    assert days["year_end"] == []


def test_a_deadline_that_has_no_day_yet_says_so() -> None:
    book = BOOKS["amp/2015"]
    assert book.process is not None
    file = amp(*until(AMP_2015, "arrived"))
    ends = due_days(decide(book, file.case()), book.process.dues["evaluation"])
    assert [each.day for each in ends] == [None]
    open_file = replace(file, complete=False)
    ends = due_days(decide(book, open_file.case()), book.process.dues["evaluation"])
    assert [each.day for each in ends] == [UNKNOWN]


def test_the_duties_are_those_of_the_state() -> None:
    found = at("amp/2016", *AMP_2016[:-1])
    assert [duty.id for duty in found.duties] == ["keep_partners_informed", "carry_out_plan", "stay_in_touch"]


def test_an_edition_without_steps_has_no_progress() -> None:
    with pytest.raises(NoStepsError, match="amp/2015"):
        progress(replace(BOOKS["amp/2015"], process=None), amp())


def test_a_file_of_the_other_programme_is_refused() -> None:
    with pytest.raises(WrongProgrammeError):
        progress(BOOKS["amp/2015"], nsp())


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rulebook, CaseFile]:
    book = BOOKS[draw(st.sampled_from(sorted(BOOKS)))]
    return book, draw(histories(book.edition.programme, most=12))


@settings(max_examples=60)
@given(cases())
def test_the_moves_are_those_of_the_machine_on_the_signals(made: tuple[Rulebook, CaseFile]) -> None:
    book, file = made
    assert book.process is not None
    found = progress(book, file)
    assert run(book.process, signals(book, file)) == found.moves
    assert len(found.moves) == len(in_order(file))


@settings(max_examples=60)
@given(cases())
def test_no_event_is_lost_and_a_reason_goes_with_each_that_is_refused(
    made: tuple[Rulebook, CaseFile],
) -> None:
    found = progress(*made)
    unrelated = sum(each.effect is Effect.UNRELATED for each in found.moves)
    assert len(found.taken) + len(found.irregular) + unrelated == len(found.moves)
    for each in found.open_steps:
        assert (each.standing is Standing.ALLOWED) == (
            not each.reasons.refused and not each.reasons.undecided
        )
    for one in found.irregular:
        if one.effect is Effect.UNKNOWN:
            assert one.reasons.missing or one.reasons.referrals
