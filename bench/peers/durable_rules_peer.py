"""durable-rules through its C module: private ruleset handles, one event per question, no Host.

A case is one question of eligibility and one per period. Each ruleset ends in a catch-all rule, so that no
event is unmatched; the rule that fired is read from the C module and the state is deleted after each case.
In the engine: the eligibility conditions, and which rate and cap a period has. In Python, in the rules'
favour: caps as days, the year, the supplements and the allowance, since the engine has no reliable
arithmetic.

Two peers. *Events as dictionaries* is the library's own interface, which writes them as JSON text on every
call. *Events as JSON text* has that text beforehand, which no caller of the library has.

Deleting the state frees 90 KB. Where that lies at the top of the heap, glibc hands it back to the system
and asks for it again in every case, five times as slow; `bench.machine.keep_heap` puts that off for the
whole run.

Timed: writing the events as JSON text (in the first), asserting them, reading which rules fired, draining,
deleting the state, the arithmetic. Untimed: an unknown fact as a key left out, dates as ordinal days; the
JSON text, in the second.
"""

import json
import weakref
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import durable_rules_engine as engine
from durable import lang
from durable.lang import m, pri, ruleset, when_all

from bench.cases import FACTS, Answer, Case, Tri

Event: TypeAlias = dict[str, Any] | str

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()

ELIGIBLE: dict[str, Tri] = {"r_0": False, "r_1": True, "r_2": None}
RATE_AND_CAP = {"r_0": (1200, 30), "r_1": (1200, 90), "r_2": (600, 90), "r_3": (0, 0)}


@dataclass(frozen=True, slots=True)
class Spell:
    """A period: its event, and the figures that the arithmetic takes."""

    event: Event
    first: int
    last: int
    any_child: bool
    extra_staffing: bool
    allowance: int


def define_eligibility() -> dict[str, Any]:
    """Definitely not, definitely, else unknown, in that order."""
    with ruleset("eligibility"):
        when_all(
            pri(1),
            (m.foreign_national == False)  # noqa: E712
            | (m.in_sweden == False)  # noqa: E712
            | (m.wants_return == False)  # noqa: E712
            | (m.informed == False)  # noqa: E712
            | (m.country_acceptable == False)  # noqa: E712
            | ((m.trafficked == False) & (m.in_prostitution == False))  # noqa: E712
            | ((m.prior_participation == True) & (m.special_circumstances == False)),  # noqa: E712
        )
        when_all(
            pri(2),
            (m.foreign_national == True)  # noqa: E712
            & (m.in_sweden == True)  # noqa: E712
            & (m.wants_return == True)  # noqa: E712
            & (m.informed == True)  # noqa: E712
            & (m.country_acceptable == True)  # noqa: E712
            & ((m.trafficked == True) | (m.in_prostitution == True))  # noqa: E712
            & ((m.prior_participation == False) | (m.special_circumstances == True)),  # noqa: E712
        )
        when_all(pri(3), +m.question)
    return take_definition("eligibility")


def define_rates() -> dict[str, Any]:
    """Reflection, first in-depth, second and third, else a period that pays nothing."""
    with ruleset("rates"):
        when_all(pri(1), m.kind == "reflection")
        when_all(pri(2), (m.kind == "in_depth") & (m.number == 1))
        when_all(pri(3), (m.kind == "in_depth") & ((m.number == 2) | (m.number == 3)))
        when_all(pri(4), +m.kind)
    return take_definition("rates")


def take_definition(name: str) -> dict[str, Any]:
    """The definition of a ruleset, taken out of the module's registry so that no Host ever sees it."""
    _, definition = lang._rulesets.pop(name).define()
    rules: dict[str, Any] = definition
    return rules


class DurableRules:
    """Two private handles, for one thread. No state outlives a case: deleting a ruleset would leak it."""

    def __init__(self, name: str, write_beforehand: bool) -> None:
        self.name = name
        self._write_beforehand = write_beforehand
        self._eligibility: int = engine.create_ruleset("eligibility", json.dumps(define_eligibility()))
        self._rates: int = engine.create_ruleset("rates", json.dumps(define_rates()))
        weakref.finalize(self, engine.delete_ruleset, self._eligibility)
        weakref.finalize(self, engine.delete_ruleset, self._rates)

    def convert(self, case: Case) -> tuple[Event, tuple[Spell, ...]]:
        """The event that asks for eligibility, and the periods with theirs."""
        facts = {fact: value for fact in FACTS if (value := getattr(case, fact)) is not None}
        spells = tuple(
            Spell(
                event=self._write({"kind": period.kind, "number": period.number}),
                first=period.start.toordinal(),
                last=period.end.toordinal(),
                any_child=period.any_child,
                extra_staffing=period.extra_staffing,
                allowance=period.allowance,
            )
            for period in case.periods
        )
        return self._write({"question": 1, **facts}), spells

    def _write(self, event: dict[str, Any]) -> Event:
        return json.dumps(event) if self._write_beforehand else event

    def decide(self, given: tuple[Event, tuple[Spell, ...]]) -> Answer:
        """One question of eligibility, one per period."""
        question, spells = given
        eligibility, rates = self._eligibility, self._rates
        try:
            eligible = ELIGIBLE[ask(eligibility, question)]
            amounts = tuple([pay(spell, *RATE_AND_CAP[ask(rates, spell.event)]) for spell in spells])
        finally:
            engine.delete_state(eligibility, "0")
            engine.delete_state(rates, "0")
        return eligible, amounts, sum(amounts)


def ask(handle: int, event: Event) -> str:
    """The name of the one rule that the event fires."""
    _, state = engine.assert_event(handle, event if isinstance(event, str) else json.dumps(event))
    fired: str = engine.start_action_for_state(handle, state)[1]
    engine.complete_and_start_action(handle, state)
    return fired[2 : fired.index('"', 2)]


def pay(spell: Spell, rate: int, cap: int) -> int:
    """SEK for the paid days of a period."""
    if not rate:
        return 0
    first = max(spell.first, YEAR_FIRST)
    last = min(spell.last, spell.first + cap - 1, YEAR_LAST)
    if last < first:
        return 0
    daily = max(rate - spell.allowance, 0)
    if spell.any_child:
        daily += 500
    if spell.extra_staffing:
        daily += 200
    return (last - first + 1) * daily


def prepare() -> list[DurableRules]:
    """Both, each with its own handles."""
    return [
        DurableRules("durable-rules, events as dictionaries", write_beforehand=False),
        DurableRules("durable-rules, events as JSON text", write_beforehand=True),
    ]
