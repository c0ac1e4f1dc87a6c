"""The events that either programme knows: facts, answers and corrections."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Final, Literal, Self

from pydantic import model_validator

from amp_rules.case.amp import Claims, Consents, Journey, Needs, OnFile, Process
from amp_rules.case.crosscheck import Claimed, cross_problems, length_at
from amp_rules.case.daily import DailyFacts
from amp_rules.case.entries import Trouble
from amp_rules.case.facts import Day, Facts, ListOf, words, wrong_entries
from amp_rules.case.model import Case, Evidence
from amp_rules.case.nsp import Budget, Items, Periods, Shelter, SupportGates
from amp_rules.case.people import Children, Person
from amp_rules.case.shapes import specs_of
from amp_rules.case.situation import Destination, Exploitation, Participation, Voluntariness
from amp_rules.case.stay import Assessments, Stay
from amp_rules.casefile.base import EventBase, states
from amp_rules.terms import UNKNOWN, Maybe

STEP_FACTS: Final = (
    *(f"process.{name}" for name, spec in specs_of(Process).items() if spec.kind == "date"),
    *(f"journey.{name}" for name, spec in specs_of(Journey).items() if spec.kind == "date"),
    "voluntariness.withdrawn_on",
)
"""The facts of a case that are days of steps, by dotted path; null says that it has not happened."""


class StatedFacts(Facts):
    """Some facts of a case: everything a case holds but its id and its programme."""

    applied_on: Maybe[Day] = states("applied_on")
    principal: Person = states("principal")
    children: Maybe[Children] = states("children")
    exploitation: Exploitation = states("exploitation")
    voluntariness: Voluntariness = states("voluntariness")
    destination: Destination = states("destination")
    participation: Participation = states("participation")
    on_file: OnFile = states("on_file")
    consents: Consents = states("consents")
    process: Process = states("process")
    journey: Journey = states("journey")
    needs: Needs = states("needs")
    claims: Maybe[Claims] = states("claims")
    shelter: Shelter = states("shelter")
    support: SupportGates = states("support")
    stay: Stay = states("stay")
    periods: Maybe[Periods] = states("periods")
    items: Maybe[Items] = states("items")
    daily: DailyFacts = states("daily")
    budget: Budget = states("budget")
    assessments: Assessments = states("assessments")
    evidence: ListOf[Evidence] = states("evidence")

    @model_validator(mode="after")
    def _sound(self) -> Self:  # noqa: N804
        problems = [*self._steps_stated(), *self._wrong_evidence()]
        if problems:
            raise wrong_entries(problems)
        return self

    def _steps_stated(self) -> list[Trouble]:
        steps = [path.split(".") for path in STEP_FACTS]
        return [
            (f".{group}.{name}", "expected null: a step that happened is an event of its own")
            for group, name in steps
            if getattr(getattr(self, group), name) not in (None, UNKNOWN)
        ]

    def _wrong_evidence(self) -> list[Trouble]:
        abouts = tuple(entry.about for entry in self.evidence)
        claimed = Claimed(principal=None, children=(), children_known=False, claims=(), evidence=abouts)
        dated = [
            (f".evidence[{index}].about", "evidence cannot be about a span of days here")
            for index, about in enumerate(abouts)
            if about.startswith("$.daily.") and "[" in about
        ]
        return [*cross_problems(Case, claimed, partial(length_at, self)), *dated]


class CorrectionReason(StrEnum):
    """Why an earlier event no longer counts."""

    MISTYPED = "mistyped"
    WRONG_CASE = "wrong_case"
    RECORDED_TWICE = "recorded_twice"
    DID_NOT_HAPPEN = "did_not_happen"
    SUPERSEDED = "superseded"
    OTHER = "other"


REASON_TITLES: Final = {
    CorrectionReason.MISTYPED: ("mistyped", "felskriven"),
    CorrectionReason.WRONG_CASE: ("belongs to another case", "hör till ett annat ärende"),
    CorrectionReason.RECORDED_TWICE: ("recorded twice", "antecknad två gånger"),
    CorrectionReason.DID_NOT_HAPPEN: ("did not happen", "har inte skett"),
    CorrectionReason.SUPERSEDED: ("replaced by a later statement", "ersatt av en senare uppgift"),
    CorrectionReason.OTHER: ("other", "annat"),
}


class FactsStated(EventBase):
    """Facts were learnt, or stated anew."""

    kind: Literal["facts_stated"] = "facts_stated"
    facts: Annotated[StatedFacts, words("facts", "uppgifter")]


class Assessed(EventBase):
    """A person answered questions that only a person may decide."""

    kind: Literal["assessed"] = "assessed"
    assessments: Assessments = states("assessments")


class Corrected(EventBase):
    """An earlier event no longer counts; correcting a correction brings the event back."""

    kind: Literal["corrected"] = "corrected"
    number: Annotated[
        int,
        words(
            "number of the event",
            "händelsens nummer",
            ("Events count from 1.", "Händelserna räknas från 1."),
            ge=1,
            le=1_000_000,
        ),
    ]
    reason: Annotated[CorrectionReason, words("reason", "skäl")]


SharedEvents = FactsStated | Assessed | Corrected
