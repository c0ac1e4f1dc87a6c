"""The shares that figures and assumptions imply, with their words."""

from __future__ import annotations

from amp_rules.population.synthetic.supportdesign import SupportDesign
from amp_rules.rulebook.model import Text


def implied_shares(design: SupportDesign) -> tuple[tuple[Text, float], ...]:
    """Every share that was solved for, so that a published figure is met."""
    return (
        (
            Text(
                "recipients of an extension with a child in the shelter",
                "mottagare av förlängning med barn i boendet",
            ),
            design.child_in_extension,
        ),
        (
            Text("households in a shelter with one more child", "hushåll på boende med ett barn till"),
            design.shelter_next,
        ),
        (
            Text("reflection periods with extra staff", "reflektionsperioder med extra personal"),
            design.staffing_in_reflection,
        ),
        (Text("first periods below the cap", "första perioder under taket"), design.first.short),
        (
            Text("integration support asked for beyond the cap", "integrationsstöd sökt utöver taket"),
            design.integration.long,
        ),
        (
            Text("integration support after a stay", "integrationsstöd efter en vistelse"),
            design.integration_after_stay,
        ),
        (Text("recipients with further items", "mottagare med ytterligare insatser"), design.item_start),
        (
            Text(
                "recipients of an extension with days at full rate", "mottagare av förlängning med fulla dygn"
            ),
            design.full_days_share,
        ),
        (Text("recipients with the daily allowance", "mottagare med dagersättning"), design.allowance),
        (
            Text(
                "periods and items paid with money of the year before",
                "perioder och insatser betalda med förra årets medel",
            ),
            design.earlier_money,
        ),
    )
