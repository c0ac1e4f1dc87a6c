"""For every rival reading a case in which choosing it changes an answer, and the answers by both readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.law.known_cases import Tree, amp_tree, child, claim, days, nsp_tree, period


@dataclass(frozen=True)
class Switch:
    """One rival: the case, the decision ('name' or 'name of period p1') and its two answers, as text."""

    rival: str
    case: Tree
    decision: str
    before: str
    after: str
    edition: str = "2022"


FIRST = period("in_depth", "2022-01-01", "2022-03-31")
SECOND = period("in_depth", "2022-04-01", "2022-06-29", full_rate_accepted=True, full_extension_accepted=True)
REFLECTION = period("reflection", "2022-01-01", "2022-01-30")
STAFFED = dict.fromkeys(("staffing_requested", "staffing_reasoned", "staffing_accepted"), True)
CHAIN = (
    period("in_depth", "2022-01-31", "2022-04-30"),
    period("in_depth", "2022-05-01", "2022-07-29"),
    period("in_depth", "2022-07-30", "2022-10-27"),
)
FOURTH = period("in_depth", "2022-10-28", "2022-11-06", applied_on="2021-12-20")


def _support_only() -> Iterator[Switch]:
    first = date(2022, 1, 3)
    twice_a_week = [first + timedelta(days=number) for number in range(90) if number % 7 in (0, 3)]
    delivered = {"support_delivered": [span for day in twice_a_week for span in days(str(day), str(day))]}
    two_days = nsp_tree(period("support_only", "2022-01-03", "2022-04-02"), daily=delivered)
    yield Switch("B16=twelve-weeks", two_days, "total_paid", "15600.00", "14400.00")
    no_days = nsp_tree(
        period("support_only", "2022-01-03", "2022-04-02", weekdays=["monday"]), daily=delivered
    )
    yield Switch("B16=thirteen-weeks", no_days, "total_paid", "0.00", "15600.00")


def _rates() -> Iterator[Switch]:
    family = nsp_tree(
        REFLECTION,
        daily={
            "children_in_shelter": days("2022-01-01", "2022-01-10", 3),
            "adults_with_children": days("2022-01-01", "2022-01-10", 2),
        },
    )
    yield Switch("B1=per-child", family, "total_paid", "41000.00", "51000.00")
    yield Switch("B1=per-adult", family, "total_paid", "41000.00", "46000.00")
    absent = nsp_tree(REFLECTION, daily={"children_elsewhere": days("2022-01-01", "2022-01-10", 1)})
    yield Switch("B2=any-child", absent, "total_paid", "36000.00", "41000.00")
    staffed = nsp_tree(
        FIRST, {**SECOND, **STAFFED}, daily={"extra_staffing": days("2022-04-01", "2022-04-10")}
    )
    second = "period_total of period 2022-04-01"
    yield Switch("B3=halved", staffed, second, "56000.00", "55000.00")
    yield Switch("B3=not-payable", staffed, second, "56000.00", "54000.00")
    plain = nsp_tree(FIRST, SECOND)
    yield Switch("B5=day-count", plain, second, "54000.00", "72000.00")
    after_reflection = nsp_tree(REFLECTION, CHAIN[0])
    yield Switch("B5=after-90-days", after_reflection, "total_paid", "144000.00", "126000.00")
    longer = nsp_tree(
        FIRST,
        period("in_depth", "2022-04-01", "2022-07-02", full_rate_accepted=True),
        daily={"full_rate": days("2022-06-30", "2022-07-02")},
    )
    yield Switch("B10=on-top", longer, second, "54000.00", "57600.00")
    twice = nsp_tree(
        FIRST,
        SECOND,
        period("in_depth", "2022-06-30", "2022-09-27", full_rate_accepted=True),
        daily={"full_rate": [*days("2022-04-01", "2022-04-02"), *days("2022-06-30", "2022-07-01")]},
    )
    third = "period_total of period 2022-06-30"
    yield Switch("B10=per-recipient", twice, third, "55200.00", "54600.00")
    yield Switch("B20=discretionary", plain, second, "54000.00", "108000.00")


def _deductions() -> Iterator[Switch]:
    large = nsp_tree(
        period("reflection", "2022-01-01", "2022-01-10"),
        daily={
            "adult_allowance": days("2022-01-01", "2022-01-10", "1300"),
            "children_in_shelter": days("2022-01-01", "2022-01-10", 1),
            "child_allowance": days("2022-01-01", "2022-01-10", "50"),
        },
    )
    yield Switch("B11=whole-day-sum", large, "total_paid", "5000.00", "4000.00")
    yield Switch("B11=children-from-supplement", large, "total_paid", "5000.00", "4500.00")
    yield Switch("B11=no-floor", large, "total_paid", "5000.00", "4000.00")
    moving = nsp_tree(
        period("integration", "2022-01-01", "2022-01-10"),
        daily={"adult_allowance": days("2022-01-01", "2022-01-10", "71")},
    )
    yield Switch("B12=integration-too", moving, "total_paid", "5000.00", "4290.00")


def _periods() -> Iterator[Switch]:
    third = "period_granted of period 2022-07-30"
    yield Switch("B6=counts-as-one", nsp_tree(REFLECTION, *CHAIN), third, "granted", "refused")
    short = nsp_tree(
        period("in_depth", "2022-01-01", "2022-01-10"), period("in_depth", "2022-01-11", "2022-05-10")
    )
    yield Switch("B7=pool-of-270", short, "days_paid_total", "100", "130")
    first = "period_granted of period 2022-01-01"
    yield Switch("B8=nsp-reflection-required", nsp_tree(FIRST), first, "granted", "refused")
    ended = nsp_tree(FIRST, {**SECOND, "pending_process": False})
    yield Switch("B9=past-120-days", ended, "days_paid_total", "90", "120")
    ending = nsp_tree(period("in_depth", "2022-12-01", "2023-01-31"))
    yield Switch("B13=lapse", ending, "deferred_days_total", "31", "0")
    yield Switch("B13=no-cut", ending, "days_paid_total", "31", "62")
    begun = nsp_tree(
        period("in_depth", "2021-12-02", "2021-12-31"),
        period("in_depth", "2022-01-01", "2022-01-10", continues=True),
    )
    yield Switch("B13=new-period", begun, "total_paid", "12000.00", "6000.00")
    more = nsp_tree(*CHAIN, {**FOURTH, "further_extension_accepted": True})
    fourth = "period_granted of period 2022-10-28"
    yield Switch("B14=unknown-date", more, fourth, "refused", "granted")
    yield Switch("B14=earlier-open-ended", nsp_tree(*CHAIN, FOURTH), fourth, "refused", "granted")
    moving = period("integration", "2022-01-01", "2022-02-19")
    with_child = nsp_tree(moving, daily={"children_in_shelter": days("2022-01-01", "2022-01-10", 1)})
    yield Switch("B15=child-supplement", with_child, "total_paid", "22500.00", "27500.00")
    yield Switch("B15=soft-cap", nsp_tree(moving), "days_paid_total", "45", "50")
    yield Switch("B17=nights", nsp_tree(REFLECTION), "total_paid", "36000.00", "34800.00")
    beside = nsp_tree(REFLECTION, period("integration", "2022-01-21", "2022-02-09"))
    yield Switch("B21=overlap-allowed", beside, "integration_days_paid", "10", "20")
    yield Switch("B22=same-thing", nsp_tree(REFLECTION), first, "granted", "refused")


def _people() -> Iterator[Switch]:
    suspected = nsp_tree(exploitation={"suspected_forms": ["sexual"]}, shelter={"men_profile": "sexual_only"})
    yield Switch("B18=as-exploitation", suspected, "placement_fits", "refused", "granted")
    alone = nsp_tree(REFLECTION, principal={"birth_date": "2006-05-05"}, stay={"unaccompanied": True})
    yield Switch("B19=adult-rate", alone, "support", "refused", "granted")


def _return() -> Iterator[Switch]:
    yield Switch("A1=all-three", amp_tree(), "eligible", "granted", "refused", "2015")
    abroad = amp_tree(exploitation={"trafficking_in_sweden": False})
    yield Switch("A1=refer-abroad", abroad, "eligible", "granted", "refused", "2015")
    swede = amp_tree(principal={"nationalities": ["SE"]})
    yield Switch("A2=prostitution-branch-only", swede, "eligible", "refused", "granted", "2015")
    family = amp_tree(children=[child("c1"), child("c2")])
    yield Switch("A3=one-share-per-family", family, "ceiling_total", "8100.00", "6075.00", "2015")
    care = amp_tree(
        children=[child("c1")],
        claims=[
            claim("mother", "principal", "health", "doctor", "40", "2015-07-01"),
            claim("child", "c1", "health", "doctor", "100", "2015-07-02"),
        ],
    )
    yield Switch("A3=half-of-parent-grant", care, "claims_paid", "140.00", "60.00", "2015")
    yield Switch("A4=fixed-sums", amp_tree(), "granted_total", "450.00", "4050.00", "2015")
    minor = amp_tree(principal={"birth_date": "2000-05-05"})
    yield Switch("A5=half-for-every-minor", minor, "granted_total", "450.00", "225.00", "2015")
    first, third = "due_on of instalment principal.1", "due_on of instalment principal.3"
    winter = amp_tree(journey={"arrived_on": "2015-12-30"})
    yield Switch("A6=month-ends", winter, first, "2015-12-30", "2015-12-31", "2015")
    yield Switch("A6=thirty-day-steps", winter, third, "2016-02-29", "2016-02-28", "2015")
    yield Switch("A7=fixed-days", amp_tree(), "follow_up_until", "2015-09-30", "2015-09-28", "2015")
    yield Switch("A7=at-least-six-months", amp_tree(), "follow_up_until", "2015-09-30", "2015-12-30", "2015")
    back = amp_tree(voluntariness={"withdrawn_on": "2015-07-15"}, journey={"unused_at_withdrawal": "60"})
    yield Switch("A8=recover-unused", back, "granted_total", "150.00", "90.00", "2015")
    again = amp_tree(participation={"earlier": True})
    yield Switch("A9=bar-read-back", again, "eligible", "granted", "refused", "2015")
    board, together = "county_administrative_board", "coordinator_and_iom"
    yield Switch("A10=coordinator-and-iom", amp_tree(), "deciding_body", board, together, "2015")
    yield Switch("A10=coordinators", amp_tree(), "deciding_body", board, "regional_coordinator", "2015")
    yield Switch("A11=carry-2015", amp_tree(), "ceiling_total", "None", "4050.00", "2023")


def switches() -> tuple[Switch, ...]:
    """One for every rival of the register."""
    found = [*_return(), *_rates(), *_deductions(), *_periods(), *_support_only(), *_people()]
    return tuple(found)
