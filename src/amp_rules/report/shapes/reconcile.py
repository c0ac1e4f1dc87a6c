"""What a published table held against the rules tells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.report.shapes.values import Count, Language, Money, one_of


class Number(TypedDict):
    """A number that was worked out."""

    value: Annotated[str, Field(description="As text.", pattern=r"^-?[0-9]")]
    unit: str


class Conclusion(TypedDict):
    """One thing that follows from published figures and rules."""

    key: str
    standing: Annotated[str, one_of(("agrees", "needed", "open", "impossible", "disagrees"))]
    reasoning: str
    numbers: Annotated[dict[str, Number], Field(description="Everything that was worked out, by name.")]
    cite: list[str]
    figures: Annotated[list[str], Field(description="Keys of the published figures it rests on.")]


class Combination(TypedDict):
    """Days, supplements and deductions that come to the published sum."""

    days: Annotated[dict[str, Count], Field(description="By kind of day.")]
    child_days: Count
    staffing_days: Count
    allowance_days: Annotated[dict[str, Count], Field(description="By daily allowance taken off.")]


class Decided(TypedDict):
    """What the engine makes of the cases of a combination."""

    cases: Count
    total: Money
    agrees: bool


class Verified(TypedDict, total=False):
    """With --verify: what the engine decided."""

    decided: Decided


class Witness(Combination, Verified):
    """A combination that keeps the rules."""

    departures: Count


class Rival(Combination):
    """A combination that keeps the rules only under another reading."""

    reading: str


class RowFinding(TypedDict):
    """One row of the table: what could have produced its sum."""

    row: str
    title: str
    number: Count
    published: Money
    attainable: bool
    lowest: Annotated[Money | None, Field(description="null where no rate bounds the row.")]
    highest: Money | None
    conclusions: list[Conclusion]
    witnesses: list[Witness]
    rivals: list[Rival]


class Reconcile(TypedDict):
    """A published table held against the rules."""

    schema: Literal["amp-rules/reconcile/1"]
    language: Language
    rules: str
    readings: Annotated[dict[str, str], Field(description="Readings chosen otherwise than the default.")]
    source: Annotated[str, Field(description="Key of the source that the table stands in.")]
    tables: list[Conclusion]
    rows: list[RowFinding]
