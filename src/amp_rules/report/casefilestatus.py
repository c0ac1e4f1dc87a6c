"""Where a case stands: its timeline, what may be done and why not, what holds and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from amp_rules.casefile.due import Deadline
from amp_rules.casefile.errors import EventsConflictError
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.progress import OpenStep, Progress
from amp_rules.casefile.reasons import NoStepsError, Standing
from amp_rules.engine import Outcome
from amp_rules.engine.rows import CASE
from amp_rules.errors import AmpRulesError
from amp_rules.explanation import Line
from amp_rules.explanation.why import Teller
from amp_rules.report.casefileadded import irregular_item
from amp_rules.report.casefiledue import AHEAD, due_blocks
from amp_rules.report.casefiletimeline import entries_of, timeline_table
from amp_rules.report.casefilewords import Speaker, cited, why_untold
from amp_rules.report.page import Block, Cell, Heading, Item, Items, Page, Pairs, Prose, Section, Tone
from amp_rules.report.statement import statement
from amp_rules.report.words import ReportWords, report_words

_GROUPS: Final = {
    Standing.ALLOWED: ("casefile.allowed", Tone.GOOD),
    Standing.UNDETERMINED: ("casefile.undetermined", Tone.OPEN),
    Standing.REFERRED: ("casefile.referred", Tone.OPEN),
    Standing.NOT_ALLOWED: ("casefile.not_allowed", Tone.BAD),
}
_OPEN_SECTIONS: Final = ("report.missing", "report.referrals", "report.findings")


@dataclass(frozen=True, slots=True)
class Status:
    """A case file as seen from one view, with everything that could be told of it.

    `untold` is why there is no outcome or no progress, where that is so; `dues` is what falls due from the
    day `on`.
    """

    file: CaseFile
    valid: date | None = None
    known: date | None = None
    progress: Progress | None = None
    outcome: Outcome | None = None
    untold: AmpRulesError | None = None
    on: date | None = None
    dues: tuple[Deadline, ...] = ()

    @property
    def conflict(self) -> bool:
        """Whether facts of the file cannot all be true."""
        return isinstance(self.untold, EventsConflictError)


def status_page(status: Status, language: str = "en", *, why: bool = False) -> Page:
    """Where the case stands, in 'en' or 'sv'; `why` adds the money by day and the whole explanation.

    Raises UnknownNameError for another language.
    """
    return _Shown(status, report_words(language)).page(why)


class _Shown:
    def __init__(self, status: Status, words: ReportWords) -> None:
        self.status = status
        self.words = words
        self.say = words.say
        self.entries = entries_of(status.file, status.progress)

    def page(self, why: bool) -> Page:
        """The page as a whole."""
        title = self.say("report.case", id=self.status.file.id)
        sections = [*self._conflicts(), self._timeline(), *self._irregular(), *self._open()]
        sections += [*self._not_met(), *self._dues()]
        return Page(title, (Pairs(tuple(self._lead())),), (*sections, *self._duties(), *self._decided(why)))

    # what leads

    def _lead(self) -> Iterator[tuple[str, Cell]]:
        status = self.status
        book = status.progress.rulebook if status.progress else None
        if status.outcome is not None:
            book = status.outcome.plan.rulebook
        if book is not None:
            yield self.say("report.rules"), Cell(f"{self.words.of(book.edition.title)} ({book.name})")
        if status.untold is not None:
            told = why_untold(status.untold, self.words.language)
            steps = isinstance(status.untold, NoStepsError)
            yield self.say("casefile.steps" if steps else "casefile.state"), Cell(told, Tone.OPEN)
        yield from self._standing()
        yield from self._view()

    def _standing(self) -> Iterator[tuple[str, Cell]]:
        progress = self.status.progress
        if progress is None:
            return
        if progress.stage is not None:
            yield self.say("casefile.stage"), Cell(self.words.of(progress.stage.title))
        yield self.say("casefile.state"), Cell(self.words.of(progress.state.title), Tone.STRONG)
        actors = progress.next_actors
        if actors:
            named = Cell(Speaker(progress.rulebook, self.words).authorities(actors), Tone.STRONG)
        else:
            named = Cell(self._nobody(progress))
        yield self.say("casefile.next"), named

    def _nobody(self, progress: Progress) -> str:
        """That nobody has to act, and who may."""
        if progress.state.final:
            return self.say("casefile.ended")
        allowed = [each.step for each in progress.open_steps if each.standing is Standing.ALLOWED]
        actors = list(dict.fromkeys(actor for step in allowed for actor in step.actors))
        if not actors:
            return self.say("casefile.nobody")
        named = Speaker(progress.rulebook, self.words).authorities(actors)
        return self.say("casefile.nobody_has_to", actors=named)

    def _view(self) -> Iterator[tuple[str, Cell]]:
        """The days that the case is seen from, where not everything counts."""
        if self.status.valid is not None:
            text = self.say("casefile.valid", day=self.status.valid.isoformat())
            yield self.say("casefile.seen"), Cell(text, Tone.OPEN)
        if self.status.known is not None:
            text = self.say("casefile.known", day=self.status.known.isoformat())
            yield self.say("casefile.written"), Cell(text, Tone.OPEN)

    # what happened

    def _conflicts(self) -> Iterator[Section]:
        if isinstance(self.status.untold, EventsConflictError):
            items = tuple(Item(Cell(str(each), Tone.BAD)) for each in self.status.untold.problems)
            yield Section(self.say("casefile.conflicts"), (Items(items),))

    def _timeline(self) -> Section:
        if not self.entries:
            return Section(self.say("casefile.timeline"), (Prose((self.say("casefile.no_events"),)),))
        table = timeline_table(self.entries, self.status.progress, self.words)
        return Section(self.say("casefile.timeline"), (table,))

    def _irregular(self) -> Iterator[Section]:
        progress = self.status.progress
        if progress is not None and progress.irregular:
            items = tuple(irregular_item(each, progress, self.words) for each in progress.irregular)
            yield Section(self.say("casefile.why_irregular"), (Items(items),))

    # what may be done

    def _open(self) -> Iterator[Section]:
        progress = self.status.progress
        if progress is None:
            return
        speaker, blocks = Speaker(progress.rulebook, self.words), list[Block]()
        for standing, (title, tone) in _GROUPS.items():
            steps = [each for each in progress.open_steps if each.standing is standing]
            items = [self._step(each, tone, speaker) for each in steps]
            if standing is Standing.ALLOWED and progress.may_withdraw:
                items.append(self._withdrawal(progress, tone, speaker))
            if items:
                blocks += [Heading(self.say(title)), Items(tuple(items))]
        if blocks:
            yield Section(self.say("casefile.open"), tuple(blocks))

    def _not_met(self) -> Iterator[Section]:
        """For each verdict that stands in the way, the conditions that failed."""
        progress, outcome = self.status.progress, self.status.outcome
        if progress is None or outcome is None:
            return
        names = dict.fromkeys(name for each in progress.open_steps for name in each.reasons.refused)
        teller = Teller(outcome, self.words)
        items = tuple(point for name in names for point in _failed(teller.decision(name, CASE)))
        if items:
            yield Section(self.say("casefile.failed"), (Items(items),))

    def _step(self, open_step: OpenStep, tone: Tone, speaker: Speaker) -> Item:
        step = open_step.step
        message = "casefile.must_by" if step.must else "casefile.may_by"
        who = self.say(message, actors=speaker.authorities(step.actors), kind=step.event)
        return Item(Cell(speaker.step(step), tone), (who, *speaker.why(open_step.reasons)))

    def _withdrawal(self, progress: Progress, tone: Tone, speaker: Speaker) -> Item:
        withdrawal = progress.process.withdrawal
        below = self.say("casefile.at_any_time", kind=withdrawal.event)
        return Item(Cell(speaker.step(withdrawal), tone), (below,))

    def _dues(self) -> Iterator[Section]:
        """What is ahead or overdue; what is over is left to `due`."""
        status = self.status
        ahead = tuple(each for each in status.dues if each.status in AHEAD)
        if status.outcome is not None and status.on is not None and ahead:
            blocks = tuple(due_blocks(ahead, status.outcome, status.on, self.words))
            yield Section(self.say("casefile.falls_due"), blocks)

    def _duties(self) -> Iterator[Section]:
        progress = self.status.progress
        if progress is None or not progress.duties:
            return
        speaker = Speaker(progress.rulebook, self.words)
        items = tuple(
            Item(
                Cell(cited(self.words.of(duty.title), duty.cite)),
                (self.say("casefile.duty_of", actors=speaker.authorities(duty.actors)),),
            )
            for duty in progress.duties
        )
        yield Section(self.say("casefile.duties"), (Items(items),))

    # what holds

    def _decided(self, why: bool) -> Iterator[Section]:
        """The verdicts and amounts of the edition's goals, and what is open."""
        if self.status.outcome is None:
            return
        page = statement(self.status.outcome, self.words.language, why=why)
        heads = {self.say("report.rules"), self.say("report.decided_by")}
        rows = [row for block in page.lead if isinstance(block, Pairs) for row in block.rows]
        sections = {section.title: section for section in page.sections}
        amounts = sections.pop(self.say("report.amounts"), None)
        verdicts = Pairs(tuple(row for row in rows if row[0] not in heads))
        blocks = (verdicts, *(amounts.blocks if amounts is not None else ()))
        yield Section(self.say("casefile.decisions"), _joined(blocks))
        wanted = {self.say(each) for each in _OPEN_SECTIONS}
        yield from (each for each in sections.values() if why or each.title in wanted)


def _failed(line: Line) -> Iterator[Item]:
    """A line that failed with those below it that did; others are passed through."""
    points = tuple(point for child in line.children for point in _failed(child))
    if line.mark != "fails":
        yield from points
        return
    text = cited(line.text, (citation.id for citation in line.citations))
    yield Item(Cell(text, Tone.BAD), (), points)


def _joined(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Names and answers in one block, so that they stand in the same columns."""
    rows = [row for block in blocks if isinstance(block, Pairs) for row in block.rows]
    others = tuple(block for block in blocks if not isinstance(block, Pairs))
    return (Pairs(tuple(rows)), *others) if rows else others
