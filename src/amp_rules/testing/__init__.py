"""Hypothesis strategies: valid cases, completions of partial cases, input that must be refused cleanly."""

from amp_rules.testing.cases import cases, completions, refinements
from amp_rules.testing.hostile import hostile_mappings

__all__ = ["cases", "completions", "hostile_mappings", "refinements"]
