"""What of a record can be shown by itself, each with an address such as `$.principal.age` or `lines.2`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from amp_rules.audit.record.errors import DisclosureError, UnrecordableError
from amp_rules.audit.record.leaves import leaves_of, list_of
from amp_rules.audit.record.model import (
    Amount,
    Day,
    GoalAnswer,
    LibraryUsed,
    Moment,
    Part,
    Record,
    RulesUsed,
    Value,
    WholeFacts,
)
from amp_rules.case import Case, case_from_mapping

SIGNED_SCHEMA: Final = "amp-rules/signed-record/1"
GROUPS: Final = ("about", "facts", "answers", "lines", "components", "cited")
AUTHOR, RECORD, FACTS, LINES = "author", "record", "number_of_facts", "number_of_lines"

Groups = dict[str, dict[str, Any]]
"""Values by group and name."""


class LineHead(Part):
    """A line of the statement of days without its parts."""

    period: str
    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    days: Annotated[int, Field(ge=1)]
    status: Value = None
    rate: Amount | None = None
    amount: Amount | None = None


class Cited(Part):
    """The rules behind a line, and what they cite."""

    rules: tuple[str, ...]
    cite: tuple[str, ...]


class AboutRecord(Part):
    """What the record says of itself."""

    author: str = ""
    record: Annotated[str, Field(description="The digest of the record.")] = ""
    number_of_facts: Annotated[int, Field(ge=0)] = 0
    number_of_lines: Annotated[int, Field(ge=0)] = 0


class SignedRecord(Part):
    """What a signed record shows: always library, rules and moment; of the rest what was disclosed."""

    form: Annotated[Literal["amp-rules/signed-record/1"], Field(alias="schema")]
    library: LibraryUsed
    rules: RulesUsed
    at: Moment
    about: AboutRecord
    facts: dict[str, Any]
    answers: dict[str, GoalAnswer]
    lines: dict[str, LineHead]
    components: dict[str, dict[str, Amount]]
    cited: dict[str, Cited]
    cnf: Annotated[dict[str, Any] | None, Field(description="The holder's public key.")] = None


def shown_always(record: Record) -> dict[str, Any]:
    """What stands in a signed record for everybody to read."""
    tree = record.tree()
    return {"schema": SIGNED_SCHEMA, "library": tree["library"], "rules": tree["rules"], "at": tree["at"]}


def disclosable(record: Record) -> Groups:
    """Everything of a record that can be shown or withheld by itself.

    The record's digest is among it, and not shown always: who knows a case but for one fact could try the
    values of that fact until the digest fits.

    Raises UnrecordableError for a record that holds commitments in place of facts.
    """
    if not isinstance(record.facts, WholeFacts):
        raise UnrecordableError(
            "the record holds commitments in place of facts; sign the one that holds them"
        )
    about = {AUTHOR: record.author, RECORD: record.digest}
    return groups_of(case_from_mapping(record.facts.case), record.tree()["outcome"], about)


def groups_of(case: Case, outcome: Mapping[str, Any], about: Mapping[str, Any]) -> Groups:
    """What can be shown of a case and of its outcome as a record holds it."""
    facts = leaves_of(case)
    lines = {str(number): line for number, line in enumerate(outcome["lines"], 1)}
    return {
        "about": {**about, FACTS: len(facts), LINES: len(lines)},
        "facts": facts,
        "answers": {name_of(each): each for each in outcome["answers"]},
        "lines": {
            number: {key: line[key] for key in line if key not in ("components", "rules", "cite")}
            for number, line in lines.items()
        },
        "components": {number: line["components"] for number, line in lines.items()},
        "cited": {number: {"rules": line["rules"], "cite": line["cite"]} for number, line in lines.items()},
    }


def name_of(answer: Mapping[str, Any]) -> str:
    """The name of an answer: its decision, and whom it is about unless that is the case.

    >>> name_of({"decision": "period_granted", "about": "period p1"})
    'period_granted/period p1'
    """
    decision, about = answer["decision"], answer["about"]
    return str(decision) if about == "case" else f"{decision}/{about}"


def address(group: str, name: str) -> str:
    """How something to be shown is called.

    >>> address("facts", "$.principal.age"), address("lines", "2")
    ('$.principal.age', 'lines.2')
    """
    return name if group == "facts" else f"{group}.{name}"


def addresses(groups: Groups) -> list[str]:
    """Every address in order."""
    return [address(group, name) for group in GROUPS for name in groups[group]]


def chosen(groups: Groups, patterns: Iterable[str]) -> list[str]:
    """The addresses that patterns name: each names itself and everything below it.

    `$.periods` is the list of periods with all that is known of them, `$.periods[]` only how many there are
    and their ids, `lines` every line.

    Raises DisclosureError for a pattern that names nothing.
    """
    known = addresses(groups)
    found: dict[str, None] = {}
    for pattern in patterns:
        fitting = [each for each in known if _below(each, pattern)]
        if not fitting:
            raise DisclosureError(f"'{pattern[:100]}' names nothing that this record can show")
        found.update(dict.fromkeys(fitting))
    return [each for each in known if each in found]


def _below(each: str, pattern: str) -> bool:
    rest = each.removeprefix(pattern)
    return bool(pattern) and each.startswith(pattern) and (not rest or rest[0] in ".[/" or pattern == "$")


def lists_left_out(shown: Iterable[str]) -> tuple[str, ...]:
    """The lists that must be shown too, as single entries of them say nothing without."""
    names = set(shown)
    return tuple(dict.fromkeys(_wanted(names)))


def _wanted(names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        listed = list_of(name) if name.startswith("$") else None
        if listed is not None and listed not in names:
            yield listed
