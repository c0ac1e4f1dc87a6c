"""A plan as production rules: facts are told, rules fire, conclusions become facts of the next stratum.

Every condition has two rules, one for holding and one for failing; where a fact is unknown, neither fires.
What a rule concludes is worked out when it has fired. Which rule fired for which entity on which facts is the
agenda.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from amp_rules.case.model import Case
from amp_rules.engine.compile import Program
from amp_rules.engine.durable.agenda import Agenda, Meaning
from amp_rules.engine.durable.conditions import names_of
from amp_rules.engine.durable.productions import CaseRules, Fired, Production, Productions
from amp_rules.engine.durable.strata import Item, OneByOne, Stratum, strata_of
from amp_rules.engine.durable.tables import Conclude, Table
from amp_rules.engine.durable.things import Read, Thing, Things
from amp_rules.engine.durable.writing import Written, write
from amp_rules.engine.layout import GroupLayout, Run, Slot
from amp_rules.plan.model import Plan
from amp_rules.terms import UNKNOWN

U = UNKNOWN
Focus = tuple[str, Sequence[Thing]] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The decisions of one stratum about one kind of entity, and the properties they are asked on."""

    kind: str
    concluders: tuple[Conclude, ...]
    told: tuple[tuple[str, Read], ...]

    def fact(self, thing: Thing) -> dict[str, Any]:
        """What is known of an entity; what is not is left out."""
        env = thing.env
        return {name: value for name, read in self.told if (value := read(env)) is not U}


class Forward:
    """A plan ready to be chained forward, for any case, from any thread."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.plan: Plan = program.plan
        self.written: Written = write(program)
        self.strata = strata_of(self.written.items, self.plan.scopes)
        self.concluders: dict[str, Conclude] = {
            **{name: _read_off(name, read) for name, read in self.written.facts.items()},
            **{name: table.concluder() for name, table in self.written.tables.items()},
        }
        self.numbers: dict[int, int] = {}
        self.meaning: dict[str, Meaning] = {}
        self.asked: list[tuple[Asked, ...]] = []
        rules = [self._rules(stratum) for stratum in _each(self.strata)]
        self.rules = Productions(*rules)

    def _rules(self, stratum: Stratum) -> list[Production]:
        """The rules of one stratum, and by kind of entity the tables they are for."""
        self.numbers[id(stratum)] = len(self.asked)
        by_kind: dict[str, list[Table]] = {}
        for item in stratum.asked:
            by_kind.setdefault(item.about, []).append(self.written.tables[item.name])
        self.asked.append(tuple(self._asked(kind, tables) for kind, tables in by_kind.items()))
        return [
            rule for kind, tables in by_kind.items() for table in tables for rule in self._of(kind, table)
        ]

    def _asked(self, kind: str, tables: list[Table]) -> Asked:
        patterns = [
            pattern
            for table in tables
            for each in table.questions
            for pattern in (each.holding, each.failing)
        ]
        names = dict.fromkeys(name for pattern in patterns for name in names_of(pattern))
        concluders = tuple(self.concluders[table.name] for table in tables)
        return Asked(kind, concluders, tuple((name, self.written.told[kind][name].told) for name in names))

    def _of(self, kind: str, table: Table) -> Iterator[Production]:
        """The rules of one table."""
        for rule, concludes, question in table.asking():
            sides = ((question.yes, question.holding, True), (question.no, question.failing, False))
            for name, pattern, holds in sides:
                if not isinstance(pattern, bool):
                    told = tuple(self.written.told[kind][each] for each in names_of(pattern))
                    self.meaning[name] = Meaning(table.name, rule, concludes, holds, told)
                    yield Production(name, pattern)

    def run(self, case: Case) -> tuple[tuple[Any, ...], Agenda]:
        """The rows of every pass, as the first engine lays them out, and the agenda."""
        things = Things(case, self.written.kinds)
        agenda = Agenda(self.meaning)
        with self.rules.case() as told:
            for stratum in self.strata:
                self._stratum(stratum, things, told, None, agenda)
        return tuple(self._group(group, things) for group in self.program.layout.groups), agenda

    # strata

    def _stratum(
        self, stratum: Stratum, things: Things, told: CaseRules, focus: Focus, agenda: Agenda
    ) -> None:
        for item in stratum.worked_out:
            if isinstance(item, OneByOne):
                self._in_turn(item, things, told, focus, agenda)
            else:
                self._work_out(item, things, focus)
        if stratum.asked:
            self._ask(self.numbers[id(stratum)], things, told, focus, agenda)
        for each in stratum.one_by_one:
            self._in_turn(each, things, told, focus, agenda)

    def _in_turn(self, each: OneByOne, things: Things, told: CaseRules, focus: Focus, agenda: Agenda) -> None:
        for thing in self._targets(each.entity, things, focus):
            for stratum in each.strata:
                self._stratum(stratum, things, told, (each.entity, (thing,)), agenda)

    def _work_out(self, item: Item, things: Things, focus: Focus) -> None:
        targets = self._targets(item.about, things, focus)
        if item.expands:
            self.written.expansions[item.name].expand(things, targets)
            return
        conclude = self.concluders[item.name]
        for thing in targets:
            conclude(thing, {})

    def _ask(self, number: int, things: Things, told: CaseRules, focus: Focus, agenda: Agenda) -> None:
        """Tells the facts of every entity asked about, and concludes from what fires."""
        tables: list[tuple[Conclude, ...]] = []
        found: list[tuple[str, Thing]] = []
        facts: list[dict[str, Any]] = []
        for asked in self.asked[number]:
            for thing in self._targets(asked.kind, things, focus):
                found.append((asked.kind, thing))
                tables.append(asked.concluders)
                facts.append(asked.fact(thing))
        agenda.rounds += 1
        for (kind, thing), concluders, fired in zip(found, tables, told.tell(facts, number), strict=True):
            agenda.fired.append((agenda.rounds, kind, thing, fired))
            for conclude in concluders:
                conclude(thing, fired)

    def _targets(self, about: str, things: Things, focus: Focus) -> Sequence[Thing]:
        """The entities of a kind: all, or those that a turn is about."""
        parent = self.plan.scopes.parents[about]
        if focus is not None and focus[0] == about:
            return focus[1]
        if parent in (None, "case"):
            return things.lists[about]
        above = self._targets(str(parent), things, focus)
        return [part for thing in above for part in thing.parts.get(about) or ()]

    # rows

    def _group(self, group: GroupLayout, things: Things) -> Any:
        if group.frame == "case":
            return (0, *self._row(group.slots, things.root))
        return [(thing.position, *self._row(group.slots, thing)) for thing in things.lists[group.frame]]

    def _row(self, slots: tuple[Slot, ...], thing: Thing) -> Iterator[Any]:
        for slot in slots:
            if slot.run is not None:
                yield self._below(slot.run, thing)
            elif slot.rule is None:
                yield thing.answers[slot.decision]
            else:
                yield thing.held[slot.decision][slot.rule]

    def _below(self, run: Run, thing: Thing) -> list[Any] | None:
        parts = thing.parts[run.about]
        if parts is None:
            return None
        if run.about == "day":
            return [(*part.days, *self._row(run.slots, part)) for part in parts]
        return [(part.position, *self._row(run.slots, part)) for part in parts]


def _read_off(name: str, read: Read) -> Conclude:
    """Keeps what a person has filed as the answer to a question."""

    def keep(thing: Thing, fired: Fired) -> None:
        thing.answers[name] = read(thing.env)

    return keep


def _each(strata: tuple[Stratum, ...]) -> Iterator[Stratum]:
    """Every stratum, those of turns included."""
    for stratum in strata:
        yield stratum
        turns = [*stratum.worked_out, *stratum.one_by_one]
        for turn in turns:
            if isinstance(turn, OneByOne):
                yield from _each(turn.strata)


def forward_of(program: Program) -> Forward:
    """The production rules of a program, written when first asked for and kept with its plan.

    Raises MissingEngineError where durable-rules cannot be imported.
    """
    found = program.plan.kept.get("forward")
    if isinstance(found, Forward):
        return found
    made = Forward(program)
    program.plan.kept["forward"] = made
    return made
