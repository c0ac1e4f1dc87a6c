"""All kinds of events: by name, read from JSON, written in one canonical form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic import ValidationError

from amp_rules.case.enums import Programme
from amp_rules.case.facts import Facts
from amp_rules.case.jsontext import decode, read_tree
from amp_rules.case.problems import message_of, unique
from amp_rules.casefile.base import EventBase
from amp_rules.casefile.errors import EventError
from amp_rules.casefile.return_events import ReturnEvents
from amp_rules.casefile.shared_events import SharedEvents
from amp_rules.casefile.support_events import SupportEvents
from amp_rules.errors import CaseError, Problem

Event = ReturnEvents | SupportEvents | SharedEvents


def _kinds(*families: Any) -> dict[str, type[EventBase]]:
    members = [member for family in families for member in get_args(family)]
    return {member.model_fields["kind"].default: member for member in members}


EVENTS: Final[Mapping[str, type[EventBase]]] = MappingProxyType(
    _kinds(ReturnEvents, SupportEvents, SharedEvents)
)
"""Every kind of event by its name, in the order of the process."""


def events_of(programme: str) -> Mapping[str, type[EventBase]]:
    """The kinds of events that a programme knows, by name.

    >>> "withdrawn" in events_of("amp"), "withdrawn" in events_of("nsp")
    (True, False)
    """
    wanted = Programme(programme)
    return {kind: model for kind, model in EVENTS.items() if wanted in model.programmes}


def event_tree(event: EventBase) -> dict[str, Any]:
    """The event as a plain tree: what was said, and nothing that was left out."""
    tree = event.model_dump(mode="json", exclude_unset=True)
    return {**tree, "kind": event.kind}


def canonical(tree: object) -> str:
    """JSON in the one form that case files hold: keys sorted, no spaces, text as it is."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def event_to_json(event: Event) -> str:
    """The event as one line of JSON, always the same for the same event."""
    return canonical(event_tree(event))


def event_from_json(text: str | bytes) -> Event:
    """The event that one JSON document holds.

    >>> event_from_json(
    ...     '{"kind": "closed", "on": "2022-09-30", "recorded_at": "2022-10-01T08:00:00Z",'
    ...     ' "recorded_by": "coordinator-syd"}'
    ... ).kind
    'closed'

    Raises EventError with every problem, each with its path and none with a value.
    """
    try:
        checked = decode(text)
        tree, problems = read_tree(checked)
    except CaseError as refused:
        raise EventError(refused.problems) from None
    model = _model_of(tree)
    try:
        event = model.model_validate_json(checked)
    except ValidationError as refused:
        problems = [*problems, *_problems(model, refused)]
    else:
        if not problems:
            return event  # type: ignore[return-value]
    raise EventError(tuple(unique(problems)))


def event_from_mapping(mapping: Mapping[str, object]) -> Event:
    """The event that a mapping of plain JSON values holds.

    Raises EventError as `event_from_json` does.
    """
    try:
        text = json.dumps(mapping, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        raise EventError((Problem("$", "expected values that JSON can hold"),)) from None
    return event_from_json(text)


def _model_of(tree: object) -> type[EventBase]:
    if not isinstance(tree, dict):
        raise EventError((Problem("$", "expected an object"),))
    kind = tree.get("kind")
    model = EVENTS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise EventError((Problem("$.kind", "expected the name of a kind of event"),))
    return model


def _problems(model: type[EventBase], refused: ValidationError) -> list[Problem]:
    found: list[Problem] = []
    for error in refused.errors(include_url=False):
        where = _known(model, error["loc"])
        if error["type"] == "entries":
            found += [Problem(where + below, message) for below, message in error["ctx"]["problems"]]
        elif error["type"] == "extra_forbidden":
            found.append(Problem(where, "unknown key"))
        elif error["type"] == "moment":
            found.append(Problem(where, error["msg"]))
        else:
            found.append(Problem(where, message_of(error)))
    return found


def _known(model: type[Facts], steps: tuple[str | int, ...]) -> str:
    """The path as far as the models know it, so that no unknown key is shown."""
    path = "$"
    below: type[Facts] | None = model
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif below is not None and step in below.model_fields:
            path += f".{step}"
            below = _facts_in(below.model_fields[step].annotation)
        else:
            break
    return path


def _facts_in(annotation: Any) -> type[Facts] | None:
    """The model of a group or of a list's entries, found anywhere in a type."""
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return annotation
    return next((found for part in get_args(annotation) if (found := _facts_in(part))), None)
