"""The statements of a query, one reading the other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from amp_rules.population.sql.births import column, grouped_by, named, select, there_is
from amp_rules.population.sql.dialects import Dialect
from amp_rules.population.sql.nodes import INPUTS, Link, Node, Relation
from amp_rules.population.sql.rounds import Output, Round, Rounds, link_of
from amp_rules.population.sql.text import Writer, again


@dataclass(frozen=True, slots=True)
class Statement:
    """A named query; it reads the tables of the population and statements before it."""

    name: str
    query: exp.Query
    reads: tuple[str, ...]


class Chain:
    """Writes rounds as statements."""

    def __init__(self, rounds: Rounds, dialect: Dialect, tables: str = "") -> None:
        self.rounds = rounds
        self.writer = Writer(dialect)
        self.schema = tables
        self.statements: list[Statement] = []
        self.latest: dict[Relation, tuple[str, dict[Node, str]]] = {}
        self.stages: dict[str, int] = {}
        self.names: dict[Relation, dict[str, Node]] = {}
        self.outputs: list[Statement] = []
        for number, each in enumerate(rounds.rounds):
            self._round(number, each)
        for output in rounds.outputs:
            self._output(output)

    # what births read

    def of(self, relation: Relation, alias: str = "") -> exp.Table:
        """The latest statement about a relation, as a table."""
        return exp.to_table(self.latest[relation][0], alias=alias or None)

    def scope(self, relation: Relation, alias: str = "") -> dict[Node, exp.Expr]:
        """The columns of that statement."""
        name, columns = self.latest[relation]
        return {node: column(each, alias or name) for node, each in columns.items()}

    def table(self, name: str, alias: str = "") -> exp.Table:
        """A table of the population."""
        made = exp.table_(exp.to_identifier(name), db=exp.to_identifier(self.schema) if self.schema else None)
        return exp.alias_(made, alias, table=True) if alias else made  # type: ignore[return-value]

    def state(self, name: str, query: exp.Query) -> str:
        """Adds a statement; one that is there already under this name is used again."""
        for each in self.statements:
            if each.name.rpartition("_")[0] == name and each.query == query:
                return each.name
        return self._state(name, query)

    def _state(self, name: str, query: exp.Query) -> str:
        number = self.stages[name] = self.stages.get(name, 0) + 1
        self.statements.append(Statement(f"{name}_{number}", query, reads_of(query)))
        return self.statements[-1].name

    # rounds

    def _name(self, node: Node) -> str:
        """The column of a node: by its label, else by its number; no two in a relation are alike."""
        assert node.home is not None
        taken = self.names.setdefault(node.home, {})
        wanted = str(node.data[0]) if node.op in ("key", "column") and not node.label else node.label
        wanted = wanted or f"v{node.number}"
        name, number = wanted, 1
        while taken.get(name, node) is not node:
            number += 1
            name = f"{wanted}_{number}"
        taken[name] = node
        return name

    def _round(self, number: int, each: Round) -> None:
        relation = each.relation
        if each.born:
            first = [
                node for node in self._inputs(relation) if node.op in ("key", "column", "taken", "united")
            ]
            columns = {node: self._name(node) for node in first}
            self.latest[relation] = (
                self._state(relation.name, relation.birth.select(self, columns)),
                columns,
            )
        for at, nodes in enumerate(each.steps):
            if not (each.born and at == 0 and not self._work(nodes)):
                self._step(relation, (number, at), nodes)

    def _inputs(self, relation: Relation) -> list[Node]:
        return [
            node
            for node in self.rounds.needed
            if node.home is relation
            and node.op in INPUTS
            and (node.op == "key" or self.rounds.last_use.get(node) is not None)
        ]

    def _work(self, nodes: list[Node]) -> bool:
        return any(node.op not in ("key", "column", "taken", "united") for node in nodes)

    def _step(self, relation: Relation, place: tuple[int, int], nodes: list[Node]) -> None:
        scope = self.scope(relation, "t")
        made = exp.Select().from_(self.of(relation, "t"), copy=False)
        self._join(made, scope, relation, [node for node in nodes if node.op in ("moved", "gathered")])
        items: list[exp.Expr] = []
        columns: dict[Node, str] = {}
        for node in [*scope, *(node for node in nodes if node not in scope)]:
            if not self.rounds.kept(node, place):
                continue
            columns[node] = self._name(node)
            items.append(named(self.writer.write(node, scope), columns[node]))
        made.set("expressions", items)
        self.latest[relation] = (self._state(relation.name, made), columns)

    def _join(
        self, made: exp.Select, scope: dict[Node, exp.Expr], relation: Relation, nodes: list[Node]
    ) -> None:
        """Joins what is looked up and gathered, all of one relation at once."""
        groups: dict[tuple[Link, bool], list[Node]] = {}
        for node in nodes:
            link = link_of(node)
            assert link is not None
            groups.setdefault((link, node.op == "gathered"), []).append(node)
        for at, ((link, gathered), items) in enumerate(groups.items()):
            alias = f"j{at + 1}"
            if gathered:
                self._join_gathered(made, scope, alias, relation, link, items)
            else:
                self._join_moved(made, scope, alias, link, items)

    def _join_moved(
        self, made: exp.Select, scope: dict[Node, exp.Expr], alias: str, link: Link, items: list[Node]
    ) -> None:
        there = self.scope(link.target, alias)
        pairs: list[exp.Expr] = [
            exp.EQ(this=self.writer.write(one, scope), expression=again(there[other]))
            for one, other in link.on
        ]
        if link.during is not None:
            day, first, last = link.during
            on = self.writer.write(day, scope)
            pairs.append(exp.GTE(this=on, expression=again(there[first])))
            pairs.append(exp.LTE(this=again(on), expression=again(there[last])))
        made.join(
            self.of(link.target, alias),
            on=exp.and_(*pairs),
            join_type="left" if link.outer else "",
            copy=False,
        )
        for node in items:
            scope[node] = again(there[node.args[0]])

    def _join_gathered(
        self,
        made: exp.Select,
        scope: dict[Node, exp.Expr],
        alias: str,
        relation: Relation,
        link: Link,
        items: list[Node],
    ) -> None:
        keys = [(one, str(other.data[0])) for one, other in link.on]
        columns = {node: self._name(node) for node in items}
        child = link.here[0].home
        assert child is not None
        name = self._state(f"{relation.name}_of_{child.name}", grouped_by(self, child, keys, columns))
        pairs = [
            exp.EQ(this=again(scope[other]), expression=column(str(other.data[0]), alias))
            for _, other in link.on
        ]
        made.join(exp.to_table(name, alias=alias), on=exp.and_(*pairs), join_type="left", copy=False)
        for node in items:
            there = column(str(link.on[0][1].data[0]), alias)
            scope[node] = there_is(there) if node.data[0] == "there" else column(columns[node], alias)

    def _output(self, output: Output) -> None:
        scope = self.scope(output.relation, "t")
        items = [named(self.writer.write(node, scope), name) for name, node in output.columns]
        where = None if output.where is None else self.writer.write(output.where, scope)
        query = select(items, self.of(output.relation, "t"), where=where)
        self.outputs.append(Statement(output.name, query, reads_of(query)))


def reads_of(query: exp.Query) -> tuple[str, ...]:
    """The tables that a query reads, once for each time."""
    found: list[str] = []
    waiting: list[exp.Expr] = [query]
    while waiting:
        each = waiting.pop()
        if isinstance(each, exp.Union):
            waiting += [each.this, each.expression]
        elif isinstance(each, exp.Select):
            sources = [each.args.get("from_") or each.args.get("from"), *(each.args.get("joins") or ())]
            found += [source.this.name for source in sources if source is not None]
    return tuple(found)
