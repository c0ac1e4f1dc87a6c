"""Outcomes and rules in words: why, why not, what is missing; Swedish and English."""

from amp_rules.explain.compose import explain
from amp_rules.explain.describe import describe_decision, describe_rule, say
from amp_rules.explain.differences import Change, Difference, differences
from amp_rules.explain.tree import Citation, Explanation, Line, Section

__all__ = [
    "Change",
    "Citation",
    "Difference",
    "Explanation",
    "Line",
    "Section",
    "describe_decision",
    "describe_rule",
    "differences",
    "explain",
    "say",
]
