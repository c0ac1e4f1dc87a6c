"""Decision records: made, kept, verified, signed and shown in part."""

from amp_rules.audit.record.archive import Archived, Shelf, archive_rules
from amp_rules.audit.record.commit import committed
from amp_rules.audit.record.errors import RecordError, RuleFileError, UnrecordableError
from amp_rules.audit.record.make import record
from amp_rules.audit.record.model import Openings, Record
from amp_rules.audit.record.read import openings_from_json, record_from_json
from amp_rules.audit.record.rulefiles import pinned_rules
from amp_rules.audit.record.verification import Cause, Check, Difference, Mark, Standing, Verification
from amp_rules.audit.record.verify import verify

__all__ = [
    "Archived",
    "Cause",
    "Check",
    "Difference",
    "Mark",
    "Openings",
    "Record",
    "RecordError",
    "RuleFileError",
    "Shelf",
    "Standing",
    "UnrecordableError",
    "Verification",
    "archive_rules",
    "committed",
    "openings_from_json",
    "pinned_rules",
    "record",
    "record_from_json",
    "verify",
]
