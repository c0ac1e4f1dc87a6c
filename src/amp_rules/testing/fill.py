"""Fills in what a case leaves open, valid by construction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from amp_rules.case.daily import DailyFacts
from amp_rules.case.facts import FIRST_DAY, LAST_DAY, Facts
from amp_rules.case.model import Case
from amp_rules.case.nsp import SupportPeriod
from amp_rules.case.people import Child, Person
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.testing.leaves import Leaves
from amp_rules.testing.usual import ORDERED, PERIOD_LENGTHS

Tree = dict[str, Any]
_BELOW: Final = {earlier: later for later, earlier in ORDERED.items()}
_LENGTHS: Final = st.one_of(st.sampled_from(PERIOD_LENGTHS), st.integers(1, 200))
_GAPS: Final = st.sampled_from((1, 1, 1, 2, 15, 40, -5))
_COUNTS: Final = {"periods": st.integers(1, 4), "evidence": st.just(0)}
_COUNT: Final = st.integers(0, 3)
_SPAN_LENGTHS: Final = st.one_of(st.integers(0, 40), st.just(400))
_AGES: Final = {"birth_date": "age", "age": "birth_date"}
_STATED: Final = st.sampled_from(("birth_date", "birth_date", "age"))
_CHILDHOOD: Final = 19
_GROUP_SHARES: Final = st.sampled_from((None, None, None, 0, 100))


class Filler:
    """Fills the tree of a case; `known` is the share of open facts to fill, of a hundred."""

    def __init__(self, leaves: Leaves, known: int) -> None:
        self.leaves = leaves
        self.draw = leaves.draw
        self.known = known
        self.people: list[str] = []
        self.claimants: list[str] = []
        self.days: tuple[date, date] | None = None

    def case(self, tree: Tree) -> Tree:
        """The tree with more of its facts known, in the order of the model."""
        self.claimants = [claim["person"] for claim in tree.get("claims", ()) if "person" in claim]
        self.people = [tree.get("principal", {}).get("id", "principal")]
        return self.group(Case, tree, self.known)

    def group(self, model: type[Facts], tree: Tree, known: int) -> Tree:
        """One group of facts, its own groups and lists included."""
        left_out = self._left_out(model, tree)
        if model is SupportPeriod:
            self._period(tree, known)
        for name, spec in specs_of(model).items():
            if spec.kind == "group" and spec.item is not None:
                tree[name] = self.group(spec.item, tree.get(name, {}), self._share(known))
            elif spec.kind == "list":
                self._list(name, spec, tree, known)
            elif name not in (*tree, left_out) and not spec.required and self.leaves.chance(known):
                tree[name] = self._leaf(model, spec, tree)
            if name == "periods":
                self.days = _stretch(tree.get(name, ()))
        return tree

    def _share(self, known: int) -> int:
        share = self.draw(_GROUP_SHARES) if 0 < known < 100 else None
        return known if share is None else share

    def _left_out(self, model: type[Facts], tree: Tree) -> str | None:
        """Age or date of birth: a person's case states only one of them."""
        if not issubclass(model, Person):
            return None
        stated = next((name for name in _AGES if name in tree), None) or self.draw(_STATED)
        return _AGES[stated]

    def _leaf(self, model: type[Facts], spec: FactSpec, tree: Tree) -> Any:
        if spec.kind == "ref":
            return self.draw(st.sampled_from(self.people))
        lowest, highest = tree.get(ORDERED.get(spec.name, "")), tree.get(_BELOW.get(spec.name, ""))
        if model is Child and spec.name in _AGES and self.leaves.chance(90):
            oldest = self.leaves.around - timedelta(days=_CHILDHOOD * 365)
            lowest, highest = (
                (None, _CHILDHOOD) if spec.name == "age" else (max(oldest, FIRST_DAY).isoformat(), None)
            )
        return self.leaves.value(spec, lowest, highest)

    def _list(self, name: str, spec: FactSpec, tree: Tree, known: int) -> None:
        item = spec.item
        assert item is not None
        if name not in tree:
            if name == "evidence" or not self.leaves.chance(known):
                self._name_children(name, tree)
                return
            tree[name] = self._spans() if spec.dated else self._entries(name)
        if name == "children":
            self._name_children(name, tree)
        for entry in tree[name] if name != "evidence" else ():
            self.group(item, entry, known)

    def _name_children(self, name: str, tree: Tree) -> None:
        if name != "children":
            return
        if name in tree:
            self.people += [child["id"] for child in tree[name]]
        elif self.claimants:
            self.people = self.claimants

    def _entries(self, name: str) -> list[Tree]:
        """New entries with ids of their own; children that claims already name come along."""
        count = self.draw(_COUNTS.get(name, _COUNT))
        ids = [f"{name[:5]}-{number}" for number in range(1, count + 1)]
        if name == "children":
            ids += [own for own in dict.fromkeys(self.claimants) if own not in (*self.people, *ids)]
            ids = [own for own in ids if own not in self.people]
        return [{"id": own} for own in ids]

    def _period(self, tree: Tree, known: int) -> None:
        """The dates of a support period, mostly following the one before."""
        if "start" in tree or "end" in tree:
            self._extend(tree)
            return
        if not self.leaves.chance(known):
            return
        if self.days is None:
            start = self.leaves.around + timedelta(days=self.draw(st.integers(-40, 60)))
        else:
            start = self.days[1] + timedelta(days=self.draw(_GAPS))
        start = min(max(start, FIRST_DAY), LAST_DAY - timedelta(days=400))
        tree["start"] = start.isoformat()
        if self.leaves.chance(known):
            tree["end"] = (start + timedelta(days=self.draw(_LENGTHS) - 1)).isoformat()
        self._extend(tree)

    def _extend(self, tree: Tree) -> None:
        known = _stretch((tree,))
        if known is not None:
            self.days = (
                known if self.days is None else (min(self.days[0], known[0]), max(self.days[1], known[1]))
            )

    def _spans(self) -> list[Tree]:
        first, last = self.days or (self.leaves.around, self.leaves.around + timedelta(days=90))
        room = max((last - first).days, 1)
        day = max(first + timedelta(days=self.draw(st.integers(-10, min(room, 200)))), FIRST_DAY)
        spans: list[Tree] = []
        for _ in range(self.draw(st.integers(0, 3))):
            if day > LAST_DAY - timedelta(days=1000):
                break
            end = day + timedelta(days=self.draw(_SPAN_LENGTHS))
            spans.append({"start": day.isoformat(), "end": end.isoformat()})
            day = end + timedelta(days=self.draw(st.integers(1, 20)))
        return spans


def _stretch(entries: Iterable[Tree]) -> tuple[date, date] | None:
    """From the first to the last date that the entries name."""
    named = [entry[name] for entry in entries for name in ("start", "end") if entry.get(name)]
    return (date.fromisoformat(min(named)), date.fromisoformat(max(named))) if named else None


def dates_in(tree: Tree) -> list[date]:
    """The dates of a tree that say when the case takes place."""
    found: list[date] = []
    _collect(Case, tree, found.append)
    return found


def _collect(model: type[Facts], tree: Tree, keep: Callable[[date], None]) -> None:
    for name, spec in specs_of(model).items():
        value = tree.get(name)
        if spec.kind == "date" and value is not None and name != "birth_date":
            keep(date.fromisoformat(value))
        elif spec.item is not None and value is not None and model is not DailyFacts:
            for entry in value if isinstance(value, list) else [value]:
                _collect(spec.item, entry, keep)
