"""The events of the national support programme."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator

from amp_rules.case.daily import Allowances, Counts, Flags
from amp_rules.case.enums import PeriodKind
from amp_rules.case.facts import Day, Identifier, fact, words, wrong_entries
from amp_rules.case.nsp import Budget, OneOffItem, Shelter, SupportGates, SupportPeriod
from amp_rules.casefile.base import NSP, EventBase, adds_to, states
from amp_rules.terms import UNKNOWN, Maybe


class SupportEvent(EventBase):
    """An event of the national support programme."""

    programmes = NSP


class ShelterApplied(SupportEvent):
    """A shelter applied for cover of its costs."""

    days = ("applied_on",)
    kind: Literal["shelter_applied"] = "shelter_applied"
    shelter: Shelter = states("shelter")


class GatesAnswered(SupportEvent):
    """The conditions for support were answered."""

    kind: Literal["gates_answered"] = "gates_answered"
    support: SupportGates = states("support")


class PeriodAsked(SupportEvent):
    """A support period was applied for."""

    kind: Literal["period_asked"] = "period_asked"
    period: SupportPeriod = adds_to("periods", "period", "period")


class PeriodGranted(SupportEvent):
    """A support period was granted, as it then stands."""

    kind: Literal["period_granted"] = "period_granted"
    period: SupportPeriod = adds_to("periods", "period", "period")


class ExtensionAsked(SupportEvent):
    """More in-depth support was applied for: the period that would follow."""

    kind: Literal["extension_asked"] = "extension_asked"
    period: SupportPeriod = adds_to("periods", "period", "period")


class IntegrationSupportGranted(SupportEvent):
    """A period of integration support was granted."""

    kind: Literal["integration_support_granted"] = "integration_support_granted"
    period: SupportPeriod = adds_to("periods", "period", "period")

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:  # noqa: N804
        if self.period.kind not in (UNKNOWN, PeriodKind.INTEGRATION):
            raise wrong_entries([(".period.kind", "expected 'integration', or left out")])
        return self


class PeriodCancelled(SupportEvent):
    """A support period came to nothing; a new one takes a new id."""

    kind: Literal["period_cancelled"] = "period_cancelled"
    period: Annotated[Identifier, words("id of the period", "periodens id")]


class MovedOut(SupportEvent):
    """The person left the shelter; the day is the last one there."""

    kind: Literal["moved_out"] = "moved_out"
    period: Maybe[Identifier] = fact(
        "id of the period",
        "periodens id",
        (
            "Left out: every period that holds the day.",
            "Utelämnad: varje period som dagen ligger i.",
        ),
    )


class Report(SupportEvent):
    """What held on which days of a window; its other days have nothing of this."""

    start: Annotated[Day, words("first day reported", "första dag som rapporteras")]
    end: Annotated[Day, words("last day reported", "sista dag som rapporteras")]

    @model_validator(mode="after")
    def _spans_inside(self) -> Self:  # noqa: N804
        problems = [(".end", "date is before start")] if self.end < self.start else []
        problems += [
            (f".{name}[{index}]", "outside the days reported")
            for name in type(self).model_fields
            for index, span in enumerate(self.spans(name))
            if span.start < self.start or span.end > self.end
        ]
        if problems:
            raise wrong_entries(problems)
        return self

    def spans(self, name: str) -> Allowances | Counts | Flags:
        """The spans of one of the report's lists; none where the field is no list or left out."""
        value = getattr(self, name)
        return value if isinstance(value, tuple) else ()


class AllowanceReported(Report):
    """The daily allowance that was received."""

    kind: Literal["allowance_reported"] = "allowance_reported"
    adult: Maybe[Allowances] = states("daily.adult_allowance")
    children: Maybe[Allowances] = states("daily.child_allowance")


class ChildrenReported(Report):
    """How many children were where."""

    kind: Literal["children_reported"] = "children_reported"
    in_shelter: Maybe[Counts] = states("daily.children_in_shelter")
    elsewhere: Maybe[Counts] = states("daily.children_elsewhere")
    adults: Maybe[Counts] = states("daily.adults_with_children")


class StaffingReported(Report):
    """The days with extra staff."""

    kind: Literal["staffing_reported"] = "staffing_reported"
    extra: Flags = adds_to("daily.extra_staffing", "extra staffing", "extra personal")


class OtherPayerReported(Report):
    """The days that somebody else paid for."""

    kind: Literal["other_payer_reported"] = "other_payer_reported"
    paid: Flags = adds_to("daily.other_payer", "someone else pays", "någon annan betalar")


class FullRateReported(Report):
    """The days that the full rate is asked for."""

    kind: Literal["full_rate_reported"] = "full_rate_reported"
    asked: Flags = adds_to("daily.full_rate", "full rate asked for", "full ersättning begärd")


class SupportDeliveredReported(Report):
    """The days on which support was given."""

    kind: Literal["support_delivered_reported"] = "support_delivered_reported"
    delivered: Flags = adds_to("daily.support_delivered", "support delivered", "stöd har getts")


class ItemClaimed(SupportEvent):
    """One-off support was asked for."""

    kind: Literal["item_claimed"] = "item_claimed"
    item: OneOffItem = adds_to("items", "item", "punktinsats")


class BudgetReported(SupportEvent):
    """How much money is left, and who waits for it."""

    kind: Literal["budget_reported"] = "budget_reported"
    budget: Budget = states("budget")


class Closed(SupportEvent):
    """The case was closed."""

    kind: Literal["closed"] = "closed"


SupportEvents = (
    ShelterApplied
    | GatesAnswered
    | PeriodAsked
    | PeriodGranted
    | ExtensionAsked
    | AllowanceReported
    | ChildrenReported
    | StaffingReported
    | OtherPayerReported
    | FullRateReported
    | SupportDeliveredReported
    | PeriodCancelled
    | MovedOut
    | IntegrationSupportGranted
    | ItemClaimed
    | BudgetReported
    | Closed
)
