"""Payments that differ, as HTML: sums, findings, the timeline drawn, and a table that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from amp_rules.audit.checking import Checked, DayRun
from amp_rules.explanation.words import capital
from amp_rules.report.audit.datesdrawing import draw_dates
from amp_rules.report.audit.daysdrawing import draw_days
from amp_rules.report.audit.page import AuditSections
from amp_rules.report.audit.pieces import Piece, paid_days, pieces, unshared
from amp_rules.report.audit.telling import DATES
from amp_rules.report.html import Blocks
from amp_rules.report.page import Block, Cell, Column, Items, Pairs, Prose, Row, Table, Tone

MOST_PIECES: Final = 60
MOST_DATES: Final = 24


class PaymentBlocks:
    """Writes one payment after the other; each drawing has its own number."""

    def __init__(self, sections: AuditSections, blocks: Blocks) -> None:
        self.sections = sections
        self.telling = sections.telling
        self.words = sections.words
        self.say = sections.say
        self.blocks = blocks
        self.number = 0

    def payment(self, checked: Checked) -> Iterator[str]:
        """Everything about a payment, in an element that is not divided on paper."""
        self.number += 1
        item = self.sections.payment(checked)
        title = item.text.text
        yield f'<div class="payment" id="payment-{self.number}">'
        yield self.blocks.heading(2, title)
        for block in (self._sums(checked), Items(item.points)):
            yield from self.blocks.block(block, title)
        yield from self._timeline(checked, title)
        yield "</div>"

    def _sums(self, checked: Checked) -> Pairs:
        difference = checked.difference
        assert difference is not None
        return Pairs(
            (
                (self.say("audit.paid"), Cell(self.words.money(checked.paid))),
                (self.say("audit.expected"), Cell(self.telling.expected(checked.expected))),
                (self.say("audit.difference"), Cell(self.words.signed(difference), Tone.BAD)),
            )
        )

    def _timeline(self, checked: Checked, title: str) -> Iterator[str]:
        parts = pieces(checked)
        if not parts and not checked.dates:
            yield from self.blocks.block(Prose((self.say("audit.no_dates"),)), title)
            return
        if parts:
            drawn = draw_days(checked, parts, self.telling, self.number)
        else:
            drawn = draw_dates(checked, self.telling, self.number)
        label = escape(self.say("audit.drawn", thing=self.telling.thing(checked)))
        yield f'<figure class="drawn scroll" tabindex="0" role="group" aria-label="{label}">'
        yield from drawn
        yield "</figure>"
        for block in self._figures(checked, parts):
            yield from self.blocks.block(block, title)

    # the same figures, in a table

    def _figures(self, checked: Checked, parts: Sequence[Piece]) -> Iterator[Block]:
        if parts:
            yield self._table(checked, parts)
            yield from self._unshared(checked)
            if len(parts) > MOST_PIECES:
                yield Prose((self.words.count("audit.more_pieces", len(parts) - MOST_PIECES),))
        if checked.dates:
            dates = sorted(checked.dates, key=lambda mark: mark[1])[:MOST_DATES]
            rows = ((capital(self.say(DATES[what])), Cell(self.words.day(day))) for what, day in dates)
            yield Pairs(tuple(rows))
            if len(checked.dates) > MOST_DATES:
                yield Prose((self.words.count("audit.more_dates", len(checked.dates) - MOST_DATES),))

    def _unshared(self, checked: Checked) -> Iterator[Block]:
        """What was paid beyond the days as they are told."""
        rest = unshared(checked)
        if not rest or not checked.rows:
            return
        if not paid_days(checked):
            yield Prose((self.say("audit.only_whole", paid=self.words.money(checked.paid)),))
            return
        message = "audit.more_than_days" if rest.minor > 0 else "audit.less_than_days"
        yield Prose((self.say(message, rest=self.words.money(rest if rest.minor > 0 else -rest)),))

    def _table(self, checked: Checked, parts: Sequence[Piece]) -> Table:
        columns = (
            Column(self.say("audit.first_day")),
            Column(self.say("audit.last_day")),
            Column(self.say("audit.day_count"), True),
            Column(self.say("audit.expected_per_day"), True),
            Column(self.say("audit.status")),
            Column(self.say("audit.paid_per_day"), True),
            Column(self.say("audit.found")),
        )
        return Table(columns, tuple(self._row(checked, each) for each in parts[:MOST_PIECES]))

    def _row(self, checked: Checked, piece: Piece) -> Row:
        status = None if piece.should is None else piece.should.status
        return Row(
            (
                Cell(piece.first.isoformat()),
                Cell(piece.last.isoformat()),
                Cell(self.words.number(piece.days)),
                self._rate(piece.should),
                Cell(self.telling.status(checked.edition, status)),
                self._rate(piece.was),
                Cell(", ".join(piece.codes), Tone.BAD if piece.codes else Tone.PLAIN),
            )
        )

    def _rate(self, run: DayRun | None) -> Cell:
        return Cell("–", Tone.QUIET) if run is None else Cell(self.words.column(run.rate))
