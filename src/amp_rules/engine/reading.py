"""How generated code reaches facts, days, aggregates and other decisions' answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amp_rules.case.people import Child, Person
from amp_rules.engine.emit import Emitter
from amp_rules.engine.layout import GroupLayout, Home, Layout, Run
from amp_rules.plan import ir
from amp_rules.plan.model import Plan


@dataclass(slots=True)
class Bound:
    """How the entity of a comprehension's variable is reached, and its rows by their list."""

    item: str
    rows: dict[str, str]


class Reader:
    """Source text for everything an expression can read, from where the writer stands."""

    def __init__(self, plan: Plan, made: Layout) -> None:
        self.plan = plan
        self.layout = made
        self.constants: dict[str, object] = {}
        self.emitter = Emitter(plan, self.constants)
        self.facts: dict[tuple[str, str], str] = {}
        self.days: dict[str, str] = {}
        self.firsts: dict[int, str] = {}
        self.numbers = {name: index for index, name in enumerate(plan.decisions)}
        self.group: GroupLayout = made.groups[0]
        self.run: Run | None = None
        self.bound: dict[str, Bound] = {}
        self.key_names: dict[tuple[str, ...], str] = {}
        self.priors: dict[int, str] = {}
        self.lines: list[str] = []
        self.depth = 1

    def line(self, text: str) -> None:
        """One line of the generated function."""
        self.lines.append("    " * self.depth + text)

    def emit(self, expr: ir.Expr) -> str:
        """An expression from where the writer stands."""
        return self.emitter.emit(expr, self.resolve)

    def value(self, decision: str) -> str:
        """The variable that holds a decision's value."""
        return f"v{self.numbers[decision]}"

    def condition(self, decision: str, rule: int) -> str:
        """The variable that holds whether a rule held."""
        return f"c{self.numbers[decision]}_{rule}"

    def access(self, node: ir.Fact, owner: str) -> str:
        """A fact of an entity; a principal has none of a child's facts."""
        if node.entity == "person":
            if node.path == ("role",):
                self.constants["Child"] = Child
                return f"('accompanying_child' if isinstance({owner}, Child) else 'principal')"
            if node.path[0] not in Person.model_fields:
                return f"getattr({owner}, {node.path[0]!r}, U)"
        return ".".join((owner, *node.path))

    def entry(self, node: ir.Fact, owner: str) -> str:
        """A fact of an entity, where `x` is the dictionary of its group."""
        text = self.access(node, owner)
        return f"x[{node.path[-1]!r}]" if text == ".".join((owner, *node.path)) else text

    def is_money(self, node: ir.Fact) -> bool:
        """Whether the fact is a sum of money, to be read in minor units."""
        spec = self.plan.scopes.facts.get(node.entity, {}).get(".".join(node.path))
        return spec is not None and spec.kind == "money"

    def outside(self, name: str) -> str:
        """A dated fact's value on days that no span covers."""
        value = self.plan.scopes.facts["day"][name].outside
        return self.emitter.constant(getattr(value, "minor", value))

    def resolve(self, expr: ir.Expr) -> str | None:
        """The source that reaches a fact or another decision's answer; None for operators."""
        match expr:
            case ir.Fact():
                return self._fact(expr)
            case ir.DayPart(part=part):
                return f"day_{part}"
            case ir.DayFact(name=name):
                return f"x_{self.days[name]}"
            case ir.DatedParam(name=name, on=on):
                return self._dated(f"parameter.{name}", on, "U")
            case ir.At(name=name, on=on):
                return self._dated(name, on, self.outside(name))
            case ir.First():
                return f"x_{self.firsts[id(expr)]}"
            case ir.Ref():
                return self._reference(expr)
            case ir.Prior():
                return self._prior(expr)
            case ir.Aggregate():
                return self._aggregate(expr)
            case ir.Compare(op=op, left=ir.DayPart(part="date"), right=ir.Const(value=date() as day)):
                return f"(a {op} {day.toordinal()})"
        return None

    def _fact(self, fact: ir.Fact) -> str:
        bound = self.bound.get(fact.var)
        numbered = fact.entity in self.plan.scopes.numbered
        if bound is None:
            if numbered:
                return "e" if self.group.frame == fact.entity else "k"
            return self.facts[(fact.var, ".".join(fact.path))]
        if numbered:
            return bound.item
        text = self.access(fact, bound.item)
        if not self.is_money(fact):
            return text
        name = self.emitter.temp()
        return f"({name} if ({name} := {text}) is U or {name} is None else {name}.minor)"

    def _dated(self, key: str, on: ir.Expr | None, outside: str) -> str:
        source = self.days[key]
        if on is None:
            return f"x_{source}"
        name = self.emitter.temp()
        return f"(U if ({name} := {self.emit(on)}) is U else on_day({source}, {name}.toordinal(), {outside}))"

    def _reference(self, ref: ir.Ref) -> str:
        if ref.entity == "member":
            return self.bound[ref.var].item
        home = self.layout.homes[ref.decision]
        bound = self.bound.get(ref.var)
        if bound is not None:
            return f"{bound.rows[self.rows_of(home)]}[{home.at}]"
        if home.below < 0:
            same = home.group is self.group or home.group.frame == "case"
            return self.value(ref.decision) if same else self.earlier(ref.decision)
        if home.run is self.run:
            return self.value(ref.decision)
        return f"z{home.run.number}[{home.at}]"

    def rows_of(self, home: Home) -> str:
        """The list of rows that a decision is answered in, from where the writer stands."""
        if home.below < 0:
            return f"g{home.number}"
        return f"s{home.run.number}" if home.group is self.group else f"g{home.number}[j][{home.below}]"

    def beside(self, run: Run, nodes: list[ir.Expr]) -> dict[str, str]:
        """The lists of rows of earlier runs about the same days or parts, and the row each is read by."""
        homes = [
            self.layout.homes[node.decision]
            for node in nodes
            if isinstance(node, ir.Ref) and node.var == run.about and node.entity != "member"
        ]
        others = [home for home in homes if home.run is not run and home.below >= 0]
        return {self.rows_of(home): f"z{home.run.number}" for home in others}

    def loop_over(self, lists: dict[str, str]) -> str:
        """The head of a loop over lists in step; those below an entity are missing where it is not known."""
        texts = (
            list(lists)
            if self.emitter.known
            else [f"({text} or ())" if text.startswith("s") or "[" in text else text for text in lists]
        )
        if len(texts) == 1:
            return f"{next(iter(lists.values()))} in {texts[0]}"
        return f"{', '.join(lists.values())} in zip({', '.join(texts)})"

    def earlier(self, decision: str) -> str:
        """The variable that holds the answer of an earlier pass about the same entity."""
        return f"h{self.numbers[decision]}"

    def _prior(self, prior: ir.Prior) -> str:
        return self.priors.get(id(prior)) or self.before(prior)

    def before(self, prior: ir.Prior) -> str:
        """The answer about the entity before, looked up where the writer stands."""
        home = self.layout.homes[prior.decision]
        initial = self.emit(prior.initial)
        if home.below >= 0:
            assert self.run is not None
            rows = f"s{home.run.number}" if home.group is self.group else f"g{home.number}[j][{home.below}]"
            done = f"len(s{self.run.number})"
            return f"({rows}[{done} - 1][{home.at}] if {done} else {initial})"
        if prior.keys:
            name = self.key_names[tuple(path_of(key) for key in prior.keys)]
            at = self.emitter.temp()
            before = f"({at} := q{name}.before(k{name}))"
            answer = f"g{home.number}[{at}][{home.at}]"
            return f"(U if {before} is U else {initial} if {at} is None else {answer})"
        return f"(U if R_{home.group.frame} else g{home.number}[j - 1][{home.at}] if j else {initial})"

    def _aggregate(self, made: ir.Aggregate) -> str:
        before, own, over = dict(self.bound), self.emitter.own, self.emitter.over
        loop, unsure, weight = self._loop(made)
        condition = None if made.condition is None else self.emit(made.condition)
        open_body = self.emitter.may_be_unknown(made.body)
        open_condition = made.condition is not None and self.emitter.may_be_unknown(made.condition)
        body = self._weighed(made, self.emit(made.body), weight, open_body)
        items = self._items(made, loop, condition, body, open_condition)
        self.bound, self.emitter.own, self.emitter.over = before, own, over
        function = "sum" if made.function == "count" else made.function
        if not (open_body or open_condition) and unsure in ("segs is None", "False") and self.emitter.known:
            return (
                f"{function}({items})"
                if function in ("sum", "any", "all")
                else f"{function}({items}, default=None)"
            )
        return f"known_{function}({items}, {unsure})"

    def _weighed(self, made: ir.Aggregate, body: str, weight: str, open_body: bool) -> str:
        if not weight:
            return body
        if made.function == "count":
            return weight
        if not open_body:
            return f"{body} * {weight}"
        name = self.emitter.temp()
        return f"({name} if ({name} := {body}) is U else {name} * {weight})"

    def _items(
        self, made: ir.Aggregate, loop: str, condition: str | None, body: str, open_condition: bool
    ) -> str:
        if condition is None:
            return f"[{body} for {loop}]"
        if not open_condition:
            return f"[{body} for {loop} if {condition}]"
        held = self.emitter.temp()
        if made.function not in ("any", "all"):
            return f"[{body} if {held} is True else U for {loop} if ({held} := {condition}) is not False]"
        # An item whose filter is open still counts as known where it could not matter.
        neutral, value = "False" if made.function == "any" else "True", self.emitter.temp()
        each = f"({value} if ({value} := {body}) is {neutral} or {held} is True else U)"
        return f"[{each} for {loop} if ({held} := {condition}) is not False]"

    def _loop(self, made: ir.Aggregate) -> tuple[str, str, str]:
        """The comprehension's loop, what leaves it unsure, and the weight of an item."""
        item = f"i{self.emitter.temp()}"
        over = made.collection
        if over.fact is not None:
            source = self.emit(over.fact)
            self.bound[made.var] = Bound(item, {})
            return f"{item} in (() if {source} is U else {source})", f"{source} is U", ""
        rows, reads_facts = self._rows_read(made, item)
        unsure, weight = "segs is None", ""
        if over.owner == "case":
            base, unsure = f"E_{made.entity}", "False" if self.emitter.known else f"X_{made.entity}"
        elif made.entity == "day":
            base = "segs"
            first = next(iter(rows.values()), item)
            weight = f"({first}[1] - {first}[0] + 1)" if made.weighted else ""
        else:
            count = self.plan.counts[made.entity]
            name = self.emitter.temp()
            self.line(f"{name} = {self.emit(count)}")
            base, unsure = f"up_to({name})", f"{name} is U" if self.emitter.may_be_unknown(count) else "False"
        lists = {base: item, **rows} if reads_facts or not rows else rows
        self.bound[made.var] = Bound(item, rows)
        self.emitter.enter(made.var, over.owner)
        return self.loop_over(lists), unsure, weight

    def _rows_read(self, made: ir.Aggregate, item: str) -> tuple[dict[str, str], bool]:
        """The lists of rows that an aggregate reads, a name for a row of each; whether it reads facts too."""
        parts = [made.body] if made.condition is None else [made.body, made.condition]
        nodes = [node for part in parts for node in ir.walk(part)]
        rows: dict[str, str] = {}
        for node in nodes:
            if isinstance(node, ir.Ref) and node.var == made.var and node.entity != "member":
                rows.setdefault(self.rows_of(self.layout.homes[node.decision]), f"{item}_{len(rows)}")
        return rows, any(isinstance(node, ir.Fact) and node.var == made.var for node in nodes)


def path_of(key: ir.Expr) -> str:
    """The dotted name of a fact used as a key."""
    return ".".join(key.path) if isinstance(key, ir.Fact) else ""
