"""Where a case stands, as one JSON object."""

from __future__ import annotations

from typing import Final, Literal

from amp_rules.casefile.errors import EventsConflictError
from amp_rules.casefile.progress import OpenStep, Progress
from amp_rules.errors import AmpRulesError
from amp_rules.report.answers import outcome_object
from amp_rules.report.casefiledue import deadlines_listed
from amp_rules.report.casefilestatus import Status
from amp_rules.report.casefiletimeline import entries_of, entry_object
from amp_rules.report.casefilewords import why_untold
from amp_rules.report.shapes import casefile as shapes
from amp_rules.report.words import report_words

STATUS_SCHEMA: Final = "amp-rules/case-status/1"


def status_object(status: Status, language: str = "en", *, why: bool = False) -> shapes.CaseStatus:
    """Where the case stands, as JSON; `why` adds the explanation and the full ledger of the outcome.

    Raises UnknownNameError for another language.
    """
    report_words(language)
    return {
        "schema": STATUS_SCHEMA,
        "language": language,
        "case": {"id": status.file.id, "programme": status.file.programme.value},
        "valid": None if status.valid is None else status.valid.isoformat(),
        "known": None if status.known is None else status.known.isoformat(),
        "events": [entry_object(each, language) for each in entries_of(status.file, status.progress)],
        **_untold(status, language),
        **_progress(status.progress, language),
        **_due(status, language),
        **_decided(status, language, why),
    }


def untold_object(
    schema: Literal["amp-rules/case-due/1", "amp-rules/case-diff/1"], error: AmpRulesError, language: str
) -> shapes.CaseUntold:
    """Why a command cannot tell what it was asked for, as JSON."""
    return {"schema": schema, "language": language, "untold": why_untold(error, language)}


def _untold(status: Status, language: str) -> shapes.Untold:
    if status.untold is None:
        return {}
    found: shapes.Untold = {"untold": why_untold(status.untold, language)}
    if isinstance(status.untold, EventsConflictError):
        found["conflicts"] = [
            {"path": each.path, "message": each.message, "events": list(each.events)}
            for each in status.untold.problems
        ]
    return found


def _due(status: Status, language: str) -> shapes.DueListed:
    if status.on is None or status.progress is None:
        return {}
    return {"due": deadlines_listed(status.dues, language)}


def _decided(status: Status, language: str, why: bool) -> shapes.Decided:
    if status.outcome is None:
        return {}
    return {"outcome": outcome_object(status.outcome, language, why=why)}


def _progress(progress: Progress | None, language: str) -> shapes.Progress:
    if progress is None:
        return {}
    return {
        "rulebook": progress.rulebook.name,
        "stage": None if progress.stage is None else progress.state.stage,
        "state": progress.state.key,
        "state_title": progress.state.title.in_language(language),
        "next_actors": list(progress.next_actors),
        "may_withdraw": progress.may_withdraw,
        "open_steps": [_open_step(each, language) for each in progress.open_steps],
        "duties": [
            {"id": each.id, "title": each.title.in_language(language), "actors": list(each.actors)}
            for each in progress.duties
        ],
    }


def _open_step(open_step: OpenStep, language: str) -> shapes.OpenStep:
    step, reasons = open_step.step, open_step.reasons
    return {
        "id": step.id,
        "title": step.title.in_language(language),
        "event": step.event,
        "actors": list(step.actors),
        "must": step.must,
        "cite": list(step.cite),
        "standing": open_step.standing.value,
        "refused": list(reasons.refused),
        "undecided": list(reasons.undecided),
        "missing": list(reasons.missing),
        "questions": [each.path for each in reasons.referrals],
    }
