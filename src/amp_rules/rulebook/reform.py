"""What a reform is made of: changes of one edition, each a unit of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from amp_rules.errors import Where
from amp_rules.rulebook.model import (
    Code,
    Decision,
    KnowledgeSource,
    Parameter,
    ParameterValue,
    Places,
    ReadingChoice,
    Rule,
    Text,
)

Thing = tuple[str, str]
"""What a change touches, by kind and name, such as ('parameter', 'child_supplement_rate')."""


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Other values; from the first one's day on, or altogether where it has none.

    unit: what the author takes it to be counted in, '' where that is not said.
    """

    name: str
    values: tuple[ParameterValue, ...]
    unit: str
    where: Where

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("parameter", self.name),)


@dataclass(frozen=True, slots=True)
class AddParameter:
    """A number that the edition does not have."""

    parameter: Parameter

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("name", self.parameter.name),)


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """Other words for a rule; None keeps what it has."""

    id: str
    when: Code | None
    then: Code | None
    overrides: tuple[str, ...] | None
    title: Text | None
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("rule", self.id),)


@dataclass(frozen=True, slots=True)
class AddRule:
    """One more row of a table, before the rule named or at the end."""

    rule: Rule
    before: str | None
    where: Where
    before_where: Where

    @property
    def decision(self) -> str:
        """The decision whose table it joins."""
        return decision_of(self.rule.id)

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("rule", self.rule.id),)


@dataclass(frozen=True, slots=True)
class RemoveRule:
    """A row of a table taken out."""

    id: str
    where: Where

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("rule", self.id),)


@dataclass(frozen=True, slots=True)
class ChangeDecision:
    """Another formula (`value`), or another answer where no rule holds (`otherwise`)."""

    name: str
    value: Code | None
    otherwise: Code | None
    where: Where

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        formula: Thing = ("rule", f"{self.name}.value")
        answer: Thing = ("otherwise", self.name)
        return ((formula,) if self.value else ()) + ((answer,) if self.otherwise else ())


@dataclass(frozen=True, slots=True)
class AddDecision:
    """A question that the edition does not answer."""

    decision: Decision

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("name", self.decision.name),)


@dataclass(frozen=True, slots=True)
class SwitchReading:
    """Another reading of an ambiguity."""

    reading: ReadingChoice

    @property
    def touches(self) -> tuple[Thing, ...]:
        """What it touches."""
        return (("reading", self.reading.interpretation),)


Edit = (
    SetParameter
    | AddParameter
    | ChangeRule
    | AddRule
    | RemoveRule
    | ChangeDecision
    | AddDecision
    | SwitchReading
)


@dataclass(frozen=True, slots=True)
class Change:
    """One unit of a reform: one thing done, and why.

    needs: the changes without which it cannot stand. cite: official ids it builds on; left out where it
    keeps those of what it changes.
    """

    id: str
    edit: Edit
    why: Text
    needs: tuple[str, ...]
    cite: tuple[str, ...]
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reform:
    """An edition changed on purpose; in what order its changes are listed means nothing.

    of: the edition, such as 'nsp/2022'. source: the proposal as a document that the changed rules cite.
    name: what the reformed rulebook is called by; its id when left out.
    """

    id: str
    of: str
    source: KnowledgeSource
    changes: tuple[Change, ...]
    where: Where
    name: str = ""

    @property
    def title(self) -> Text:
        """What the proposal is called."""
        return self.source.title

    def cited_as(self, change: Change) -> str:
        """The id under which changed rules cite a change."""
        return cited_as(self.id, change.id)

    def blocks(self) -> tuple[tuple[Change, ...], ...]:
        """The changes in groups that `needs` ties together, in the order of their first ones.

        Each group can be made or left without the others; changes that are not tied stand alone.
        """
        home = {change.id: change.id for change in self.changes}

        def root(name: str) -> str:
            while home[name] != name:
                name = home[name]
            return name

        for change in self.changes:
            for need in change.needs:
                if need in home:
                    home[root(need)] = root(change.id)
        groups: dict[str, list[Change]] = {}
        for change in self.changes:
            groups.setdefault(root(change.id), []).append(change)
        return tuple(tuple(group) for group in groups.values())


def cited_as(reform: str, change: str) -> str:
    """The official id, within a reform, of one of its changes."""
    return f"{reform}.{change}"


def decision_of(rule: str) -> str:
    """The decision that a rule belongs to, by the rule's id."""
    return rule.partition(".")[0]
