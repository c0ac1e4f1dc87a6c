"""What a later view of a case file changes: the lines of money, the answers, and the events that did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amp_rules.casefile.adjustment import Adjustment, Blame, Side, View
from amp_rules.casefile.file import CaseFile
from amp_rules.engine import Outcome
from amp_rules.explanation.words import capital
from amp_rules.report.page import Cell, Item, Items, Page, Pairs, Section, Tone
from amp_rules.report.twosides import Heads, TwoSides
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import Money, Unknown

_HEADS: Final = Heads("casefile.lines", "casefile.decided", "casefile.should_be")


@dataclass(frozen=True, slots=True)
class Compared:
    """An adjustment with the case file it is about and both outcomes."""

    file: CaseFile
    adjustment: Adjustment
    then: Outcome
    now: Outcome


def diff_page(compared: Compared, language: str = "en") -> Page:
    """What was decided then, what should have been, and why they differ, in 'en' or 'sv'.

    Raises UnknownNameError for another language.
    """
    return _Diff(compared, report_words(language)).page()


class _Diff:
    def __init__(self, compared: Compared, words: ReportWords) -> None:
        self.compared = compared
        self.adjustment: Adjustment = compared.adjustment
        self.words = words
        self.say = words.say
        self.sides = TwoSides(compared.then, compared.now, words, _HEADS)
        self.plan = compared.now.plan
        self.speaker = self.sides.speaker

    def page(self) -> Page:
        """The page as a whole."""
        title = self.say("report.case", id=self.compared.file.id)
        adjustment, sides = self.adjustment, self.sides
        sections = (
            *sides.lines(adjustment.lines, adjustment.covered),
            *sides.answers(adjustment.verdicts, adjustment.answers, adjustment.days),
            *sides.findings(adjustment.findings),
            *self._blame(),
            *self._missing(),
        )
        return Page(title, (Pairs(tuple(self._lead())),), sections)

    # what leads

    def _lead(self) -> Iterator[tuple[str, Cell]]:
        book, adjustment = self.plan.rulebook, self.adjustment
        yield self.say("report.rules"), Cell(f"{self.words.of(book.edition.title)} ({book.name})")
        for message, side in (("casefile.side_then", adjustment.then), ("casefile.side_now", adjustment.now)):
            yield self.say(message), Cell(self._side(side))
        if not adjustment.changed:
            yield self.say("casefile.difference"), Cell(self.say("casefile.nothing_changed"))
        elif adjustment.delta is not None:
            yield self.say("casefile.difference"), self.sides.signed(adjustment.delta, Tone.STRONG)
            if isinstance(adjustment.delta, Unknown) and adjustment.covered is not None:
                yield self.say("casefile.covered"), self.sides.signed(adjustment.covered, Tone.PLAIN)

    def _side(self, side: Side) -> str:
        view = self._view(side.view)
        if side.total is None:
            return view
        return self.say("casefile.side", view=view, total=self._money(side.total))

    def _view(self, view: View) -> str:
        parts = []
        if view.valid is not None:
            parts.append(self.say("casefile.valid", day=view.valid.isoformat()))
        if view.known is not None:
            parts.append(self.say("casefile.written_by", day=view.known.isoformat()))
        return ", ".join(parts) or self.say("casefile.everything")

    def _money(self, money: Money | Unknown) -> str:
        return self.words.money(money) if isinstance(money, Money) else self.say("report.unknown")

    # why

    def _blame(self) -> Iterator[Section]:
        events = dict(self.compared.file.numbered())
        items = []
        for each in self.adjustment.blame:
            event = events[each.number]
            title = self.say(
                "casefile.event", number=str(each.number), title=event.title(self.words.language)
            )
            written = self.say(
                "casefile.written_on", day=event.on.isoformat(), moment=event.recorded_at.date().isoformat()
            )
            items.append(Item(self._blamed(capital(title), each), (written,)))
        if items:
            yield Section(self.say("casefile.blame"), (Items(tuple(items)),))

    def _blamed(self, title: str, blame: Blame) -> Cell:
        if blame.delta is None:
            return Cell(title)
        if not isinstance(blame.delta, Money):
            return Cell(self.say("casefile.blamed_open", event=title), Tone.OPEN)
        signed = self.sides.signed(blame.delta, Tone.PLAIN)
        return Cell(self.say("casefile.blamed", event=title, amount=signed.text), signed.tone)

    def _missing(self) -> Iterator[Section]:
        """What either total waits for."""
        items = []
        sides = (("casefile.side_then", self.adjustment.then), ("casefile.side_now", self.adjustment.now))
        for message, side in sides:
            lines = tuple(self.speaker.fact(each) for each in (*side.missing, *side.asked))
            if lines:
                items.append(Item(Cell(self.say(message), Tone.OPEN), lines))
        if items:
            yield Section(self.say("casefile.waits_for"), (Items(tuple(items)),))
