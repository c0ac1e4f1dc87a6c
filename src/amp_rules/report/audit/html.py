"""What was found in payments, as one self-contained HTML document with the timeline of each finding drawn."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Final

from amp_rules.audit.checking import PaymentAudit
from amp_rules.report.audit.given import Given
from amp_rules.report.audit.page import AuditSections
from amp_rules.report.audit.payments import PaymentBlocks
from amp_rules.report.audit.telling import Telling
from amp_rules.report.html import Blocks, document
from amp_rules.report.page import Cell, Item, Items, Prose, Section

MOST_DRAWN: Final = 200
MOST_LISTED: Final = 100


def audit_html(
    audit: PaymentAudit, language: str = "en", given: Given | None = None, most: int = MOST_DRAWN
) -> str:
    """The report of an audit that was run: no script, nothing fetched, everything escaped, ready for paper.

    most: so many payments are drawn, largest difference first; the rest are counted.

    Raises UnknownNameError for another language.
    """
    return "\n".join(_Report(AuditSections(Telling(audit, language), given or Given()), most).lines()) + "\n"


class _Report:
    def __init__(self, sections: AuditSections, most: int) -> None:
        self.sections = sections
        self.audit = sections.audit
        self.say = sections.say
        self.most = most
        self.blocks = Blocks(sections.words)
        self.cited: dict[str, None] = {}

    def lines(self) -> Iterator[str]:
        title = self.say("audit.title")
        own = files("amp_rules.report.audit").joinpath("style.css").read_text("utf-8")
        paper = f'@page {{ @top-left {{ content: "{title}"; }} }}\n'
        yield from document(title, self.sections.words.language, self._body(title), own + paper)

    def _body(self, title: str) -> Iterator[str]:
        """The article; what stands at the top is written before what the rest cites is known."""
        yield f'<article aria-labelledby="title">\n{self.blocks.heading(0, title, "title")}'
        for block in self.sections.lead():
            yield from self.blocks.block(block, title)
        for section in (*self.sections.money(), *self.sections.kinds()):
            yield from self._section(section)
        yield from self._payments()
        rest = (
            *self.sections.unchecked(MOST_LISTED),
            *self.sections.unreadable(),
            *self._sources(),
            *self.sections.how(),
        )
        for section in rest:
            yield from self._section(section)
        yield "</article>"

    def _contents(self, title: str) -> Iterator[str]:
        """Links to the payments that are drawn, where there are several."""
        shown = list(self.audit.wrong(True, self.most)) if self.most > 0 else []
        if len(shown) < 2:
            return
        yield f'<nav aria-label="{escape(title)}"><ul>'
        for number, checked in enumerate(shown, 1):
            codes = ", ".join(finding.code for finding in checked.findings)
            text = self.say(
                "audit.entry", codes=codes, case=checked.case, thing=self.sections.telling.thing(checked)
            )
            yield f'<li><a href="#payment-{number}">{escape(text)}</a></li>'
        yield "</ul></nav>"

    def _section(self, section: Section) -> Iterator[str]:
        yield f"<section>\n{self.blocks.heading(1, section.title)}"
        for block in section.blocks:
            yield from self.blocks.block(block, section.title)
        yield "</section>"

    def _payments(self) -> Iterator[str]:
        """The payments that differ most, each drawn."""
        wrong = self.audit.totals.wrong
        if not wrong:
            return
        title = self.say("audit.drawn_findings")
        yield f"<section>\n{self.blocks.heading(1, title)}"
        notes = [self.say("audit.about_drawings")]
        notes += [self.say("audit.by_number")] if len(self.audit.totals.currencies) > 1 else []
        if wrong > self.most:
            notes.append(self.sections.words.count("audit.more_payments", wrong - self.most))
        yield from self.blocks.block(Prose(tuple(notes)), title)
        yield from self._contents(title)
        writer = PaymentBlocks(self.sections, self.blocks)
        for checked in self.audit.wrong(True, self.most) if self.most > 0 else ():
            yield from writer.payment(checked)
            self.cited.update(dict.fromkeys(each for finding in checked.findings for each in finding.cite))
        yield "</section>"

    def _sources(self) -> Iterator[Section]:
        """What the findings above cite, by document."""
        registers, of = self.sections.telling.registers, self.sections.words.of
        documents: dict[str, list[str]] = {}
        for name in sorted(self.cited):
            rule = registers.catalogue.get(name)
            if rule is None:
                continue
            told = self.say("audit.source", id=name, section=of(rule.section), says=of(rule.summary))
            documents.setdefault(of(registers.sources[rule.source].title), []).append(told)
        items = tuple(Item(Cell(name), tuple(told)) for name, told in documents.items())
        if items:
            yield Section(self.say("audit.sheet_sources"), (Items(items),))
