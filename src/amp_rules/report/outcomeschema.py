"""The JSON Schema of an outcome as `outcome_object` writes it."""

from __future__ import annotations

from typing import Any, Final

from amp_rules.report.answers import OUTCOME_SCHEMA
from amp_rules.report.schemaparts import DIALECT

OUTCOME_SCHEMA_ID: Final = "urn:amp-rules:outcome:1"

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MONEY: Final[Schema] = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2,}$"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _by_name(item: Schema, about: str) -> Schema:
    return {"type": "object", "description": about, "additionalProperties": item}


def _object(properties: dict[str, Schema], optional: str = "", about: str = "") -> Schema:
    """An object with every property required but the optional ones."""
    left_out = optional.split()
    found: Schema = {
        "type": "object",
        "required": [name for name in properties if name not in left_out],
        "properties": properties,
        "additionalProperties": False,
    }
    return found | ({"description": about} if about else {})


def outcome_schema() -> Schema:
    """JSON Schema 2020-12 of one outcome."""
    whole = _object(
        {
            "schema": {"const": OUTCOME_SCHEMA},
            "language": {"enum": ["en", "sv"]},
            "case": _object({"id": _TEXT, "programme": _TEXT}),
            "rulebook": _ref("Rulebook"),
            "engine": {"enum": ["compiled", "durable"], "description": "Which of the two engines decided."},
            "readings": _by_name(_TEXT, "The reading in force of every ambiguity that the rules touch."),
            "verdict": {"anyOf": [_ref("Verdict"), {"type": "null"}]},
            "verdicts": _by_name(_ref("Goal"), "The verdict goals about the case."),
            "amounts": _by_name(_ref("Amount"), "The other goals about the case."),
            "entities": _listed(_ref("EntityGoal")),
            "total": {"type": ["string", "null"], "description": "Which of the amounts is the total."},
            "missing": _listed(_ref("Missing")),
            "referrals": _listed(_ref("Referral")),
            "findings": _listed(_ref("Finding")),
            "timeline": _listed(_ref("Segment")),
            "explanation": _ref("Explanation"),
            "ledger": _listed(_ref("Entry")),
            "agenda": _listed(_ref("Firing")),
            "sources": _by_name(_ref("Source"), "Every official id that is cited, with where it stands."),
        },
        "explanation ledger agenda",
    )
    return {
        "$schema": DIALECT,
        "$id": OUTCOME_SCHEMA_ID,
        "title": "Outcome",
        "description": "What the rules say of one case. A value left out is unknown; null is absent.",
        **whole,
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Schema]:
    return {
        "Verdict": {"enum": ["granted", "refused", "undetermined", "referred"]},
        "Value": {
            "description": "Money, shares and dates are text; money has at least two decimals.",
            "anyOf": [{"type": ["string", "integer", "boolean", "null"]}, _listed(_TEXT)],
        },
        "Cites": _listed(_TEXT),
        "Days": _object({"from": _DAY, "to": _DAY}),
        "Authority": _object({"id": _TEXT, "title": _TEXT}),
        "Rulebook": _rulebook(),
        **_goals(),
        **_open_parts(),
        "Segment": _segment(),
        "Entry": _entry(),
        "Firing": _firing(),
        **_explanation(),
        "Source": _object({"source": _TEXT, "document": _TEXT, "section": _TEXT, "summary": _TEXT}),
    }


def _firing() -> Schema:
    """A rule of the second engine that fired."""
    return _object(
        {
            "round": {"type": "integer", "minimum": 1},
            "decision": _TEXT,
            "rule": {"type": ["string", "null"]},
            "concludes": {"type": "boolean", "description": "Settles the conclusion, not whether it holds."},
            "about": _TEXT,
            "days": _ref("Days"),
            "holds": {"type": "boolean"},
            "facts": _by_name(_ref("Value"), "What the condition was matched on, of that what is known."),
        },
        "days",
    )


def _rulebook() -> Schema:
    return _object(
        {
            "name": _TEXT,
            "programme": _TEXT,
            "edition": _TEXT,
            "title": _TEXT,
            "from": _DAY,
            "to": {"anyOf": [_DAY, {"type": "null"}]},
            "authority": _ref("Authority"),
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Names the content."},
        }
    )


def _goals() -> dict[str, Schema]:
    bounds = _object({"lowest": _ref("Value"), "highest": _ref("Value")}, about="null: no limit is known.")
    return {
        "Goal": _object({"title": _TEXT, "verdict": _ref("Verdict"), "cite": _ref("Cites")}),
        "Amount": _object(
            {
                "title": _TEXT,
                "type": {"enum": ["bool", "finding", "amount", "date", "choice"]},
                "unit": _TEXT,
                "value": _ref("Value"),
                "bounds": bounds,
                "cite": _ref("Cites"),
            },
            "unit value bounds",
        ),
        "EntityGoal": _object(
            {
                "about": _TEXT,
                "decision": _TEXT,
                "title": _TEXT,
                "verdict": _ref("Verdict"),
                "value": _ref("Value"),
            },
            "verdict value",
            "A goal about a person, a period, a claim or the like.",
        ),
    }


def _open_parts() -> dict[str, Schema]:
    path: Schema = {"type": "string", "pattern": r"^\$"}
    return {
        "Missing": _object({"path": path, "label": _TEXT, "decisions": _listed(_TEXT)}),
        "Referral": _object(
            {
                "decision": _TEXT,
                "about": _TEXT,
                "authority": _ref("Authority"),
                "question": _TEXT,
                "path": path,
                "cite": _ref("Cites"),
            }
        ),
        "Finding": _object(
            {
                "decision": _TEXT,
                "title": _TEXT,
                "severity": {"enum": ["conflict", "warning", "note"]},
                "about": _TEXT,
                "days": _ref("Days"),
                "message": _TEXT,
                "cite": _ref("Cites"),
            },
            "days",
        ),
    }


def _segment() -> Schema:
    return _object(
        {
            "period": _TEXT,
            "from": _DAY,
            "to": _DAY,
            "days": {"type": "integer", "minimum": 1},
            "status": _ref("Value"),
            "currency": {"enum": ["SEK", "USD"]},
            "rate": _MONEY,
            "amount": _MONEY,
            "components": _by_name(_MONEY, "The parts of the rate that are known, per day."),
            "rules": _listed(_TEXT),
            "cite": _ref("Cites"),
        },
        "status rate amount",
        "A run of days with the same answers.",
    )


def _entry() -> Schema:
    read = _object(
        {"fact": _TEXT, "parameter": _TEXT, "decision": _TEXT, "about": _TEXT, "value": _ref("Value")},
        "fact parameter decision about value",
    )
    return _object(
        {
            "decision": _TEXT,
            "rule": {"type": ["string", "null"]},
            "about": _TEXT,
            "days": _ref("Days"),
            "holds": {"type": "boolean"},
            "conclusion": _ref("Value"),
            "read": _listed(read),
            "cite": _ref("Cites"),
            "reading": {"type": ["string", "null"]},
            "notes": _listed(_TEXT),
        },
        "days holds conclusion",
        "One rule tested for one entity.",
    )


def _explanation() -> dict[str, Schema]:
    citation = _object({"document": _TEXT, "section": _TEXT, "id": _TEXT})
    line = _object(
        {
            "text": _TEXT,
            "mark": {"enum": ["holds", "fails", "open"]},
            "rule": _TEXT,
            "citations": _listed(citation),
            "children": _listed(_ref("Line")),
        },
        "mark rule citations children",
    )
    section = _object({"name": _TEXT, "title": _TEXT, "lines": _listed(_ref("Line"))})
    return {
        "Line": line,
        "Explanation": _object({"language": _TEXT, "title": _TEXT, "sections": _listed(section)}),
    }
