"""The case: everything that is known of one application."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Self

from pydantic import model_validator

from amp_rules.case.amp import Claims, Consents, Journey, Needs, OnFile, Process
from amp_rules.case.crosscheck import Claimed, cross_problems, length_at
from amp_rules.case.daily import DailyFacts
from amp_rules.case.enums import Basis, Programme
from amp_rules.case.facts import (
    Day,
    Facts,
    Identifier,
    ListOf,
    Text,
    fact,
    group,
    listed,
    words,
    wrong_entries,
)
from amp_rules.case.nsp import Budget, Items, Periods, Shelter, SupportGates
from amp_rules.case.people import Child, Children, Person
from amp_rules.case.situation import Destination, Exploitation, Participation, Voluntariness
from amp_rules.case.stay import Assessments, Stay
from amp_rules.terms import UNKNOWN, Maybe


def _is_none(value: object) -> bool:
    return value is None


def _is_empty(entries: tuple[object, ...]) -> bool:
    return not entries


class Evidence(Facts):
    """Who asserts a fact, on what basis, and when."""

    about: Annotated[
        Text,
        words(
            "path of the fact",
            "faktumets sökväg",
            (
                "Such as $.exploitation.trafficking; spans are counted by date.",
                "Till exempel $.exploitation.trafficking; intervall räknas efter datum.",
            ),
        ),
    ]
    asserted_by: Annotated[Text, words("asserted by", "uppgiften lämnad av")]
    basis: Annotated[Basis, words("basis", "grund")]
    on: Annotated[Day | None, words("date", "datum", exclude_if=_is_none)] = None


class Case(Facts):
    """One application, with what is known of it.

    >>> case = Case.model_validate_json('{"id": "a-1", "programme": "amp"}')
    >>> case.exploitation.trafficking
    UNKNOWN
    """

    id: Annotated[
        Identifier,
        words(
            "id of the case",
            "ärendets id",
            (
                "Letters, digits, dot, underscore and hyphen, at most 64; no name or personal number.",
                "Tecknen a-z, 0-9, punkt, understreck, bindestreck; högst 64; inga namn eller personnummer.",
            ),
        ),
    ]
    programme: Annotated[Programme, words("programme", "program")]
    applied_on: Maybe[Day] = fact("applied on", "ansökt den")
    principal: Person = group(Person, "principal", "huvudperson")
    children: Maybe[Children] = listed(
        "accompanying children",
        "medföljande barn",
        ("child", "barn"),
        ("An empty list means none.", "En tom lista betyder inga."),
    )
    exploitation: Exploitation = group(Exploitation, "exploitation", "utnyttjande")
    voluntariness: Voluntariness = group(Voluntariness, "voluntariness", "frivillighet")
    destination: Destination = group(Destination, "destination", "destination")
    participation: Participation = group(Participation, "earlier participation", "tidigare deltagande")
    on_file: OnFile = group(OnFile, "on file", "i akten")
    consents: Consents = group(Consents, "consents", "samtycken")
    process: Process = group(Process, "process", "process")
    journey: Journey = group(Journey, "journey", "resa")
    needs: Needs = group(Needs, "needs", "behov")
    claims: Maybe[Claims] = listed("claims", "anspråk", ("claim", "anspråk"))
    shelter: Shelter = group(Shelter, "shelter", "skyddat boende")
    support: SupportGates = group(SupportGates, "conditions for support", "villkor för stöd")
    stay: Stay = group(Stay, "stay in Sweden", "vistelse i Sverige")
    periods: Maybe[Periods] = listed("support periods", "stödperioder", ("period", "period"))
    items: Maybe[Items] = listed("one-off support", "punktinsatser", ("item", "punktinsats"))
    daily: DailyFacts = group(DailyFacts, "daily facts", "dagliga uppgifter")
    budget: Budget = group(Budget, "budget", "budget")
    assessments: Assessments = group(Assessments, "assessments on file", "bedömningar i akten")
    evidence: Annotated[
        ListOf[Evidence],
        words(
            "evidence",
            "underlag",
            ("Who asserts which fact.", "Vem som lämnat vilken uppgift."),
            exclude_if=_is_empty,
        ),
    ] = ()

    @property
    def persons(self) -> tuple[Person, ...]:
        """The principal, then the children that are known."""
        children = self.children
        return (self.principal,) if children is UNKNOWN else (self.principal, *children)

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:  # noqa: N804
        children: tuple[Child, ...] = () if self.children is UNKNOWN else self.children
        claims = () if self.claims is UNKNOWN else self.claims
        if not (children or claims or self.evidence):
            return self
        problems = cross_problems(
            Case,
            Claimed(
                principal=self.principal.id,
                children=tuple(child.id for child in children),
                claims=tuple(None if claim.person is UNKNOWN else claim.person for claim in claims),
                children_known=self.children is not UNKNOWN,
                evidence=tuple(entry.about for entry in self.evidence),
            ),
            partial(length_at, self),
        )
        if problems:
            raise wrong_entries(problems)
        return self
