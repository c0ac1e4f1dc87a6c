"""Outcomes and rules in words: why, why not, what is missing; Swedish and English."""

from amp_rules.explanation.compose import explain
from amp_rules.explanation.describe import describe_decision, describe_rule, say
from amp_rules.explanation.differences import Change, Difference, differences
from amp_rules.explanation.tree import Citation, Explanation, Line, Section

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
