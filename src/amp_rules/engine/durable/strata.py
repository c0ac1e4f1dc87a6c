"""In what order a plan's questions are asked: which conclusions must be there before which conditions.

A stratum works out what needs no question, then asks all its questions in one go, for every entity at once.
Where an answer rests on the one about the entity before, the entities are gone through one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from amp_rules.plan import ir
from amp_rules.plan.scopes import Scopes


@dataclass(frozen=True, slots=True)
class Item:
    """A decision, or (`expands`) the coming about of numbered entities or days, and what it reads.

    earlier: the decisions it reads about the entity before.
    """

    name: str
    about: str
    asks: bool
    needs: frozenset[str]
    earlier: frozenset[str] = frozenset()
    expands: bool = False


@dataclass(frozen=True, slots=True)
class OneByOne:
    """Strata gone through for each entity of a kind in turn."""

    entity: str
    strata: tuple[Stratum, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """What is worked out, in order; then the decisions asked about together; then what goes one by one."""

    worked_out: tuple[Item | OneByOne, ...]
    asked: tuple[Item, ...]
    one_by_one: tuple[OneByOne, ...]


def expansion(entity: str) -> str:
    """The name of the item that brings entities about."""
    return f"*{entity}"


def reads(exprs: Iterable[ir.Expr], expanded: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The items that expressions need, and the decisions they read about the entity before."""
    needs, earlier = set(), set()
    for expr in exprs:
        for node in ir.walk(expr):
            match node:
                case ir.Ref(decision=name, entity=entity) if entity != "member":
                    needs.add(name)
                case ir.Prior(decision=name):
                    earlier.add(name)
                case ir.Aggregate(entity=entity) if entity in expanded:
                    needs.add(expansion(entity))
    return frozenset(needs), frozenset(earlier)


def strata_of(items: Sequence[Item], scopes: Scopes) -> tuple[Stratum, ...]:
    """The strata of items in any order.

    Raises ValueError where items need each other in a circle without looking at the entity before.
    """
    known = {item.name: item for item in items}
    order = _components(known)
    ready: dict[str, int] = {}
    found: dict[int, tuple[list[Item | OneByOne], list[Item], list[OneByOne]]] = {}
    for component in order:
        names = {item.name for item in component}
        level = max((ready[need] for item in component for need in _all(item, known) - names), default=0)
        asks = any(item.asks for item in component)
        ready.update(dict.fromkeys(names, level + asks))
        worked_out, asked, in_turn = found.setdefault(level, ([], [], []))
        if any(item.earlier & names for item in component):
            turn = _one_by_one(component, names, scopes)
            (in_turn if asks else worked_out).append(turn)
        elif len(component) > 1:
            raise ValueError(f"items need each other in a circle: {', '.join(sorted(names))}")
        else:
            (asked if asks else worked_out).append(component[0])
    return tuple(
        Stratum(tuple(worked_out), tuple(asked), tuple(in_turn))
        for _, (worked_out, asked, in_turn) in sorted(found.items())
    )


def _all(item: Item, known: Mapping[str, Item]) -> frozenset[str]:
    return (item.needs | item.earlier) & known.keys()


def _one_by_one(component: Sequence[Item], names: set[str], scopes: Scopes) -> OneByOne:
    """The strata of one entity, which may look at the answers about the one before."""
    looked_at = {item.about for item in component if item.earlier & names}
    frames = [entity for entity in sorted(looked_at) if scopes.parents[entity] == "case"]
    entity = frames[0] if frames else min(looked_at)
    inner = [
        Item(item.name, item.about, item.asks, item.needs, frozenset(), item.expands)
        if item.about == entity
        else item
        for item in component
    ]
    return OneByOne(entity, strata_of(inner, scopes))


def _components(known: Mapping[str, Item]) -> Iterator[list[Item]]:
    """The items in order of need, those that need each other together (Tarjan)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    for start in known:
        if start in number:
            continue
        waiting: list[tuple[str, Iterator[str]]] = []
        _enter(start, number, lowest, stack, waiting, known)
        while waiting:
            name, rest = waiting[-1]
            following = next(rest, None)
            if following is None:
                waiting.pop()
                if waiting:
                    above = waiting[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == number[name]:
                    at = stack.index(name)
                    together = set(stack[at:])
                    del stack[at:]
                    yield [item for item in known.values() if item.name in together]
            elif following not in number:
                _enter(following, number, lowest, stack, waiting, known)
            elif following in stack:
                lowest[name] = min(lowest[name], number[following])


def _enter(
    name: str,
    number: dict[str, int],
    lowest: dict[str, int],
    stack: list[str],
    waiting: list[tuple[str, Iterator[str]]],
    known: Mapping[str, Item],
) -> None:
    number[name] = lowest[name] = len(number)
    stack.append(name)
    waiting.append((name, iter(sorted(_all(known[name], known)))))
