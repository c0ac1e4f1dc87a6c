"""What a later view of a case file changes: the lines of money, the answers, and the events that did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from amp_rules.casefile.adjustment import Adjustment, Basis, Blame, Changed, Line, Side, View
from amp_rules.casefile.file import CaseFile
from amp_rules.engine import FindingHeld, Outcome
from amp_rules.explanation.naming import Namer
from amp_rules.explanation.values import VERDICTS
from amp_rules.explanation.words import capital
from amp_rules.ledger import Answer, Verdict
from amp_rules.report.casefilewords import Speaker, cited
from amp_rules.report.page import Cell, Column, Item, Items, Page, Pairs, Row, Section, Table, Tone
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import Money, Unknown

_SIDES: Final = ("decided", "should_be")
_SIGNS: Final = {True: Tone.GOOD, False: Tone.BAD}


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
        self.namers = (Namer(compared.now, words), Namer(compared.then, words))
        self.plan = compared.now.plan
        self.speaker = Speaker(self.plan.rulebook, words)

    def page(self) -> Page:
        """The page as a whole."""
        title = self.say("report.case", id=self.compared.file.id)
        sections = [*self._lines(), *self._answers(), *self._findings(), *self._blame(), *self._missing()]
        return Page(title, (Pairs(tuple(self._lead())),), tuple(sections))

    # what leads

    def _lead(self) -> Iterator[tuple[str, Cell]]:
        book, adjustment = self.plan.rulebook, self.adjustment
        yield self.say("report.rules"), Cell(f"{self.words.of(book.edition.title)} ({book.name})")
        for message, side in (("casefile.side_then", adjustment.then), ("casefile.side_now", adjustment.now)):
            yield self.say(message), Cell(self._side(side))
        if not adjustment.changed:
            yield self.say("casefile.difference"), Cell(self.say("casefile.nothing_changed"))
        elif adjustment.delta is not None:
            yield self.say("casefile.difference"), self._signed(adjustment.delta, Tone.STRONG)
            if isinstance(adjustment.delta, Unknown) and adjustment.covered is not None:
                yield self.say("casefile.covered"), self._signed(adjustment.covered, Tone.PLAIN)

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

    def _signed(self, money: Money | Unknown, zero: Tone) -> Cell:
        """An amount with its sign."""
        if not isinstance(money, Money):
            return Cell(self.say("report.unknown"), Tone.OPEN)
        text = self.words.money(money)
        return Cell(f"+{text}" if money.minor > 0 else text, _SIGNS[money.minor > 0] if money.minor else zero)

    # the lines

    def _lines(self) -> Iterator[Section]:
        lines = self.adjustment.lines
        if not lines:
            return
        dated = any(line.days for line in lines)
        days = (
            Column(self.say("report.from")),
            Column(self.say("report.to"), part=True),
            Column(self.say("report.days_column"), True),
        )
        columns = (
            *(days if dated else ()),
            Column(self.say("casefile.line")),
            Column(self.say("casefile.decided"), True),
            Column(self.say("casefile.should_be"), True),
            Column(self.say("casefile.difference"), True),
        )
        rows = tuple(self._row(line, dated) for line in lines)
        table = Table(columns, rows, self.say("report.rules_and_sources"), self._sum(dated))
        yield Section(self.say("casefile.lines"), (table,))

    def _row(self, line: Line, dated: bool) -> Row:
        first, last = ("", "") if line.days is None else (each.isoformat() for each in line.days)
        days = "" if line.count is None else self.words.number(line.count)
        title = self._titled(self.words.of(line.title), self._about(line.decision, line.about))
        cells = (
            *(Cell(text) for text in ((first, last, days, title) if dated else (title,))),
            self._amount(line.decided),
            self._amount(line.should_be),
            self._delta(line.delta),
        )
        return Row(cells, tuple(self._bases(line)))

    def _amount(self, money: Money | Unknown) -> Cell:
        if isinstance(money, Money):
            return Cell(self.words.column(money), Tone.PLAIN if money.minor else Tone.QUIET)
        return Cell(self.say("report.unknown"), Tone.OPEN)

    def _delta(self, money: Money | Unknown) -> Cell:
        if not isinstance(money, Money):
            return Cell(self.say("report.unknown"), Tone.OPEN)
        text = self.words.column(money)
        return Cell(f"+{text}", Tone.GOOD) if money.minor > 0 else Cell(text, Tone.BAD)

    def _bases(self, line: Line) -> Iterator[str]:
        """The rules and what they cite, once where they are the same on both sides."""
        then, now = self._basis(line.then), self._basis(line.now)
        if then and now and then != now:
            yield self.say("casefile.was", text=then)
            yield self.say("casefile.is", text=now)
        elif now or then:
            yield now or then
        missing = dict.fromkeys((*line.then.missing, *line.now.missing))
        if missing:
            yield self.say("casefile.missing", facts=self.speaker.facts(missing))

    def _basis(self, basis: Basis) -> str:
        return cited(", ".join(basis.rules), basis.cite)

    def _sum(self, dated: bool) -> Row | None:
        """The sums of the lines that are known on both sides."""
        lines = [line for line in self.adjustment.lines if isinstance(line.delta, Money)]
        covered = self.adjustment.covered
        if len(self.adjustment.lines) < 2 or covered is None or not lines:
            return None
        decided, should_be = (self._total([getattr(line, name) for line in lines]) for name in _SIDES)
        blank = (Cell(""),) * (3 if dated else 0)
        strong = (Cell(self.words.column(each), Tone.STRONG) for each in (decided, should_be))
        title = self.say("casefile.sum_known" if self.adjustment.open_lines else "report.sum")
        return Row((Cell(title, Tone.STRONG), *blank, *strong, self._delta(covered)))

    def _total(self, amounts: list[Money]) -> Money:
        return sum(amounts[1:], amounts[0])

    # what else differs

    def _answers(self) -> Iterator[Section]:
        items = [
            self._changed(each, self._verdict(each.then), self._verdict(each.now))
            for each in self.adjustment.verdicts
        ]
        items += [
            self._changed(each, self._answer(each.name, each.then), self._answer(each.name, each.now))
            for each in self.adjustment.answers
        ]
        items += [
            self._changed(each, self._day(each.then), self._day(each.now)) for each in self.adjustment.days
        ]
        if items:
            yield Section(self.say("casefile.answers"), (Items(tuple(items)),))

    def _changed(self, changed: Changed[Any], then: str, now: str) -> Item:
        title = self._titled(self.words.of(changed.title), self._about(changed.name, changed.about))
        return Item(Cell(self.say("casefile.changed", title=title, then=then, now=now)))

    def _verdict(self, verdict: Verdict | None) -> str:
        return self.say("casefile.not_asked") if verdict is None else self.say(VERDICTS[verdict])

    def _answer(self, name: str, value: Answer) -> str:
        return self.namers[0].values.of_decision(value, self.plan.decisions[name])

    def _day(self, day: date | Unknown | None) -> str:
        if day is None:
            return self.say("casefile.not_asked")
        return self.words.day(day) if isinstance(day, date) else self.say("casefile.no_day")

    def _findings(self) -> Iterator[Section]:
        items = []
        for each in self.adjustment.findings:
            gone = each.now is None
            held = each.then if each.now is None else each.now
            assert isinstance(held, FindingHeld)
            message = "casefile.finding_gone" if gone else "casefile.finding_new"
            text = self.say(message, text=cited(self.words.of(held.message), held.cite))
            about = self._about(each.name, held.about)
            items.append(Item(Cell(text), (about,) if about else ()))
        if items:
            yield Section(self.say("report.findings"), (Items(tuple(items)),))

    def _about(self, name: str, label: str) -> str:
        """What an entity is called; nothing where it is the case as a whole."""
        decision = self.plan.decisions.get(name)
        process = self.plan.rulebook.process
        if decision is not None:
            entity = decision.about
        else:
            entity = process.dues[name].about if process is not None and name in process.dues else "case"
        if entity == "case":
            return ""
        for namer in self.namers:
            rows = namer.rows
            for instance in rows.instances("period" if entity == "day" else entity):
                if rows.label(instance) == label:
                    return namer.about(instance)
        return label

    def _titled(self, title: str, about: str) -> str:
        return self.say("casefile.due_about", title=title, about=about) if about else title

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
        signed = self._signed(blame.delta, Tone.PLAIN)
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
