"""Cases of the support programme that ask for money, and their population."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from amp_rules import Case, Rulebook, case_from_mapping, load_rulebook
from amp_rules.population import Population, from_cases

EXAMPLE = Path(__file__).parents[2] / "examples" / "nsp-mother-and-child.json"

ADULT: Mapping[str, Any] = {
    "id": "adult",
    "programme": "nsp",
    "applied_on": "2022-02-01",
    "principal": {"age": 30},
    "support": {
        "assessed_victim": "identified",
        "needs_support": True,
        "rights_match": True,
        "society_pays": False,
        "responsibility_attempted": True,
    },
    "shelter": {"certified": True},
    "items": [],
    "daily": {"adult_allowance": [], "children_in_shelter": [], "other_payer": [], "full_rate": []},
    "periods": [
        {
            "id": "r",
            "kind": "reflection",
            "start": "2022-02-02",
            "end": "2022-03-03",
            "staffing_requested": False,
        },
        {
            "id": "d",
            "kind": "in_depth",
            "start": "2022-03-04",
            "end": "2022-06-01",
            "staffing_requested": False,
        },
    ],
}
SUPPORT_ONLY: Mapping[str, Any] = {
    **ADULT,
    "id": "support-only",
    "periods": [
        {
            "id": "s",
            "kind": "support_only",
            "start": "2022-02-01",
            "end": "2022-05-01",
            "weekdays": ["monday", "thursday"],
            "staffing_requested": False,
        }
    ],
    "daily": {
        **ADULT["daily"],
        "support_delivered": [{"start": "2022-02-01", "end": "2022-05-01", "value": True}],
    },
}
OPEN: Mapping[str, Any] = {
    **ADULT,
    "id": "open",
    "support": {key: value for key, value in ADULT["support"].items() if key != "society_pays"},
}


@cache
def rules(**readings: str) -> Rulebook:
    return load_rulebook("nsp", edition="2022", readings=readings)


def mother() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    return found


def people(*cases: Mapping[str, Any]) -> Population:
    return from_cases(case(each) for each in cases)


def case(facts: Mapping[str, Any]) -> Case:
    return case_from_mapping(facts)
