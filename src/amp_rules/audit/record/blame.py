"""Whether another case accounts for a ledger: the one whose facts are those that the ledger read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from amp_rules.audit.record.canonical import Tree, same
from amp_rules.audit.record.compare import first_of_ledgers
from amp_rules.audit.record.leaves import is_fact
from amp_rules.audit.record.outcome import ledger_tree
from amp_rules.audit.record.values import told
from amp_rules.case import Case, fact_at, with_facts
from amp_rules.engine import decide
from amp_rules.errors import AmpRulesError
from amp_rules.plan.model import Plan
from amp_rules.terms import UNKNOWN


def facts_account_for(ledger: list[Tree], case: Case, plan: Plan) -> bool:
    """Whether the ledger is, entry by entry, that of the case with the facts that the ledger read.

    Where it is, the facts were changed; where it is not, it was the ledger that was, or both.
    """
    try:
        read = with_facts(case, dict(_others(ledger, case)))
        return first_of_ledgers(ledger, ledger_tree(decide(plan, read))) is None
    except AmpRulesError:
        return False


def _others(ledger: Iterable[Tree], case: Case) -> Iterator[tuple[str, Any]]:
    """The facts that the ledger read with another value than the case has."""
    for entry in ledger:
        for each in entry["read"]:
            if "fact" not in each or not is_fact(each["fact"]):
                continue  # what is worked out of facts, such as a person's role or what holds on a day
            now = fact_at(case, each["fact"])
            known = {} if now is UNKNOWN else {"value": told(now)}
            if not same(known, {key: each[key] for key in each if key == "value"}):
                yield each["fact"], _plain(each["value"]) if "value" in each else UNKNOWN


def _plain(value: Any) -> Any:
    """A value of a record as a case has it."""
    if isinstance(value, dict):
        return value.get("amount", value.get("date"))
    return value
