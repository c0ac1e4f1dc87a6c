"""The parts of an audit named in one language: payments, findings, days, rules, readings, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from amp_rules.audit.checking import Checked, Finding, PaymentAudit
from amp_rules.audit.checking.finding import Obstacle
from amp_rules.audit.checking.spans import Span, count
from amp_rules.audit.payments.payment import KINDS, PROGRAMME_OF, PaymentKind, currency_of
from amp_rules.case import label
from amp_rules.explanation.values import Values
from amp_rules.plan import Plan
from amp_rules.report.audit.words import AuditWords, audit_page_words
from amp_rules.rulebook.mistakes import FindingKind
from amp_rules.terms import UNKNOWN, Money, Unknown

OBSTACLES: Final[Mapping[Obstacle, str]] = {
    "missing": "audit.missing",
    "question": "audit.question",
    "no_case": "audit.no_case",
    "no_edition": "audit.no_edition",
    "no_amount": "audit.no_amount",
    "no_decision": "audit.no_decision",
}
_THINGS: Final[Mapping[PaymentKind, str]] = {
    "period": "audit.period",
    "item": "audit.item",
    "instalment": "audit.instalment",
    "claim": "audit.claim",
}
DATES: Final = {
    "paid": "audit.paid_on",
    "due": "audit.due_on",
    "claimed": "audit.claimed_on",
    "withdrawn": "audit.withdrawn_on",
}
_MOST_ROWS: Final = 8


class Telling:
    """Names what an audit holds, in 'en' or 'sv'.

    Raises UnknownNameError for another language.
    """

    def __init__(self, audit: PaymentAudit, language: str) -> None:
        self.audit = audit
        self.words: AuditWords = audit_page_words(language)
        self.say = self.words.say
        self.kinds: Mapping[str, FindingKind] = audit.checker.editions.mistakes.kinds
        self.registers = audit.checker.editions.library.registers

    # what was checked

    def thing(self, checked: Checked) -> str:
        """What was paid for, such as "support period 'extension'"."""
        if checked.kind == "instalment":
            who = checked.target or self.say("audit.unnamed")
            return self.say("audit.instalment_of", number=str(checked.number), who=who)
        if not checked.target:
            return self.say("audit.unnamed_thing", kind=self.kind(checked))
        return self.say("audit.named_thing", kind=self.kind(checked), name=checked.target)

    def kind(self, checked: Checked) -> str:
        """What kind of thing was paid for."""
        return self.say(_THINGS[checked.kind])

    def rows(self, checked: Checked) -> str:
        """The rows of the list, or that it has none."""
        if not checked.rows:
            return self.say("audit.not_listed")
        shown = ", ".join(str(row) for row in checked.rows[:_MOST_ROWS])
        more = len(checked.rows) - _MOST_ROWS
        listed = self.words.count("audit.rows", len(checked.rows), rows=shown)
        if more < 1:
            return listed
        return " ".join((listed, self.words.count("audit.more_rows", more)))

    def expected(self, money: Money | Unknown) -> str:
        """What the rules give, or that it cannot be told."""
        return self.say("audit.cannot_tell") if money is UNKNOWN else self.words.money(money)

    def title(self, finding: Finding) -> str:
        """What a finding is, in words."""
        return self.words.of(self.kinds[finding.kind].title)

    def days(self, spans: Iterable[Span]) -> str:
        """Days as spans, with how many there are; '' where there are none."""
        listed = tuple(spans)
        if not listed:
            return ""
        days = self.words.count("audit.days", count(listed))
        return f"{'; '.join(self.words.span(*each) for each in listed)} ({days})"

    def why(self, finding: Finding) -> str:
        """What was done wrong, in words; '' where that cannot be told."""
        return "" if finding.why is None else self.words.of(finding.why)

    # on what it rests

    def rules(self, finding: Finding) -> str:
        """The rules not kept, or that gave what was expected, with the official ids."""
        ids = ", ".join(finding.cite)
        if not finding.rules:
            return self.say("audit.official_ids", ids=ids)
        message = "audit.by_rules" if finding.way is None else "audit.not_kept"
        return self.say(message, rules=", ".join(finding.rules), ids=ids)

    def readings(self, checked: Checked, finding: Finding) -> Iterator[str]:
        """Whether another reading gives what was paid: each that does, or that none does."""
        if not finding.readings:
            yield self.no_reading(checked)
        for each in finding.readings:
            yield self.say("audit.reading", reading=each, says=self.reading(each))

    def no_reading(self, checked: Checked) -> str:
        """That no other reading gives what was paid, or that none was tried."""
        return self.say("audit.no_reading" if checked.rows else "audit.readings_not_tried")

    def reading(self, named: str) -> str:
        """What a reading such as 'B1=per-child' says."""
        name, _, choice = named.partition("=")
        return self.words.of(self.registers.interpretations[name].readings[choice])

    def instead(self, finding: Finding) -> Iterator[str]:
        """That other mistakes give what was paid too, in a sentence for each."""
        for mistakes in self.others(finding):
            yield self.say("audit.instead", mistakes=mistakes)

    def others(self, finding: Finding) -> Iterator[str]:
        """Other mistakes that give what was paid too; several that only do so together as one."""
        for each in finding.instead:
            kinds = [self.kinds[name.partition(".")[0]] for name in each.split("+")]
            yield self.words.every(f"{kind.code} {self.words.of(kind.title)}" for kind in kinds)

    # what could not be told

    def obstacle(self, checked: Checked) -> str:
        """Why a payment could not be checked."""
        return self.say(OBSTACLES[checked.obstacle or "missing"])

    def open(self, checked: Checked) -> tuple[str, ...]:
        """The facts that are missing, or the questions that a person has to answer."""
        if checked.obstacle == "missing":
            return tuple(label(path, self.words.language) for path in checked.open)
        if checked.obstacle == "question":
            decisions = self.plan(checked.edition).decisions
            return tuple(self.words.of(decisions[name].source.title) for name in checked.open)
        return checked.open

    # the rules

    def plan(self, edition: str) -> Plan:
        """The plan that the payments of an edition were held against."""
        checker = self.audit.checker
        if checker.edition is not None and checker.edition.name == edition:
            return checker.editions.of(checker.edition).plan
        programme, _, name = edition.partition("/")
        return checker.editions.of(checker.editions.library.rulebook(programme, edition=name)).plan

    def plans(self) -> tuple[Plan, ...]:
        """The plan named for the audit, else those of every edition of the programmes paid for."""
        checker = self.audit.checker
        if checker.edition is not None:
            return (self.plan(checker.edition.name),)
        paid = {PROGRAMME_OF[kind] for kind in KINDS if currency_of(kind) in self.audit.totals.currencies}
        books = checker.editions.library.rulebooks
        return tuple(self.plan(book.name) for book in books if book.edition.programme in paid)

    def status(self, edition: str, status: str | None) -> str:
        """What becomes of days, as the edition says it; '' where it says nothing."""
        plan = self.plan(edition)
        line = plan.rulebook.edition.timeline
        if status is None or line is None or line.status is None:
            return ""
        return Values(plan, self.words).choice(status, plan.decisions[line.status])


def otherwise(plan: Plan) -> dict[str, str]:
    """The readings of a plan that are not the default."""
    known = plan.rulebook.registers.interpretations
    return {name: choice for name, choice in plan.readings.items() if known[name].default != choice}
