"""What is assumed of the return programme because no document tells it."""

from __future__ import annotations

from dataclasses import dataclass

from amp_rules.population.synthetic.assumed import Group, share, skew, whole


@dataclass(frozen=True, slots=True)
class ReturnAssumptions(Group):
    """What is assumed of applicants to the return programme, moved from 2013 and 2014 into 2015."""

    age_usual: int = whole(24, 18, 41, "most usual age of an adult", "vanligaste ålder för en vuxen")
    country_skew: float = skew(1.0)
    men_labour_share: float = share(
        0.5,
        "men exploited in berry picking rather than begging",
        "män utnyttjade i bärplockning snarare än tiggeri",
    )
    boys_begging_share: float = share(
        0.5, "boys exploited in begging rather than crime", "pojkar utnyttjade i tiggeri snarare än brott"
    )
    identified_share: float = share(
        0.4, "victims identified rather than suspected", "offer som är identifierade snarare än misstänkta"
    )
    prostitution_only_share: float = share(
        0.2,
        "sexual cases of prostitution without trafficking",
        "sexuella ärenden om prostitution utan människohandel",
    )
    children_share: float = share(0.1, "women with a child along", "kvinnor med ett barn med sig")
    child_share_granted: float = share(0.7, "children given a half share", "barn som ges en halv andel")
    withdrawn_share: float = share(0.08, "applications withdrawn", "återkallade ansökningar")
    refused_share: float = share(
        0.03, "cases of a person who does not want to return", "ärenden där personen inte vill återvända"
    )
    not_approved_share: float = share(
        0.05, "cases not approved by the authority", "ärenden som myndigheten inte godkänner"
    )
    step_longest: int = whole(
        14, 1, 60, "most days from one step to the next", "högst antal dagar från ett steg till nästa"
    )
    travelled_share: float = share(
        0.8, "approved applicants who have arrived", "godkända sökande som har kommit fram"
    )
    most_claims: int = whole(
        4,
        1,
        6,
        "most claims of an applicant who has arrived",
        "högst antal anspråk från en sökande som kommit fram",
    )
    claim_highest: int = whole(1200, 50, 5000, "highest claim, USD", "högsta anspråk, USD")
    claim_refused_share: float = share(0.08, "claims not accepted", "anspråk som inte godtas")
    grant_share: float = share(
        0.85, "applicants given the reintegration grant", "sökande som beviljas återintegreringsbidrag"
    )
    extra_share: float = share(0.6, "applicants given extra support", "sökande som beviljas extra stöd")
    faulty_file_share: float = share(
        0.05,
        "files that lack a consent or a paper, for each",
        "akter som saknar ett samtycke eller en handling, per uppgift",
    )
