"""What the days of a stay have: allowances, children, extra staff, full rate, support given, other payers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from amp_rules.population.synthetic.basis import Year
from amp_rules.population.synthetic.draft import Draft
from amp_rules.population.synthetic.draws import Ints
from amp_rules.population.synthetic.supportpeople import Recipients
from amp_rules.population.synthetic.supportstays import Stay

_THURSDAY_1970: Final = 3


def add_days(drafts: Mapping[str, Draft], stays: tuple[Stay, ...], people: Recipients, year: Year) -> None:
    """The spans of every dated fact, period by period."""
    for stay in stays:
        if stay.placed:
            _allowances(drafts, stay, people)
            _children(drafts, stay, people)
            _staff(drafts, stay, people)
            _other_payer(drafts, stay, people)
        if stay.name == "extension-1":
            _full_rate(drafts, stay, people)
        if stay.kind == "support_only":
            _support(drafts, stay, people)
    _children_elsewhere(drafts, people, year)


def _allowances(drafts: Mapping[str, Draft], stay: Stay, people: Recipients) -> None:
    draws, first = people.draws, stay.first_paid
    if stay.name == "reflection":
        first = first + draws.whole("allowance.delay", 0, people.assumed.allowance_delay)
    there = stay.there & people.allowance & (first <= stay.last_paid)
    at = people.together.astype(np.int64) + 2 * people.fed
    stated = people.basis.worths["extension"].deductions
    amount = np.array([allowance.minor for allowance, _ in stated], dtype=np.int64)[at]
    drafts["adult_allowance"].add(there, start=first, end=stay.last_paid, value_minor=amount)
    child = there & (people.child_allowance > 0)
    drafts["child_allowance"].add(child, start=first, end=stay.last_paid, value_minor=people.child_allowance)


def _children(drafts: Mapping[str, Draft], stay: Stay, people: Recipients) -> None:
    """Children in the shelter the whole period, or the first half of each."""
    away = people.draws.chance("child.half", people.assumed.child_half_stay_share)
    days = np.where(away, (stay.paid + 1) // 2, stay.paid)
    there, last = stay.there & (people.in_shelter > 0), stay.first_paid + days - 1
    drafts["children_in_shelter"].add(there, start=stay.first_paid, end=last, value=people.in_shelter)
    drafts["adults_with_children"].add(there, start=stay.first_paid, end=last, value=1)


def _children_elsewhere(drafts: Mapping[str, Draft], people: Recipients, year: Year) -> None:
    number: Ints = sum(people.elsewhere, np.zeros(people.draws.number, dtype=np.int64))
    everywhere = np.full(people.draws.number, year.first), np.full(people.draws.number, year.last)
    drafts["children_elsewhere"].add(number > 0, start=everywhere[0], end=everywhere[1], value=number)


def _staff(drafts: Mapping[str, Draft], stay: Stay, people: Recipients) -> None:
    """Extra staff on the last days of the period, one to all of them."""
    days = people.draws.whole(f"staff.{stay.name}", 1, np.maximum(stay.paid, 1))
    there = stay.there & stay.staffed
    drafts["extra_staffing"].add(there, start=stay.last_paid - days + 1, end=stay.last_paid, value=True)


def _full_rate(drafts: Mapping[str, Draft], stay: Stay, people: Recipients) -> None:
    """The last days of the first extension at full rate, for as many recipients as the figures tell."""
    draws, design = people.draws, people.design
    there = stay.there & draws.chance("full", design.full_days_share)
    fewest = people.figures["full_days_fewest"]
    days = fewest + draws.chance("full.most", design.full_days_most_share)
    drafts["full_rate"].add(there, start=stay.last_paid - days + 1, end=stay.last_paid, value=True)


def _support(drafts: Mapping[str, Draft], stay: Stay, people: Recipients) -> None:
    """Mondays and Thursdays of support alone, but for those that are missed."""
    weekday = (stay.start + _THURSDAY_1970) % 7
    first = [stay.start + (wanted - weekday) % 7 for wanted in (0, 3)]
    order = first[0] > first[1]
    sooner, later = np.where(order, first[1], first[0]), np.where(order, first[0], first[1])
    for week in range(people.basis.worths["support_only"].longest // 2):
        for at, start in enumerate((sooner, later)):
            day = start + 7 * week
            missed = people.draws.chance("support.missed", people.assumed.support_missed_share, 2 * week + at)
            drafts["support_delivered"].add(
                stay.there & (day <= stay.end) & ~missed, start=day, end=day, value=True
            )


def _other_payer(drafts: Mapping[str, Draft], stay: Stay, people: Recipients) -> None:
    """The first day of the period, paid by someone else."""
    there = stay.there & people.draws.chance(f"payer.{stay.name}", people.assumed.other_payer_share)
    drafts["other_payer"].add(there, start=stay.first_paid, end=stay.first_paid, value=True)
