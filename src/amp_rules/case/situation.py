"""What happened to the person, what the person wants, and where to go."""

from __future__ import annotations

from amp_rules.case.enums import DestinationKind, Form, TraffickingStatus
from amp_rules.case.facts import Country, Day, Facts, SetOf, fact
from amp_rules.terms import Maybe


class Exploitation(Facts):
    """What the person has been subjected to, and where."""

    trafficking: Maybe[TraffickingStatus] = fact("trafficking", "människohandel")
    forms: Maybe[SetOf[Form]] = fact("forms of exploitation", "former av utnyttjande")
    suspected_forms: Maybe[SetOf[Form]] = fact(
        "suspected forms of exploitation", "misstänkta former av utnyttjande"
    )
    human_exploitation: Maybe[bool] = fact(
        "human exploitation",
        "människoexploatering",
        ("The offence in Penal Code 4:1 b.", "Brottet i 4 kap. 1 b § brottsbalken."),
    )
    prostitution: Maybe[bool] = fact("is or has been in prostitution", "är eller har varit i prostitution")
    prostitution_in_sweden: Maybe[bool] = fact(
        "the prostitution was in Sweden", "prostitutionen skedde i Sverige"
    )
    trafficking_in_sweden: Maybe[bool] = fact(
        "the trafficking was in Sweden", "människohandeln skedde i Sverige"
    )
    grounds: Maybe[bool] = fact(
        "reason to assume exploitation",
        "anledning att anta utnyttjande",
        ("As judged by those who know the case.", "Enligt bedömning av dem som känner ärendet."),
    )
    cooperates: Maybe[bool] = fact(
        "takes part in an investigation or trial", "medverkar i förundersökning eller rättegång"
    )
    police_report: Maybe[bool] = fact("a police report has been made", "polisanmälan är gjord")


class Voluntariness(Facts):
    """Whether the wish to return is the person's own."""

    wants_return: Maybe[bool] = fact("wants to return", "vill återvända")
    coerced: Maybe[bool] = fact("is coerced to return", "tvingas att återvända")
    informed: Maybe[bool] = fact("decides on good information", "fattar ett välinformerat beslut")
    statement_signed: Maybe[bool] = fact(
        "has signed that the return is voluntary", "har undertecknat att återvändandet är frivilligt"
    )
    withdrawn_on: Maybe[Day | None] = fact("withdrawn on", "återkallad den")


class Destination(Facts):
    """Where the person would go."""

    country: Maybe[Country] = fact("country of return", "återvändandeland")
    kind: Maybe[DestinationKind] = fact("home or third country", "hemland eller tredjeland")
    permanent_permit: Maybe[bool] = fact(
        "holds a permanent residence permit there", "har permanent uppehållstillstånd där"
    )
    support_available: Maybe[bool] = fact("support is available there", "stöd finns att få där")


class Participation(Facts):
    """Earlier participation in the return programme."""

    earlier: Maybe[bool] = fact("has taken part before", "har deltagit tidigare")
    special_circumstances: Maybe[bool] = fact(
        "special circumstances invoked",
        "särskilda skäl åberopas",
        (
            "Whether the applicant points to special circumstances, not whether they are accepted.",
            "Om sökanden åberopar särskilda skäl, inte om de godtas.",
        ),
    )
