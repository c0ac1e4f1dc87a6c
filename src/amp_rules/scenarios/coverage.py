"""Which rules and which atomic conditions the scenarios make hold, and which they make fail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amp_rules.errors import Where


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """A rule as written, and the scenarios in which it held and failed.

    editions: every edition it is part of. reading: as 'B5=day-count', for a rule that only exists under it.
    can_fail: False for a rule without a condition, which is covered once it was evaluated.
    """

    rule: str
    decision: str
    editions: tuple[str, ...]
    reading: str | None
    where: Where
    can_fail: bool
    held: frozenset[str]
    failed: frozenset[str]

    @property
    def covered(self) -> bool:
        """True when some scenario makes it hold and (where it can) some makes it fail."""
        return bool(self.held) and (bool(self.failed) or not self.can_fail)


@dataclass(frozen=True, slots=True)
class ConditionCoverage:
    """An atomic condition of a rule, and the scenarios in which it held and failed."""

    rule: str
    condition: str
    decision: str
    editions: tuple[str, ...]
    reading: str | None
    where: Where
    held: frozenset[str]
    failed: frozenset[str]

    @property
    def covered(self) -> bool:
        """True when some scenario makes it hold and some makes it fail."""
        return bool(self.held) and bool(self.failed)


@dataclass(frozen=True, slots=True)
class Gap:
    """What no scenario shows: a rule (condition None) or a condition of it, and which way."""

    rule: str
    condition: str | None
    lacks: tuple[str, ...]
    editions: tuple[str, ...]
    reading: str | None
    where: Where

    def __str__(self) -> str:
        what = self.rule if self.condition is None else f"{self.rule}: {self.condition}"
        under = f" under {self.reading}" if self.reading else ""
        return f"{self.where}: {what} never {' nor '.join(self.lacks)}{under} ({', '.join(self.editions)})"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every rule and every atomic condition of a library, in the order of the rule files."""

    rules: tuple[RuleCoverage, ...]
    conditions: tuple[ConditionCoverage, ...]

    @property
    def rule_ratio(self) -> float:
        """The share of rules covered, 1 when there are none."""
        return _ratio(rule.covered for rule in self.rules)

    @property
    def condition_ratio(self) -> float:
        """The share of atomic conditions covered, 1 when there are none."""
        return _ratio(condition.covered for condition in self.conditions)

    def of_edition(self, edition: str) -> Coverage:
        """The part that belongs to one edition, such as 'nsp/2022', inherited rules included."""
        return Coverage(
            tuple(rule for rule in self.rules if edition in rule.editions),
            tuple(each for each in self.conditions if edition in each.editions),
        )

    def uncovered(self) -> tuple[Gap, ...]:
        """What is missing, by place; a rule before its conditions."""
        gaps = [_gap(rule, None, rule.can_fail) for rule in self.rules if not rule.covered]
        gaps += [_gap(each, each.condition, True) for each in self.conditions if not each.covered]
        return tuple(sorted(gaps, key=lambda gap: (gap.where, gap.condition or "")))


def _ratio(flags: Iterable[bool]) -> float:
    known = list(flags)
    return sum(known) / len(known) if known else 1.0


def _gap(part: RuleCoverage | ConditionCoverage, condition: str | None, can_fail: bool) -> Gap:
    lacks = [] if part.held else ["holds"]
    if can_fail and not part.failed:
        lacks.append("fails")
    return Gap(part.rule, condition, tuple(lacks), part.editions, part.reading, part.where)
