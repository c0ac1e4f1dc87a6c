"""Whether the money lasts: many simulated years of the programme under a fixed budget."""

from amp_rules.whatif.budget.assumptions import (
    FIRST_PERIODS,
    KINDS,
    Assumptions,
    BudgetError,
    Kind,
    Policy,
)
from amp_rules.whatif.budget.bands import Mean, Quantile, Share, Spread
from amp_rules.whatif.budget.simulate import Pool, Side, Simulation, simulate
from amp_rules.whatif.budget.stays import Request, Stays, stays_by_hand
from amp_rules.whatif.budget.year import Years

__all__ = [
    "FIRST_PERIODS",
    "KINDS",
    "Assumptions",
    "BudgetError",
    "Kind",
    "Mean",
    "Policy",
    "Pool",
    "Quantile",
    "Request",
    "Share",
    "Side",
    "Simulation",
    "Spread",
    "Stays",
    "Years",
    "simulate",
    "stays_by_hand",
]
