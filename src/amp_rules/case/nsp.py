"""The shelter support programme: shelter, gates, periods, items and budget."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ValidationInfo, field_validator

from amp_rules.case.enums import County, ItemKind, MenProfile, Payer, PeriodKind, VictimAssessment, Weekday
from amp_rules.case.facts import (
    Day,
    Facts,
    Identifier,
    ListOf,
    Sek,
    SetOf,
    Years,
    end_after,
    fact,
    group,
    not_below,
    own_ids,
    words,
)
from amp_rules.terms import Maybe, Unknown


class MinimumRequirements(Facts):
    """What a shelter must have in place to be certified."""

    knowledge: Maybe[bool] = fact("knowledge of trafficking", "kunskap om människohandel")
    risk_routines: Maybe[bool] = fact(
        "adopted routines for threat and risk assessment", "antagna rutiner för hot- och riskbedömning"
    )
    security_routines: Maybe[bool] = fact("adopted security routines", "antagna säkerhetsrutiner")
    rights_based_support: Maybe[bool] = fact(
        "support that matches victims' rights", "stöd som motsvarar offers rättigheter"
    )


class Recertification(Facts):
    """The items of a shelter's recertification."""

    form: Maybe[bool] = fact("digital form handed in", "digitalt formulär inlämnat")
    visit: Maybe[bool] = fact("visit made", "besök genomfört")
    routines_shown: Maybe[bool] = fact("routines shown", "rutiner uppvisade")
    action_protocol_needed: Maybe[bool] = fact("action protocol needed", "åtgärdsprotokoll behövs")
    action_protocol: Maybe[bool] = fact("action protocol made", "åtgärdsprotokoll upprättat")


class Shelter(Facts):
    """The shelter that applies, and whom it takes."""

    certified: Maybe[bool] = fact("shelter is certified", "det skyddade boendet är certifierat")
    county: Maybe[County] = fact("county of the shelter", "boendets län")
    takes_women: Maybe[bool] = fact("takes women", "tar emot kvinnor")
    takes_men: Maybe[bool] = fact("takes men", "tar emot män")
    takes_children: Maybe[bool] = fact("takes accompanying children", "tar emot medföljande barn")
    takes_pets: Maybe[bool] = fact("takes pets", "tar emot husdjur")
    takes_active_substance_use: Maybe[bool] = fact(
        "takes persons in active substance use", "tar emot personer i aktivt missbruk"
    )
    men_profile: Maybe[MenProfile] = fact(
        "which men it takes, by form of exploitation", "vilka män som tas emot, efter form av utnyttjande"
    )
    women_age_from: Maybe[Years | None] = fact(
        "lowest age of women",
        "lägsta ålder för kvinnor",
        ("null means no limit.", "null betyder ingen gräns."),
    )
    women_age_to: Maybe[Years | None] = fact(
        "highest age of women",
        "högsta ålder för kvinnor",
        ("null means no limit.", "null betyder ingen gräns."),
    )
    minimum: MinimumRequirements = group(MinimumRequirements, "minimum requirements", "minimikrav")
    recertification: Recertification = group(Recertification, "recertification", "omcertifiering")

    @field_validator("women_age_to")
    @classmethod
    def _ages_in_order(cls, value: int | Unknown | None, info: ValidationInfo) -> int | Unknown | None:
        not_below(info.data.get("women_age_from"), value, "women_age_from")
        return value


class SupportGates(Facts):
    """The conditions for cost cover by the support programme."""

    assessed_victim: Maybe[VictimAssessment] = fact("assessed as a victim", "bedömd som offer")
    identified_by_shelter: Maybe[bool] = fact(
        "the shelter identified the person", "boendet har identifierat personen"
    )
    needs_support: Maybe[bool] = fact("needs the support", "behöver stödet")
    rights_match: Maybe[bool] = fact(
        "the support is in line with the rights of presumed victims",
        "stödet motsvarar förmodade offers rättigheter",
    )
    society_pays: Maybe[bool] = fact("society pays for the support", "samhället betalar stödet")
    responsibility_attempted: Maybe[bool] = fact(
        "the shelter first tried to make society take responsibility",
        "boendet har först försökt få samhället att ta ansvar",
    )
    placed_county: Maybe[County] = fact("county where the person is", "län där personen finns")


class SupportPeriod(Facts):
    """A support period applied for, first to last day."""

    id: Annotated[Identifier, words("id of the period", "periodens id")]
    kind: Maybe[PeriodKind] = fact("kind of support", "typ av stöd")
    start: Maybe[Day] = fact("first day", "första dag")
    end: Maybe[Day] = fact("last day", "sista dag")
    applied_on: Maybe[Day] = fact("applied for on", "ansökt den")
    continues: Maybe[bool] = fact(
        "continues the in-depth period before it",
        "fortsätter föregående period av fördjupat stöd",
        (
            "One period decided in parts: the same number, and days shared with the part before.",
            "En period beslutad i delar: samma nummer, och dygn gemensamma med föregående del.",
        ),
    )
    pending_process: Maybe[bool] = fact(
        "pending process with a right to stay",
        "pågående process med rätt att vistas i landet",
        ("On the first day of the period.", "Den första dagen i perioden."),
    )
    needs_remain: Maybe[bool] = fact(
        "needs of protection and support remain", "behov av skydd och stöd kvarstår"
    )
    justification: Maybe[bool] = fact("reasons given", "motivering lämnad")
    staffing_requested: Maybe[bool] = fact("staffing supplement applied for", "personaltillägg sökt")
    staffing_reasoned: Maybe[bool] = fact(
        "reasons given for the staffing supplement", "personaltillägget motiverat"
    )
    staffing_accepted: Maybe[bool] = fact("staffing supplement accepted", "personaltillägget godtaget")
    full_rate_accepted: Maybe[bool] = fact("full-rate days accepted", "dygn med full ersättning godtagna")
    full_extension_accepted: Maybe[bool] = fact(
        "full rate accepted for the whole extension", "full ersättning godtagen för hela förlängningen"
    )
    further_extension_accepted: Maybe[bool] = fact(
        "extension beyond the limit accepted", "förlängning utöver gränsen godtagen"
    )
    reflection_paid_by: Maybe[Payer] = fact(
        "who paid the first 30 days", "vem som betalade de första 30 dygnen"
    )
    weekdays: Maybe[SetOf[Weekday]] = fact(
        "fixed weekdays", "fasta veckodagar", ("For support without housing.", "För stöd utan boende.")
    )
    overlap_accepted: Maybe[bool] = fact("overlap accepted", "överlappning godtagen")
    earlier_project_money: Maybe[bool] = fact(
        "paid from an earlier year's project money", "betalad med tidigare års projektmedel"
    )

    @field_validator("end")
    @classmethod
    def _dates_in_order(cls, value: object, info: ValidationInfo) -> object:
        end_after(info.data.get("start"), value)
        return value


class OneOffItem(Facts):
    """One item of one-off support."""

    id: Annotated[Identifier, words("id of the item", "insatsens id")]
    kind: Maybe[ItemKind] = fact("kind of item", "typ av insats")
    cost: Maybe[Sek] = fact("cost", "kostnad")
    on: Maybe[Day] = fact("date", "datum")
    accepted: Maybe[bool] = fact("accepted on assessment", "godtagen efter bedömning")
    earlier_project_money: Maybe[bool] = fact(
        "paid from an earlier year's project money", "betalad med tidigare års projektmedel"
    )


class Budget(Facts):
    """Money left, and who waits for it."""

    left: Maybe[Sek | None] = fact(
        "money left this year", "medel kvar i år", ("null means no limit.", "null betyder ingen gräns.")
    )
    waiting_first_periods: Maybe[bool] = fact(
        "others wait for a reflection period or a first in-depth period",
        "andra väntar på reflektionsperiod eller en första period av fördjupat stöd",
    )


Periods = Annotated[ListOf[SupportPeriod], AfterValidator(own_ids)]
Items = Annotated[ListOf[OneOffItem], AfterValidator(own_ids)]
