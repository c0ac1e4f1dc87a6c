"""Cases decided under the sample rules and the shipped ones, and golden files beside the tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from amp_rules.case import case_from_json, case_from_mapping
from amp_rules.engine import Outcome, choose_edition, decide
from amp_rules.rulebook import Library, load_library
from tests.places import SAMPLE

GOLDEN = Path(__file__).parent / "golden"

KNOWN: Mapping[str, Any] = {
    "id": "made-up-1",
    "programme": "nsp",
    "applied_on": "2022-03-01",
    "exploitation": {"trafficking": "identified"},
    "principal": {"nationalities": ["BG"]},
    "process": {"applied_in_sweden": True},
    "voluntariness": {"wants_return": True, "informed": True},
    "participation": {"earlier": False},
    "destination": {"support_available": True},
    "periods": [
        {"id": "p1", "kind": "reflection", "start": "2022-04-01", "end": "2022-05-10"},
        {"id": "p2", "kind": "in_depth", "start": "2022-11-01", "end": "2023-01-10"},
    ],
    "daily": {
        "adult_allowance": [{"start": "2022-04-11", "end": "2022-04-30", "value": "71"}],
        "children_in_shelter": [{"start": "2022-11-01", "end": "2022-11-30", "value": 1}],
        "extra_staffing": [],
    },
}
OPEN: Mapping[str, Any] = {
    key: value for key, value in KNOWN.items() if key not in ("participation", "principal")
} | {"id": "made-up-2", "daily": {"adult_allowance": [], "extra_staffing": []}}
REFUSED: Mapping[str, Any] = {
    **KNOWN,
    "id": "made-up-3",
    "voluntariness": {"wants_return": False},
    "periods": [],
}


@cache
def shipped() -> Library:
    return load_library()


@cache
def sample() -> Library:
    return load_library(SAMPLE)


def sampled(case: Mapping[str, Any]) -> Outcome:
    return decide(sample().rulebook("nsp", edition="2022"), case_from_mapping(case))


def example(path: Path) -> Outcome:
    case = case_from_json(path.read_bytes())
    return decide(choose_edition(shipped(), case), case)


def same_as_golden(path: Path, text: str) -> None:
    """Compares with the golden file; AMP_RULES_GOLDEN=write writes it anew."""
    if os.environ.get("AMP_RULES_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
