"""The type of every fact, read once from the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from amp_rules.case.countries import COUNTRY_CODES
from amp_rules.case.facts import CountryType, Facts, Outside, PersonRef
from amp_rules.terms import Money, Unit, Unknown

Kind = Literal["bool", "int", "money", "date", "enum", "country", "text", "set", "list", "ref", "group"]

_COUNTRIES: Final = tuple(sorted(COUNTRY_CODES))


@dataclass(frozen=True, slots=True)
class FactSpec:
    """The type, unit and titles of one fact.

    `members` lists the values of an enum, a country, or of the elements of a set; `item` is the model of a
    list's entries or of a group; `outside` is the value of a dated fact on days that no span covers.
    """

    name: str
    kind: Kind
    title_en: str
    title_sv: str
    description_en: str | None = None
    description_sv: str | None = None
    members: tuple[str, ...] = ()
    enum: type[StrEnum] | None = None
    unit: str | None = None
    optional: bool = False
    required: bool = False
    dated: bool = False
    outside: bool | int | Money | None = None
    lowest: int | None = None
    highest: int | None = None
    item: type[Facts] | None = None
    entry_en: str | None = None
    entry_sv: str | None = None

    def title(self, language: str) -> str:
        """The title in 'sv' or 'en', as running text."""
        return self.title_sv if language == "sv" else self.title_en


@dataclass(slots=True)
class _Reading:
    """What has been learnt of a type while unwrapping it."""

    optional: bool = False
    known_only: bool = True
    base: Any = None
    marks: tuple[object, ...] = ()


def _unwrap(annotation: Any, reading: _Reading) -> None:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        reading.marks += tuple(marks)
        _unwrap(inner, reading)
    elif origin in (Union, UnionType):
        parts = get_args(annotation)
        reading.optional |= NoneType in parts
        reading.known_only &= Unknown not in parts
        (inner,) = (part for part in parts if part not in (NoneType, Unknown))
        _unwrap(inner, reading)
    else:
        reading.base = annotation


def _mark(reading: _Reading, kind: type) -> Any:
    return next((mark for mark in reading.marks if isinstance(mark, kind)), None)


def _limits(reading: _Reading) -> tuple[int | None, int | None]:
    marks: list[object] = []
    for mark in reading.marks:
        marks.extend(mark.metadata if isinstance(mark, FieldInfo) else [mark])
    lowest = next((mark.ge for mark in marks if isinstance(mark, Ge)), None)
    highest = next((mark.le for mark in marks if isinstance(mark, Le)), None)
    return lowest, highest  # type: ignore[return-value]


def _typed(spec: FactSpec, reading: _Reading) -> FactSpec:
    base = reading.base
    unit = _mark(reading, Unit)
    spec = replace(spec, optional=reading.optional, unit=unit.symbol if unit else None)
    if base is bool:
        return replace(spec, kind="bool")
    if base is int:
        lowest, highest = _limits(reading)
        return replace(spec, kind="int", lowest=lowest, highest=highest)
    if base is Money:
        return replace(spec, kind="money")
    if base is date:
        return replace(spec, kind="date")
    if base is str:
        if _mark(reading, CountryType):
            return replace(spec, kind="country", members=_COUNTRIES)
        return replace(spec, kind="ref" if _mark(reading, PersonRef) else "text")
    if isinstance(base, type) and issubclass(base, StrEnum):
        return replace(spec, kind="enum", enum=base, members=tuple(member.value for member in base))
    if isinstance(base, type) and issubclass(base, Facts):
        return replace(spec, kind="group", item=base)
    return _collected(spec, reading)


def _collected(spec: FactSpec, reading: _Reading) -> FactSpec:
    element = _Reading()
    _unwrap(get_args(reading.base)[0], element)
    inner = _typed(spec, element)
    if get_origin(reading.base) is frozenset:
        return replace(inner, kind="set", optional=reading.optional)
    outside = _mark(reading, Outside)
    return replace(inner, kind="list", dated=outside is not None, outside=outside.value if outside else None)


def _spec(name: str, field: FieldInfo) -> FactSpec:
    reading = _Reading(marks=tuple(field.metadata))
    _unwrap(field.annotation, reading)
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    words: dict[str, Any] = {key: extra.get(key) for key in extra}
    blank = FactSpec(
        name=name,
        kind="bool",
        title_en=field.title or name,
        title_sv=words.get("x-title-sv") or name,
        description_en=field.description,
        description_sv=words.get("x-description-sv"),
        required=reading.known_only,
        entry_en=words.get("x-entry"),
        entry_sv=words.get("x-entry-sv"),
    )
    return _typed(blank, reading)


@cache
def specs_of(model: type[Facts]) -> Mapping[str, FactSpec]:
    """The facts, lists and groups of one model, by field name."""
    return MappingProxyType({name: _spec(name, field) for name, field in model.model_fields.items()})
