"""Cases of the support programme as tables, drawn for a run of places in a seed's population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa

from amp_rules.population.schema import CASES, PERSONS, TABLES
from amp_rules.population.synthetic.basis import SupportBasis, Year
from amp_rules.population.synthetic.draft import Absent, Coded, Draft, case_ids, known_lists
from amp_rules.population.synthetic.draws import Bools, Draws, Ints
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions
from amp_rules.population.synthetic.supportdays import add_days
from amp_rules.population.synthetic.supportdesign import MOST_ITEMS, SupportDesign
from amp_rules.population.synthetic.supportpeople import FORMS, STATUSES, Recipients
from amp_rules.population.synthetic.supportstays import Stay, add_periods, stays_of

ITEMS: Final = (
    "dentistry",
    "trauma_therapy",
    "glasses",
    "safe_travel",
    "strengthening_activity",
    "pram",
    "legal_help",
)
COUNTIES: Final = ("stockholm", "skane", "vastra_gotaland", "uppsala")
EVERY_COUNTY: Final = (
    "dalarna",
    "gavleborg",
    "gotland",
    "halland",
    "jamtland",
    "norrbotten",
    "orebro",
    "vasterbotten",
)
REFUSALS: Final = ("assessed_victim", "rights_match", "society_pays", "responsibility_attempted")
_OLDEST, _YOUNGEST = 29, 18


def support_tables(
    draws: Draws,
    unknown: float,
    assumed: SupportAssumptions,
    design: SupportDesign,
    basis: SupportBasis,
) -> Mapping[str, pa.Table]:
    """The tables of these places."""
    people, ids, year = Recipients(draws, basis, assumed, design), case_ids(draws), basis.year
    drafts = {name: Draft(name, draws, unknown) for name in TABLES if name not in (CASES, "claims")}
    stays = stays_of(people, year)
    lead = draws.whole("lead", 0, assumed.lead_longest)
    people.persons(drafts[PERSONS])
    add_periods(drafts["periods"], stays, people, lead)
    first_item = _add_items(drafts["items"], stays, people, year)
    add_days(drafts, stays, people, year)
    cases = Draft(CASES, draws, unknown)
    _add_case(cases, people, _applied(stays, first_item, lead, year))
    made = cases.table(ids)
    for name, column in known_lists(drafts, draws, unknown).items():
        made = made.append_column(name, column)
    return {CASES: made, **{name: draft.table(ids) for name, draft in drafts.items()}}


def _applied(stays: tuple[Stay, ...], first_item: Ints, lead: Ints, year: Year) -> Ints:
    """Days before whatever comes first in the year, though not before the year."""
    found = first_item
    for stay in stays[1:]:
        found = np.where(stay.there, np.minimum(found, stay.start), found)
    day: Ints = np.clip(found - lead, year.first, year.last)
    return day


def _add_items(draft: Draft, stays: tuple[Stay, ...], people: Recipients, year: Year) -> Ints:
    """One-off support: one for those who have nothing else, and further ones; the first day of any."""
    draws, assumed, design = people.draws, people.assumed, people.design
    nothing_else = ~np.any([stay.there for stay in stays[1:]], axis=0)
    further = draws.chance("item.start", design.item_start)
    first = np.full(draws.number, year.last, dtype=np.int64)
    for slot in range(MOST_ITEMS):
        if slot > 1:
            further = further & draws.chance("item.next", assumed.next_item_share, slot)
        there = nothing_else if slot == 0 else further
        day = draws.whole("item.day", year.first, year.last, slot)
        draft.add(
            there,
            item_id=f"item-{slot + 1}",
            kind=Coded(draws.whole("item.kind", 0, len(ITEMS) - 1, slot), ITEMS),
            cost_minor=_cost(people, slot),
            on=day,
            accepted=True,
            earlier_project_money=draws.chance("item.money", design.earlier_money, slot),
        )
        first = np.where(there, np.minimum(first, day), first)
    return first


def _cost(people: Recipients, slot: int) -> Ints:
    """Whole kronor, in ore: a curve from the lowest cost whose mean is the published one."""
    power, low = people.assumed.item_cost_skew, people.assumed.item_cost_lowest
    curve = np.ones(people.draws.number)
    unit = people.draws.unit("item.cost", slot)
    for _ in range(power):
        curve = curve * unit
    kronor = low + (people.design.item_mean - low) * (power + 1) * curve
    return np.floor(kronor + 0.5).astype(np.int64) * 100


def _add_case(draft: Draft, people: Recipients, applied: Ints) -> None:
    draws, assumed = people.draws, people.assumed
    sexual = (people.form == 0) | (people.form == 2)
    draft.add(
        np.ones(draws.number, dtype=np.bool_),
        programme="nsp",
        applied_on=applied,
        exploitation_trafficking=Coded(
            draws.chance("identified", assumed.identified_share) * 1, ("suspected", "identified")
        ),
        exploitation_forms=Coded(people.form, FORMS),
        exploitation_suspected_forms="",
        exploitation_prostitution=sexual,
        exploitation_cooperates=draws.chance("cooperates", assumed.cooperates_share),
        **_gates(people),
        **_shelter(people, sexual),
        **_files(people),
        **_stay(people),
        budget_left_minor=Absent(
            np.zeros(draws.number, dtype=np.int64), np.ones(draws.number, dtype=np.bool_)
        ),
        budget_waiting_first_periods=False,
    )


def _gates(people: Recipients) -> dict[str, Bools | Coded | bool]:
    """The conditions for support: all met, but for one that fails in a few cases."""
    draws, assumed = people.draws, people.assumed
    failing = np.where(
        draws.chance("refused", assumed.refused_share),
        draws.whole("refusal", 0, len(REFUSALS) - 1),
        len(REFUSALS),
    )
    identified = draws.chance("identified", assumed.identified_share)
    assessed = np.where(failing == 0, 0, 1 + identified)
    return {
        "support_assessed_victim": Coded(assessed, ("none", "presumed", "identified")),
        "support_identified_by_shelter": draws.chance("by-shelter", assumed.by_shelter_share),
        "support_needs_support": True,
        "support_rights_match": failing != 1,
        "support_society_pays": failing == 2,
        "support_responsibility_attempted": failing != 3,
        "support_placed_county": _placed(people),
    }


def _placed(people: Recipients) -> Coded:
    draws = people.draws
    elsewhere = draws.whole("county.other", 0, len(EVERY_COUNTY) - 1) + len(COUNTIES)
    far = draws.chance("county.far", people.assumed.elsewhere_share)
    return Coded(np.where(far, elsewhere, _county(people)), (*COUNTIES, *EVERY_COUNTY))


def _county(people: Recipients) -> Ints:
    return people.draws.whole("county", 0, len(COUNTIES) - 1)


def _shelter(people: Recipients, sexual: Bools) -> dict[str, Bools | Coded | Absent | bool]:
    """A shelter that takes the person, but for a few misfits."""
    draws = people.draws
    misfit = draws.chance("misfit", people.assumed.misfit_share)
    fits = people.men & ~misfit
    young = (
        ~people.men
        & (people.age >= _YOUNGEST)
        & (people.age <= _OLDEST)
        & draws.chance("young", people.assumed.young_shelter_share)
    )
    profile = np.where(fits, 0, np.where(people.men & sexual, 2, np.where(people.men, 1, 3)))
    ages = np.ones(draws.number, dtype=np.int64)
    return {
        "shelter_certified": True,
        "shelter_county": Coded(_county(people), COUNTIES),
        "shelter_takes_women": np.where(
            people.men, draws.chance("women", people.assumed.mixed_shelter_share), ~misfit
        ),
        "shelter_takes_men": fits,
        "shelter_takes_children": ~(misfit & people.children_in_sweden),
        "shelter_takes_pets": ~misfit,
        "shelter_takes_active_substance_use": False,
        "shelter_men_profile": Coded(profile, ("any", "sexual_only", "other_only", "none")),
        "shelter_women_age_from": Absent(ages * _YOUNGEST, ~young),
        "shelter_women_age_to": Absent(ages * _OLDEST, ~young),
        **{f"shelter_minimum_{name}": True for name in _MINIMUM},
        **{
            f"shelter_recertification_{name}": _in_place(people, name)
            for name in ("form", "visit", "routines_shown")
        },
        "shelter_recertification_action_protocol_needed": False,
        "shelter_recertification_action_protocol": False,
    }


_MINIMUM: Final = ("knowledge", "risk_routines", "security_routines", "rights_based_support")


def _in_place(people: Recipients, name: str) -> Bools:
    return ~people.draws.chance(f"file.{name}", people.assumed.faulty_file_share)


def _files(people: Recipients) -> dict[str, Bools]:
    names = (
        "authorities_asked",
        "child_assessment_forms",
        "child_implementation_plans",
        "only_necessary_health_questions",
    )
    return {f"on_file_{name}": _in_place(people, name) for name in names}


def _stay(people: Recipients) -> dict[str, Bools | Coded | Absent | bool]:
    number, never = (
        np.zeros(people.draws.number, dtype=np.int64),
        np.ones(people.draws.number, dtype=np.bool_),
    )
    return {
        "stay_status": Coded(people.status, STATUSES),
        "stay_asylum_sought": people.status == 1,
        "stay_reception_act": people.allowance,
        "stay_reflection_permit": False,
        "stay_reflection_permit_applied": False,
        "stay_reflection_permit_from": Absent(number, never),
        "stay_reflection_permit_to": Absent(number, never),
        "stay_unaccompanied": False,
        "stay_household": Coded(people.together * 1, ("single", "cohabiting")),
        "stay_food_included": people.fed,
    }
