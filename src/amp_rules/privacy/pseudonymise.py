"""Cases without identities, of which every outcome is that of the original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from amp_rules.case.facts import FIRST_DAY, LAST_DAY
from amp_rules.case.model import Case
from amp_rules.errors import AmpRulesError
from amp_rules.privacy import rewrite
from amp_rules.privacy.coarse import coarsened
from amp_rules.privacy.key import Key
from amp_rules.privacy.watch import Watch
from amp_rules.rulebook import Library, load_library

FURTHEST: Final = 730
"""Dates are moved by at most so many days, either way."""
MONTHS_DIFFER: Final = 3
"""Months of the same number differ by at most so many days: 28 to 31 March, and 31."""

MOST_LOOKED_AT: Final = 30
"""So many shifts that keep every answer but not all else that is told are looked at, and no more."""

Dates = Literal["shifted", "nearly", "kept", "none"]


class NoShiftError(AmpRulesError):
    """No shift of a case's dates was found that keeps every outcome; names no case."""

    def __init__(self) -> None:
        super().__init__("no other dates were found that keep every outcome, so the real ones would stay")


class NotUnchangedError(AmpRulesError):
    """A case whose outcome another name or a fact left out would change; none is written."""

    def __init__(self) -> None:
        super().__init__("the pseudonymised case would not have the same outcome")


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """A case without identities; by how many days its dates were moved is not told.

    dates: 'shifted'; 'nearly' where dates that rules reckon in months also fall up to three days beside;
    'kept' where no other dates were found that keep every outcome, so that the real ones stand in the case;
    'none' where it states no date. dropped: the paths of facts left out because no rule reads them.
    """

    case: Case
    dates: Dates
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A pseudonymised case with the days its dates were moved by, which are secret; 0 where they were not."""

    told: Pseudonymised
    days: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be done to a case.

    coarse: leave out what no rule of the edition reads for it. nearly: where no dates keep every outcome,
    take such that only dates reckoned in months differ, by up to three days. require_shift: refuse a case
    whose real dates would stay.
    """

    coarse: bool = False
    nearly: bool = False
    require_shift: bool = False


def pseudonymise(
    case: Case, key: Key, library: Library | None = None, choices: Choices | None = None
) -> Pseudonymised:
    """The case with pseudonyms for ids and texts, and dates moved together, every outcome unchanged.

    The same id of a case and key give the same pseudonym; ids within a case, the same for that case. Dates
    are moved by days drawn with the key and the id of the case, the first under which all outcomes stay: of
    the edition in force, under its readings and every other one, one at a time: verdicts, amounts, days, what
    is missing, findings, and under the readings in force the ledger and the bounds. Dates in them are moved
    by the same days. library: the shipped rules when left out. What comes out is still personal data (GDPR
    article 4(5)).

    >>> from amp_rules.case import case_from_mapping
    >>> case = case_from_mapping({"id": "2023-114", "programme": "amp", "applied_on": date(2023, 5, 1)})
    >>> made = pseudonymise(case, Key(bytes(32)))
    >>> made.dates, made.case.id.startswith("case-"), made.case.applied_on == case.applied_on
    ('shifted', True, False)

    Raises:
        NoShiftError: a shift is required, and the real dates would stay.
        NotUnchangedError: the outcome would change though no date was moved.
    """
    return moved_case(case, key, library or load_library(), choices or Choices()).told


def moved_case(case: Case, key: Key, library: Library, choices: Choices) -> Moved:
    """As `pseudonymise` does, with the days; they are as secret as the key."""
    watch = Watch(library, case)
    tree, dropped = coarsened(watch) if choices.coarse else (rewrite.tree_of(case), ())
    renamed = rewrite.renamed(tree, key)
    dates = rewrite.dates_of(renamed)
    still = rewrite.case_of(renamed)
    drawn = tuple(_candidates(watch, dates, key))
    for kind, slack in (("shifted", 0), *((("nearly", MONTHS_DIFFER),) if choices.nearly else ())):
        days = _first_fit(watch, still, drawn, slack)
        if days:
            made = rewrite.case_of(rewrite.moved(renamed, days))
            return Moved(Pseudonymised(made, kind, dropped), days)
    if dates and choices.require_shift:
        raise NoShiftError
    if not watch.same(still, 0):
        raise NotUnchangedError
    return Moved(Pseudonymised(still, "kept" if dates else "none", dropped), 0)


def _first_fit(watch: Watch, still: Case, drawn: tuple[int, ...], slack: int) -> int:
    """The first days under which every outcome stays the same; 0 where none are found."""
    looked = 0
    for days in drawn:
        moved = rewrite.later(still, days)
        made = watch.answers(moved, days, slack)
        if made is not None:
            if watch.tells_the_same(made, moved, days, slack):
                return days
            looked += 1
            if looked == MOST_LOOKED_AT:
                return 0
    return 0


def _candidates(watch: Watch, dates: list[date], key: Key) -> Iterator[int]:
    """The days that dates may be moved by, in an order that the key and the id of the case give."""
    if not dates:
        return
    case = watch.case
    lowest = max(-FURTHEST, (FIRST_DAY - min(dates)).days)
    highest = min(FURTHEST, (LAST_DAY - max(dates)).days)
    found = range(lowest, highest + 1)
    drawn = [(key.digest("days", case.programme, case.id, str(days)), days) for days in found]
    yield from (days for _, days in sorted(drawn) if days and watch.in_edition(days))
