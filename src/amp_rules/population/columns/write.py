"""A plan written out as one Python function over columns: a block in, columns of answers out.

Every line works on a whole block. Names in the generated source are numbers; words of a rule file only appear
as quoted constants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.shape import text
from amp_rules.plan.types import BOOL, COUNT, Type
from amp_rules.population.columns.groups import MOST_PRODUCT
from amp_rules.population.lowering import Lowering, as_number
from amp_rules.population.values import Frame, Value

NONE = "None"
NARROW = 2**31
MOST_DAY = 2**22
"""More days than the calendar has."""


class ColumnWriter(Lowering):
    """Writes expressions as lines over NumPy columns."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.buffers: list[list[str]] = [[]]
        self.level = 0
        self.names = 0
        self.words: dict[str, str] = {}
        self.wholes: dict[int, str] = {}
        self.head: list[str] = []
        self.case = Frame("case", "case", "n")
        self.case.reach = {"case": (self.case, None)}
        self.bases: dict[str, Frame] = {"case": self.case}
        self.filled: dict[str, Value] = {}
        self.wide = False

    # lines

    def line(self, text: str) -> None:
        """One line of the function, or of the loop that is being written."""
        self.buffers[self.level].append("    " * (self.level + 1) + text)

    @contextmanager
    def standing(self, frame: Frame) -> Iterator[None]:
        """Writes where the frame's rows are at hand: lines about all rows go before the loop over some."""
        level, self.level = self.level, min(self.level, frame.level)
        try:
            yield
        finally:
            self.level = level

    def value(self, expr: ir.Expr, frame: Frame) -> Value:
        with self.standing(frame):
            return super().value(expr, frame)

    def _own_fact(self, fact: ir.Fact, home: Frame) -> Value:
        with self.standing(home):
            return super()._own_fact(fact, home)

    def answer(self, decision: str, home: Frame) -> Value:
        with self.standing(home):
            return super().answer(decision, home)

    def name(self, letter: str = "v") -> str:
        """A fresh name."""
        self.names += 1
        return f"{letter}{self.names}"

    def put(self, term: str, letter: str = "v") -> str:
        """A name for what a term gives."""
        found = self.name(letter)
        self.line(f"{found} = {term}")
        return found

    def word(self, value: str) -> str:
        """The name of a word's code."""
        if value not in self.words:
            self.words[value] = f"w{len(self.words)}"
            self.head.append(f"    {self.words[value]} = b.code({value!r})")
        return self.words[value]

    def whole(self, value: int) -> str:
        """The name of a number, as narrow as it can be."""
        if value not in self.wholes:
            self.wholes[value] = f"q{len(self.wholes)}"
            self.head.append(f"    {self.wholes[value]} = np.int{32 if abs(value) < NARROW else 64}({value})")
        return self.wholes[value]

    def _known(self, *items: Value) -> str:
        masks = list(dict.fromkeys(item.known for item in items if item.known != NONE))
        if len(masks) < 2:
            return masks[0] if masks else NONE
        return self.put(f"known_together({', '.join(masks)})", "k")

    def _truth(self, term: str, known: str) -> Value:
        if known != NONE:
            term = f"tri({term}, {known})"
        return Value(BOOL, self.put(term, "t"))

    def _column(self, kind: Type, term: str, scale: int = 1) -> Value:
        """What a term gives as values, the known and the absent."""
        number = self.name("v")
        known, absent = f"k{number[1:]}", f"a{number[1:]}"
        self.line(f"{number}, {known}, {absent} = {term}")
        return Value(kind, number, known, absent if kind.optional else NONE, scale)

    def _triple(self, item: Value) -> str:
        return f"({item.term}, {item.known}, {item.absent})"

    # values

    def constant(self, kind: Type, value: ir.Value) -> Value:
        if isinstance(value, bool):
            return Value(BOOL, str(value), fixed=value)
        if value is None:
            return Value(kind, self.whole(0), NONE, "True" if kind.kind != "bool" else NONE, most=0)
        if isinstance(value, str):
            return Value(kind, self.word(value), NONE, NONE)
        if isinstance(value, date):
            return Value(kind, self.whole(value.toordinal()), NONE, NONE, most=MOST_DAY)
        if isinstance(value, int | Fraction):
            whole, scale = as_number(value)
            return Value(kind, self.whole(whole), NONE, NONE, scale, most=abs(whole))
        raise AssertionError("a set stands for no value")

    def fact(self, frame: Frame, entity: str, path: str, kind: Type) -> Value:
        if kind.kind == "bool":
            return Value(BOOL, self.put(f"b.truth({entity!r}, {path!r})", "t"))
        if kind.kind == "set":
            self.wide = True
            number = self.name("v")
            self.line(f"{number}, k{number[1:]} = b.members({entity!r}, {path!r})")
            return Value(kind, number, f"k{number[1:]}", NONE)
        if path == "role":
            return Value(kind, self.put("b.role()"), NONE, NONE)
        self.wide = self.wide or kind.kind not in ("choice", "bool")
        found = self._column(kind, f"b.fact({entity!r}, {path!r})")
        return replace(found, most=self._most_of(entity, path, kind))

    def _most_of(self, entity: str, path: str, kind: Type) -> int | None:
        """What a fact's numbers never pass."""
        if kind.kind == "date":
            return MOST_DAY
        return self.plan.scopes.facts[entity][path].highest if kind.kind == "number" else None

    def number(self, frame: Frame) -> Value:
        found: Value = frame.found["number"]
        return found

    def negate(self, one: Value) -> Value:
        if one.fixed is not None:
            return self.constant(BOOL, not one.fixed)
        return Value(BOOL, self.put(f"negate({one.term})", "t"))

    def join(self, op: str, one: Value, other: Value) -> Value:
        return Value(BOOL, self.put(f"{'both' if op == 'and' else 'either'}({one.term}, {other.term})", "t"))

    def compare(self, op: str, left: Value, right: Value) -> Value:
        if left.type.kind == "bool":
            same = f"equal_truth({left.term}, {right.term})"
            found = Value(BOOL, self.put(same, "t"))
            return found if op == "==" else self.negate(found)
        known = self._known(left, right)
        if op in ("==", "!=") and (left.absent != NONE or right.absent != NONE):
            found = self._truth(f"same({left.term}, {right.term}, {left.absent}, {right.absent})", known)
            return found if op == "==" else self.negate(found)
        return self._truth(f"{left.term} {op} {right.term}", known)

    def among(self, item: Value, values: frozenset[str | int]) -> Value:
        listed = ", ".join(
            str(each) if isinstance(each, int) else self.word(each) for each in sorted(values, key=str)
        )
        if len(values) > 8:
            name = f"w{len(self.words)}"
            self.words[name] = name
            self.head.append(f"    {name} = np.array([{listed}])")
            found = f"np.isin({item.term}, {name})"
        else:
            found = f"among_numbers({item.term}, ({listed}{',' if listed else ''}))"
        if item.absent != NONE:
            found = f"({found} & ~{item.absent} if {item.absent} is not None else {found})"
        return self._truth(found, item.known)

    def _mask(self, held: Value, members: frozenset[str]) -> str:
        words = [0] * ((len(held.type.members) + 63) // 64)
        for member in members:
            at = held.type.members.index(member)
            words[at >> 6] |= 1 << (at & 63)
        return repr(tuple(words))

    def meets(self, held: Value, members: frozenset[str]) -> Value:
        return self._truth(f"meets({held.term}, {self._mask(held, members)})", held.known)

    def counted(self, held: Value, members: frozenset[str]) -> Value:
        term = self.put(f"counted({held.term}, {self._mask(held, members)})")
        return Value(COUNT, term, held.known, NONE, most=len(members))

    def has(self, held: Value, item: Value) -> Value:
        places = f"w{len(self.words)}"
        self.words[places] = places
        self.head.append(f"    {places} = b.places({held.type.members!r})")
        found = f"has_member({held.term}, {item.term}, {places})"
        return self._truth(found, self._known(held, item))

    def absent(self, item: Value) -> Value:
        if item.absent == "True":
            return self.constant(BOOL, True)
        if item.absent == NONE:
            return self._truth("False", item.known) if item.known != NONE else self.constant(BOOL, False)
        return self._truth(f"({item.absent} if {item.absent} is not None else False)", item.known)

    def choose(self, condition: Value, then: Value, otherwise: Value) -> Value:
        if condition.fixed is not None:
            return then if condition.fixed else otherwise
        if then.type.kind == "bool":
            term = f"choose_truth({condition.term}, {then.term}, {otherwise.term})"
            return Value(BOOL, self.put(term, "t"))
        kind = self._wider(then, otherwise)
        term = f"choose({condition.term}, {self._triple(then)}, {self._triple(otherwise)})"
        found = self._column(kind, term, then.scale if then.type.kind != "none" else otherwise.scale)
        return replace(found, most=most_of(then, otherwise))

    def _wider(self, one: Value, other: Value) -> Type:
        kind = other.type if one.type.kind == "none" else one.type
        optional = one.absent != NONE or other.absent != NONE
        return replace(kind, optional=optional)

    def pick(self, held: Sequence[Value], thens: Sequence[Value], otherwise: Value) -> Value:
        holds = ", ".join(each.term for each in held)
        if otherwise.type.kind == "bool" or thens[0].type.kind == "bool":
            term = f"pick_truth(({holds},), ({', '.join(each.term for each in thens)},), {otherwise.term})"
            return Value(BOOL, self.put(term, "t"))
        columns = ", ".join(map(self._triple, thens))
        kind = replace(thens[0].type, optional=any(each.absent != NONE for each in (*thens, otherwise)))
        term = f"pick(({holds},), ({columns},), {self._triple(otherwise)})"
        return replace(self._column(kind, term, thens[0].scale), most=most_of(*thens, otherwise))

    def calculate(self, op: str, left: Value, right: Value, kind: Type, scale: int) -> Value:
        most = None
        if left.most is not None and right.most is not None:
            most = left.most * right.most if op == "*" else left.most + right.most
        term = self.put(arithmetic(op, left.term, right.term, most))
        return Value(kind, term, self._known(left, right), NONE, scale, most=most)

    def rescale(self, item: Value, scale: int) -> Value:
        if scale % item.scale:
            return replace(item, term=self.put(f"{item.term} // {item.scale // scale}"), scale=scale)
        factor = scale // item.scale
        most = None if item.most is None else item.most * factor
        term = self.put(arithmetic("*", item.term, self.whole(factor), most))
        return replace(item, term=term, scale=scale, most=most)

    def call(self, function: str, args: Sequence[Value], kind: Type) -> Value:
        if function == "age_of":
            return self._column(kind, f"age_of({', '.join(map(self._triple, args))})")
        listed = ", ".join(arg.term for arg in args)
        return Value(kind, self.put(f"{function}({listed})"), self._known(*args), NONE)

    def extreme(self, function: str, one: Value, other: Value) -> Value:
        word = "minimum" if function == "min" else "maximum"
        term = self.put(f"np.{word}({one.term}, {other.term})")
        return Value(one.type, term, self._known(one, other), NONE, one.scale, most=most_of(one, other))

    # rows

    def move(self, item: Value, index: Any) -> Value:
        if item.fixed is not None:
            return item
        if item.type.kind == "bool":
            return Value(BOOL, self.put(f"take({item.term}, {index})", "t"))
        if item.known == NONE and item.term[0] in "qw":
            return item
        take = "take_set" if item.type.kind == "set" else "take"
        term = self.put(f"{take}({item.term}, {index})")
        known = item.known if item.known == NONE else self.put(f"take({item.known}, {index})", "k")
        absent = (
            item.absent if item.absent in (NONE, "True") else self.put(f"take({item.absent}, {index})", "a")
        )
        return replace(item, term=term, known=known, absent=absent)

    def compose(self, index: Any, outer: Any) -> Any:
        if index is None or outer is None:
            return outer if index is None else index
        return self.put(f"{index}[{outer}]", "i")

    def base(self, entity: str) -> Frame:
        with self.standing(self.case):
            return self._base(entity)

    def below(self, frame: Frame, entity: str) -> Frame:
        if entity in self.plan.scopes.numbered:
            self.base(entity)
        return super().below(frame, entity)

    def _base(self, entity: str) -> Frame:
        if entity not in self.bases:
            if entity in self.plan.scopes.numbered:
                self.bases[entity] = self._numbered(entity)
            else:
                rows = self.put(f"b.entity({entity!r})", "e")
                owner = self.put(f"{rows}.owner", "i")
                frame = Frame(entity, entity, f"{rows}.count")
                frame.reach = {entity: (frame, None), "case": (self.case, owner)}
                frame.found.update(rows=rows, owner=owner, starts=f"{rows}.starts", unsure=f"{rows}.unsure")
                self.bases[entity] = frame
        return self.bases[entity]

    def _numbered(self, entity: str) -> Frame:
        """The frame of numbered entities, as many as their count says."""
        owner = self.base(self.plan.scopes.numbered[entity].of)
        count, most = self.value(self.plan.counts[entity], owner), self.plan.scopes.numbered[entity].most
        made = self.name("e")
        self.line(f"{made} = Numbered({count.term}, {count.known}, {owner.count}, {most})")
        self.line(f"out.numbered[{entity!r}] = {made}")
        self.line(f"faults.append(({made}.beyond, {self._to_case(owner)}, 'limit'))")
        frame = Frame(entity, entity, f"{made}.count")
        index = self.put(f"{made}.owner", "i")
        frame.reach = {name: (home, self.compose(at, index)) for name, (home, at) in owner.reach.items()}
        frame.reach[entity] = (frame, None)
        frame.found.update(
            rows=made,
            owner=index,
            starts=f"{made}.starts",
            unsure=f"{made}.unsure",
            number=Value(COUNT, self.put(f"{made}.number"), NONE, NONE),
        )
        owner.below[entity] = frame
        return frame

    def _to_case(self, frame: Frame) -> str:
        return str(frame.reach["case"][1])

    def pairs(self, frame: Frame, entity: str, var: str) -> Frame:
        key = ("pairs", entity)
        if key not in frame.found:
            base = self.base(entity)
            outer, inner = self.name("i"), self.name("i")
            owner = frame.reach["case"][1]
            self.line(f"{outer}, {inner} = pairs({base.found['starts']}, {owner})")
            starts = self.put(f"starts_of({outer}, {frame.count})", "s")
            frame.found[key] = (base, outer, inner, starts)
        base, outer, inner, starts = frame.found[key]
        made = Frame(f"{frame.name} x {entity}", entity, f"len({outer})", level=frame.level)
        made.reach = {name: (home, self.compose(at, outer)) for name, (home, at) in frame.reach.items()}
        made.reach[var] = (base, inner)
        unsure = base.found["unsure"]
        unsure = f"({unsure} if {unsure} is None else {unsure}[{frame.reach['case'][1]}])"
        made.found.update(owner=outer, starts=starts, unsure=unsure)
        return made

    def gather(
        self, made: ir.Aggregate, inner: Frame, outer: Frame, body: Value, condition: Value | None
    ) -> Value:
        home = inner if "starts" in inner.found else inner.reach[made.var][0]
        groups = f"{home.found['unsure']}, {home.found['starts']}, {home.count}"
        held = NONE if condition is None or condition.fixed else condition.term
        if condition is not None and condition.fixed is False:
            held = "False"
        if made.function in ("any", "all"):
            return Value(BOOL, self.put(f"{made.function}_over({body.term}, {held}, {groups})", "t"))
        if made.function in ("sum", "count"):
            weight = home.found["days"] if made.weighted else NONE
            return self._column(
                made.type, f"sum_over({self._triple(body)}, {held}, {weight}, {groups})", body.scale
            )
        term = f"extreme_over({made.function!r}, {self._triple(body)}, {held}, {groups})"
        return self._column(made.type, term, body.scale)

    # the entity before

    def before(self, frame: Frame, made: ir.Prior, initial: Value) -> Value:
        entity = self.plan.decisions[made.decision].about
        home, index = frame.reach[entity]
        with self.standing(home.root):
            previous, blocked = self._previous(home.root, made)
        rows = self.compose(home.over[1], index) if home.over is not None else index
        if rows is not None:
            previous = self.put(f"take({previous}, {rows})", "i")
            blocked = self.put(f"take({blocked}, {rows})", "k")
        answer = self.filled.get(made.decision) or self.answer(made.decision, home.root)
        if answer.type.kind == "bool":
            term = f"before_truth({answer.term}, {previous}, {blocked}, {initial.term})"
            return Value(BOOL, self.put(term, "t"))
        scale = self.scales[made.decision]
        first, answer = self._alike(initial, answer)
        whole = f"{self._triple(answer)}, {previous}, {blocked}, {self._triple(first)}"
        kind = replace(answer.type, optional=answer.absent != NONE or first.absent != NONE)
        return self._column(kind, f"before({whole})", max(scale, answer.scale))

    def _previous(self, base: Frame, made: ir.Prior) -> tuple[str, str]:
        keys = tuple(text(key) for key in made.keys)
        found = base.found.get(("previous", keys))
        if found is None:
            previous, blocked = self.name("i"), self.name("k")
            if made.keys and base.entity not in self.plan.scopes.numbered:
                listed = ", ".join(self._key(self.value(key, base)) for key in made.keys)
                call = f"{base.found['rows']}.previous_alike([{listed}])"
            else:
                call = f"{base.found['rows']}.previous()"
            self.line(f"{previous}, {blocked} = {call}")
            found = base.found[("previous", keys)] = (previous, blocked)
        return found

    def _key(self, key: Value) -> str:
        if key.type.kind == "bool":
            return f"truth_key({key.term})"
        if key.type.kind == "set":
            return f"set_key({key.term}, {key.known})"
        return self._triple(key)

    # decisions

    def conflict(
        self, decision: BoundDecision, frame: Frame, held: Sequence[Value], thens: Sequence[Value]
    ) -> None:
        holds = ", ".join(each.term for each in held)
        if decision.source.hit_policy == "unique":
            found = f"several(({holds},))"
        elif thens[0].type.kind == "bool":
            found = f"differing_truth(({holds},), ({', '.join(each.term for each in thens)},))"
        else:
            found = f"differing(({holds},), ({', '.join(map(self._triple, thens))},))"
        self.line(f"faults.append(({found}, {frame.reach['case'][1]}, {'unique: ' + decision.name!r}))")

    def keep(self, frame: Frame, name: str, answer: Value) -> Value:
        return answer


def most_of(*items: Value) -> int | None:
    """What none of the values' numbers passes."""
    found = [item.most for item in items]
    known = [each for each in found if each is not None]
    return max(known) if len(known) == len(found) else None


def arithmetic(op: str, left: str, right: str, most: int | None) -> str:
    """A sum, difference or product in 32 bits where its limit allows, else in 64."""
    if most is not None and most < NARROW:
        return f"{left} {op} {right}"
    if op == "*" and (most is None or most > MOST_PRODUCT):
        return f"times({left}, {right})"
    if op == "*":
        return f"product({left}, {right})"
    return f"np.{'add' if op == '+' else 'subtract'}({left}, {right}, dtype=np.int64)"
