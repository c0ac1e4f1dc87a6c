"""What the author wrote: rule files read into a `Rulebook`, and reforms of it."""

from amp_rules.rulebook.inline import parse_changes
from amp_rules.rulebook.load import Library, load_library, load_rulebook, shipped_rules, with_readings
from amp_rules.rulebook.loadreform import load_reform, read_reform
from amp_rules.rulebook.model import Rulebook
from amp_rules.rulebook.reform import Change, Reform
from amp_rules.rulebook.reformed import reformed, together

__all__ = [
    "Change",
    "Library",
    "Reform",
    "Rulebook",
    "load_library",
    "load_reform",
    "load_rulebook",
    "parse_changes",
    "read_reform",
    "reformed",
    "shipped_rules",
    "together",
    "with_readings",
]
