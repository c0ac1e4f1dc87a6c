"""Hypothesis strategies: cases, completions, histories, input to be refused; populations drawn by a seed."""

from amp_rules.testing.cases import cases, completions, refinements
from amp_rules.testing.histories import histories
from amp_rules.testing.hostile import hostile_mappings
from amp_rules.testing.populations import drawn_population

__all__ = ["cases", "completions", "drawn_population", "histories", "hostile_mappings", "refinements"]
