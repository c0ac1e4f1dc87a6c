"""One case under the old rules and the new, as a page: what differs, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from amp_rules.report.page import Cell, Page, Pairs, Section, Tone
from amp_rules.report.twosides import Heads, TwoSides
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import Money, Unknown
from amp_rules.whatif import BothWays

_HEADS: Final = Heads("casefile.lines", "comparison.then", "comparison.now")


def case_page(case: BothWays, language: str = "en") -> Page:
    """What a reform does to one case, line by line, with the rules behind each side.

    Raises UnknownNameError for another language than 'en' and 'sv'.
    """
    words = report_words(language)
    sides = TwoSides(case.then, case.now, words, _HEADS)
    sections: tuple[Section, ...] = (
        *sides.lines(case.lines, case.covered),
        *sides.answers(case.verdicts, case.answers),
        *sides.findings(case.findings),
    )
    title = words.say("report.case", id=case.now.case.id)
    return Page(title, (Pairs(tuple(_lead(case, words, sides))),), sections)


def _lead(case: BothWays, words: ReportWords, sides: TwoSides) -> Iterator[tuple[str, Cell]]:
    for message, outcome in (("comparison.then", case.then), ("comparison.now", case.now)):
        total = outcome.total
        text = outcome.plan.name
        if total is not None:
            amount = words.say("report.unknown") if isinstance(total, Unknown) else words.money(total)
            text = words.say("casefile.side", view=text, total=amount)
        yield words.say(message), Cell(text)
    if not case.changed:
        yield words.say("casefile.difference"), Cell(words.say("casefile.nothing_changed"))
    elif case.delta is not None:
        yield words.say("casefile.difference"), sides.signed(case.delta, Tone.STRONG)
        if not isinstance(case.delta, Money) and case.covered is not None:
            yield words.say("casefile.covered"), sides.signed(case.covered, Tone.PLAIN)
    if case.played:
        yield words.say("whatif.played"), Cell(words.every(case.played))
