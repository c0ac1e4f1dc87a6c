"""Many cases in process: a plan as code over NumPy columns, block by block."""

from amp_rules.population.columns.compile import columns_of
from amp_rules.population.columns.decide import decide_population

__all__ = ["columns_of", "decide_population"]
