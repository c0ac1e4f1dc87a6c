"""What is assumed of the support programme because no document tells it."""

from __future__ import annotations

from dataclasses import dataclass

from amp_rules.population.synthetic.assumed import Group, share, skew, whole


@dataclass(frozen=True, slots=True)
class SupportAssumptions(Group):
    """What is assumed of recipients of the support programme in 2022."""

    # Who
    age_lowest: int = whole(18, 18, 60, "lowest age of an adult", "lägsta ålder för en vuxen")
    age_usual: int = whole(27, 18, 80, "most usual age", "vanligaste ålder")
    age_highest: int = whole(55, 18, 100, "highest age", "högsta ålder")
    country_skew: float = skew(0.0)
    men_sexual_share: float = share(0.4, "men sexually exploited", "män utsatta för sexuell exploatering")
    child_age_highest: int = whole(17, 1, 17, "highest age of a child", "högsta ålder för ett barn")
    child_girl_share: float = share(0.5, "children who are girls", "barn som är flickor")
    next_child_share: float = share(
        0.35, "a family with children elsewhere has one more", "en familj med barn på annat håll har ett till"
    )
    identified_share: float = share(
        0.5,
        "recipients identified rather than presumed victims",
        "mottagare som är identifierade snarare än förmodade offer",
    )
    by_shelter_share: float = share(
        0.9, "recipients identified by the shelter", "mottagare som boendet har identifierat"
    )
    cooperates_share: float = share(
        0.3, "recipients who take part in an investigation", "mottagare som medverkar i en förundersökning"
    )
    pet_share: float = share(0.08, "recipients with a pet", "mottagare med husdjur")
    elsewhere_share: float = share(
        0.25, "recipients who are in another county than the shelter", "mottagare i ett annat län än boendets"
    )
    young_shelter_share: float = share(
        0.17,
        "women of 18 to 29 in a shelter for that age only",
        "kvinnor 18–29 år på boende för enbart den åldern",
    )
    mixed_shelter_share: float = share(
        0.5, "shelters for men that take women too", "boenden för män som även tar emot kvinnor"
    )
    lead_longest: int = whole(
        14, 0, 60, "most days from application to first day", "högst antal dagar från ansökan till första dag"
    )

    # Which interventions follow on which
    reflection_alone_share: float = share(
        0.2,
        "reflection periods without in-depth support after them",
        "reflektionsperioder utan fördjupat stöd efter",
    )
    second_extension_share: float = share(
        0.4, "recipients of an extension who get a second one", "mottagare av förlängning som får en andra"
    )
    extension_from_last_year_share: float = share(
        0.5,
        "recipients of an extension whose first period was the year before",
        "mottagare av förlängning vars första period låg året innan",
    )
    support_alone_from_last_year_share: float = share(
        0.5,
        "recipients of support alone who had a first period the year before",
        "mottagare av enbart stödinsatser som hade en första period året innan",
    )
    integration_without_stay_share: float = share(
        0.4,
        "recipients without a stay in the year who get integration support",
        "mottagare utan vistelse under året som får integrationsstöd",
    )

    # How long
    reflection_short_share: float = share(
        0.15, "reflection periods below the cap", "reflektionsperioder under taket"
    )
    reflection_shortest: int = whole(
        12, 1, 29, "shortest reflection period, days", "kortaste reflektionsperiod, dygn"
    )
    first_shortest: int = whole(
        15, 1, 80, "shortest first in-depth period, days", "kortaste första fördjupade period, dygn"
    )
    first_short_longest: int = whole(
        75,
        10,
        89,
        "longest first in-depth period below the cap, days",
        "längsta första fördjupade period under taket, dygn",
    )
    extension_short_share: float = share(0.25, "extensions below the cap", "förlängningar under taket")
    extension_shortest: int = whole(45, 10, 89, "shortest extension, days", "kortaste förlängning, dygn")
    integration_short_share: float = share(
        0.1, "integration support below the cap", "integrationsstöd under taket"
    )
    integration_shortest: int = whole(
        20, 1, 44, "shortest integration support, days", "kortaste integrationsstöd, dagar"
    )
    integration_longest: int = whole(
        90, 46, 200, "longest integration support asked for, days", "längsta sökta integrationsstöd, dagar"
    )
    new_year_share: float = share(
        0.15,
        "last periods below the cap that run on past New Year",
        "sista perioder under taket som löper över årsskiftet",
    )
    support_missed_share: float = share(
        0.05, "fixed support days on which no support is given", "fasta stöddagar då inget stöd ges"
    )

    gap_longest: int = whole(
        60,
        0,
        300,
        "most days since a period of the year before",
        "högst antal dagar sedan en period året innan",
    )

    # What the days have
    child_without_extension_share: float = share(
        0.05,
        "children in the shelter, recipients without an extension",
        "barn i boendet, mottagare utan förlängning",
    )
    child_half_stay_share: float = share(
        0.15,
        "children who are there for the first half of each period only",
        "barn som är där bara första halvan av varje period",
    )
    staffing_share: float = share(
        0.35, "in-depth periods with extra staff", "fördjupade perioder med extra personal"
    )
    allowance_share: float = share(
        0.75,
        "asylum seekers and people with temporary protection who have the allowance",
        "asylsökande och skyddsbehövande med dagersättning",
    )
    asylum_share: float = share(
        0.6,
        "people from outside the union who seek asylum",
        "personer från länder utanför unionen som söker asyl",
    )
    permit_share: float = share(
        0.5,
        "others from outside the union with a residence permit",
        "övriga från länder utanför unionen med uppehållstillstånd",
    )
    food_included_share: float = share(0.1, "allowances with food included", "dagersättningar med fri kost")
    shared_household_share: float = share(
        0.2, "allowances for a shared household", "dagersättningar för delat hushåll"
    )
    allowance_delay: int = whole(
        10,
        0,
        12,
        "most days of a reflection period before the allowance begins",
        "högst antal dygn av reflektionsperioden innan dagersättningen börjar",
    )

    # One-off support
    item_cost_lowest: int = whole(
        300, 0, 5000, "lowest cost of an item, SEK", "lägsta kostnad för en punktinsats, kr"
    )
    item_cost_skew: int = whole(
        2,
        1,
        6,
        "how few items are dear: the power of the cost curve",
        "hur få insatser som är dyra: kostnadskurvans exponent",
    )
    next_item_share: float = share(
        0.25, "a recipient of further items gets one more", "en mottagare av ytterligare insatser får en till"
    )

    # Odd cases
    refused_share: float = share(
        0.02, "cases where a condition for support fails", "ärenden där ett villkor för stöd brister"
    )
    no_process_share: float = share(
        0.03, "extensions without a pending process", "förlängningar utan pågående ärende"
    )
    overlap_share: float = share(
        0.03,
        "periods that start before the one before has ended",
        "perioder som börjar innan den föregående är slut",
    )
    overlap_longest: int = whole(
        5, 1, 30, "most days of such an overlap", "högst antal dygn av sådan överlappning"
    )
    over_cap_share: float = share(
        0.05,
        "last stays at the cap that are asked for longer",
        "sista vistelser vid taket som söks för längre tid",
    )
    over_cap_longest: int = whole(10, 1, 90, "most days beyond the cap", "högst antal dygn över taket")
    other_payer_share: float = share(
        0.01, "periods with a day that someone else pays for", "perioder med ett dygn som någon annan betalar"
    )
    misfit_share: float = share(
        0.03,
        "placements in a shelter that does not take the person",
        "placeringar på boenden som inte tar emot personen",
    )
    faulty_file_share: float = share(
        0.05, "files that lack a paper, for each paper", "akter som saknar en handling, per handling"
    )
