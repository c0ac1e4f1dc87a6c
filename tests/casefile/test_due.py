"""What falls due when: days, what settles them, what lapses, what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from amp_rules.casefile import CaseFile
from amp_rules.casefile.due import Deadline, DueStatus, due
from amp_rules.casefile.reasons import NoStepsError
from amp_rules.rulebook import load_library, load_rulebook
from amp_rules.terms import UNKNOWN
from amp_rules.testing import histories
from tests.casefile.made import day, made, nsp, period
from tests.casefile.told import FACTS, PLAIN, home, returns, stay, stays
from tests.engine.books import sample

BOOKS = {book.name: book for book in load_library().rulebooks}
AMP, NSP = BOOKS["amp/2015"], BOOKS["nsp/2022"]
MORE = {"needs_remain": True, "pending_process": True, "justification": True}


def rows(found: tuple[Deadline, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.id, each.about.removeprefix("instalment "), str(each.day), each.status) for each in found]


def only(id: str, found: tuple[Deadline, ...]) -> list[tuple[str, str, str]]:
    return [(about, on, status) for own, about, on, status in rows(found) if own == id]


def paid(number: int, on: str, recorded: str | None = None) -> Any:
    return made("instalment_paid", on, recorded, person="p0", number=number, amount="150")


def in_depth(own: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    return period(own, start, end, kind="in_depth", applied_on="2022-03-25", **PLAIN, **more)


FIRST = made("period_granted", "2022-03-31", period=in_depth("p2", "2022-03-31", "2022-05-29"))
ASKED = made("extension_asked", "2022-05-20", period=in_depth("p3", "2022-05-30", "2022-07-28", **MORE))


# the return programme


def test_instalments_fall_due_month_by_month_from_arrival() -> None:
    assert only("instalment", due(AMP, home(), day("2015-03-16"))) == [
        ("p0.1", "2015-03-16", "due"),
        ("p0.2", "2015-04-16", "due"),
        ("p0.3", "2015-05-16", "due"),
    ]


def test_after_arrival_on_the_last_of_a_month_days_stop_at_the_end_of_shorter_ones() -> None:
    found = due(AMP, home(arrived="2015-03-31"), day("2015-04-01"))
    assert [on for _, on, _ in only("instalment", found)] == ["2015-03-31", "2015-04-30", "2015-05-31"]


def test_a_payment_settles_its_own_instalment_and_no_other() -> None:
    found = due(AMP, home(paid(2, "2015-04-16")), day("2015-04-17"))
    assert only("instalment", found) == [
        ("p0.1", "2015-03-16", "overdue"),
        ("p0.2", "2015-04-16", "settled"),
        ("p0.3", "2015-05-16", "due"),
    ]
    assert [each.settled_by for each in found if each.about == "instalment p0.2"] == [12]


def test_a_payment_to_somebody_else_settles_nothing() -> None:
    other = made("instalment_paid", "2015-03-16", person="c1", number=1, amount="75")
    assert only("instalment", due(AMP, home(other), day("2015-03-16")))[0] == ("p0.1", "2015-03-16", "due")


def test_a_payment_not_yet_written_down_settles_nothing_yet() -> None:
    file = home(paid(1, "2015-03-16", "2015-03-20"))
    seen = day("2015-03-19")
    assert only("instalment", due(AMP, file, seen, seen))[0][2] == "overdue"
    assert only("instalment", due(AMP, file, seen, day("2015-03-20")))[0][2] == "settled"
    assert only("instalment", due(AMP, file, seen))[0][2] == "settled"


def test_a_deadline_is_due_on_its_day_and_overdue_the_day_after() -> None:
    assert only("evaluation", due(AMP, home(), day("2015-06-16"))) == [("case", "2015-06-16", "due")]
    assert only("evaluation", due(AMP, home(), day("2015-06-17"))) == [("case", "2015-06-16", "overdue")]


def test_a_day_on_which_nobody_has_to_act_passes() -> None:
    found = due(AMP, home(), day("2015-06-17"))
    assert only("support_ends", found) == [("case", "2015-06-16", "passed")]
    assert [each.actors for each in found if each.id == "support_ends"] == [()]


def test_the_bodies_that_can_settle_are_named() -> None:
    actors = {each.id: each.actors for each in due(AMP, home(), day("2015-03-16"))}
    assert actors["instalment"] == ("iom_local_office",)
    assert actors["evaluation"] == ("iom_local_office", "iom_helsinki")


def test_withdrawal_makes_later_instalments_and_the_follow_up_lapse() -> None:
    file = home(paid(1, "2015-03-16"), made("withdrawn", "2015-04-01"))
    assert rows(due(AMP, file, day("2015-04-02"))) == [
        ("instalment", "p0.1", "2015-03-16", "settled"),
        ("instalment", "p0.2", "2015-04-16", "lapsed"),
        ("instalment", "p0.3", "2015-05-16", "lapsed"),
        ("support_ends", "case", "2015-06-16", "lapsed"),
        ("evaluation", "case", "2015-06-16", "lapsed"),
    ]


def test_an_instalment_due_before_withdrawal_still_stands() -> None:
    file = home(made("withdrawn", "2015-04-20"))
    assert only("instalment", due(AMP, file, day("2015-04-21"))) == [
        ("p0.1", "2015-03-16", "overdue"),
        ("p0.2", "2015-04-16", "overdue"),
        ("p0.3", "2015-05-16", "lapsed"),
    ]


def test_what_was_over_before_withdrawal_did_not_lapse_by_it() -> None:
    file = home(
        *(paid(number, f"2015-0{2 + number}-16") for number in (1, 2, 3)), made("withdrawn", "2015-07-01")
    )
    assert {status for *_, status in rows(due(AMP, file, day("2015-07-02")))} == {"settled"}


def test_nothing_is_due_before_arrival() -> None:
    assert due(AMP, home(arrived=None), day("2015-04-01")) == ()


def test_a_later_arrival_moves_every_day() -> None:
    file = home(made("arrived", "2015-03-20", "2015-04-02"))
    assert [on for _, on, _ in only("instalment", due(AMP, file, day("2015-04-02")))] == [
        "2015-03-20",
        "2015-04-20",
        "2015-05-20",
    ]


def test_a_day_that_is_not_known_names_what_is_missing_and_stands_last() -> None:
    unsaid = {**FACTS, "exploitation": {}}
    file = home()
    events = (made("facts_stated", "2015-02-01", facts=unsaid), *file.events[1:])
    found = due(AMP, CaseFile("a-1", file.programme, events=events), day("2015-03-20"))
    ends = [each for each in found if each.id == "support_ends"]
    assert [(each.day, each.status) for each in ends] == [(UNKNOWN, DueStatus.UNDETERMINED)]
    assert "$.exploitation.trafficking" in ends[0].missing
    assert found[-1].day is UNKNOWN


# the national support programme


def test_a_period_ends_on_its_last_day_that_counts() -> None:
    long = made("period_granted", "2022-03-31", period=in_depth("p2", "2022-03-31", "2022-07-30"))
    assert only("period_ends", due(NSP, stay(long), day("2022-04-01"))) == [
        ("period p1", "2022-03-30", "passed"),
        ("period p2", "2022-06-28", "due"),
    ]


def test_an_extension_can_be_asked_for_until_the_last_day_of_the_period() -> None:
    found = due(NSP, stay(FIRST), day("2022-04-15"))
    assert only("first_extension", found) == [("period p2", "2022-05-29", "due")]
    assert [each.actors for each in found if each.id == "first_extension"] == [("certified_shelter",)]


def test_asking_settles_the_extension_of_the_period_before() -> None:
    found = due(NSP, stay(FIRST, ASKED), day("2022-05-21"))
    assert only("first_extension", found) == [("period p2", "2022-05-29", "settled")]
    assert [each.settled_by for each in found if each.id == "first_extension"] == [10]


def test_an_extension_taken_back_can_be_asked_for_anew() -> None:
    back = made("period_cancelled", "2022-05-22", period="p3")
    assert only("first_extension", due(NSP, stay(FIRST, ASKED, back), day("2022-05-23"))) == [
        ("period p2", "2022-05-29", "due")
    ]


def test_leaving_the_shelter_makes_the_extension_lapse() -> None:
    found = due(NSP, stay(FIRST, made("moved_out", "2022-05-01")), day("2022-05-02"))
    assert only("first_extension", found) == [("period p2", "2022-05-29", "lapsed")]
    assert ("period p2", "2022-05-01", "passed") in only("period_ends", found)


def test_a_period_over_new_year_is_cut_at_the_end_of_the_year() -> None:
    late = nsp(
        *stay().events[:4],
        made("period_granted", "2022-11-20", period=in_depth("p1", "2022-11-20", "2023-01-18")),
    )
    assert only("year_end", due(NSP, late, day("2022-12-01"))) == [("period p1", "2022-12-31", "due")]
    assert only("year_end", due(NSP, stay(FIRST), day("2022-04-01"))) == []


# all


def test_an_edition_without_steps_is_refused() -> None:
    file = nsp(made("closed"))
    with pytest.raises(NoStepsError):
        due(sample(), file, day("2022-03-01"))


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_an_empty_file_has_nothing_due(name: str) -> None:
    assert (
        due(
            load_rulebook(name[:3], edition=name[4:]),
            nsp() if name[0] == "n" else home(arrived=None),
            date(2014, 1, 1),
        )
        == ()
    )


@given(st.sampled_from(sorted(BOOKS)), st.data())
def test_every_deadline_is_consistent_on_every_day(name: str, data: st.DataObject) -> None:
    own = stays() if name[:3] == "nsp" else returns()
    file = data.draw(histories(name[:3]) if data.draw(st.integers(0, 3)) == 0 else own)
    days = sorted({each.on for each in file.events}) or [date(2022, 1, 1)]
    on = data.draw(st.sampled_from(days[-6:])) + timedelta(days=data.draw(st.integers(0, 60)))
    seen = dict(file.as_of(valid=on, known=on).numbered())
    found = due(BOOKS[name], file, on)
    assert len({(each.id, each.about) for each in found}) == len(found)
    for each in found:
        event(each.status)
        declared = BOOKS[name].process.dues[each.id]  # type: ignore[union-attr]
        assert (each.settled_by is not None) is (each.status is DueStatus.SETTLED)
        assert each.settled_by is None or seen[each.settled_by].kind == declared.settled_by
        assert bool(each.missing) is (each.status is DueStatus.UNDETERMINED) or each.settled_by is not None
        if each.status in (DueStatus.DUE, DueStatus.OVERDUE, DueStatus.PASSED):
            assert each.day is not UNKNOWN
            assert (each.status is DueStatus.DUE) is (on <= each.day)


@given(st.one_of(histories("amp"), returns()))
def test_nothing_lapses_without_leaving(file: CaseFile) -> None:
    kept = tuple(each for each in file.events if each.kind not in ("withdrawn", "corrected"))
    stayed = CaseFile(file.id, file.programme, events=kept)
    last = max((each.recorded_at.date() for each in kept), default=date(2015, 1, 1))
    assert DueStatus.LAPSED not in {each.status for each in due(AMP, stayed, last)}
