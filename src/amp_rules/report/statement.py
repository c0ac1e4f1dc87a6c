"""An outcome as a page: verdicts, amounts, days, what is missing, who decides, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby

from amp_rules.case import SupportPeriod, label
from amp_rules.engine import Outcome, Segment
from amp_rules.ledger import Answer, Verdict
from amp_rules.report.page import (
    Block,
    Cell,
    Chart,
    Column,
    Item,
    Items,
    Page,
    Pairs,
    Row,
    Section,
    Step,
    Table,
    Tone,
)
from amp_rules.report.words import Words
from amp_rules.terms import UNKNOWN, Money, Unknown

_TONES = {
    Verdict.GRANTED: Tone.GOOD,
    Verdict.REFUSED: Tone.BAD,
    Verdict.UNDETERMINED: Tone.OPEN,
    Verdict.REFERRED: Tone.OPEN,
}


def statement(outcome: Outcome, language: str = "en", *, explain: bool = False) -> Page:
    """The page that shows an outcome; `explain` adds why, with every source in words."""
    return _Statement(outcome, Words(language)).page(explain)


class _Statement:
    def __init__(self, outcome: Outcome, words: Words) -> None:
        self.outcome = outcome
        self.words = words
        self.registers = outcome.plan.rulebook.registers
        self.cited: dict[str, None] = {}

    def page(self, explain: bool) -> Page:
        lead = Pairs((*self._verdicts(), *self._heads()))
        sections = tuple(section for section in self._sections(explain) if section.blocks)
        return Page(self.words.say("Case {id}", id=self.outcome.case.id), (lead,), sections)

    def _sections(self, explain: bool) -> Iterator[Section]:
        say = self.words.say
        yield Section(say("Amounts"), self._amounts())
        yield Section(say("Money day by day"), tuple(self._timeline()))
        yield Section(say("Facts still missing"), self._missing())
        yield Section(say("Left to a person"), self._referrals())
        yield Section(say("To note"), self._findings())
        yield Section(say("Readings used"), self._readings(explain))
        yield Section(say("Sources"), self._sources(explain))

    # what leads

    def _verdicts(self) -> Iterator[tuple[str, Cell]]:
        for name, verdict in self.outcome.verdicts.items():
            source = self.outcome.plan.decisions[name].source
            self._cite(source.cite)
            yield self.words.of(source.title), Cell(self._verdict(verdict), _TONES[verdict])

    def _verdict(self, verdict: Verdict) -> str:
        say = self.words.say
        match verdict:
            case Verdict.GRANTED:
                return say("granted")
            case Verdict.REFUSED:
                return say("refused")
            case Verdict.REFERRED:
                return say("referred to a person")
        return say("undetermined, facts are missing")

    def _heads(self) -> Iterator[tuple[str, Cell]]:
        edition = self.outcome.plan.rulebook.edition
        title = f"{self.words.of(edition.title)} ({self.outcome.plan.name})"
        yield self.words.say("Rules"), Cell(title)
        yield self.words.say("Decided by"), Cell(self._authority(self.outcome.authority))

    def _authority(self, key: str) -> str:
        return self.words.of(self.registers.authorities[key].title)

    # amounts

    def _amounts(self) -> tuple[Block, ...]:
        rows = []
        for name, value in self.outcome.amounts.items():
            bound = self.outcome.plan.decisions[name]
            self._cite(bound.source.cite)
            tone = Tone.OPEN if value is UNKNOWN else Tone.STRONG if name == self._total else Tone.PLAIN
            rows.append(
                (self.words.of(bound.source.title), Cell(self._amount(name, value, bound.type.unit), tone))
            )
        return (Pairs(tuple(rows)),) if rows else ()

    @property
    def _total(self) -> str | None:
        return self.outcome.plan.rulebook.edition.total

    def _amount(self, name: str, value: Answer, unit: str) -> str:
        limits = self.outcome.bounds.get(name)
        if value is not UNKNOWN or limits is None:
            return self.words.answer(value, unit)
        lowest, highest = (self.words.answer(each, unit) for each in (limits.lowest, limits.highest))
        if limits.lowest is None and limits.highest is None:
            return self.words.say("not known")
        if limits.highest is None:
            return self.words.say("not known, at least {lowest}", lowest=lowest)
        if limits.lowest is None:
            return self.words.say("not known, at most {highest}", highest=highest)
        return self.words.say("not known, from {lowest} to {highest}", lowest=lowest, highest=highest)

    # days

    def _timeline(self) -> Iterator[Block]:
        line = self.outcome.plan.rulebook.edition.timeline
        if line is None or not self.outcome.timeline:
            return
        shown = [name for name in line.components if self._ever_paid(name)]
        for period, segments in groupby(self.outcome.timeline, key=lambda each: each.period):
            run = list(segments)
            yield Items((Item(Cell(self._period(period, run), Tone.STRONG)),))
            yield self._chart(run, shown)
            yield self._days(run, shown)

    def _ever_paid(self, component: str) -> bool:
        parts = (segment.components[component] for segment in self.outcome.timeline)
        return any(part is UNKNOWN or part.minor for part in parts)

    def _period(self, name: str, run: list[Segment]) -> str:
        period = next(each for each in self._periods() if each.id == name)
        kind = "" if period.kind is UNKNOWN else self.words.choice(period.kind)
        days = sum(segment.days for segment in run)
        return ", ".join(
            part for part in (name, kind, self.words.plural("{count} day", "{count} days", days)) if part
        )

    def _periods(self) -> Iterable[SupportPeriod]:
        periods = self.outcome.case.periods
        return () if periods is UNKNOWN else periods

    def _days(self, run: list[Segment], shown: list[str]) -> Table:
        say, decisions = self.words.say, self.outcome.plan.decisions
        titles = [self.words.of(decisions[name].source.title) for name in shown]
        currency = next((each.amount.currency for each in run if isinstance(each.amount, Money)), "SEK")
        columns = (
            Column(say("From")),
            Column(say("To")),
            Column(say("Days"), True),
            *(Column(title, True) for title in titles),
            Column(say("Per day"), True),
            Column(say("Amount, {currency}", currency=currency), True),
            Column(say("Status")),
        )
        rows = tuple(self._day_row(segment, shown) for segment in run)
        return Table(columns, rows, say("Rules and sources"), self._sum(run, shown))

    def _day_row(self, segment: Segment, shown: list[str]) -> Row:
        self._cite(segment.cite)
        cells = (
            Cell(segment.start.isoformat()),
            Cell(segment.end.isoformat()),
            Cell(self.words.number(segment.days)),
            *(self._money(segment.components[name]) for name in shown),
            self._money(segment.rate),
            self._money(segment.amount),
            Cell("" if segment.status is None else self.words.answer(segment.status)),
        )
        return Row(cells, f"{', '.join(segment.rules)} [{', '.join(segment.cite)}]")

    def _money(self, money: Money | Unknown, tone: Tone = Tone.PLAIN) -> Cell:
        if isinstance(money, Money):
            return Cell(self.words.amount(money), tone)
        return Cell(self.words.say("not known"), Tone.OPEN)

    def _sum(self, run: list[Segment], shown: list[str]) -> Row | None:
        if len(run) < 2:
            return None
        amounts = [segment.amount for segment in run]
        known = [each for each in amounts if isinstance(each, Money)]
        total = sum(known[1:], known[0]) if known and len(known) == len(amounts) else UNKNOWN
        days = sum(segment.days for segment in run)
        blank = (Cell(""),) * (len(shown) + 1)
        first = Cell(self.words.say("Sum"), Tone.STRONG)
        return Row(
            (
                first,
                Cell(""),
                Cell(self.words.number(days), Tone.STRONG),
                *blank,
                self._money(total, Tone.STRONG),
                Cell(""),
            )
        )

    def _chart(self, run: list[Segment], shown: list[str]) -> Chart:
        titles = tuple(self.words.of(self.outcome.plan.decisions[name].source.title) for name in shown)
        rates = [segment.rate for segment in run if isinstance(segment.rate, Money)]
        top = max(rates, default=None, key=lambda rate: rate.minor)
        return Chart(
            self.words.say("Amount per day"),
            titles,
            tuple(self._step(segment, shown) for segment in run),
            run[0].start.isoformat(),
            run[-1].end.isoformat(),
            "" if top is None else self.words.money(top),
        )

    def _step(self, segment: Segment, shown: list[str]) -> Step:
        parts = [segment.components[name] for name in shown]
        heights = tuple(Fraction(each.minor) if isinstance(each, Money) else None for each in parts)
        rate = (
            self.words.money(segment.rate) if isinstance(segment.rate, Money) else self.words.say("not known")
        )
        return Step(segment.start, segment.end, heights, f"{segment.start} – {segment.end}: {rate}")

    # what is open

    def _missing(self) -> tuple[Block, ...]:
        items = tuple(
            Item(
                Cell(label(each.path, self.words.language)),
                (
                    self.words.say(
                        "{path}, for {goals}", path=each.path, goals=self._titles(each.for_decisions)
                    ),
                ),
            )
            for each in self.outcome.missing
        )
        return (Items(items),) if items else ()

    def _titles(self, names: Iterable[str]) -> str:
        return self.words.join(
            self.words.of(self.outcome.plan.decisions[name].source.title) for name in names
        )

    def _referrals(self) -> tuple[Block, ...]:
        items = []
        for each in self.outcome.referrals:
            self._cite(each.cite)
            asked = self.words.say(
                "{authority} answers; the answer is filed under {path}",
                authority=self._authority(each.authority),
                path=each.path,
            )
            items.append(Item(Cell(self.words.of(each.question)), (f"{asked} [{', '.join(each.cite)}]",)))
        return (Items(tuple(items)),) if items else ()

    def _findings(self) -> tuple[Block, ...]:
        items = []
        for each in self.outcome.findings:
            self._cite(each.cite)
            tone = {"conflict": Tone.BAD, "warning": Tone.OPEN}.get(each.severity, Tone.PLAIN)
            text = f"{self._severity(each.severity)}: {self.words.of(each.message)}"
            where = [] if each.about == "case" else [each.about]
            if each.days is not None:
                where.append(f"{each.days[0]} – {each.days[1]}")
            items.append(Item(Cell(text, tone), (" ".join([*where, f"[{', '.join(each.cite)}]"]),)))
        return (Items(tuple(items)),) if items else ()

    def _severity(self, severity: str) -> str:
        say = self.words.say
        return {"conflict": say("Conflict"), "warning": say("Warning")}.get(severity, say("Note"))

    # why

    def _readings(self, explain: bool) -> tuple[Block, ...]:
        used = dict.fromkeys(
            entry.reading for entry in self.outcome.ledger if entry.reading and entry.holds is True
        )
        items = []
        for named in sorted(each for each in used if each):
            key, _, choice = named.partition("=")
            known = self.registers.interpretations[key]
            below = (self.words.of(known.question), self.words.of(known.why)) if explain else ()
            items.append(Item(Cell(f"{named}: {self.words.of(known.readings[choice])}"), below))
        return (Items(tuple(items)),) if items else ()

    def _cite(self, ids: Iterable[str]) -> None:
        self.cited.update(dict.fromkeys(ids))

    def _sources(self, explain: bool) -> tuple[Block, ...]:
        rows = []
        for cite in sorted(each for each in self.cited if each in self.registers.catalogue):
            rule = self.registers.catalogue[cite]
            document = self.registers.sources[rule.source]
            text = f"{self.words.of(document.title)}, {self.words.of(rule.section)}"
            rows.append(
                (cite, Cell(f"{text}: {self.words.of(rule.summary)}" if explain else text, Tone.QUIET))
            )
        return (Pairs(tuple(rows)),) if rows else ()
