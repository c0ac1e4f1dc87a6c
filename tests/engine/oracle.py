"""The same rules read by Python itself: complete cases only, every day on its own, no plan, no segments.

Only the rulebook as written and the case model are used; nothing of the plan or the engine.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, partial
from typing import Any

from dateutil.relativedelta import relativedelta

from amp_rules.case import Case, FactSpec
from amp_rules.case.daily import DailyFacts
from amp_rules.case.facts import Facts
from amp_rules.case.people import Child
from amp_rules.case.shapes import specs_of
from amp_rules.engine.rows import Instance, Rows
from amp_rules.rulebook.model import Decision, Rulebook
from amp_rules.terms import UNKNOWN, Money

NO_SPEC = FactSpec("", "bool", "", "")
LISTS = {"person": "persons", "claim": "claims", "period": "periods", "item": "items"}
ORDER = {"claim": "on", "period": "start", "item": "on"}


class NotCompleteError(Exception):
    """The rules asked for a fact that nobody stated."""


class ClashError(Exception):
    """Two rules of a table that allows one held."""


class ManyError(Exception):
    """More numbered entities than the rulebook allows."""


def plain(value: Any) -> Any:
    if value is UNKNOWN:
        raise NotCompleteError
    return value.minor if isinstance(value, Money) else value


class Rewrite(ast.NodeTransformer):
    """Arithmetic, free names and the language's special forms as calls of functions defined here."""

    def __init__(self) -> None:
        self.loops: list[str] = []

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return (
            node
            if node.id in self.loops
            else ast.Call(ast.Name("_name", ast.Load()), [ast.Constant(node.id)], [])
        )

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        (loop,) = node.generators
        loop.iter = self.visit(loop.iter)
        assert isinstance(loop.target, ast.Name)
        self.loops.append(loop.target.id)
        node.elt, loop.ifs = self.visit(node.elt), [self.visit(each) for each in loop.ifs]
        self.loops.pop()
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        name = {"Add": "_add", "Sub": "_sub", "Mult": "_mul"}[type(node.op).__name__]
        function = ast.Call(ast.Name("_name", ast.Load()), [ast.Constant(name)], [])
        return ast.Call(function, [node.left, node.right], [])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name == "prior":
            decision, initial, *keys = node.args
            texts = ast.Tuple([ast.Constant(ast.unparse(key)) for key in keys], ast.Load())
            node.args = [
                ast.Constant(ast.unparse(decision)),
                ast.Lambda(_no_args(), self.visit(initial)),
                texts,
            ]
        elif name in ("at", "first"):
            node.args = [ast.Constant(ast.unparse(node.args[0])), self.visit(node.args[1])]
        else:
            node.args = [self.visit(each) for each in node.args]
        node.func = ast.Call(ast.Name("_name", ast.Load()), [ast.Constant(f"_{name}")], [])
        return node


def _no_args() -> ast.arguments:
    return ast.arguments([], [], None, [], [], None, [])


@cache
def code_of(text: str) -> Any:
    tree = ast.fix_missing_locations(Rewrite().visit(ast.parse(text, mode="eval")))
    return compile(tree, "<oracle>", "eval")


class Thing:
    """An entity as rules see it: facts and decisions by name, money in minor units."""

    def __init__(
        self, world: World, entity: str, chain: dict[str, Thing], raw: Any = None, number: int = 0
    ) -> None:
        self.world, self.entity, self.raw, self.number = world, entity, raw, number
        self.chain = {**chain, entity: self}

    def __getattr__(self, name: str) -> Any:
        return self.world.member(self, name)


class Group:
    """A group of facts within an entity."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def __getattr__(self, name: str) -> Any:
        return read(self.raw, name)


def read(raw: Any, name: str) -> Any:
    model: type[Facts] = type(raw)
    spec = specs_of(model).get(name)
    value = getattr(raw, name, UNKNOWN)
    return Group(value) if spec is not None and spec.kind == "group" else plain(value)


def resolver(thing: Thing) -> Callable[[str], Any]:
    """What a free name means in an expression about an entity: entities, functions, then decisions."""
    world = thing.world

    def name(word: str) -> Any:
        if word in thing.chain:
            return thing.chain[word]
        if word in FUNCTIONS:
            return FUNCTIONS[word]
        if word in SPECIAL:
            return partial(SPECIAL[word], thing)
        if word == "parameter":
            return Parameters(thing)
        return world.value(word, thing.chain[world.book.decisions[word].about])

    return name


class Parameters:
    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __getattr__(self, name: str) -> Any:
        day = self.thing.chain.get("day")
        return self.thing.world.parameter(name, day.raw if day is not None else None)


class World:
    """A rulebook and a complete case."""

    def __init__(self, book: Rulebook, case: Case) -> None:
        self.book, self.case = book, case
        self.known: dict[tuple[str, int], Any] = {}
        self.root = Thing(self, "case", {}, case)
        self.numbered = {f"{each.name}s": each for each in book.entities.values()}
        self.lists: dict[tuple[int, str], list[Thing]] = {}
        defaults = {key: each.default for key, each in book.registers.interpretations.items()}
        chosen = {**defaults, **book.readings}
        self.in_force = {
            name: [
                r
                for r in each.rules
                if r.reading is None or chosen[r.reading.interpretation] == r.reading.choice
            ]
            for name, each in book.decisions.items()
        }

    # entities

    def listed(self, owner: Thing, name: str) -> list[Thing]:
        key = (id(owner), name)
        if key not in self.lists:
            self.lists[key] = self._listed(owner, name)
        return self.lists[key]

    def _listed(self, owner: Thing, name: str) -> list[Thing]:
        if name in self.numbered:
            each = self.numbered[name]
            count = self.eval(each.count.text, owner)
            if count > each.most:
                raise ManyError
            return [
                Thing(self, each.name, owner.chain, raw=number, number=number)
                for number in range(1, count + 1)
            ]
        if name == "days":
            start, end = plain(owner.raw.start), plain(owner.raw.end)
            return [
                Thing(self, "day", owner.chain, raw=start + timedelta(days=number), number=number + 1)
                for number in range((end - start).days + 1)
            ]
        entity = next(each for each, known in LISTS.items() if known == name)
        raws = list(plain(getattr(self.case, name)))
        if entity in ORDER and len(raws) > 1:
            raws.sort(key=lambda raw: plain(getattr(raw, ORDER[entity])))
        return [Thing(self, entity, owner.chain, raw=raw) for raw in raws]

    def things(self, entity: str) -> Iterable[Thing]:
        """Every entity of a kind."""
        if entity == "case":
            return [self.root]
        if entity in LISTS:
            return self.listed(self.root, LISTS[entity])
        owner = "period" if entity == "day" else self.book.entities[entity].of
        return [thing for above in self.things(owner) for thing in self.listed(above, f"{entity}s")]

    def member(self, thing: Thing, name: str) -> Any:
        decision = self.book.decisions.get(name)
        grouped = isinstance(thing.raw, Case) and specs_of(Case).get(name, NO_SPEC).kind == "group"
        if decision is not None and decision.about == thing.entity and not grouped:
            return self.value(name, thing)
        if name == "days" and thing.entity == "period":
            return self.listed(thing, name)
        if name in self.numbered and self.numbered[name].of == thing.entity:
            return self.listed(thing, name)
        if thing.entity == "case" and name in LISTS.values():
            return self.listed(thing, name)
        if thing.entity == "day":
            return (
                {"date": thing.raw, "number": thing.number}[name]
                if name in ("date", "number")
                else self.on(name, thing.raw)
            )
        if name == "number" and thing.entity in self.book.entities:
            return thing.number
        if name == "role" and thing.entity == "person":
            return "accompanying_child" if isinstance(thing.raw, Child) else "principal"
        return read(thing.raw, name)

    def on(self, name: str, day: date) -> Any:
        """A dated fact's value on a day."""
        for span in plain(getattr(self.case.daily, name)):
            if span.start <= day <= span.end:
                return plain(span.value)
        return plain(specs_of(DailyFacts)[name].outside)

    def parameter(self, name: str, day: date | None) -> Any:
        parameter = self.book.parameters[name]
        text = parameter.values[0].text
        for each in parameter.values[1:] if day is not None else ():
            if each.start is not None and day is not None and each.start <= day:
                text = each.text
        if parameter.unit == "date":
            return date.fromisoformat(text)
        if parameter.unit == "country":
            return frozenset(text.split())
        number = Fraction(text) * (100 if parameter.unit[:3] in ("SEK", "USD") else 1)
        return number.numerator if number.denominator == 1 else number

    # decisions

    def eval(self, text: str, thing: Thing) -> Any:
        return eval(code_of(text), {"__builtins__": {}, "_name": resolver(thing)})

    def value(self, name: str, thing: Thing) -> Any:
        key = (name, id(thing))
        if key not in self.known:
            self.known[key] = self.decide(self.book.decisions[name], thing)
        return self.known[key]

    def answer_all(self) -> None:
        """Every decision about every entity, for the errors that this may raise."""
        for name, decision in self.book.decisions.items():
            for thing in self.things(decision.about):
                with suppress(NotCompleteError):
                    self.value(name, thing)

    def decide(self, decision: Decision, thing: Thing) -> Any:
        if decision.judgement is not None:
            return self.eval(decision.judgement.fact.text, thing)
        rules = self.in_force[decision.name]

        def holds(rule: Any) -> bool:
            if rule.when is not None and not self.eval(rule.when.text, thing):
                return False
            return not any(holds(other) for other in rules if rule.id in other.overrides)

        if decision.hit_policy == "first":
            held = next(([rule] for rule in rules if holds(rule)), [])
        else:
            held = [rule for rule in rules if holds(rule)]
        thens = [self.eval(rule.then.text, thing) for rule in held]
        if decision.hit_policy == "collect sum":
            return sum(thens)
        if len(held) > 1 and (decision.hit_policy == "unique" or any(then != thens[0] for then in thens)):
            raise ClashError(decision.name)
        if thens:
            return thens[0]
        return None if decision.otherwise is None else self.eval(decision.otherwise.text, thing)


def _first(thing: Thing, flag: str, count: int) -> bool:
    day, name = thing.chain["day"], flag.removeprefix("day.")
    if not thing.world.on(name, day.raw):
        return False
    days = thing.world.listed(thing.chain["period"], "days")
    return bool(sum(thing.world.on(name, other.raw) for other in days if other.raw <= day.raw) <= count)


def _prior(thing: Thing, decision: str, initial: Callable[[], Any], keys: tuple[str, ...]) -> Any:
    world = thing.world
    own = thing.chain[world.book.decisions[decision].about]
    if own.entity in world.book.entities:
        of = world.book.entities[own.entity].of
        siblings = world.listed(own.chain[of], f"{own.entity}s")
    else:
        siblings = list(world.things(own.entity))
    wanted = [world.eval(key, own) for key in keys]
    earlier = siblings[: next(at for at, other in enumerate(siblings) if other is own)]
    for other in reversed(earlier):
        if [world.eval(key, other) for key in keys] == wanted:
            return world.value(decision, other)
    return initial()


def _at(thing: Thing, name: str, on: date) -> Any:
    kind, _, last = name.rpartition(".")
    return thing.world.parameter(last, on) if kind == "parameter" else thing.world.on(last, on)


def add(a: Any, b: Any) -> Any:
    return a + timedelta(days=b) if isinstance(a, date) else a + b


def sub(a: Any, b: Any) -> Any:
    if isinstance(a, date):
        return (a - b).days if isinstance(b, date) else a - timedelta(days=b)
    return a - b


def extreme(pick: Callable[..., Any]) -> Callable[..., Any]:
    def choose(*args: Any) -> Any:
        return pick(args) if len(args) > 1 else pick(list(args[0]), default=None)

    return choose


def age(birth: date, on: date) -> int:
    years = on.year - birth.year
    return years if (on.month, on.day) >= (birth.month, birth.day) else years - 1


def age_of(person: Thing | Group, on: date) -> int:
    birth = person.raw.birth_date
    return plain(person.raw.age) if birth is UNKNOWN else age(birth, on)


def weekdays(start: date, end: date, named: frozenset[str]) -> int:
    days = (start + timedelta(days=ahead) for ahead in range((end - start).days + 1))
    return sum(day.strftime("%u") in {str(1 + WEEK.index(name)) for name in named} for day in days)


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPECIAL: dict[str, Callable[..., Any]] = {"_first": _first, "_prior": _prior, "_at": _at}
FUNCTIONS: dict[str, Any] = {
    "_add": add,
    "_sub": sub,
    "_mul": lambda a, b: a * b,
    "_sum": sum,
    "_count": lambda items: sum(1 for _ in items),
    "_any": any,
    "_all": all,
    "_min": extreme(min),
    "_max": extreme(max),
    "_days": lambda start, end: (end - start).days + 1,
    "_add_months": lambda day, months: day + relativedelta(months=months),
    "_year_end": lambda day: date(day.year, 12, 31),
    "_month_end": lambda day: (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1),
    "_age": age,
    "_age_of": age_of,
    "_weekdays": weekdays,
}


def differences(rows: Rows, world: World) -> list[tuple[str, str, Any, Any]]:
    """Every answer that Python gives otherwise: decision, entity, found, expected."""
    found = []
    for name, decision in world.book.decisions.items():
        if not rows.instances(decision.about):
            continue
        answers = {
            key: rows.value(name, instance)
            for instance in rows.instances(decision.about)
            for key in keys_of(rows, instance)
        }
        expected = {key_of(thing): thing for thing in world.things(decision.about)}
        if answers.keys() != expected.keys():
            found.append((name, "entities", list(answers), list(expected)))
            continue
        for key, value in answers.items():
            try:
                wanted = world.value(name, expected[key])
            except NotCompleteError:
                continue  # facts that only a child has, asked of the principal
            if value is UNKNOWN or isinstance(value, bool) != isinstance(wanted, bool) or value != wanted:
                found.append((name, str(key), value, wanted))
    return found


def key_of(thing: Thing) -> tuple[Any, ...]:
    """What names an entity: its kind, then ids, dates and numbers from the case down."""
    marks = [getattr(each.raw, "id", each.raw) for each in thing.chain.values() if each.entity != "case"]
    return (thing.entity, *marks)


def keys_of(rows: Rows, instance: Instance) -> Iterable[tuple[Any, ...]]:
    """The keys of what an instance stands for: of each of its days, for a segment."""
    owners = [each for each in reversed(rows.program.plan.scopes.chain(instance.entity)) if each != "case"]
    marks = [rows.object(rows.parent(instance, owner)) for owner in owners[:-1]]
    above = [getattr(mark, "id", mark) for mark in marks]
    if instance.entity == "day":
        first, last = rows.days(instance)
        return [("day", *above, date.fromordinal(day)) for day in range(first, last + 1)]
    own = rows.object(instance) if owners else ()
    return [(instance.entity, *above, *([getattr(own, "id", own)] if owners else []))]
