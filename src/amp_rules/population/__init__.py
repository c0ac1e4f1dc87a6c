"""Many cases at once: tables of facts in, tables of answers out."""

from amp_rules.population.badrows import BadRow, BadRowsError, PopulationError
from amp_rules.population.calibrate import Calibration, calibrate
from amp_rules.population.check import check
from amp_rules.population.outcome import Answers, Run, run_schema
from amp_rules.population.prepared import Arrays, Numbers, Prepared, prepare
from amp_rules.population.read import read, read_parts
from amp_rules.population.run import Engine, run
from amp_rules.population.runparts import Summary, run_parts
from amp_rules.population.schema import TABLES, Column, TableSchema
from amp_rules.population.synthesize import synthesize
from amp_rules.population.synthetic.assumptions import AssumptionError, Assumptions
from amp_rules.population.tables import Population, from_cases

__all__ = [
    "TABLES",
    "Answers",
    "Arrays",
    "AssumptionError",
    "Assumptions",
    "BadRow",
    "BadRowsError",
    "Calibration",
    "Column",
    "Engine",
    "Numbers",
    "Population",
    "PopulationError",
    "Prepared",
    "Run",
    "Summary",
    "TableSchema",
    "calibrate",
    "check",
    "from_cases",
    "prepare",
    "read",
    "read_parts",
    "run",
    "run_parts",
    "run_schema",
    "synthesize",
]
