"""The rules as they are, under every other reading, and with mistakes made, all kept ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amp_rules.case.model import Case
from amp_rules.engine.decide import plan_of
from amp_rules.engine.free import FreeProgram
from amp_rules.engine.outcome import Outcome
from amp_rules.plan.model import Plan
from amp_rules.plan.rivals import rival_readings
from amp_rules.rulebook.load import Library, with_readings
from amp_rules.rulebook.mistakes import FindingKind, Mistakes, Way, load_mistakes
from amp_rules.rulebook.model import Rulebook
from amp_rules.rulebook.switched import switch_of, switched


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
        changes = {change.id: change for way in self.ways for change in way.each()}
        self._program = FreeProgram(
            plan_of(switched(rulebook, changes.values())), [switch_of(change) for change in changes.values()]
        )
        self.rivals = tuple(Rival(*each) for each in rival_readings(self.plan))
        self._read: dict[Rival, Plan] = {}

    def decide(self, case: Case, ways: tuple[Way, ...]) -> Outcome:
        """The case decided with these mistakes made."""
        return self._program.decide(case, {switch_of(each): 1 for way in ways for each in way.each()})

    def plan_read(self, rival: Rival) -> Plan:
        """The plan with one ambiguity read otherwise."""
        found = self._read.get(rival)
        if found is None:
            found = plan_of(with_readings(self.rulebook, {rival.id: rival.choice}))
            self._read[rival] = found
        return found

    def kind(self, name: str) -> FindingKind:
        """A kind of finding by its name."""
        return self.mistakes.kinds[name]

    def cite(self, name: str) -> tuple[str, ...]:
        """What a kind without ways cites in this programme."""
        return self.kind(name).cite.get(self.rulebook.edition.programme, ())


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
