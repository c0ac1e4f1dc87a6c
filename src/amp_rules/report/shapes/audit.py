"""What an audit of payments tells: one summary, then a line for each payment and each unreadable row."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.audit.checking.finding import Obstacle
from amp_rules.audit.payments.payment import KINDS
from amp_rules.report.shapes.values import Count, Day, Digest, Language, Money, one_of
from amp_rules.terms import Currency

CurrencyCode = Annotated[str, one_of(get_args(Currency))]
Kind = Annotated[str, one_of(KINDS)]
Why = Annotated[str, one_of(get_args(Obstacle))]
Code = Annotated[str, Field(pattern="^PF[0-9]{2}$")]
Row = Annotated[int, Field(ge=1)]


class KindTotal(TypedDict):
    """One kind of finding in one currency."""

    code: Code
    kind: str
    title: str
    count: Count
    over: Money
    under: Money


class CurrencyTotal(TypedDict):
    """The payments of one currency; all but `unchecked` of those that could be checked."""

    currency: CurrencyCode
    paid: Money
    expected: Money
    difference: Annotated[Money, Field(description="Paid less expected.")]
    over: Money
    under: Money
    unchecked: Annotated[Money, Field(description="Paid, and could not be checked.")]
    kinds: list[KindTotal]


class Rules(TypedDict):
    """An edition that payments were held against."""

    edition: str
    digest: Digest
    readings: Annotated[dict[str, str], Field(description="The reading in force of every ambiguity.")]


class Obstacles(TypedDict, total=False):
    """How many could not be checked, by why; those that are none are left out."""

    missing: Annotated[Count, Field(description="Facts are missing.")]
    question: Annotated[Count, Field(description="A person has to answer.")]
    no_case: Annotated[Count, Field(description="The case is not among the cases.")]
    no_edition: Annotated[Count, Field(description="No edition covers the case.")]
    no_amount: Annotated[Count, Field(description="The rules name no amount for such a payment.")]
    no_decision: Annotated[Count, Field(description="The rules cannot be run on the case.")]


class Given(TypedDict):
    """What was given to be checked."""

    payments: Annotated[str, Field(description="The list's name without folders.")]
    sha256: Annotated[Digest | None, Field(description="Of the list.")]
    cases: list[str]
    doubled: Annotated[Count, Field(description="Cases left out: one of the same id was there.")]


class Audit(TypedDict):
    """The summary. What was checked as one is counted as one: a payment, or several for the same thing."""

    schema: Literal["amp-rules/audit/1"]
    line: Literal["audit"]
    language: Language
    version: Annotated[str, Field(description="Of amp_rules.")]
    given: Given
    rules: list[Rules]
    engines: Annotated[str, one_of(("both", "compiled"))]
    complete: Annotated[bool, Field(description="The list is taken to hold all that was paid.")]
    payments: Annotated[Count, Field(description="Rows that could be read.")]
    unreadable: Annotated[Count, Field(description="Rows that could not.")]
    cases: Count
    right: Count
    wrong: Count
    unchecked: Count
    findings: Count
    obstacles: Obstacles
    currencies: list[CurrencyTotal]


class Days(TypedDict):
    """Days in a row, both ends included."""

    first: Day
    last: Day


class Run(Days):
    """Days in a row that are worth the same."""

    rate: Annotated[Money, Field(description="Per day.")]
    status: Annotated[str | None, Field(description="What becomes of the days, as the rules name it.")]


class Mark(TypedDict):
    """A day that matters beside those paid for."""

    what: Annotated[str, one_of(("paid", "due", "claimed", "withdrawn"))]
    day: Day


class Finding(TypedDict):
    """One thing found in a payment."""

    code: Code
    kind: str
    title: str
    difference: Annotated[Money, Field(description="Its part of what was paid less what was expected.")]
    days: list[Days]
    way: Annotated[str | None, Field(description="The mistake that explains it, as kind.way.")]
    why: Annotated[str | None, Field(description="What was done wrong, in words.")]
    rules: Annotated[
        list[str], Field(description="Not kept; without a way, those that gave what was expected.")
    ]
    cite: Annotated[list[str], Field(description="Official ids.")]
    readings: Annotated[list[str], Field(description="Each under which the rules give just what was paid.")]
    instead: Annotated[list[str], Field(description="Other mistakes that give it too; + joins several.")]


class AuditFinding(TypedDict):
    """One payment, or several for the same thing, held against the rules."""

    schema: Literal["amp-rules/audit/1"]
    line: Literal["payment"]
    standing: Annotated[str, one_of(("right", "wrong", "unchecked"))]
    case: str
    edition: Annotated[str | None, Field(description="null where none was found.")]
    kind: Kind
    target: Annotated[str, Field(description="Id of what was paid for; empty where the list names none.")]
    number: Annotated[int | None, Field(ge=1, description="Of an instalment.")]
    rows: Annotated[list[Row], Field(description="Of the list; none where nothing was paid.")]
    currency: CurrencyCode
    paid: Money
    expected: Annotated[Money | None, Field(description="null where it cannot be told.")]
    difference: Money | None
    findings: list[Finding]
    obstacle: Annotated[Why | None, Field(description="Why it could not be checked.")]
    open: Annotated[
        list[str], Field(description="Paths of missing facts, or decisions that wait for an answer.")
    ]
    should: Annotated[list[Run], Field(description="The days as the rules give them.")]
    was: Annotated[
        list[Run],
        Field(
            description="What was paid by day, as findings explain it; none where only the whole is known."
        ),
    ]
    dates: list[Mark]


class Problem(TypedDict):
    """What is wrong in a row."""

    column: Annotated[str | None, Field(description="null where it is the row as a whole.")]
    expected: Annotated[str, Field(description="What was expected or is wrong, in English.")]


class AuditRow(TypedDict):
    """A row of the list that cannot be read."""

    schema: Literal["amp-rules/audit/1"]
    line: Literal["row"]
    row: Row
    problems: list[Problem]
