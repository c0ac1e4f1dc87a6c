"""The statement of days in words: one line for each run of days with the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from amp_rules.engine import Segment
from amp_rules.explanation.describe import decision_of, rule_name, rule_text
from amp_rules.explanation.tree import Line
from amp_rules.explanation.why import Teller
from amp_rules.plan import BoundRule
from amp_rules.terms import UNKNOWN, Money, Unknown


class Days:
    """Writes out the timeline of one outcome."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.words = teller.words
        self.plan = teller.plan
        self.rules: dict[str, BoundRule] = {
            rule.id: rule for decision in teller.plan.decisions.values() for rule in decision.rules
        }
        self._worded: set[str] = set()

    def lines(self) -> Iterator[Line]:
        """A line for each period, its runs of days below it."""
        labels = {
            self.teller.rows.object(each).id: self.teller.about(each)
            for each in self.teller.rows.instances("period")
        }
        for period, segments in groupby(self.teller.outcome.timeline, key=lambda segment: segment.period):
            listed = list(segments)
            text = self._summed(labels[period], [segment.amount for segment in listed])
            yield Line(text, (), tuple(self._segment(segment) for segment in listed))

    def _summed(self, label: str, amounts: list[Money | Unknown]) -> str:
        known = [amount for amount in amounts if amount is not UNKNOWN]
        name = label[:1].upper() + label[1:]
        if len(known) < len(amounts):
            return self.words.say("days.period_open", name=name)
        total = sum(known[1:], known[0])
        return self.words.say("line.value", name=name, value=self.words.money(total))

    def _segment(self, segment: Segment) -> Line:
        words = self.words
        dates = words.span(segment.start, segment.end)
        days = words.count("unit.day", segment.days)
        if segment.rate is UNKNOWN or segment.amount is UNKNOWN:
            text = words.say("days.open", dates=dates, days=days)
        elif not segment.rate:
            text = words.say("days.nothing", dates=dates, days=days)
        else:
            rate, amount = words.amount(segment.rate, "SEK/day"), words.money(segment.amount)
            text = words.say("days.paid", dates=dates, days=days, rate=rate, amount=amount)
        return Line(text, self.teller.cite(segment.cite), tuple(self._parts(segment)))

    def _parts(self, segment: Segment) -> Iterator[Line]:
        """The parts of the rate with the rules behind them, and the status of the days."""
        line = self.plan.rulebook.edition.timeline
        assert line is not None
        held: dict[str, list[str]] = {}
        for each in segment.rules:
            held.setdefault(decision_of(self.plan, self.rules[each]).name, []).append(each)
        if line.status is not None:
            decision = self.plan.decisions[line.status]
            shown = self.teller.values.of_decision(segment.status, decision)
            yield self._part(line.status, shown, held)
        for name, rate in segment.components.items():
            if rate is UNKNOWN or rate:
                decision = self.plan.decisions[name]
                yield self._part(name, self.teller.values.of_decision(rate, decision), held)

    def _part(self, name: str, value: str, held: dict[str, list[str]]) -> Line:
        title = self.plan.decisions[name].source.title.in_language(self.words.language)
        text = self.words.say("line.value", name=title, value=value)
        return Line(text, (), tuple(Line(self._rule(each), rule=each) for each in held.get(name, ())))

    def _rule(self, rule_id: str) -> str:
        """A rule by its title, else by its id; the first time in words too."""
        rule = self.rules[rule_id]
        if rule.source.title is not None:
            name = rule_name(self.teller.sayer, decision_of(self.plan, rule), rule)
            return self.words.say("rule.applies", rule=name)
        if rule_id in self._worded:
            return rule_id
        self._worded.add(rule_id)
        text = rule_text(self.teller.sayer, decision_of(self.plan, rule), rule)
        return self.words.say("line.value", name=rule_id, value=text)
