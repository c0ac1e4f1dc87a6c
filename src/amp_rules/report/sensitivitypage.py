"""What hangs on each reading of the unclear places, as a page."""

from __future__ import annotations

from amp_rules.report.comparisoncharts import sensitivity_chart
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.report.page import Cell, Column, Page, Pairs, Picture, Prose, Row, Section, Table
from amp_rules.report.whatifwords import People, people_named
from amp_rules.whatif import AmbiguityEffect, ReadingEffect, Sensitivity


def sensitivity_page(sensitivity: Sensitivity, people: People, language: str = "en") -> Page:
    """Every other reading of every ambiguity, ranked by what hangs on it.

    Raises UnknownNameError for another language than 'en' and 'sv'.
    """
    told = ComparisonWords.of(language)
    say = told.say
    lead = Pairs(
        (
            (say("report.rules"), Cell(sensitivity.rulebook)),
            (say("whatif.population"), Cell(people_named(people, told.words))),
        )
    )
    note = Section(say("whatif.how_to_read"), (Prose((say("whatif.note_readings"),)),))
    title = say("whatif.sensitivity_title", rules=sensitivity.rulebook)
    return Page(title, (lead,), (sensitivity_section(sensitivity, told), note))


def sensitivity_section(sensitivity: Sensitivity, told: ComparisonWords) -> Section:
    """What hangs on each ambiguity: a chart, a table, and the readings that change nothing."""
    say = told.say
    unit = "" if sensitivity.total is None else sensitivity.total.unit
    chart = sensitivity_chart(sensitivity, told.words.language)
    columns = (
        Column(say("comparison.reading")),
        *(
            Column(say(message), number=True)
            for message in ("comparison.difference", "comparison.changed_cases", "comparison.moved")
        ),
    )
    homes = {each.interpretation: each for each in sensitivity.ambiguities}
    counting = [each for each in sensitivity.readings if each.changed or each.undecided]
    rows = tuple(_row(homes[each.interpretation], each, unit, told) for each in counting)
    idle = [each.name for each in sensitivity.readings if not (each.changed or each.undecided)]
    blocks = (
        *((Picture(chart),) if chart else ()),
        *((Table(columns, rows, say("comparison.question")),) if rows else ()),
        *((Prose((say("whatif.idle_readings", readings=told.words.every(idle)),)),) if idle else ()),
    )
    return Section(say("comparison.section_sensitivity"), blocks)


def _row(home: AmbiguityEffect, reading: ReadingEffect, unit: str, told: ComparisonWords) -> Row:
    cells = (
        reading.name,
        told.amount(reading.difference, unit, signed=True) if reading.shift is not None else "",
        told.number(reading.changed),
        told.number(reading.moved),
    )
    below = [f"{told.words.of(home.question)} {told.words.of(reading.text)}"]
    apart = sum(move.count for move in reading.apart if move.changed)
    if apart:
        below.append(told.words.count("whatif.open_otherwise", apart))
    return Row(tuple(map(Cell, cells)), tuple(below))
