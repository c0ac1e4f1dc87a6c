"""What verifying a record and checking a signed one tell."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.audit.record.model import Plain
from amp_rules.report.shapes.values import Count, Day, Digest, Language, Money, one_of

Made = Annotated[str, one_of(("fits", "differs", "noted", "unchecked"))]
Paths = Annotated[list[str], Field(description="Paths or addresses.")]


class RecordMark(TypedDict):
    """One check; noted: something else than recorded that decides nothing."""

    check: Annotated[
        str, one_of(("content", "facts", "files", "edition", "plan", "library", "ledger", "outcome"))
    ]
    mark: Made
    names: Annotated[list[str], Field(description="Parts, facts or rule files that it is about.")]
    number: Annotated[Count, Field(description="How many there are, or which one differs; 0 where neither.")]


class RecordPlace(TypedDict):
    """The first place that differs."""

    part: Annotated[str, one_of(("ledger", "outcome"))]
    number: Annotated[int, Field(ge=1)]
    decision: str
    rule: str | None
    about: str
    days: Annotated[list[Day] | None, Field(description="First and last day.")]
    field: Annotated[str, Field(description="Empty where one side has no such entry.")]
    recorded: Annotated[Plain, Field(description="null where it has none.")]
    recomputed: Annotated[Plain, Field(description="null where it has none.")]


class VerifiedRecord(TypedDict):
    """One record, verified."""

    file: str
    digest: Digest
    rules: str
    standing: Annotated[str, one_of(("same", "differs", "unchecked"))]
    causes: Annotated[
        list[Annotated[str, one_of(("facts", "rules", "library", "record"))]],
        Field(description="Why it differs; several where the evidence does not tell them apart."),
    ]
    entries: Annotated[Count, Field(description="Entries of the ledger that were compared.")]
    checks: list[RecordMark]
    difference: RecordPlace | None


class RecordVerify(TypedDict):
    """Records held against the rules they name."""

    schema: Literal["amp-rules/record-verify/1"]
    language: Language
    records: list[VerifiedRecord]


class SignedRules(TypedDict):
    """The rules that a signed record names."""

    name: str
    plan: Digest
    readings: dict[str, str]


class WeighedAnswer(TypedDict):
    """One answer that was disclosed."""

    address: str
    weight: Annotated[str, one_of(("confirmed", "open", "contradicted"))]
    told: Annotated[Plain, Field(description="As it was disclosed.")]
    needs: Annotated[Paths, Field(description="What would settle it, where it is open.")]


class SumFound(TypedDict):
    """One sum of what was disclosed."""

    sum: Annotated[str, one_of(("amount", "rate", "days", "total"))]
    line: Annotated[str, Field(description="The number of the line; empty where it is about all of them.")]
    mark: Made
    rest: Annotated[Money | None, Field(description="What of the total is not in its lines.")]


class RecordCheck(TypedDict):
    """A signed record as it was shown, checked."""

    schema: Literal["amp-rules/record-check/1"]
    language: Language
    file: str
    weight: Annotated[str, one_of(("confirmed", "open", "contradicted"))]
    signer: Annotated[str, Field(description="Thumbprint of the key that signed (RFC 7638).")]
    bound: Annotated[bool | None, Field(description="Whether the holder proved to be the one named.")]
    at: str
    library: str
    rules: SignedRules
    about: Annotated[dict[str, str | int], Field(description="What the record says of itself, as shown.")]
    facts: Annotated[
        dict[str, Plain], Field(description="The facts shown, by path; they are stated, not proved.")
    ]
    stand: Annotated[str, one_of(("decided", "no_case", "undecided"))]
    whole: Annotated[bool, Field(description="Whether no fact is withheld.")]
    unplaced: Annotated[Paths, Field(description="Facts shown of lists that are withheld.")]
    checks: list[RecordMark]
    answers: list[WeighedAnswer]
    sums: list[SumFound]
