"""A rulebook checked, typed and put in order, ready to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amp_rules.errors import Diagnostic, Where
from amp_rules.plan import ir
from amp_rules.plan.bind import BoundParameter
from amp_rules.plan.scopes import Scopes
from amp_rules.plan.steps import BoundProcess
from amp_rules.plan.types import Type
from amp_rules.rulebook.model import Decision, ReadingChoice, Rule, Rulebook


@dataclass(frozen=True, slots=True, eq=False)
class BoundRule:
    """A rule in force under the readings chosen; `overridden_by` are positions in its table."""

    source: Rule
    when: ir.Expr | None
    then: ir.Expr
    overridden_by: tuple[int, ...]

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.source.id

    @property
    def reading(self) -> ReadingChoice | None:
        """The reading this rule belongs to, if it touches an ambiguity."""
        return self.source.reading


@dataclass(frozen=True, slots=True, eq=False)
class BoundDecision:
    """A decision with typed rules; `disjoint`: no two rules can ever hold together."""

    source: Decision
    type: Type
    rules: tuple[BoundRule, ...]
    otherwise: ir.Expr | None
    fact: ir.Expr | None
    cuts: tuple[ir.Compare, ...]
    firsts: tuple[ir.First, ...]
    disjoint: bool

    @property
    def name(self) -> str:
        """The decision's name."""
        return self.source.name

    @property
    def about(self) -> str:
        """The entity it is about."""
        return self.source.about


@dataclass(frozen=True, slots=True)
class Group:
    """Decisions evaluated in one pass over the entities of a frame, in order."""

    frame: str
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One edition under one choice of readings; the digest names what decides a case, not the steps.

    `kept` is room for what higher layers make of the plan once, such as its program.
    """

    rulebook: Rulebook
    readings: Mapping[str, str]
    scopes: Scopes
    parameters: Mapping[str, BoundParameter]
    decisions: Mapping[str, BoundDecision]
    counts: Mapping[str, ir.Expr]
    counts_on: ir.Expr
    groups: tuple[Group, ...]
    digest: str
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    process: BoundProcess | None = None
    kept: dict[str, object] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Programme and edition, such as 'nsp/2022'."""
        return self.rulebook.name

    def where(self, decision: str) -> Where:
        """The place of a decision in its rule file."""
        return self.decisions[decision].source.where
