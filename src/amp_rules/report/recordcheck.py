"""What checking a signed record found, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from amp_rules.audit.record import Checked, FactsStand, Mark, Sum, Weighed, Weight
from amp_rules.audit.record.canonical import canonical
from amp_rules.audit.record.leaves import LIST, is_fact
from amp_rules.audit.record.values import money_of
from amp_rules.case import label
from amp_rules.ledger import Verdict
from amp_rules.report.casefilewords import cited
from amp_rules.report.page import Cell, Column, Item, Items, Page, Pairs, Prose, Row, Section, Table, Tone
from amp_rules.report.recordchecks import TONES, check_items, mark_object
from amp_rules.report.recordwords import fit_to_show
from amp_rules.report.shapes import record as shapes
from amp_rules.report.words import ReportWords, report_words

CHECK_SCHEMA: Final = "amp-rules/record-check/1"
_WEIGHTS: Final = {
    Weight.CONFIRMED: ("record.confirmed", Tone.GOOD),
    Weight.OPEN: ("record.open", Tone.OPEN),
    Weight.CONTRADICTED: ("record.contradicted", Tone.BAD),
}
_LINES: Final = {
    "lines": "record.a_line",
    "components": "record.line_parts",
    "cited": "record.line_rules",
}
_STANDS: Final = {
    FactsStand.DECIDED: "record.facts_decided",
    FactsStand.NO_CASE: "record.facts_impossible",
    FactsStand.UNDECIDED: "record.facts_undecided",
}
_SUMS: Final = {
    ("amount", Mark.FITS): "record.amount_fits",
    ("amount", Mark.DIFFERS): "record.amount_differs",
    ("rate", Mark.FITS): "record.rate_fits",
    ("rate", Mark.DIFFERS): "record.rate_differs",
    ("rate", Mark.UNCHECKED): "record.rate_unchecked",
    ("days", Mark.FITS): "record.days_fit",
    ("days", Mark.DIFFERS): "record.days_differ",
    ("total", Mark.FITS): "record.total_fits",
    ("total", Mark.NOTED): "record.total_noted",
    ("total", Mark.DIFFERS): "record.total_differs",
    ("total", Mark.UNCHECKED): "record.total_unchecked",
}


def check_page(name: str, found: Checked, language: str = "en") -> Page:
    """A signed record as it was shown: who signed, what is confirmed, what is open and for want of what.

    Raises UnknownNameError for another language.
    """
    return fit_to_show(_Writer(name, found, report_words(language)).page())


class _Writer:
    def __init__(self, name: str, found: Checked, words: ReportWords) -> None:
        self.name, self.found, self.words, self.say = name, found, words, words.say

    def page(self) -> Page:
        """The whole page."""
        sections = (
            *self._answers(),
            *self._sums(),
            Section(self.say("record.facts_shown"), tuple(self._facts())),
            Section(
                self.say("record.rules_named"), (Items(tuple(check_items(self.found.checks, self.words))),)
            ),
        )
        return Page(self.say("record.signed_title", name=self.name), (self._lead(),), sections)

    def _lead(self) -> Pairs:
        found, signed = self.found, self.found.signed
        key, tone = _WEIGHTS[found.weight]
        overall = {"record.confirmed": "record.all_confirmed", "record.open": "record.some_open"}
        rows = [
            (self.say("record.signature"), Cell(self.say("record.signed_by", key=found.signer), Tone.GOOD)),
            (self.say("record.standing"), Cell(self.say(overall.get(key, "record.some_contradicted")), tone)),
            (self.say("report.rules"), Cell(signed.rules.name)),
            (self.say("record.made"), Cell(signed.at)),
        ]
        about = signed.about.tree()
        if "author" in about:
            rows.append((self.say("record.author"), Cell(signed.about.author)))
        if "record" in about:
            rows.append((self.say("record.digest_recorded"), Cell(signed.about.record)))
        if found.bound is not None:
            held = "record.holder_proved" if found.bound else "record.holder_not_asked"
            rows.append((self.say("record.holder"), Cell(self.say(held))))
        return Pairs(tuple(rows))

    def _answers(self) -> Iterator[Section]:
        if not self.found.claims:
            return
        columns = (
            Column(self.say("record.answer")),
            Column(self.say("record.told")),
            Column(self.say("record.weight")),
        )
        rows = tuple(self._row(each) for each in self.found.claims)
        yield Section(self.say("record.answers"), (Table(columns, rows),))

    def _row(self, each: Weighed) -> Row:
        key, tone = _WEIGHTS[each.weight]
        below = []
        if each.address.startswith("cited."):
            below.append(cited("; ".join(each.told["rules"]), each.told["cite"]))
        if each.needs:
            below.append(self.say("record.needs", paths=self.words.every(map(self._name, each.needs))))
        return Row((Cell(self._title(each)), Cell(self._told(each)), Cell(self.say(key), tone)), tuple(below))

    def _title(self, each: Weighed) -> str:
        """What the rules call an answer, with its name; a line by its number."""
        group, _, name = each.address.partition(".")
        if group != "answers":
            return self.say(_LINES[group], line=name)
        decisions = {} if self.found.plan is None else self.found.plan.decisions
        if each.told["decision"] not in decisions:
            return each.address
        return f"{self.words.of(decisions[each.told['decision']].source.title)} ({name})"

    def _told(self, each: Weighed) -> str:
        group, told = each.address.partition(".")[0], each.told
        if group == "answers" and told.get("verdict") in set(Verdict):
            return self.say(f"verdict.{told['verdict']}")
        if group == "answers":
            return self._value(told.get("value"), told)
        if group == "lines":
            first, last = self._day(told["from"]), self._day(told["to"])
            span = self.words.span(first, last) if first and last else f"{told['from']} {told['to']}"
            sums = [self._value(told[key], told) for key in ("rate", "amount") if key in told]
            return self.say("record.line", span=span, period=told["period"], sums="; ".join(sums))
        if group == "cited":
            return self.words.count("record.rules_cited", len(told["rules"]))
        parts = {name: money_of(value) for name, value in told.items()}
        return "; ".join(f"{name} {self.words.money(part)}" for name, part in parts.items() if part)

    def _value(self, value: Any, of: Any) -> str:
        if value is None:
            return self.say("record.not_known" if "value" not in of else "record.nothing")
        if isinstance(value, dict) and "amount" in value:
            return self.words.money(money_of(value))
        if isinstance(value, dict):
            return str(next(iter(value.values())))
        if isinstance(value, bool):
            return self.words.yes(value)
        if isinstance(value, int):
            return self.words.amount(value, str(of.get("unit", "count")))
        return ", ".join(value) if isinstance(value, list) else str(value)

    def _day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None

    def _name(self, path: str) -> str:
        """What a fact is called, with its path."""
        if not is_fact(path):
            return path
        return f"{label(path.removesuffix(LIST), self.words.language)} ({path})"

    def _sums(self) -> Iterator[Section]:
        if self.found.sums:
            items = tuple(Item(Cell(self._sum(each), TONES[each.mark])) for each in self.found.sums)
            yield Section(self.say("record.sums"), (Items(items),))

    def _sum(self, each: Sum) -> str:
        rest = "" if each.rest is None else self.words.money(each.rest)
        return self.say(_SUMS[each.name, each.mark], line=each.line, rest=rest)

    def _facts(self) -> Iterator[Items | Prose]:
        facts = self.found.signed.facts
        lines = [self.say(_STANDS[self.found.stand])]
        lines.append(self.say("record.nothing_withheld" if self.found.whole else "record.some_withheld"))
        if self.found.unplaced:
            lines.append(self.say("record.unplaced", paths=self.words.every(self.found.unplaced)))
        yield Prose(tuple(lines))
        known = [
            self.say("record.fact", path=self._name(path), value=self._plain(value))
            for path, value in facts.items()
        ]
        yield Items(tuple(Item(Cell(each)) for each in known))

    def _plain(self, value: Any) -> str:
        return str(value) if isinstance(value, str) else canonical(value).decode("utf-8")


def check_object(name: str, found: Checked, language: str = "en") -> shapes.RecordCheck:
    """The same as JSON."""
    signed = found.signed
    return {
        "schema": CHECK_SCHEMA,
        "language": language,
        "file": name,
        "weight": found.weight.value,
        "signer": found.signer,
        "bound": found.bound,
        "at": signed.at,
        "library": signed.library.version,
        "rules": {
            "name": signed.rules.name,
            "plan": signed.rules.plan,
            "readings": dict(signed.rules.readings),
        },
        "about": signed.about.tree(),
        "facts": dict(signed.facts),
        "stand": found.stand.value,
        "whole": found.whole,
        "unplaced": list(found.unplaced),
        "checks": [mark_object(each) for each in found.checks],
        "answers": [_answer_object(each) for each in found.claims],
        "sums": [_sum_object(each) for each in found.sums],
    }


def _answer_object(each: Weighed) -> shapes.WeighedAnswer:
    return {
        "address": each.address,
        "weight": each.weight.value,
        "told": each.told,
        "needs": list(each.needs),
    }


def _sum_object(each: Sum) -> shapes.SumFound:
    return {
        "sum": each.name,
        "line": each.line,
        "mark": each.mark.value,
        "rest": None if each.rest is None else str(each.rest),
    }
