"""What follows from the published figures as a whole: sums, money of the years, people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amp_rules.audit.attain import ore
from amp_rules.audit.conclusion import Conclusion, Standing, conclude
from amp_rules.audit.rowconclusions import count, days, money
from amp_rules.audit.rows import ROWS
from amp_rules.audit.words import Number
from amp_rules.plan.model import Plan
from amp_rules.rulebook.figures import Figures

_FORMS: Final = ("form_sexual", "form_labour", "form_several", "form_crime")


@dataclass(frozen=True, slots=True)
class TableReasoning:
    """The figures of a report, with the rules of its year."""

    figures: Figures
    plan: Plan

    def conclusions(self) -> Iterator[Conclusion]:
        """Every conclusion about the tables, in the order of the report."""
        yield self._people()
        yield self._children()
        yield self._forms()
        yield self._sums()
        yield from self._money()

    def _standing(self, agrees: bool) -> Standing:
        return Standing.AGREES if agrees else Standing.DISAGREES

    def _numbers(self, *keys: str) -> dict[str, Number]:
        return {key: count(self.figures[key]) for key in keys}

    def _people(self) -> Conclusion:
        figures, keys = self.figures, ("men", "women", "adults", "children", "people")
        fits = (
            figures["men"] + figures["women"] == figures["adults"]
            and figures["adults"] + figures["children"] == figures["people"]
        )
        key = "people" if fits else "people_unfit"
        return conclude(key, self._standing(fits), self._numbers(*keys), (), keys)

    def _children(self) -> Conclusion:
        figures = self.figures
        keys = ("children_with_guardian", "children_at_home", "children_apart", "children")
        fits = sum(figures[key] for key in keys[:3]) == figures["children"]
        used = (*keys, "children_directly_exploited")
        key = "children" if fits else "children_unfit"
        return conclude(key, self._standing(fits), self._numbers(*used), ("NSP-E01",), used)

    def _forms(self) -> Conclusion:
        """Direct victims by form, against the adults and the child that is itself exploited."""
        figures = self.figures
        victims, child = sum(figures[key] for key in _FORMS), figures["children_directly_exploited"]
        fits = victims == figures["adults"] + child
        used = (*_FORMS, "adults", "children_directly_exploited")
        numbers = self._numbers(*used) | {"victims": count(victims)}
        return conclude("forms" if fits else "forms_unfit", self._standing(fits), numbers, ("NSP-E01",), used)

    def _sums(self) -> Conclusion:
        figures = self.figures
        numbers = [figures[f"{row}_number"] for row in ROWS]
        sums = [ore(figures.money(f"{row}_money")) for row in ROWS]
        printed, total = figures["interventions"], ore(figures.money("money"))
        fits = sum(numbers) == printed and sum(sums) == total
        values = {
            "number": count(sum(numbers)),
            "money": money(sum(sums)),
            "printed_number": count(printed),
            "printed_money": money(total),
        }
        used = ("interventions", "money", *(f"{row}_{what}" for row in ROWS for what in ("number", "money")))
        return conclude("sums" if fits else "sums_unfit", self._standing(fits), values, (), used)

    def _money(self) -> Iterator[Conclusion]:
        """The money of the year before, and the money moved from other lines: neither is printed."""
        total = ore(self.figures.money("money"))
        used, aside = (self._parameter(name) for name in ("budget_used", "budget_set_aside"))
        earlier = {"money": money(total), "used": money(used), "earlier": money(total - used)}
        standing = Standing.NEEDED if total > used else Standing.AGREES
        yield conclude("earlier_money", standing, earlier, ("NSP-B01", "NSP-B02"), ("money",))
        moved = {"used": money(used), "aside": money(aside), "moved": money(used - aside)}
        yield conclude("moved_money", Standing.NEEDED, moved, ("NSP-B01",))

    def _parameter(self, name: str) -> int:
        value = self.plan.parameters[name].values[0][1]
        assert isinstance(value, int)
        return value


def households(figures: Figures, plan: Plan, child_days: int, longest: int) -> Conclusion:
    """How many households the child supplement of the reduced row needs, against the children in shelters.

    longest: days of one extension.
    """
    periods = plan.parameters["in_depth_periods"].values[0][1]
    assert isinstance(periods, int)
    most = (periods - 1) * longest
    needed = -(-child_days // most)
    children = figures["children_in_shelter"]
    numbers = {
        "days": days(child_days),
        "most": days(most),
        "needed": count(needed),
        "children": count(children),
    }
    fits = needed <= children
    standing = Standing.AGREES if fits else Standing.DISAGREES
    key = "households" if fits else "households_unfit"
    used = ("children_in_shelter", "in_depth_reduced_money")
    return conclude(key, standing, numbers, ("NSP-A04", "NSP-S04"), used, "in_depth_reduced")
