"""The steps of an edition as a statechart of durable-rules, to hold the plain machine against.

Every step from a state is two triggers: one for an event that does not say whether its conditions hold, which
stays where it is, and one for an event that says they do. The order of the steps is that of the triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amp_rules.casefile.machine import Effect, Move, Signal
from amp_rules.engine.durable.chart import Chart, Trigger
from amp_rules.rulebook.model import Process
from amp_rules.terms import UNKNOWN

HOLDS, OPEN = 1, 2
RELATED = "related to a step"


class StepChart:
    """The statechart of a process; keep it, as it takes some time to build.

    Raises MissingEngineError where durable-rules cannot be imported.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self.meaning: dict[str, tuple[Effect, str | None]] = {}
        duties = {duty.id: duty.states for duty in process.duties.values()}
        self.chart = Chart(process.start, list(self._triggers()), duties)

    def _triggers(self) -> Iterator[Trigger]:
        process = self.process
        leave = process.withdrawal
        for key, state in process.states.items():
            if not state.final:
                yield self._trigger(key, leave.event, {}, leave.target, Effect.WITHDRAWN)
            for step in process.steps.values():
                if key in step.sources:
                    opened, held = {step.id: OPEN}, {step.id: HOLDS}
                    yield self._trigger(key, step.event, opened, key, Effect.UNKNOWN, step.id)
                    yield self._trigger(key, step.event, held, step.leads_to(key), Effect.TAKEN, step.id)
            for kind in dict.fromkeys(step.event for step in process.steps.values() if key in step.sources):
                yield self._trigger(key, kind, {}, key, Effect.REFUSED)
            yield self._trigger(key, None, {RELATED: 1}, key, Effect.NOT_FROM_HERE)
            yield self._trigger(key, None, {}, key, Effect.UNRELATED)

    def _trigger(
        self,
        state: str,
        kind: str | None,
        flags: dict[str, int],
        to: str,
        effect: Effect,
        step: str | None = None,
    ) -> Trigger:
        name = f"{len(self.meaning)}"
        self.meaning[name] = (effect, step)
        return Trigger(name, state, kind, flags, to)

    def open_steps(self, state: str) -> tuple[str, ...]:
        """The steps that lead from a state, read off the chart's own triggers, in order."""
        triggers = [each for each in self.chart.named.values() if each.state == state]
        found = [self.meaning[each.name] for each in triggers]
        return tuple(step for effect, step in found if effect is Effect.TAKEN and step is not None)

    def run(self, signals: Iterable[Signal]) -> tuple[Move, ...]:
        """What each signal did, from the start on, as the plain machine's `run` says it."""
        return tuple(move for move, _ in self.steps(signals))

    def steps(self, signals: Iterable[Signal]) -> Iterator[tuple[Move, tuple[str, ...]]]:
        """What each signal did, and the duties that stand after it, by their ids in order."""
        related = {step.event for step in self.process.steps.values()} | {self.process.withdrawal.event}
        with self.chart.case() as case:
            for signal in signals:
                before = case.state
                flags = {
                    step: OPEN if truth is UNKNOWN else HOLDS if truth else 0
                    for step in self.process.steps
                    for truth in (signal.truths.get(step, True),)
                }
                taken = case.post(signal.kind, {**flags, RELATED: int(signal.kind in related)})
                assert taken is not None
                effect, step = self.meaning[taken]
                yield Move(before, case.state, effect, step), case.standing
