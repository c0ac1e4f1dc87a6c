"""A few simulated years, and a comparison, of persons whose ids mean harm."""

from __future__ import annotations

from functools import cache

from amp_rules.rulebook import parse_changes, reformed
from amp_rules.whatif import (
    Attribution,
    Comparison,
    Sensitivity,
    attribute,
    compare,
    sensitivity,
)
from amp_rules.whatif.budget import Assumptions, Simulation, simulate
from tests.whatif.supported import ADULT, mother, people, rules

FEW = Assumptions(years=60, stays_per_day=1, persons=40)
HOSTILE = "-->&lt.script.alert'"
SETTINGS = ("child_supplement_rate=600", "reduced_share=0.4")


@cache
def simulation(reform: bool = True) -> Simulation:
    other = reformed(rules(), parse_changes(rules(), SETTINGS)) if reform else None
    return simulate(rules(), people(ADULT, mother()), other, assumptions=FEW)


@cache
def comparison() -> Comparison:
    return compare(rules(), parse_changes(rules(), SETTINGS), people(ADULT, mother()), by=())


@cache
def attribution() -> Attribution:
    return attribute(rules(), parse_changes(rules(), SETTINGS), people(ADULT, mother()))


@cache
def readings() -> Sensitivity:
    return sensitivity(rules(), people(ADULT, mother()))
