"""In which order relations are worked out, and which values become columns.

Work goes in rounds: one relation at a time, as far as what is at hand allows. Within a round, values that are
read more than once become columns of one statement, to be read by the next; all others are written where they
are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from amp_rules.population.sql.nodes import INPUTS, Link, Node, Relation

HEAVIEST = 120
"""Parts that one expression may have before it is cut in two."""
CHEAP = 5
"""Parts of an expression that may be written twice rather than kept as a column."""
NEVER = (1 << 30, 0)

Place = tuple[int, int]
"""A round, and a statement within it; -1 before its first."""


@dataclass(frozen=True, slots=True)
class Output:
    """A table that the query gives: columns of one relation, of the rows in which `where` is true."""

    name: str
    relation: Relation
    columns: tuple[tuple[str, Node], ...]
    where: Node | None = None

    def nodes(self) -> tuple[Node, ...]:
        """What it reads."""
        return (*(node for _, node in self.columns), *((self.where,) if self.where is not None else ()))


@dataclass(slots=True)
class Round:
    """What is worked out of one relation in one go. born: the relation's first round."""

    relation: Relation
    nodes: list[Node]
    born: bool
    steps: list[list[Node]] = field(default_factory=list)


def link_of(node: Node) -> Link | None:
    """How a value is looked up or gathered."""
    found = node.data[-1] if node.op in ("moved", "gathered") else None
    return found if isinstance(found, Link) else None


def needs_of(node: Node) -> Iterator[Node]:
    """Everything a node is made of, in its own relation and others."""
    yield from node.args
    link = link_of(node)
    if link is not None:
        yield from link.here
        yield from link.there


class Rounds:
    """Puts the nodes that outputs need into rounds and statements."""

    def __init__(self, outputs: Sequence[Output]) -> None:
        self.outputs = outputs
        self.needed = self._needed()
        self.born_in: dict[Relation, int] = {}
        self.round_of: dict[Node, int] = {}
        self.rounds: list[Round] = []
        self._schedule()
        self.weights: dict[Node, int] = {}
        self.columns: set[Node] = set()
        self._choose_columns()
        self.place_of: dict[Node, Place] = {}
        self._place()
        self.last_use: dict[Node, Place] = {}
        self._find_last_uses()

    # what is needed

    def _needed(self) -> list[Node]:
        found: set[Node] = set()
        relations: set[Relation] = set()
        waiting = [node for output in self.outputs for node in output.nodes()]
        for output in self.outputs:
            waiting += output.relation.keys.values()
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            waiting += needs_of(node)
            if node.home is not None and node.home not in relations:
                relations.add(node.home)
                waiting += node.home.birth.needs()
                waiting += node.home.keys.values()
        self.relations = sorted(relations, key=lambda each: min(key.number for key in each.keys.values()))
        return sorted(found, key=lambda node: node.number)

    # rounds

    def _schedule(self) -> None:
        waiting = {
            relation: [node for node in self.needed if node.home is relation] for relation in self.relations
        }
        while any(waiting.values()):
            chosen, nodes = self._next(waiting)
            number = len(self.rounds)
            born = chosen not in self.born_in
            self.born_in.setdefault(chosen, number)
            self.round_of.update(dict.fromkeys(nodes, number))
            self.rounds.append(Round(chosen, nodes, born))
            done = set(nodes)
            waiting[chosen] = [node for node in waiting[chosen] if node not in done]

    def _next(self, waiting: dict[Relation, list[Node]]) -> tuple[Relation, list[Node]]:
        """The relation that can be finished, or else got furthest."""
        best: tuple[Relation, list[Node]] | None = None
        for relation, nodes in waiting.items():
            if not nodes:
                continue
            ready = self._ready(relation, nodes)
            if len(ready) == len(nodes):
                return relation, ready
            if ready and (best is None or len(ready) > len(best[1])):
                best = (relation, ready)
        if best is None:
            stuck = [node for nodes in waiting.values() for node in nodes]
            raise AssertionError(f"values that wait for each other: {stuck[:8]}")
        return best

    def _ready(self, relation: Relation, nodes: list[Node]) -> list[Node]:
        if relation not in self.born_in and not self._may_be_born(relation, nodes):
            return []
        ready: set[Node] = set()
        found = []
        for node in nodes:
            needs = () if node.op in ("key", "column") else needs_of(node)
            if all(each.home is None or each in self.round_of or each in ready for each in needs):
                ready.add(node)
                found.append(node)
        return found

    def _may_be_born(self, relation: Relation, nodes: list[Node]) -> bool:
        needs: list[Node] = list(relation.birth.needs())
        needs += [arg for node in nodes if node.op in ("taken", "united") for arg in node.args]
        return all(node.home is None or node in self.round_of for node in needs)

    # columns

    def _choose_columns(self) -> None:
        """Values that are read twice, or from another relation, become columns."""
        uses: dict[Node, int] = {}
        fixed = self._before_windows()
        for node in self.needed:
            for arg in node.args:
                uses[arg] = uses.get(arg, 0) + (2 if node.op == "taken" else 1)
            link = link_of(node)
            if link is not None:
                fixed.update(link.here)
                fixed.update(link.there)
                if node.op == "moved":
                    fixed.update(node.args)
        for each in (node for relation in self.relations for node in relation.birth.needs()):
            uses[each] = uses.get(each, 0) + 2
        for output in self.outputs:
            for node in output.nodes():
                uses[node] = uses.get(node, 0) + 1
        for node in self.needed:
            weight = 1 + sum(1 if arg in self.columns else self.weights.get(arg, 1) for arg in node.args)
            self.weights[node] = weight
            if node.home is None:
                continue
            if (
                node.op in INPUTS
                or node.op == "window"
                or node in fixed
                or weight > HEAVIEST
                or (uses.get(node, 0) > 1 and weight > CHEAP)
            ):
                self.columns.add(node)

    def _before_windows(self) -> set[Node]:
        """What later values are made of that need no window themselves: narrower than what it is made of."""
        depths: dict[Node, int] = {}
        found: set[Node] = set()
        for node in self.needed:
            inner = [] if node.op in INPUTS else [depths.get(arg, 0) for arg in node.args]
            depths[node] = max(inner, default=0) + (1 if node.op == "window" else 0)
            if inner and node.op != "window":
                found.update(arg for arg in node.args if arg.args and depths[arg] < depths[node])
        return found

    def leaves(self, node: Node) -> Iterator[Node]:
        """The columns that an expression reads."""
        waiting = list(node.args)
        while waiting:
            each = waiting.pop()
            if each in self.columns:
                yield each
            else:
                waiting.extend(each.args)

    def read(self, node: Node) -> Iterator[Node]:
        """The columns that stand for a value: itself, or those it is written with."""
        if node in self.columns:
            yield node
        else:
            yield from self.leaves(node)

    # statements

    def _place(self) -> None:
        """Puts columns into statements; windows over the same rows in the same order go into one."""
        for number, each in enumerate(self.rounds):
            columns = [node for node in each.nodes if node in self.columns]
            self._place_by_depth(number, columns)
            steps: list[list[Node]] = [
                [] for _ in range(max((self.place_of[node][1] for node in columns), default=0) + 1)
            ]
            for node in columns:
                steps[self.place_of[node][1]].append(node)
            each.steps = steps

    def _place_by_depth(self, number: int, columns: list[Node]) -> None:
        """What is made of no window goes first, then the windows, then what is made of them, and so on."""
        depths: dict[Node, int] = {}
        for node in columns:
            inner = [depths.get(leaf, 0) for leaf in self._reads(node)]
            depths[node] = max(inner, default=0) + (1 if node.op == "window" else 0)
        after = 0
        for depth in range(max(depths.values(), default=0) + 1):
            here = [node for node in columns if depths[node] == depth]
            windows = [node for node in here if node.op == "window"]
            after = max([after, *(self._earliest(node, number) for node in windows)])
            for node in here:
                at = after if node.op == "window" else self._earliest(node, number)
                self.place_of[node] = (number, at)
            after = max([after, *(self.place_of[node][1] for node in here)])

    def _reads(self, node: Node) -> Iterable[Node]:
        """The columns of its own relation that a column is made of."""
        if node.op not in INPUTS:
            return self.leaves(node)
        link = link_of(node)
        return link.here if link is not None and node.op == "moved" else ()

    def _earliest(self, node: Node, number: int) -> int:
        """The first statement of a round that can hold a column."""
        return max((self._after(each, number) for each in self._reads(node)), default=0)

    def _after(self, node: Node, number: int) -> int:
        """The first statement of a round that can read a column."""
        place = self.place_of.get(node)
        if place is None or place[0] != number:
            return 0
        return place[1] if node.op in INPUTS else place[1] + 1

    def _find_last_uses(self) -> None:
        for node in self.columns:
            number, at = self.place_of[node]
            if node.op in ("taken", "united"):
                self._used(node.args, (number, -1))
            elif node.op in ("moved", "gathered"):
                self._used(node.args, (number, -1))
                link = link_of(node)
                assert link is not None
                self._used(link.there if node.op == "moved" else link.here, (number, -1))
                self._used(link.here if node.op == "moved" else link.there, (number, at))
            elif node.op not in INPUTS:
                for leaf in self.leaves(node):
                    self._used_at(leaf, (number, at))
        for relation in self.relations:
            self._used(relation.birth.needs(), (self.born_in[relation], -1))
        for output in self.outputs:
            self._used(output.nodes(), NEVER)

    def _used(self, nodes: Iterable[Node], place: Place) -> None:
        for node in nodes:
            for column in self.read(node):
                self._used_at(column, place)

    def _used_at(self, column: Node, place: Place) -> None:
        if place > self.last_use.get(column, (-1, -1)):
            self.last_use[column] = place

    def kept(self, node: Node, place: Place) -> bool:
        """Whether a column is still read after a statement."""
        return node.op == "key" or self.last_use.get(node, (-1, -1)) > place
