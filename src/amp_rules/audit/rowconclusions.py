"""What follows from one row of the published table under the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from amp_rules.audit.attain import Combination, Search, ore
from amp_rules.audit.conclusion import Conclusion, Standing, conclude
from amp_rules.audit.extremes import fewest_with, span_of_days
from amp_rules.audit.rows import PublishedRow
from amp_rules.audit.words import Number, mean
from amp_rules.rulebook.figures import Figures
from amp_rules.terms import Money


def money(ore_: int) -> Number:
    """A sum of ore."""
    return Number(Money(ore_, "SEK"), "SEK")


def days(number: int) -> Number:
    """Whole days."""
    return Number(number, "day")


def count(number: int) -> Number:
    """A plain number."""
    return Number(number, "count")


@dataclass(frozen=True, slots=True)
class RowReasoning:
    """One row, what its days can come to, and the best combination there is."""

    row: PublishedRow
    figures: Figures
    best: Combination | None

    def conclusions(self) -> Iterator[Conclusion]:
        """Everything that follows, the widest first."""
        if not self.row.blocks:
            yield self._at_cost()
            return
        yield self._range()
        if self.best is None:
            yield from self._impossible()
            return
        yield self._plain()
        yield from self._remainder()
        yield from self._supplements()
        yield self._days()
        if self.row.key == "in_depth_reduced":
            yield from self._footnotes()

    def _say(self, key: str, standing: Standing, cite: tuple[str, ...], **numbers: Number) -> Conclusion:
        return conclude(key, standing, numbers, cite, self.row.figures, self.row.key)

    def _at_cost(self) -> Conclusion:
        row = self.row
        numbers = {
            "published": money(row.total),
            "number": count(row.number),
            "mean": money(round(Fraction(row.total, row.number))),
        }
        return self._say("at_cost", Standing.OPEN, row.cite, **numbers)

    @property
    def _search(self) -> Search:
        return Search(self.row.blocks)

    def _range(self) -> Conclusion:
        whole, row = self._search, self.row
        standing = Standing.AGREES if self.best is not None else Standing.IMPOSSIBLE
        numbers = {
            "published": money(row.total),
            "number": count(row.number),
            "days": days(sum(block.most for block in row.blocks)),
            "lowest": money(whole.lowest),
            "highest": money(whole.highest),
        }
        return self._say("range" if self.best is not None else "out_of_range", standing, row.cite, **numbers)

    def _impossible(self) -> Iterator[Conclusion]:
        row, highest, block = self.row, self._search.highest, self.row.blocks[0]
        over = row.total - highest
        if over <= 0:
            yield self._say("no_combination", Standing.IMPOSSIBLE, row.cite, published=money(row.total))
        elif over % block.plain == 0 and row.total % block.plain == 0:
            whole = row.total // block.plain
            yield self._say(
                "over_in_days",
                Standing.IMPOSSIBLE,
                row.cite,
                over=money(over),
                over_days=days(over // block.plain),
                plain=Number(block.worth.plain, "SEK/day"),
                whole=days(whole),
                mean=mean(whole, row.number),
                longest=days(block.worth.longest),
            )
        else:
            yield self._say("over", Standing.IMPOSSIBLE, row.cite, over=money(over))
        if over > 0 and row.key == "integration":
            yield self._say("moving_costs", Standing.OPEN, ("NSP-S08",), over=money(over))

    def _plain(self) -> Conclusion:
        row, most = self.row, self._search.highest_plain
        stay = Number(row.blocks[0].worth.plain, "SEK/day")
        if most < row.total:
            numbers = {"most": money(most), "short": money(row.total - most)}
            return self._say("supplements_paid", Standing.NEEDED, row.cite, **numbers)
        whole = row.total // row.blocks[0].plain
        return self._say(
            "shorter_stays",
            Standing.NEEDED,
            row.cite,
            most=money(most),
            plain=stay,
            whole=days(whole),
            mean=mean(whole, row.number),
            longest=days(row.blocks[0].worth.longest),
        )

    def _remainder(self) -> Iterator[Conclusion]:
        row, step = self.row, self._search.step
        rest = row.total % step
        if rest == 0:
            yield self._say("even", Standing.OPEN, row.cite, step=money(step))
            return
        yield self._say("uneven", Standing.NEEDED, row.cite, step=money(step), rest=money(rest))
        for taken in self._search.taken:
            yield self._one_allowance(taken, step)

    def _one_allowance(self, taken: int, step: int) -> Conclusion:
        """Whether one allowance alone can leave the rest, and with how many days at least."""
        row, again = self.row, step // gcd(taken, step)
        fitting = [number for number in range(again) if (row.total + taken * number) % step == 0]
        allowance = Number(Money(taken, "SEK"), "SEK/day")
        cite = ("NSP-D01", "LAW-10")
        if not fitting:
            return self._say("allowance_never", Standing.IMPOSSIBLE, cite, allowance=allowance)
        numbers = {"allowance": allowance, "days": days(fitting[0]), "again": days(again)}
        return self._say("allowance_fits", Standing.OPEN, cite, **numbers)

    def _supplements(self) -> Iterator[Conclusion]:
        """Days with child supplement that no combination can do without."""
        row = self.row
        if not any(block.added("child") for block in row.blocks):
            return
        needed = fewest_with(row.blocks, row.total, "child", ("staffing",))
        alone = fewest_with(row.blocks, row.total, "child")
        if needed == 0:
            yield self._say("no_child_needed", Standing.OPEN, ("NSP-A04", "NSP-A06"))
        elif needed is not None and alone is not None:
            numbers = {
                "most": money(Search(row.blocks, ("staffing",)).highest),
                "with_staffing": days(needed),
                "without_staffing": days(alone),
            }
            yield self._say("child_needed", Standing.NEEDED, ("NSP-A04", "NSP-A06"), **numbers)

    def _days(self) -> Conclusion:
        row, found = self.row, span_of_days(self.row.blocks, self.row.total)
        assert found is not None
        full = sum(block.most for block in row.blocks if block.worth.kind == "full_day")
        fewest, most = (each + full for each in found)
        numbers = {
            "fewest": count(fewest),
            "most": count(most),
            "mean_fewest": mean(fewest, row.stays),
            "mean_most": mean(most, row.stays),
        }
        return self._say("days", Standing.OPEN, row.cite, **numbers)

    def _footnotes(self) -> Iterator[Conclusion]:
        yield self._full_days()
        row, figures = self.row, self.figures
        alone = next(block for block in row.blocks if block.worth.kind == "support_only")
        yield conclude(
            "support_alone",
            Standing.OPEN,
            {
                "number": count(figures["support_only_number"]),
                "each": money(alone.plain * alone.worth.longest),
                "most": money(alone.plain * alone.most),
                "rest": count(row.stays),
            },
            ("NSP-A09",),
            ("support_only_number",),
            row.key,
        )

    def _full_days(self) -> Conclusion:
        """How many days at full rate the footnote's money paid for, and whether they fit its recipients."""
        row, figures = self.row, self.figures
        reduced, full = (ore(block.worth.plain) for block in row.blocks[:2])
        people, spent = figures["full_day_recipients"], ore(figures.money("full_day_money"))
        low, high = people * figures["full_days_fewest"], people * figures["full_days_most"]
        fits = row.full_days is not None and low <= row.full_days <= high
        numbers = {
            "money": money(spent),
            "uplift": Number(Money(full - reduced, "SEK"), "SEK/day"),
            "days": days(row.full_days or 0),
            "people": Number(people, "person"),
            "low": days(low),
            "high": days(high),
            "full": Number(Money(full, "SEK"), "SEK/day"),
            "rival": days(spent // full),
            "three": count((row.full_days or 0) - low),
            "two": count(people - ((row.full_days or 0) - low)),
        }
        key, standing = ("full_days", Standing.AGREES) if fits else ("full_days_unfit", Standing.DISAGREES)
        used = ("full_day_money", "full_day_recipients", "full_days_fewest", "full_days_most")
        return conclude(key, standing, numbers, ("NSP-A07",), used, row.key)
