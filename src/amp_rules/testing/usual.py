"""What most cases say, so that generated ones reach beyond the first refusal.

Facts that are not named here are drawn from their type alone; a new fact needs no entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SELDOM_TRUE: Final = frozenset(
    {
        "action_protocol_needed",
        "assigned_accommodation",
        "close_family",
        "coerced",
        "directly_exploited",
        "earlier",
        "earlier_project_money",
        "exceptional_personal_reasons",
        "other_payer",
        "pet",
        "public_order_objection",
        "reception_act",
        "society_pays",
        "substance_use",
        "waiting_first_periods",
    }
)
"""Facts that most cases deny; every other true-or-false fact is affirmed by most."""

SELDOM_PRESENT: Final = frozenset({"left", "withdrawn_on", "women_age_from", "women_age_to"})
"""Facts that most cases say are absent."""

USUAL_VALUES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "assessed_victim": ("presumed", "identified"),
        "country": ("BG", "RO", "NG", "UA", "XK", "VN"),
        "county": ("stockholm",),
        "kind": ("home", "reflection", "in_depth", "in_depth", "in_depth", "integration"),
        "nationalities": ("BG", "RO", "NG", "UA", "XK", "VN", "SE"),
        "placed_county": ("stockholm",),
        "reflection_paid_by": ("nsp",),
        "relation": ("own",),
        "sex": ("female",),
        "trafficking": ("suspected", "identified"),
    }
)
"""Values that most cases choose from; those that a fact's type does not have are ignored."""

AMOUNTS: Final = ("0.00", "24.00", "71.00", "61.00", "50.00", "71.50", "600.00", "1200.00")
"""Sums at which something changes, with the ore somewhere among them."""

PERIOD_LENGTHS: Final = (1, 10, 29, 30, 31, 60, 89, 90, 91, 120, 180)
"""Days of a support period, around the caps."""

ORDERED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "end": "start",
        "reflection_permit_to": "reflection_permit_from",
        "women_age_to": "women_age_from",
    }
)
"""Facts that may not lie below another fact of the same group."""
