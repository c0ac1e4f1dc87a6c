"""Periods cut into segments of days, and dated facts read on them."""

from __future__ import annotations

from datetime import date

from amp_rules.case.vocabulary import vocabulary
from amp_rules.plan import ir
from amp_rules.plan.cuts import counted_flags, crossings, facts_by_day, parameters_by_day
from amp_rules.plan.types import DATE, DAYS, Type
from amp_rules.population.sql.births import FromTable
from amp_rules.population.sql.daybirths import Runs, Segments
from amp_rules.population.sql.nodes import Kind, Link, Node, Relation
from amp_rules.population.sql.write import kind_of
from amp_rules.population.sql.writepriors import PriorWriter
from amp_rules.population.sql.writerows import relation_of
from amp_rules.population.values import Frame, Value
from amp_rules.terms import Money

SPAN: tuple[tuple[str, Kind], ...] = (("case_id", "text"), ("start", "date"), ("end", "date"))


class DayWriter(PriorWriter):
    """Writes what holds on days."""

    explains = False

    # dated facts

    def spans(self, name: str) -> Relation:
        """The spans of a dated fact."""
        if name not in self.tables:
            self.tables[name] = self.t.relation(name, FromTable(name), SPAN)
        return self.tables[name]

    def unstated_at(self, frame: Frame, name: str) -> Node:
        """Whether a dated fact of each row's case is not known at all."""
        key = ("unstated", name)
        if key not in self.case.found:
            self.case.found[key] = self.unstated(name, self.spans(name))
        node: Node = self.case.found[key]
        index = frame.reach["case"][1]
        return node if index is None else self.moved(node, index)

    def _on_day(self, frame: Frame, name: str, on: Node, kind: Type) -> Value:
        t, spans = self.t, self.spans(name)
        link = self.to_span(frame, spans, on)
        spec = vocabulary()["day"][name]
        column = "value_minor" if spec.kind == "money" else "value"
        found = self.moved(self.read(spans, name, column, kind_of(kind)), link)
        inside = t.known(self.moved(spans.keys["start"], link))
        nothing = int(spec.outside.minor) if isinstance(spec.outside, Money) else spec.outside
        outside = t.const(nothing, kind_of(kind))
        unknown = t.either(self.unstated_at(frame, name), t.is_null(on))
        return self._made(kind, t.case([(unknown, t.null(found.kind)), (inside, found)], outside), None)

    def to_span(self, frame: Frame, spans: Relation, on: Node) -> Link:
        """The link to the span that covers a day of each row's case."""
        pair = (relation_of(frame).keys["case_id"], spans.keys["case_id"])
        return Link(spans, (pair,), (on, spans.keys["start"], spans.keys["end"]), outer=True)

    def _flag(self, item: Value) -> Value:
        return self.truth(item.term) if item.type.kind == "bool" else item

    def dated(self, frame: Frame, name: str, on: Value, kind: Type) -> Value:
        return self._flag(self._on_day(frame, name, on.term, kind))

    def day_fact(self, frame: Frame, name: str, kind: Type) -> Value:
        return self._flag(self._on_day(frame, name, relation_of(frame).keys["day_from"], kind))

    def day_part(self, frame: Frame, part: str) -> Value:
        first = relation_of(frame).keys["day_from"]
        if part == "date":
            return Value(DATE, first)
        home, index = frame.reach["period"]
        start = self.move(self.start_of(home), index)
        return Value(DAYS, self.t.plus(self.t.days_between(first, start.term), 1))

    def start_of(self, frame: Frame) -> Value:
        return self._own_fact(ir.Fact(DATE, "period", "period", ("start",)), frame)

    def end_of(self, frame: Frame) -> Value:
        return self._own_fact(ir.Fact(DATE, "period", "period", ("end",)), frame)

    # the first flagged days

    def runs(self, frame: Frame, name: str) -> tuple[Relation, dict[str, Node]]:
        """The runs of flagged days of the periods of a frame, and how many such days came before each."""
        key = ("runs", name)
        if key not in frame.found:
            frame.found[key] = self._make_runs(frame, name)
        found: tuple[Relation, dict[str, Node]] = frame.found[key]
        return found

    def _make_runs(self, frame: Frame, name: str) -> tuple[Relation, dict[str, Node]]:
        t, home = self.t, relation_of(frame)
        start, end = self.start_of(frame).term, self.end_of(frame).term
        keys: list[tuple[str, Kind]] = [(each, key.kind) for each, key in home.keys.items()]
        spans = self.spans(name)
        value = self.read(spans, name, "value", "bool")
        birth = Runs(home, start, end, self.unstated_at(frame, name), spans, value, self.place_of_span(spans))
        relation = t.relation(f"{name}_runs", birth, [*keys, ("day_from", "date")])
        last = t.input(relation, "column", (), ("day_to",), "date", False)
        opened = t.input(relation, "column", (), ("open",), "bool", False)
        length = t.plus(t.days_between(last, relation.keys["day_from"]), 1)
        by, order = tuple(relation.keys[each] for each in home.keys), (relation.keys["day_from"],)

        def before(days: Node) -> Node:
            return t.coalesce(t.window("sum", (days,), by, order, "int", True, "before"), t.number(0))

        sure = t.case([(opened, t.number(0))], length)
        place = t.input(relation, "column", (), ("place",), "int", True)
        return relation, {
            "last": last,
            "open": opened,
            "place": place,
            "sure": before(sure),
            "likely": before(length),
        }

    def place_of_span(self, spans: Relation) -> Node:
        """The place of each span in the case's own list, from 0; only what is explained asks for it."""
        if not self.explains:
            return self.t.null("int")
        by, order = (spans.keys["case_id"],), (spans.keys["start"],)
        return self.t.plus(self.t.window("row_number", (), by, order), -1)

    def _counted_cuts(self, frame: Frame, made: ir.First) -> list[Node]:
        """Days on which a flagged day is no longer surely, or no longer possibly, among the first so many."""
        t, (relation, runs) = self.t, self.runs(frame, made.name)
        most = self.moved(self.value(made.count, frame).term, self.link(relation, relation_of(frame)))
        first, last = relation.keys["day_from"], runs["last"]
        found = [first, t.plus(last, 1)]
        for passed in ("likely", "sure"):
            left = t.calculate("sub", most, runs[passed])
            inside = t.both(
                t.negate(runs["open"]),
                t.surely(t.compare("gt", left, t.number(0))),
                t.surely(t.compare("le", left, t.days_between(last, first))),
            )
            found.append(t.case([(inside, t.plus_days(first, left))], t.null("date")))
        return found

    def first_days(self, frame: Frame, made: ir.First) -> Value:
        t, (home, index) = self.t, frame.reach["period"]
        relation, runs = self.runs(home, made.name)
        own, periods = relation_of(frame), relation_of(home)
        pairs = tuple((own.keys[name], relation.keys[name]) for name in periods.keys)
        day = own.keys["day_from"]
        link = Link(relation, pairs, (day, relation.keys["day_from"], runs["last"]), True)
        first = self.moved(relation.keys["day_from"], link)
        most = self.moved(self.value(made.count, home).term, index)
        opened = self.moved(runs["open"], link)
        into = t.days_between(day, first)
        likely, sure = (self.moved(runs[name], link) for name in ("likely", "sure"))
        sure_now = t.case([(opened, sure)], t.calculate("add", sure, into))
        inside = t.known(first)
        surely = t.both(t.negate(opened), t.compare("lt", t.calculate("add", likely, into), most))
        branches = [
            (t.negate(inside), t.false),
            (t.is_null(most), t.null("bool")),
            (surely, t.true),
            (t.compare("lt", sure_now, most), t.null("bool")),
        ]
        return self.truth(t.case(branches, t.false))

    # cutting

    def segments(self, frame: Frame) -> Frame:
        """Cuts the periods of a frame into segments of days."""
        t, home = self.t, relation_of(frame)
        start, end = self.start_of(frame).term, self.end_of(frame).term
        cuts = [node for each in crossings(self.plan) for node in self._crossed(frame, *each)]
        cuts += [node for first in counted_flags(self.plan) for node in self._counted_cuts(frame, first)]
        birth = Segments(
            home,
            start,
            end,
            tuple(dict.fromkeys(cuts)),
            tuple(name for name in facts_by_day(self.plan) if name in self.shape),
            self._set_by_day(),
        )
        keys: list[tuple[str, Kind]] = [(name, key.kind) for name, key in home.keys.items()]
        relation = t.relation(
            "days" if frame.over is None else f"days_of_{home.name}", birth, [*keys, ("day_from", "date")]
        )
        made = self.frame("day", "day", relation)
        made.reach = {
            name: (at_home, self.compose(at, self.link(relation, home)))
            for name, (at_home, at) in frame.reach.items()
        }
        last = t.input(relation, "column", (), ("day_to",), "date", False)
        self.as_days(made, frame, last, t.either(t.is_null(start), t.is_null(end)))
        return made

    def as_days(self, made: Frame, periods: Frame, last: Node, unsure: Node) -> None:
        """Makes a frame the days of the periods of another."""
        relation = relation_of(made)
        made.reach["day"] = (made, None)
        made.reach["period"] = (periods, self.link(relation, relation_of(periods)))
        length = self.t.plus(self.t.days_between(last, relation.keys["day_from"]), 1)
        made.found.update(last=last, days=length, unsure=(unsure, periods))
        periods.below["day"] = made

    def _crossed(self, frame: Frame, op: str, ramp: ir.Expr, steady: ir.Expr) -> list[Node]:
        """The days on which a comparison of the day with something steady changes."""
        t = self.t
        self.on_first_day = True
        try:
            at, level = self._alike(self.value(ramp, frame), self.value(steady, frame))
        finally:
            self.on_first_day = False
        after = [1] if op in ("<=", ">") else [0] if op in ("<", ">=") else [0, 1]
        start = self.start_of(frame).term
        if at.type.kind == "date" and at.term is start:
            return [t.plus(level.term, more) for more in after]
        if at.type.kind == "date":
            offset = t.days_between(level.term, at.term)
        else:
            offset = t.calculate("sub", level.term, at.term)
        if at.scale == 1:
            return [t.plus_days(start, t.plus(offset, more)) for more in after]
        whole = t.calculate("div", offset, t.number(at.scale))
        rest = t.calculate("mod", offset, t.number(at.scale))
        first = t.case([(t.compare("eq", rest, t.number(0)), t.plus(whole, after[0]))], t.plus(whole, 1))
        return [
            t.plus_days(start, first),
            *([t.plus_days(start, t.plus(whole, 1))] if len(after) > 1 else []),
        ]

    def _set_by_day(self) -> tuple[date, ...]:
        """The days on which parameters that are read by day get new values."""
        starts = dict.fromkeys(
            start
            for name in parameters_by_day(self.plan)
            for start, _ in self.plan.parameters[name].values
            if start is not None
        )
        return tuple(map(date.fromordinal, starts))
