"""Where a case stands in the steps of its edition, what may be done next, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from amp_rules.casefile.events import Event
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.machine import (
    Effect,
    Move,
    Signal,
    dues_in,
    duties_in,
    may_withdraw,
    move,
    steps_from,
)
from amp_rules.casefile.reasons import Causes, NoStepsError, Reasons, Standing
from amp_rules.engine import decide
from amp_rules.engine.decide import WrongProgrammeError
from amp_rules.rulebook.model import Due, Duty, Process, Rulebook, Stage, State, Step


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step from the present state, whether it may be taken now, and why not."""

    step: Step
    standing: Standing
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class StepTaken:
    """An event that took a step; `step` is None for withdrawal. `number` is the event's own."""

    number: int
    event: Event
    step: Step | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class IrregularEvent:
    """An event that steps wait for, yet took none; it stays a fact all the same.

    steps: those it might have taken from the state it met; none where they start elsewhere.
    """

    number: int
    event: Event
    state: str
    effect: Effect
    steps: tuple[Step, ...]
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a case stands; one entry per event that matters to the steps, by day and then as recorded."""

    rulebook: Rulebook
    process: Process
    state: State
    taken: tuple[StepTaken, ...]
    irregular: tuple[IrregularEvent, ...]
    open_steps: tuple[OpenStep, ...]
    duties: tuple[Duty, ...]
    dues: tuple[Due, ...]
    may_withdraw: bool
    moves: tuple[Move, ...]

    @property
    def stage(self) -> Stage | None:
        """The stage that the state belongs to; None where it belongs to none."""
        return self.process.stages.get(self.state.stage)

    @property
    def next_actors(self) -> tuple[str, ...]:
        """Who has to act next: the bodies of the steps that must be taken and may be."""
        allowed = [each.step for each in self.open_steps if each.standing is Standing.ALLOWED]
        return tuple(dict.fromkeys(actor for step in allowed if step.must for actor in step.actors))


def progress(rulebook: Rulebook, file: CaseFile) -> Progress:
    """Where the file stands in the rulebook's steps, everything in it counted.

    The events that no correction voids are replayed by the day they are about, then as recorded. What a step
    needs is decided on the case as told by the events up to and including the one that takes it. Pass
    `file.as_of(...)` for another day.

    Raises:
        NoStepsError: the edition declares no steps.
        WrongProgrammeError: the file belongs to another programme.
        EventsConflictError: facts that cannot stand together.
    """
    process = rulebook.process
    if process is None:
        raise NoStepsError(rulebook.name)
    if file.programme != rulebook.edition.programme:
        raise WrongProgrammeError(file.programme, rulebook.name)
    return _Replay(rulebook, process, file).progress()


def in_order(file: CaseFile) -> tuple[tuple[int, Event], ...]:
    """The events that stand, each with its number, by the day they are about and then as recorded."""
    return tuple(sorted(file.standing(), key=lambda each: (each[1].on, each[0])))


def signals(rulebook: Rulebook, file: CaseFile) -> tuple[Signal, ...]:
    """What each event in order says to the machine, the state it meets taken into account."""
    assert rulebook.process is not None
    replay = _Replay(rulebook, rulebook.process, file)
    return tuple(signal for _, _, signal in replay.steps())


class _Replay:
    def __init__(self, rulebook: Rulebook, process: Process, file: CaseFile) -> None:
        self.rulebook = rulebook
        self.process = process
        self.file = file
        self.events = in_order(file)
        self.causes: dict[int, Causes] = {}

    def steps(self) -> Iterator[tuple[int, Move, Signal]]:
        """For each event its position, what it did and the signal it was."""
        state = self.process.start
        for position, (_, event) in enumerate(self.events):
            waiting = [step for step in steps_from(self.process, state) if step.event == event.kind]
            conditional = [step for step in waiting if step.needs or step.when is not None]
            truths = {step.id: self._after(position).truth(step) for step in conditional}
            signal = Signal(event.kind, truths)
            made = move(self.process, state, signal)
            yield position, made, signal
            state = made.after

    def progress(self) -> Progress:
        moves, taken, irregular = [], [], []
        for position, made, _ in self.steps():
            moves.append(made)
            if made.effect in (Effect.TAKEN, Effect.WITHDRAWN):
                taken.append(self._taken(position, made))
            elif made.irregular:
                irregular.append(self._irregular(position, made))
        state = moves[-1].after if moves else self.process.start
        return Progress(
            self.rulebook,
            self.process,
            self.process.states[state],
            tuple(taken),
            tuple(irregular),
            tuple(self._open(step) for step in steps_from(self.process, state)),
            duties_in(self.process, state),
            dues_in(self.process, state),
            may_withdraw(self.process, state),
            tuple(moves),
        )

    def _after(self, position: int) -> Causes:
        """What the case tells once the event at a position is known; decided when first asked for."""
        if position not in self.causes:
            told = sorted(self.events[: position + 1], key=lambda each: each[0])
            file = replace(
                self.file,
                events=tuple(event for _, event in told),
                numbers=tuple(number for number, _ in told),
            )
            self.causes[position] = Causes(decide(self.rulebook, file.case()))
        return self.causes[position]

    def _taken(self, position: int, made: Move) -> StepTaken:
        number, event = self.events[position]
        step = None if made.step is None else self.process.steps[made.step]
        return StepTaken(number, event, step, made.before, made.after)

    def _irregular(self, position: int, made: Move) -> IrregularEvent:
        number, event = self.events[position]
        steps = tuple(step for step in steps_from(self.process, made.before) if step.event == event.kind)
        looked_at = [step for step in steps if made.step in (None, step.id)]
        reasons = self._after(position).reasons(looked_at, outcome_too=True) if steps else Reasons()
        return IrregularEvent(number, event, made.before, made.effect, steps, reasons)

    def _open(self, step: Step) -> OpenStep:
        reasons = self._after(len(self.events) - 1).reasons([step]) if step.needs else Reasons()
        return OpenStep(step, reasons.standing, reasons)
