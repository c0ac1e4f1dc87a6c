"""Two outcomes of one case, line by line: amounts, answers and findings that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from amp_rules.casefile.adjustment import Basis, Changed, Line
from amp_rules.engine import FindingHeld, Outcome
from amp_rules.explanation.naming import Namer
from amp_rules.explanation.values import VERDICTS
from amp_rules.ledger import Answer, Verdict
from amp_rules.report.casefilewords import Speaker, cited
from amp_rules.report.page import Cell, Column, Item, Items, Row, Section, Table, Tone
from amp_rules.report.words import ReportWords
from amp_rules.terms import Money, Unknown

_SIDES: Final = ("decided", "should_be")
_SIGNS: Final = {True: Tone.GOOD, False: Tone.BAD}


@dataclass(frozen=True, slots=True)
class Heads:
    """What the columns of amounts, and the section of lines, are called: messages."""

    lines: str
    then: str
    now: str


class TwoSides:
    """Writes out what differs between two outcomes, in one language."""

    def __init__(self, then: Outcome, now: Outcome, words: ReportWords, heads: Heads) -> None:
        self.words = words
        self.say = words.say
        self.heads = heads
        self.namers = (Namer(now, words), Namer(then, words))
        self.plan = now.plan
        self.speaker = Speaker(self.plan.rulebook, words)

    def signed(self, money: Money | Unknown, zero: Tone) -> Cell:
        """An amount with its sign; `zero` is the tone of none."""
        if not isinstance(money, Money):
            return Cell(self.say("report.unknown"), Tone.OPEN)
        text = self.words.money(money)
        return Cell(f"+{text}" if money.minor > 0 else text, _SIGNS[money.minor > 0] if money.minor else zero)

    # the lines

    def lines(self, lines: Sequence[Line], covered: Money | None) -> Iterator[Section]:
        """The amounts that differ or are not known on both sides; `covered` is the sum of the known ones."""
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
            Column(self.say(self.heads.then), True),
            Column(self.say(self.heads.now), True),
            Column(self.say("casefile.difference"), True),
        )
        rows = tuple(self._row(line, dated) for line in lines)
        table = Table(columns, rows, self.say("report.rules_and_sources"), self._sum(lines, covered, dated))
        yield Section(self.say(self.heads.lines), (table,))

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

    def _sum(self, lines: Sequence[Line], covered: Money | None, dated: bool) -> Row | None:
        """The sums of the lines that are known on both sides."""
        known = [line for line in lines if isinstance(line.delta, Money)]
        if len(lines) < 2 or covered is None or not known:
            return None
        decided, should_be = (self._total([getattr(line, name) for line in known]) for name in _SIDES)
        blank = (Cell(""),) * (3 if dated else 0)
        strong = (Cell(self.words.column(each), Tone.STRONG) for each in (decided, should_be))
        title = self.say("report.sum" if len(known) == len(lines) else "casefile.sum_known")
        return Row((Cell(title, Tone.STRONG), *blank, *strong, self._delta(covered)))

    def _total(self, amounts: list[Money]) -> Money:
        return sum(amounts[1:], amounts[0])

    # what else differs

    def answers(
        self,
        verdicts: Iterable[Changed[Verdict]],
        answers: Iterable[Changed[Answer]],
        days: Iterable[Changed[date | Unknown]] = (),
    ) -> Iterator[Section]:
        """The answers that differ."""
        items = [
            *(self._changed(each, self._verdict(each.then), self._verdict(each.now)) for each in verdicts),
            *(self._changed(each, *self._both(each)) for each in answers),
            *(self._changed(each, self._day(each.then), self._day(each.now)) for each in days),
        ]
        if items:
            yield Section(self.say("casefile.answers"), (Items(tuple(items)),))

    def _changed(self, changed: Changed[Any], then: str, now: str) -> Item:
        title = self._titled(self.words.of(changed.title), self._about(changed.name, changed.about))
        return Item(Cell(self.say("casefile.changed", title=title, then=then, now=now)))

    def _verdict(self, verdict: Verdict | None) -> str:
        return self.say("casefile.not_asked") if verdict is None else self.say(VERDICTS[verdict])

    def _both(self, each: Changed[Answer]) -> tuple[str, str]:
        return self._answer(each.name, each.then), self._answer(each.name, each.now)

    def _answer(self, name: str, value: Answer) -> str:
        return self.namers[0].values.of_decision(value, self.plan.decisions[name])

    def _day(self, day: date | Unknown | None) -> str:
        if day is None:
            return self.say("casefile.not_asked")
        return self.words.day(day) if isinstance(day, date) else self.say("casefile.no_day")

    def findings(self, findings: Iterable[Changed[FindingHeld]]) -> Iterator[Section]:
        """The findings that hold on one side only."""
        items = []
        for each in findings:
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
