"""Two Swedish support programmes as executable, cited, versioned rules."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from amp_rules.case import Case, case_from_json, case_from_mapping, case_from_yaml
    from amp_rules.casefile import (
        EVENTS,
        CaseFile,
        CaseFileError,
        EventError,
        EventsConflictError,
        StorageError,
        calendar,
        compare,
        due,
        event_from_json,
        event_from_mapping,
        event_to_json,
        progress,
    )
    from amp_rules.engine import Outcome, choose_edition, decide
    from amp_rules.errors import AmpRulesError, CaseError, NoEditionError, RulebookError
    from amp_rules.explanation import explain
    from amp_rules.ledger import Verdict
    from amp_rules.plan import Plan, build_plan, check_reform
    from amp_rules.rulebook import (
        Reform,
        Rulebook,
        load_library,
        load_reform,
        load_rulebook,
        parse_changes,
        reformed,
        with_readings,
    )
    from amp_rules.terms import UNKNOWN, Money

# Each name is imported when it is first asked for, so that importing the package stays light.
_HOMES = {
    "amp_rules.case": ("Case", "case_from_json", "case_from_mapping", "case_from_yaml"),
    "amp_rules.casefile": (
        "EVENTS",
        "CaseFile",
        "CaseFileError",
        "EventError",
        "EventsConflictError",
        "StorageError",
        "calendar",
        "compare",
        "due",
        "event_from_json",
        "event_from_mapping",
        "event_to_json",
        "progress",
    ),
    "amp_rules.engine": ("Outcome", "choose_edition", "decide"),
    "amp_rules.errors": ("AmpRulesError", "CaseError", "NoEditionError", "RulebookError"),
    "amp_rules.explanation": ("explain",),
    "amp_rules.ledger": ("Verdict",),
    "amp_rules.plan": ("Plan", "build_plan", "check_reform"),
    "amp_rules.rulebook": (
        "Reform",
        "Rulebook",
        "load_library",
        "load_reform",
        "load_rulebook",
        "parse_changes",
        "reformed",
        "with_readings",
    ),
    "amp_rules.terms": ("UNKNOWN", "Money"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "EVENTS",
    "UNKNOWN",
    "AmpRulesError",
    "Case",
    "CaseError",
    "CaseFile",
    "CaseFileError",
    "EventError",
    "EventsConflictError",
    "Money",
    "NoEditionError",
    "Outcome",
    "Plan",
    "Reform",
    "Rulebook",
    "RulebookError",
    "StorageError",
    "Verdict",
    "build_plan",
    "calendar",
    "case_from_json",
    "case_from_mapping",
    "case_from_yaml",
    "check_reform",
    "choose_edition",
    "compare",
    "decide",
    "due",
    "event_from_json",
    "event_from_mapping",
    "event_to_json",
    "explain",
    "load_library",
    "load_reform",
    "load_rulebook",
    "parse_changes",
    "progress",
    "reformed",
    "with_readings",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'amp_rules' has no attribute '{name}'")
    found = globals()[name] = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
