"""rule-engine: typed expressions, compiled once, evaluated per case and per period.

Eligibility is two expressions, definitely and definitely not, since `and` and `or` do not carry unknowns. A
period is two more, its cap and its daily amount; counting days is left to Python, in the engine's favour,
since its `$min` and `$max` take 20 microseconds each. No symbol is read through attributes: the facts are
plain dictionaries.

Timed: evaluating, counting days, turning the engine's numbers into whole SEK. Untimed: making the
dictionaries, with dates as ordinal days.
"""

from datetime import date
from typing import Any

from rule_engine import Context, DataType, Rule, type_resolver_from_dict

from bench.cases import FACTS, Answer, Case, Tri

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()

ADMITTED = """
    foreign_national == true and in_sweden == true and wants_return == true and informed == true
    and country_acceptable == true
    and (trafficked == true or in_prostitution == true)
    and (prior_participation == false or special_circumstances == true)
"""
REFUSED = """
    foreign_national == false or in_sweden == false or wants_return == false or informed == false
    or country_acceptable == false
    or (trafficked == false and in_prostitution == false)
    or (prior_participation == true and special_circumstances == false)
"""
CAP = "kind == 'reflection' ? 30 : (number > 3 ? 0 : 90)"
RATE = "(kind == 'reflection' or number == 1 ? 1200 : 600)"
ADULT = f"({RATE} > allowance ? {RATE} - allowance : 0)"
DAILY = f"{ADULT} + (any_child ? 500 : 0) + (extra_staffing ? 200 : 0)"

PERIOD_TYPES = {
    "kind": DataType.STRING,
    "number": DataType.FLOAT,
    "any_child": DataType.BOOLEAN,
    "extra_staffing": DataType.BOOLEAN,
    "allowance": DataType.FLOAT,
}


class RuleEngine:
    """Four compiled expressions."""

    name = "rule-engine"

    def __init__(self) -> None:
        facts = Context(type_resolver=type_resolver_from_dict(dict.fromkeys(FACTS, DataType.BOOLEAN)))
        periods = Context(type_resolver=type_resolver_from_dict(PERIOD_TYPES))
        self._admitted = Rule(ADMITTED.strip(), context=facts)
        self._refused = Rule(REFUSED.strip(), context=facts)
        self._cap = Rule(CAP, context=periods)
        self._daily = Rule(DAILY, context=periods)

    def convert(self, case: Case) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The facts, None where unknown, and the periods."""
        periods = [
            {
                "kind": period.kind,
                "number": period.number,
                "start": period.start.toordinal(),
                "end": period.end.toordinal(),
                "any_child": period.any_child,
                "extra_staffing": period.extra_staffing,
                "allowance": period.allowance,
            }
            for period in case.periods
        ]
        return {fact: getattr(case, fact) for fact in FACTS}, periods

    def decide(self, given: tuple[dict[str, Any], list[dict[str, Any]]]) -> Answer:
        """Definitely, definitely not, or neither; then each period's cap and daily amount."""
        facts, periods = given
        eligible: Tri = True
        if not self._admitted.matches(facts):
            eligible = False if self._refused.matches(facts) else None
        amounts = tuple([self._pay(period) for period in periods])
        return eligible, amounts, sum(amounts)

    def _pay(self, period: dict[str, Any]) -> int:
        start = period["start"]
        last = min(period["end"], start + int(self._cap.evaluate(period)) - 1, YEAR_LAST)
        days = last - max(start, YEAR_FIRST) + 1
        return days * int(self._daily.evaluate(period)) if days > 0 else 0


def prepare() -> list[RuleEngine]:
    """One peer."""
    return [RuleEngine()]
