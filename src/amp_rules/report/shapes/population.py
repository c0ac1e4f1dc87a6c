"""What runs, checks and drawings of many cases tell."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.report.shapes.comparison import Rules
from amp_rules.report.shapes.values import Count, Language, Ratio, one_of


class Verdicts(TypedDict):
    """How many of each verdict."""

    granted: Count
    refused: Count
    undetermined: Count
    referred: Count


class Sum(TypedDict):
    """The sum of the known."""

    unit: str
    minor: Annotated[bool, Field(description="Whether it is counted in öre or cents.")]
    sum: Annotated[
        int | Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?(/[0-9]+)?$")],
        Field(description="As text where it is a fraction."),
    ]


class PopulationRun(TypedDict):
    """What came of many cases, all in all."""

    schema: Literal["amp-rules/population-run/1"]
    rules: Rules
    cases: Annotated[Count, Field(description="How many were decided.")]
    verdicts: Annotated[dict[str, Verdicts], Field(description="By goal about the case.")]
    sums: Annotated[dict[str, Sum], Field(description="By goal about the case.")]
    open: Annotated[dict[str, Count], Field(description="By goal, in how many cases it is not known.")]
    missing: Annotated[
        dict[str, Count], Field(description="In how many cases each fact is missing, most first.")
    ]
    problems: Annotated[dict[str, Count], Field(description="Cases that could not be decided, by why.")]
    bad_rows: Annotated[Count, Field(description="How many rows were left out.")]


class BadRow(TypedDict):
    """One thing wrong with one row, or with a whole table (row 0)."""

    table: str
    row: Annotated[Count, Field(description="Counted from 1.")]
    case_id: Annotated[str, Field(description="Empty where there is none that may be shown.")]
    own_id: str
    column: Annotated[str, Field(description="Empty where no column of the schema is meant.")]
    code: str
    message: str


class PopulationCheck(TypedDict):
    """Whether the rows of a population make cases."""

    schema: Literal["amp-rules/population-check/1"]
    folder: str
    programme: Annotated[str | None, Field(description="null where a table cannot be read at all.")]
    rows: Annotated[dict[str, Count], Field(description="By table.")]
    bad_rows: list[BadRow]


class Line(TypedDict):
    """One published figure beside what was drawn; null where nothing can be told."""

    figure: str
    title: str
    kind: Annotated[str, one_of(("number", "mean", "days", "share"))]
    published: float
    of: Annotated[float, Field(description="What the published figure is divided by.")]
    expected: float
    drawn: float | None
    error: Annotated[float | None, Field(description="The standard error of what was drawn.")]
    z: Annotated[float | None, Field(description="How many standard errors it is from the expected.")]
    attainable: Annotated[bool, Field(description="Whether a case can have the published mean.")]


class Calibration(TypedDict):
    """A synthetic population beside the published figures."""

    schema: Literal["amp-rules/calibration/1"]
    language: Language
    programme: Annotated[str, one_of(("amp", "nsp"))]
    source: Annotated[str, Field(description="Key of the source of the figures.")]
    cases: Count
    seed: int | None
    decided: Annotated[Count, Field(description="Cases behind the lines of money.")]
    lines: list[Line]
    assumptions: Annotated[dict[str, float], Field(description="By name.")]
    implied: Annotated[dict[str, Ratio], Field(description="Shares that follow, in words.")]
