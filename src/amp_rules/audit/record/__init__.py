"""Decision records: made, kept, verified, signed and shown in part."""

from amp_rules.audit.record.archive import Archived, Shelf, archive_rules
from amp_rules.audit.record.check import Checked, FactsStand, check
from amp_rules.audit.record.commit import committed
from amp_rules.audit.record.disclosable import SignedRecord
from amp_rules.audit.record.errors import (
    DisclosureError,
    RecordError,
    RuleFileError,
    SignatureError,
    UnconfirmableError,
    UnrecordableError,
)
from amp_rules.audit.record.keys import make_key, needs_passphrase, private_key, public_key
from amp_rules.audit.record.make import record
from amp_rules.audit.record.model import Openings, Record
from amp_rules.audit.record.read import openings_from_json, record_from_json
from amp_rules.audit.record.rulefiles import pinned_rules
from amp_rules.audit.record.sign import Presentation, can_show, present, sign
from amp_rules.audit.record.smallest import facts_needed
from amp_rules.audit.record.sums import Sum
from amp_rules.audit.record.token import Proof
from amp_rules.audit.record.verification import Cause, Check, Difference, Mark, Standing, Verification
from amp_rules.audit.record.verify import verify
from amp_rules.audit.record.weigh import Weighed, Weight
from amp_rules.errors import KeyFileError

__all__ = [
    "Archived",
    "Cause",
    "Check",
    "Checked",
    "Difference",
    "DisclosureError",
    "FactsStand",
    "KeyFileError",
    "Mark",
    "Openings",
    "Presentation",
    "Proof",
    "Record",
    "RecordError",
    "RuleFileError",
    "Shelf",
    "SignatureError",
    "SignedRecord",
    "Standing",
    "Sum",
    "UnconfirmableError",
    "UnrecordableError",
    "Verification",
    "Weighed",
    "Weight",
    "archive_rules",
    "can_show",
    "check",
    "committed",
    "facts_needed",
    "make_key",
    "needs_passphrase",
    "openings_from_json",
    "pinned_rules",
    "present",
    "private_key",
    "public_key",
    "record",
    "record_from_json",
    "sign",
    "verify",
]
