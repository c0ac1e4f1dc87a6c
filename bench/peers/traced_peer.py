"""The reduced rules as plain Python that also records, in one dictionary, what an auditor would ask for.

The trace has an entry for every rule tested, holding or not: its name, the facts it read (None where
unknown) and its `conclusion`. Per period it also has the days within the period, paid, past the cap and
outside the year, the first and last paid day, the daily amount and the sum. Entries are flat dictionaries
written out in place, which is the fastest form that still names everything.

Timed: everything, from the neutral case to the trace and the answer in it. Untimed: nothing.
"""

from datetime import date
from typing import Any

from bench.cases import Answer, Case, Period, Tri
from bench.peer import TRACED

YEAR_FIRST_DAY = date(2022, 1, 1)
YEAR_LAST_DAY = date(2022, 12, 31)
YEAR_FIRST = YEAR_FIRST_DAY.toordinal()
YEAR_LAST = YEAR_LAST_DAY.toordinal()


def trace_eligibility(case: Case) -> dict[str, Any]:
    """Seven conditions and their conjunction; none is skipped, so that each shows."""
    trafficked = case.trafficked
    in_prostitution = case.in_prostitution
    foreign = case.foreign_national
    here = case.in_sweden
    wants = case.wants_return
    informed = case.informed
    prior = case.prior_participation
    special = case.special_circumstances
    country = case.country_acceptable
    exploited: Tri = True
    if not (trafficked or in_prostitution):
        exploited = False if trafficked is False and in_prostitution is False else None
    admissible: Tri = True
    if not (prior is False or special):
        admissible = False if prior and special is False else None
    gates = (exploited, foreign, here, wants, informed, admissible, country)
    eligible = False if False in gates else None if None in gates else True
    return {
        "rules": [
            {
                "rule": "exploited",
                "trafficked": trafficked,
                "in_prostitution": in_prostitution,
                "conclusion": exploited,
            },
            {"rule": "foreign_national", "foreign_national": foreign, "conclusion": foreign},
            {"rule": "in_sweden", "in_sweden": here, "conclusion": here},
            {"rule": "wants_return", "wants_return": wants, "conclusion": wants},
            {"rule": "informed", "informed": informed, "conclusion": informed},
            {
                "rule": "participation",
                "prior_participation": prior,
                "special_circumstances": special,
                "conclusion": admissible,
            },
            {"rule": "country", "country_acceptable": country, "conclusion": country},
        ],
        "conclusion": eligible,
    }


def trace_rate(kind: str, number: int) -> tuple[int, int, list[dict[str, Any]]]:
    """Day rate, cap in days and the rate rules tested, up to and with the one that holds."""
    if kind == "reflection":
        return 1200, 30, [{"rule": "rate.reflection", "kind": kind, "conclusion": 1200}]
    reflection = {"rule": "rate.reflection", "kind": kind, "conclusion": None}
    if number == 1:
        return 1200, 90, [reflection, {"rule": "rate.first", "number": 1, "conclusion": 1200}]
    first = {"rule": "rate.first", "number": number, "conclusion": None}
    if number <= 3:
        return 600, 90, [reflection, first, {"rule": "rate.reduced", "number": number, "conclusion": 600}]
    reduced = {"rule": "rate.reduced", "number": number, "conclusion": None}
    beyond = {"rule": "rate.beyond_third", "number": number, "conclusion": 0}
    return 0, 90, [reflection, first, reduced, beyond]


def trace_period(period: Period) -> dict[str, Any]:
    """What was paid for one period, and every rule that led there."""
    kind = period.kind
    number = period.number
    start = period.start
    end = period.end
    rate, cap, rules = trace_rate(kind, number)
    if number > 3:
        return {
            "kind": kind,
            "number": number,
            "start": start,
            "end": end,
            "rules": rules,
            "conclusion": 0,
        }
    first = start.toordinal()
    within = end.toordinal() - first + 1
    capped = cap if within > cap else within
    last = first + capped - 1
    paid_first = YEAR_FIRST if first < YEAR_FIRST else first
    paid_last = YEAR_LAST if last > YEAR_LAST else last
    paid = paid_last - paid_first + 1
    if paid < 0:
        paid = 0
    allowance = period.allowance
    any_child = period.any_child
    extra_staffing = period.extra_staffing
    adult = rate - allowance
    if adult < 0:
        adult = 0
    child = 500 if any_child else 0
    staffing = 200 if extra_staffing else 0
    daily = adult + child + staffing
    rules += (
        {"rule": "cap", "days": within, "cap": cap, "conclusion": capped},
        {
            "rule": "year",
            "start": start,
            "days": capped,
            "from": YEAR_FIRST_DAY,
            "to": YEAR_LAST_DAY,
            "conclusion": paid,
        },
        {"rule": "allowance", "rate": rate, "allowance": allowance, "conclusion": adult},
        {"rule": "child", "any_child": any_child, "conclusion": child},
        {"rule": "staffing", "extra_staffing": extra_staffing, "conclusion": staffing},
        {"rule": "daily", "adult": adult, "child": child, "staffing": staffing, "conclusion": daily},
    )
    return {
        "kind": kind,
        "number": number,
        "start": start,
        "end": end,
        "rules": rules,
        "days_within": within,
        "days_past_cap": within - capped,
        "days_outside_year": capped - paid,
        "days_paid": paid,
        "first_paid": date.fromordinal(paid_first) if paid else None,
        "last_paid": date.fromordinal(paid_last) if paid else None,
        "daily": daily,
        "conclusion": paid * daily,
    }


def trace(case: Case) -> dict[str, Any]:
    """The whole trace, with the answer under `eligible`, `amounts` and `total`."""
    eligibility = trace_eligibility(case)
    periods = [trace_period(period) for period in case.periods]
    amounts = [period["conclusion"] for period in periods]
    return {
        "eligibility": eligibility,
        "periods": periods,
        "eligible": eligibility["conclusion"],
        "amounts": tuple(amounts),
        "total": sum(amounts),
    }


def decide(case: Case) -> Answer:
    """The answer; its trace is built in full and dropped."""
    traced = trace(case)
    return traced["eligible"], traced["amounts"], traced["total"]


class Traced:
    """The tracing function; a static method, so that no `self` is passed."""

    name = TRACED
    decide = staticmethod(decide)

    def convert(self, case: Case) -> Case:
        """The case itself."""
        return case


def prepare() -> list[Traced]:
    """One peer."""
    return [Traced()]
