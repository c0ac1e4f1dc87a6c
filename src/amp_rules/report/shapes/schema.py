"""A shape as a JSON Schema, closed and described."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from amp_rules.report.schemaparts import DIALECT, Schema


def shape_schema(shape: Any, name: str, title: str, **embedded: Schema) -> Schema:
    """JSON Schema 2020-12 of what a writer returns, as declared by the type that it returns.

    embedded: whole schemas that the shape refers to by their `$id` as `x-schema`, by the name of their
    definition.

    >>> from amp_rules.report.shapes.comparison import Move
    >>> shape_schema(Move, "move", "Move")["required"]
    ['then', 'now', 'count']
    """
    made = TypeAdapter(shape).json_schema()
    parts = made.pop("$defs", {})
    for part in (made, *parts.values()):
        _tidy(part)
    made.pop("title", None)
    made.setdefault("description", f"{title}.")
    found = {"$schema": DIALECT, "$id": f"urn:amp-rules:{name}:1", "title": title, **made}
    return found | ({"$defs": {**parts, **embedded}} if parts or embedded else {})


def _tidy(part: Schema) -> None:
    """Refuses other keys than those declared, and drops titles that only repeat a key."""
    if "description" in part:
        part["description"] = " ".join(part["description"].split())
    if "properties" in part:
        part["additionalProperties"] = False
        for each in part["properties"].values():
            each.pop("title", None)
            if "x-schema" in each:
                each["$ref"] = each.pop("x-schema")


def maker(shape: Any, name: str, title: str) -> Callable[[], Schema]:
    """What makes the schema when it is asked for."""
    return lambda: shape_schema(shape, name, title)
