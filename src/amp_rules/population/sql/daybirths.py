"""Runs of flagged days, and segments of days, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from amp_rules.population.sql.births import Columns, Sources, column, named, select, union
from amp_rules.population.sql.nodes import Node, Relation
from amp_rules.population.sql.text import literal


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of days of each period on which a dated flag holds or may hold, cut to the period.

    unstated: whether the flag is not known at all.
    """

    periods: Relation
    start: Node
    end: Node
    unstated: Node
    table: str

    def needs(self) -> Sequence[Node]:
        """The first and the last day, and whether the flag is known."""
        return (self.start, self.end, self.unstated, *self.periods.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The runs of each period."""
        scope = sources.scope(self.periods, "p")
        writer = sources.writer
        start, end = writer.write(self.start, scope), writer.write(self.end, scope)
        spans = select(
            [named(self._of_span(node, scope, start, end), name) for node, name in columns.items()],
            sources.of(self.periods, "p"),
            where=exp.or_(exp.Is(this=column("value", "s"), expression=exp.null()), column("value", "s")),
        ).join(
            sources.table(self.table, "s"),
            on=exp.and_(
                exp.EQ(this=column("case_id", "s"), expression=scope[self.periods.keys["case_id"]].copy()),
                exp.LTE(this=column("start", "s"), expression=end.copy()),
                exp.GTE(this=column("end", "s"), expression=start.copy()),
            ),
            copy=False,
        )
        if self.unstated.constant and self.unstated.value is False:
            return spans
        known = [exp.Is(this=day.copy(), expression=exp.Not(this=exp.null())) for day in (start, end)]
        whole = select(
            [named(self._of_period(node, scope, start, end), name) for node, name in columns.items()],
            sources.of(self.periods, "p"),
            where=exp.and_(writer.write(self.unstated, scope), *known),
        )
        return union([spans, whole])

    def _of_span(self, node: Node, scope: dict[Node, exp.Expr], start: exp.Expr, end: exp.Expr) -> exp.Expr:
        match node.data[0]:
            case "day_from":
                return exp.Anonymous(this="GREATEST", expressions=[column("start", "s"), start.copy()])
            case "day_to":
                return exp.Anonymous(this="LEAST", expressions=[column("end", "s"), end.copy()])
            case "open":
                return exp.Is(this=column("value", "s"), expression=exp.null())
        return scope[self.periods.keys[str(node.data[0])]].copy()

    def _of_period(self, node: Node, scope: dict[Node, exp.Expr], start: exp.Expr, end: exp.Expr) -> exp.Expr:
        match node.data[0]:
            case "day_from":
                return start.copy()
            case "day_to":
                return end.copy()
            case "open":
                return exp.true()
        return scope[self.periods.keys[str(node.data[0])]].copy()


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
        keys = [column(key, days) for key in self.periods.keys]
        first, until = column("day_from", days), column("until", days)
        following = exp.Window(
            this=exp.Lead(this=first),
            partition_by=[key.copy() for key in keys],
            order=exp.Order(expressions=[exp.Ordered(this=first.copy())]),
        )
        before = sources.writer.dialect.plus_days(following, literal(-1, "int"))
        last = exp.Coalesce(this=before, expressions=[until])
        found = {"day_from": first, "day_to": last}
        items = []
        for node, name in columns.items():
            key = str(node.data[0])
            items.append(named(found[key].copy() if key in found else column(key, days), name))
        return select(items, exp.to_table(days))

    def _days(self, sources: Sources) -> exp.Query:
        """Every day on which a segment begins, once."""
        scope = sources.scope(self.periods, "p")
        start, end = (sources.writer.write(day, scope) for day in (self.start, self.end))
        keys = [scope[key] for key in self.periods.keys.values()]
        known = exp.and_(
            *(exp.Is(this=day.copy(), expression=exp.Not(this=exp.null())) for day in (start, end))
        )

        def cut(day: exp.Expr, where: exp.Expr, source: exp.Expr) -> exp.Select:
            items = [*(key.copy() for key in keys), named(day, "day_from"), named(end.copy(), "until")]
            return select(items, source, where=where)

        def inside(day: exp.Expr) -> exp.Expr:
            return exp.and_(
                exp.GT(this=day.copy(), expression=start.copy()),
                exp.LTE(this=day.copy(), expression=end.copy()),
            )

        parts = [cut(start.copy(), known, sources.of(self.periods, "p"))]
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
                    exp.EQ(this=scope[key].copy(), expression=there[relation.keys[name]].copy())
                    for name, key in self.periods.keys.items()
                )
            )
            for node in self.cuts:
                if node.home is relation:
                    day = sources.writer.write(node, there)
                    source = cut(day, inside(day), sources.of(self.periods, "p"))
                    parts.append(source.join(sources.of(relation, "r"), on=on.copy(), copy=False))
        if self.changes:
            day = column("day", "s")
            changed = cut(day, inside(day), sources.of(self.periods, "p"))
            on = exp.EQ(this=column("case_id", "s"), expression=scope[self.periods.keys["case_id"]].copy())
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
