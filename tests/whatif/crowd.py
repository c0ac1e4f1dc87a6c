"""Small populations, old and new rules, and the slow way to work out what the fast one says."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from amp_rules import Outcome, decide
from amp_rules.population import Population
from amp_rules.rulebook import Reform, Rulebook, load_library, parse_changes, reformed
from amp_rules.terms import Money
from amp_rules.testing.populations import drawn_population

SEVERAL = ("child_supplement_rate=600", "reduced_share=0.4", "reflection_days=45")


@cache
def book(name: str = "nsp/2022") -> Rulebook:
    """A shipped edition."""
    return next(each for each in load_library().rulebooks if each.name == name)


@cache
def crowd(count: int = 60, seed: int = 3, name: str = "nsp/2022") -> Population:
    """A few drawn cases of an edition."""
    return drawn_population(name, count, seed)


@cache
def several(name: str = "nsp/2022") -> Reform:
    """A reform of three numbers and a reading."""
    return parse_changes(book(name), SEVERAL, {"B5": "after-90-days"})


def outcomes(rules: Rulebook, people: Population) -> list[Outcome]:
    """Every case decided on its own."""
    return [decide(rules, case) for case in people.cases()]


def minor(outcome: Outcome) -> Fraction | None:
    """The total in minor units; None where it is not known."""
    return Fraction(outcome.total.minor) if isinstance(outcome.total, Money) else None


def totals(rules: Rulebook, people: Population) -> list[Fraction | None]:
    """The total of every case."""
    return [minor(outcome) for outcome in outcomes(rules, people)]


def made(reform: Reform, only: Iterable[str] | None = None, name: str = "nsp/2022") -> Rulebook:
    """The edition with some of the changes made."""
    return reformed(book(name), reform, None if only is None else list(only))
