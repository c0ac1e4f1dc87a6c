"""What the return programme gives, person by person and claim by claim."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.law.independent import DEFAULTS, Facts, Readings, day_of, full_years

GRANTS = {"reintegration": Decimal(3000), "health": Decimal(300), "housing": Decimal(300)}
PURPOSES = {
    "reintegration": {
        "rehabilitation",
        "education",
        "vocational_training",
        "work_practice",
        "business_licence",
        "business_equipment",
    },
    "health": {"doctor", "tests", "medicine", "physiotherapy", "psychological", "other"},
    "housing": {"shelter", "rent", "mortgage", "heating", "electricity", "water", "other"},
}


def months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass
class AmpPaid:
    """The whole case; money in US dollars, None where the edition publishes none."""

    eligible: bool
    may_enter: bool
    due: list[date | None]
    subsistence: Decimal | None
    claims: dict[str, Decimal]
    claims_paid: Decimal | None
    ceiling: Decimal | None
    granted: Decimal | None
    follow_up: date | None


class Amp:
    """The return programme in the edition of 2015, 2016 or 2023."""

    def __init__(self, case: Facts, edition: str, readings: Readings | None = None) -> None:
        self.case = case
        self.edition = edition
        self.reading = {**DEFAULTS, **(readings or {})}
        self.judged = case["assessments"]

    def foreign(self) -> bool:
        nationalities = set(self.case["principal"]["nationalities"])
        if not nationalities:
            return bool(self.judged["stateless_included"])
        if nationalities == {"SE"}:
            return False
        return "SE" not in nationalities or bool(self.judged["dual_citizen_included"])

    def target_group(self) -> bool:
        facts = self.case["exploitation"]
        trafficked = facts["trafficking"] in ("suspected", "identified")
        if self.edition == "2023":
            exploited = trafficked or facts["human_exploitation"] or facts["prostitution"] or facts["grounds"]
            process = self.case["process"]
            here = process["identified_in_sweden"] and process["applied_in_sweden"]
            return bool(self.foreign() and exploited and here)
        prostituted = facts["prostitution"] and facts["prostitution_in_sweden"] and self.foreign()
        if self.reading["A1"] == "refer-abroad":
            abroad = not facts["trafficking_in_sweden"]
            trafficked = trafficked and (not abroad or self.judged["trafficking_abroad_included"])
        if self.reading["A2"] == "both-branches":
            trafficked = trafficked and self.foreign()
        return bool(
            trafficked and prostituted if self.reading["A1"] == "all-three" else trafficked or prostituted
        )

    def eligible(self) -> bool:
        will, to = self.case["voluntariness"], self.case["destination"]
        free = will["wants_return"] and not will["coerced"]
        again = self.case["participation"]
        new = not again["earlier"] or (
            again["special_circumstances"] and self.judged["special_circumstances_accepted"]
        )
        if self.edition == "2023":
            place = to["kind"] == "home" or to["permanent_permit"]
            return bool(self.target_group() and free and will["informed"] and place and new)
        place = to["kind"] == "home" or self.judged["third_country_included"]
        return bool(self.target_group() and free and place and (new or self.reading["A9"] == "no-bar"))

    @property
    def arrived(self) -> date | None:
        return day_of(self.case["journey"]["arrived_on"])

    @property
    def withdrawn(self) -> date | None:
        return day_of(self.case["voluntariness"]["withdrawn_on"])

    def stands(self) -> bool:
        if self.withdrawn is None:
            return True
        return self.arrived is not None and self.withdrawn >= self.arrived

    def shares(self) -> dict[str, Decimal]:
        """Each person's part of the grants, the principal first."""
        born = date.fromisoformat(self.case["principal"]["birth_date"])
        minor = full_years(born, date.fromisoformat(self.case["applied_on"])) < 18
        half, whole = Decimal("0.5"), Decimal(1)
        found = {"principal": half if minor and self.reading["A5"] == "half-for-every-minor" else whole}
        given = 0
        for child in self.case["children"]:
            given += child["grant_share_granted"]
            shared = self.reading["A3"] == "one-share-per-family" and given > 1
            found[child["id"]] = half if child["grant_share_granted"] and not shared else Decimal(0)
        return found

    def due(self) -> list[date | None]:
        arrived = self.arrived
        if arrived is None:
            return [None] * 3
        return [
            {
                "calendar-months": months_later(arrived, step),
                "month-ends": end_of_month(months_later(arrived, step)),
                "thirty-day-steps": arrived + timedelta(days=30 * step),
            }[self.reading["A6"]]
            for step in range(3)
        ]

    def follow_up(self) -> date | None:
        start = day_of(self.case["journey"]["travel_on"]) if self.edition == "2023" else self.arrived
        if start is None or not self.eligible():
            return None
        year = self.edition == "2023"
        return {
            "calendar-months": months_later(start, 12 if year else 3),
            "fixed-days": start + timedelta(days=365 if year else 90),
            "at-least-six-months": months_later(start, 6),
        }[self.reading["A7"]]

    def paid(self) -> AmpPaid:
        eligible = self.eligible()
        entered = eligible and self.stands() and bool(self.judged["participation_approved"])
        if self.edition == "2023":
            return self.paid_2023(eligible, entered)
        shares, due = self.shares(), self.due()
        lapsed = [
            self.withdrawn is not None and (each is None or self.withdrawn < each) for each in due
        ].count(True)
        parts = sum(shares.values(), Decimal(0))
        subsistence = parts * 150 * (3 - lapsed) if entered else Decimal(0)
        claims = self.claims(entered)
        paid = sum(claims.values(), Decimal(0))
        others = self.most_in_kind(shares, claims)
        in_kind = paid
        if self.reading["A4"] == "fixed-sums":
            in_kind = others if entered else Decimal(0)
        recovered = Decimal(0)
        if self.reading["A8"] == "recover-unused" and self.withdrawn is not None:
            unused = Decimal(self.case["journey"]["unused_at_withdrawal"].split()[0])
            recovered = min(unused, subsistence + in_kind)
        ceiling = parts * 450 + others if eligible else Decimal(0)
        granted = subsistence + in_kind - recovered
        return AmpPaid(eligible, entered, due, subsistence, claims, paid, ceiling, granted, self.follow_up())

    def paid_2023(self, eligible: bool, entered: bool) -> AmpPaid:
        subsistence = ceiling = None
        if self.reading["A11"] == "carry-2015":
            parts = sum(self.shares().values(), Decimal(0)) if eligible else Decimal(0)
            subsistence, ceiling = parts * 450, parts * 4050
        return AmpPaid(eligible, entered, [], subsistence, {}, None, ceiling, None, self.follow_up())

    def most_in_kind(self, shares: Mapping[str, Decimal], claims: Mapping[str, Decimal]) -> Decimal:
        """The ceilings beside the subsistence, of the whole family."""
        most = Decimal(0)
        for person, share in shares.items():
            for category, grant in GRANTS.items():
                of_parent = person != "principal" and self.reading["A3"] == "half-of-parent-grant"
                if of_parent and self.reading["A4"] == "ceilings":
                    grant = self.paid_to_principal(category, claims)  # noqa: PLW2901
                most += share * grant
        return most

    def paid_to_principal(self, category: str, claims: Mapping[str, Decimal]) -> Decimal:
        return sum(
            (
                claims[each["id"]]
                for each in self.case["claims"]
                if each["person"] == "principal" and each["category"] == category
            ),
            Decimal(0),
        )

    def claims(self, entered: bool) -> dict[str, Decimal]:
        found = {each["id"]: Decimal(0) for each in self.case["claims"]}
        ordered = sorted(self.case["claims"], key=lambda each: str(each["on"]))
        half_of_parent = self.reading["A3"] == "half-of-parent-grant"
        if half_of_parent:
            ordered.sort(key=lambda each: each["person"] != "principal")
        used: dict[tuple[str, str], Decimal] = {}
        for claim in ordered:
            if not entered or not self.payable(claim):
                continue
            person, category = claim["person"], claim["category"]
            pot = (self.pot(person), category)
            grant = GRANTS[category]
            if half_of_parent and person != "principal" and self.reading["A4"] == "ceilings":
                grant = self.paid_to_principal(category, found)
            room = max(Decimal(0), self.claim_share(person) * grant - used.get(pot, Decimal(0)))
            found[claim["id"]] = min(Decimal(claim["amount"].split()[0]), room)
            used[pot] = used.get(pot, Decimal(0)) + found[claim["id"]]
        return found

    def pot(self, person: str) -> str:
        shared = self.reading["A3"] == "one-share-per-family" and person != "principal"
        return "children" if shared else person

    def claim_share(self, person: str) -> Decimal:
        if person == "principal":
            return self.shares()[person]
        given = {each["id"]: each["grant_share_granted"] for each in self.case["children"]}
        return Decimal("0.5") if given[person] else Decimal(0)

    def payable(self, claim: Facts) -> bool:
        category = claim["category"]
        if claim["purpose"] not in PURPOSES.get(category, ()) or not claim["accepted"]:
            return False
        if self.withdrawn is not None and date.fromisoformat(claim["on"]) > self.withdrawn:
            return False
        if category == "reintegration":
            papers = claim["in_plan"] and claim["contracted"] and claim["payee"] == "provider"
            given = self.judged["reintegration_grant"]
        else:
            papers = claim["payee"] == "provider" or claim["receipt"]
            given = self.judged["extra_support"]
        return bool(papers and (given or self.reading["A4"] == "fixed-sums"))


def amp(case: Facts, edition: str, readings: Readings | None = None) -> AmpPaid:
    """What the return programme gives in a fully known case."""
    return Amp(case, edition, readings).paid()
