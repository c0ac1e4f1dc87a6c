"""Single values as JSON output writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import Field

_DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DECIMAL: Final = r"-?[0-9]+(\.[0-9]+)?"


def one_of(values: Iterable[str]) -> Any:
    """That a text is one of these words."""
    return Field(json_schema_extra={"enum": list(values)})


Language = Annotated[str, one_of(("en", "sv"))]
Day = Annotated[str, Field(pattern=_DAY, json_schema_extra={"format": "date"})]
Count = Annotated[int, Field(ge=0)]
Ratio = Annotated[float, Field(ge=0, le=1)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Names the content.")]
Money = Annotated[
    str,
    Field(pattern=r"^-?[0-9]+\.[0-9]{2,}$", description="Kronor or dollars as text, with two decimals."),
]
Exact = Annotated[
    str,
    Field(
        pattern=f"^({_DECIMAL}|-?[0-9]+/[0-9]+)$",
        description="Exact, as text: a fraction where no decimal can write it. Money in kronor or dollars.",
    ),
]
Told = str | int | bool | list[str] | None
"""An answer: money, shares and dates as text."""
