"""What a query is made of before it is text: values of relations, each said once.

A relation is a set of rows that some statements of the query work out, column by column. A node is one value
of one relation. SQL's NULL is the unknown, and SQL's AND, OR and NOT are Kleene's.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from amp_rules.population.sql.births import Birth

Kind = Literal["bool", "int", "date", "text", "verdict"]
Plain = bool | int | str | date | None

INPUTS = frozenset({"key", "column", "taken", "united", "moved", "gathered"})
"""What a relation gets from elsewhere; everything else is worked out of these, row by row."""


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """One value of every row of a relation; a constant has no relation.

    op: how it comes about. args: of what. data: what else says how. nullable: whether it may be unknown.
    label: the name it goes by in the query, '' where nothing has named it.
    """

    op: str
    args: tuple[Node, ...]
    data: tuple[Any, ...]
    home: Relation | None
    kind: Kind
    nullable: bool
    number: int
    label: str = ""

    def __repr__(self) -> str:
        return f"<{self.op} {self.number} of {self.home.name if self.home else '-'}>"

    @property
    def constant(self) -> bool:
        """Whether it is a literal."""
        return self.op == "const"

    @property
    def value(self) -> Any:
        """A literal's value."""
        return self.data[0]


@dataclass(slots=True, eq=False, repr=False)
class Relation:
    """Rows of one kind. keys: what names a row, always at hand; birth: where the rows come from."""

    name: str
    birth: Birth
    keys: dict[str, Node] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<relation {self.name}>"


@dataclass(frozen=True, slots=True)
class Link:
    """Where the rows of one relation find a row of another.

    on: pairs of equal values, here and there. during: a day here that is from one day there up to another.
    outer: there may be none. taken: the rows here are rows of `target` themselves.
    """

    target: Relation
    on: tuple[tuple[Node, Node], ...]
    during: tuple[Node, Node, Node] | None = None
    outer: bool = False
    taken: bool = False

    @property
    def here(self) -> tuple[Node, ...]:
        """The values that are looked up by."""
        return (*(one for one, _ in self.on), *((self.during[0],) if self.during else ()))

    @property
    def there(self) -> tuple[Node, ...]:
        """The values that are looked at."""
        return (*(other for _, other in self.on), *(self.during[1:] if self.during else ()))


class Graph:
    """Makes nodes and relations; the same node asked for twice is made once."""

    def __init__(self) -> None:
        self.made: dict[tuple[Hashable, ...], Node] = {}
        self.relations: list[Relation] = []
        self.names: dict[str, int] = {}
        self.count = 0

    def relation(self, name: str, birth: Birth, keys: Sequence[tuple[str, Kind]]) -> Relation:
        """New rows; the name is made different from all others."""
        number = self.names[name] = self.names.get(name, 0) + 1
        made = Relation(name if number == 1 else f"{name}_{number}", birth)
        self.relations.append(made)
        for key, kind in keys:
            made.keys[key] = self.input(made, "key", (), (key,), kind, False)
        return made

    def const(self, value: Plain, kind: Kind) -> Node:
        """A literal; None is the unknown."""
        key = ("const", type(value).__name__, value, kind)
        if key not in self.made:
            self.count += 1
            self.made[key] = Node("const", (), (value,), None, kind, value is None, self.count)
        return self.made[key]

    def input(
        self,
        home: Relation,
        op: str,
        args: tuple[Node, ...],
        data: tuple[Hashable, ...],
        kind: Kind,
        nullable: bool,
    ) -> Node:
        """What a relation gets from elsewhere."""
        key = (op, home, args, data)
        if key not in self.made:
            self.count += 1
            self.made[key] = Node(op, args, data, home, kind, nullable, self.count)
        return self.made[key]

    def make(
        self, op: str, args: tuple[Node, ...], kind: Kind, nullable: bool, data: tuple[Hashable, ...] = ()
    ) -> Node:
        """What is worked out of values of one relation."""
        key = (op, args, data)
        if key not in self.made:
            homes = {arg.home for arg in args if arg.home is not None}
            if len(homes) > 1:
                raise AssertionError(f"'{op}' of {sorted(home.name for home in homes)}")
            self.count += 1
            home = homes.pop() if homes else None
            self.made[key] = Node(op, args, data, home, kind, nullable, self.count)
        return self.made[key]
