"""An outcome as a page: verdicts, amounts, days, what is missing, who decides, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from amp_rules.case import label
from amp_rules.engine import FindingHeld, Outcome
from amp_rules.explanation import Line, explain
from amp_rules.explanation.why import Teller
from amp_rules.ledger import Answer, Verdict
from amp_rules.report.days import day_blocks
from amp_rules.report.engines import agenda_section
from amp_rules.report.page import Block, Cell, Item, Items, Page, Pairs, Section, Tone
from amp_rules.report.words import report_words
from amp_rules.terms import UNKNOWN

_TONES = {
    Verdict.GRANTED: Tone.GOOD,
    Verdict.REFUSED: Tone.BAD,
    Verdict.UNDETERMINED: Tone.OPEN,
    Verdict.REFERRED: Tone.OPEN,
}
_MARKS = {"holds": Tone.GOOD, "fails": Tone.BAD, "open": Tone.OPEN}
_SEVERITIES = {
    "conflict": ("report.conflict", Tone.BAD),
    "warning": ("report.warning", Tone.OPEN),
    "note": ("report.note", Tone.PLAIN),
}
# A bound at the end of the calendar says nothing.
_NEAR = range(1901, 2199)
_SHOWN_ABOVE = ("answer", "amounts", "days")


def statement(outcome: Outcome, language: str = "en", *, why: bool = False) -> Page:
    """The page that shows an outcome in 'en' or 'sv'; `why` adds the whole explanation.

    Raises UnknownNameError for another language.
    """
    return _Statement(outcome, language).page(why)


class _Statement:
    def __init__(self, outcome: Outcome, language: str) -> None:
        self.outcome = outcome
        self.plan = outcome.plan
        self.words = report_words(language)
        self.teller = Teller(outcome, self.words)
        self.registers = outcome.plan.rulebook.registers
        self.cited: dict[str, None] = {}

    def page(self, why: bool) -> Page:
        """The page, with its explanation when wanted."""
        title = self.words.say("report.case", id=self.outcome.case.id)
        lead = Pairs((*self._verdicts(), *self._heads()))
        sections = [*self._amounts(), *self._days()]
        sections += self._explained() if why else self._open()
        if why and self.outcome.agenda is not None:
            sections.append(agenda_section(self.outcome.agenda, self.words))
        return Page(title, (lead,), tuple(sections))

    def _open(self) -> Iterator[Section]:
        yield from self._missing()
        yield from self._referrals()
        yield from self._findings()
        yield from self._readings()
        yield from self._sources()

    def _explained(self) -> Iterator[Section]:
        for section in explain(self.outcome, self.words.language).sections:
            if section.name not in _SHOWN_ABOVE:
                yield Section(section.title, (Items(tuple(_point(line) for line in section.lines)),))

    # what leads

    def _goals(self) -> Iterator[str]:
        edition = self.plan.rulebook.edition
        yield from dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ())))

    def _verdicts(self) -> Iterator[tuple[str, Cell]]:
        for name in self._goals():
            decision = self.plan.decisions[name]
            if decision.source.kind != "verdict":
                continue
            self._cite(decision.source.cite)
            for each in self.outcome.rows.instances(decision.about):
                tone = _TONES[self.outcome.verdict_at(name, each)]
                yield self.teller.titled(name, each), Cell(self.teller.value_text(name, each), tone)

    def _heads(self) -> Iterator[tuple[str, Cell]]:
        title = self.words.of(self.plan.rulebook.edition.title)
        yield self.words.say("report.rules"), Cell(f"{title} ({self.plan.name})")
        yield self.words.say("report.decided_by"), Cell(self._authority(self.outcome.authority))

    def _authority(self, key: str) -> str:
        return self.words.of(self.registers.authorities[key].title)

    # amounts and days

    def _amounts(self) -> Iterator[Section]:
        rows = []
        for name in self._goals():
            decision = self.plan.decisions[name]
            if decision.source.kind == "verdict":
                continue
            self._cite(decision.source.cite)
            for each in self.outcome.rows.instances(decision.about):
                known = self.outcome.rows.value(name, each) is not UNKNOWN
                text = self.teller.value_text(name, each) if known else self._bounded(name)
                strong = Tone.STRONG if name == self.plan.rulebook.edition.total else Tone.PLAIN
                rows.append((self.teller.titled(name, each), Cell(text, strong if known else Tone.OPEN)))
        if rows:
            yield Section(self.words.say("report.amounts"), (Pairs(tuple(rows)),))

    def _bounded(self, name: str) -> str:
        limits = self.outcome.bounds.get(name)
        lowest = None if limits is None else self._limit(name, limits.lowest)
        highest = None if limits is None else self._limit(name, limits.highest)
        match lowest, highest:
            case str(), str():
                return self.words.say("report.between", lowest=lowest, highest=highest)
            case str(), None:
                return self.words.say("report.at_least", lowest=lowest)
            case None, str():
                return self.words.say("report.at_most", highest=highest)
        return self.words.say("report.open")

    def _limit(self, name: str, value: Answer) -> str | None:
        if value is None or value is UNKNOWN or (isinstance(value, date) and value.year not in _NEAR):
            return None
        return self.teller.values.of_decision(value, self.plan.decisions[name])

    def _days(self) -> Iterator[Section]:
        blocks = tuple(day_blocks(self.teller, self.words))
        if blocks:
            for segment in self.outcome.timeline:
                self._cite(segment.cite)
            yield Section(self.words.say("report.days_section"), blocks)

    # what is open

    def _missing(self) -> Iterator[Section]:
        rows = tuple(
            (label(each.path, self.words.language), Cell(each.path, Tone.QUIET))
            for each in self.outcome.missing
        )
        if rows:
            yield Section(self.words.say("report.missing"), (Pairs(rows),))

    def _referrals(self) -> Iterator[Section]:
        items = []
        for each in self.outcome.referrals:
            self._cite(each.cite)
            asked = self.words.say(
                "report.asked",
                authority=self._authority(each.authority),
                fact=label(each.path, self.words.language),
                path=each.path,
            )
            below = (f"{asked} [{', '.join(each.cite)}]",)
            items.append(Item(Cell(self.words.of(each.question), Tone.OPEN), below))
        yield from self._listed("report.referrals", items)

    def _findings(self) -> Iterator[Section]:
        yield from self._listed("report.findings", [self._finding(each) for each in self.outcome.findings])

    def _finding(self, finding: FindingHeld) -> Item:
        self._cite(finding.cite)
        message, tone = _SEVERITIES[finding.severity]
        where = [] if finding.about == "case" else [self._about(finding)]
        if finding.days is not None:
            where.append(self.words.span(*finding.days))
        where.append(f"[{', '.join(finding.cite)}]")
        return Item(
            Cell(self.words.say(message, text=self.words.of(finding.message)), tone), (" ".join(where),)
        )

    def _about(self, finding: FindingHeld) -> str:
        about = self.plan.decisions[finding.decision].about
        entity = "period" if about == "day" else about
        known = {self.outcome.rows.label(each): each for each in self.outcome.rows.instances(entity)}
        return self.teller.about(known[finding.about]) if finding.about in known else finding.about

    # on what it rests

    def _readings(self) -> Iterator[Section]:
        """The readings chosen instead of the recommended ones in words, the others by name."""
        known = self.registers.interpretations
        chosen, usual = [], []
        for key in self._touched():
            choice = self.plan.readings[key]
            if choice == known[key].default:
                usual.append(f"{key}={choice}")
            else:
                text = f"{key}={choice}: {self.words.of(known[key].readings[choice])}"
                chosen.append(Item(Cell(text, Tone.OPEN), (self.words.of(known[key].question),)))
        if usual:
            chosen.append(Item(Cell(self.words.say("report.usual")), (", ".join(usual),)))
        yield from self._listed("report.readings", chosen)

    def _touched(self) -> list[str]:
        """The interpretations whose rules held for this case."""
        held = {entry.reading for entry in self.outcome.ledger if entry.reading and entry.holds is True}
        found = {reading.partition("=")[0] for reading in held}
        return [key for key in self.registers.interpretations if key in found]

    def _cite(self, ids: Iterable[str]) -> None:
        self.cited.update(dict.fromkeys(ids))

    def _sources(self) -> Iterator[Section]:
        """By document and section the official ids cited."""
        documents: dict[str, dict[str, list[str]]] = {}
        for cite in sorted(each for each in self.cited if each in self.registers.catalogue):
            rule = self.registers.catalogue[cite]
            document = self.words.of(self.registers.sources[rule.source].title)
            documents.setdefault(document, {}).setdefault(self.words.of(rule.section), []).append(cite)
        items = [
            Item(Cell(document), tuple(f"{section}: {', '.join(ids)}" for section, ids in sections.items()))
            for document, sections in documents.items()
        ]
        yield from self._listed("report.sources", items)

    def _listed(self, title: str, items: list[Item]) -> Iterator[Section]:
        if items:
            blocks: tuple[Block, ...] = (Items(tuple(items)),)
            yield Section(self.words.say(title), blocks)


def _point(line: Line) -> Item:
    """A line of an explanation as a point, its citations at its end."""
    ids = ", ".join(citation.id for citation in line.citations)
    text = f"{line.text} [{ids}]" if ids else line.text
    tone = _MARKS.get(line.mark, Tone.PLAIN)
    return Item(Cell(text, tone), (), tuple(_point(child) for child in line.children))
