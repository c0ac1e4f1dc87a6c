"""What can go wrong when a sample is planned, drawn or evaluated."""

from __future__ import annotations

from amp_rules.errors import AmpRulesError


class SamplingError(AmpRulesError):
    """Figures that no sample can be planned, drawn or evaluated with; names them, never an item's amount."""
