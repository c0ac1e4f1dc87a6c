"""Facts of a case by path: read, changed, named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from amp_rules.case.facts import Facts
from amp_rules.case.model import Case
from amp_rules.case.paths import Steps, no_path, parse_path, specs_along, write_path
from amp_rules.case.people import Person
from amp_rules.case.reading import case_from_mapping
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.errors import UnknownNameError
from amp_rules.terms import UNKNOWN


def _along(path: str) -> tuple[Steps, tuple[FactSpec, ...]]:
    steps = parse_path(path)
    specs = specs_along(Case, steps)
    if not specs or isinstance(steps[-1], int) or specs[-1].kind == "group":
        raise no_path(path)
    return steps, specs


def fact_type(path: str) -> FactSpec:
    """The type, unit and titles of the fact at `path`.

    >>> fact_type("$.periods[1].end").kind
    'date'

    Raises UnknownNameError for a path that the case model does not have.
    """
    return _along(path)[1][-1]


def fact_at(case: Case, path: str) -> Any:
    """The value at `path`, which may be UNKNOWN.

    Raises UnknownNameError for a path that the model does not have, or an index beyond the list.
    """
    steps, _ = _along(path)
    value: Any = case
    for step in steps:
        if isinstance(step, str):
            value = getattr(value, step)
        elif value is UNKNOWN or step >= len(value):
            raise no_path(path)
        else:
            value = value[step]
    return value


def with_fact(case: Case, path: str, value: object) -> Case:
    """A validated copy of the case with one fact changed; UNKNOWN leaves it out.

    >>> case = Case.model_validate_json('{"id": "a-1", "programme": "amp"}')
    >>> with_fact(case, "$.principal.age", 17).principal.age
    17

    Raises UnknownNameError for a path that the case does not have, CaseError for a value it cannot take.
    """
    return with_facts(case, {path: value})


def with_facts(case: Case, values: Mapping[str, object]) -> Case:
    """A validated copy of the case with several facts changed at once, as `with_fact` does."""
    tree: dict[str, Any] = case.model_dump(mode="json")
    for path, value in values.items():
        steps, _ = _along(path)
        node: Any = tree
        for step, following in pairwise(steps):
            if isinstance(step, int):
                node = node[step]
            else:
                node = node.setdefault(step, [] if isinstance(following, int) else {})
            if isinstance(following, int) and following >= len(node):
                raise no_path(path)
        if value is UNKNOWN:
            node.pop(steps[-1], None)
        else:
            node[steps[-1]] = value
    return case_from_mapping(tree)


def iter_unknown(case: Case) -> Iterator[str]:
    """The paths of every fact and list that is unknown, in the order of the model.

    An age is not unknown where the date of birth is stated instead, nor the other way round.
    """
    yield from (write_path(steps) for steps, value in _facts(case, ()) if value is UNKNOWN)


def _facts(model: Facts, above: Steps) -> Iterator[tuple[Steps, object]]:
    for name, spec in specs_of(type(model)).items():
        value: Any = getattr(model, name)
        steps = (*above, name)
        if isinstance(model, Person) and value is UNKNOWN and model.stated_otherwise(name):
            continue
        if spec.kind == "group":
            yield from _facts(value, steps)
        elif spec.item is not None and value is not UNKNOWN:
            for index, entry in enumerate(value):
                yield from _facts(entry, (*steps, index))
        else:
            yield steps, value


def label(path: str, language: str) -> str:
    """What the fact at `path` is called, in 'sv' or 'en', as running text.

    >>> label("$.periods[1].end", "en")
    'period 2, last day'

    Raises UnknownNameError for a path that the case model does not have.
    """
    if language not in ("sv", "en"):
        raise UnknownNameError("language", language, ("sv", "en"))
    steps, specs = _along(path)
    parts: list[str] = []
    named = iter(specs)
    spec: FactSpec | None = None
    for step in steps:
        if isinstance(step, int):
            assert spec is not None
            if spec.dated:
                parts.append(spec.title(language))
            entry = spec.entry_sv if language == "sv" else spec.entry_en
            parts.append(f"{entry or spec.title(language)} {step + 1}")
            spec = None
            continue
        spec = next(named)
        if step == "principal":
            parts.append(spec.title(language))
    assert spec is not None
    return ", ".join([*parts, spec.title(language)])
