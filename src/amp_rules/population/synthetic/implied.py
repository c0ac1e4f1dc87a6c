"""The shares that figures and assumptions imply, with their words."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from amp_rules.population.synthetic.supportdesign import SupportDesign
from amp_rules.rulebook.model import Text

_IMPLIED: Final = (
    (
        "child_in_extension",
        "recipients of an extension with a child in the shelter",
        "mottagare av förlängning med barn i boendet",
    ),
    ("shelter_next", "households in a shelter with one more child", "hushåll på boende med ett barn till"),
    (
        "staffing_in_reflection",
        "reflection periods with extra staff",
        "reflektionsperioder med extra personal",
    ),
    ("first.short", "first periods below the cap", "första perioder under taket"),
    (
        "integration.long",
        "integration support asked for beyond the cap",
        "integrationsstöd sökt utöver taket",
    ),
    ("integration_after_stay", "integration support after a stay", "integrationsstöd efter en vistelse"),
    ("item_start", "recipients with further items", "mottagare med ytterligare insatser"),
    (
        "full_days_share",
        "recipients of an extension with days at full rate",
        "mottagare av förlängning med fulla dygn",
    ),
    ("allowance", "recipients with the daily allowance", "mottagare med dagersättning"),
    (
        "earlier_money",
        "periods and items paid with money of the year before",
        "perioder och insatser betalda med förra årets medel",
    ),
)


def implied_shares(design: SupportDesign) -> tuple[tuple[Text, float], ...]:
    """Every share that was solved for, so that a published figure is met."""
    return tuple((Text(en, sv), float(attrgetter(name)(design))) for name, en, sv in _IMPLIED)
