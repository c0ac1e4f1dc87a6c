"""What a record holds, in the form it has on disk."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from amp_rules.audit.record.canonical import Tree, canonical, digest_of
from amp_rules.case.facts import ISO_DATE

RECORD_SCHEMA: Final = "amp-rules/record/1"
OPENINGS_SCHEMA: Final = "amp-rules/record-openings/1"
LONGEST_AUTHOR: Final = 200
AUTHOR: Final = rf"^[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{{1,{LONGEST_AUTHOR}}}$"
REGISTERS: Final = ("authorities.yaml", "catalogue.yaml", "interpretations.yaml", "knowledge-sources.yaml")

_FOLDER: Final = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
RULE_FILE: Final = rf"^({_FOLDER}/{_FOLDER}/)?{_FOLDER}\.yaml$"
"""Where a rule file stands below the rules folder: never above it, never hidden."""

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 in hexadecimal.")]
Day = Annotated[str, Field(pattern=ISO_DATE, json_schema_extra={"format": "date"})]
Moment = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
        json_schema_extra={"format": "date-time"},
        description="In UTC, whole seconds.",
    ),
]
Author = Annotated[
    str,
    Field(
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        min_length=1,
        max_length=LONGEST_AUTHOR,
        description="Who made the record: a role or a unit.",
    ),
]
RuleFile = Annotated[str, Field(pattern=RULE_FILE, max_length=310)]
Salt = Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="128 random bits in hexadecimal.")]


Plain = TypeAliasType("Plain", "str | int | bool | list[Plain] | dict[str, Plain] | None")
"""JSON without fractions."""


class Part(BaseModel):
    """A frozen part of a record; a key left out stands for something unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    def tree(self) -> Tree:
        """The part as plain JSON, as it was read."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Amount(Part):
    """A sum, or a sum per day."""

    amount: Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]{2,}$")]
    currency: Literal["SEK", "USD"]


class DayValue(Part):
    """An answer that is a date."""

    date: Day


class Share(Part):
    """An answer that is a ratio."""

    ratio: Annotated[str, Field(pattern="^-?[0-9]+(/[0-9]+)?$")]


Value = bool | int | str | None | tuple[str, ...] | Amount | DayValue | Share


class Days(Part):
    """A run of days, both ends counted."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]


class LibraryUsed(Part):
    """The library that decided."""

    name: Literal["amp_rules"]
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z.+!-]{1,64}$")]


class RulesUsed(Part):
    """The rules that decided: edition, readings in force, digest of the plan, every file behind it."""

    name: str
    programme: Literal["amp", "nsp"]
    edition: str
    plan: Digest
    readings: Annotated[
        dict[str, str], Field(description="The reading in force of every ambiguity that the rules touch.")
    ]
    files: Annotated[
        dict[RuleFile, Digest], Field(description="Each rule file below the rules folder, with its digest.")
    ]


class WholeFacts(Part):
    """Every fact of the case."""

    form: Literal["whole"]
    case: Annotated[dict[str, Plain], Field(description="The case, as the schema of a case has it.")]


class CommittedFacts(Part):
    """A salted digest of every fact of the case, sorted; the openings say which is which."""

    form: Literal["committed"]
    commitments: tuple[Digest, ...]


class GoalAnswer(Part):
    """What a goal of the edition came to; a value left out is unknown."""

    decision: str
    about: str
    type: str
    unit: str = ""
    verdict: str = ""
    value: Value = None
    cite: tuple[str, ...]


class MissingPart(Part):
    """A fact left out that can still change a goal."""

    path: str
    decisions: tuple[str, ...]


class ReferralPart(Part):
    """A question left to a person."""

    decision: str
    about: str
    authority: str
    path: str
    cite: tuple[str, ...]


class FindingPart(Part):
    """A conflict, warning or note that held."""

    decision: str
    about: str
    severity: Literal["conflict", "warning", "note"]
    days: Days | None = None
    cite: tuple[str, ...]


class LinePart(Part):
    """A line of the statement of days: a run of days with the same answers."""

    period: str
    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    days: Annotated[int, Field(ge=1)]
    status: Value = None
    rate: Amount | None = None
    amount: Amount | None = None
    components: dict[str, Amount]
    rules: tuple[str, ...]
    cite: tuple[str, ...]


class OutcomePart(Part):
    """What the rules came to."""

    authority: str
    total: Annotated[str | None, Field(description="Which of the answers is the total.")]
    answers: tuple[GoalAnswer, ...]
    missing: tuple[MissingPart, ...]
    referrals: tuple[ReferralPart, ...]
    findings: tuple[FindingPart, ...]
    lines: tuple[LinePart, ...]


class ReadPart(Part):
    """What a rule read: a fact by path, a parameter, or another decision about an entity."""

    fact: str = ""
    parameter: str = ""
    decision: str = ""
    about: str = ""
    value: Value = None


class EntryPart(Part):
    """One rule tested for one entity and, of decisions about days, one run of days."""

    decision: str
    rule: str | None
    about: str
    days: Days | None = None
    holds: bool = False
    conclusion: Value = None
    read: tuple[ReadPart, ...]
    cite: tuple[str, ...]
    reading: str | None
    notes: tuple[str, ...]


class SealedEntry(Part):
    """One rule tested, without what it read and concluded; the commitment is a salted digest of the entry."""

    decision: str
    rule: str | None
    about: str
    days: Days | None = None
    cite: tuple[str, ...]
    reading: str | None
    commitment: Digest


class PartDigests(Part):
    """A digest of each part, to tell which of them was changed."""

    rules: Digest
    facts: Digest
    outcome: Digest
    ledger: Digest


class Record(Part):
    """What is needed to repeat and check an outcome."""

    form: Annotated[Literal["amp-rules/record/1"], Field(alias="schema")]
    library: LibraryUsed
    author: Author
    at: Moment
    engine: Literal["compiled", "durable"]
    rules: RulesUsed
    facts: Annotated[WholeFacts | CommittedFacts, Field(discriminator="form")]
    outcome: OutcomePart
    ledger: tuple[EntryPart, ...] | tuple[SealedEntry, ...]
    parts: PartDigests
    digest: Annotated[Digest, Field(description="Of the canonical form of everything else.")]

    @property
    def whole(self) -> bool:
        """Whether the record holds its facts themselves."""
        return isinstance(self.facts, WholeFacts)

    def to_json(self) -> bytes:
        """The record as it stands in a file: its canonical form and a newline."""
        return canonical(self.tree()) + b"\n"


class FactOpening(Part):
    """A fact behind a commitment."""

    salt: Salt
    path: str
    value: Plain


class EntryOpening(Part):
    """An entry of the ledger behind a commitment."""

    salt: Salt
    entry: EntryPart


class Openings(Part):
    """What stands behind the commitments of one record; whoever has the facts keeps it."""

    form: Annotated[Literal["amp-rules/record-openings/1"], Field(alias="schema")]
    record: Annotated[Digest, Field(description="The digest of the record they belong to.")]
    facts: tuple[FactOpening, ...]
    ledger: tuple[EntryOpening, ...]

    def to_json(self) -> bytes:
        """The openings as they stand in a file: their canonical form and a newline."""
        return canonical(self.tree()) + b"\n"


def digests_of(tree: Tree) -> dict[str, str]:
    """The digest of each part of a record written as plain JSON."""
    return {name: digest_of(tree[name]) for name in PartDigests.model_fields}


def content_digest(tree: Tree) -> str:
    """The digest of a record written as plain JSON, over everything but the digest itself."""
    return digest_of({key: value for key, value in tree.items() if key != "digest"})
