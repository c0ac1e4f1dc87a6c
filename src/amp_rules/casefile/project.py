"""The case that events add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from amp_rules.case.enums import Programme
from amp_rules.case.model import Case
from amp_rules.case.paths import Steps, parse_path
from amp_rules.case.reading import case_from_mapping
from amp_rules.casefile.errors import EventsConflictError, FactsProblem
from amp_rules.casefile.events import Event
from amp_rules.casefile.merge import LISTS, Merge
from amp_rules.casefile.shared_events import Corrected
from amp_rules.errors import CaseError, Problem

_WORD = re.compile(r"[a-z_]+")


def case_of(
    events: Sequence[Event],
    *,
    id: str,
    programme: Programme | str,
    complete: bool = True,
    numbers: Sequence[int] | None = None,
) -> Case:
    """The case as the events tell it, in the order they were recorded.

    >>> case_of((), id="a-1", programme="amp").process.identified_on is None
    True

    A fact that no event states is unknown. Where the file is `complete`, a step without an event has not
    happened (null), and a list that only events fill is empty; otherwise both are unknown. `numbers` are the
    events' own where some are left out; without them they count from 1.

    Raises EventsConflictError for facts that cannot stand together.
    """
    counted = list(zip(numbers or range(1, len(events) + 1), events, strict=True))
    merge = Merge()
    for number, event in standing(counted):
        merge.tell(number, event)
    if complete:
        merge.unhappened(Programme(programme))
    tree = {**merge.tree(), "id": id, "programme": Programme(programme).value}
    try:
        return case_from_mapping(tree)
    except CaseError as refused:
        raise EventsConflictError(tuple(_told(merge, problem) for problem in refused.problems)) from None


def standing(counted: Sequence[tuple[int, Event]]) -> Iterator[tuple[int, Event]]:
    """The events that no correction voids, corrections left out, each with its number."""
    voided: set[int] = set()
    for number, event in reversed(counted):
        if isinstance(event, Corrected) and number not in voided and event.number < number:
            voided.add(event.number)
    for number, event in counted:
        if number not in voided and not isinstance(event, Corrected):
            yield number, event


def _told(merge: Merge, problem: Problem) -> FactsProblem:
    """The problem with the events that stated the fact, and those facts that the message names."""
    steps = parse_path(problem.path)
    if len(steps) > 1 and steps[0] in LISTS and isinstance(steps[1], int):
        steps = (steps[0], merge.ids(str(steps[0]))[steps[1]], *steps[2:])
    named = [(*steps[:-1], word) for word in _WORD.findall(problem.message)] if steps else []
    numbers = {number for each in (steps, *named) for number in merge.told_by.get(each, ())}
    return FactsProblem(problem.path, problem.message, tuple(sorted(numbers or _below(merge, steps))))


def _below(merge: Merge, steps: Steps) -> set[int]:
    return {
        number
        for path, told in merge.told_by.items()
        if path[: len(steps)] == steps or path == steps[: len(path)]
        for number in told
    }
