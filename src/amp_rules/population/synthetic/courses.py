"""Which interventions a recipient of the support programme has, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amp_rules.population.synthetic.assumed import AssumptionError
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions
from amp_rules.rulebook.figures import Figures


@dataclass(frozen=True, slots=True)
class Course:
    """The stays of one recipient in the year. earlier: a first in-depth period the year before."""

    reflection: bool
    first: bool
    extensions: int
    earlier: bool
    alone: bool
    share: float

    @property
    def stays(self) -> bool:
        """Whether there is any stay or support alone in the year."""
        return self.reflection or self.first or self.extensions > 0 or self.alone


def implied(name: str, value: float) -> float:
    """A share that follows from the figures and the assumptions, once it is one.

    Raises AssumptionError where it is below 0 or above 1.
    """
    if not -1e-12 <= value <= 1 + 1e-12:
        raise AssumptionError(name, f"a share from 0 to 1; with these assumptions it would be {value:.3f}")
    return min(1.0, max(0.0, value))


def courses_of(figures: Figures, assumed: SupportAssumptions) -> tuple[Course, ...]:
    """Every course with the share of adults who have it; the last is no stay at all.

    The published numbers of reflection periods, first periods, extensions and support alone per adult are met
    exactly, whatever is assumed of how they go together.
    """
    found = tuple(_courses(figures, assumed))
    rest = implied("adults without a stay", 1 - sum(course.share for course in found))
    return (*found, Course(False, False, 0, False, False, rest))


def _courses(figures: Figures, assumed: SupportAssumptions) -> Iterator[Course]:
    adults, alone = figures["adults"], figures["support_only_number"] / figures["adults"]
    reflection, first = figures["reflection_number"] / adults, figures["in_depth_full_number"] / adults
    second, last_year = assumed.second_extension_share, assumed.extension_from_last_year_share
    extended = (figures["in_depth_reduced_number"] / adults - alone) / (1 + second)
    rested = implied(
        "first periods after a reflection period", reflection * (1 - assumed.reflection_alone_share) / first
    )
    going_on = implied("first periods with an extension", extended * (1 - last_year) / first)
    number = {0: 1 - going_on, 1: going_on * (1 - second), 2: going_on * second}
    yield Course(True, False, 0, False, False, reflection * assumed.reflection_alone_share)
    for before, share in ((True, rested), (False, 1 - rested)):
        for extensions, part in number.items():
            yield Course(before, True, extensions, False, False, first * share * part)
    yield Course(False, False, 1, True, False, extended * last_year * (1 - second))
    yield Course(False, False, 2, True, False, extended * last_year * second)
    earlier = assumed.support_alone_from_last_year_share
    yield Course(False, False, 0, True, True, alone * earlier)
    yield Course(False, False, 0, False, True, alone * (1 - earlier))


def share_of(courses: tuple[Course, ...], holds: Callable[[Course], float]) -> float:
    """The mean of something over all adults, such as the share with a stay."""
    return sum(course.share * holds(course) for course in courses)
