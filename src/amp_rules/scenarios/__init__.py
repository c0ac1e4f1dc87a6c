"""Worked examples: read, run, and what they exercise."""

from amp_rules.scenarios.compare import Mismatch
from amp_rules.scenarios.coverage import ConditionCoverage, Coverage, Gap, RuleCoverage
from amp_rules.scenarios.measure import coverage
from amp_rules.scenarios.model import Expectation, Scenario
from amp_rules.scenarios.read import load_scenarios
from amp_rules.scenarios.run import Ran, run_all, run_scenario

__all__ = [
    "ConditionCoverage",
    "Coverage",
    "Expectation",
    "Gap",
    "Mismatch",
    "Ran",
    "RuleCoverage",
    "Scenario",
    "coverage",
    "load_scenarios",
    "run_all",
    "run_scenario",
]
