"""One thing that follows from published figures and rules, with its reasoning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from amp_rules.audit.words import Number, said
from amp_rules.rulebook.model import Text

__all__ = ["Conclusion", "Number", "Standing", "conclude"]


class Standing(StrEnum):
    """How published figures stand to the rules and to each other."""

    AGREES = "agrees"
    NEEDED = "needed"
    OPEN = "open"
    IMPOSSIBLE = "impossible"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What follows, from which figures and rules.

    standing: 'agrees' the figures fit; 'needed' the sum could not be met without this; 'open' it may or may
    not have been so; 'impossible' the rules cannot give it; 'disagrees' two figures do not fit each other.
    numbers: everything that was worked out, by name. figures: keys of the published figures it rests on.
    """

    key: str
    standing: Standing
    numbers: Mapping[str, Number]
    reasoning: Text
    cite: tuple[str, ...]
    figures: tuple[str, ...] = ()
    row: str | None = field(default=None)


def conclude(
    key: str,
    standing: Standing,
    numbers: Mapping[str, Number],
    cite: tuple[str, ...] = (),
    figures: tuple[str, ...] = (),
    row: str | None = None,
    **names: Text,
) -> Conclusion:
    """A conclusion whose reasoning is the message under its key."""
    return Conclusion(
        key, standing, dict(numbers), said(f"reasoning.{key}", numbers, **names), cite, figures, row
    )
