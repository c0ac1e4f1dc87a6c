"""durable-rules, the reduced rules whole: what the second engine does, written by hand.

The other peer asks for eligibility and for one rate a period, and leaves the rest to Python. Here
every condition of the reduced rules is a rule, as in `bench/rules`: each has one rule for holding and one for
failing, the facts of a stratum are told in one list, every firing is read and kept (the agenda), and the days
of a period are told apart by cap and year. Amounts are added in Python. It is written for these rules alone.

Timed: writing the facts as JSON text, telling them, reading every firing, deleting the state, the arithmetic.
Untimed: as in the other peer.
"""

import json
import weakref
from datetime import date
from typing import Any

import durable_rules_engine as engine

from bench.cases import FACTS, Answer, Case, Period
from bench.peer import WHOLE

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()
CAPS = {"reflection": 30, "in_depth": 90}
GIVEN = tuple(fact for fact in FACTS if fact not in ("trafficked", "in_prostitution"))

Rule = dict[str, Any]


def is_(**tests: object) -> list[Rule]:
    """Tests of properties with constants."""
    return [{name: value} for name, value in tests.items()]


def every(*tests: Rule) -> Rule:
    """All of the tests."""
    return {"$and": list(tests)}


def some(*tests: Rule) -> Rule:
    """One of the tests or more."""
    return {"$or": list(tests)}


def but(name: str, value: object) -> Rule:
    """A property that is known and something else."""
    return {"$neq": {name: value}}


FIRST: dict[str, Rule] = {
    "exploited": some(*is_(trafficked=True, in_prostitution=True)),
    "exploited, not": every(*is_(trafficked=False, in_prostitution=False)),
    "fourth": every({"kind": "in_depth"}, {"$gt": {"number": 3}}),
    "fourth, not": some(but("kind", "in_depth"), {"$lte": {"number": 3}}),
    "over cap": {"over_cap": True},
    "over cap, not": {"over_cap": False},
    "outside": some(*is_(before_year=True, after_year=True)),
    "outside, not": every(*is_(before_year=False, after_year=False)),
}
_PLAIN = is_(
    exploited=True,
    foreign_national=True,
    in_sweden=True,
    wants_return=True,
    informed=True,
    country_acceptable=True,
)
SECOND: dict[str, Rule] = {
    "eligible": some(
        every(*_PLAIN, *is_(prior_participation=False)), every(*_PLAIN, *is_(special_circumstances=True))
    ),
    "eligible, not": some(
        *is_(
            exploited=False,
            foreign_national=False,
            in_sweden=False,
            wants_return=False,
            informed=False,
            country_acceptable=False,
        ),
        every(*is_(prior_participation=True, special_circumstances=False)),
    ),
    "full": some(every(*is_(status="paid", kind="reflection")), every(*is_(status="paid", number=1))),
    "full, not": some(but("status", "paid"), every(but("kind", "reflection"), but("number", 1))),
    "reduced": some(
        every(*is_(status="paid", kind="in_depth", number=2)),
        every(*is_(status="paid", kind="in_depth", number=3)),
    ),
    "reduced, not": some(
        but("status", "paid"), but("kind", "in_depth"), every(but("number", 2), but("number", 3))
    ),
    "child": every(*is_(status="paid"), {"$gt": {"children": 0}}),
    "child, not": some(but("status", "paid"), {"$lte": {"children": 0}}),
    "staffing": every(*is_(status="paid", extra_staffing=True)),
    "staffing, not": some(but("status", "paid"), *is_(extra_staffing=False)),
}


def ruleset(rules: dict[str, Rule]) -> tuple[int, dict[str, str]]:
    """A private handle, and the names of the rules by the names in it; a catch-all for the first fact."""
    short = {f"r{at:02}": name for at, name in enumerate(rules)}
    written: dict[str, Any] = {
        key: {"all": [{"m": rules[name]}], "pri": at + 1} for at, (key, name) in enumerate(short.items())
    }
    written["any"] = {"all": [{"m": {"$ex": {"q": 1}}}], "pri": len(rules) + 1}
    return engine.create_ruleset("whole", json.dumps(written)), short


class DurableWhole:
    """Two private handles, for one thread."""

    name = WHOLE

    def __init__(self) -> None:
        self._first, self._first_names = ruleset(FIRST)
        self._second, self._second_names = ruleset(SECOND)
        weakref.finalize(self, engine.delete_ruleset, self._first)
        weakref.finalize(self, engine.delete_ruleset, self._second)
        self.agenda: list[list[list[str]]] = []

    def convert(self, case: Case) -> Case:
        """The case as it is; ordinals are taken when it is decided, as the second engine does."""
        return case

    def decide(self, case: Case) -> Answer:
        """Two tellings of facts, and the firings of each."""
        exploitation = {
            fact: value
            for fact in ("trafficked", "in_prostitution")
            if (value := getattr(case, fact)) is not None
        }
        asked: list[dict[str, Any]] = [exploitation]
        days: list[tuple[Period, int, int, dict[str, Any]]] = []
        for period in case.periods:
            start, end = period.start.toordinal(), period.end.toordinal()
            last = start + CAPS[period.kind] - 1
            cuts = sorted({cut for cut in (last + 1, YEAR_FIRST, YEAR_LAST + 1) if start < cut <= end})
            for low, high in zip([start, *cuts], [cut - 1 for cut in cuts] + [end], strict=True):
                fact = {
                    "kind": period.kind,
                    "number": period.number,
                    "over_cap": low > last,
                    "before_year": low < YEAR_FIRST,
                    "after_year": low > YEAR_LAST,
                }
                asked.append(fact)
                days.append((period, low, high, fact))
        try:
            first = tell(self._first, self._first_names, asked)
            given = {fact: value for fact in GIVEN if (value := getattr(case, fact)) is not None}
            if first[0]:
                given["exploited"] = first[0][0] == "exploited"
            rates = [given]
            for (period, _, _, fact), fired in zip(days, first[1:], strict=True):
                status = "over_cap" if "fourth" in fired or "over cap" in fired else "paid"
                rates.append(
                    {
                        "status": "outside" if status == "paid" and "outside" in fired else status,
                        "kind": fact["kind"],
                        "number": fact["number"],
                        "children": int(period.any_child),
                        "extra_staffing": period.extra_staffing,
                    }
                )
            second = tell(self._second, self._second_names, rates)
        finally:
            engine.delete_state(self._first, "0")
            engine.delete_state(self._second, "0")
        self.agenda = [first, second]
        eligible = None if not second[0] else second[0][0] == "eligible"
        totals = dict.fromkeys(map(id, case.periods), 0)
        for (period, low, high, _), fired in zip(days, second[1:], strict=True):
            rate = 1200 if "full" in fired else 600 if "reduced" in fired else 0
            daily = max(rate - period.allowance, 0) + 500 * ("child" in fired) + 200 * ("staffing" in fired)
            totals[id(period)] += daily * (high - low + 1)
        amounts = tuple(totals.values())
        return eligible, amounts, sum(amounts)


def tell(handle: int, names: dict[str, str], facts: list[dict[str, Any]]) -> list[list[str]]:
    """The rules that fire for each fact."""
    fired: list[list[str]] = [[] for _ in facts]
    messages = [{"id": f"{at:03}", **fact} for at, fact in enumerate(facts)]
    messages[0]["q"] = 1
    _, state = engine.assert_facts(handle, json.dumps(messages))
    action = engine.start_action_for_state(handle, state)
    text = None if action is None else action[1]
    while text is not None:
        # {"r00":{"m":{"id": "007", …}}}
        name = names.get(text[2:5])
        if name is not None:
            held = fired[int(text[20:23])]
            if name not in held:
                held.append(name)
        text = engine.complete_and_start_action(handle, state)
    return fired


def prepare() -> list[DurableWhole]:
    """One, with its own handles."""
    return [DurableWhole()]
