"""Strategies for typed cases: whole, partly unknown, completed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from amp_rules.case.model import Case
from amp_rules.case.reading import case_from_mapping
from amp_rules.rulebook import Rulebook, load_library
from amp_rules.testing.fill import Filler, dates_in
from amp_rules.testing.leaves import Leaves, any_day

_SHARES: Final = st.sampled_from((0, 30, 80, 95, 99, 100))
_LEANINGS: Final = st.sampled_from((50, 85, 97))
_PROGRAMMES: Final = st.sampled_from(("amp", "nsp"))
_LONGEST: Final = timedelta(days=3 * 365)


@cache
def _spans(programme: str) -> dict[str, tuple[date, date]]:
    """First and last day of each shipped edition; an open one counts three years."""
    books = [book for book in load_library(strict=False).rulebooks if book.edition.programme == programme]
    return {book.edition.name: _span(book) for book in books}


def _span(book: Rulebook) -> tuple[date, date]:
    start, end = book.edition.start, book.edition.end
    return start, start + _LONGEST if end is None else min(end, start + _LONGEST)


def _around(draw: st.DrawFn, spans: list[tuple[date, date]]) -> date:
    if not spans or draw(st.integers(0, 19)) == 19:
        return draw(any_day())
    return draw(st.dates(*draw(st.sampled_from(spans))))


@st.composite
def cases(
    draw: st.DrawFn,
    programme: str | None = None,
    edition: str | Rulebook | None = None,
    unknown: bool = True,
) -> Case:
    """Valid cases over every fact of the model, most dates in the edition's span.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, database=None)
    ... @given(cases("nsp"))
    ... def test_my_programme(case):
    ...     assert case.programme == "nsp"
    >>> test_my_programme()

    `edition` names a shipped edition of the programme, such as '2022', or is a rulebook. Without `unknown`
    every fact, list and span value is known; optional facts may still be absent.
    """
    if isinstance(edition, Rulebook):
        programme, spans = edition.edition.programme, [_span(edition)]
    else:
        programme = programme or draw(_PROGRAMMES)
        known = _spans(programme)
        spans = list(known.values()) if edition is None else [known[edition]]
    known_share = draw(_SHARES) if unknown else 100
    filler = Filler(Leaves(draw, _around(draw, spans), draw(_LEANINGS)), known_share)
    return case_from_mapping(
        filler.case({"id": "case-1", "programme": programme, "principal": {"id": "principal"}})
    )


@st.composite
def completions(draw: st.DrawFn, case: Case) -> Case:
    """The case with every unknown fact, list and span value known; what was known stays.

    >>> from hypothesis import given, settings
    >>> from amp_rules.case import iter_unknown
    >>> case = Case.model_validate_json('{"id": "a-1", "programme": "amp", "children": []}')
    >>> @settings(max_examples=5, database=None)
    ... @given(completions(case))
    ... def test_nothing_stays_unknown(full):
    ...     assert full.children == () and not list(iter_unknown(full))
    >>> test_nothing_stays_unknown()
    """
    return draw(_filled(case, st.just(100)))


@st.composite
def refinements(draw: st.DrawFn, case: Case) -> Case:
    """The case with some of its unknown facts known, perhaps none; what was known stays.

    >>> from hypothesis import given, settings
    >>> case = Case.model_validate_json('{"id": "a-1", "programme": "nsp", "shelter": {"certified": true}}')
    >>> @settings(max_examples=5, database=None)
    ... @given(refinements(case))
    ... def test_what_is_known_stays(more):
    ...     assert more.shelter.certified is True
    >>> test_what_is_known_stays()
    """
    return draw(_filled(case, st.sampled_from((5, 30, 80, 100))))


@st.composite
def _filled(draw: st.DrawFn, case: Case, shares: st.SearchStrategy[int]) -> Case:
    tree: dict[str, Any] = case.model_dump(mode="json")
    dates = dates_in(tree)
    around = min(dates) if dates else _around(draw, list(_spans(case.programme.value).values()))
    filler = Filler(Leaves(draw, around, draw(_LEANINGS)), draw(shares))
    return case_from_mapping(filler.case(tree))
