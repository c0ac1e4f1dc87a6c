"""The public strategies give what they promise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from amp_rules.case import Case, case_from_json, fact_at, iter_unknown
from amp_rules.case.facts import Facts
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.rulebook import Rulebook, load_library
from amp_rules.terms import UNKNOWN
from amp_rules.testing import cases, completions, refinements

SETTINGS = settings(max_examples=60)
BOOKS = load_library(strict=False).rulebooks


@given(cases())
@SETTINGS
def test_a_generated_case_survives_json(case: Case) -> None:
    assert case_from_json(case.model_dump_json()) == case


@given(cases(unknown=False))
@SETTINGS
def test_a_case_without_unknown_facts_has_none(case: Case) -> None:
    assert list(iter_unknown(case)) == []


@given(cases("nsp"))
@SETTINGS
def test_the_programme_asked_for_is_the_programme_given(case: Case) -> None:
    assert case.programme == "nsp"


@given(st.data())
@SETTINGS
def test_a_completion_knows_everything_and_keeps_what_was_known(data: st.DataObject) -> None:
    case = data.draw(cases())
    full = data.draw(completions(case))
    assert list(iter_unknown(full)) == []
    assert_kept(case, full)


@given(st.data())
@SETTINGS
def test_a_refinement_keeps_what_was_known(data: st.DataObject) -> None:
    case = data.draw(cases())
    assert_kept(case, data.draw(refinements(case)))


@given(st.data())
@SETTINGS
def test_children_named_by_claims_are_there_in_every_completion(data: st.DataObject) -> None:
    given_case = '{"id": "a", "programme": "amp", "claims": [{"id": "c1", "person": "the-child"}]}'
    full = data.draw(completions(Case.model_validate_json(given_case)))
    assert "the-child" in {person.id for person in full.persons}


@pytest.mark.slow
def test_generated_cases_reach_every_fact_known_unknown_and_absent() -> None:
    wanted = {mark for spec in all_specs(Case) for mark in marks(spec)}
    met: set[tuple[str, str]] = set()

    @settings(max_examples=150, database=None, derandomize=False)
    @given(cases())
    def collect(case: Case) -> None:
        met.update(marks_of(case))

    for number in range(20):
        seed(number)(collect)()
        if wanted <= met:
            break
    assert wanted - met == set()


@pytest.mark.parametrize("book", BOOKS, ids=[book.name for book in BOOKS])
def test_most_applications_fall_in_the_edition_asked_for(book: Rulebook) -> None:
    first, last = book.edition.start, book.edition.end or date.max
    inside: list[bool] = []

    @settings(max_examples=100, database=None, derandomize=True)
    @given(cases(book.edition.programme, edition=book.edition.name, unknown=False))
    def collect(case: Case) -> None:
        assert case.applied_on is not UNKNOWN
        inside.append(first <= case.applied_on <= last)

    collect()
    assert sum(inside) > len(inside) / 2


def test_the_library_itself_does_without_hypothesis() -> None:
    probe = "import amp_rules, sys; amp_rules.decide; assert 'hypothesis' not in sys.modules"
    subprocess.run([sys.executable, "-I", "-c", probe], check=True)


def assert_kept(before: Any, after: Any) -> None:
    """Everything known before is the same after."""
    if isinstance(before, Facts):
        for name in specs_of(type(before)):
            assert_kept(getattr(before, name), getattr(after, name))
    elif isinstance(before, tuple):
        assert len(before) == len(after)
        for one, other in zip(before, after, strict=True):
            assert_kept(one, other)
    elif before is not UNKNOWN:
        assert before == after


def all_specs(model: type[Facts], prefix: str = "") -> Iterator[tuple[str, FactSpec]]:
    for name, spec in specs_of(model).items():
        path = f"{prefix}.{name}"
        if name == "evidence":
            continue
        if spec.kind != "group":
            yield path, spec
        if spec.item is not None:
            yield from all_specs(spec.item, path)


def marks(named: tuple[str, FactSpec]) -> Iterator[tuple[str, str]]:
    path, spec = named
    yield path, "known"
    if not spec.required:
        yield path, "unknown"
    if spec.optional:
        yield path, "absent"


def marks_of(model: Facts, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, spec in specs_of(type(model)).items():
        path, value = f"{prefix}.{name}", getattr(model, name)
        if value is UNKNOWN or value is None:
            yield path, "unknown" if value is UNKNOWN else "absent"
            continue
        if spec.kind != "group":
            yield path, "known"
        for entry in value if spec.kind == "list" else (value,) if spec.kind == "group" else ():
            yield from marks_of(entry, path)


@given(st.data())
@SETTINGS
def test_every_unknown_path_of_a_generated_case_can_be_read(data: st.DataObject) -> None:
    case = data.draw(cases())
    assert all(fact_at(case, path) is UNKNOWN for path in iter_unknown(case))
