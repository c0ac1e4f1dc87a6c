"""Many cases at once: tables of facts in, tables of answers out."""

from amp_rules.population.badrows import BadRow, BadRowsError, PopulationError
from amp_rules.population.check import check
from amp_rules.population.outcome import Answers, Run, run_schema
from amp_rules.population.read import read
from amp_rules.population.run import Engine, run
from amp_rules.population.schema import TABLES, Column, TableSchema
from amp_rules.population.tables import Population, from_cases

__all__ = [
    "TABLES",
    "Answers",
    "BadRow",
    "BadRowsError",
    "Column",
    "Engine",
    "Population",
    "PopulationError",
    "Run",
    "TableSchema",
    "check",
    "from_cases",
    "read",
    "run",
    "run_schema",
]
