"""Populations drawn by a seed: usual cases with facts left out, for tests and measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.rulebook import Rulebook, load_library

if TYPE_CHECKING:
    from amp_rules.population import Population


def drawn_population(edition: str | Rulebook, count: int, seed: int = 0) -> Population:
    """So many made-up cases of an edition, the same for the same seed.

    >>> found = drawn_population("nsp/2022", 100, seed=1)
    >>> len(found), found.programme
    (100, 'nsp')

    `edition` is a rulebook or names a shipped one, such as 'nsp/2022'. Every case is valid, and most are near
    what is granted. Some have facts left out, lists unknown, periods undated, overlapping or listed out of
    order, questions judged either way. The ids are 'c0', 'c1' and so on.

    Raises UnknownNameError when no such edition is shipped.
    """
    from amp_rules.testing.drawlists import drawn

    return drawn(plan_of(edition if isinstance(edition, Rulebook) else _shipped(edition)), count, seed)


def _shipped(name: str) -> Rulebook:
    books = {book.name: book for book in load_library(strict=False).rulebooks}
    if name not in books:
        raise UnknownNameError("edition", name, tuple(books))
    return books[name]
