"""Runs the steps of an edition over signals: pure, with no case and no rules in sight.

The whole meaning, so that a second implementation can be held against it:

- A process is in one state at a time, at first in its start.
- A signal is the kind of an event, with what is known of each step's conditions (its needs granted and its
  `when` true): True, False or UNKNOWN. A step that is not named has no conditions, or they hold.
- Withdrawal comes first: a signal of the withdrawal's kind, in any state that is not final, leads to the
  withdrawal's target. It has no conditions.
- Otherwise the steps from the state on the signal's kind are looked at in the order declared. Those whose
  conditions fail (False) are passed over. The first that is left is taken if its conditions hold (True); if
  they are not known (UNKNOWN), nothing is taken, and the steps after it are not looked at.
- So at most one step is taken for each signal. One that takes none leaves the state as it is and is never
  looked at again.
- The open steps of a state are those from it, whatever their conditions. Its duties and deadlines are those
  declared to stand in it, so that leaving the state, also by withdrawing, drops all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from amp_rules.rulebook.model import Due, Duty, Process, Step
from amp_rules.terms import UNKNOWN, Maybe

Truth = Maybe[bool]


class Effect(StrEnum):
    """What a signal did."""

    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    UNRELATED = "unrelated"
    """No step of the process waits for this kind, in any state."""
    NOT_FROM_HERE = "not_from_here"
    REFUSED = "refused"
    UNKNOWN = "unknown"


IRREGULAR = frozenset({Effect.NOT_FROM_HERE, Effect.REFUSED, Effect.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Signal:
    """An event as the machine sees it; `truths` has the conditions of steps by their id."""

    kind: str
    truths: Mapping[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """What one signal did; `step` is the step taken, or the one that was not known to be allowed."""

    before: str
    after: str
    effect: Effect
    step: str | None = None

    @property
    def irregular(self) -> bool:
        """Whether a step of the process was waited for, yet none was taken."""
        return self.effect in IRREGULAR


def steps_from(process: Process, state: str) -> tuple[Step, ...]:
    """The steps that lead from a state, itself included, in the order declared."""
    return tuple(step for step in process.steps.values() if state in step.sources)


def duties_in(process: Process, state: str) -> tuple[Duty, ...]:
    """The duties that stand in a state, in the order declared."""
    return tuple(duty for duty in process.duties.values() if state in duty.states)


def dues_in(process: Process, state: str) -> tuple[Due, ...]:
    """The deadlines that stand in a state, in the order declared."""
    return tuple(due for due in process.dues.values() if not due.states or state in due.states)


def may_withdraw(process: Process, state: str) -> bool:
    """Whether the person can still leave: in every state that is not final."""
    return not process.states[state].final


def move(process: Process, state: str, signal: Signal) -> Move:
    """What a signal does in a state."""
    if signal.kind == process.withdrawal.event and may_withdraw(process, state):
        return Move(state, process.withdrawal.target, Effect.WITHDRAWN)
    waiting = [step for step in steps_from(process, state) if step.event == signal.kind]
    for step in waiting:
        truth = signal.truths.get(step.id, True)
        if truth is UNKNOWN:
            return Move(state, state, Effect.UNKNOWN, step.id)
        if truth:
            return Move(state, step.leads_to(state), Effect.TAKEN, step.id)
    if waiting:
        return Move(state, state, Effect.REFUSED)
    known = {step.event for step in process.steps.values()} | {process.withdrawal.event}
    return Move(state, state, Effect.NOT_FROM_HERE if signal.kind in known else Effect.UNRELATED)


def run(process: Process, signals: Iterable[Signal]) -> tuple[Move, ...]:
    """What each signal did, from the start on; the state after it is the move's `after`.

    >>> from amp_rules.rulebook import load_rulebook
    >>> process = load_rulebook("amp", edition="2016").process
    >>> [move.after for move in run(process, [Signal("identified"), Signal("withdrawn")])]
    ['identified', 'withdrawn']
    """
    state, moves = process.start, []
    for signal in signals:
        moves.append(move(process, state, signal))
        state = moves[-1].after
    return tuple(moves)
