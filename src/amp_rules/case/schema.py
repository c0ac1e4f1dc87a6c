"""The JSON Schema of a case, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from amp_rules.case.countries import COUNTRY_CODES
from amp_rules.case.facts import capital
from amp_rules.case.model import Case
from amp_rules.case.titles import MEMBER_TITLES, MODEL_TITLES
from amp_rules.errors import UnknownNameError

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID: Final = "urn:amp-rules:case:1"

_INTERNAL: Final = frozenset({"x-entry", "x-entry-sv"})
_COUNTRY: Final = {"$ref": "#/$defs/Country"}


def case_schema(language: str = "en") -> dict[str, Any]:
    """JSON Schema 2020-12 of a case, titled in `language`; the other one stands under `x-title-..`.

    Raises UnknownNameError for a language other than 'sv' and 'en'.
    """
    if language not in ("sv", "en"):
        raise UnknownNameError("language", language, ("sv", "en"))
    written = Case.model_json_schema()
    definitions: dict[str, Any] = written.pop("$defs")
    definitions["Country"] = {
        "description": "ISO 3166-1 alpha-2, or XK for Kosovo.",
        "type": "string",
        "enum": sorted(COUNTRY_CODES),
    }
    for name, definition in definitions.items():
        _name(name, definition)
    _name("Case", written)
    _name_members(definitions)
    whole = {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        **written,
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }
    shown: dict[str, Any] = _shown(whole, language)
    return shown


def _name(name: str, definition: dict[str, Any]) -> None:
    title_en, title_sv, about_sv = MODEL_TITLES[name]
    definition["title"], definition["x-title-sv"] = capital(title_en), capital(title_sv)
    definition["description"] = definition["description"].partition("\n")[0]
    definition["x-description-sv"] = about_sv


def _name_members(definitions: Mapping[str, dict[str, Any]]) -> None:
    for enum, titles in MEMBER_TITLES.items():
        for position, key in enumerate(("x-members", "x-members-sv")):
            definitions.get(enum.__name__, {})[key] = {
                member: both[position] for member, both in titles.items()
            }


def _shown(node: Any, language: str) -> Any:
    """The schema below `node` with countries by reference and the words of one language in front."""
    if isinstance(node, list):
        return [_shown(entry, language) for entry in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _shown(child, language) for key, child in node.items() if key not in _INTERNAL}
    if kept.pop("x-country", False):
        for key in ("type", "enum"):
            kept.pop(key)
        kept = _COUNTRY | kept
    return _swapped(kept) if language == "sv" else kept


def _swapped(node: dict[str, Any]) -> dict[str, Any]:
    for plain, swedish, english in (
        ("title", "x-title-sv", "x-title-en"),
        ("description", "x-description-sv", "x-description-en"),
        ("x-members", "x-members-sv", "x-members-en"),
    ):
        if isinstance(node.get(swedish), str | dict) and plain in node:
            node[english], node[plain] = node[plain], node.pop(swedish)
    return node
