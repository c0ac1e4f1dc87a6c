"""The JSON Schemas of records and of the openings of their commitments."""

from __future__ import annotations

from amp_rules.audit.record.model import Openings, Part, Record
from amp_rules.report.schemaparts import Schema
from amp_rules.report.shapes.schema import shape_schema


def record_schema() -> Schema:
    """JSON Schema 2020-12 of a decision record."""
    return _closed(Record, "record", "Record")


def openings_schema() -> Schema:
    """JSON Schema 2020-12 of the openings of a record that holds commitments."""
    return _closed(Openings, "record-openings", "Openings of a record")


def _closed(shape: type[Part], name: str, title: str) -> Schema:
    """The schema without values for keys left out, which are unknown, and without keys of another form."""
    found = shape_schema(shape, name, title)
    for part in (found, *found["$defs"].values()):
        for each in part.get("properties", {}).values():
            each.pop("default", None)
            each.pop("discriminator", None)
            if "patternProperties" in each:
                each["additionalProperties"] = False
    return found
