"""What every event is made of: its envelope, and fields that say which facts they state."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from amp_rules.case.enums import EventKind, Programme
from amp_rules.case.facts import FIRST_DAY, LAST_DAY, Day, Facts, Identifier, words
from amp_rules.case.model import Case
from amp_rules.case.titles import member_title

AMP: Final = frozenset({Programme.AMP})
NSP: Final = frozenset({Programme.NSP})
BOTH: Final = AMP | NSP

_MOMENT: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


class MomentType:
    """Moments as YYYY-MM-DDTHH:MM:SSZ: in UTC, whole seconds."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.chain_schema(
            [core_schema.str_schema(pattern=_MOMENT), core_schema.no_info_plain_validator_function(_read)]
        )
        typed = core_schema.no_info_plain_validator_function(_checked)
        return core_schema.custom_error_schema(
            core_schema.json_or_python_schema(
                json_schema=text,
                python_schema=typed,
                serialization=core_schema.plain_serializer_function_ser_schema(
                    write_moment, when_used="json"
                ),
            ),
            custom_error_type="moment",
            custom_error_message="expected a moment as YYYY-MM-DDTHH:MM:SSZ",
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "pattern": _MOMENT}


def _read(text: str) -> datetime:
    return _checked(datetime.fromisoformat(text))


def _checked(value: object) -> datetime:
    if not isinstance(value, datetime) or value.utcoffset() is None or value.microsecond:
        raise PydanticCustomError("moment", "expected a moment")
    moment = value.astimezone(UTC)
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise PydanticCustomError("moment", "expected a moment")
    return moment


def write_moment(moment: datetime) -> str:
    """The moment as text, such as '2022-03-01T09:30:00Z'."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def now() -> datetime:
    """The present moment in UTC, in whole seconds: what `recorded_at` takes."""
    return datetime.now(UTC).replace(microsecond=0)


Moment = Annotated[datetime, MomentType()]


def _in_case(path: str) -> Any:
    """The settings of the case's own field at a dotted path."""
    model: type[Facts] = Case
    *groups, name = path.split(".")
    for group in groups:
        below = model.model_fields[group].default
        assert isinstance(below, Facts)
        model = type(below)
    return model.model_fields[name]


def states(path: str, en: str | None = None, sv: str | None = None) -> Any:
    """A field that states the fact or group at `path` of the case, titled as there unless said."""
    settings = _in_case(path)
    extra = dict(settings.json_schema_extra or {})
    if en is not None:
        extra["x-title-sv"] = sv
    return Field(
        title=en or settings.title,
        description=settings.description,
        json_schema_extra={**extra, "x-states": path},
        default=settings.default,
        exclude_if=settings.exclude_if,
    )


def must_state(path: str) -> Any:
    """A field that states the fact at `path` of the case and may not be left out."""
    settings = _in_case(path)
    extra = dict(settings.json_schema_extra or {})
    return Field(
        title=settings.title, description=settings.description, json_schema_extra={**extra, "x-states": path}
    )


def adds_to(path: str, en: str, sv: str) -> Any:
    """A field that adds to, or tells more of, one entry of the list at `path` of the case."""
    return Field(title=en, json_schema_extra={"x-title-sv": sv, "x-states": path})


class EventBase(Facts):
    """One thing that happened or was learnt: the day it is about, and who wrote it down when.

    `programmes` says where it belongs. `step` is the dated fact of the case that `step_day` goes to, and
    `days` are further facts that take the same day.
    """

    programmes: ClassVar[frozenset[Programme]] = BOTH
    step: ClassVar[str | None] = None
    days: ClassVar[tuple[str, ...]] = ()

    kind: str
    on: Annotated[
        Day,
        words("day", "dag", ("The day that the event is about.", "Dagen som händelsen gäller.")),
    ]
    recorded_at: Annotated[
        Moment,
        words(
            "recorded at", "antecknad", ("When it was written down, in UTC.", "När den antecknades, i UTC.")
        ),
    ]
    recorded_by: Annotated[
        Identifier,
        words(
            "recorded by",
            "antecknad av",
            ("A role or unit, never a person's name.", "En roll eller enhet, aldrig ett personnamn."),
        ),
    ]

    @property
    def step_day(self) -> date | None:
        """The day that the fact named by `step` takes; None where it has not happened."""
        return self.on

    @classmethod
    def title(cls, language: str) -> str:
        """What the event is called in 'sv' or 'en', as running text."""
        return member_title(EventKind(cls.model_fields["kind"].default), language)
