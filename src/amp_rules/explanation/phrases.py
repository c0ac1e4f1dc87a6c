"""Typed expressions put into words, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amp_rules.engine.entries import public
from amp_rules.explanation.values import Values
from amp_rules.explanation.words import Words
from amp_rules.plan import Plan, ir

_NUMBERS: Final = {
    "==": "compare.is",
    "!=": "compare.is_not",
    "<": "compare.less",
    "<=": "compare.at_most",
    ">": "compare.more",
    ">=": "compare.at_least",
}
_DATES: Final = {
    "==": "compare.is",
    "!=": "compare.is_not",
    "<": "compare.before",
    "<=": "compare.latest",
    ">": "compare.after",
    ">=": "compare.earliest",
}
_OPPOSITE: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_ARITHMETIC: Final = {"+": "arith.plus", "-": "arith.minus", "*": "arith.times"}
_AGGREGATES: Final = {
    "sum": "each.sum",
    "any": "each.any",
    "all": "each.all",
    "min": "each.min",
    "max": "each.max",
}
_NAME: Final = {
    "case": "name.case",
    "person": "name.person",
    "claim": "name.claim",
    "period": "name.period",
    "item": "name.item",
    "day": "name.day",
}
_MANY: Final = {
    "person": "many.person",
    "claim": "many.claim",
    "period": "many.period",
    "item": "many.item",
    "day": "many.day",
}
_SOME: Final = {
    "person": "some.person",
    "claim": "some.claim",
    "period": "some.period",
    "item": "some.item",
    "day": "some.day",
}
_CALLS: Final = {
    "days": "call.days",
    "add_months": "call.add_months",
    "year_end": "call.year_end",
    "month_end": "call.month_end",
    "age": "call.age",
}
_ABSENT: Final = {True: "absent.date", False: "absent.value"}
_PRESENT: Final = {True: "present.date", False: "present.value"}
LONG_LIST: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: what it is about, and the loop around it."""

    own: str
    negated: bool = False

    def inside(self, var: str) -> Place:
        """Inside a loop over `var`."""
        return Place(var, self.negated)

    def turned(self) -> Place:
        """Under a 'not'."""
        return Place(self.own, not self.negated)

    def plain(self) -> Place:
        """Where no 'not' reaches."""
        return Place(self.own)


class Sayer:
    """Puts the expressions of one plan into words."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan = plan
        self.words = words
        self.values = Values(plan, words)

    def say(self, expr: ir.Expr, own: str = "case", *, negated: bool = False) -> str:
        """The expression in words; `own` is the entity that need not be named."""
        return self._say(expr, Place(own, negated))

    def name(self, entity: str) -> str:
        """What one entity of a kind is called."""
        numbered = self.plan.scopes.numbered.get(entity)
        if numbered is not None:
            return numbered.title.in_language(self.words.language)
        return self.words.say(_NAME[entity])

    def many(self, entity: str) -> str:
        """What several of a kind are called."""
        if entity in _MANY:
            return self.words.say(_MANY[entity])
        return self.words.say("many.other", name=self.name(entity))

    def decision_title(self, name: str) -> str:
        """A decision's title in quotes."""
        title = self.plan.decisions[name].source.title.in_language(self.words.language)
        return self.words.say("text.quoted", text=title)

    def fact_name(self, fact: ir.Fact | ir.DayFact | ir.At, own: str) -> str:
        """A fact's title, with the entity when that is not the one in hand."""
        spec = self.values.spec(fact)
        title = spec.title(self.words.language)
        if spec.kind == "date":
            title = self.words.say("text.quoted", text=title)
        if not isinstance(fact, ir.Fact) or fact.entity == "case" or fact.var == own:
            return title
        return self.words.say("fact.of", fact=title, entity=self.name(fact.entity))

    def _say(self, expr: ir.Expr, place: Place) -> str:
        if place.negated:
            return self._refuted(expr, place)
        return self._stated(expr, place)

    def _refuted(self, expr: ir.Expr, place: Place) -> str:
        """The opposite of a condition, without a 'not' around more than one statement."""
        words = self.words
        match expr:
            case ir.Not(item=item):
                return self._say(item, place.turned())
            case ir.Logic():
                return self._joined(expr, place)
            case ir.Compare(op=op, left=left, right=right):
                return self._compared(ir.Compare(expr.type, _OPPOSITE[op], left, right), place.plain())
            case ir.OneOf(type=kind, item=item, among=among, negated=negated):
                return self._one_of(ir.OneOf(kind, item, among, not negated), place.plain())
            case ir.IsAbsent(type=kind, item=item, negated=negated):
                return self._stated(ir.IsAbsent(kind, item, not negated), place.plain())
            case ir.Ref(entity=entity) if entity != "member":
                return words.say("condition.not_met", name=self._decision(expr, place.own))
            case ir.Aggregate(function="any" | "all"):
                return self._aggregate(expr, place)
            case ir.Const(value=bool(value)):
                return words.yes(not value)
        return words.say("not.so", text=self._stated(expr, place.plain()))

    def _stated(self, expr: ir.Expr, place: Place) -> str:
        words = self.words
        match expr:
            case ir.Const() | ir.DatedParam():
                return self.constant(expr, None, place.own)
            case ir.Fact() | ir.DayFact():
                return self.fact_name(expr, place.own)
            case ir.DayPart(part=part):
                return words.say("day.date") if part == "date" else words.say("day.number")
            case ir.At(on=on):
                return words.say("fact.at", fact=self.fact_name(expr, place.own), on=self._say(on, place))
            case ir.First(name=name, count=count):
                title = self.plan.scopes.facts["day"][name].title(words.language)
                return words.say("day.first", fact=title, count=self._say(count, place))
            case ir.Ref():
                return self._referred(expr, place)
            case ir.Prior():
                return self._prior(expr, place)
            case ir.Not(item=item):
                return self._say(item, place.turned())
            case ir.Logic():
                return self._joined(expr, place)
            case ir.Compare():
                return self._compared(expr, place)
            case ir.OneOf():
                return self._one_of(expr, place)
            case ir.IsAbsent(item=item, negated=negated):
                message = _PRESENT if negated else _ABSENT
                return words.say(message[item.type.kind == "date"], name=self._say(item, place))
            case ir.Choose(condition=condition, then=then, otherwise=otherwise):
                parts = {"condition": condition, "then": then, "otherwise": otherwise}
                return words.say("choice.if", **{key: self._say(part, place) for key, part in parts.items()})
            case ir.Arith(op=op, left=left, right=right):
                sides = {"left": self._operand(left, place), "right": self._operand(right, place)}
                return words.say(_ARITHMETIC[op], **sides)
            case ir.Call():
                return self._called(expr, place)
            case ir.Aggregate():
                return self._aggregate(expr, place)

    def _decision(self, ref: ir.Ref, own: str) -> str:
        title = self.decision_title(ref.decision)
        if ref.entity in ("case", own) or ref.var == own:
            return title
        return self.words.say("fact.of", fact=title, entity=self.name(ref.entity))

    def _referred(self, ref: ir.Ref, place: Place) -> str:
        if ref.entity == "member":
            return self.words.say("the.value")
        name = self._decision(ref, place.own)
        return self.words.say("condition.met", name=name) if ref.type.kind == "bool" else name

    def _prior(self, prior: ir.Prior, place: Place) -> str:
        entity = self.plan.decisions[prior.decision].about
        title, name = self.decision_title(prior.decision), self.name(entity)
        initial = self.constant(prior.initial, prior, place.own)
        if not prior.keys:
            return self.words.say("prior.any", decision=title, entity=name, initial=initial)
        keys = self.words.every(self._say(key, place.inside(entity)) for key in prior.keys)
        return self.words.say("prior.same", decision=title, entity=name, initial=initial, keys=keys)

    def _joined(self, logic: ir.Logic, place: Place) -> str:
        """The parts of an 'and' or 'or'; what is joined the other way stands in brackets."""
        both = (logic.op == "and") is not place.negated
        parts = [self._part(item, both, place) for item in logic.items]
        return self.words.every(parts) if both else self.words.either(parts)

    def _part(self, item: ir.Expr, both: bool, place: Place) -> str:
        text = self._say(item, place)
        inner = place
        while isinstance(item, ir.Not):
            item, inner = item.item, inner.turned()
        mixed = isinstance(item, ir.Logic) and ((item.op == "and") is not inner.negated) is not both
        open_ended = isinstance(item, ir.Choose) or _speaks_of_each(item)
        return f"({text})" if mixed or open_ended else text

    def _operand(self, expr: ir.Expr, place: Place) -> str:
        text = self._say(expr, place)
        return f"({text})" if isinstance(expr, ir.Arith | ir.Choose) else text

    def _compared(self, expr: ir.Compare, place: Place) -> str:
        dates = expr.left.type.kind == "date" or expr.right.type.kind == "date"
        message = (_DATES if dates else _NUMBERS)[expr.op]
        left = self._side(expr.left, expr.right, place)
        return self.words.say(message, left=left, right=self._side(expr.right, expr.left, place))

    def _side(self, expr: ir.Expr, beside: ir.Expr, place: Place) -> str:
        if isinstance(expr, ir.Const | ir.DatedParam):
            return self.constant(expr, beside, place.own)
        return self._operand(expr, place)

    def _one_of(self, expr: ir.OneOf, place: Place) -> str:
        words = self.words
        if isinstance(expr.among, ir.Const):
            among = self._listed(expr.among, expr.item, place.own)
            item = self._operand(expr.item, place)
            message = "compare.is_not" if expr.negated else "compare.is"
            return words.say(message, left=item, right=among)
        item = self._side(expr.item, expr.among, place)
        message = "set.without" if expr.negated else "set.with"
        return words.say(message, set=self._say(expr.among, place), item=item)

    def _listed(self, among: ir.Const, item: ir.Expr, own: str) -> str:
        """The members of a set one may be among; a long list is named by its title only."""
        members: frozenset[str | int] = among.value if isinstance(among.value, frozenset) else frozenset()
        title = self._parameter(among.parameter) if among.parameter else None
        if title is not None and len(members) > LONG_LIST:
            return self.words.say("set.among", title=title)
        named = [self._word(each, among, item) for each in _ordered(members, item)]
        text = self.words.either(named) if named else self.words.say("value.nothing")
        return self.words.say("parameter.value", value=text, title=title) if title is not None else text

    def _word(self, value: str | int, among: ir.Const, item: ir.Expr) -> str:
        kind = item.type if isinstance(value, int) else among.type
        return self.values.constant(ir.Const(kind, value), public(value, kind), item)

    def _parameter(self, name: str) -> str:
        return self.plan.rulebook.parameters[name].title.in_language(self.words.language)

    def constant(self, expr: ir.Expr, beside: ir.Expr | None, own: str) -> str:
        """A literal or parameter: its value, and the parameter's title in brackets."""
        if isinstance(expr, ir.DatedParam):
            title = self.words.say("text.quoted", text=self._parameter(expr.name))
            if expr.on is None:
                return self.words.say("parameter.of_day", title=title)
            return self.words.say("fact.at", fact=title, on=self.say(expr.on, own))
        if not isinstance(expr, ir.Const):
            return self.say(expr, own)
        if isinstance(expr.value, frozenset):
            return self._listed(expr, beside or expr, own)
        value = self.values.constant(expr, public(expr.value, expr.type), beside)
        if expr.parameter is None:
            return value
        return self.words.say("parameter.value", value=value, title=self._parameter(expr.parameter))

    def _called(self, call: ir.Call, place: Place) -> str:
        if call.function in ("min", "max"):
            return self._extreme(call, place)
        args = [self._say(arg, place) for arg in call.args]
        if call.function == "age_of":
            return self.words.say("fact.at", fact=args[1], on=args[2])
        if call.function == "weekdays":
            return self.words.say("call.weekdays", first=args[0], last=args[1], named=args[2])
        if call.function in ("days", "age"):
            return self.words.say(_CALLS[call.function], first=args[0], last=args[1])
        if call.function == "add_months":
            return self.words.say("call.add_months", date=args[0], months=args[1])
        return self.words.say(_CALLS[call.function], date=args[0])

    def _extreme(self, call: ir.Call, place: Place) -> str:
        """The least or greatest of some; with 0, a limit in words."""
        words, least = self.words, call.function == "min"
        literal = [arg for arg in call.args if isinstance(arg, ir.Const) and arg.parameter is None]
        if not least and len(call.args) == 2 and len(literal) == 1:
            other = next(arg for arg in call.args if arg is not literal[0])
            limit = self.values.of_type(public(literal[0].value, other.type), other.type)
            return words.say("call.not_below", value=self._say(other, place), limit=limit)
        parts = words.every(self._operand(arg, place) for arg in call.args)
        if call.type.kind == "date":
            return (
                words.say("call.first_date", list=parts) if least else words.say("call.last_date", list=parts)
            )
        return words.say("call.lowest", list=parts) if least else words.say("call.highest", list=parts)

    def _aggregate(self, made: ir.Aggregate, place: Place) -> str:
        words, function = self.words, made.function
        if place.negated:
            function = {"any": "all", "all": "any"}[function]
        inner = place.inside(made.var)
        entities = self._entities(made, function == "any", place.own)
        if made.condition is not None:
            condition = self._say(made.condition, inner.plain())
            entities = words.say("each.where", entities=entities, condition=condition)
        if function == "count":
            return words.say("each.count", entities=entities)
        return words.say(_AGGREGATES[function], body=self._say(made.body, inner), entities=entities)

    def _entities(self, made: ir.Aggregate, some: bool, own: str) -> str:
        """What an aggregate runs over: all of it, or at least one of it."""
        if made.collection.fact is not None:
            fact = self.fact_name(made.collection.fact, own)
            return self.words.say("some.value" if some else "many.value", fact=fact)
        if not some:
            return self.many(made.entity)
        if made.entity in _SOME:
            return self.words.say(_SOME[made.entity])
        return self.words.say("some.other", name=self.name(made.entity))


def _speaks_of_each(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Aggregate) and expr.function in ("any", "all")


def _ordered(members: frozenset[str | int], item: ir.Expr) -> list[str | int]:
    """Members in the order of the list they come from, else sorted."""
    known: Mapping[str, int] = {name: at for at, name in enumerate(item.type.members)}
    return sorted(members, key=lambda each: (known.get(str(each), len(known)), str(each)))
