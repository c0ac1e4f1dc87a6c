"""Runs of flagged days, and segments of days, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from amp_rules.population.sql.births import Columns, Sources, column, named, select, union
from amp_rules.population.sql.nodes import Node, Relation
from amp_rules.population.sql.text import again, literal


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of days of each period on which a dated flag holds or may hold, cut to the period.

    unstated: whether the flag is not known at all. place: which of the flag's spans a run is.
    """

    periods: Relation
    start: Node
    end: Node
    unstated: Node
    spans: Relation
    value: Node
    place: Node

    def needs(self) -> Sequence[Node]:
        """The first and the last day, whether the flag is known, and its spans."""
        own = (self.start, self.end, self.unstated, *self.periods.keys.values())
        return (*own, self.value, self.place, *self.spans.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The runs of each period."""
        scope, there = sources.scope(self.periods, "p"), sources.scope(self.spans, "s")
        write = sources.writer.write
        start, end = write(self.start, scope), write(self.end, scope)
        first, last = there[self.spans.keys["start"]], there[self.spans.keys["end"]]
        value = write(self.value, there)
        unknown = exp.Is(this=value, expression=exp.null())
        found = {
            "day_from": exp.Anonymous(this="GREATEST", expressions=[again(first), again(start)]),
            "day_to": exp.Anonymous(this="LEAST", expressions=[again(last), again(end)]),
            "open": unknown,
            "place": write(self.place, there),
        }
        meet = exp.and_(
            exp.EQ(
                this=again(there[self.spans.keys["case_id"]]),
                expression=again(scope[self.periods.keys["case_id"]]),
            ),
            exp.LTE(this=again(first), expression=again(end)),
            exp.GTE(this=again(last), expression=again(start)),
        )
        spans = select(
            self._items(columns, scope, found),
            sources.of(self.periods, "p"),
            where=exp.or_(again(unknown), again(value)),
        ).join(sources.of(self.spans, "s"), on=meet, copy=False)
        if self.unstated.constant and self.unstated.value is False:
            return spans
        whole = {"day_from": start, "day_to": end, "open": exp.true(), "place": literal(None, "int")}
        known = [exp.Is(this=again(day), expression=exp.Not(this=exp.null())) for day in (start, end)]
        unstated = select(
            self._items(columns, scope, whole),
            sources.of(self.periods, "p"),
            where=exp.and_(write(self.unstated, scope), *known),
        )
        return union([spans, unstated])

    def _items(
        self, columns: Columns, scope: dict[Node, exp.Expr], found: Mapping[str, exp.Expr]
    ) -> list[exp.Expr]:
        keys = {name: scope[key] for name, key in self.periods.keys.items()}
        values = {**keys, **found}
        return [named(again(values[str(node.data[0])]), name) for node, name in columns.items()]


@dataclass(frozen=True, slots=True)
class Segments:
    """The periods of a relation cut into runs of days.

    cuts: days of each period on which it is cut, in the relation of periods itself or one below it. changes:
    the dated facts that cut. days: days that cut every period.
    """

    periods: Relation
    start: Node
    end: Node
    cuts: tuple[Node, ...]
    changes: tuple[str, ...]
    days: tuple[date, ...]

    def needs(self) -> Sequence[Node]:
        """The first and the last day, and where to cut."""
        return (self.start, self.end, *self.cuts, *self.periods.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The segments of each period."""
        days = sources.state(f"{self.periods.name}_cuts", self._days(sources))
        keys = [column(key, "t") for key in self.periods.keys]
        first, until = column("day_from", "t"), column("until", "t")
        following = exp.Window(
            this=exp.Lead(this=first),
            partition_by=[again(key) for key in keys],
            order=exp.Order(expressions=[exp.Ordered(this=again(first))]),
        )
        before = sources.writer.dialect.plus_days(following, literal(-1, "int"))
        last = exp.Coalesce(this=before, expressions=[until])
        found = {"day_from": first, "day_to": last}
        items = []
        for node, name in columns.items():
            key = str(node.data[0])
            items.append(named(again(found[key]) if key in found else column(key, "t"), name))
        return select(items, exp.to_table(days, alias="t"))

    def _days(self, sources: Sources) -> exp.Query:
        """Every day on which a segment begins, once."""
        scope = sources.scope(self.periods, "p")
        start, end = (sources.writer.write(day, scope) for day in (self.start, self.end))
        keys = [scope[key] for key in self.periods.keys.values()]
        known = exp.and_(
            *(exp.Is(this=again(day), expression=exp.Not(this=exp.null())) for day in (start, end))
        )

        def cut(day: exp.Expr, where: exp.Expr, source: exp.Expr) -> exp.Select:
            items = [*(again(key) for key in keys), named(day, "day_from"), named(again(end), "until")]
            return select(items, source, where=where)

        def inside(day: exp.Expr) -> exp.Expr:
            return exp.and_(
                exp.GT(this=again(day), expression=again(start)),
                exp.LTE(this=again(day), expression=again(end)),
            )

        parts = [cut(again(start), known, sources.of(self.periods, "p"))]
        own = [node for node in self.cuts if node.home is self.periods or node.home is None]
        for day in [
            *(sources.writer.write(node, scope) for node in own),
            *(literal(day, "date") for day in self.days),
        ]:
            parts.append(cut(day, inside(day), sources.of(self.periods, "p")))
        for relation in dict.fromkeys(node.home for node in self.cuts if node not in own):
            assert relation is not None
            there = sources.scope(relation, "r")
            on = exp.and_(
                *(
                    exp.EQ(this=again(scope[key]), expression=again(there[relation.keys[name]]))
                    for name, key in self.periods.keys.items()
                )
            )
            for node in self.cuts:
                if node.home is relation:
                    day = sources.writer.write(node, there)
                    source = cut(day, inside(day), sources.of(self.periods, "p"))
                    parts.append(source.join(sources.of(relation, "r"), on=again(on), copy=False))
        if self.changes:
            day = column("day", "s")
            changed = cut(day, inside(day), sources.of(self.periods, "p"))
            on = exp.EQ(this=column("case_id", "s"), expression=again(scope[self.periods.keys["case_id"]]))
            parts.append(changed.join(exp.to_table(self._changes(sources), alias="s"), on=on, copy=False))
        return union(parts, distinct=True)

    def _changes(self, sources: Sources) -> str:
        """The days on which dated facts change."""
        parts: list[exp.Query] = []
        for name in self.changes:
            first = named(column("start", "s"), "day")
            after = named(sources.writer.dialect.plus_days(column("end", "s"), literal(1, "int")), "day")
            parts += [
                select([column("case_id", "s"), day], sources.table(name, "s")) for day in (first, after)
            ]
        return sources.state("changes", union(parts))
