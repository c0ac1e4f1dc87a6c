"""What events state, merged in the order they were recorded, each fact with the event that stated it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from amp_rules.case.enums import Programme
from amp_rules.case.paths import Steps, parse_path, write_path
from amp_rules.casefile.base import EventBase
from amp_rules.casefile.days import EVER, Run, Window, replaced, runs_of, spans_of, window_of
from amp_rules.casefile.events import event_tree
from amp_rules.casefile.return_events import ClaimDecided, Departed, TravelBooked
from amp_rules.casefile.shared_events import STEP_FACTS, FactsStated
from amp_rules.casefile.support_events import (
    ExtensionAsked,
    IntegrationSupportGranted,
    MovedOut,
    PeriodAsked,
    PeriodCancelled,
    Report,
)
from amp_rules.terms import UNKNOWN

Tree = dict[str, Any]

LISTS: Final = ("children", "claims", "periods", "items")
_TWINS: Final = {"birth_date": "age", "age": "birth_date"}
_WHOLE_LISTS: Final = {Programme.AMP: ("claims",), Programme.NSP: ("periods", "items")}


class Merge:
    """Facts by path, told one event after another; entries of lists go by id, not by place."""

    def __init__(self) -> None:
        self.facts: dict[Steps, Any] = {}
        self.told_by: dict[Steps, list[int]] = {}
        self.entries: dict[str, list[str]] = {}
        self.runs: dict[str, list[Run]] = {}
        self.departed = False
        self.cancelled: dict[str, int] = {}
        self.moves: list[tuple[int, MovedOut]] = []
        self.evidence: list[tuple[Steps, Tree]] = []

    def tell(self, number: int, event: EventBase) -> None:
        """Takes in one event."""
        self.departed |= isinstance(event, Departed)
        booked_late = isinstance(event, TravelBooked) and self.departed
        if event.step is not None and not booked_late:
            day = event.step_day
            self._set(tuple(event.step.split(".")), None if day is None else day.isoformat(), number)
        for path in event.days:
            self._set(tuple(path.split(".")), event.on.isoformat(), number)
        if isinstance(event, FactsStated):
            self._group((), event_tree(event)["facts"], number)
        elif isinstance(event, ClaimDecided):
            self._entry("claims", {"id": event.claim, "accepted": event.accepted}, number)
        elif isinstance(event, PeriodCancelled):
            self.cancelled[event.period] = number
        elif isinstance(event, MovedOut):
            self.moves.append((number, event))
        else:
            self._stated(number, event)

    def _stated(self, number: int, event: EventBase) -> None:
        tree = event_tree(event)
        window = window_of(tree["start"], tree["end"]) if isinstance(event, Report) else EVER
        for name, path in stated_paths(type(event)).items():
            if name not in tree:
                continue
            steps, value = tuple(path.split(".")), tree[name]
            if steps[0] == "daily":
                self._daily(steps[1], value, window, number)
            elif path in LISTS:
                self._entry(path, _completed(event, value), number)
            elif isinstance(value, dict):
                self._group(steps, value, number)
            else:
                self._set(steps, value, number)

    def _set(self, steps: Steps, value: Any, number: int) -> None:
        twin = (*steps[:-1], _TWINS.get(str(steps[-1]), ""))
        self.facts.pop(twin, None)
        self.facts[steps] = value
        self.told_by[steps] = [number]

    def _group(self, above: Steps, tree: Tree, number: int) -> None:
        for name, value in tree.items():
            steps = (*above, name)
            if not above and name == "evidence":
                self.evidence += [(self._by_id(tree, entry["about"]), entry) for entry in value]
            elif not above and name in LISTS:
                self.entries.setdefault(name, [])
                for entry in value:
                    self._entry(name, entry, number)
            elif above == ("daily",):
                self._daily(name, value, EVER, number)
            elif isinstance(value, dict):
                self._group(steps, value, number)
            else:
                self._set(steps, value, number)

    def _entry(self, name: str, entry: Tree, number: int) -> None:
        own = self.entries.setdefault(name, [])
        if entry["id"] not in own:
            own.append(entry["id"])
        for key, value in entry.items():
            self._set((name, entry["id"], key), value, number)

    def _daily(self, name: str, spans: list[Tree], window: Window, number: int) -> None:
        self.runs[name] = replaced(self.runs.get(name, []), runs_of(spans, window))
        self.told_by.setdefault(("daily", name), []).append(number)

    def _by_id(self, tree: Tree, about: str) -> Steps:
        steps = parse_path(about)
        if len(steps) > 1 and isinstance(steps[1], int):
            return (steps[0], tree[str(steps[0])][steps[1]]["id"], *steps[2:])
        return steps

    def unhappened(self, programme: Programme) -> None:
        """Steps and lists that no event speaks of did not happen: the file is the whole record."""
        for path in STEP_FACTS if programme is Programme.AMP else ():
            self.facts.setdefault(tuple(path.split(".")), None)
        for name in _WHOLE_LISTS[programme]:
            self.entries.setdefault(name, [])

    def ids(self, name: str) -> list[str]:
        """The entries of a list that are left, in the order they were first told of."""
        own = self.entries.get(name, [])
        return [each for each in own if name != "periods" or each not in self.cancelled]

    def tree(self) -> Tree:
        """The facts as a case's plain tree."""
        self._shorten()
        tree: Tree = {}
        for name in self.entries:
            tree[name] = [{"id": own} for own in self.ids(name)]
        for steps, value in self.facts.items():
            node = self._node(tree, steps)
            if node is not None:
                node[str(steps[-1])] = value
        windows = list(self._windows())
        for name, runs in self.runs.items():
            tree.setdefault("daily", {})[name] = spans_of(runs, windows)
        tree["evidence"] = [
            {**entry, "about": write_path(placed)}
            for steps, entry in self.evidence
            if (placed := self._placed(steps)) is not None
        ]
        return tree

    def _node(self, tree: Tree, steps: Steps) -> Tree | None:
        if steps[0] in LISTS:
            placed = self._placed(steps)
            return None if placed is None else tree[str(steps[0])][placed[1]]
        node = tree
        for step in steps[:-1]:
            node = node.setdefault(str(step), {})
        return node

    def _placed(self, steps: Steps) -> Steps | None:
        """The steps with an entry's place for its id; None where the entry is gone."""
        if steps[0] not in LISTS or len(steps) == 1:
            return steps
        ids = self.ids(str(steps[0]))
        return (steps[0], ids.index(str(steps[1])), *steps[2:]) if steps[1] in ids else None

    def _shorten(self) -> None:
        """Ends the periods that the person moved out of, whichever was recorded first."""
        for number, move in self.moves:
            on = move.on.isoformat()
            for own in self.ids("periods"):
                if self._left(own, move, on):
                    key: Steps = ("periods", own, "end")
                    before = self.told_by.get(key, [])
                    self.facts[key] = on
                    self.told_by[key] = [*before, number]

    def _left(self, own: str, move: MovedOut, on: str) -> bool:
        start = self.facts.get(("periods", own, "start"))
        end = self.facts.get(("periods", own, "end"))
        if move.period is not UNKNOWN:
            return move.period == own and (end is None or end > on)
        return start is not None and end is not None and bool(start <= on < end)

    def _windows(self) -> Iterator[Window]:
        for own in self.ids("periods"):
            start, end = (self.facts.get(("periods", own, name)) for name in ("start", "end"))
            first, last = window_of(start, end)
            if first <= last:
                yield first, last


def _completed(event: EventBase, entry: Tree) -> Tree:
    """The entry with what the kind of event says of it."""
    if isinstance(event, PeriodAsked | ExtensionAsked):
        return {"applied_on": event.on.isoformat(), **entry}
    if isinstance(event, IntegrationSupportGranted):
        return {**entry, "kind": "integration"}
    return entry


def stated_paths(model: type[EventBase]) -> dict[str, str]:
    """By field of the event: the dotted path in the case that it states or adds to."""
    found: dict[str, str] = {}
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra
        path = extra.get("x-states") if isinstance(extra, dict) else None
        if isinstance(path, str):
            found[name] = path
    return found
