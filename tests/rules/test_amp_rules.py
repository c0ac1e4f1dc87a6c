"""The return programme's rules: what they never read, and what their figures add up to."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from amp_rules.case import Case
from amp_rules.engine.decide import decide
from amp_rules.plan import ir
from amp_rules.plan.build import build_plan, check_rulebook
from amp_rules.plan.model import Plan
from amp_rules.plan.order import expressions
from amp_rules.rulebook.load import Library, load_library, with_readings
from amp_rules.terms import Money
from amp_rules.yamltext import Mapping, Scalar, Sequence, read

EDITIONS = ("2015", "2016", "2023")
NEVER_READ = (
    "stay",
    "principal.sex",
    "principal.age",
    "principal.birth_date",
    "exploitation.forms",
    "exploitation.suspected_forms",
    "exploitation.police_report",
    "exploitation.cooperates",
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def _facts_behind(plan: Plan, goal: str) -> set[str]:
    """The paths of every fact that a decision can depend on."""
    found: set[str] = set()
    waiting, seen = [goal], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for expr in expressions(plan.decisions[name]):
            for node in ir.walk(expr):
                if isinstance(node, ir.Fact):
                    found.add(".".join(node.path))
                elif isinstance(node, ir.Ref) and node.entity != "member":
                    waiting.append(node.decision)
    return found


def _every_reading(library: Library, edition: str) -> list[Plan]:
    book = library.rulebook("amp", edition=edition)
    known = library.registers.interpretations
    labels = [label for label in known if label.startswith("A")]
    pairs = [(label, choice) for label in labels for choice in known[label].readings]
    return [build_plan(with_readings(book, {label: choice})) for label, choice in pairs]


@pytest.mark.parametrize("edition", EDITIONS)
def test_verdicts_never_depend_on_status_age_sex_or_form(library: Library, edition: str) -> None:
    for plan in _every_reading(library, edition):
        for goal in ("eligible", "may_enter"):
            facts = _facts_behind(plan, goal)
            assert "voluntariness.wants_return" in facts
            assert not [path for path in facts if path.startswith(NEVER_READ)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_diagnostic_at_all(library: Library, edition: str) -> None:
    assert check_rulebook(library.rulebook("amp", edition=edition)).found == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_reading_of_every_ambiguity_builds(library: Library, edition: str) -> None:
    assert len({plan.digest for plan in _every_reading(library, edition)}) > 1


def test_2016_takes_over_all_that_the_model_leaves_alone(library: Library) -> None:
    old, new = (library.rulebook("amp", edition=name) for name in ("2015", "2016"))
    assert {**new.parameters, **old.parameters} == new.parameters
    changed = {name for name, each in new.decisions.items() if old.decisions.get(name) != each}
    assert all(
        name in ("follow_up_until", "amounts_from_2015") or set(new.decisions[name].cite) & _steps()
        for name in changed
    )


def _steps() -> set[str]:
    return {f"AMP-P{number}" for number in range(20, 32)}


def test_the_office_parameter_is_the_register_of_offices(library: Library) -> None:
    path = library.root / "offices-2015.yaml"
    node = read(path.read_text(encoding="utf-8"), path.name)
    assert isinstance(node, Mapping)
    listed = node.get("offices")
    assert isinstance(listed, Sequence)
    codes = [item.text for item in listed.items if isinstance(item, Scalar)]
    written = library.rulebook("amp", edition="2015").parameters["office_countries"].values[0].text
    assert written.split() == codes


def test_the_ceilings_are_sums_of_the_published_amounts(library: Library) -> None:
    book = library.rulebook("amp", edition="2015")
    value = {name: each.values[0].text for name, each in book.parameters.items()}
    grants = sum(int(value[name]) for name in ("reintegration", "health", "housing"))
    adult = int(value["subsistence_rate"]) * int(value["instalments"]) + grants
    case = Case.model_validate_json(json.dumps(_WITH_CHILD))
    outcome = decide(book, case)
    assert outcome.value("ceiling", "person principal") == Money.of(str(adult), "USD")
    half = Decimal(value["child_share"]) * adult
    assert outcome.value("ceiling", "person child") == Money.of(half, "USD")


_WITH_CHILD = {
    "id": "derived",
    "programme": "amp",
    "principal": {"nationalities": ["MD"]},
    "children": [{"id": "child", "grant_share_granted": True}],
    "exploitation": {"trafficking": "suspected"},
    "voluntariness": {"wants_return": True, "coerced": False},
    "destination": {"kind": "home"},
}
