"""Where a case stands, what falls due, and what an event did."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

from amp_rules.case.enums import EventKind, Programme
from amp_rules.casefile.due import DueStatus
from amp_rules.casefile.machine import Effect
from amp_rules.casefile.reasons import Standing
from amp_rules.report.outcomeschema import OUTCOME_SCHEMA_ID
from amp_rules.report.shapes.values import Count, Day, Digest, Language, one_of

Kind = Annotated[str, one_of(EventKind)]
Number = Annotated[int, Field(ge=1, description="Of an event, from 1.")]
Moment = Annotated[
    str,
    Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
]
Path = Annotated[str, Field(pattern=r"^\$", description="Path of a fact.")]
Outcome = Annotated[dict[str, Any], WithJsonSchema({"x-schema": OUTCOME_SCHEMA_ID})]


class CaseNamed(TypedDict):
    """The case."""

    id: str
    programme: Annotated[str, one_of(Programme)]


class LedTo(TypedDict, total=False):
    """The state that it led to, where it took a step."""

    state: str


class VoidedBy(TypedDict, total=False):
    """The correction by which it no longer counts."""

    voided_by: Number


class TimelineEvent(LedTo, VoidedBy):
    """An event of the file; what it says of the case is left out."""

    number: Number
    on: Day
    kind: Kind
    title: str
    recorded_by: str
    recorded_at: Moment
    days_late: Count
    mark: Annotated[str, one_of(("taken", "irregular", "voided", "correction", "other"))]


class Conflict(TypedDict):
    """Facts that cannot be true together."""

    path: str
    message: str
    events: Annotated[list[int], Field(description="Numbers of the events that state them.")]


class Untold(TypedDict, total=False):
    """Why the rest cannot be told, where it cannot."""

    untold: str
    conflicts: list[Conflict]


class OpenStep(TypedDict):
    """A step that may be taken next, or what stands in its way."""

    id: str
    title: str
    event: Kind
    actors: list[str]
    must: Annotated[bool, Field(description="Whether somebody has to take it next.")]
    cite: list[str]
    standing: Annotated[str, one_of(Standing)]
    refused: Annotated[list[str], Field(description="Decisions that refuse it.")]
    undecided: Annotated[list[str], Field(description="Decisions that are not known.")]
    missing: list[Path]
    questions: list[Path]


class Duty(TypedDict):
    """What somebody must see to while the case stands here."""

    id: str
    title: str
    actors: list[str]


class Progress(TypedDict, total=False):
    """Where the process stands; left out where that cannot be told."""

    rulebook: str
    stage: Annotated[str | None, Field(description="null where the state belongs to none.")]
    state: str
    state_title: str
    next_actors: list[str]
    may_withdraw: bool
    open_steps: list[OpenStep]
    duties: list[Duty]


class DueDay(TypedDict, total=False):
    """The day, left out where it is not known."""

    day: Day


class SettledBy(TypedDict, total=False):
    """The event that settled it."""

    settled_by: Number


class Deadline(DueDay, SettledBy):
    """One thing that falls or fell due."""

    id: str
    about: Annotated[str, Field(description="As in the ledger.")]
    title: str
    status: Annotated[str, one_of(DueStatus)]
    actors: list[str]
    cite: list[str]
    missing: list[Path]


class DueListed(TypedDict, total=False):
    """What falls due, where that can be told."""

    due: list[Deadline]


class Decided(TypedDict, total=False):
    """The outcome, where the rules could decide."""

    outcome: Outcome


class CaseStatus(Untold, Progress, DueListed, Decided):
    """Where a case stands."""

    schema: Literal["amp-rules/case-status/1"]
    language: Language
    case: CaseNamed
    valid: Annotated[Day | None, Field(description="Facts about days up to this one; null is all.")]
    known: Annotated[Day | None, Field(description="As written down by the end of this day; null is all.")]
    events: list[TimelineEvent]


class CaseUntold(TypedDict):
    """Why nothing can be told: no edition is known yet."""

    schema: Literal["amp-rules/case-due/1", "amp-rules/case-diff/1"]
    language: Language
    untold: str


class CaseDue(TypedDict):
    """What falls due."""

    schema: Literal["amp-rules/case-due/1"]
    language: Language
    on: Annotated[Day, Field(description="As seen on this day.")]
    due: list[Deadline]


class TookStep(TypedDict, total=False):
    """The step that the event took."""

    step: str


class NoStep(TypedDict, total=False):
    """Why an irregular event took no step."""

    refused: list[str]
    missing: list[Path]


class CaseAdded(TookStep, NoStep, LedTo):
    """What one event did to a case."""

    schema: Literal["amp-rules/event-added/1"]
    number: Number
    kind: Kind
    digest: Digest
    effect: Annotated[str, one_of(("correction", "not_told", *Effect))]
    irregular: bool
    turned_irregular: Annotated[list[int], Field(description="Other events that took a step until now.")]
    no_longer_irregular: Annotated[list[int], Field(description="Other events that take a step now.")]
