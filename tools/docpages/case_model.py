"""The facts of a case, from the titles that the model itself carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from amp_rules.case import FactSpec, member_title, vocabulary
from amp_rules.case.enums import Basis
from amp_rules.case.facts import Facts
from amp_rules.case.model import Evidence
from amp_rules.case.shapes import specs_of
from tools.docpages.markdown import anchor, bullets, capital, code, link, page, table

HEADS = ("Fact", "Type", "Meaning", "Betydelse")
INTRO = (
    "A case is one application with what is known of it. This page lists every fact, by the entity it is "
    "about. It is written from the model's own titles, so `amp-rules schema case` says the same. For how to "
    "hand over a case, see [Embed in an application](../how-to/embed-in-an-application.md)."
)
STATES = (
    "Every fact that is not *required* is in one of three states.",
    table(
        ("State", "In JSON and YAML", "In Python"),
        (
            ("known", "the value", "the value"),
            ("absent: known that there is none", "`null`, only where it says *or absent*", "`None`"),
            ("unknown: nobody has said", "the key is left out", "`amp_rules.UNKNOWN`"),
        ),
    ),
    "Unknown is never the same as no, zero or absent. A list that is left out is unknown; an empty list says "
    "that there are none. [Unknown facts](../explanation/unknown-facts.md) tells what follows from that.",
)
TYPES = (
    "## Types",
    table(
        ("Type", "In JSON", "Notes"),
        (
            ("yes or no", "`true`, `false`", "never text, never 0 and 1"),
            ("number", "whole number", "with the unit named"),
            (
                "money",
                'text such as `"71.00"`, or a whole number',
                "at most two decimals, never negative, never a JSON number with a fraction",
            ),
            ("date", "text, `YYYY-MM-DD`", "1900-01-01 to 2199-12-31"),
            ("country", "text", "ISO 3166-1 alpha-2 in capitals, or `XK`"),
            ("one of", "text", "one of the words listed"),
            ("set of", "list of text", "order does not matter"),
            ("name", "text", "1 to 64 of a-z, A-Z, 0-9, `.`, `_`, `-`; no personal names or numbers"),
            ("text", "text", "one line, at most 200 characters"),
        ),
    ),
)
DAYS = """In JSON these stand under `daily`: a list of spans with `start`, `end` (both included) and `value`:

```json
{"daily": {"adult_allowance": [{"start": "2022-03-11", "end": "2022-09-26", "value": "71.00"}]}}
```

Spans of one fact may not overlap. A list that is there is complete: on other days the fact has the
value in the last column. A span without `value` says that the value on those days is unknown."""
PERSON = """In JSON the principal stands under `principal`. In rules a person also has `person.role`, which is
`principal` or `accompanying_child`, and `person` runs over the children too."""
PLACES = {
    "case": "",
    "person": PERSON,
    "child": "In JSON a list under `children`. A child has every fact of a person and these.",
    "claim": "In JSON a list under `claims`: what is asked for out of the grants, mostly receipts.",
    "period": "In JSON a list under `periods`: support periods applied for. Both ends are included.",
    "item": "In JSON a list under `items`: one-off support.",
    "day": DAYS,
}
TITLES = {
    "case": "The case",
    "person": "Person",
    "child": "Accompanying child",
    "claim": "Claim",
    "period": "Support period",
    "item": "One-off support item",
    "day": "Day",
}


def case_model_page() -> str:
    """docs/reference/case-model.md."""
    enums: dict[type[StrEnum], None] = {}
    known = vocabulary()
    parts = [INTRO, *STATES]
    for entity, title in TITLES.items():
        facts = known[entity]
        enums |= dict.fromkeys(spec.enum for spec in facts.values() if spec.enum is not None)
        parts += [f"## {title}", PLACES[entity]]
        if entity == "case":
            parts += _grouped(facts.values())
        elif entity == "child":
            own = [spec for name, spec in facts.items() if name not in known["person"] or name == "id"]
            parts.append(_facts(own))
        else:
            parts.append(_facts(facts.values(), dated=entity == "day"))
    parts += _evidence()
    parts += [*TYPES, "## Words", "The words that a fact of type *one of* or *set* may hold."]
    enums[Basis] = None
    for enum in sorted(enums, key=_name):
        parts += _words(enum)
    return page("Case model", *parts)


def _name(enum: type[StrEnum]) -> str:
    return enum.__name__


def _grouped(specs: Iterable[FactSpec]) -> Iterator[str]:
    groups: dict[str, list[FactSpec]] = {}
    for spec in specs:
        group = spec.name.partition(".")[0] if "." in spec.name else ""
        groups.setdefault(group, []).append(spec)
    for group, members in groups.items():
        if group == "principal":
            continue
        if group:
            yield f"### {group}"
        yield _facts(members)


def _facts(specs: Iterable[FactSpec], dated: bool = False) -> str:
    rows = []
    for spec in specs:
        row = [code(spec.name), fact_type(spec), fact_words(spec, "en"), fact_words(spec, "sv")]
        rows.append([*row, _outside(spec)] if dated else row)
    return table((*HEADS, "Other days") if dated else HEADS, rows)


def _outside(spec: FactSpec) -> str:
    if isinstance(spec.outside, bool):
        return "yes" if spec.outside else "no"
    return str(spec.outside)


def fact_words(spec: FactSpec, language: str) -> str:
    """A fact's title, and what is said about it, in one language."""
    about = spec.description_sv if language == "sv" else spec.description_en
    title = capital(spec.title(language))
    return f"{title}. {about}" if about and not spec.dated else title


def fact_type(spec: FactSpec, at: str = "") -> str:
    """A fact's type; `at` is where this page is, seen from the page that shows it."""
    words = _bare_type(spec, at)
    if spec.name == "id" and spec.title_en == "id of the person":
        return f"{words}, `principal` when left out"
    if spec.required:
        return f"{words}, required"
    return f"{words}, or absent" if spec.optional else words


def _bare_type(spec: FactSpec, at: str) -> str:
    match spec.kind:
        case "bool":
            return "yes or no"
        case "int":
            unit = f" of {spec.unit}s" if spec.unit else ""
            return f"number{unit}, {spec.lowest} to {spec.highest}"
        case "money":
            return f"money, {spec.unit}"
        case "enum" if spec.enum is not None:
            return f"one of {_enum_link(spec.enum, at)}"
        case "set":
            return f"set of {_enum_link(spec.enum, at)}" if spec.enum is not None else "set of countries"
        case "list":
            return f"list of {_entries(spec.item, at)}"
        case "ref":
            return "name of a person in the case"
        case "text" if spec.name == "id":
            return "name"
    return spec.kind


def _entries(item: type[Facts] | None, at: str) -> str:
    entity = {"Child": "child", "Claim": "claim", "SupportPeriod": "period", "OneOffItem": "item"}
    name = entity[item.__name__] if item is not None else ""
    return link(f"{TITLES[name].lower()} entries", f"{at}#{anchor(TITLES[name])}")


def _enum_link(enum: type[StrEnum] | None, at: str) -> str:
    name = enum.__name__ if enum is not None else ""
    return link(name, f"{at}#{anchor(name)}")


def _words(enum: type[StrEnum]) -> Iterator[str]:
    yield f"### {enum.__name__}"
    yield table(
        ("Word", "English", "Svenska"),
        ((code(each.value), member_title(each, "en"), member_title(each, "sv")) for each in enum),
    )


def _evidence() -> Iterator[str]:
    yield "## Evidence"
    yield (
        "In JSON a list under `evidence`: who asserts a fact, on what basis, when. Any fact may have it. "
        "No rule reads it."
    )
    yield _facts(specs_of(Evidence).values())
    yield bullets(
        [
            "`about` is the path of the fact, such as `$.periods[1].end`. Counting starts at 0.",
            "A path that the case does not have is refused.",
        ]
    )
