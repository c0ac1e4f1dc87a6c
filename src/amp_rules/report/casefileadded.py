"""What one event did to a case: the step it took, or why it took none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amp_rules.casefile.chain import StoredEvent
from amp_rules.casefile.events import Event
from amp_rules.casefile.machine import Effect
from amp_rules.casefile.progress import IrregularEvent, Progress, StepTaken
from amp_rules.casefile.shared_events import Corrected
from amp_rules.explanation.words import capital
from amp_rules.report.casefilewords import Speaker, cited
from amp_rules.report.page import Cell, Item, Items, Page, Pairs, Section, Tone
from amp_rules.report.shapes.casefile import CaseAdded
from amp_rules.report.words import ReportWords, report_words

ADDED_SCHEMA: Final = "amp-rules/event-added/1"
_WHY: Final = {
    Effect.NOT_FROM_HERE: "casefile.not_from_here",
    Effect.REFUSED: "casefile.not_met",
    Effect.UNKNOWN: "casefile.not_known",
}


@dataclass(frozen=True, slots=True)
class Added:
    """An event as it was stored, with where the case stood before and after it.

    `target` is the event that it corrects, if any; `without` says why the steps cannot be told, where they
    cannot.
    """

    record: StoredEvent
    target: Event | None = None
    before: Progress | None = None
    after: Progress | None = None
    without: str = ""

    @property
    def taken(self) -> StepTaken | None:
        """The step that the event took."""
        steps = self.after.taken if self.after is not None else ()
        return next((each for each in steps if each.number == self.record.number), None)

    @property
    def irregular(self) -> IrregularEvent | None:
        """The event as one that should have taken a step."""
        events = self.after.irregular if self.after is not None else ()
        return next((each for each in events if each.number == self.record.number), None)

    @property
    def turned(self) -> tuple[IrregularEvent, ...]:
        """Other events that took a step until this one came."""
        if self.before is None or self.after is None:
            return ()
        known = {each.number for each in self.before.irregular} | {self.record.number}
        return tuple(each for each in self.after.irregular if each.number not in known)

    @property
    def settled(self) -> tuple[StepTaken, ...]:
        """Other events that took no step until this one came."""
        if self.before is None or self.after is None:
            return ()
        known = {each.number for each in self.before.irregular}
        return tuple(each for each in self.after.taken if each.number in known)

    @property
    def effect(self) -> str:
        """One word for what it did, as in JSON."""
        if isinstance(self.record.event, Corrected):
            return "correction"
        if self.after is None:
            return "not_told"
        if self.irregular is not None:
            return self.irregular.effect.value
        if self.taken is None:
            return Effect.UNRELATED.value
        return (Effect.WITHDRAWN if self.taken.step is None else Effect.TAKEN).value


def added_object(added: Added) -> CaseAdded:
    """What an event did, as JSON."""
    found: CaseAdded = {
        "schema": ADDED_SCHEMA,
        "number": added.record.number,
        "kind": added.record.event.kind,
        "digest": added.record.digest,
        "effect": added.effect,
        "irregular": added.irregular is not None,
        "turned_irregular": [each.number for each in added.turned],
        "no_longer_irregular": [each.number for each in added.settled],
    }
    if added.taken is not None and added.taken.step is not None:
        found["step"] = added.taken.step.id
    if added.irregular is not None:
        reasons = added.irregular.reasons
        found["refused"], found["missing"] = list(reasons.refused), list(reasons.missing)
    if added.after is not None:
        found["state"] = added.after.state.key
    return found


def added_page(added: Added, language: str = "en") -> Page:
    """What an event did, in words.

    Raises UnknownNameError for another language.
    """
    words = report_words(language)
    event, number = added.record.event, added.record.number
    title = words.say("casefile.event", number=str(number), title=event.title(language))
    rows = [
        (words.say("casefile.day"), Cell(event.on.isoformat())),
        (words.say("casefile.effect"), _effect(added, words)),
        *_states(added, words),
        (words.say("casefile.digest"), Cell(added.record.digest, Tone.QUIET)),
    ]
    return Page(capital(title), (Pairs(tuple(rows)),), tuple(_sections(added, words)))


def _effect(added: Added, words: ReportWords) -> Cell:
    say, event, after = words.say, added.record.event, added.after
    if isinstance(event, Corrected):
        again = isinstance(added.target, Corrected)
        message = "casefile.counts_again" if again else "casefile.counts_no_more"
        return Cell(say(message, number=str(event.number)))
    if after is None:
        return Cell(added.without, Tone.OPEN)
    speaker = Speaker(after.rulebook, words)
    if added.irregular is not None:
        return Cell(say("casefile.irregular_loud"), Tone.BAD)
    if added.taken is None:
        return Cell(say("casefile.unrelated"))
    return Cell(
        say("casefile.taken", step=speaker.step(added.taken.step or after.process.withdrawal)), Tone.GOOD
    )


def _states(added: Added, words: ReportWords) -> Iterator[tuple[str, Cell]]:
    """Where the whole case stands now, and where it stood."""
    if added.after is None:
        return
    now = words.of(added.after.state.title)
    was = now if added.before is None else words.of(added.before.state.title)
    text = now if was == now else words.say("casefile.from_to", before=was, after=now)
    yield words.say("casefile.state"), Cell(text, Tone.STRONG)


def _sections(added: Added, words: ReportWords) -> Iterator[Section]:
    if added.irregular is not None:
        items: tuple[Item, ...] = (irregular_item(added.irregular, added.after, words),)
        yield Section(words.say("casefile.why_irregular"), (Items(items),))
    if added.turned:
        items = tuple(irregular_item(each, added.after, words) for each in added.turned)
        yield Section(words.say("casefile.turned"), (Items(items),))
    if added.settled and added.after is not None:
        speaker = Speaker(added.after.rulebook, words)
        items = tuple(_settled(each, added.after, speaker) for each in added.settled)
        yield Section(words.say("casefile.settled"), (Items(items),))


def _settled(event: StepTaken, progress: Progress, speaker: Speaker) -> Item:
    words = speaker.words
    title = words.say("casefile.event", number=str(event.number), title=event.event.title(words.language))
    step = speaker.step(event.step or progress.process.withdrawal)
    return Item(Cell(capital(title), Tone.GOOD), (words.say("casefile.taken", step=step),))


def irregular_item(event: IrregularEvent, progress: Progress | None, words: ReportWords) -> Item:
    """An event that took no step, with the reasons."""
    assert progress is not None
    speaker = Speaker(progress.rulebook, words)
    number, title = str(event.number), event.event.title(words.language)
    text = words.say("casefile.event", number=number, title=title)
    state = speaker.state(event.state)
    lines = [words.say(_WHY[event.effect], state=state), *_waiting(event, progress, speaker)]
    lines += speaker.why(event.reasons)
    return Item(Cell(capital(text), Tone.BAD), tuple(lines))


def _waiting(event: IrregularEvent, progress: Progress, speaker: Speaker) -> Iterator[str]:
    """The steps that it might have taken, or the states in which one waits for it."""
    process, words = progress.process, speaker.words
    if event.steps:
        for step in event.steps:
            yield words.say("casefile.might", step=cited(words.of(step.title), step.cite))
        return
    sources = (
        key for step in process.steps.values() if step.event == event.event.kind for key in step.sources
    )
    states = [speaker.state(key) for key in dict.fromkeys(sources)]
    if states:
        yield words.say("casefile.waited_in", states=words.either(states))
