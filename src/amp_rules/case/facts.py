"""What every case model is made of: the base model, fact fields, leaf types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Final, LiteralString, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from amp_rules.case.countries import COUNTRY_CODES
from amp_rules.case.entries import Trouble, same_ids
from amp_rules.terms import UNKNOWN, Currency, Money, Unit

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
MOST_ENTRIES: Final = 10_000
MOST_MINOR: Final = 10**12
ISO_DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ISO_DATES_IN_RANGE: Final = r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"

T = TypeVar("T")


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


class Facts(BaseModel):
    """A frozen group of facts; a fact left out is UNKNOWN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if info.is_required() or value != info.default:
                yield name, value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        written = handler(schema)
        for field in handler.resolve_ref_schema(written).get("properties", {}).values():
            field.pop("default", None)
            for key in ("title", "x-title-sv"):
                if key in field:
                    field[key] = capital(field[key])
        return written


def _is_unknown(value: object) -> bool:
    return value is UNKNOWN


def words(en: str, sv: str, about: tuple[str, str] | None = None, **more: Any) -> Any:
    """Field settings with a title, and a description `about` it, in both languages."""
    extra: dict[str, Any] = {"x-title-sv": sv}
    if about:
        extra["x-description-sv"] = about[1]
    return Field(title=en, description=about[0] if about else None, json_schema_extra=extra, **more)


def fact(en: str, sv: str, about: tuple[str, str] | None = None) -> Any:
    """A fact that may be left out."""
    return words(en, sv, about, default=UNKNOWN, exclude_if=_is_unknown)


def listed(en: str, sv: str, one: tuple[str, str], about: tuple[str, str] | None = None) -> Any:
    """A list that may be left out; `one` names a single entry in both languages."""
    settings: FieldInfo = fact(en, sv, about)
    extra = settings.json_schema_extra
    assert isinstance(extra, dict)
    extra["x-entry"], extra["x-entry-sv"] = one
    return settings


def group(model: type[Facts], en: str, sv: str, about: tuple[str, str] | None = None) -> Any:
    """A group of facts; left out, all of them are unknown."""
    empty = model()
    return words(en, sv, about, default=empty, exclude_if=lambda value: value == empty)


def _worded(schema: CoreSchema, kind: str, message: LiteralString) -> CoreSchema:
    """The schema with one message for whatever it refuses."""
    return core_schema.custom_error_schema(schema, custom_error_type=kind, custom_error_message=message)


class DateType:
    """Dates as YYYY-MM-DD only: no time of day, no timestamps."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Even strict dates read a text of digits as a timestamp, so the form is checked first.
        text = core_schema.chain_schema(
            [
                core_schema.str_schema(pattern=ISO_DATE),
                core_schema.date_schema(strict=False, ge=FIRST_DAY, le=LAST_DAY),
            ]
        )
        typed = core_schema.date_schema(strict=True, ge=FIRST_DAY, le=LAST_DAY)
        return _worded(
            core_schema.json_or_python_schema(json_schema=text, python_schema=typed),
            "day",
            "expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31",
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": _ISO_DATES_IN_RANGE}


class CountryType:
    """One of `COUNTRY_CODES`, in capitals."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        codes = core_schema.literal_schema(sorted(COUNTRY_CODES))
        return _worded(codes, "country", "expected a country code: ISO 3166-1 alpha-2 in capitals, or XK")

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": sorted(COUNTRY_CODES), "x-country": True}


class TextType:
    """Text of a given form."""

    __slots__ = ("kind", "longest", "message", "pattern")

    def __init__(self, kind: str, pattern: str, longest: int, message: LiteralString) -> None:
        self.kind = kind
        self.pattern = pattern
        self.longest = longest
        self.message: LiteralString = message

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=self.pattern, min_length=1, max_length=self.longest)
        return _worded(text, self.kind, self.message)


class MoneyType:
    """Sums of one currency, at least zero, as text with at most two decimals or as whole numbers."""

    __slots__ = ("currency",)

    def __init__(self, currency: Currency) -> None:
        self.currency = currency

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.check,
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$"},
                {"type": "integer", "minimum": 0, "exclusiveMaximum": MOST_MINOR // 100},
            ]
        }

    def check(self, value: object) -> Money:
        """The value as Money; floats, negative sums and other currencies are refused."""
        try:
            money = value if isinstance(value, Money) else Money.of(value, self.currency)  # type: ignore[arg-type]
        except TypeError:
            raise PydanticCustomError("money_type", "expected an amount as text such as '71.00'") from None
        except ValueError:
            raise PydanticCustomError("money_text", "expected a plain amount such as '71.00'") from None
        if money.currency != self.currency:
            raise PydanticCustomError("money_currency", _WRONG_CURRENCY[self.currency])
        if not isinstance(money.minor, int):
            raise PydanticCustomError("money_decimals", "expected at most two decimals")
        if not 0 <= money.minor < MOST_MINOR:
            raise PydanticCustomError("money_range", "expected an amount from 0 to 9999999999.99")
        return money


_WRONG_CURRENCY: Final[dict[Currency, Any]] = {
    "SEK": "expected an amount in SEK, found USD",
    "USD": "expected an amount in USD, found SEK",
}


class Outside:
    """The value of a dated fact on days that no span covers."""

    __slots__ = ("value",)

    def __init__(self, value: bool | int | Money) -> None:
        self.value = value


class PersonRef:
    """Marks text that must be the id of the principal or of a child."""

    __slots__ = ()


def _sorted(values: frozenset[Any]) -> list[Any]:
    return sorted(values)


Identifier = Annotated[
    str,
    TextType(
        "identifier",
        r"^[A-Za-z0-9._-]{1,64}$",
        64,
        "expected 1 to 64 letters a-z, digits, dots, underscores or hyphens",
    ),
]
Reference = Annotated[Identifier, PersonRef()]
Text = Annotated[
    str,
    TextType(
        "line",
        r"^[^\x00-\x1f\x7f-\x9f]*$",
        200,
        "expected 1 to 200 characters without control characters",
    ),
]
Day = Annotated[date, DateType()]
Country = Annotated[str, CountryType()]
Years = Annotated[int, Field(ge=0, le=120), Unit("year")]
Count = Annotated[int, Field(ge=0, le=1000), Unit("")]
Sek = Annotated[Money, MoneyType("SEK"), Unit("SEK")]
SekPerDay = Annotated[Money, MoneyType("SEK"), Unit("SEK/day")]
Usd = Annotated[Money, MoneyType("USD"), Unit("USD")]
SetOf = Annotated[frozenset[T], Field(max_length=MOST_ENTRIES), PlainSerializer(_sorted, when_used="json")]
ListOf = Annotated[tuple[T, ...], Field(max_length=MOST_ENTRIES)]


def wrong_entries(problems: Sequence[Trouble]) -> PydanticCustomError:
    """One error that carries several: (path below the field, message) pairs."""
    text = "; ".join(f"{where}: {message}" for where, message in problems)
    return PydanticCustomError("entries", "{text}", {"text": text, "problems": tuple(problems)})


class HasId(Protocol):
    """Anything with an id of its own."""

    @property
    def id(self) -> str:
        """Unique among its like."""


Entry = TypeVar("Entry", bound=HasId)


def own_ids(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, once no two of them share an id."""
    problems = same_ids([entry.id for entry in entries])
    if problems:
        raise wrong_entries(problems)
    return entries


def end_after(start: Any, end: date | object | None, name: str = "start") -> None:
    """Raises when both dates are known and the end is before the start."""
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise PydanticCustomError("reversed", "date is before {name}", {"name": name})


def not_below(lowest: object, value: object, name: str) -> None:
    """Raises when both numbers are known and `value` is below `lowest`."""
    if isinstance(lowest, int) and isinstance(value, int) and value < lowest:
        raise PydanticCustomError("reversed", "number is below {name}", {"name": name})
