"""What a target of the lowering gives: constants, facts, logic, arithmetic and groups of rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision
from amp_rules.plan.types import Type
from amp_rules.population.values import Frame, Value


class Target(ABC):
    """The terms of one target; what a rule means is worked out above it."""

    @abstractmethod
    def constant(self, kind: Type, value: ir.Value) -> Value:
        """The same value in every row."""

    @abstractmethod
    def fact(self, frame: Frame, entity: str, path: str, kind: Type) -> Value:
        """A fact of the frame's own entities, all rows."""

    @abstractmethod
    def number(self, frame: Frame) -> Value:
        """The numbers of numbered entities, all rows."""

    @abstractmethod
    def negate(self, one: Value) -> Value:
        """Kleene's 'not'."""

    @abstractmethod
    def join(self, op: str, one: Value, other: Value) -> Value:
        """Kleene's 'and' or 'or'."""

    @abstractmethod
    def compare(self, op: str, left: Value, right: Value) -> Value:
        """A comparison of two values of one scale; equal also when both are absent."""

    @abstractmethod
    def among(self, item: Value, values: frozenset[str | int]) -> Value:
        """Whether a value is one of these constants."""

    @abstractmethod
    def meets(self, held: Value, members: frozenset[str]) -> Value:
        """Whether a set has at least one of these members."""

    @abstractmethod
    def counted(self, held: Value, members: frozenset[str]) -> Value:
        """How many of these members a set has."""

    @abstractmethod
    def has(self, held: Value, item: Value) -> Value:
        """Whether a set has a member that differs from row to row."""

    @abstractmethod
    def absent(self, item: Value) -> Value:
        """Whether a value is known to be absent."""

    @abstractmethod
    def choose(self, condition: Value, then: Value, otherwise: Value) -> Value:
        """The branch taken; where that is open, what both branches agree on."""

    @abstractmethod
    def pick(self, held: Sequence[Value], thens: Sequence[Value], otherwise: Value) -> Value:
        """What the one rule that holds gives; where that is open, what all that may hold agree on."""

    @abstractmethod
    def calculate(self, op: str, left: Value, right: Value, kind: Type, scale: int) -> Value:
        """A sum, difference or product of numbers and days; the scale is that of the outcome."""

    @abstractmethod
    def rescale(self, item: Value, scale: int) -> Value:
        """The same numbers counted in other parts."""

    @abstractmethod
    def call(self, function: str, args: Sequence[Value], kind: Type) -> Value:
        """add_months, weekdays, year_end, month_end, age or age_of."""

    @abstractmethod
    def extreme(self, function: str, one: Value, other: Value) -> Value:
        """The lesser or the greater of two values of one scale."""

    @abstractmethod
    def move(self, item: Value, index: Any) -> Value:
        """Values read at other rows."""

    @abstractmethod
    def compose(self, index: Any, outer: Any) -> Any:
        """The rows that `index` names, read at the rows that `outer` names."""

    @abstractmethod
    def base(self, entity: str) -> Frame:
        """The frame of every entity of a kind."""

    @abstractmethod
    def pairs(self, frame: Frame, entity: str, var: str) -> Frame:
        """Each row of a frame with every entity of a kind of its case."""

    @abstractmethod
    def gather(
        self, made: ir.Aggregate, inner: Frame, outer: Frame, body: Value, condition: Value | None
    ) -> Value:
        """An aggregate of the rows of `inner` that belong to each row of `outer`."""

    @abstractmethod
    def day_fact(self, frame: Frame, name: str, kind: Type) -> Value:
        """A dated fact on the segments of a frame of days."""

    @abstractmethod
    def day_part(self, frame: Frame, part: str) -> Value:
        """The first day of the segments of a frame: its date, or its number in the period."""

    @abstractmethod
    def start_of(self, frame: Frame) -> Value:
        """The first day of the periods of a frame."""

    @abstractmethod
    def first_days(self, frame: Frame, made: ir.First) -> Value:
        """Whether the segments of a frame are among the first flagged days of their period."""

    @abstractmethod
    def dated(self, frame: Frame, name: str, on: Value, kind: Type) -> Value:
        """A dated fact of each row's case on a given day."""

    @abstractmethod
    def dated_parameter(self, name: str, on: Value, kind: Type) -> Value:
        """A parameter with several values on a given day."""

    @abstractmethod
    def before(self, frame: Frame, made: ir.Prior, initial: Value) -> Value:
        """The answer about the entity before."""

    @abstractmethod
    def conflict(
        self, decision: BoundDecision, frame: Frame, held: Sequence[Value], thens: Sequence[Value]
    ) -> None:
        """Notes the rows in which rules hold together that must not."""

    @abstractmethod
    def keep(self, frame: Frame, name: str, answer: Value) -> Value:
        """An answer as others will read it."""
