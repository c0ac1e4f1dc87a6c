"""What other rules would do: comparing, splitting a difference, readings, sweeps, years of a budget."""

from amp_rules.whatif.attribute import attribute
from amp_rules.whatif.attribution import Attribution, Part
from amp_rules.whatif.compare import Comparison, compare
from amp_rules.whatif.comparison import (
    AmountShift,
    CaseShift,
    Goal,
    Groups,
    GroupShift,
    Move,
    Moves,
    Quantile,
    Shift,
    Spread,
)
from amp_rules.whatif.errors import AxisError, TooManyError
from amp_rules.whatif.groups import Grouping, group_names, grouped
from amp_rules.whatif.onecase import BothWays, both_ways
from amp_rules.whatif.sensitivity import AmbiguityEffect, ReadingEffect, Sensitivity, sensitivity
from amp_rules.whatif.sweep import Axis, Point, Sweep, SweptParameter, parse_axis, sweep

__all__ = [
    "AmbiguityEffect",
    "AmountShift",
    "Attribution",
    "Axis",
    "AxisError",
    "BothWays",
    "CaseShift",
    "Comparison",
    "Goal",
    "GroupShift",
    "Grouping",
    "Groups",
    "Move",
    "Moves",
    "Part",
    "Point",
    "Quantile",
    "ReadingEffect",
    "Sensitivity",
    "Shift",
    "Spread",
    "Sweep",
    "SweptParameter",
    "TooManyError",
    "attribute",
    "both_ways",
    "compare",
    "group_names",
    "grouped",
    "parse_axis",
    "sensitivity",
    "sweep",
]
