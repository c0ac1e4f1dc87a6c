"""Outcomes and rulebooks shown: JSON with a schema, plain text, terminal, HTML."""

from amp_rules.report.answers import OUTCOME_SCHEMA, outcome_object
from amp_rules.report.engines import engines_page
from amp_rules.report.html import as_html
from amp_rules.report.lookup import RULES_SCHEMA, rule_found, rules_listed
from amp_rules.report.outcomeschema import outcome_schema
from amp_rules.report.page import Page
from amp_rules.report.reformschema import reform_schema
from amp_rules.report.rulepages import rules_page
from amp_rules.report.ruleschema import rule_schema
from amp_rules.report.statement import statement
from amp_rules.report.text import as_text

__all__ = [
    "OUTCOME_SCHEMA",
    "RULES_SCHEMA",
    "Page",
    "as_html",
    "as_text",
    "engines_page",
    "outcome_object",
    "outcome_schema",
    "reform_schema",
    "rule_found",
    "rule_schema",
    "rules_listed",
    "rules_page",
    "statement",
]
