"""Every kind of event, from the classes themselves and from the steps that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from amp_rules.case import FactSpec
from amp_rules.case.enums import Programme
from amp_rules.case.titles import member_title
from amp_rules.casefile import EVENTS, EventBase, event_from_mapping, event_to_json
from amp_rules.casefile.merge import LISTS, stated_paths
from amp_rules.casefile.shared_events import REASON_TITLES, STEP_FACTS, CorrectionReason, StatedFacts
from amp_rules.casefile.support_events import Report
from amp_rules.report.casefilekinds import ENVELOPE, payload_specs
from amp_rules.rulebook import Rulebook
from tools.docpages.case_model import TITLES, fact_type, fact_words
from tools.docpages.markdown import anchor, bullets, capital, code, link, page, table
from tools.docpages.registers import edition_page

MODEL = "case-model.md"
ENTRIES = {"children": "child", "claims": "claim", "periods": "period", "items": "item"}
EXAMPLE = {
    "kind": "allowance_reported",
    "on": "2022-04-30",
    "recorded_at": "2022-08-03T09:00:00Z",
    "recorded_by": "shelter-1",
    "start": "2022-04-11",
    "end": "2022-04-30",
    "adult": [{"start": "2022-04-11", "end": "2022-04-30", "value": "71.00"}],
}
INTRO = (
    "An event is one thing that happened, or that somebody learnt, with the day it is about and who wrote it "
    "down when. This page lists every kind, what it may say, and which facts of the case follow. How events "
    "add up, and how they are kept, is in [Case files](case-files.md). `amp-rules case kinds` lists the same "
    "in the terminal."
)
FIELDS = (
    "A field that is not *required* may be left out; the event then says nothing of it. A group or an entry "
    "may hold any of its facts, and only what it holds is stated. Types are those of the "
    "[case model](case-model.md#types)."
)
FACTS = (
    "`facts` holds any facts that a case may hold, under the same keys, apart from `id` and `programme`. "
    f"The {len(STEP_FACTS)} facts that are days of steps may only be `null` here, which says that the step "
    "has not happened: a step that did happen is an event of its own."
)
REPORT = (
    "A report covers every day from `start` to `end`, both included. Days inside that no span names have "
    "none of it; a field that is left out says nothing. No span may reach outside."
)

MORE = {
    "decided": "`authority` is kept in the file and no fact of the case: the edition names who decides.",
    "travel_booked": "Once the person has departed, a booking changes nothing.",
    "instalment_paid": "Person, number and amount are kept in the file and are no facts of the case: what is "
    "due follows from the rules.",
    "claim_decided": "Sets `accepted` of the entry of [`claims`](case-model.md#claim) with that id.",
    "period_asked": "Its `applied_on` is the day of the event unless said.",
    "extension_asked": "Its `applied_on` is the day of the event unless said.",
    "integration_support_granted": "Its `kind` is `integration`, and may be left out.",
    "period_cancelled": "Takes the entry of [`periods`](case-model.md#support-period) out of the case.",
    "moved_out": "Sets `end` of that period, or of every period that holds the day, to the day of the event.",
}


def events_page(books: Sequence[Rulebook]) -> str:
    """docs/reference/events.md."""
    parts = [INTRO, *_envelope(), "## Kinds", _index()]
    for title, programmes in _families():
        parts.append(f"## {title}")
        for kind, model in EVENTS.items():
            if model.programmes == programmes:
                parts += _kind(kind, model, books)
    return page("Events", *parts)


def _families() -> Iterator[tuple[str, frozenset[Programme]]]:
    for programme in Programme:
        yield capital(member_title(programme, "en")), frozenset({programme})
    yield "Both programmes", frozenset(Programme)


def _envelope() -> Iterator[str]:
    yield "## What every event has"
    yield table(
        ("Field", "Type", "Meaning", "Betydelse"),
        (
            (
                code("kind"),
                "one of the kinds below, required",
                "What kind of event it is.",
                "Händelsens slag.",
            ),
            *(_envelope_row(name) for name in ENVELOPE if name != "kind"),
        ),
    )
    yield FIELDS
    yield f"```json\n{event_to_json(event_from_mapping(EXAMPLE))}\n```"


def _envelope_row(name: str) -> tuple[str, ...]:
    types = {
        "on": "date, required",
        "recorded_at": "moment, `YYYY-MM-DDTHH:MM:SSZ`, required",
        "recorded_by": "name, required",
    }
    info = EventBase.model_fields[name]
    extra = info.json_schema_extra
    assert isinstance(extra, dict)
    return code(name), types[name], str(info.description), str(extra["x-description-sv"])


def _index() -> str:
    return table(
        ("Kind", "English", "Svenska", "Sets the day of"),
        (
            (
                link(code(kind), f"#{anchor(kind)}"),
                capital(model.title("en")),
                capital(model.title("sv")),
                ", ".join(code(path) for path in _days(model)),
            )
            for kind, model in EVENTS.items()
        ),
    )


def _days(model: type[EventBase]) -> tuple[str, ...]:
    return (*((model.step,) if model.step else ()), *model.days)


def _kind(kind: str, model: type[EventBase], books: Sequence[Rulebook]) -> Iterator[str]:
    yield f"### {kind}"
    about = (model.__doc__ or "").strip().partition("\n")[0]
    yield f"*{capital(model.title('en'))}* (sv. *{model.title('sv')}*). {about}"
    if _days(model):
        yield f"Sets {' and '.join(_fact_link(path) for path in _days(model))}: {_day_said(model)}"
    if issubclass(model, Report):
        yield REPORT
    specs = payload_specs(model)
    if "facts" in specs:
        yield FACTS
    yield (
        table(
            ("Field", "Type", "States", "Meaning", "Betydelse"),
            (_field(spec, model, stated_paths(model).get(name)) for name, spec in specs.items()),
        )
        or "It has no fields of its own."
    )
    yield MORE.get(kind, "")
    if kind == "corrected":
        yield table(
            ("Reason", "English", "Svenska"),
            ((code(each.value), *REASON_TITLES[each]) for each in CorrectionReason),
        )
    yield bullets(_waited_for(kind, books))


def _day_said(model: type[EventBase]) -> str:
    own = model.__dict__.get("step_day")
    if own is None:
        return "the day of the event."
    said = str(own.__doc__).partition("\n")[0].replace("None where", "absent where")
    return said[:1].lower() + said[1:]


def _fact_link(path: str) -> str:
    group, dot, _ = path.partition(".")
    return link(code(path), f"{MODEL}#{anchor(group) if dot else 'the-case'}")


def _field(spec: FactSpec, model: type[EventBase], path: str | None) -> tuple[str, ...]:
    required = ", required" if model.model_fields[spec.name].is_required() else ""
    words = (fact_words(spec, language) for language in ("en", "sv"))
    return (code(spec.name), _type(spec) + required, _stated(spec, path), *words)


def _type(spec: FactSpec) -> str:
    if spec.enum is CorrectionReason:
        return "one of the reasons below"
    if spec.kind == "group":
        return "facts, see above" if spec.item is StatedFacts else "group of facts"
    if spec.kind == "text":
        return "name"
    if spec.dated:
        return "list of spans: `start`, `end`, `value`"
    return fact_type(replace(spec, required=False), MODEL)


def _stated(spec: FactSpec, path: str | None) -> str:
    if path is None:
        return "any fact" if spec.item is StatedFacts else ""
    if path in LISTS:
        place = f"{MODEL}#{anchor(TITLES[ENTRIES[path]])}"
        return f"an entry of {link(code(path), place)}, by its `id`"
    if path.startswith("daily."):
        return link(code(path), f"{MODEL}#day")
    if spec.kind == "group":
        return link(code(path), f"{MODEL}#{anchor(path)}")
    return _fact_link(path)


def _waited_for(kind: str, books: Iterable[Rulebook]) -> Iterator[str]:
    """The steps that each edition takes on the event, and the deadlines that it settles."""
    for book in books:
        process = book.process
        if process is None:
            continue
        at = f"steps/{edition_page(book)}"
        steps = [each.id for each in process.steps.values() if each.event == kind]
        steps += ["withdrawal"] if process.withdrawal.event == kind else []
        dues = [each.id for each in process.dues.values() if each.settled_by == kind]
        said = [f"takes {_links(steps, at)}"] if steps else []
        said += [f"settles {_links(dues, at)}"] if dues else []
        if said:
            yield f"{code(book.name)} {'; '.join(said)}"


def _links(names: Iterable[str], at: str) -> str:
    return ", ".join(link(code(name), f"{at}#{anchor(name)}") for name in names)
