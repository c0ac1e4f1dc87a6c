"""Cases without identities, for audits and reports of faults."""

from amp_rules.errors import KeyFileError
from amp_rules.privacy.fields import UnlistedFieldError
from amp_rules.privacy.key import Key, new_key, read_key
from amp_rules.privacy.pseudonymise import (
    Choices,
    NoShiftError,
    NotUnchangedError,
    Pseudonymised,
    pseudonymise,
)

__all__ = [
    "Choices",
    "Key",
    "KeyFileError",
    "NoShiftError",
    "NotUnchangedError",
    "Pseudonymised",
    "UnlistedFieldError",
    "new_key",
    "pseudonymise",
    "read_key",
]
