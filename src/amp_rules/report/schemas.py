"""Every JSON Schema but that of a case, by what it describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from amp_rules.report.casefileschema import case_file_schema
from amp_rules.report.outcomeschema import outcome_schema
from amp_rules.report.recordschema import openings_schema, record_schema
from amp_rules.report.reformschema import reform_schema
from amp_rules.report.ruleschema import rule_schema
from amp_rules.report.schemaparts import Schema
from amp_rules.report.shapes.adjustment import CaseDiff
from amp_rules.report.shapes.audit import Audit, AuditFinding, AuditRow
from amp_rules.report.shapes.budget import Budget
from amp_rules.report.shapes.casefile import CaseAdded, CaseDue, CaseStatus, CaseUntold
from amp_rules.report.shapes.comparison import Sensitivity, Sweep, Whatif
from amp_rules.report.shapes.population import Calibration, PopulationCheck, PopulationRun
from amp_rules.report.shapes.reconcile import Reconcile
from amp_rules.report.shapes.record import RecordCheck, RecordVerify
from amp_rules.report.shapes.sampling import Materiality, SampleDraw, SampleEvaluation, SamplePlan
from amp_rules.report.shapes.schema import maker, shape_schema

SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = MappingProxyType(
    {
        "rule": rule_schema,
        "reform": reform_schema,
        "case-file": case_file_schema,
        "outcome": outcome_schema,
        "whatif": maker(Whatif, "whatif", "Comparison"),
        "sensitivity": maker(Sensitivity, "sensitivity", "Sensitivity to readings"),
        "sweep": maker(Sweep, "sweep", "Sweep"),
        "budget": maker(Budget, "budget", "Simulated years"),
        "reconcile": maker(Reconcile, "reconcile", "Reconciliation"),
        "audit": maker(Audit | AuditFinding | AuditRow, "audit", "Audit of payments"),
        "population-run": maker(PopulationRun, "population-run", "Population run"),
        "population-check": maker(PopulationCheck, "population-check", "Population check"),
        "population-synth": maker(Calibration, "calibration", "Calibration"),
        "case-added": maker(CaseAdded, "event-added", "What an event did"),
        "case-status": lambda: shape_schema(
            CaseStatus, "case-status", "Where a case stands", Outcome=outcome_schema()
        ),
        "case-due": maker(CaseDue | CaseUntold, "case-due", "What falls due"),
        "case-diff": maker(CaseDiff | CaseUntold, "case-diff", "Difference between two views of a case file"),
        "record": record_schema,
        "record-openings": openings_schema,
        "record-verify": maker(RecordVerify, "record-verify", "Verified records"),
        "record-check": maker(RecordCheck, "record-check", "Checked signed record"),
        "sample-materiality": maker(Materiality, "sample-materiality", "Materiality"),
        "sample-plan": maker(SamplePlan, "sample-plan", "Plan of a sample"),
        "sample-draw": maker(SampleDraw, "sample-draw", "Sample of payments"),
        "sample-evaluation": maker(SampleEvaluation, "sample-evaluation", "What a sample says"),
    }
)
