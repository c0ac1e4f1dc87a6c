"""Everything that is assumed because no document tells it: named, described, changeable."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Final, TypeVar

from amp_rules.population.synthetic.assumed import AssumptionError, Group, Value, share
from amp_rules.population.synthetic.returnassumptions import ReturnAssumptions
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions
from amp_rules.rulebook.model import Text

__all__ = [
    "AssumptionError",
    "Assumptions",
    "ReturnAssumptions",
    "SupportAssumptions",
    "assumption_names",
    "assumption_words",
]

AnyGroup = TypeVar("AnyGroup", SupportAssumptions, ReturnAssumptions)


@dataclass(frozen=True, slots=True)
class Assumptions(Group):
    """Every assumption behind a synthetic population.

    >>> Assumptions().changed("support.staffing_share", 0.5).support.staffing_share
    0.5
    """

    unknown_share: float = share(
        0.002,
        "facts left unknown, for each fact of each row",
        "uppgifter som lämnas okända, per uppgift och rad",
    )
    support: SupportAssumptions = field(default_factory=SupportAssumptions)
    returning: ReturnAssumptions = field(default_factory=ReturnAssumptions)

    def changed(self, name: str, value: Value) -> Assumptions:
        """The same assumptions but for one, named as in 'unknown_share' or 'support.staffing_share'.

        Raises AssumptionError when there is no such assumption, or the value is out of bounds.
        """
        group, _, own = name.rpartition(".")
        if name not in assumption_names():
            raise AssumptionError(name, "one of " + ", ".join(assumption_names()))
        if not group:
            return replace(self, unknown_share=value)
        if group == "support":
            return replace(self, support=_with(self.support, own, value))
        return replace(self, returning=_with(self.returning, own, value))

    def value(self, name: str) -> Value:
        """The value of one assumption, named as in `changed`."""
        found: object = self
        for part in name.split("."):
            found = getattr(found, part)
        assert isinstance(found, int | float)
        return found


def _with(group: AnyGroup, name: str, value: Value) -> AnyGroup:
    # the group itself refuses a number of the wrong kind
    return replace(group, **{name: value})  # type: ignore[arg-type]


_GROUPS: Final = (("support", SupportAssumptions), ("returning", ReturnAssumptions))


def assumption_names(programme: str | None = None) -> tuple[str, ...]:
    """The names of all assumptions, or of those that matter for 'nsp' or 'amp'."""
    wanted = {"nsp": ("support",), "amp": ("returning",), None: ("support", "returning")}[programme]
    below = [f"{group}.{each.name}" for group, kind in _GROUPS if group in wanted for each in fields(kind)]
    return ("unknown_share", *below)


def assumption_words(name: str) -> Text:
    """What an assumption is about, in both languages."""
    group, _, own = name.rpartition(".")
    kind = dict(_GROUPS)[group] if group else Assumptions
    words = next(each.metadata["words"] for each in fields(kind) if each.name == own)
    assert isinstance(words, Text)
    return words
