"""What comparisons, sensitivities and sweeps tell."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.report.shapes.adjustment import Changed, Difference, Line
from amp_rules.report.shapes.values import Count, Digest, Exact, Language, one_of
from amp_rules.rulebook.rows import KINDS


class Rules(TypedDict):
    """A rulebook and how it was read."""

    name: str
    digest: Digest
    readings: Annotated[dict[str, str], Field(description="The reading in force of every ambiguity.")]


class ReformChange(TypedDict):
    """One change of a reform."""

    id: str
    why: str
    needs: Annotated[list[str], Field(description="Changes without which it cannot stand.")]


class ReformTold(TypedDict):
    """The reform that made the later rules."""

    id: str
    title: str
    of: Annotated[str, Field(description="The edition it changes.")]
    changes: list[ReformChange]


class Goal(TypedDict):
    """What is compared."""

    name: str
    title: str
    about: str
    kind: Annotated[str, one_of(KINDS)]
    unit: Annotated[str | None, Field(description="null where it is no amount.")]


class Move(TypedDict):
    """So many that were one thing under the old rules and are another, or the same, under the new."""

    then: str
    now: str
    count: Count


class Moves(Goal):
    """How the answers to one goal moved."""

    moves: list[Move]


class Spread(TypedDict):
    """Amounts of many cases."""

    cases: Count
    total: Exact
    mean: Annotated[Exact | None, Field(description="null where there are no cases.")]
    quantiles: Annotated[
        dict[str, Exact], Field(description="By per cent; 0 is the least, 100 the greatest.")
    ]


class Shift(TypedDict):
    """What moved in a set of cases whose amounts are known on both sides."""

    cases: Count
    gainers: Count
    losers: Count
    same: Count
    gained: Exact
    lost: Annotated[Exact, Field(description="Below zero.")]
    difference: Exact


class AmountShift(Goal):
    """One amount, old and new, over the cases where both are known; the others are apart."""

    then: Spread
    now: Spread
    difference: Spread
    shift: Shift
    apart: list[Move]


class GroupShift(TypedDict):
    """What moved in one group; without money there is no shift."""

    group: str
    cases: Count
    moved: Annotated[Count, Field(description="Cases with another verdict.")]
    shift: Shift | None
    apart: Annotated[Count, Field(description="Cases whose total is not known on both sides.")]


class Groups(TypedDict):
    """What moved, group by group."""

    by: str
    groups: list[GroupShift]


class Parts(TypedDict, total=False):
    """What each part of the reform does in one case, where the difference was split."""

    parts: dict[str, Exact]


class CaseShift(Parts):
    """One of the cases that change most, and its total under both."""

    case: str
    then: Exact
    now: Exact
    difference: Exact


class Part(TypedDict):
    """What changes made together do: their share, made alone, and made after all the others."""

    changes: list[str]
    share: Exact
    alone: Exact
    last: Exact
    cases: Annotated[Count, Field(description="Cases in which the share is not nothing.")]


class Attribution(TypedDict):
    """The difference of a total split over the changes by their Shapley values."""

    goal: Goal
    difference: Exact
    split: Count
    apart: Count
    unsplit: Exact
    unknown: Count
    combinations: Count
    runs: Count
    parts: list[Part]


class Explained(Difference):
    """One case line by line."""

    case: str
    played: Annotated[list[str], Field(description="Changes of the reform that came into play.")]
    lines: list[Line]
    verdicts: list[Changed]
    answers: list[Changed]
    findings: list[Changed]


class Whatif(TypedDict):
    """What other rules would do to many cases."""

    schema: Literal["amp-rules/whatif/1"]
    language: Language
    then: Rules
    now: Rules
    reform: ReformTold | None
    cases: Count
    undecided: Annotated[Count, Field(description="Cases with a problem on either side.")]
    changed: Annotated[Count, Field(description="Cases about which some goal says something else.")]
    answers: list[Moves]
    amounts: list[AmountShift]
    groups: list[Groups]
    most: list[CaseShift]
    attribution: NotRequired[Attribution]
    explained: NotRequired[list[Explained]]


class ReadingEffect(TypedDict):
    """What another reading of one ambiguity does, against the reading in force."""

    reading: Annotated[str, Field(description="Such as B5=day-count.")]
    text: str
    changed: Count
    moved: Count
    shift: Shift | None
    apart: list[Move]
    undecided: Count


class AmbiguityEffect(TypedDict):
    """What hangs on one ambiguity; money is null where the rules publish none."""

    interpretation: str
    question: str
    in_force: str
    changed: Count
    money: Annotated[Exact | None, Field(description="The most that depends on any one of its readings.")]
    lowest: Exact | None
    highest: Exact | None
    readings: list[ReadingEffect]


class Sensitivity(TypedDict):
    """What hangs on how the unclear places are read, that with most money first."""

    schema: Literal["amp-rules/sensitivity/1"]
    language: Language
    rules: str
    cases: Count
    total: Goal | None
    runs: Annotated[Count, Field(description="How often the population was decided.")]
    ambiguities: list[AmbiguityEffect]


class SweptParameter(TypedDict):
    """A parameter that is turned, and the value that it has."""

    name: str
    title: str
    unit: str
    in_force: str


class Point(TypedDict):
    """What comes of one value of each parameter; what needs money is null without it."""

    values: Annotated[list[str], Field(description="In the order of the parameters.")]
    in_force: bool
    known: Annotated[Count | None, Field(description="Cases whose total is known here.")]
    total: Annotated[Exact | None, Field(description="Of the cases known at every point.")]
    shift: Shift | None
    apart: list[Move]
    changed: Count
    moved: Count
    granted: Count | None
    undecided: Count


class Sweep(TypedDict):
    """What comes of many cases as one or two numbers are turned."""

    schema: Literal["amp-rules/sweep/1"]
    language: Language
    rules: str
    cases: Count
    total: Goal | None
    common: Annotated[Count, Field(description="Cases whose total is known at every point.")]
    runs: Count
    parameters: list[SweptParameter]
    points: list[Point]
