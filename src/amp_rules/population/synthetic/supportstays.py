"""The periods of support: when they are, what is asked for and what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from amp_rules.population.synthetic.basis import Year
from amp_rules.population.synthetic.draft import Coded, Draft
from amp_rules.population.synthetic.draws import Bools, Draws, Ints
from amp_rules.population.synthetic.supportpeople import Recipients

Wanted = tuple[str, str, Bools, Ints]
"""Name, kind, who has it, and how long."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One period of every case that has it, in days since 1970.

    first_paid, last_paid: the days that the design counts on; start and end may lie beyond them.
    """

    name: str
    kind: str
    there: Bools
    start: Ints
    end: Ints
    first_paid: Ints
    last_paid: Ints
    staffed: Bools

    @property
    def paid(self) -> Ints:
        """Days that the design counts on."""
        return self.last_paid - self.first_paid + 1

    @property
    def placed(self) -> bool:
        """Whether it is a stay in the shelter in this year."""
        return self.kind in ("reflection", "in_depth") and self.name != "last-year"


def stays_of(people: Recipients, year: Year) -> tuple[Stay, ...]:
    """Every period, in order of time: one follows on the other, from a day that leaves room for all."""
    draws, wanted, cap = people.draws, tuple(_wanted(people)), people.design.integration.usual
    paid = [np.minimum(days, cap) if name == "integration" else days for name, _, _, days in wanted]
    used = sum(np.where(there, days, 0) for (_, _, there, _), days in zip(wanted, paid, strict=True))
    beyond = _past_new_year(people, wanted[1:4], wanted[-1][2])
    room = year.days - np.asarray(used)
    first_day = year.first + np.where(beyond, room, draws.whole("start", 0, room))
    day, found = first_day, []
    for (name, kind, there, length), days in zip(wanted, paid, strict=True):
        staffed = draws.chance(f"staffed.{name}", _staffing(people, name))
        found.append(Stay(name, kind, there, day, day + length - 1, day, day + days - 1, staffed))
        day = day + np.where(there, days, 0)
    return (_last_year(people, year, first_day), *_edges(tuple(found), people, beyond))


def _wanted(people: Recipients) -> Iterator[Wanted]:
    draws, design, extensions = people.draws, people.design, people.of_course("extensions")
    yield (
        "reflection",
        "reflection",
        people.of_course("reflection") > 0,
        design.reflection.drawn(draws, "reflection"),
    )
    yield "first", "in_depth", people.of_course("first") > 0, design.first.drawn(draws, "first")
    for number in (1, 2):
        name = f"extension-{number}"
        yield name, "in_depth", extensions >= number, design.extension.drawn(draws, name)
    yield (
        "alone",
        "support_only",
        people.of_course("alone") > 0,
        np.full(draws.number, design.extension.usual),
    )
    yield "integration", "integration", _integration(people), design.integration.drawn(draws, "integration")


def _integration(people: Recipients) -> Bools:
    stays = np.array([course.stays for course in people.design.courses])[people.course]
    share = np.where(
        stays, people.design.integration_after_stay, people.assumed.integration_without_stay_share
    )
    return people.draws.chance("integrated", share)


def _staffing(people: Recipients, name: str) -> float:
    if name == "reflection":
        return people.design.staffing_in_reflection
    return people.assumed.staffing_share if name in ("first", "extension-1", "extension-2") else 0.0


def _past_new_year(people: Recipients, stays: tuple[Wanted, ...], integrated: Bools) -> Bools:
    """Whose last in-depth period is below the cap and asked for past New Year."""
    cap, last = people.design.first.usual, np.zeros(people.draws.number, dtype=np.int64)
    for _, _, there, length in stays:
        last = np.where(there, length, last)
    below = (last > 0) & (last < cap) & ~integrated
    return below & people.draws.chance("new-year", people.assumed.new_year_share)


def _last_year(people: Recipients, year: Year, first_day: Ints) -> Stay:
    """A whole in-depth period that ended the year before."""
    cap = people.design.first.usual
    gap = people.draws.whole("gap", 0, people.assumed.gap_longest)
    end = np.minimum(first_day, year.first) - 1 - gap
    nobody = np.zeros(people.draws.number, dtype=np.bool_)
    there = people.of_course("earlier") > 0
    return Stay("last-year", "in_depth", there, end - cap + 1, end, end - cap + 1, end, nobody)


def _edges(stays: tuple[Stay, ...], people: Recipients, beyond: Bools) -> tuple[Stay, ...]:
    """The periods with the edges asked for: into the one before, beyond the cap, past New Year."""
    draws, assumed, found = people.draws, people.assumed, []
    before = np.zeros(draws.number, dtype=np.int64)
    caps = {"reflection": people.design.reflection.usual}
    for at, stay in enumerate(stays):
        if not stay.placed:
            found.append(stay)
            continue
        cap = caps.get(stay.name, people.design.first.usual)
        last = stay.there & ~np.any([each.there for each in stays[at + 1 :]], axis=0)
        over = np.where(
            last & beyond, draws.whole(f"beyond.{stay.name}", 1, np.maximum(cap - stay.paid, 1)), 0
        )
        longer = last & (stay.paid == cap) & draws.chance(f"over-cap.{stay.name}", assumed.over_cap_share)
        over = np.where(longer, draws.whole(f"over.{stay.name}", 1, assumed.over_cap_longest), over)
        shared = draws.whole(f"shared.{stay.name}", 1, assumed.overlap_longest)
        overlaps = stay.there & (before > shared) & (stay.paid + shared <= cap) & ~(last & beyond)
        overlaps &= draws.chance(f"overlap.{stay.name}", assumed.overlap_share)
        start = stay.start - np.where(overlaps, shared, 0)
        found.append(replace(stay, start=start, end=stay.end + over))
        before = np.where(stay.there, stay.paid, before)
    return tuple(found)


def add_periods(draft: Draft, stays: tuple[Stay, ...], people: Recipients, lead: Ints) -> None:
    """The rows of the periods. lead: days from application to first day."""
    draws, assumed = people.draws, people.assumed
    for stay in stays:
        later = stay.name.startswith("extension") or stay.name == "alone"
        lacking = draws.chance(f"process.{stay.name}", assumed.no_process_share) if later else False
        draft.add(
            stay.there,
            period_id=stay.name,
            kind=stay.kind,
            start=stay.start,
            end=stay.end,
            applied_on=stay.start - lead,
            continues=False,
            pending_process=~np.asarray(lacking) if later else True,
            needs_remain=True,
            justification=True,
            staffing_requested=stay.staffed,
            staffing_reasoned=True,
            staffing_accepted=True,
            full_rate_accepted=True,
            full_extension_accepted=False,
            further_extension_accepted=False,
            reflection_paid_by=Coded(people.of_course("reflection"), ("municipality", "nsp")),
            weekdays="monday thursday" if stay.name == "alone" else "",
            overlap_accepted=False,
            earlier_project_money=_earlier_money(
                draws, f"money.{stay.name}", people, stay.name == "last-year"
            ),
        )


def _earlier_money(draws: Draws, name: str, people: Recipients, never: bool) -> Bools:
    return draws.chance(name, 0.0 if never else people.design.earlier_money)
