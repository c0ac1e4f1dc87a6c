"""Where the rows of relations come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from sqlglot import exp

from amp_rules.population.sql.nodes import Link, Node, Relation
from amp_rules.population.sql.text import Writer, again, aggregate, literal

Columns = Mapping[Node, str]
"""The columns that a relation starts with, and their names."""


class Sources(Protocol):
    """What a birth may read: statements written before."""

    writer: Writer

    def of(self, relation: Relation, alias: str = "") -> exp.Table:
        """The latest statement about a relation, as a table."""

    def scope(self, relation: Relation, alias: str = "") -> dict[Node, exp.Expr]:
        """The columns of that statement."""

    def table(self, name: str, alias: str = "") -> exp.Table:
        """A table of the population."""

    def state(self, name: str, query: exp.Query) -> str:
        """Adds a statement; gives its name."""


class Birth(Protocol):
    """How rows come to be."""

    def needs(self) -> Sequence[Node]:
        """What must be worked out before, besides what is taken over."""

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The rows, with the keys and these columns."""


def column(name: str, table: str) -> exp.Column:
    """A column of a table."""
    return exp.Column(this=word(name), table=exp.Identifier(this=table, quoted=False))


def word(name: str) -> exp.Identifier:
    """A name, in quotes where a database could take it for a word of its own."""
    return exp.Identifier(this=name, quoted=name in RESERVED)


def named(item: exp.Expr, name: str) -> exp.Expr:
    """An expression under a name."""
    if isinstance(item, exp.Column) and item.name == name:
        return item
    return exp.Alias(this=item, alias=word(name))


def select(items: Sequence[exp.Expr], source: exp.Expr, *, where: exp.Expr | None = None) -> exp.Select:
    """A plain SELECT."""
    made = exp.Select(expressions=list(items)).from_(source, copy=False)
    return made.where(where, copy=False) if where is not None else made


def union(parts: Sequence[exp.Query], distinct: bool = False) -> exp.Query:
    """The rows of all."""
    return reduce(lambda one, other: exp.Union(this=one, expression=other, distinct=distinct), parts)


RESERVED = frozenset(
    {"end", "start", "on", "value", "position", "number", "first", "last", "case", "order", "person"}
)
"""Column names that databases could take for words of their own."""


@dataclass(frozen=True, slots=True)
class FromTable:
    """The rows of a table of the population. only: a column that must have this value."""

    table: str
    only: tuple[str, int] | None = None

    def needs(self) -> Sequence[Node]:
        """Nothing."""
        return ()

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The table's rows."""
        items = [named(column(_source(node), "t"), name) for node, name in columns.items()]
        where = None
        if self.only is not None:
            where = exp.EQ(this=column(self.only[0], "t"), expression=literal(self.only[1], "int"))
        return select(items, sources.table(self.table, "t"), where=where)


def _source(node: Node) -> str:
    """The name of a column in its table."""
    return str(node.data[0])


@dataclass(frozen=True, slots=True)
class FromPersons:
    """The persons of every case; a principal of whom nothing is on file has a row too.

    childs: the columns that only a child has.
    """

    childs: frozenset[str]

    def needs(self) -> Sequence[Node]:
        """Nothing."""
        return ()

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The principals, then the children."""
        own = [named(column(_source(node), "p"), name) for node, name in columns.items()]
        first = [named(self._of_principal(node), name) for node, name in columns.items()]
        zero = literal(0, "int")
        joined = exp.and_(
            exp.EQ(this=column("case_id", "p"), expression=column("case_id", "c")),
            exp.EQ(this=column("position", "p"), expression=zero),
        )
        principals = select(first, sources.table("cases", "c")).join(
            sources.table("persons", "p"), on=joined, join_type="left", copy=False
        )
        later = exp.GT(this=column("position", "p"), expression=again(zero))
        return union([principals, select(own, sources.table("persons", "p"), where=later)])

    def _of_principal(self, node: Node) -> exp.Expr:
        name = _source(node)
        if name == "case_id":
            return column(name, "c")
        if name == "position":
            return exp.cast(literal(0, "int"), "BIGINT")
        if name == "person_id":
            return exp.Coalesce(this=column(name, "p"), expressions=[literal("principal", "text")])
        return literal(None, node.kind) if name in self.childs else column(name, "p")


@dataclass(frozen=True, slots=True)
class Taken:
    """Those rows of another relation for which a condition holds."""

    base: Relation
    condition: Node

    def needs(self) -> Sequence[Node]:
        """The condition and the keys of the rows."""
        return (self.condition, *self.base.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The rows for which it holds."""
        scope = sources.scope(self.base, "t")
        items = [
            named(sources.writer.write(_taken(node, self.base), scope), name)
            for node, name in columns.items()
        ]
        return select(items, sources.of(self.base, "t"), where=sources.writer.write(self.condition, scope))


def _taken(node: Node, base: Relation) -> Node:
    """The value of the other relation that a value is."""
    return base.keys[str(node.data[0])] if node.op == "key" else node.args[0]


@dataclass(frozen=True, slots=True)
class United:
    """The rows of several relations with the same keys."""

    parts: tuple[Relation, ...]

    def needs(self) -> Sequence[Node]:
        """The keys of all parts."""
        return tuple(key for part in self.parts for key in part.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The rows of one part after the other."""
        found = []
        for at, part in enumerate(self.parts):
            scope = sources.scope(part, "t")
            items = []
            for node, name in columns.items():
                value = part.keys[str(node.data[0])] if node.op == "key" else node.args[at]
                items.append(named(sources.writer.write(value, scope), name))
            found.append(select(items, sources.of(part, "t")))
        return union(found)


@dataclass(frozen=True, slots=True)
class Numbers:
    """As many rows for each row of another relation as a number says, `most` at most."""

    owner: Relation
    count: Node
    most: int

    def needs(self) -> Sequence[Node]:
        """How many, and of what."""
        return (self.count, *self.owner.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The rows of the owner, once for each number."""
        scope = sources.scope(self.owner, "t")
        rows = [
            exp.Select(expressions=[named(exp.cast(literal(number, "int"), "BIGINT"), "number")])
            for number in range(1, self.most + 1)
        ]
        numbers = exp.to_table(sources.state("numbers", union(rows)))
        items = []
        for node, name in columns.items():
            key = str(node.data[0])
            item = column(key, numbers.name) if key == "number" else again(scope[self.owner.keys[key]])
            items.append(named(item, name))
        count = sources.writer.write(self.count, scope)
        near = exp.LTE(this=column("number", numbers.name), expression=count)
        return select(items, sources.of(self.owner, "t")).join(numbers, on=near, copy=False)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each row of one relation with every row of another of the same case.

    The second one's keys stand under names that begin with `other_`.
    """

    outer: Relation
    inner: Relation

    def needs(self) -> Sequence[Node]:
        """The keys of both."""
        return (*self.outer.keys.values(), *self.inner.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """Every pair."""
        outer, inner = sources.scope(self.outer, "a"), sources.scope(self.inner, "b")
        items = []
        for node, name in columns.items():
            items.append(named(self._item(sources, node, outer, inner), name))
        same = exp.EQ(
            this=again(outer[self.outer.keys["case_id"]]), expression=again(inner[self.inner.keys["case_id"]])
        )
        return select(items, sources.of(self.outer, "a")).join(
            sources.of(self.inner, "b"), on=same, copy=False
        )

    def _item(
        self,
        sources: Sources,
        node: Node,
        outer: dict[Node, exp.Expr],
        inner: dict[Node, exp.Expr],
    ) -> exp.Expr:
        if node.op == "key":
            name = str(node.data[0])
            if name.startswith("other_"):
                return again(inner[self.inner.keys[name.removeprefix("other_")]])
            return again(outer[self.outer.keys[name]])
        link = node.data[0]
        assert isinstance(link, Link)
        second = any(str(here.data[0]).startswith("other_") for here in link.here)
        return sources.writer.write(node.args[0], inner if second else outer)


def _aggregate(sources: Sources, node: Node, scope: dict[Node, exp.Expr]) -> exp.Expr:
    item = sources.writer.write(node.args[0], scope)
    return aggregate(str(node.data[0]), item, sources.writer.dialect)


@dataclass(frozen=True, slots=True)
class Marked:
    """Texts of the rows of several relations, by case; rows without any are left out."""

    parts: tuple[tuple[Relation, Node], ...]

    def needs(self) -> Sequence[Node]:
        """The texts."""
        return tuple(node for relation, text in self.parts for node in (relation.keys["case_id"], text))

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """The texts of one relation after the other."""
        found = []
        for relation, text in self.parts:
            scope = sources.scope(relation, "t")
            item = sources.writer.write(text, scope)
            values = {"case_id": scope[relation.keys["case_id"]], "paths": item}
            items = [named(again(values[str(node.data[0])]), name) for node, name in columns.items()]
            some = exp.NEQ(this=again(item), expression=exp.Literal.string(""))
            found.append(select(items, sources.of(relation, "t"), where=some))
        return union(found)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of texts, each once for its case."""

    texts: Relation

    def needs(self) -> Sequence[Node]:
        """The texts."""
        return tuple(self.texts.keys.values())

    def select(self, sources: Sources, columns: Columns) -> exp.Query:
        """Case and word."""
        scope = sources.scope(self.texts, "t")
        words = sources.writer.dialect.words(exp.Trim(this=again(scope[self.texts.keys["paths"]])))
        values = {"case_id": scope[self.texts.keys["case_id"]], "path": words}
        items = [named(again(values[str(node.data[0])]), name) for node, name in columns.items()]
        return select(items, sources.of(self.texts, "t")).distinct(copy=False)


def there_is(item: exp.Expr) -> exp.Is:
    """Whether a value is not NULL."""
    return exp.Is(this=item, expression=exp.Not(this=exp.null()))


def grouped_by(
    sources: Sources, child: Relation, keys: Sequence[tuple[Node, str]], items: Mapping[Node, str]
) -> exp.Select:
    """Values gathered of a relation's rows; keys: of the relation, and the names they get."""
    scope = sources.scope(child, "t")
    found = [named(again(scope[key]), name) for key, name in keys]
    for node, name in items.items():
        if node.data[0] == "there":
            continue
        found.append(named(_aggregate(sources, node, scope), name))
    made = select(found, sources.of(child, "t"))
    return made.group_by(*(again(scope[key]) for key, _ in keys), copy=False)
