"""Random cases as plain trees, drawn from the fact specs themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from amp_rules.case import Case, FactSpec
from amp_rules.case.daily import DailyFacts
from amp_rules.case.facts import FIRST_DAY, LAST_DAY, Facts
from amp_rules.case.shapes import specs_of

IDS = st.text("abcXYZ019._-", min_size=1, max_size=8)
DAYS = st.dates(FIRST_DAY, LAST_DAY)
AMOUNTS = st.one_of(
    st.integers(0, 10**9),
    st.decimals(0, 10**9, places=2).map(lambda amount: format(amount, "f")),
)
_ORDERED = {
    "end": "start",
    "reflection_permit_to": "reflection_permit_from",
    "women_age_to": "women_age_from",
}


def leaves(spec: FactSpec) -> st.SearchStrategy[Any]:
    match spec.kind:
        case "bool":
            value: st.SearchStrategy[Any] = st.booleans()
        case "int":
            value = st.integers(spec.lowest, spec.highest)
        case "money":
            value = AMOUNTS
        case "date":
            value = DAYS.map(date.isoformat)
        case "enum" | "country":
            value = st.sampled_from(spec.members)
        case "set":
            value = st.lists(st.sampled_from(spec.members), unique=True, max_size=3)
        case _:
            value = IDS
    return st.none() | value if spec.optional else value


@st.composite
def groups(draw: st.DrawFn, model: type[Facts]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, spec in specs_of(model).items():
        if name in ("id", "programme"):
            tree[name] = draw(leaves(spec))
        elif spec.kind == "group":
            if spec.item is not None and draw(st.booleans()):
                tree[name] = draw(days() if spec.item is DailyFacts else groups(spec.item))
        elif spec.kind != "list" and name != "person" and draw(st.integers(0, 3)) == 0:
            tree[name] = draw(leaves(spec))
    for later, earlier in _ORDERED.items():
        first, last = tree.get(earlier), tree.get(later)
        if first is not None and last is not None and last < first:
            tree[earlier], tree[later] = last, first
    return tree


@st.composite
def days(draw: st.DrawFn) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, spec in specs_of(DailyFacts).items():
        if draw(st.integers(0, 2)) or spec.item is None:
            continue
        value = specs_of(spec.item)["value"]
        day, spans = draw(st.dates(date(2021, 12, 1), date(2022, 12, 1))), []
        for _ in range(draw(st.integers(0, 3))):
            end = day + timedelta(draw(st.integers(0, 40)))
            span = {"start": day.isoformat(), "end": end.isoformat()}
            spans.append(span | ({"value": draw(leaves(value))} if draw(st.booleans()) else {}))
            day = end + timedelta(draw(st.integers(1, 5)))
        tree[name] = spans
    return tree


@st.composite
def case_trees(draw: st.DrawFn) -> dict[str, Any]:
    """A valid case as JSON has it, anything from nearly empty to full."""
    tree = draw(groups(Case))
    for name, spec in specs_of(Case).items():
        if spec.kind == "list" and spec.item is not None and name != "evidence" and draw(st.booleans()):
            tree[name] = draw(st.lists(groups(spec.item), max_size=3, unique_by=lambda entry: entry["id"]))
    for person in (tree.get("principal", {}), *tree.get("children", [])):
        if "birth_date" in person:
            person.pop("age", None)
    own = tree.get("principal", {}).get("id", "principal")
    if "children" in tree:
        tree["children"] = [child for child in tree["children"] if child["id"] != own]
    people = [own, *(child["id"] for child in tree.get("children", []))]
    for claim in tree.get("claims", []):
        claim["person"] = draw(st.sampled_from(people))
    if draw(st.booleans()):
        tree["evidence"] = [
            {"about": "$.principal.age", "asserted_by": "the principal", "basis": "statement"}
        ]
    return tree
