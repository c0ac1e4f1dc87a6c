"""What differs between two outcomes of one case."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.report.shapes.values import Count, Day, Language, Money, Told


class Basis(TypedDict):
    """Why a line is what it is on one side."""

    rules: Annotated[list[str], Field(description="Rules that held.")]
    cite: Annotated[list[str], Field(description="Official ids that they cite.")]
    missing: Annotated[list[str], Field(description="Paths of facts that are missing.")]


class Decided(TypedDict, total=False):
    """What one side gives, left out where it is not known."""

    decided: Money


class ShouldBe(TypedDict, total=False):
    """What the other side gives, left out where it is not known."""

    should_be: Money


class Difference(TypedDict, total=False):
    """The second less the first, left out where it is not known; null without money."""

    difference: Money | None


class Line(Decided, ShouldBe, Difference):
    """One amount that differs, or is not known on both sides."""

    decision: str
    title: str
    about: Annotated[str, Field(description="As in the ledger.")]
    first: Day | None
    last: Day | None
    days: Count | None
    then: Basis
    now: Basis


class Then(TypedDict, total=False):
    """The earlier answer, left out where it is not known."""

    then: Told


class Now(TypedDict, total=False):
    """The later answer, left out where it is not known."""

    now: Told


class Changed(Then, Now):
    """An answer that differs; null where there was nothing to ask about, or nothing found."""

    name: str
    title: str
    about: str


class Total(TypedDict, total=False):
    """A total, left out where it is not known; null without money."""

    total: Money | None


class Side(Total):
    """One of the two views of a case file."""

    valid: Annotated[Day | None, Field(description="Facts about days up to this one.")]
    known: Annotated[Day | None, Field(description="As written down by the end of this day.")]
    missing: Annotated[list[str], Field(description="Paths of facts that the total waits for.")]
    questions: Annotated[list[str], Field(description="Paths of questions that a person must answer.")]


class Blame(Difference):
    """An event that only one view knows, without which the later view would say something else."""

    number: Annotated[int, Field(ge=1)]
    kind: str


class CaseDiff(Difference):
    """What was decided from one view of a case file, and what should be from another."""

    schema: Literal["amp-rules/case-diff/1"]
    language: Language
    rulebook: str
    changed: bool
    then: Side
    now: Side
    covered: Annotated[Money | None, Field(description="The sum of the lines that are known on both sides.")]
    lines: list[Line]
    verdicts: list[Changed]
    answers: list[Changed]
    days: list[Changed]
    findings: list[Changed]
    events: list[Blame]
