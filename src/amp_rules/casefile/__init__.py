"""A case over time: dated events, the facts and the steps that follow from them."""

from amp_rules.casefile.adjust import compare
from amp_rules.casefile.adjustment import Adjustment, Basis, Blame, Changed, Line, Side, View
from amp_rules.casefile.base import EventBase, now
from amp_rules.casefile.calendar import CalendarKeyError, calendar, new_key
from amp_rules.casefile.chain import Header, StoredEvent
from amp_rules.casefile.due import Deadline, DueStatus, due
from amp_rules.casefile.errors import (
    CaseFileError,
    EventError,
    EventsConflictError,
    FactsProblem,
    FileProblem,
    StorageError,
)
from amp_rules.casefile.events import (
    EVENTS,
    Event,
    event_from_json,
    event_from_mapping,
    event_to_json,
    events_of,
)
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.machine import Effect, Move
from amp_rules.casefile.progress import IrregularEvent, OpenStep, Progress, StepTaken, progress
from amp_rules.casefile.project import case_of
from amp_rules.casefile.reasons import NoStepsError, Reasons, Standing
from amp_rules.casefile.store import Stored, append, create, load, read, verify

__all__ = [
    "EVENTS",
    "Adjustment",
    "Basis",
    "Blame",
    "CalendarKeyError",
    "CaseFile",
    "CaseFileError",
    "Changed",
    "Deadline",
    "DueStatus",
    "Effect",
    "Event",
    "EventBase",
    "EventError",
    "EventsConflictError",
    "FactsProblem",
    "FileProblem",
    "Header",
    "IrregularEvent",
    "Line",
    "Move",
    "NoStepsError",
    "OpenStep",
    "Progress",
    "Reasons",
    "Side",
    "Standing",
    "StepTaken",
    "StorageError",
    "Stored",
    "StoredEvent",
    "View",
    "append",
    "calendar",
    "case_of",
    "compare",
    "create",
    "due",
    "event_from_json",
    "event_from_mapping",
    "event_to_json",
    "events_of",
    "load",
    "new_key",
    "now",
    "progress",
    "read",
    "verify",
]
