"""What the author wrote: rule files read into a `Rulebook`."""

from amp_rules.rulebook.load import Library, load_library, load_rulebook, shipped_rules, with_readings
from amp_rules.rulebook.model import Rulebook

__all__ = ["Library", "Rulebook", "load_library", "load_rulebook", "shipped_rules", "with_readings"]
