"""Cases of the return programme as tables, drawn for a run of places in a seed's population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from amp_rules.population.schema import CASES, PERSONS
from amp_rules.population.synthetic.basis import ReturnBasis
from amp_rules.population.synthetic.draft import Absent, Coded, Draft, case_ids, known_lists
from amp_rules.population.synthetic.draws import Bools, Draws, Ints
from amp_rules.population.synthetic.returnassumptions import ReturnAssumptions
from amp_rules.population.synthetic.supportdesign import weights
from amp_rules.rulebook.figures import Figures

_STEPS: Final = (
    "approved_on",
    "iom_notified_on",
    "responsible_body_contacted_on",
    "talks_on",
    "country_information_on",
    "application_signed_on",
    "application_sent_on",
    "needs_inventory_on",
    "plan_on",
    "travel_prepared_on",
)
_CATEGORIES: Final = (
    ("reintegration", "education"),
    ("reintegration", "business_equipment"),
    ("health", "doctor"),
    ("health", "medicine"),
    ("housing", "rent"),
)
_BODIES: Final = ("social_services", "police", "migration_agency", "shelter", "ngo")
_ADULT: Final = 18

Facts = dict[str, Bools | Ints | Coded | Absent | bool | str | int]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one sex, age and purpose, and how many were published."""

    key: str
    sex: str
    minor: bool
    forms: str
    share: float


def groups_of(figures: Figures, assumed: ReturnAssumptions) -> tuple[Group, ...]:
    """Every group with the share of cases; those of women, girls, men and boys are the published ones."""
    cases, both = figures["cases"], figures["women_sexual_and_begging"]
    labour, begging = assumed.men_labour_share, assumed.boys_begging_share
    counts = (
        ("women_sexual", "female", False, "sexual", figures["women_sexual"] - both),
        ("women_sexual_and_begging", "female", False, "forced_begging sexual", both),
        ("women_forced_marriage", "female", False, "forced_marriage", figures["women_forced_marriage"]),
        ("women_au_pair", "female", False, "au_pair", figures["women_au_pair"]),
        ("girls_forced_marriage", "female", True, "forced_marriage", figures["girls_forced_marriage"]),
        ("girls_sexual", "female", True, "sexual", figures["girls_sexual"]),
        ("men_labour", "male", False, "forced_labour", figures["men"] * labour),
        ("men_begging", "male", False, "forced_begging", figures["men"] * (1 - labour)),
        ("boys_begging", "male", True, "forced_begging", figures["boys"] * begging),
        ("boys_crime", "male", True, "forced_crime", figures["boys"] * (1 - begging)),
    )
    return tuple(Group(key, sex, minor, forms, number / cases) for key, sex, minor, forms, number in counts)


@dataclass(frozen=True)
class Applicants:
    """The drawn applicants of some cases: arrays with one place for each case."""

    draws: Draws
    basis: ReturnBasis
    assumed: ReturnAssumptions

    @property
    def figures(self) -> Figures:
        """The published figures."""
        return self.basis.figures

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups that are drawn from."""
        return groups_of(self.figures, self.assumed)

    @cached_property
    def group(self) -> Ints:
        """Number of the group."""
        return self.draws.choice("group", [each.share for each in self.groups])

    def coded(self, field: str) -> Coded:
        """A field of each case's group."""
        return Coded(self.group, tuple(str(getattr(each, field)) for each in self.groups))

    @cached_property
    def age(self) -> Ints:
        """Age in years, within the published range."""
        low, high = self.figures["age_lowest"], self.figures["age_highest"]
        minor = np.array([each.minor for each in self.groups])[self.group]
        grown = self.draws.triangle("age", _ADULT, self.assumed.age_usual, high)
        return np.where(minor, self.draws.whole("age.minor", low, _ADULT - 1), grown)

    @cached_property
    def country(self) -> Coded:
        """The country of origin, which is the country of return."""
        codes = self.figures.codes["countries"].values
        return Coded(self.draws.choice("country", weights(len(codes), self.assumed.country_skew)), codes)

    @cached_property
    def applied(self) -> Ints:
        """Day of the application; early enough for the steps to fall in the year as a rule."""
        return self.draws.whole("applied", self.basis.year.first, self.basis.year.last)

    @cached_property
    def willing(self) -> Bools:
        """Who wants to return."""
        return ~self.draws.chance("refused", self.assumed.refused_share)

    @cached_property
    def approved(self) -> Bools:
        """Whom the authority approves."""
        return self.willing & ~self.draws.chance("not-approved", self.assumed.not_approved_share)

    @cached_property
    def withdrawn(self) -> Bools:
        """Who withdraws before the journey."""
        return self.draws.chance("withdrawn", self.assumed.withdrawn_share)

    @cached_property
    def arrived(self) -> Bools:
        """Who has come home."""
        return self.approved & ~self.withdrawn & self.draws.chance("travelled", self.assumed.travelled_share)

    @cached_property
    def steps(self) -> Mapping[str, Ints]:
        """Day of each step, one after the other."""
        day, found = self.applied, {}
        for name in _STEPS:
            day = day + self.draws.whole(f"step.{name}", 0, self.assumed.step_longest)
            found[name] = day
        return found

    @cached_property
    def travel(self) -> Ints:
        """Day of the journey."""
        return self.steps[_STEPS[-1]] + self.draws.whole("travel", 1, self.assumed.step_longest + 1)

    @cached_property
    def child(self) -> Bools:
        """Who has a child along."""
        women: Bools = np.array([each.sex == "female" and not each.minor for each in self.groups])[self.group]
        return self.draws.chance("child", self.assumed.children_share) & women


def return_tables(
    draws: Draws, unknown: float, assumed: ReturnAssumptions, basis: ReturnBasis
) -> Mapping[str, pa.Table]:
    """The tables of these places."""
    people, ids = Applicants(draws, basis, assumed), case_ids(draws)
    drafts = {name: Draft(name, draws, unknown) for name in (PERSONS, "claims")}
    _add_persons(drafts[PERSONS], people)
    _add_claims(drafts["claims"], people)
    cases = Draft(CASES, draws, unknown)
    cases.add(np.ones(draws.number, dtype=np.bool_), **_facts(people), **_process(people), **_judged(people))
    made = cases.table(ids)
    for name, column in known_lists(drafts, draws, unknown).items():
        made = made.append_column(name, column)
    return {CASES: made, **{name: draft.table(ids) for name, draft in drafts.items()}}


def _add_persons(draft: Draft, people: Applicants) -> None:
    draws = people.draws
    draft.add(
        np.ones(draws.number, dtype=np.bool_),
        person_id="principal",
        age=people.age,
        sex=people.coded("sex"),
        nationalities=people.country,
    )
    draft.add(
        people.child,
        person_id="child-1",
        age=draws.whole("child.age", 0, _ADULT - 1),
        nationalities=people.country,
        relation="own",
        in_sweden=True,
        directly_exploited=False,
        grant_share_granted=draws.chance("child.share", people.assumed.child_share_granted),
    )


def _add_claims(draft: Draft, people: Applicants) -> None:
    """Claims of those who have come home, within the months of support."""
    draws, assumed = people.draws, people.assumed
    number = np.where(people.arrived, draws.whole("claims", 0, assumed.most_claims), 0)
    for slot in range(assumed.most_claims):
        at = draws.whole("claim.kind", 0, len(_CATEGORIES) - 1, slot)
        draft.add(
            number > slot,
            claim_id=f"claim-{slot + 1}",
            person="principal",
            category=Coded(at, tuple(category for category, _ in _CATEGORIES)),
            purpose=Coded(at, tuple(purpose for _, purpose in _CATEGORIES)),
            amount_minor=draws.whole("claim.amount", 20, assumed.claim_highest, slot) * 100,
            on=people.travel + draws.whole("claim.day", 0, 89, slot),
            payee="provider",
            receipt=True,
            in_plan=True,
            contracted=True,
            accepted=~draws.chance("claim.refused", assumed.claim_refused_share, slot),
        )


def _facts(people: Applicants) -> Facts:
    draws, assumed = people.draws, people.assumed
    sexual = np.array(["sexual" in each.forms for each in people.groups])[people.group]
    only = sexual & draws.chance("prostitution-only", assumed.prostitution_only_share)
    status = np.where(only, 0, 1 + draws.chance("identified", assumed.identified_share))
    return {
        "programme": "amp",
        "applied_on": people.applied,
        "exploitation_trafficking": Coded(status, ("none", "suspected", "identified")),
        "exploitation_forms": people.coded("forms"),
        "exploitation_prostitution": sexual,
        "exploitation_prostitution_in_sweden": sexual,
        "exploitation_trafficking_in_sweden": ~only,
        "voluntariness_wants_return": people.willing,
        "voluntariness_coerced": False,
        "voluntariness_informed": True,
        "voluntariness_statement_signed": people.willing,
        "voluntariness_withdrawn_on": Absent(people.steps["talks_on"], ~people.withdrawn),
        "destination_country": people.country,
        "destination_kind": "home",
        "participation_earlier": False,
    }


def _process(people: Applicants) -> Facts:
    """The steps of those who are approved, in order; those who withdraw stop at the talks."""
    draws = people.draws
    stopped = people.withdrawn & np.ones(draws.number, dtype=np.bool_)
    facts: Facts = {"process_secretariat_contacted_on": Absent(people.applied, ~people.willing)}
    for at, name in enumerate(_STEPS):
        never = ~people.approved | (stopped & (at > _STEPS.index("talks_on")))
        facts[f"process_{name}"] = Absent(people.steps[name], never)
    facts |= {
        "process_evaluated_on": Absent(people.applied, np.ones(draws.number, dtype=np.bool_)),
        "process_form_complete": True,
        "process_voluntary_certificate": True,
        "process_referring_body": Coded(draws.whole("body", 0, len(_BODIES) - 1), _BODIES),
        "journey_travel_on": Absent(people.travel, ~people.arrived),
        "journey_arrived_on": Absent(people.travel, ~people.arrived),
        "journey_payment_channel": "cash_at_office",
        "journey_unused_at_withdrawal_minor": 0,
    }
    for name in ("contact", "iom_information", "written_application", "between_authorities", "feedback"):
        facts[f"consents_{name}"] = ~draws.chance(f"file.{name}", people.assumed.faulty_file_share)
    for name in ("application", "risk_assessment", "return_country_support"):
        facts[f"on_file_{name}"] = ~draws.chance(f"file.{name}", people.assumed.faulty_file_share)
    return facts


def _judged(people: Applicants) -> Facts:
    draws, assumed = people.draws, people.assumed
    return {
        "assessments_participation_approved": people.approved,
        "assessments_reintegration_grant": draws.chance("grant", assumed.grant_share),
        "assessments_extra_support": draws.chance("extra", assumed.extra_share),
        "assessments_country_support_suitable": True,
        "assessments_risk_acceptable": True,
    }
