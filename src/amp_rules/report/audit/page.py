"""What was found in payments, as a page: summary, kinds, the largest, what is open, how it was done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from amp_rules.audit.checking import Checked, Finding, PaymentAudit
from amp_rules.audit.checking.totals import CurrencyTotal, Minor
from amp_rules.plan import Plan
from amp_rules.report.audit.given import Given
from amp_rules.report.audit.problems import problems
from amp_rules.report.audit.telling import OBSTACLES, Telling, otherwise
from amp_rules.report.audit.unchecked import waiting
from amp_rules.report.page import (
    Block,
    Cell,
    Column,
    Heading,
    Item,
    Items,
    Page,
    Pairs,
    Prose,
    Row,
    Section,
    Table,
    Tone,
)
from amp_rules.terms import Currency, Money

MOST_FINDINGS: Final = 10
MOST_ROWS: Final = 10
MOST_OPEN: Final = 12
MOST_WAITS: Final = 8
_OPEN: Final = ("audit.case_id", "audit.paid_for", "audit.list_rows", "audit.paid", "audit.reason")


def audit_page(
    audit: PaymentAudit, language: str = "en", given: Given | None = None, most: int = MOST_FINDINGS
) -> Page:
    """The page of an audit that was run, in 'en' or 'sv'. most: so many payments are told, largest first.

    Raises UnknownNameError for another language.
    """
    writer = AuditSections(Telling(audit, language), given or Given())
    sections = (
        *writer.money(),
        *writer.kinds(),
        *writer.largest(most),
        *writer.unchecked(),
        *writer.unreadable(),
        *writer.how(),
    )
    return Page(writer.say("audit.title"), tuple(writer.lead()), sections)


class AuditSections:
    """The sections of the page, each on its own; one without anything to tell gives none."""

    def __init__(self, telling: Telling, given: Given) -> None:
        self.telling = telling
        self.given = given
        self.audit = telling.audit
        self.totals = telling.audit.totals
        self.words = telling.words
        self.say = telling.say

    # the summary

    def lead(self) -> Iterator[Block]:
        """How many payments there are, and what came of them."""
        yield Pairs(tuple(self._counts()))
        yield Prose((self.say("audit.not_a_verdict"),))

    def _counts(self) -> Iterator[tuple[str, Cell]]:
        totals = self.totals
        if self.given.payments:
            yield self.say("audit.list"), Cell(self.given.payments)
        yield self.say("audit.payments"), self._number(totals.payments)
        yield self.say("audit.cases"), self._number(totals.cases)
        yield self.say("audit.right"), self._number(totals.right, Tone.GOOD)
        yield self.say("audit.wrong"), self._number(totals.wrong, Tone.BAD)
        yield self.say("audit.unchecked"), self._number(totals.unchecked, Tone.OPEN)
        yield self.say("audit.unreadable"), self._number(totals.bad_rows, Tone.OPEN)
        if self.given.doubled:
            yield self.say("audit.doubled"), self._number(self.given.doubled, Tone.OPEN)

    def _number(self, number: int, tone: Tone = Tone.PLAIN) -> Cell:
        return Cell(self.words.number(number), tone if number else Tone.PLAIN)

    def money(self) -> Iterator[Section]:
        """What was paid and what the rules give, by currency."""
        if not self.totals.currencies:
            return
        columns = (
            Column(self.say("audit.currency")),
            *(Column(self.say(name), True) for name in ("audit.paid", "audit.expected", "audit.difference")),
            *(Column(self.say(name), True) for name in ("audit.over", "audit.under", "audit.paid_unchecked")),
        )
        rows = tuple(self._currency(name, each) for name, each in sorted(self.totals.currencies.items()))
        yield Section(
            self.say("audit.money"), (Table(columns, rows), Prose((self.say("audit.money_about"),)))
        )

    def _currency(self, currency: Currency, total: CurrencyTotal) -> Row:
        difference = Cell(
            self.words.signed_column(Money(total.difference, currency)), _tone(total.difference)
        )
        return Row(
            (
                Cell(currency),
                self._column(total.paid, currency),
                self._column(total.expected, currency),
                difference,
                self._column(total.over, currency),
                self._column(total.under, currency),
                self._column(total.unchecked, currency),
            )
        )

    def _column(self, minor: Minor, currency: Currency) -> Cell:
        return Cell(self.words.column(Money(minor, currency)), Tone.PLAIN if minor else Tone.QUIET)

    def kinds(self) -> Iterator[Section]:
        """How many findings there are of each kind, and what they come to."""
        rows = [
            (kind.code, name, currency, kind)
            for currency, total in sorted(self.totals.currencies.items())
            for name, kind in total.kinds.items()
        ]
        if not rows:
            return
        columns = (
            Column(self.say("audit.code")),
            Column(self.say("audit.kind")),
            Column(self.say("audit.number"), True),
            Column(self.say("audit.currency")),
            Column(self.say("audit.over"), True),
            Column(self.say("audit.under"), True),
        )
        told = tuple(
            Row(
                (
                    Cell(code, Tone.STRONG),
                    Cell(self.words.of(self.telling.kinds[name].title)),
                    Cell(self.words.number(kind.count)),
                    Cell(currency),
                    self._column(kind.over, currency),
                    self._column(kind.under, currency),
                )
            )
            for code, name, currency, kind in sorted(rows, key=lambda row: (row[2], row[0]))
        )
        yield Section(
            self.say("audit.kinds"), (Table(columns, told), Prose((self.say("audit.kinds_about"),)))
        )

    # the findings

    def largest(self, most: int) -> Iterator[Section]:
        """The payments that differ most, each with its findings."""
        if not self.totals.wrong or most < 1:
            return
        items = tuple(self.payment(each) for each in self.audit.wrong(True, most))
        more = self.totals.wrong - len(items)
        notes = [self.say("audit.by_number")] if len(self.totals.currencies) > 1 else []
        notes += [self.words.count("audit.more_payments", more)] if more > 0 else []
        blocks: list[Block] = [Items(items)]
        if notes:
            blocks.append(Prose(tuple(notes)))
        yield Section(self.words.count("audit.largest", len(items)), tuple(blocks))

    def payment(self, checked: Checked) -> Item:
        """One payment with all that was found in it."""
        telling = self.telling
        difference = checked.difference
        assert difference is not None
        heading = self.say(
            "audit.payment", case=checked.case, thing=telling.thing(checked), rows=telling.rows(checked)
        )
        sums = self.say(
            "audit.sums",
            paid=self.words.money(checked.paid),
            expected=telling.expected(checked.expected),
            difference=self.words.signed(difference),
        )
        points = tuple(self.finding(checked, each) for each in checked.findings)
        return Item(Cell(heading, _tone(difference.minor)), (sums,), points)

    def finding(self, checked: Checked, finding: Finding) -> Item:
        """One finding: what, how much, which days, on what rules, and whether another reading explains it."""
        telling = self.telling
        title = self.say(
            "audit.finding",
            code=finding.code,
            title=telling.title(finding),
            difference=self.words.signed(finding.difference),
        )
        lines = [telling.why(finding), telling.days(finding.days), telling.rules(finding)]
        lines += [*telling.readings(checked, finding), *telling.instead(finding)]
        return Item(Cell(title, _tone(finding.difference.minor)), tuple(line for line in lines if line))

    # what is open

    def unchecked(self, most: int = 0) -> Iterator[Section]:
        """Why some payments could not be checked. most: so many are listed, in the order of the list."""
        if not self.totals.unchecked:
            return
        reasons = tuple(
            (self.say(message), Cell(self.words.number(self.totals.obstacles[name]), Tone.OPEN))
            for name, message in OBSTACLES.items()
            if self.totals.obstacles[name]
        )
        blocks: list[Block] = [Pairs(reasons)]
        for name, message in (("missing", "audit.missing_facts"), ("question", "audit.questions")):
            counted = waiting(self.telling)[name].most_common() if self.totals.obstacles[name] else []
            if counted:
                blocks += [Heading(self.say(message)), self._waiting(counted)]
        if most:
            blocks += self._listed(most)
        yield Section(self.say("audit.unchecked_why"), tuple(blocks))

    def _listed(self, most: int) -> Iterator[Block]:
        yield Heading(self.say("audit.which"))
        columns = tuple(Column(self.say(name), name == "audit.paid") for name in _OPEN)
        yield Table(columns, tuple(self._open(each) for each in self.audit.unchecked(most)))
        if self.totals.unchecked > most:
            yield Prose((self.words.count("audit.more_payments", self.totals.unchecked - most),))

    def _open(self, checked: Checked) -> Row:
        waits = self.telling.open(checked)
        told = [*waits[:MOST_WAITS], *(["…"] if len(waits) > MOST_WAITS else [])]
        cells = (
            checked.case,
            self.telling.thing(checked),
            self.telling.rows(checked),
            self.words.money(checked.paid),
            self.telling.obstacle(checked),
        )
        return Row(tuple(Cell(each) for each in cells), tuple(told))

    def _waiting(self, counted: list[tuple[str, int]]) -> Pairs:
        rows = [(name, Cell(self.words.number(each))) for name, each in counted[:MOST_OPEN]]
        if len(counted) > MOST_OPEN:
            left = len(counted) - MOST_OPEN
            rows.append((self.say("audit.other_facts"), Cell(self.words.number(left), Tone.QUIET)))
        return Pairs(tuple(rows))

    def unreadable(self) -> Iterator[Section]:
        """The rows that cannot be read, with what was expected in them."""
        if not self.totals.bad_rows:
            return
        items = tuple(
            Item(
                Cell(self.words.count("audit.rows", 1, rows=str(each.row)), Tone.OPEN),
                _lines(problems(each, self.words)),
            )
            for each in islice(self.audit.bad_rows(), MOST_ROWS)
        )
        blocks: list[Block] = [Items(items)]
        more = self.totals.bad_rows - len(items)
        if more > 0:
            blocks.append(Prose((self.words.count("audit.more_unreadable", more),)))
        yield Section(self.say("audit.unreadable_rows"), tuple(blocks))

    # how it was done

    def how(self) -> Iterator[Section]:
        """Rules with their digests, readings, engines, and what a finding is."""
        method = Prose((self.say("audit.method"), self.say("audit.limits")))
        yield Section(self.say("audit.how"), (Pairs(tuple(self._terms())), method))

    def _terms(self) -> Iterator[tuple[str, Cell]]:
        from amp_rules import __version__

        terms = self.audit.terms
        plans = self.telling.plans()
        if plans:
            yield self.say("audit.rules"), Cell("; ".join(self._edition(plan) for plan in plans))
        for plan in plans:
            yield self.say("audit.digest", name=plan.name), Cell(plan.digest, Tone.QUIET)
        chosen = {name: choice for plan in plans for name, choice in otherwise(plan).items()}
        listed = ", ".join(f"{name}={choice}" for name, choice in sorted(chosen.items()))
        yield self.say("audit.readings"), Cell(listed or self.say("audit.default_readings"))
        engines = "audit.both_engines" if terms.engines == "both" else "audit.one_engine"
        yield self.say("audit.engines"), Cell(self.say(engines))
        complete = "audit.complete" if terms.complete else "audit.not_complete"
        yield self.say("audit.completeness"), Cell(self.say(complete))
        if self.given.cases:
            yield self.say("audit.case_files"), Cell(", ".join(self.given.cases))
        if self.given.sha256 is not None:
            yield self.say("audit.sha256"), Cell(self.given.sha256, Tone.QUIET)
        yield self.say("audit.version"), Cell(__version__)
        if self.given.made_on is not None:
            yield self.say("audit.made_on"), Cell(self.words.day(self.given.made_on))

    def _edition(self, plan: Plan) -> str:
        title = self.words.of(plan.rulebook.edition.title)
        return self.say("audit.edition", title=title, name=plan.name)


def _tone(minor: Minor) -> Tone:
    """Anything but nothing strikes the reader."""
    return Tone.BAD if minor else Tone.PLAIN


def _lines(told: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(f"{column}: {message}" if column else message for column, message in told)
