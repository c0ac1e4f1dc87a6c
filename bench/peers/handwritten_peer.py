"""The reduced rules as one plain Python function, written for speed; the measure of agreement.

Timed: everything, from the neutral case to the answer. Untimed: nothing; `convert` hands the case on.
"""

from datetime import date

from bench.cases import Answer, Case, Tri
from bench.peer import HANDWRITTEN

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()


def decide_eligibility(case: Case) -> Tri:
    """Whether the return programme is open to the person, None where the facts leave it open."""
    if (
        case.foreign_national is False
        or case.in_sweden is False
        or case.wants_return is False
        or case.informed is False
        or case.country_acceptable is False
        or (case.trafficked is False and case.in_prostitution is False)
        or (case.prior_participation and case.special_circumstances is False)
    ):
        return False
    if (
        case.foreign_national
        and case.in_sweden
        and case.wants_return
        and case.informed
        and case.country_acceptable
        and (case.trafficked or case.in_prostitution)
        and (case.prior_participation is False or case.special_circumstances)
    ):
        return True
    return None


def decide(case: Case) -> Answer:
    """Eligibility, SEK per period and SEK in total."""
    amounts = []
    for period in case.periods:
        number = period.number
        if period.kind == "reflection":
            cap = 30
            rate = 1200
        elif number > 3:
            amounts.append(0)
            continue
        else:
            cap = 90
            rate = 1200 if number == 1 else 600
        first = period.start.toordinal()
        last = first + cap - 1
        end = period.end.toordinal()
        if end < last:
            last = end
        if last > YEAR_LAST:
            last = YEAR_LAST
        if first < YEAR_FIRST:
            first = YEAR_FIRST
        if last < first:
            amounts.append(0)
            continue
        rate -= period.allowance
        if rate < 0:
            rate = 0
        if period.any_child:
            rate += 500
        if period.extra_staffing:
            rate += 200
        amounts.append((last - first + 1) * rate)
    return decide_eligibility(case), tuple(amounts), sum(amounts)


class Handwritten:
    """The function itself; a static method, so that no `self` is passed."""

    name = HANDWRITTEN
    decide = staticmethod(decide)

    def convert(self, case: Case) -> Case:
        """The case itself."""
        return case


def prepare() -> list[Handwritten]:
    """One peer."""
    return [Handwritten()]
