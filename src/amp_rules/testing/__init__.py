"""Hypothesis strategies: cases, completions, histories of events, input that must be refused cleanly."""

from amp_rules.testing.cases import cases, completions, refinements
from amp_rules.testing.histories import histories
from amp_rules.testing.hostile import hostile_mappings

__all__ = ["cases", "completions", "histories", "hostile_mappings", "refinements"]
