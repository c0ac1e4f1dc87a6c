"""Rules checked and ordered: a `Plan` can be run, and nothing in it can surprise."""

from amp_rules.plan.build import build_plan, check_rulebook
from amp_rules.plan.checkreform import check_reform, reformed_plan
from amp_rules.plan.model import BoundDecision, BoundRule, Group, Plan

__all__ = [
    "BoundDecision",
    "BoundRule",
    "Group",
    "Plan",
    "build_plan",
    "check_reform",
    "check_rulebook",
    "reformed_plan",
]
