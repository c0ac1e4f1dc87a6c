"""Worked examples: read, run, and what they exercise."""

from amp_rules.scenarios.compare import Mismatch
from amp_rules.scenarios.model import Expectation, Scenario
from amp_rules.scenarios.read import load_scenarios
from amp_rules.scenarios.run import Ran, run_all, run_scenario

__all__ = ["Expectation", "Mismatch", "Ran", "Scenario", "load_scenarios", "run_all", "run_scenario"]
