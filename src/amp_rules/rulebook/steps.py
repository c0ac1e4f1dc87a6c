"""Reads the steps of an edition: states, transitions, duties, deadlines, withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from amp_rules.case.enums import EventKind
from amp_rules.errors import Where
from amp_rules.rulebook.fields import Faults, Fields, entries, near, read_name, read_words, shown
from amp_rules.rulebook.model import (
    Code,
    Due,
    Duty,
    Process,
    Registers,
    Stage,
    State,
    Step,
    Text,
    Withdrawal,
)
from amp_rules.rulebook.rows import read_citations
from amp_rules.yamltext import Node, Scalar, Sequence

T = TypeVar("T")
MAX_ENTRIES = 200
KINDS = tuple(kind.value for kind in EventKind)


def read_process(node: Node, faults: Faults, registers: Registers) -> Process:
    """The process of one edition; every fault of its form and of its shape is kept."""
    before = len(faults.found)
    fields = Fields(node, faults, "stages states start steps withdrawal", "duties due")
    process = _Reader(fields, faults, registers).process()
    if len(faults.found) == before:
        _check_shape(process, faults)
    return process


class _Reader:
    def __init__(self, fields: Fields, faults: Faults, registers: Registers) -> None:
        self.fields = fields
        self.faults = faults
        self.registers = registers
        self.stages = self._named("stages", self._stage)
        self.states = self._named("states", self._state)

    def process(self) -> Process:
        """Everything read, names of states and stages looked up."""
        return Process(
            self.stages,
            self.states,
            next(iter(self._declared(self.fields, "start")), ""),
            self._named("steps", self._step),
            self._named("duties", self._duty),
            self._named("due", self._due),
            self._withdrawal(),
            self.fields.where,
        )

    def _named(self, section: str, read: Callable[[str, Scalar, Node], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for key, node in entries(self.fields.node(section), self.faults):
            if len(found) == MAX_ENTRIES:
                self.faults.add("AR001", f"more than {MAX_ENTRIES} {section}", key.where)
                break
            name = read_name(key, self.faults) or key.text
            found[name] = read(name, key, node)
        return found

    def _stage(self, name: str, key: Scalar, node: Node) -> Stage:
        return Stage(name, read_words(node, self.faults), key.where)

    def _state(self, name: str, key: Scalar, node: Node) -> State:
        fields = Fields(node, self.faults, "title", "stage final")
        stage = fields.text("stage")
        if fields.has("stage") and stage not in self.stages:
            hint = near(stage, self.stages)
            self.faults.add("AR701", f"'{shown(stage)}' is not a stage", fields.where_of("stage"), hint)
        return State(name, fields.words("title"), stage, fields.flag("final"), key.where)

    def _step(self, name: str, key: Scalar, node: Node) -> Step:
        fields = Fields(node, self.faults, "from event actor title cite", "to needs when must number")
        return Step(
            name,
            self._declared(fields, "from"),
            next(iter(self._declared(fields, "to")), None),
            self._kind(fields, "event"),
            fields.names("needs"),
            fields.code("when"),
            self._actors(fields),
            fields.flag("must"),
            fields.text("number"),
            fields.words("title"),
            read_citations(fields, self.faults, self.registers),
            key.where,
            {need: fields.where_of("needs", at) for at, need in enumerate(fields.names("needs"))},
        )

    def _duty(self, name: str, key: Scalar, node: Node) -> Duty:
        fields = Fields(node, self.faults, "while actor title cite")
        return Duty(
            name,
            self._declared(fields, "while"),
            self._actors(fields),
            fields.words("title"),
            read_citations(fields, self.faults, self.registers),
            key.where,
        )

    def _due(self, name: str, key: Scalar, node: Node) -> Due:
        fields = Fields(node, self.faults, "date title cite", "about when while settled_by")
        return Due(
            name,
            fields.name("about", "case"),
            fields.code("date") or Code("case.applied_on", node.where),
            fields.code("when"),
            self._declared(fields, "while"),
            self._kind(fields, "settled_by"),
            fields.words("title"),
            read_citations(fields, self.faults, self.registers),
            key.where,
        )

    def _withdrawal(self) -> Withdrawal:
        node = self.fields.node("withdrawal")
        if node is None:
            return Withdrawal("", "", Text("", ""), (), self.fields.where)
        fields = Fields(node, self.faults, "event to title cite")
        return Withdrawal(
            self._kind(fields, "event"),
            next(iter(self._declared(fields, "to")), ""),
            fields.words("title"),
            read_citations(fields, self.faults, self.registers),
            fields.where,
        )

    def _one_or_more(self, fields: Fields, name: str) -> Iterator[tuple[str, Where]]:
        """The words of a list, or the one word that stands alone."""
        if isinstance(fields.node(name), Sequence):
            for position, word in enumerate(fields.names(name)):
                yield word, fields.where_of(name, position)
        elif fields.has(name):
            yield fields.text(name), fields.where_of(name)

    def _declared(self, fields: Fields, name: str) -> tuple[str, ...]:
        """The states under a key, those that are not declared left out with a fault."""
        found: list[str] = []
        for word, where in self._one_or_more(fields, name):
            if word in self.states:
                found.append(word)
            else:
                self.faults.add("AR701", f"'{shown(word)}' is not a state", where, near(word, self.states))
        return tuple(dict.fromkeys(found))

    def _actors(self, fields: Fields) -> tuple[str, ...]:
        known = self.registers.authorities
        found = tuple(self._one_or_more(fields, "actor"))
        for word, where in found:
            if word not in known:
                message = f"'{shown(word)}' is not in the register of authorities"
                self.faults.add("AR508", message, where, near(word, known))
        return tuple(word for word, _ in found)

    def _kind(self, fields: Fields, name: str) -> str:
        kind = fields.text(name)
        if fields.has(name) and kind not in KINDS:
            where = fields.where_of(name)
            self.faults.add("AR702", f"'{shown(kind)}' is not a kind of event", where, near(kind, KINDS))
        return kind


def _check_shape(process: Process, faults: Faults) -> None:
    """Whether every state can be reached and left, and every step be taken."""
    reached = _reached(process)
    for state in process.states.values():
        own = [step for step in process.steps.values() if state.key in step.sources]
        out = [step for step in own if step.leads_to(state.key) != state.key]
        if state.key not in reached:
            faults.add("AR703", f"no step leads from the start to '{state.key}'", state.where)
        if not state.final and not out:
            hint = "add a step, or write 'final: true'"
            faults.add("AR704", f"only withdrawal leads out of '{state.key}'", state.where, hint)
        if state.final:
            for step in out:
                message = f"'{step.id}' leads out of the final state '{state.key}'"
                faults.add("AR706", message, step.where)
        _check_turns(state.key, own, faults)
    for step in process.steps.values():
        if step.event == process.withdrawal.event:
            faults.add("AR707", f"'{step.id}' waits for '{step.event}', which is withdrawing", step.where)


def _reached(process: Process) -> set[str]:
    seen: set[str] = set()
    waiting = [process.start, process.withdrawal.target]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting.extend(step.leads_to(at) for step in process.steps.values() if at in step.sources)
    return seen


def _check_turns(state: str, own: list[Step], faults: Faults) -> None:
    """Steps that never have their turn, as one before them asks for no more than they do."""
    for position, later in enumerate(own):
        for earlier in own[:position]:
            if earlier.event == later.event and _conditions(earlier) <= _conditions(later):
                message = f"'{later.id}' is never taken from '{state}': '{earlier.id}' asks for no more"
                faults.add("AR705", message, later.where)
                break


def _conditions(step: Step) -> frozenset[str]:
    when = () if step.when is None else (f"when {' '.join(step.when.text.split())}",)
    return frozenset((*step.needs, *when))
