"""What a rule author wrote: decisions, rules, parameters, readings, editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from amp_rules.errors import Where
from amp_rules.yamltext import Scalar

LANGUAGES = ("en", "sv")
Places = Mapping[str, Where]
"""Where a word of an entry stands in the file, for those that have a place of their own."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and Swedish."""

    en: str
    sv: str

    def in_language(self, language: str) -> str:
        """The words in 'sv', else in English."""
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Code:
    """An expression as written, with the scalar it stands in (None: made by the reader)."""

    text: str
    where: Where
    scalar: Scalar | None = field(default=None, compare=False, repr=False)

    def place(self, line: int, column: int) -> Where:
        """The place in the file of a line (from 1) and column (from 0) of the text."""
        if self.scalar is None:
            return self.where
        before = sum(len(each) + 1 for each in self.text.split("\n")[: line - 1])
        blank = len(self.scalar.text) - len(self.scalar.text.lstrip())
        return self.scalar.place(blank + before + column)


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """A document that rules cite."""

    key: str
    title: Text
    publisher: str
    date: str
    kind: str


@dataclass(frozen=True, slots=True)
class CatalogueRule:
    """An official rule id: where it stands and what it says."""

    id: str
    source: str
    section: Text
    nature: tuple[str, ...]
    kind: tuple[str, ...]
    summary: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An ambiguity with its readings; one of them is the default."""

    id: str
    question: Text
    readings: Mapping[str, Text]
    default: str
    why: Text
    rules: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that decides or acts."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Registers:
    """What every edition shares: sources, official ids, readings, bodies."""

    sources: Mapping[str, KnowledgeSource]
    catalogue: Mapping[str, CatalogueRule]
    interpretations: Mapping[str, Interpretation]
    authorities: Mapping[str, Authority]


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """One reading of one ambiguity, as `B5=period-number`."""

    interpretation: str
    choice: str
    where: Where

    def __str__(self) -> str:
        return f"{self.interpretation}={self.choice}"


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value and the first day it holds (None: since the edition began)."""

    start: date | None
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number fixed by a source; `unit` such as 'SEK/day', 'day' or 'ratio'."""

    name: str
    unit: str
    title: Text
    values: tuple[ParameterValue, ...]
    cite: tuple[str, ...]
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a decision table: if `when` holds, the decision is `then`."""

    id: str
    when: Code | None
    then: Code
    cite: tuple[str, ...]
    reading: ReadingChoice | None
    overrides: tuple[str, ...]
    title: Text | None
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question that a person answers; `fact` is where the answer is filed."""

    fact: Code
    question: Text
    authority: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What to tell the reader when the condition holds."""

    severity: str
    message: Text


@dataclass(frozen=True, slots=True)
class Decision:
    """A question the rulebook answers, about one entity."""

    name: str
    about: str
    kind: str
    unit: str
    choices: tuple[str, ...]
    choice_titles: Mapping[str, Text]
    optional: bool
    title: Text
    cite: tuple[str, ...]
    hit_policy: str
    rules: tuple[Rule, ...]
    otherwise: Code | None
    judgement: Judgement | None
    finding: Finding | None
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumberedEntity:
    """Entities counted from 1, such as the instalments of a person."""

    name: str
    of: str
    count: Code
    most: int
    title: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Timeline:
    """Which day decisions the statement of days shows."""

    rate: str
    components: tuple[str, ...]
    status: str | None
    where: Where


@dataclass(frozen=True, slots=True)
class Edition:
    """A programme's rules for a span of dates."""

    programme: str
    name: str
    title: Text
    start: date
    end: date | None
    extends: tuple[str, str] | None
    counts_on: Code
    authority: str
    goals: tuple[str, ...]
    total: str | None
    timeline: Timeline | None
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)

    def covers(self, day: date) -> bool:
        """Whether the edition is in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the process, as its source divides it."""

    key: str
    title: Text
    where: Where


@dataclass(frozen=True, slots=True)
class State:
    """Where a case may stand; `final`: the process ends here. `stage` is '' where it belongs to none."""

    key: str
    title: Text
    stage: str
    final: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Step:
    """A way from some states to one, taken when an event of its kind happens.

    target: None where the state stays as it is. needs: verdicts about the case that must be granted before it
    may be taken. when: what the event must have said for this step rather than another. actors: who takes it.
    must: somebody has to take it next. number: the source's own number, '' where it has none.
    """

    id: str
    sources: tuple[str, ...]
    target: str | None
    event: str
    needs: tuple[str, ...]
    when: Code | None
    actors: tuple[str, ...]
    must: bool
    number: str
    title: Text
    cite: tuple[str, ...]
    where: Where
    places: Places = field(default_factory=dict, compare=False, repr=False)

    def leads_to(self, state: str) -> str:
        """The state after the step is taken in this one."""
        return self.target or state


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody must see to as long as the case stands in one of the states."""

    id: str
    states: tuple[str, ...]
    actors: tuple[str, ...]
    title: Text
    cite: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something falls due, for each entity it is about.

    date: an expression of type date. when: which entities it holds for (None: all). states: those in which it
    stands (none named: all). settled_by: the kind of event that settles it, '' where the day only passes.
    """

    id: str
    about: str
    date: Code
    when: Code | None
    states: tuple[str, ...]
    settled_by: str
    title: Text
    cite: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The kind of event by which the person leaves, from every state that is not final, and where to."""

    event: str
    target: str
    title: Text
    cite: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Process:
    """The steps of an edition: all that may happen to a case, and who has to act."""

    stages: Mapping[str, Stage]
    states: Mapping[str, State]
    start: str
    steps: Mapping[str, Step]
    duties: Mapping[str, Duty]
    dues: Mapping[str, Due]
    withdrawal: Withdrawal
    where: Where

    def cites(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every step, duty and deadline by its id, and withdrawal, with the official ids that it cites."""
        named: tuple[Step | Duty | Due, ...] = (
            *self.steps.values(),
            *self.duties.values(),
            *self.dues.values(),
        )
        return (*((each.id, each.cite) for each in named), ("withdrawal", self.withdrawal.cite))


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """One edition, complete: everything a plan is made of.

    `own` names the decisions and parameters this edition wrote itself, the others come from the edition it
    extends. `process` is the edition's own steps, never another's. `reforms` names those applied, in order.
    `kept` is room for what higher layers make of the rulebook once, such as its plan.
    """

    edition: Edition
    parameters: Mapping[str, Parameter]
    decisions: Mapping[str, Decision]
    entities: Mapping[str, NumberedEntity]
    registers: Registers
    readings: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    process: Process | None = None
    reforms: tuple[str, ...] = ()
    kept: dict[str, object] = field(default_factory=dict, init=False, repr=False)

    @property
    def name(self) -> str:
        """Programme and edition, such as 'nsp/2022'; with its reforms, 'nsp/2022+higher_supplement'."""
        return "+".join((f"{self.edition.programme}/{self.edition.name}", *self.reforms))
