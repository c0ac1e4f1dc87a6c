"""Legal stay in Sweden, and what an authority has already judged."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from amp_rules.case.enums import Household, PermitApplicant, StayStatus
from amp_rules.case.facts import Day, Facts, end_after, fact
from amp_rules.terms import Maybe


class Stay(Facts):
    """Legal stay, the statutory reflection permit and the daily allowance."""

    status: Maybe[StayStatus] = fact("legal status in Sweden", "rättslig ställning i Sverige")
    asylum_sought: Maybe[bool] = fact("has sought asylum", "har sökt asyl")
    asylum_registered_on: Maybe[Day | None] = fact(
        "asylum application registered on", "asylansökan registrerad den"
    )
    reception_act: Maybe[bool] = fact(
        "covered by the Reception Act", "omfattas av lagen om mottagande av asylsökande"
    )
    reflection_permit: Maybe[bool] = fact("holds a reflection permit", "har betänketidstillstånd")
    reflection_permit_applied: Maybe[bool] = fact(
        "application for a reflection permit pending", "ansökan om betänketidstillstånd prövas"
    )
    reflection_permit_from: Maybe[Day | None] = fact("reflection permit from", "betänketidstillstånd från")
    reflection_permit_to: Maybe[Day | None] = fact("reflection permit to", "betänketidstillstånd till")
    wants_permit: Maybe[bool] = fact("wants a reflection permit", "vill ha betänketidstillstånd")
    needed_for_investigation: Maybe[bool] = fact(
        "permit needed for an investigation or trial",
        "tillståndet behövs för förundersökning eller huvudförhandling",
    )
    public_order_objection: Maybe[bool] = fact(
        "public order speaks against a permit", "allmän ordning talar emot tillstånd"
    )
    willing_to_cooperate: Maybe[bool] = fact(
        "willing to cooperate with the investigation", "villig att samarbeta med de brottsutredande"
    )
    contact_with_suspects_cut: Maybe[bool] = fact(
        "has cut contact with the suspects", "har brutit kontakten med de misstänkta"
    )
    applicant: Maybe[PermitApplicant] = fact("applicant for the permit", "sökande av tillståndet")
    prolongation: Maybe[bool] = fact(
        "prolongation of the permit asked for", "förlängning av tillståndet begärd"
    )
    longer_reflection_needed: Maybe[bool] = fact(
        "special reasons for a longer reflection period", "särskilda skäl för längre betänketid"
    )
    assigned_accommodation: Maybe[bool] = fact(
        "lives only in the assigned accommodation", "bor uteslutande i det anvisade boendet"
    )
    close_family: Maybe[bool] = fact(
        "lives with close family resident in Sweden", "bor med nära familj som är bosatt i Sverige"
    )
    exceptional_personal_reasons: Maybe[bool] = fact(
        "exceptional personal reasons to live elsewhere", "synnerliga personliga skäl att bo på annat håll"
    )
    unaccompanied: Maybe[bool] = fact("unaccompanied minor", "ensamkommande barn")
    household: Maybe[Household] = fact("household for the daily allowance", "hushåll för dagersättningen")
    food_included: Maybe[bool] = fact("food is included in the accommodation", "mat ingår i boendet")

    @field_validator("reflection_permit_to")
    @classmethod
    def _permit_in_order(cls, value: object, info: ValidationInfo) -> object:
        end_after(info.data.get("reflection_permit_from"), value, "reflection_permit_from")
        return value


class Assessments(Facts):
    """Questions that a person decides, with the answers given so far."""

    participation_approved: Maybe[bool] = fact("participation approved", "deltagande godkänt")
    dual_citizen_included: Maybe[bool] = fact(
        "a dual Swedish citizen is included", "en person med även svenskt medborgarskap omfattas"
    )
    stateless_included: Maybe[bool] = fact("a stateless person is included", "en statslös person omfattas")
    trafficking_abroad_included: Maybe[bool] = fact(
        "trafficking abroad is included", "människohandel utomlands omfattas"
    )
    third_country_included: Maybe[bool] = fact(
        "return to a third country is included", "återvändande till ett tredjeland omfattas"
    )
    special_circumstances_accepted: Maybe[bool] = fact(
        "special circumstances accepted", "särskilda skäl godtagna"
    )
    country_support_suitable: Maybe[bool] = fact(
        "the support in the country is suitable", "stödet i landet är lämpligt"
    )
    risk_acceptable: Maybe[bool] = fact(
        "the risks of return are acceptable", "riskerna med återvändandet är godtagbara"
    )
    reintegration_grant: Maybe[bool] = fact("reintegration grant given", "återintegreringsbidrag beviljat")
    extra_support: Maybe[bool] = fact("extra support given", "extra stöd beviljat")
    follow_up_extended: Maybe[bool] = fact(
        "more support during follow-up given", "ytterligare stöd under uppföljningen beviljat"
    )
    child_alone_rate: Maybe[bool] = fact(
        "adult rate given for a child alone", "vuxenersättning beviljad för ett ensamt barn"
    )
    extension_priority: Maybe[bool] = fact(
        "extension given priority within the budget", "förlängningen prioriterad inom budgeten"
    )
    board_may_prolong: Maybe[bool] = fact(
        "the social welfare board may ask for prolongation", "socialnämnden får begära förlängning"
    )
