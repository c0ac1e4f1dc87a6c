"""Whether the rows of a population make cases."""

from __future__ import annotations

from amp_rules.population.badrows import BadRow
from amp_rules.population.tables import Population


def check(population: Population) -> tuple[BadRow, ...]:
    """Everything that is wrong with the rows, by table and row; nothing where every case can be decided."""
    return population.unread
