"""Outcomes and rulebooks shown: JSON with a schema, plain text, terminal, HTML."""

from amp_rules.report.answers import OUTCOME_SCHEMA, outcome_object
from amp_rules.report.statement import statement

__all__ = ["OUTCOME_SCHEMA", "outcome_object", "statement"]
