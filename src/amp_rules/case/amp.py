"""The return programme: documents, consents, dated steps, needs and claims."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from amp_rules.case.enums import ClaimCategory, ClaimPurpose, Payee, PaymentChannel, ReferringBody
from amp_rules.case.facts import (
    Day,
    Facts,
    Identifier,
    ListOf,
    Reference,
    Usd,
    fact,
    own_ids,
    words,
)
from amp_rules.terms import Maybe

_NOT_YET = ("null means that it has not happened.", "null betyder att det inte har skett.")


class OnFile(Facts):
    """The documents and answers on file."""

    application: Maybe[bool] = fact("application on file", "ansökan finns i akten")
    supplements: Maybe[bool] = fact("supplements to the application on file", "kompletteringar finns i akten")
    risk_assessment: Maybe[bool] = fact("risk assessment on file", "riskbedömning finns i akten")
    return_country_support: Maybe[bool] = fact(
        "support and protection in the country of return on file",
        "uppgift om stöd och skydd i återvändandelandet finns i akten",
    )
    authorities_asked: Maybe[bool] = fact(
        "authorities that knew of the case, and their answers, on file",
        "myndigheter som kände till ärendet, och deras svar, finns i akten",
    )
    child_assessment_forms: Maybe[bool] = fact(
        "assessment forms of the children on file", "bedömningsformulär för barnen finns i akten"
    )
    child_implementation_plans: Maybe[bool] = fact(
        "implementation plans of the children on file", "genomförandeplaner för barnen finns i akten"
    )
    only_necessary_health_questions: Maybe[bool] = fact(
        "only the health questions that are needed were asked", "bara nödvändiga frågor om hälsa har ställts"
    )


class Consents(Facts):
    """What the person has consented to."""

    contact: Maybe[bool] = fact(
        "consents to contact with the secretariat", "samtycker till kontakt med sekretariatet"
    )
    iom_information: Maybe[bool] = fact(
        "consents to exchange with IOM on the country", "samtycker till utbyte med IOM om landet"
    )
    written_application: Maybe[bool] = fact(
        "written consent in the application", "skriftligt samtycke i ansökan"
    )
    between_authorities: Maybe[bool] = fact(
        "consents to exchange between authorities", "samtycker till utbyte mellan myndigheter"
    )
    feedback: Maybe[bool] = fact(
        "consents and wants to give feedback", "samtycker till och vill lämna återkoppling"
    )


class Process(Facts):
    """The steps of the return programme, with their dates."""

    identified_on: Maybe[Day | None] = fact("identified on", "identifierad den", _NOT_YET)
    information_offered_on: Maybe[Day | None] = fact(
        "information offered on", "information erbjuden den", _NOT_YET
    )
    interest_expressed_on: Maybe[Day | None] = fact(
        "interest expressed on", "intresse uttryckt den", _NOT_YET
    )
    secretariat_contacted_on: Maybe[Day | None] = fact(
        "national secretariat contacted on", "nationella sekretariatet kontaktat den", _NOT_YET
    )
    referred_on: Maybe[Day | None] = fact(
        "referred to the deciding authority on", "hänvisad till beslutande myndighet den", _NOT_YET
    )
    approved_on: Maybe[Day | None] = fact("participation approved on", "deltagande godkänt den", _NOT_YET)
    iom_notified_on: Maybe[Day | None] = fact("IOM notified on", "IOM underrättat den", _NOT_YET)
    responsible_body_contacted_on: Maybe[Day | None] = fact(
        "IOM contacted the responsible body on", "IOM kontaktade ansvarig instans den", _NOT_YET
    )
    local_office_contacted_on: Maybe[Day | None] = fact(
        "IOM contacted its local office on", "IOM kontaktade sitt lokalkontor den", _NOT_YET
    )
    application_requested_on: Maybe[Day | None] = fact(
        "person asked to fill in the application on", "personen ombedd att fylla i ansökan den", _NOT_YET
    )
    talks_on: Maybe[Day | None] = fact("talks with the person on", "samtal med personen den", _NOT_YET)
    country_information_on: Maybe[Day | None] = fact(
        "IOM gave country information on", "IOM gav landinformation den", _NOT_YET
    )
    application_signed_on: Maybe[Day | None] = fact(
        "application signed on", "ansökan undertecknad den", _NOT_YET
    )
    application_sent_on: Maybe[Day | None] = fact(
        "application sent to IOM on", "ansökan skickad till IOM den", _NOT_YET
    )
    needs_inventory_on: Maybe[Day | None] = fact(
        "needs inventory made on", "behovsinventering gjord den", _NOT_YET
    )
    support_confirmed_on: Maybe[Day | None] = fact(
        "support in the country confirmed on", "stöd i landet bekräftat den", _NOT_YET
    )
    plan_on: Maybe[Day | None] = fact(
        "reintegration plan made on", "återintegreringsplan gjord den", _NOT_YET
    )
    risk_assessment_on: Maybe[Day | None] = fact("risks assessed on", "risker bedömda den", _NOT_YET)
    travel_prepared_on: Maybe[Day | None] = fact("travel prepared on", "resan förberedd den", _NOT_YET)
    met_on: Maybe[Day | None] = fact("met by the local office on", "mottagen av lokalkontoret den", _NOT_YET)
    reported_to_partners_on: Maybe[Day | None] = fact(
        "Swedish partners informed on", "svenska samarbetsparter informerade den", _NOT_YET
    )
    feedback_passed_on: Maybe[Day | None] = fact(
        "feedback of the person passed on", "personens återkoppling vidarebefordrad den", _NOT_YET
    )
    evaluated_on: Maybe[Day | None] = fact("evaluated on", "utvärderad den", _NOT_YET)
    form_complete: Maybe[bool] = fact("application form complete", "ansökningsblanketten är komplett")
    voluntary_certificate: Maybe[bool] = fact(
        "certificate of voluntary return in the form", "intyg om frivilligt återvändande i blanketten"
    )
    referring_body: Maybe[ReferringBody] = fact("referring body", "hänvisande instans")
    identified_in_sweden: Maybe[bool] = fact(
        "was in Sweden when identified", "var i Sverige vid identifieringen"
    )
    applied_in_sweden: Maybe[bool] = fact("was in Sweden when applying", "var i Sverige vid ansökan")


class Journey(Facts):
    """The journey home and the way money is paid out there."""

    travel_on: Maybe[Day | None] = fact("travels on", "reser den", _NOT_YET)
    arrived_on: Maybe[Day | None] = fact("arrived on", "ankom den", _NOT_YET)
    payment_channel: Maybe[PaymentChannel] = fact("payment channel", "utbetalningssätt")
    unused_at_withdrawal: Maybe[Usd] = fact(
        "paid out but unused at withdrawal", "utbetalt men oanvänt vid återkallelsen"
    )


class Needs(Facts):
    """What the person needs before, during and after the journey."""

    travel_document: Maybe[bool] = fact("needs a travel document", "behöver resehandling")
    airport_assistance: Maybe[bool] = fact("needs help at the airport", "behöver hjälp på flygplatsen")
    escort: Maybe[bool] = fact("needs an escort", "behöver ledsagare")
    reception: Maybe[bool] = fact("needs to be met on arrival", "behöver mottagande vid ankomst")
    onward_travel: Maybe[bool] = fact("needs onward travel", "behöver vidaretransport")
    local_onward_capacity: Maybe[bool] = fact(
        "local actors can arrange onward travel", "lokala aktörer kan ordna vidaretransport"
    )
    acute: Maybe[bool] = fact("has acute needs", "har akuta behov")
    housing: Maybe[bool] = fact("needs housing", "behöver boende")
    medical: Maybe[bool] = fact("needs medical care", "behöver medicinsk vård")
    psychosocial: Maybe[bool] = fact("needs psychosocial care", "behöver psykosocialt stöd")
    rehabilitation: Maybe[bool] = fact("needs rehabilitation", "behöver rehabilitering")
    education: Maybe[bool] = fact("needs education", "behöver utbildning")
    work_practice: Maybe[bool] = fact("needs work practice", "behöver arbetspraktik")
    small_business: Maybe[bool] = fact("needs help to start a business", "behöver hjälp att starta företag")
    victim_support_referral: Maybe[bool] = fact(
        "needs referral to victim support in the country", "behöver hänvisning till landets brottsofferstöd"
    )


class Claim(Facts):
    """A claim against a grant ceiling, with its receipt."""

    id: Annotated[Identifier, words("id of the claim", "anspråkets id")]
    person: Maybe[Reference] = fact(
        "person", "person", ("The id of the principal or of a child.", "Huvudpersonens eller ett barns id.")
    )
    category: Maybe[ClaimCategory] = fact("grant category", "bidragskategori")
    purpose: Maybe[ClaimPurpose] = fact("purpose", "ändamål")
    amount: Maybe[Usd] = fact("amount", "belopp")
    on: Maybe[Day] = fact("date", "datum")
    payee: Maybe[Payee] = fact("payee", "betalningsmottagare")
    receipt: Maybe[bool] = fact("receipt or invoice on file", "kvitto eller faktura finns")
    in_plan: Maybe[bool] = fact("part of the reintegration plan", "ingår i återintegreringsplanen")
    contracted: Maybe[bool] = fact("covered by a contract", "omfattas av avtal")
    accepted: Maybe[bool] = fact("accepted on assessment", "godtagen efter bedömning")


Claims = Annotated[ListOf[Claim], AfterValidator(own_ids)]
