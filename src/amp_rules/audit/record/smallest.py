"""The fewest facts that have to be shown for answers to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from amp_rules.audit.record.archive import Shelf
from amp_rules.audit.record.check import Checked, weighed
from amp_rules.audit.record.disclosable import Groups, address, chosen
from amp_rules.audit.record.errors import DisclosureError, UnconfirmableError
from amp_rules.audit.record.leaves import EVIDENCE, LIST, list_of
from amp_rules.audit.record.token import Opened, held
from amp_rules.audit.record.weigh import Weight

_CLOSEST: Final = (
    "$.principal",
    "$.children",
    "$.exploitation",
    "$.stay",
    "$.voluntariness",
    "$.participation",
    "$.destination",
    "$.needs",
    "$.id",
)
"""What is given up first: the facts that say most of a person."""


def facts_needed(
    signed: bytes, confirming: Iterable[str], withholding: Iterable[str] = (), shelf: Shelf | None = None
) -> tuple[str, ...]:
    """Facts of a signed record that are enough to confirm answers, and none of which can be left out.

    confirming: addresses of answers and lines. withholding: facts that are not to be among them. There may be
    other choices of as few facts; this one gives up first what says most of a person.

    Raises:
        DisclosureError: an address names nothing, or a fact where an answer is expected.
        UnconfirmableError: the answers cannot be confirmed without what is to be withheld.
    """
    opened = held(signed)
    wanted = chosen(opened.groups, confirming)
    if not wanted or any(each.startswith("$") for each in wanted):
        raise DisclosureError("only answers and lines can be confirmed, not facts")
    withheld = set(chosen(opened.groups, withholding))
    facts = {path: value for path, value in opened.groups["facts"].items() if path not in withheld}
    facts = {
        path: value for path, value in facts.items() if list_of(path) not in withheld and path != EVIDENCE
    }
    trial = _Trial(opened, tuple(wanted), shelf or Shelf())
    found = trial.checked(facts)
    if not trial.confirmed(found):
        raise UnconfirmableError(*_lacking(found))
    for unit in _units(facts):
        rest = {path: value for path, value in facts.items() if not _within(path, unit)}
        if len(rest) < len(facts) and trial.confirmed(trial.checked(rest)):
            facts = rest
    return tuple(facts)


@dataclass(frozen=True, slots=True)
class _Trial:
    opened: Opened
    wanted: tuple[str, ...]
    shelf: Shelf

    def checked(self, facts: Mapping[str, Any]) -> Checked:
        """What a verifier would find of these facts and the answers wanted."""
        groups: Groups = {
            group: {name: value for name, value in named.items() if address(group, name) in self.wanted}
            for group, named in self.opened.groups.items()
        }
        groups["facts"] = dict(facts)
        return weighed(replace(self.opened, groups=groups), self.shelf)

    def confirmed(self, checked: Checked) -> bool:
        """Whether all that can be confirmed is."""
        return all(each.weight is Weight.CONFIRMED for each in checked.claims)


def _lacking(found: Checked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The answers that are not confirmed, and what they would need."""
    lacking = [each for each in found.claims if each.weight is not Weight.CONFIRMED]
    needs = dict.fromkeys(need for each in lacking for need in each.needs)
    return tuple(each.address for each in lacking), tuple(needs)


def _units(facts: Mapping[str, Any]) -> Iterator[str]:
    """What can be given up together, in the order of trying: whole groups, then facts, then lists."""
    groups = dict.fromkeys(".".join(path.split(".")[:2]).split("[")[0] for path in facts)
    order = [
        *(each for each in _CLOSEST if each in groups),
        *(each for each in groups if each not in _CLOSEST),
    ]
    yield from order
    for group in order:
        inside = [path for path in facts if _within(path, group)]
        yield from (path for path in inside if not path.endswith(LIST))
        yield from (path for path in inside if path.endswith(LIST))


def _within(path: str, unit: str) -> bool:
    """Whether a fact is the unit, or stands below it; below a list stand its entries."""
    above = unit.removesuffix(LIST)
    return path == unit or (path.startswith(above) and path[len(above)] in ".[")
