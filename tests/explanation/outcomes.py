"""Cases decided for the tests of explanations, and the golden texts beside them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from amp_rules.case import case_from_mapping
from amp_rules.engine import Outcome, decide
from amp_rules.plan import Plan, build_plan
from amp_rules.rulebook import Library, load_library, load_rulebook
from amp_rules.scenarios import Scenario, load_scenarios, run_scenario
from tests.places import SAMPLE

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "sv")

PARTLY_KNOWN: Mapping[str, Any] = {
    "id": "made-up-1",
    "programme": "nsp",
    "applied_on": "2022-03-01",
    "exploitation": {"trafficking": "suspected"},
    "principal": {"nationalities": ["BG"]},
    "voluntariness": {"wants_return": True},
    "destination": {"support_available": True},
    "process": {"applied_in_sweden": True},
    "periods": [
        {"id": "p1", "kind": "reflection", "start": "2022-03-01", "end": "2022-04-10"},
        {"id": "p2", "kind": "in_depth", "start": "2022-04-11", "end": "2022-07-30"},
    ],
    "daily": {
        "adult_allowance": [{"start": "2022-03-10", "end": "2022-03-20", "value": "71"}],
        "children_in_shelter": [],
        "extra_staffing": [{"start": "2022-05-01", "end": "2022-05-10"}],
    },
}
GRANTED: Mapping[str, Any] = {
    "id": "made-up-2",
    "programme": "nsp",
    "exploitation": {"prostitution": True},
    "principal": {"nationalities": ["BG", "RO"]},
    "voluntariness": {"wants_return": True, "informed": True},
    "destination": {"support_available": True},
    "participation": {"earlier": False},
    "process": {"applied_in_sweden": True},
    "periods": [],
}
REFUSED: Mapping[str, Any] = {
    "id": "made-up-3",
    "programme": "nsp",
    "exploitation": {"trafficking": "none", "prostitution": False},
    "principal": {"nationalities": ["SE"]},
    "participation": {"earlier": True},
    "periods": [],
}
SHIPPED = {
    "granted": "nsp-2022.cut-at-new-year",
    "refused": "amp-2015.prostitution-elsewhere",
    "undetermined": "amp-2015.nationality-unknown",
    "referred": "amp-2015.dual-citizen",
}
"""A scenario of the shipped rules for each verdict."""
MEASURED = {"partly-known": PARTLY_KNOWN, "granted": GRANTED, "refused": REFUSED}


@cache
def bench_plan() -> Plan:
    """The plan of the reduced rules."""
    return build_plan(load_rulebook("nsp", edition="2022", root=SAMPLE))


@cache
def library() -> Library:
    """The shipped rules."""
    return load_library()


@cache
def plans() -> Mapping[str, Plan]:
    """Every shipped plan by name, and the reduced rules."""
    return {"bench": bench_plan(), **{book.name: build_plan(book) for book in library().rulebooks}}


@cache
def scenarios() -> Mapping[str, Scenario]:
    """The shipped scenarios by id."""
    return {each.id: each for each in load_scenarios()}


def scenario_outcome(scenario_id: str) -> Outcome:
    """A shipped scenario decided as it says."""
    outcome = run_scenario(scenarios()[scenario_id], library()).outcome
    assert outcome is not None
    return outcome


def decided(given: Mapping[str, Any], **more: Any) -> Outcome:
    """A case under the reduced rules."""
    return decide(bench_plan(), case_from_mapping({**given, **more}))
