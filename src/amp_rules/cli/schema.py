"""`amp-rules schema`: JSON Schemas, for editors and other languages."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from amp_rules.cli.options import LanguageOption
from amp_rules.cli.terminal import write_utf8


class Subject(StrEnum):
    """What there is a schema of."""

    CASE = "case"
    RULE = "rule"
    REFORM = "reform"
    CASE_FILE = "case-file"
    OUTCOME = "outcome"
    WHATIF = "whatif"
    SENSITIVITY = "sensitivity"
    SWEEP = "sweep"
    BUDGET = "budget"
    RECONCILE = "reconcile"
    AUDIT = "audit"
    POPULATION_RUN = "population-run"
    POPULATION_CHECK = "population-check"
    POPULATION_SYNTH = "population-synth"
    CASE_ADDED = "case-added"
    CASE_STATUS = "case-status"
    CASE_DUE = "case-due"
    CASE_DIFF = "case-diff"
    RECORD = "record"
    RECORD_OPENINGS = "record-openings"
    RECORD_VERIFY = "record-verify"
    RECORD_CHECK = "record-check"
    SAMPLE_MATERIALITY = "sample-materiality"
    SAMPLE_PLAN = "sample-plan"
    SAMPLE_DRAW = "sample-draw"
    SAMPLE_EVALUATION = "sample-evaluation"


def schema_command(
    subject: Annotated[Subject, typer.Argument(help="What to describe.", show_default=False)],
    language: LanguageOption = "en",
) -> None:
    """Print the JSON Schema of a case, of files that people write, or of what a command prints.

    case, rule and reform describe what is read, case-file a line of a case file, record and record-openings
    what is kept of a decision; outcome describes what 'decide' prints with --format json, and the others what
    the commands of their names print.
    The language is that of titles and descriptions of a case; the other schemas are in English.

    \b
    Examples:
      amp-rules schema case --language sv > case.schema.json
      amp-rules schema rule > rule.schema.json
      amp-rules schema reform > reform.schema.json
      amp-rules schema outcome > outcome.schema.json
      amp-rules schema whatif > whatif.schema.json
    """  # noqa: D301
    from amp_rules.case import case_schema
    from amp_rules.report.schemas import SCHEMAS

    found = case_schema(language) if subject is Subject.CASE else SCHEMAS[subject.value]()
    write_utf8(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
