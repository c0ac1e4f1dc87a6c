"""What was looked up in the rulebook, as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from amp_rules.report.page import (
    Block,
    Cell,
    Column,
    Item,
    Items,
    Page,
    Pairs,
    Prose,
    Row,
    Section,
    Table,
    Tone,
)
from amp_rules.report.words import ReportWords, report_words

Object = Mapping[str, Any]

MOST_SCENARIOS: Final = 20
_NATURES: Final = {
    "H": "rulebook.nature_h",
    "D": "rulebook.nature_d",
    "A": "rulebook.nature_a",
    "C": "rulebook.nature_c",
}


def rules_page(found: Object) -> Page:
    """The page that shows what `rules_listed` or `rule_found` gives, in its language."""
    return _Rules(report_words(found["language"])).page(found)


class _Rules:
    def __init__(self, words: ReportWords) -> None:
        self.words = words

    def page(self, found: Object) -> Page:
        """The page for its kind."""
        pages: Mapping[str, Callable[[Object], Page]] = {
            "list": self._list,
            "decision": self._decision,
            "rule": self._decision,
            "parameter": self._parameter,
            "official": self._official,
            "interpretation": self._interpretation,
            "document": self._document,
        }
        return pages[found["kind"]](found)

    def _pairs(self, rows: Iterable[tuple[str, str | None]]) -> Pairs:
        """The rows that have an answer, each under the message's words."""
        shown = ((self.words.say(f"rulebook.{name}"), text) for name, text in rows)
        return Pairs(tuple((name, Cell(text)) for name, text in shown if text))

    def _section(self, name: str, *blocks: Block) -> Section:
        return Section(self.words.say(f"rulebook.{name}"), blocks)

    # the list

    def _list(self, found: Object) -> Page:
        sections = [section for edition in found["editions"] for section in self._edition(edition)]
        return Page(self.words.say("rulebook.editions"), (self._editions(found),), tuple(sections))

    def _editions(self, found: Object) -> Table:
        say = self.words.say
        columns = (
            Column(say("rulebook.edition")),
            Column(say("rulebook.title")),
            Column(say("rulebook.in_force")),
            Column(say("rulebook.extends")),
        )
        rows = (
            Row(
                tuple(
                    Cell(text)
                    for text in (each["name"], each["title"], self._span(each), each["extends"] or "")
                )
            )
            for each in found["editions"]
        )
        return Table(columns, tuple(rows))

    def _span(self, edition: Object) -> str:
        if edition["to"] is None:
            return self.words.say("rulebook.from_on", first=edition["from"])
        return self.words.say("rulebook.span", first=edition["from"], last=edition["to"])

    def _edition(self, edition: Object) -> Iterator[Section]:
        for file in edition["files"]:
            blocks: list[Block] = []
            if file["decisions"]:
                blocks.append(self._names("decisions", file["decisions"]))
            if file["parameters"]:
                blocks.append(self._names("parameters", file["parameters"]))
            yield Section(f"{edition['name']}  {file['file']}", tuple(blocks))
        if edition["extends"]:
            text = self.words.say("rulebook.inherited", edition=edition["extends"])
            yield Section(edition["name"], (Prose((text,)),))

    def _names(self, title: str, listed: Iterable[Object]) -> Table:
        say = self.words.say
        columns = (
            Column(say(f"rulebook.{title}")),
            Column(say("rulebook.title")),
            *((Column(say("rulebook.value")),) if title == "parameters" else ()),
            Column(say("rulebook.cites")),
        )
        return Table(columns, tuple(self._name(each) for each in listed))

    def _name(self, each: Object) -> Row:
        value = [self._values(each, each["kind"])] if "values" in each else []
        texts = [each["id"], each["title"], *value, ", ".join(each["cite"])]
        return Row(tuple(Cell(text) for text in texts))

    # one thing

    def _decision(self, found: Object) -> Page:
        sections = [section for each in found["versions"] for section in self._version(each)]
        return Page(found["id"], (), (*sections, *self._scenarios(found)))

    def _version(self, version: Object) -> Iterator[Section]:
        heads = self._pairs(
            [
                ("title", version["title"]),
                ("kind", self._kind(version)),
                ("file", version["where"]),
                ("authority", version.get("authority")),
                ("question", version.get("question")),
                ("message", version.get("message")),
            ]
        )
        rules = [self._rule(each) for each in version["rules"]]
        if version["otherwise"]:
            rules.append(Item(Cell(self.words.say("rulebook.otherwise", value=version["otherwise"]))))
        blocks: list[Block] = [heads, *([Items(tuple(rules))] if rules else [])]
        yield Section(", ".join(version["editions"]), tuple(blocks))
        if version["parameters"]:
            yield self._section("read", self._names("parameters", map(self._uncited, version["parameters"])))
        yield from self._links(version)
        yield from self._cites(version["cite"])

    def _kind(self, version: Object) -> str:
        about = (
            self.words.say(f"name.{version['about']}") if version["about"] in _ENTITIES else version["about"]
        )
        parts = [version["type"], version["unit"], about]
        if len(version["rules"]) > 1:
            parts.append(version["hit_policy"])
        return ", ".join(part for part in parts if part)

    def _uncited(self, parameter: Object) -> Object:
        return {**parameter, "kind": parameter["unit"], "cite": []}

    def _rule(self, rule: Object) -> Item:
        written = rule["then"] if rule["when"] is None else f"{rule['then']}  ←  {rule['when']}"
        tail = [f"[{', '.join(rule['cite'])}]", *([rule["reading"]] if rule["reading"] else [])]
        lines = [rule["title"], rule["words"], " ".join(written.split()), " ".join(tail)]
        return Item(Cell(rule["id"], Tone.STRONG), tuple(line for line in lines if line))

    def _links(self, version: Object) -> Iterator[Section]:
        rows = [("reads", ", ".join(version["reads"])), ("used_by", ", ".join(version["read_by"]))]
        links = self._pairs(rows)
        if links.rows:
            yield self._section("decisions", links)

    def _parameter(self, found: Object) -> Page:
        sections: list[Section] = []
        for each in found["versions"]:
            heads = self._pairs(
                [
                    ("title", each["title"]),
                    ("value", self._values(each, each["unit"])),
                    ("file", each["where"]),
                    ("used_by", ", ".join(each["used_by"])),
                ]
            )
            sections += [Section(", ".join(each["editions"]), (heads,)), *self._cites(each["cite"])]
        return Page(found["id"], (), (*sections, *self._scenarios(found)))

    def _values(self, parameter: Object, unit: str) -> str:
        """Every value with its unit, and the first day of those that have one."""
        texts = []
        for each in parameter["values"]:
            text = (
                each["value"] if unit in ("date", "country", "count", "ratio") else f"{each['value']} {unit}"
            )
            if each["from"] is not None:
                text = self.words.say("rulebook.since", value=text, day=each["from"])
            texts.append(text)
        return "; ".join(texts)

    def _official(self, found: Object) -> Page:
        natures = [self.words.say(_NATURES[each]) for each in found["nature"] if each in _NATURES]
        heads = self._pairs(
            [
                ("document", found["document"]),
                ("section", found["section"]),
                ("nature", ", ".join(natures)),
                ("readings", ", ".join(found["interpretations"])),
                ("undecidable", found["undecidable"]),
            ]
        )
        rows = [
            (
                each["edition"],
                Cell(
                    ", ".join((*each["decisions"], *_prefixed("parameter", each), *_prefixed("step", each)))
                ),
            )
            for each in found["cited_by"]
        ]
        citing = [self._section("cited_by", Pairs(tuple(rows)))] if rows else []
        return Page(found["id"], (Prose((found["summary"],)), heads), (*citing, *self._scenarios(found)))

    def _interpretation(self, found: Object) -> Page:
        readings = tuple(
            Item(
                Cell(
                    self.words.say("rulebook.default", reading=each["id"]) if each["default"] else each["id"],
                    Tone.STRONG,
                ),
                (each["text"],),
            )
            for each in found["readings"]
        )
        rules = self._pairs([("used_by", ", ".join(found["rules"]))])
        sections = [
            self._section("readings", Items(readings)),
            self._section("why", Prose((found["why"],))),
            *([self._section("decisions", rules)] if rules.rows else []),
            *self._cites(found["cite"]),
            *self._scenarios(found),
        ]
        return Page(found["id"], (Prose((found["question"],)),), tuple(sections))

    def _document(self, found: Object) -> Page:
        heads = self._pairs(
            [("title", found["title"]), ("publisher", found["publisher"]), ("date", found["date"])]
        )
        rows = tuple((each["id"], Cell(f"{each['section']}: {each['summary']}")) for each in found["rules"])
        return Page(found["id"], (heads,), (self._section("cites", Pairs(rows)),))

    def _cites(self, cites: Iterable[Object]) -> Iterator[Section]:
        items = tuple(
            Item(Cell(f"{each['id']}: {each['document']}, {each['section']}"), (each["summary"],))
            for each in cites
        )
        if items:
            yield self._section("cites", Items(items))

    def _scenarios(self, found: Object) -> Iterator[Section]:
        listed = found["scenarios"]
        rows = tuple((each["id"], Cell(each["title"])) for each in listed[:MOST_SCENARIOS])
        blocks: list[Block] = [Pairs(rows) if rows else Prose((self.words.say("rulebook.no_scenarios"),))]
        if len(listed) > MOST_SCENARIOS:
            blocks.append(Prose((self.words.count("rulebook.more", len(listed) - MOST_SCENARIOS),)))
        yield self._section("scenarios", *blocks)


def _prefixed(kind: str, citing: Object) -> Iterator[str]:
    return (f"{kind}.{name}" for name in citing[f"{kind}s"])


_ENTITIES: Final = frozenset({"case", "person", "claim", "period", "item", "day"})
