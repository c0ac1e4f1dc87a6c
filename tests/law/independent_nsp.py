"""What the national support programme pays, day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.law.independent import DEFAULTS, ONE, Facts, Readings, day_of, full_years, span

NEW_YEAR = date(2022, 1, 1)
LAST_DAY = date(2022, 12, 31)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass
class PeriodPaid:
    """One period: whether it is granted, its number (0: no in-depth period), money and days."""

    granted: bool
    number: int
    total: Decimal = Decimal(0)
    days: int = 0
    deferred: int = 0
    by_day: dict[date, Decimal] = field(default_factory=dict)


@dataclass
class Used:
    """What earlier periods have used up."""

    number: int = 0
    in_number: int = 0
    end: date | None = None
    in_depth: int = 0
    programme: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    full_in_number: int = 0
    full: int = 0
    support_in_number: int = 0
    stays: set[date] = field(default_factory=set)
    integration: set[date] = field(default_factory=set)


@dataclass
class NspPaid:
    """The whole case."""

    support: bool
    periods: dict[str, PeriodPaid]
    items: Decimal
    total: Decimal
    days: int
    deferred: int
    charged: Decimal


class Nsp:
    """The day-by-day computation of one case under one choice of readings."""

    def __init__(self, case: Facts, readings: Readings | None = None) -> None:
        self.case = case
        self.reading = {**DEFAULTS, **(readings or {})}

    def on(self, name: str, day: date) -> Any:
        """The value of a daily fact on a day; None outside every span."""
        for each in self.case["daily"][name]:
            if date.fromisoformat(each["start"]) <= day <= date.fromisoformat(each["end"]):
                return each["value"]
        return None

    def krona(self, name: str, day: date) -> Decimal:
        found = self.on(name, day)
        return Decimal(0) if found is None else Decimal(found.split()[0])

    def count(self, name: str, day: date) -> int:
        return int(self.on(name, day) or 0)

    def gate(self) -> bool:
        case, gates = self.case, self.case["support"]
        adult = full_years(date.fromisoformat(case["principal"]["birth_date"]), self.applied_on) >= 18
        alone = not adult and case["stay"]["unaccompanied"]
        rate = self.reading["B19"] == "adult-rate" or not alone or case["assessments"]["child_alone_rate"]
        return bool(
            gates["assessed_victim"] in ("presumed", "identified")
            and gates["needs_support"]
            and gates["rights_match"]
            and not gates["society_pays"]
            and case["shelter"]["certified"]
            and gates["responsibility_attempted"]
            and rate
        )

    @property
    def applied_on(self) -> date:
        return date.fromisoformat(self.case["applied_on"])

    def paid(self) -> NspPaid:
        support = self.gate()
        used = Used()
        found: dict[str, PeriodPaid] = {}
        charged = Decimal(0)
        for period in sorted(self.case["periods"], key=lambda each: str(each["start"])):
            result = self.period(period, used, support)
            found[period["id"]] = result
            if not period["earlier_project_money"]:
                charged += result.total
        items = Decimal(0)
        for item in self.case["items"]:
            on = date.fromisoformat(item["on"])
            if support and item["accepted"] and NEW_YEAR <= on <= LAST_DAY:
                cost = Decimal(item["cost"].split()[0])
                items += cost
                charged += Decimal(0) if item["earlier_project_money"] else cost
        total = sum((each.total for each in found.values()), items)
        days = sum(each.days for each in found.values())
        deferred = sum(each.deferred for each in found.values())
        return NspPaid(support, found, items, total, days, deferred, charged)

    # one period

    def period(self, period: Facts, used: Used, support: bool) -> PeriodPaid:
        kind = period["kind"]
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        in_depth = kind in ("in_depth", "support_only")
        continued = in_depth and self.continues(period, start, used)
        number = 0 if not in_depth else used.number if continued else used.number + 1
        extension = in_depth and number > 1
        length = (end - start).days + 1
        if self.reading["B17"] == "nights" and kind != "support_only":
            length -= 1
        room = self.room(period, used, number, continued, length)
        counted = min(length, room)
        covered = self.covered(kind, used)
        shared = sum(day in covered for day in span(start, end))
        if not self.conditions(period, used, number, extension, room, counted):
            return PeriodPaid(False, number)
        if 0 < shared >= length and not period["overlap_accepted"]:
            return PeriodPaid(False, number)
        granted = support and start <= LAST_DAY and end >= NEW_YEAR
        before = used.programme
        if not continued and in_depth:
            used.in_number = used.full_in_number = used.support_in_number = 0
        result = PeriodPaid(granted, number)
        if granted:
            self.pay_days(period, result, used, extension, room, before, covered)
        if in_depth:
            used.number, used.end = number, end
            used.in_number += counted
            used.in_depth += counted
        if kind in ("reflection", "in_depth", "support_only"):
            used.programme += counted
        used.by_kind[kind] = used.by_kind.get(kind, 0) + counted
        taken = used.integration if kind == "integration" else used.stays
        taken.update(span(start, start + timedelta(days=counted - 1)))
        return result

    def continues(self, period: Facts, start: date, used: Used) -> bool:
        if used.end is None or start != used.end + ONE or used.in_number >= 90 or not period["continues"]:
            return False
        over_new_year = used.end < NEW_YEAR <= start
        return self.reading["B13"] in ("deferred", "no-cut") or not over_new_year

    def room(self, period: Facts, used: Used, number: int, continued: bool, length: int) -> int:
        kind = period["kind"]
        if kind == "reflection":
            return max(0, 30 - used.by_kind.get(kind, 0))
        if kind == "integration":
            if self.reading["B15"] == "soft-cap" and period["justification"]:
                return length
            return max(0, 45 - used.by_kind.get(kind, 0))
        if self.reading["B7"] == "pool-of-270":
            return max(0, 90 * number - used.in_depth)
        return 90 - used.in_number if continued else 90

    def covered(self, kind: str, used: Used) -> set[date]:
        if self.reading["B21"] == "no-overlap":
            return used.stays | used.integration
        return used.integration if kind == "integration" else used.stays

    def conditions(
        self, period: Facts, used: Used, number: int, extension: bool, room: int, counted: int
    ) -> bool:
        in_depth = number > 0
        reflected = "reflection" in used.by_kind
        most = 3 - (1 if self.reading["B6"] == "counts-as-one" and reflected else 0)
        if in_depth and number > most:
            if self.reading["B14"] == "whole-year":
                return False
            if self.reading["B14"] == "unknown-date" and not period["further_extension_accepted"]:
                return False
            applied = date.fromisoformat(period["applied_on"])
            if self.reading["B14"] == "earlier-open-ended" and applied >= NEW_YEAR:
                return False
        tested = extension if self.reading["B9"] == "every-extension" else in_depth and used.programme >= 120
        if tested and not period["pending_process"]:
            return False
        first = in_depth and not extension and used.number == 0
        settled = reflected or period["reflection_paid_by"] == "nsp"
        if self.reading["B8"] == "nsp-reflection-required" and first and not settled:
            return False
        same_permit = self.reading["B22"] == "same-thing" and period["kind"] == "reflection"
        if same_permit and not self.case["stay"]["reflection_permit"]:
            return False
        return room > 0 and (not extension or (period["needs_remain"] and self.affordable(counted)))

    def affordable(self, counted: int) -> bool:
        left = self.case["budget"]["left"]
        if left is None or not self.case["budget"]["waiting_first_periods"]:
            return True
        short = Decimal(left.split()[0]) < 600 * counted
        return not short or bool(self.case["assessments"]["extension_priority"])

    # one day

    def pay_days(
        self,
        period: Facts,
        result: PeriodPaid,
        used: Used,
        extension: bool,
        room: int,
        before: int,
        covered: set[date],
    ) -> None:
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        days = list(span(start, end))
        reduced = {day for day in days if self.reduced(period, extension, before + (day - start).days)}
        full = self.full_days(period, days, reduced, used)
        extra = 3 if self.reading["B10"] == "on-top" else 0
        allowed = self.support_days(period, days, used)
        chosen = self.reading["B20"] == "discretionary" and period["full_extension_accepted"]
        for position, day in enumerate(days):
            if day < NEW_YEAR or start > LAST_DAY or position >= room + (extra if day in full else 0):
                continue
            if self.reading["B17"] == "nights" and period["kind"] != "support_only" and day == end:
                continue
            if self.process_lacking(period, result.number, before + position):
                continue
            if self.permit_lacking(period, day):
                continue
            if day > LAST_DAY and self.reading["B13"] != "no-cut":
                result.deferred += self.reading["B13"] != "lapse"
                continue
            if self.on("other_payer", day) or (day in covered and not period["overlap_accepted"]):
                continue
            if period["kind"] == "support_only" and day not in allowed:
                continue
            result.by_day[day] = self.worth(period, day, day in reduced and day not in full and not chosen)
        result.total = sum(result.by_day.values(), Decimal(0))
        result.days = len(result.by_day)
        used.full += len(full)
        used.full_in_number += len(full)
        if period["kind"] == "support_only":
            used.support_in_number += result.days

    def reduced(self, period: Facts, extension: bool, passed: int) -> bool:
        """Whether a day is at the reduced rate, after so many days in the programme."""
        if period["kind"] not in ("in_depth", "support_only"):
            return False
        return {
            "period-number": extension,
            "day-count": passed >= 120,
            "after-90-days": passed >= 90,
        }[self.reading["B5"]]

    def full_days(self, period: Facts, days: list[date], reduced: set[date], used: Used) -> set[date]:
        if period["kind"] != "in_depth" or not period["full_rate_accepted"]:
            return set()
        spent = used.full if self.reading["B10"] == "per-recipient" else used.full_in_number
        asked = [day for day in days if self.on("full_rate", day)][: max(0, 3 - spent)]
        return set(asked) & reduced

    def support_days(self, period: Facts, days: list[date], used: Used) -> set[date]:
        if period["kind"] != "support_only":
            return set()
        weekdays = period["weekdays"]
        delivered = [day for day in days if self.on("support_delivered", day)]
        if self.reading["B16"] == "fixed-weekdays":
            if len(weekdays) != 2:
                return set()
            delivered = [day for day in delivered if WEEK[day.weekday()] in weekdays]
        most = 24 if self.reading["B16"] == "twelve-weeks" else 26
        return set(delivered[: max(0, most - used.support_in_number)])

    def process_lacking(self, period: Facts, number: int, passed: int) -> bool:
        if self.reading["B9"] != "past-120-days" or number == 0:
            return False
        return passed >= 120 and not period["pending_process"]

    def permit_lacking(self, period: Facts, day: date) -> bool:
        if self.reading["B22"] != "same-thing" or period["kind"] != "reflection":
            return False
        stay = self.case["stay"]
        first = day_of(stay["reflection_permit_from"]) or NEW_YEAR
        last = day_of(stay["reflection_permit_to"]) or LAST_DAY
        return not first <= day <= last

    def worth(self, period: Facts, day: date, reduced: bool) -> Decimal:
        kind = period["kind"]
        if kind == "support_only":
            return Decimal(600)
        integration = kind == "integration"
        adult = Decimal(500) if integration else Decimal(600) if reduced else Decimal(1200)
        child = Decimal(0)
        if not integration or self.reading["B15"] == "child-supplement":
            child = self.child_supplement(day)
        staffing = Decimal(0)
        asked = period["staffing_requested"] and period["staffing_reasoned"] and period["staffing_accepted"]
        if not integration and asked and self.on("extra_staffing", day):
            staffing = Decimal(200)
            if reduced:
                staffing = {"not-halved": staffing, "halved": staffing / 2, "not-payable": Decimal(0)}[
                    self.reading["B3"]
                ]
        if integration and self.reading["B12"] == "placement-only":
            return adult + child + staffing
        return self.after_allowance(day, adult, child, staffing)

    def child_supplement(self, day: date) -> Decimal:
        children = self.count("children_in_shelter", day)
        if self.reading["B2"] == "any-child":
            children += self.count("children_elsewhere", day)
        if children == 0:
            return Decimal(0)
        adults = self.count("adults_with_children", day)
        times = {"per-household": 1, "per-child": children, "per-adult": adults}[self.reading["B1"]]
        return Decimal(500) * times

    def after_allowance(self, day: date, adult: Decimal, child: Decimal, staffing: Decimal) -> Decimal:
        own, children = self.krona("adult_allowance", day), self.krona("child_allowance", day)
        nothing = Decimal(0)
        match self.reading["B11"]:
            case "adult-rate":
                return max(nothing, adult - own) + child + staffing
            case "whole-day-sum":
                return max(nothing, adult + child + staffing - own)
            case "children-from-supplement":
                return max(nothing, adult - own) + max(nothing, child - children) + staffing
            case _:
                return adult - own + child + staffing


def nsp(case: Facts, readings: Readings | None = None) -> NspPaid:
    """What the support programme pays for a fully known case of 2022."""
    return Nsp(case, readings).paid()
