"""The rules as they are, under every other reading, and with mistakes made: plans kept ready."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amp_rules.engine.decide import plan_of
from amp_rules.plan.model import Plan
from amp_rules.rulebook.load import Library, with_readings
from amp_rules.rulebook.mistakes import FindingKind, Mistakes, Way, load_mistakes, made
from amp_rules.rulebook.model import Rulebook

MOST_KEPT: Final = 400
"""So many plans are kept; those not used for longest are made again when needed."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One ambiguity read otherwise."""

    id: str
    choice: str

    def __str__(self) -> str:
        return f"{self.id}={self.choice}"


class Hypotheses:
    """The plans of one edition: as it is read, as it could be read, and with mistakes made."""

    def __init__(self, rulebook: Rulebook, mistakes: Mistakes) -> None:
        self.rulebook = rulebook
        self.plan = plan_of(rulebook)
        self.mistakes = mistakes
        self.ways = mistakes.ways(rulebook)
        self.rivals = tuple(_rivals(self.plan))
        self._kept: OrderedDict[tuple[tuple[str, ...], str], Plan] = OrderedDict()

    def plan_with(self, ways: tuple[Way, ...] = (), rival: Rival | None = None) -> Plan:
        """The plan with these mistakes made and one ambiguity read otherwise."""
        if not ways and rival is None:
            return self.plan
        key = (tuple(way.name for way in ways), str(rival or ""))
        found = self._kept.pop(key, None)
        if found is None:
            book = self.rulebook if rival is None else with_readings(self.rulebook, {rival.id: rival.choice})
            found = plan_of(made(book, ways))
        self._kept[key] = found
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    def kind(self, name: str) -> FindingKind:
        """A kind of finding by its name."""
        return self.mistakes.kinds[name]

    def cite(self, name: str) -> tuple[str, ...]:
        """What a kind without ways cites in this programme."""
        return self.kind(name).cite.get(self.rulebook.edition.programme, ())


def _rivals(plan: Plan) -> list[Rival]:
    known = plan.rulebook.registers.interpretations
    return [
        Rival(label, choice)
        for label in known
        if label in plan.readings
        for choice in known[label].readings
        if choice != plan.readings[label]
    ]


class Editions:
    """The hypotheses of every edition, made when first asked for.

    Raises RulebookError where the kinds of findings cannot be read.
    """

    def __init__(self, library: Library, readings: Mapping[str, str] | None = None) -> None:
        self.library = library
        self.readings = dict(readings or {})
        self.mistakes = load_mistakes(library)
        self._found: dict[str, Hypotheses] = {}

    def of(self, rulebook: Rulebook) -> Hypotheses:
        """The hypotheses of an edition."""
        found = self._found.get(rulebook.name)
        if found is None:
            book = with_readings(rulebook, self.readings) if self.readings else rulebook
            found = self._found[rulebook.name] = Hypotheses(book, self.mistakes)
        return found
