"""The second engine shown: its agenda, and both ledgers side by side where the two should ever differ."""

from __future__ import annotations

from datetime import date

from amp_rules.engine import Firing, Outcome, side_by_side
from amp_rules.engine.compare import Line
from amp_rules.ledger import Answer
from amp_rules.report.answers import value_of
from amp_rules.report.page import Cell, Column, Page, Prose, Row, Section, Table, Tone
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import UNKNOWN


def agenda_section(firings: tuple[Firing, ...], words: ReportWords) -> Section:
    """The conditions found to hold, in order: in which round, for whom, on which facts."""
    columns = (
        Column(words.say("report.round"), number=True),
        Column(words.say("report.rule")),
        Column(words.say("report.about")),
    )
    held = tuple(_fired(each, words) for each in firings if each.holds)
    failed = words.say("report.failed", count=str(len(firings) - len(held)))
    return Section(words.say("report.agenda"), (Table(columns, held), Prose((failed,))))


def _fired(firing: Firing, words: ReportWords) -> Row:
    name = firing.rule or firing.decision
    shown = words.say("report.concludes", rule=name) if firing.concludes and firing.rule else name
    cells = (Cell(str(firing.round)), Cell(shown), Cell(_about(firing.about, firing.days)))
    return Row(cells, (", ".join(f"{fact} = {_plain(value)}" for fact, value in firing.facts),))


def _about(about: str, days: tuple[date, date] | None) -> str:
    return about if days is None else f"{about} {days[0].isoformat()} – {days[1].isoformat()}"


def engines_page(one: Outcome, other: Outcome, language: str = "en") -> Page:
    """Two ledgers of one case side by side, on the decisions that they differ on."""
    words = report_words(language)
    found = side_by_side(one, other)
    columns = (
        Column(words.say("report.rule")),
        Column(words.say("report.about")),
        Column(one.engine),
        Column(other.engine),
    )
    table = Table(columns, tuple(map(_line, found.lines)))
    title = words.say("report.case", id=one.case.id)
    alike = Prose((words.say("report.alike", count=str(found.alike)),))
    return Page(title, (), (Section(words.say("report.differ"), (table, alike)),))


def _line(line: Line) -> Row:
    tone = Tone.PLAIN if line.one == line.other else Tone.BAD
    cells = (line.rule or line.decision, _about(line.about, line.days), _told(line.one), _told(line.other))
    return Row(tuple(Cell(text, tone) for text in cells))


def _told(value: Answer) -> str:
    return "?" if value is UNKNOWN else "–" if value is None else _plain(value)


def _plain(value: Answer) -> str:
    return str(value_of(value)).lower() if isinstance(value, bool) else str(value_of(value))
