"""What an assumption is: a number with a name, bounds and words in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from amp_rules.errors import AmpRulesError
from amp_rules.rulebook.model import Text

Value = float | int


class AssumptionError(AmpRulesError):
    """An assumption that does not exist, is out of bounds, or cannot be true together with the figures."""

    def __init__(self, name: str, expected: str) -> None:
        self.name = name
        self.expected = expected
        super().__init__(f"assumption '{name}': expected {expected}")


def share(default: float, en: str, sv: str) -> Any:
    """A share from 0 to 1."""
    return field(default=default, metadata={"words": Text(en, sv), "low": 0, "high": 1})


def whole(default: int, low: int, high: int, en: str, sv: str) -> Any:
    """A whole number within bounds."""
    return field(default=default, metadata={"words": Text(en, sv), "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Group:
    """Assumptions whose bounds are checked when they are made."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if "low" not in each.metadata:
                continue
            low, high, kind = each.metadata["low"], each.metadata["high"], type(each.default)
            fits = type(value) in (int, kind) if kind is float else type(value) is int
            if not fits or not low <= value <= high:
                named = "a whole number" if kind is int else "a number"
                raise AssumptionError(each.name, f"{named} from {low} to {high}")


def skew(default: float) -> Any:
    """How the countries of a list are weighted by their place in it."""
    words = Text(
        "how much likelier countries named first are: 0 all alike, 1 the second half as likely as the first",
        "hur mycket vanligare först nämnda länder är: 0 lika, 1 det andra hälften så vanligt som det första",
    )
    return field(default=default, metadata={"words": words, "low": 0, "high": 3})
