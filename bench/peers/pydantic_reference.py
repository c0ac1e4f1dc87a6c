"""Reading the same case from JSON with pydantic; it decides nothing and serves as a measure.

Timed: `model_validate_json` of a frozen model that refuses extra keys. Untimed: writing the JSON text, in
which an unknown fact is a key left out.
"""

import json
from dataclasses import fields
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bench.cases import FACTS, Case, Kind, Period, Tri


class PeriodModel(BaseModel):
    """As `bench.cases.Period`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    number: Annotated[int, Field(ge=0)]
    start: date
    end: date
    any_child: bool
    extra_staffing: bool
    allowance: Literal[0, 24, 71]


class CaseModel(BaseModel):
    """As `bench.cases.Case`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trafficked: Tri = None
    in_prostitution: Tri = None
    foreign_national: Tri = None
    in_sweden: Tri = None
    wants_return: Tri = None
    informed: Tri = None
    prior_participation: Tri = None
    special_circumstances: Tri = None
    country_acceptable: Tri = None
    periods: Annotated[tuple[PeriodModel, ...], Field(min_length=1, max_length=4)]


class PydanticReference:
    """Validation alone."""

    name = "pydantic, validation from JSON only"
    read = staticmethod(CaseModel.model_validate_json)

    def convert(self, case: Case) -> str:
        """The case as JSON text."""
        known = {fact: value for fact in FACTS if (value := getattr(case, fact)) is not None}
        periods = [
            {field.name: getattr(period, field.name) for field in fields(period)} for period in case.periods
        ]
        return json.dumps({**known, "periods": periods}, default=date.isoformat)

    def restore(self, made: object) -> Case:
        """The neutral case that the model holds."""
        if not isinstance(made, CaseModel):
            raise TypeError(f"expected a CaseModel, found {type(made).__name__}")
        facts = {fact: getattr(made, fact) for fact in FACTS}
        return Case(**facts, periods=tuple(Period(**dict(period)) for period in made.periods))


def prepare() -> list[PydanticReference]:
    """One reference."""
    return [PydanticReference()]
