"""The JSON Schema of a line of a case file, made from the header and the kinds of events."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from amp_rules.case.countries import COUNTRY_CODES
from amp_rules.casefile.chain import Header
from amp_rules.casefile.events import Event
from amp_rules.report.schemaparts import DIALECT, Schema
from amp_rules.report.shapes.values import Digest

CASE_FILE_ID: Final = "urn:amp-rules:case-file:1"
_INTERNAL: Final = frozenset({"x-entry", "x-entry-sv", "discriminator"})


class HeaderLine(TypedDict):
    """The first line: which case it is."""

    number: Annotated[int, Field(ge=0, le=0)]
    prev: Annotated[str, Field(pattern="^0{64}$")]
    sum: Digest
    header: Header


class EventLine(TypedDict):
    """Every other line: one event. Its kind says which fields it has."""

    number: Annotated[int, Field(ge=1)]
    prev: Annotated[Digest, Field(description="The digest of the line before.")]
    sum: Annotated[Digest, Field(description="The digest of what else stands in the line.")]
    event: Annotated[Event, Field(discriminator="kind")]


def case_file_schema() -> Schema:
    """JSON Schema 2020-12 of one line of a case file; Swedish titles stand under `x-title-sv`.

    That lines are chained, and that their order makes a case, no schema can tell.
    """
    made = _plain(TypeAdapter(HeaderLine | EventLine).json_schema())
    parts: dict[str, Schema] = made.pop("$defs")
    for name in ("HeaderLine", "EventLine"):
        parts[name]["additionalProperties"] = False
    for part in parts.values():
        kind = part.get("properties", {}).get("kind", {})
        if "const" in kind and "kind" not in part["required"]:
            part["required"] = ["kind", *part["required"]]
    country = {
        "description": "ISO 3166-1 alpha-2, or XK for Kosovo.",
        "type": "string",
        "enum": sorted(COUNTRY_CODES),
    }
    return {
        "$schema": DIALECT,
        "$id": CASE_FILE_ID,
        "title": "Line of a case file",
        "description": "A case file is one such JSON object a line: the header, then the events.",
        **made,
        "$defs": {**parts, "Country": country},
    }


def _plain(node: Any) -> Any:
    """The schema below a node, without what only this library reads."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _plain(child) for key, child in node.items() if key not in _INTERNAL}
    if kept.pop("x-country", False):
        kept = {"$ref": "#/$defs/Country"} | {key: kept[key] for key in kept if key not in ("type", "enum")}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].partition("\n\n")[0].split())
    return kept
