"""Nothing is asked for in vain: some answers to what else is asked for let each fact decide a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from amp_rules.case import Case, FactSpec, fact_type, with_facts
from amp_rules.engine import decide
from amp_rules.rulebook import Rulebook
from amp_rules.testing import cases
from tests.engine.books import BOOKS, NAMES
from tests.engine.partial import goals
from tests.engine.reference import same

MOST_TRIED = 512
LEAST_SHARE = 0.9
LEAST_ASKED = 40
MOST_SEEDS = 100


def values(spec: FactSpec) -> list[Any]:
    """Every value of a fact with few of them; none for the others."""
    if spec.kind == "bool" and not spec.dated:
        found: list[Any] = [True, False]
    else:
        found = list(spec.members) if spec.kind == "enum" else []
    return [*found, None] if found and spec.optional else found


def combinations(paths: list[str]) -> Iterator[dict[str, Any]]:
    choices = [values(fact_type(path)) for path in paths]
    yield from (dict(zip(paths, chosen, strict=True)) for chosen in product(*choices))


def in_vain(book: Rulebook, case: Case, paths: list[str]) -> list[str]:
    """The facts that change no goal, whatever the others turn out to be."""
    answers = [
        (given_facts, goals(decide(book, with_facts(case, given_facts))))
        for given_facts in combinations(paths)
    ]
    idle = []
    for path in paths:
        by_others: dict[tuple[Any, ...], list[Any]] = {}
        for facts, found in answers:
            others = tuple(value for name, value in facts.items() if name != path)
            by_others.setdefault(others, []).append(found)
        groups = by_others.values()
        if all(same(found[key], first[key]) for first, *rest in groups for found in rest for key in first):
            idle.append(path)
    return idle


def asked_of(book: Rulebook, number: int) -> tuple[set[str], set[str]]:
    """Which facts with few answers are asked for in generated cases, and which of them mattered in one."""
    asked: set[str] = set()
    mattered: set[str] = set()

    @seed(number)
    @settings(max_examples=40, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases(edition=book))
    def collect(case: Case) -> None:
        outcome = decide(book, case)
        paths = [each.path for each in outcome.missing] + [each.path for each in outcome.referrals]
        tried = 1
        for path in paths:
            tried *= len(values(fact_type(path)))
        if paths and 0 < tried <= MOST_TRIED:
            idle = in_vain(book, case, paths)
            asked.update(bare(path) for path in paths)
            mattered.update(bare(path) for path in paths if path not in idle)

    collect()
    return asked, mattered


def bare(path: str) -> str:
    """The path of a fact without positions in lists: one question, of whichever entity."""
    return re.sub(r"\[\d+\]", "", path)


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_nearly_every_question_with_few_answers_can_matter(book: Rulebook) -> None:
    # Generated cases come in families of near copies: within one seed, a question counts once.
    asked: list[str] = []
    idle: list[str] = []
    for number in range(MOST_SEEDS):
        found, mattered = asked_of(book, number)
        asked += found
        idle += found - mattered
        if len(asked) >= LEAST_ASKED:
            break
    assert len(asked) >= LEAST_ASKED
    assert len(idle) <= (1 - LEAST_SHARE) * len(asked), sorted(idle)
