"""What the JSON Schemas of files that people write are put together from."""

from __future__ import annotations

from typing import Any, Final

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

NAME: Final = "^[a-z][a-z0-9_]{0,63}$"
RULE_ID: Final = r"^[a-z][a-z0-9_]{0,63}(\.[a-z0-9_]{1,64}){1,2}$"
READING: Final = "^[A-Z][A-Z0-9]{0,7}=[a-z0-9][a-z0-9-]{0,47}$"
DAY: Final = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
UNIT: Final = "^((SEK|USD|day|month|year)(/(SEK|USD|day|month|year))?|count|ratio|date|country)$"


def ref(name: str) -> Schema:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def listed(item: Schema, least: int = 0) -> Schema:
    """A list of so many at least."""
    return {"type": "array", "items": item} | ({"minItems": least} if least else {})


def text(about: str, **more: Any) -> Schema:
    """A text, described."""
    return {"type": "string", "description": about, **more}


def closed(required: str, properties: dict[str, Schema], **more: Any) -> Schema:
    """An object with these keys and no others; required: some of them, with spaces between."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
        **more,
    }


def named(item: Schema, about: str) -> Schema:
    """An object whose keys are names, each of the same kind of thing."""
    return {
        "type": "object",
        "description": about,
        "propertyNames": ref("Name"),
        "additionalProperties": item,
    }
