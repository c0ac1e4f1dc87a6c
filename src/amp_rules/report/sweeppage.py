"""What comes of many cases as one or two numbers are turned, as a page."""

from __future__ import annotations

from amp_rules.report.comparisoncharts import sweep_chart
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.report.page import Block, Cell, Column, Page, Pairs, Picture, Prose, Row, Section, Table, Tone
from amp_rules.report.whatifwords import People, people_named
from amp_rules.whatif import Point, Sweep


def sweep_page(sweep: Sweep, people: People, language: str = "en") -> Page:
    """A row for every value; the one in force is marked.

    Raises UnknownNameError for another language than 'en' and 'sv'.
    """
    told = ComparisonWords.of(language)
    say = told.say
    rows = [(say("report.rules"), Cell(sweep.rulebook))]
    rows += [
        (told.parameter(each), Cell(say("comparison.in_force", value=each.in_force)))
        for each in sweep.parameters
    ]
    rows.append((say("whatif.population"), Cell(people_named(people, told.words))))
    names = told.words.every(told.words.of(each.title).lower() for each in sweep.parameters)
    chart = sweep_chart(sweep, language)
    blocks: tuple[Block, ...] = (*((Picture(chart),) if chart else ()), _table(sweep, told))
    common = told.words.count("whatif.note_sweep", sweep.common)
    notes = Section(say("whatif.how_to_read"), (Prose((common, say("whatif.note_unknown"))),))
    title = say("whatif.sweep_title", what=names)
    return Page(title, (Pairs(tuple(rows)),), (Section(say("whatif.points"), blocks), notes))


def _table(sweep: Sweep, told: ComparisonWords) -> Table:
    money = ("comparison.difference", "comparison.gain", "comparison.lose")
    heads = [told.parameter(each) for each in sweep.parameters]
    if sweep.total is not None:
        heads += [told.titled(sweep.total), *map(told.say, money), told.say("whatif.apart")]
    heads.append(told.say("comparison.changed_cases"))
    if sweep.points[0].granted is not None:
        heads.append(told.say("whatif.granted"))
    rows = tuple(_row(point, sweep, told) for point in sweep.points)
    return Table(tuple(Column(head, number=True) for head in heads), rows)


def _row(point: Point, sweep: Sweep, told: ComparisonWords) -> Row:
    tone = Tone.STRONG if point.in_force else Tone.PLAIN
    cells = [Cell(value, tone) for value in point.values]
    if sweep.total is not None and point.shift is not None:
        unit = sweep.total.unit
        cells.append(Cell(told.amount(point.total, unit), tone))
        cells.append(Cell(told.amount(point.shift.difference, unit, signed=True), tone))
        counts = (point.shift.gainers, point.shift.losers, sum(move.count for move in point.apart))
        cells += [Cell(told.number(count)) for count in counts]
    cells.append(Cell(told.number(point.changed)))
    if point.granted is not None:
        cells.append(Cell(told.number(point.granted)))
    return Row(tuple(cells))
