"""A case over time: dated events, the facts and the steps that follow from them."""

from amp_rules.casefile.base import EventBase, now
from amp_rules.casefile.chain import Header, Record
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
from amp_rules.casefile.project import case_of
from amp_rules.casefile.store import Stored, append, create, load, read, verify

__all__ = [
    "EVENTS",
    "CaseFile",
    "CaseFileError",
    "Event",
    "EventBase",
    "EventError",
    "EventsConflictError",
    "FactsProblem",
    "FileProblem",
    "Header",
    "Record",
    "StorageError",
    "Stored",
    "append",
    "case_of",
    "create",
    "event_from_json",
    "event_from_mapping",
    "event_to_json",
    "events_of",
    "load",
    "now",
    "read",
    "verify",
]
