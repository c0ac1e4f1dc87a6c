"""Titles in English and Swedish of enum members and of the models themselves."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from amp_rules.case import enums
from amp_rules.errors import UnknownNameError

Titles = tuple[str, str]

_OTHER: Final[Titles] = ("other", "annat")
_NONE: Final[Titles] = ("none", "ingen")

MEMBER_TITLES: Final[Mapping[type[StrEnum], Mapping[str, Titles]]] = MappingProxyType(
    {
        enums.Programme: {
            "amp": ("return programme (ÅMP)", "Återvändandeprogrammet (ÅMP)"),
            "nsp": ("national support programme (NSP)", "Nationella stödprogrammet (NSP)"),
        },
        enums.Sex: {"female": ("female", "kvinna"), "male": ("male", "man"), "other": _OTHER},
        enums.Relation: {
            "own": ("the principal's own child", "huvudpersonens eget barn"),
            "other": ("another's child", "någon annans barn"),
        },
        enums.TraffickingStatus: {
            "none": ("no trafficking", "ingen människohandel"),
            "suspected": ("suspected", "misstänkt"),
            "identified": ("identified", "identifierad"),
        },
        enums.Form: {
            "sexual": ("sexual exploitation", "sexuellt utnyttjande"),
            "forced_labour": ("forced labour or service", "tvångsarbete eller tvångstjänster"),
            "forced_begging": ("forced begging", "tvingad att tigga"),
            "forced_crime": ("forced to commit crime", "tvingad att begå brott"),
            "war_service": ("war service", "krigstjänst"),
            "slavery_like": ("slavery-like practices", "slaveriliknande förhållanden"),
            "servitude": ("servitude", "träldom"),
            "organ_removal": ("removal of organs", "avlägsnande av organ"),
            "forced_marriage": ("forced marriage", "tvångsäktenskap"),
            "au_pair": ("exploited as an au pair", "utnyttjad som au pair"),
        },
        enums.DestinationKind: {
            "home": ("home country", "hemland"),
            "third": ("third country", "tredjeland"),
        },
        enums.ReferringBody: {
            "social_services": ("social services", "socialtjänsten"),
            "police": ("the police", "polisen"),
            "migration_agency": ("the Migration Agency", "Migrationsverket"),
            "shelter": ("a shelter", "ett skyddat boende"),
            "ngo": ("a non-governmental organisation", "en ideell organisation"),
            "regional_coordinator": ("a regional coordinator", "en regionkoordinator"),
            "other": _OTHER,
        },
        enums.PaymentChannel: {
            "cash_at_office": ("cash at the local office", "kontant på lokalkontoret"),
            "bank": ("by bank", "via bank"),
        },
        enums.ClaimCategory: {
            "reintegration": ("reintegration", "återintegrering"),
            "health": ("health", "hälsa"),
            "housing": ("housing", "boende"),
            "other": _OTHER,
        },
        enums.ClaimPurpose: {
            "rehabilitation": ("rehabilitation", "rehabilitering"),
            "education": ("education", "utbildning"),
            "vocational_training": ("vocational training", "yrkesutbildning"),
            "work_practice": ("work practice", "arbetspraktik"),
            "business_licence": ("business licence", "näringstillstånd"),
            "business_equipment": ("business equipment", "utrustning till företag"),
            "doctor": ("doctor", "läkare"),
            "tests": ("tests", "provtagning"),
            "medicine": ("medicine", "läkemedel"),
            "physiotherapy": ("physiotherapy", "sjukgymnastik"),
            "psychological": ("psychological help", "psykologhjälp"),
            "shelter": ("shelter", "skyddat boende"),
            "rent": ("rent", "hyra"),
            "mortgage": ("mortgage instalment", "amortering på bostadslån"),
            "heating": ("heating", "värme"),
            "electricity": ("electricity", "el"),
            "water": ("water", "vatten"),
            "other": _OTHER,
        },
        enums.Payee: {"provider": ("the provider", "leverantören"), "person": ("the person", "personen")},
        enums.MenProfile: {
            "any": ("men after any form of exploitation", "män efter alla former av utnyttjande"),
            "sexual_only": ("only after sexual exploitation", "bara efter sexuellt utnyttjande"),
            "other_only": ("only after other forms", "bara efter andra former"),
            "none": _NONE,
        },
        enums.County: {
            "blekinge": ("Blekinge", "Blekinge"),
            "dalarna": ("Dalarna", "Dalarna"),
            "gavleborg": ("Gävleborg", "Gävleborg"),
            "gotland": ("Gotland", "Gotland"),
            "halland": ("Halland", "Halland"),
            "jamtland": ("Jämtland", "Jämtland"),
            "jonkoping": ("Jönköping", "Jönköping"),
            "kalmar": ("Kalmar", "Kalmar"),
            "kronoberg": ("Kronoberg", "Kronoberg"),
            "norrbotten": ("Norrbotten", "Norrbotten"),
            "orebro": ("Örebro", "Örebro"),
            "ostergotland": ("Östergötland", "Östergötland"),
            "skane": ("Skåne", "Skåne"),
            "sodermanland": ("Södermanland", "Södermanland"),
            "stockholm": ("Stockholm", "Stockholm"),
            "uppsala": ("Uppsala", "Uppsala"),
            "varmland": ("Värmland", "Värmland"),
            "vasterbotten": ("Västerbotten", "Västerbotten"),
            "vasternorrland": ("Västernorrland", "Västernorrland"),
            "vastmanland": ("Västmanland", "Västmanland"),
            "vastra_gotaland": ("Västra Götaland", "Västra Götaland"),
        },
        enums.VictimAssessment: {
            "none": ("not assessed as a victim", "inte bedömd som offer"),
            "presumed": ("presumed victim", "förmodat offer"),
            "identified": ("identified victim", "identifierat offer"),
        },
        enums.StayStatus: {
            "eu_right": ("right of residence as an EU citizen", "uppehållsrätt som EU-medborgare"),
            "residence_permit": ("residence permit", "uppehållstillstånd"),
            "asylum_seeker": ("asylum seeker", "asylsökande"),
            "temporary_protection": ("temporary protection", "tillfälligt skydd"),
            "none": ("no right to stay", "ingen rätt att vistas"),
            "other": _OTHER,
        },
        enums.PermitApplicant: {
            "head_of_investigation": ("the head of the investigation", "förundersökningsledaren"),
            "social_welfare_board": ("the social welfare board", "socialnämnden"),
        },
        enums.Household: {
            "single": ("single", "ensamstående"),
            "cohabiting": ("cohabiting", "sammanboende"),
            "adult_with_parents": ("adult living with parents", "vuxen som bor med föräldrar"),
        },
        enums.PeriodKind: {
            "reflection": ("reflection period", "reflektionsperiod"),
            "in_depth": ("in-depth support", "fördjupat stöd"),
            "integration": ("integration support", "integrationsstöd"),
            "support_only": ("support without housing", "stöd utan boende"),
        },
        enums.Payer: {
            "nsp": ("the support programme", "stödprogrammet"),
            "municipality": ("the municipality", "kommunen"),
            "shelter": ("the shelter", "det skyddade boendet"),
            "other": _OTHER,
        },
        enums.Weekday: {
            "monday": ("Monday", "måndag"),
            "tuesday": ("Tuesday", "tisdag"),
            "wednesday": ("Wednesday", "onsdag"),
            "thursday": ("Thursday", "torsdag"),
            "friday": ("Friday", "fredag"),
            "saturday": ("Saturday", "lördag"),
            "sunday": ("Sunday", "söndag"),
        },
        enums.ItemKind: {
            "dentistry": ("dentistry", "tandvård"),
            "trauma_therapy": ("trauma therapy", "traumaterapi"),
            "glasses": ("glasses", "glasögon"),
            "safe_travel": ("safe travel", "säker resa"),
            "strengthening_activity": ("strengthening activity", "stärkande aktivitet"),
            "pram": ("pram", "barnvagn"),
            "legal_help": ("legal help", "juridisk hjälp"),
            "other": _OTHER,
        },
        enums.Basis: {
            "statement": ("statement", "utsaga"),
            "document": ("document", "handling"),
            "observation": ("observation", "iakttagelse"),
            "register": ("register", "register"),
            "decision": ("decision", "beslut"),
            "other": _OTHER,
        },
        enums.EventKind: {
            "identified": ("identified", "identifierad"),
            "informed": ("informed", "informerad"),
            "interest_expressed": ("interest expressed", "intresse uttryckt"),
            "secretariat_contacted": ("secretariat contacted", "sekretariatet kontaktat"),
            "referred": ("referred", "hänvisad"),
            "decided": ("participation decided", "beslut om deltagande"),
            "iom_notified": ("IOM notified", "IOM underrättat"),
            "responsible_body_contacted": ("responsible body contacted", "ansvarig instans kontaktad"),
            "local_office_contacted": ("local office contacted", "lokalkontoret kontaktat"),
            "application_requested": ("application requested", "ansökan begärd"),
            "talks_held": ("talks held", "samtal hållna"),
            "country_information_given": ("country information given", "landinformation given"),
            "application_signed": ("application signed", "ansökan undertecknad"),
            "application_sent": ("application sent", "ansökan skickad"),
            "needs_inventoried": ("needs inventoried", "behov inventerade"),
            "support_confirmed": ("support confirmed", "stöd bekräftat"),
            "planned": ("planned", "planerad"),
            "risks_assessed": ("risks assessed", "risker bedömda"),
            "travel_prepared": ("travel prepared", "resan förberedd"),
            "travel_booked": ("travel booked", "resan bokad"),
            "departed": ("departed", "avrest"),
            "arrived": ("arrived", "framme"),
            "met": ("met", "mottagen"),
            "instalment_paid": ("instalment paid", "delbetalning gjord"),
            "receipt_claimed": ("receipt claimed", "kvitto inlämnat"),
            "claim_decided": ("claim decided", "anspråk bedömt"),
            "partners_informed": ("partners informed", "samarbetsparter informerade"),
            "followed_up": ("followed up", "uppföljd"),
            "feedback_given": ("feedback given", "återkoppling lämnad"),
            "feedback_passed": ("feedback passed on", "återkoppling vidarebefordrad"),
            "evaluated": ("evaluated", "utvärderad"),
            "withdrawn": ("withdrawn", "återkallad"),
            "shelter_applied": ("shelter applied", "boendet ansökte"),
            "gates_answered": ("conditions answered", "villkoren besvarade"),
            "period_asked": ("period asked for", "period sökt"),
            "period_granted": ("period granted", "period beviljad"),
            "extension_asked": ("extension asked for", "förlängning sökt"),
            "allowance_reported": ("allowance reported", "dagersättning rapporterad"),
            "children_reported": ("children reported", "barn rapporterade"),
            "staffing_reported": ("staffing reported", "bemanning rapporterad"),
            "other_payer_reported": ("other payer reported", "annan betalare rapporterad"),
            "full_rate_reported": ("full rate reported", "full ersättning rapporterad"),
            "support_delivered_reported": ("support delivered reported", "givet stöd rapporterat"),
            "period_cancelled": ("period cancelled", "period inställd"),
            "moved_out": ("moved out", "utflyttad"),
            "integration_support_granted": ("integration support granted", "integrationsstöd beviljat"),
            "item_claimed": ("one-off support claimed", "punktinsats sökt"),
            "budget_reported": ("budget reported", "budget rapporterad"),
            "closed": ("closed", "avslutat"),
            "facts_stated": ("facts stated", "uppgifter lämnade"),
            "assessed": ("assessed", "bedömd"),
            "corrected": ("corrected", "rättad"),
        },
    }
)

MODEL_TITLES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "AllowanceSpan": ("amount by day", "belopp per dag", "Dagar med ett belopp i kronor per dag."),
        "Assessments": ("assessments", "bedömningar", "Frågor som en människa avgör, med de svar som getts."),
        "Basis": ("basis", "grund", "Vad en uppgift grundas på."),
        "Budget": ("budget", "budget", "Medel kvar, och vilka som väntar på dem."),
        "Case": ("case", "ärende", "En ansökan, med det som är känt om den."),
        "Child": ("child", "barn", "Ett barn som följer med huvudpersonen."),
        "Claim": ("claim", "anspråk", "Ett anspråk mot ett bidragstak, med kvitto."),
        "ClaimCategory": ("grant category", "bidragskategori", "Det bidrag som anspråket gäller."),
        "ClaimPurpose": ("purpose", "ändamål", "Vad pengarna betalar."),
        "Consents": ("consents", "samtycken", "Vad personen har samtyckt till."),
        "CountSpan": ("number by day", "antal per dag", "Dagar med ett antal personer."),
        "Country": ("country", "land", "ISO 3166-1 alpha-2, eller XK för Kosovo."),
        "County": ("county", "län", "Ett av Sveriges 21 län."),
        "DailyFacts": ("daily facts", "dagliga uppgifter", "Vad som gäller vilka dagar."),
        "Destination": ("destination", "destination", "Dit personen skulle resa."),
        "DestinationKind": ("kind of destination", "typ av destination", "Vad landet är för personen."),
        "EventKind": ("kind of event", "slag av händelse", "Vad en händelse i en ärendefil är."),
        "Evidence": ("evidence", "underlag", "Vem som lämnat en uppgift, på vilken grund och när."),
        "Exploitation": ("exploitation", "utnyttjande", "Vad personen har utsatts för, och var."),
        "FlagSpan": ("holds by day", "gäller per dag", "Dagar då något gäller eller inte gäller."),
        "Form": ("form of exploitation", "form av utnyttjande", "En form av utnyttjande."),
        "Household": ("household", "hushåll", "Hushållstyp som styr dagersättningen."),
        "ItemKind": ("kind of one-off support", "typ av punktinsats", "Vad punktinsatsen är."),
        "Journey": ("journey", "resa", "Resan, och hur pengar betalas ut efter den."),
        "MenProfile": ("which men are taken", "vilka män som tas emot", "Efter form av utnyttjande."),
        "MinimumRequirements": (
            "minimum requirements",
            "minimikrav",
            "Vad ett certifierat boende har på plats.",
        ),
        "Needs": ("needs", "behov", "Behov före, under och efter resan."),
        "OnFile": ("on file", "i akten", "Handlingar och svar som finns i akten."),
        "OneOffItem": ("one-off support", "punktinsats", "En punktinsats."),
        "Participation": (
            "earlier participation",
            "tidigare deltagande",
            "Tidigare deltagande i återvändandeprogrammet.",
        ),
        "Payee": ("payee", "betalningsmottagare", "Vem som får pengarna."),
        "Payer": ("payer", "betalare", "Vem som betalade reflektionsperioden."),
        "PaymentChannel": ("payment channel", "utbetalningssätt", "Hur månadsbeloppet betalas ut."),
        "PeriodKind": ("kind of support", "typ av stöd", "Typ av stödperiod."),
        "PermitApplicant": (
            "applicant for the permit",
            "sökande av tillståndet",
            "Vem som ansöker om betänketidstillstånd.",
        ),
        "Person": ("person", "person", "Den vuxna eller det ensamkommande barn som ärendet gäller."),
        "Process": ("process", "process", "Stegen i återvändandeprogrammet, med datum."),
        "Programme": ("programme", "program", "Programmet som ansökan gäller."),
        "Recertification": ("recertification", "omcertifiering", "Momenten i en omcertifiering."),
        "ReferringBody": ("referring body", "hänvisande instans", "Den instans som hänvisar personen."),
        "Relation": ("relation", "relation", "Vems barn ett medföljande barn är."),
        "Sex": ("sex", "kön", "En persons kön."),
        "Shelter": ("shelter", "skyddat boende", "Boendet som ansöker, och vilka det tar emot."),
        "Stay": (
            "stay in Sweden",
            "vistelse i Sverige",
            "Vistelserätt, betänketidstillstånd och dagersättning.",
        ),
        "StayStatus": ("legal status", "rättslig ställning", "Rättslig grund för vistelsen i Sverige."),
        "SupportGates": ("conditions for support", "villkor för stöd", "Villkoren för kostnadstäckning."),
        "SupportPeriod": ("support period", "stödperiod", "En stödperiod, första till sista dag."),
        "TraffickingStatus": ("trafficking", "människohandel", "Hur långt människohandel är konstaterad."),
        "VictimAssessment": ("assessment as a victim", "bedömning som offer", "Hur personen har bedömts."),
        "Voluntariness": ("voluntariness", "frivillighet", "Om viljan att återvända är personens egen."),
        "Weekday": ("weekday", "veckodag", "Dag i veckan."),
    }
)
"""By model: titles in English and Swedish, and the docstring's first line in Swedish."""


def member_title(member: StrEnum, language: str) -> str:
    """What a value of a closed list is called, in 'sv' or 'en', as running text.

    >>> member_title(enums.PeriodKind.REFLECTION, "sv")
    'reflektionsperiod'

    Raises UnknownNameError for another language.
    """
    if language not in ("sv", "en"):
        raise UnknownNameError("language", language, ("sv", "en"))
    return MEMBER_TITLES[type(member)][member.value][language == "sv"]
