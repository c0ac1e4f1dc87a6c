"""The kinds of events, and what each of them may say, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from pydantic import create_model

from amp_rules.case import FactSpec, member_title
from amp_rules.case.enums import Programme
from amp_rules.case.facts import Facts
from amp_rules.case.shapes import specs_of
from amp_rules.casefile.base import EventBase
from amp_rules.casefile.events import EVENTS, events_of
from amp_rules.casefile.shared_events import REASON_TITLES, CorrectionReason
from amp_rules.errors import UnknownNameError
from amp_rules.explanation.words import capital
from amp_rules.report.page import Cell, Page, Pairs, Section, Tone
from amp_rules.report.words import ReportWords, report_words

KINDS_SCHEMA: Final = "amp-rules/event-kinds/1"
ENVELOPE: Final = ("kind", "on", "recorded_at", "recorded_by")
_MOST_MEMBERS: Final = 30
_TYPES: Final = {
    "bool": "casefile.type_bool",
    "int": "casefile.type_int",
    "date": "casefile.type_date",
    "country": "casefile.type_country",
    "text": "casefile.type_text",
    "ref": "casefile.type_ref",
}

Object = dict[str, Any]


@cache
def payload_specs(model: type[EventBase]) -> Mapping[str, FactSpec]:
    """What an event says apart from its envelope, by field."""
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in model.model_fields.items() if name not in ENVELOPE
    }
    return specs_of(create_model(model.__name__, __base__=Facts, **fields))


def payload_fields(model: type[EventBase]) -> Mapping[str, FactSpec]:
    """Every field that `--set` may name, by its path; entries of lists have '[]'.

    >>> list(payload_fields(EVENTS["travel_booked"]))
    ['travel_on']
    """
    return dict(_leaves("", payload_specs(model)))


def _leaves(prefix: str, specs: Mapping[str, FactSpec]) -> Iterator[tuple[str, FactSpec]]:
    for name, spec in specs.items():
        path = f"{prefix}{name}"
        if spec.kind == "group" and spec.item is not None:
            yield from _leaves(f"{path}.", specs_of(spec.item))
        elif spec.kind == "list" and spec.item is not None:
            yield from _leaves(f"{path}[].", specs_of(spec.item))
        else:
            yield path, spec


def kinds_listed(programme: str | None, language: str = "en") -> Object:
    """Every kind of event of a programme, or of all, with its title.

    Raises UnknownNameError for another language.
    """
    known = EVENTS if programme is None else events_of(programme)
    report_words(language)
    return {
        "schema": KINDS_SCHEMA,
        "language": language,
        "kinds": [
            {
                "kind": kind,
                "title": model.title(language),
                "programmes": sorted(each.value for each in model.programmes),
            }
            for kind, model in known.items()
        ],
    }


def kind_shown(kind: str, language: str = "en") -> Object:
    """One kind of event with the fields that it may have.

    Raises UnknownNameError for a kind or a language that does not exist.
    """
    model = EVENTS.get(kind)
    if model is None:
        raise UnknownNameError("kind of event", kind, tuple(EVENTS))
    words = report_words(language)
    return {
        "schema": KINDS_SCHEMA,
        "language": language,
        "kind": kind,
        "title": model.title(language),
        "programmes": sorted(each.value for each in model.programmes),
        "fields": [_field(path, spec, words) for path, spec in payload_fields(model).items()],
    }


def _field(path: str, spec: FactSpec, words: ReportWords) -> Object:
    found: Object = {
        "path": path,
        "title": spec.title(words.language),
        "type": _type(spec, words),
        "required": spec.required,
    }
    if spec.enum is not None:
        found["members"] = _members(spec, words.language)
    return found


def _type(spec: FactSpec, words: ReportWords) -> str:
    if spec.kind == "money":
        text = words.say("casefile.type_money", currency=(spec.unit or "")[:3])
    elif spec.enum is not None:
        text = words.say("casefile.type_enum")
    else:
        text = words.say(_TYPES.get(spec.kind, "casefile.type_text"))
    if spec.kind == "set":
        text = words.say("casefile.type_set", type=text)
    return words.say("casefile.type_or_null", type=text) if spec.optional else text


def _members(spec: FactSpec, language: str) -> dict[str, str]:
    if spec.enum is CorrectionReason:
        return {member.value: REASON_TITLES[member][language == "sv"] for member in CorrectionReason}
    assert spec.enum is not None
    return {member.value: member_title(member, language) for member in spec.enum}


def kinds_page(found: Object) -> Page:
    """The page of what `kinds_listed` or `kind_shown` found."""
    words = report_words(found["language"])
    return _one(found, words) if "kind" in found else _all(found, words)


def _all(found: Object, words: ReportWords) -> Page:
    sections = []
    for programmes in (["amp"], ["nsp"], ["amp", "nsp"]):
        rows = tuple(
            (each["kind"], Cell(capital(each["title"])))
            for each in found["kinds"]
            if each["programmes"] == programmes
        )
        if rows:
            both = len(programmes) > 1
            title = words.say("casefile.both") if both else _programme(programmes[0], words)
            sections.append(Section(title, (Pairs(rows),)))
    return Page(words.say("casefile.kinds"), (), tuple(sections))


def _programme(name: str, words: ReportWords) -> str:
    return capital(member_title(Programme(name), words.language))


def _one(found: Object, words: ReportWords) -> Page:
    every = [_programme(name, words) for name in found["programmes"]]
    lead = Pairs(
        (
            (words.say("casefile.kind"), Cell(found["kind"])),
            (words.say("casefile.programme"), Cell("; ".join(every))),
        )
    )
    rows = tuple((each["path"], _described(each, words)) for each in found["fields"])
    blocks = (Pairs(rows),) if rows else (Pairs(((words.say("casefile.no_fields"), Cell("")),)),)
    return Page(capital(found["title"]), (lead,), (Section(words.say("casefile.fields"), blocks),))


def _described(field: Object, words: ReportWords) -> Cell:
    parts = [words.say("casefile.field", title=field["title"], type=field["type"])]
    if field["required"]:
        parts.append(words.say("casefile.required"))
    members = list(field.get("members", ()))
    if members:
        more = ", …" if len(members) > _MOST_MEMBERS else ""
        parts.append(", ".join(members[:_MOST_MEMBERS]) + more)
    return Cell("; ".join(parts), Tone.STRONG if field["required"] else Tone.PLAIN)
