"""Strategies for case files: plausible and implausible histories of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import create_model

from amp_rules.case.enums import Programme
from amp_rules.case.facts import Facts
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.casefile import EVENTS, CaseFile, Event, EventBase, event_from_mapping, events_of
from amp_rules.casefile.shared_events import STEP_FACTS, CorrectionReason, StatedFacts
from amp_rules.testing.fill import Filler, Tree
from amp_rules.testing.leaves import Leaves
from amp_rules.testing.usual import ORDERED

_PROGRAMMES: Final = st.sampled_from(("amp", "nsp"))
_SPANS: Final = {"amp": (date(2015, 1, 1), date(2024, 6, 30)), "nsp": (date(2022, 1, 1), date(2022, 11, 30))}
_ENVELOPE: Final = frozenset({"kind", "on", "recorded_at", "recorded_by"})
_ENTRIES: Final = frozenset({"claim", "period", "item"})
_LATE: Final = st.sampled_from((0, 0, 0, 0, 1, 3, 20, 90, -10))
_PAUSE: Final = st.sampled_from((0, 0, 1, 1, 5, 14, 30, 100))
_LEANINGS: Final = st.sampled_from((50, 85, 97))
_SHARES: Final = st.sampled_from((30, 80, 100))
_RECORDERS: Final = st.sampled_from(("coordinator-syd", "secretariat", "shelter-1", "iom.office"))


@st.composite
def histories(
    draw: st.DrawFn,
    programme: str | None = None,
    edition: str | None = None,
    most: int = 12,
    sound: bool = True,
) -> CaseFile:
    """Case files with up to `most` events: in the usual order, in any order, late, repeated, corrected.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, database=None)
    ... @given(histories("nsp"))
    ... def test_a_case_follows(file):
    ...     assert file.case().programme == "nsp"
    >>> test_a_case_follows()

    Where they are `sound`, any of the events left out or kept add up to a possible case, so that `as_of`
    may be asked for any dates; otherwise the case may be refused with EventsConflictError.
    """
    named = programme or draw(_PROGRAMMES)
    drawer = _Drawer(draw, named, sound)
    file = CaseFile(
        id="case-1", programme=Programme(named), edition=edition, complete=draw(st.integers(0, 4)) > 0
    )
    for kind in drawer.kinds(most):
        if kind != "corrected" or file.events:
            file = file.with_event(drawer.event(kind, len(file.events)))
    return file


class _Drawer:
    """Draws one event after another; days go on, mostly."""

    def __init__(self, draw: st.DrawFn, programme: str, sound: bool) -> None:
        self.draw = draw
        self.names = list(events_of(programme))
        self.sound = sound
        self.today = draw(st.dates(*_SPANS[programme]))
        self.filler = Filler(Leaves(draw, self.today, draw(_LEANINGS)), draw(_SHARES))
        self.children = [f"child-{number}" for number in range(1, 1 + draw(st.integers(0, 2)))]
        self.filler.people = ["principal", *self.children]
        self.dated: dict[str, tuple[str, str]] = {}
        self.met: set[str] = set()

    def kinds(self, most: int) -> list[str]:
        """Kinds of events: those of the programme in their usual order, some twice, or in any order."""
        count = self.draw(st.integers(0, most))
        chosen = self.draw(st.lists(st.sampled_from(self.names), min_size=count, max_size=count))
        if self.draw(st.integers(0, 2)) == 0:
            return chosen
        corrections = [kind for kind in chosen if kind == "corrected"]
        usual = sorted((kind for kind in chosen if kind != "corrected"), key=self.names.index)
        return usual + corrections

    def event(self, kind: str, before: int) -> Event:
        """One event of a kind, after so many others."""
        self.today = min(self.today + timedelta(days=self.draw(_PAUSE)), date(2150, 1, 1))
        on = self.today - timedelta(days=self.draw(_LATE))
        moment = datetime.combine(self.today, time(self.draw(st.integers(0, 23)), 30), UTC)
        tree: Tree = {
            "kind": kind,
            "on": on.isoformat(),
            "recorded_at": f"{moment:%Y-%m-%dT%H:%M:%S}Z",
            "recorded_by": self.draw(_RECORDERS),
        }
        for name, spec in _payload(EVENTS[kind]).items():
            value = self._value(kind, name, spec, tree, before)
            if value is not None:
                tree[name] = value
        if kind == "integration_support_granted":
            tree["period"].pop("kind", None)
        return event_from_mapping(tree)

    def _value(self, kind: str, name: str, spec: FactSpec, tree: Tree, before: int) -> Any:
        draw = self.draw
        if kind == "corrected":
            numbers, reasons = st.integers(1, before), st.sampled_from([*CorrectionReason])
            return draw(numbers) if name == "number" else draw(reasons).value
        if kind == "facts_stated":
            return self._facts()
        if name in ("start", "end"):
            lasts = 0 if name == "start" else draw(st.sampled_from((0, 6, 29, 60)))
            first = date.fromisoformat(tree.get("start") or tree["on"])
            return (first + timedelta(days=lasts)).isoformat()
        if spec.kind == "list":
            return self._spans(spec, tree) if spec.required or draw(st.booleans()) else None
        if name in ("period", "claim", "item", "person") and spec.kind != "group":
            return self._named(kind, name, tree["on"])
        if spec.kind == "group":
            assert spec.item is not None
            return self._group(spec.item, name)
        if spec.required or self.filler.leaves.chance(self.filler.known):
            return draw(st.integers(1, 6)) if spec.name == "number" else self.filler.leaves.value(spec)
        return None

    def _group(self, model: type[Facts], name: str) -> Tree:
        if name not in _ENTRIES:
            return self._paired(self.filler.group(model, {}, self.filler.known))
        own = f"{name}-{self.draw(st.integers(1, 3))}"
        tree = self.filler.group(model, {"id": own}, self.filler.known)
        if not self.sound:
            return tree
        tree = self._paired(tree)
        if own in self.met:
            tree.pop("start", None)
            tree.pop("end", None)
        elif "start" in tree:
            self.dated[own] = (tree["start"], tree["end"])
        self.met.add(own)
        return tree

    def _paired(self, tree: Tree) -> Tree:
        """The group with both ends of a range, or neither: one alone could cross what another event says."""
        for upper, lower in ORDERED.items() if self.sound else ():
            if (upper in tree) != (lower in tree):
                tree.pop(upper, None)
                tree.pop(lower, None)
        return tree

    def _named(self, kind: str, name: str, on: str) -> str | None:
        if name == "person":
            return self.draw(st.sampled_from(self.filler.people))
        own = f"{name}-{self.draw(st.integers(1, 3))}"
        if kind == "moved_out" and self.sound:
            start, _ = self.dated.get(own, ("", ""))
            return own if "" < start <= on else None
        return own

    def _spans(self, spec: FactSpec, tree: Tree) -> list[Tree]:
        day, last = (date.fromisoformat(tree[name]) for name in ("start", "end"))
        assert spec.item is not None
        spans: list[Tree] = []
        while day <= last and len(spans) < 3 and self.draw(st.booleans()):
            end = min(last, day + timedelta(days=self.draw(st.sampled_from((0, 3, 30)))))
            span = {"start": day.isoformat(), "end": end.isoformat()}
            spans.append(self.filler.group(spec.item, span, self.filler.known))
            day = end + timedelta(days=self.draw(st.sampled_from((1, 1, 4))))
        return spans

    def _facts(self) -> Tree:
        """Some groups of facts; days of steps are left to events of their own."""
        facts: Tree = {}
        stated = specs_of(StatedFacts)
        groups = [name for name, spec in stated.items() if spec.kind == "group" and name != "daily"]
        for name in self.draw(st.lists(st.sampled_from(groups), unique=True, max_size=3)):
            model = stated[name].item
            assert model is not None
            facts[name] = self._paired(
                self.filler.group(
                    model, {"id": "principal"} if name == "principal" else {}, self.filler.known
                )
            )
        for path in STEP_FACTS:
            group, name = path.split(".")
            if facts.get(group, {}).get(name) is not None:
                del facts[group][name]
        if self.draw(st.booleans()):
            children = stated["children"].item
            assert children is not None
            facts["children"] = [
                self.filler.group(children, {"id": own}, self.filler.known) for own in self.children
            ]
        return facts


@cache
def _payload(model: type[EventBase]) -> Mapping[str, FactSpec]:
    """The facts of an event apart from its envelope."""
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in model.model_fields.items() if name not in _ENVELOPE
    }
    return specs_of(create_model(model.__name__, __base__=Facts, **fields))
