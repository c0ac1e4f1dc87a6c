"""The events of the return programme."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from amp_rules.case.amp import Claim, Needs
from amp_rules.case.enums import PaymentChannel, ReferringBody
from amp_rules.case.facts import Day, Identifier, Usd, fact, words
from amp_rules.case.situation import Exploitation
from amp_rules.casefile.base import AMP, EventBase, adds_to, must_state, states
from amp_rules.terms import Maybe


class ReturnEvent(EventBase):
    """An event of the return programme."""

    programmes = AMP


class Identified(ReturnEvent):
    """The person was identified as somebody the programme may be for."""

    step = "process.identified_on"
    kind: Literal["identified"] = "identified"
    exploitation: Exploitation = states("exploitation")
    in_sweden: Maybe[bool] = states("process.identified_in_sweden")


class Informed(ReturnEvent):
    """The person was offered information on the programme."""

    step = "process.information_offered_on"
    kind: Literal["informed"] = "informed"


class InterestExpressed(ReturnEvent):
    """The person said that taking part is of interest."""

    step = "process.interest_expressed_on"
    kind: Literal["interest_expressed"] = "interest_expressed"
    wants_return: Maybe[bool] = states("voluntariness.wants_return")


class SecretariatContacted(ReturnEvent):
    """The national secretariat was contacted."""

    step = "process.secretariat_contacted_on"
    kind: Literal["secretariat_contacted"] = "secretariat_contacted"
    consent: Maybe[bool] = states("consents.contact")


class Referred(ReturnEvent):
    """The case was referred to the deciding authority."""

    step = "process.referred_on"
    kind: Literal["referred"] = "referred"
    referring_body: Maybe[ReferringBody] = states("process.referring_body")


class Decided(ReturnEvent):
    """The authority of the edition approved or refused participation."""

    step = "process.approved_on"
    kind: Literal["decided"] = "decided"
    approved: bool = must_state("assessments.participation_approved")
    authority: Maybe[Identifier] = fact(
        "authority",
        "myndighet",
        ("Its key in the register of authorities.", "Dess nyckel i myndighetsregistret."),
    )

    @property
    def step_day(self) -> date | None:
        """The day of approval; None where participation was refused."""
        return self.on if self.approved else None


class IomNotified(ReturnEvent):
    """IOM was notified."""

    step = "process.iom_notified_on"
    kind: Literal["iom_notified"] = "iom_notified"


class ResponsibleBodyContacted(ReturnEvent):
    """IOM contacted the body that is responsible for the person."""

    step = "process.responsible_body_contacted_on"
    kind: Literal["responsible_body_contacted"] = "responsible_body_contacted"


class LocalOfficeContacted(ReturnEvent):
    """IOM contacted its office in the country of return."""

    step = "process.local_office_contacted_on"
    kind: Literal["local_office_contacted"] = "local_office_contacted"


class ApplicationRequested(ReturnEvent):
    """The person was asked to fill in the application."""

    step = "process.application_requested_on"
    kind: Literal["application_requested"] = "application_requested"


class TalksHeld(ReturnEvent):
    """Talks were held with the person."""

    step = "process.talks_on"
    kind: Literal["talks_held"] = "talks_held"


class CountryInformationGiven(ReturnEvent):
    """IOM gave information on the country of return."""

    step = "process.country_information_on"
    kind: Literal["country_information_given"] = "country_information_given"
    consent: Maybe[bool] = states("consents.iom_information")


class ApplicationSigned(ReturnEvent):
    """The person signed the application, and thereby applied."""

    step = "process.application_signed_on"
    days = ("applied_on",)
    kind: Literal["application_signed"] = "application_signed"
    consent: Maybe[bool] = states("consents.written_application")
    certificate: Maybe[bool] = states("process.voluntary_certificate")
    form_complete: Maybe[bool] = states("process.form_complete")
    statement_signed: Maybe[bool] = states("voluntariness.statement_signed")
    in_sweden: Maybe[bool] = states("process.applied_in_sweden")


class ApplicationSent(ReturnEvent):
    """The application was sent to IOM."""

    step = "process.application_sent_on"
    kind: Literal["application_sent"] = "application_sent"


class NeedsInventoried(ReturnEvent):
    """The person's needs were taken down."""

    step = "process.needs_inventory_on"
    kind: Literal["needs_inventoried"] = "needs_inventoried"
    needs: Needs = states("needs")


class SupportConfirmed(ReturnEvent):
    """Support in the country of return was confirmed."""

    step = "process.support_confirmed_on"
    kind: Literal["support_confirmed"] = "support_confirmed"
    available: Maybe[bool] = states("destination.support_available")


class Planned(ReturnEvent):
    """The reintegration plan was made."""

    step = "process.plan_on"
    kind: Literal["planned"] = "planned"


class RisksAssessed(ReturnEvent):
    """The risks of return were assessed."""

    step = "process.risk_assessment_on"
    kind: Literal["risks_assessed"] = "risks_assessed"
    on_file: Maybe[bool] = states("on_file.risk_assessment")


class TravelPrepared(ReturnEvent):
    """The journey was prepared."""

    step = "process.travel_prepared_on"
    kind: Literal["travel_prepared"] = "travel_prepared"


class TravelBooked(ReturnEvent):
    """The journey was booked for a day."""

    step = "journey.travel_on"
    kind: Literal["travel_booked"] = "travel_booked"
    travel_on: Annotated[Day, words("day of travel", "resdag")]

    @property
    def step_day(self) -> date | None:
        """The day that the journey is booked for."""
        return self.travel_on


class Departed(ReturnEvent):
    """The person left Sweden; the day replaces the one that was booked."""

    step = "journey.travel_on"
    kind: Literal["departed"] = "departed"


class Arrived(ReturnEvent):
    """The person arrived in the country of return."""

    step = "journey.arrived_on"
    kind: Literal["arrived"] = "arrived"


class Met(ReturnEvent):
    """The local office met the person."""

    step = "process.met_on"
    kind: Literal["met"] = "met"


class InstalmentPaid(ReturnEvent):
    """An instalment was paid to a person."""

    kind: Literal["instalment_paid"] = "instalment_paid"
    person: Annotated[
        Identifier,
        words(
            "person", "person", ("The id of the principal or of a child.", "Huvudpersonens eller barnets id.")
        ),
    ]
    number: Annotated[int, words("number", "nummer", ge=1, le=100)]
    amount: Annotated[Usd, words("amount", "belopp")]
    channel: Maybe[PaymentChannel] = states("journey.payment_channel")


class ReceiptClaimed(ReturnEvent):
    """Somebody asked for cover of a cost."""

    kind: Literal["receipt_claimed"] = "receipt_claimed"
    claim: Claim = adds_to("claims", "claim", "anspråk")


class ClaimDecided(ReturnEvent):
    """A claim was accepted or turned down on assessment."""

    kind: Literal["claim_decided"] = "claim_decided"
    claim: Annotated[Identifier, words("id of the claim", "anspråkets id")]
    accepted: Annotated[bool, words("accepted on assessment", "godtaget efter bedömning")]


class PartnersInformed(ReturnEvent):
    """The Swedish partners were told how the return went."""

    step = "process.reported_to_partners_on"
    kind: Literal["partners_informed"] = "partners_informed"


class FollowedUp(ReturnEvent):
    """The person's situation after the return was followed up."""

    kind: Literal["followed_up"] = "followed_up"


class FeedbackGiven(ReturnEvent):
    """The person said what the support was like, or declined to."""

    kind: Literal["feedback_given"] = "feedback_given"
    consent: Maybe[bool] = states("consents.feedback")


class FeedbackPassed(ReturnEvent):
    """The person's feedback was passed on to Sweden."""

    step = "process.feedback_passed_on"
    kind: Literal["feedback_passed"] = "feedback_passed"


class Evaluated(ReturnEvent):
    """The return was evaluated."""

    step = "process.evaluated_on"
    kind: Literal["evaluated"] = "evaluated"


class Withdrawn(ReturnEvent):
    """The person withdrew; possible at any time."""

    step = "voluntariness.withdrawn_on"
    kind: Literal["withdrawn"] = "withdrawn"
    unused: Maybe[Usd] = states("journey.unused_at_withdrawal")


ReturnEvents = (
    Identified
    | Informed
    | InterestExpressed
    | SecretariatContacted
    | Referred
    | Decided
    | IomNotified
    | ResponsibleBodyContacted
    | LocalOfficeContacted
    | ApplicationRequested
    | TalksHeld
    | CountryInformationGiven
    | ApplicationSigned
    | ApplicationSent
    | NeedsInventoried
    | SupportConfirmed
    | Planned
    | RisksAssessed
    | TravelPrepared
    | TravelBooked
    | Departed
    | Arrived
    | Met
    | InstalmentPaid
    | ReceiptClaimed
    | ClaimDecided
    | PartnersInformed
    | FollowedUp
    | FeedbackGiven
    | FeedbackPassed
    | Evaluated
    | Withdrawn
)
