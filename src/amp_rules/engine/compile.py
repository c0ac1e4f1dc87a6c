"""A plan written out as one Python function: case in, rows out.

A row is a tuple: for an entity (position in the case, answers…), for a segment of days (first ordinal, last
ordinal, answers…). `layout` says which answer stands where. Names in the generated source are numbers, words
of a rule file only appear as quoted constants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from amp_rules.case.people import Child
from amp_rules.case.model import Case
from amp_rules.engine import kleene
from amp_rules.engine.emit import Emitter
from amp_rules.engine.layout import GroupLayout, Layout, Run, layout, tested
from amp_rules.engine.tables import table_lines
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan

Rows = tuple[Any, ...]
ORDER_KEYS = {"period": "start", "claim": "on", "item": "on", "person": None}
CASE_LISTS = {"period": "periods", "claim": "claims", "item": "items", "person": "persons"}


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A plan as code: `run(case)` gives the rows of every pass."""

    plan: Plan
    layout: Layout
    source: str
    run: Callable[[Case], tuple[Any, ...]]


def compile_plan(plan: Plan) -> Program:
    """The program of a plan; written once, then called for every case."""
    writer = _Writer(plan, layout(plan))
    source = writer.write()
    scope: dict[str, Any] = {"U": kleene.U, **writer.constants}
    scope.update({name: getattr(kleene, name) for name in _RUNTIME})
    scope.update(kleene.FUNCTIONS, entities=entities, persons=persons, from_ordinal=kleene.date.fromordinal)
    scope.update(Keyed=Keyed)
    exec(compile(source, f"<plan {plan.name} {plan.digest[:12]}>", "exec"), scope)  # noqa: S102 - source made by us
    return Program(plan, writer.layout, source, scope["run"])


_RUNTIME = (
    "known_sum known_any known_all known_min known_max exact plus_days minus_days spans_of dated_values on_day "
    "first_days crossing segments conflict too_many"
).split()


def entities(listed: Any, key: str) -> tuple[Any, list[int], bool, bool]:
    """Entities in order of their date, positions, whether more may be missing, whether the order is open."""
    if listed is kleene.U:
        return (), [], True, True
    if len(listed) == 1:
        return listed, [0], False, False
    positions, unordered = kleene.in_order(listed, key)
    return [listed[position] for position in positions], positions, False, unordered


def persons(case: Case) -> tuple[Any, list[int], bool, bool]:
    """The principal and the children, as far as they are known."""
    known = case.persons
    return known, list(range(len(known))), case.children is kleene.U, False


class Keyed:
    """The latest row per key, for decisions that look at the entity before."""

    __slots__ = ("blocked", "rows")

    def __init__(self, unordered: bool) -> None:
        self.rows: dict[Any, Rows] = {}
        self.blocked = unordered

    def before(self, key: Any) -> Any:
        """The latest row with the key, None when there is none, unknown when that is open."""
        if self.blocked or kleene.U in key:
            return kleene.U
        return self.rows.get(key)

    def add(self, key: Any, row: Rows) -> None:
        """Keeps a row; a row whose key is unknown leaves all later ones open."""
        if kleene.U in key:
            self.blocked = True
        else:
            self.rows[key] = row


@dataclass(slots=True)
class _Bound:
    """How the entity of a comprehension's variable is reached."""

    entity: str
    item: str
    index: str
    own: bool


class _Writer:
    def __init__(self, plan: Plan, made: Layout) -> None:
        self.plan = plan
        self.layout = made
        self.constants: dict[str, object] = {}
        self.emitter = Emitter(plan, self.constants)
        self.lines: list[str] = []
        self.depth = 1
        self.facts: dict[tuple[str, str], str] = {}
        self.days: dict[str, str] = {}
        self.firsts: dict[int, str] = {}
        self.values: dict[str, str] = {}
        self.numbers = {name: index for index, name in enumerate(plan.decisions)}
        self.group: GroupLayout = made.groups[0]
        self.run: Run | None = None
        self.bound: dict[str, _Bound] = {}
        self.loaded: set[str] = set()
        self.cut_in: GroupLayout | None = None
        self.cut_here = False

    def line(self, text: str) -> None:
        """One line of the generated function."""
        self.lines.append("    " * self.depth + text)

    def emit(self, expr: ir.Expr) -> str:
        """An expression from where the writer stands."""
        return self.emitter.emit(expr, self.resolve)

    def write(self) -> str:
        """The whole source."""
        for number, group in enumerate(self.layout.groups):
            self.group, self.cut_here = group, False
            self._hoist_day_facts(group)
            if group.frame == "case":
                self._case_group(group)
            else:
                self._entity_group(group)
            self.line(f"# pass {number} done")
        names = "".join(f"g{group.number}, " for group in self.layout.groups)
        self.line(f"return ({names})")
        return "def run(case):\n" + "\n".join(self.lines) + "\n"

    def _decisions(self, group: GroupLayout) -> list[BoundDecision]:
        return [self.plan.decisions[name] for run in group.runs for name in run.decisions]

    def _nodes(self, group: GroupLayout) -> list[ir.Expr]:
        from amp_rules.plan.order import expressions

        found = [node for each in self._decisions(group) for expr in expressions(each) for node in ir.walk(expr)]
        if any(run.about == "day" for run in group.runs) or _weighted(found):
            cuts = [cut for each in self.plan.decisions.values() for cut in each.cuts]
            firsts = [first for each in self.plan.decisions.values() for first in each.firsts]
            found += [node for expr in (*cuts, *firsts) for node in ir.walk(expr)]
            found += [first for first in firsts]
        for run in group.runs:
            for entity in self.plan.scopes.chain(run.about):
                if entity in self.plan.counts:
                    found += ir.walk(self.plan.counts[entity])
        return found

    # facts

    def _hoist(self, group: GroupLayout, var: str) -> None:
        wanted = {node.path: node for node in self._nodes(group) if isinstance(node, ir.Fact) and node.var == var}
        if var == "period" and self._needs_days(group):
            for name in ("start", "end"):
                wanted.setdefault((name,), ir.Fact(ir.Type("date"), "period", "period", (name,)))
        for path, node in wanted.items():
            key = (var, ".".join(path))
            if node.path == ("number",) and node.entity in self.plan.scopes.numbered:
                continue
            if var == "case" and key in self.facts:
                continue
            self._read_fact(key, node, "case" if var == "case" else "e")

    def _read_fact(self, key: tuple[str, str], node: ir.Fact, owner: str) -> None:
        name = self.facts.setdefault(key, f"f{len(self.facts)}")
        self.line(f"{name} = {self._access(node, owner)}")
        if self._is_money(node):
            guard = f"{name} is not U and {name} is not None" if node.type.optional else f"{name} is not U"
            self.line(f"if {guard}: {name} = {name}.minor")

    def _access(self, node: ir.Fact, owner: str) -> str:
        if node.entity == "person":
            if node.path == ("role",):
                return f"('accompanying_child' if isinstance({owner}, {self._child()}) else 'principal')"
            if node.path[0] not in _PERSON_FIELDS:
                return f"getattr({owner}, {node.path[0]!r}, U)"
        return ".".join((owner, *node.path))

    def _child(self) -> str:
        self.constants["Child"] = Child
        return "Child"

    def _is_money(self, node: ir.Fact) -> bool:
        spec = self.plan.scopes.facts.get(node.entity, {}).get(".".join(node.path))
        return spec is not None and spec.kind == "money"

    def _hoist_day_facts(self, group: GroupLayout) -> None:
        for node in self._nodes(group):
            if isinstance(node, ir.DayFact | ir.At | ir.First) and node.name not in self.days:
                self.days[node.name] = name = f"d{len(self.days)}"
                self.line(f"{name} = spans_of(case.daily.{node.name})")
            if isinstance(node, ir.DatedParam) and f"parameter.{node.name}" not in self.days:
                self.days[f"parameter.{node.name}"] = name = f"d{len(self.days)}"
                constant = f"P{len(self.constants)}"
                self.constants[constant] = kleene.dated_values(self.plan.parameters[node.name].values)
                self.line(f"{name} = {constant}")

    # passes

    def _case_group(self, group: GroupLayout) -> None:
        self._hoist(group, "case")
        self._load_for(group)
        for run in group.runs:
            self.run = run
            for name in run.decisions:
                self._decision(self.plan.decisions[name])
        self.line(f"g{group.number} = ({self._row('0', group.slots)})")

    def _load_for(self, group: GroupLayout) -> None:
        """Prepares the entity lists that this pass runs over or aggregates."""
        wanted = {group.frame} - {"case"}
        for node in self._nodes(group):
            if isinstance(node, ir.Aggregate) and node.collection.owner == "case":
                wanted.add(node.entity)
        for entity in sorted(wanted - self.loaded):
            self.loaded.add(entity)
            if entity in self.plan.counts:
                self._load_numbered(entity)
            elif entity == "person":
                self.line("E_person, O_person, X_person, R_person = persons(case)")
            else:
                listed, key = CASE_LISTS[entity], ORDER_KEYS[entity]
                self.line(f"E_{entity}, O_{entity}, X_{entity}, R_{entity} = entities(case.{listed}, {key!r})")

    def _load_numbered(self, entity: str) -> None:
        count, most = self.emit(self.plan.counts[entity]), self.plan.scopes.numbered[entity].most
        self.line(f"n_{entity} = {count}")
        self.line(f"X_{entity} = R_{entity} = n_{entity} is U")
        self.line(f"if not X_{entity} and n_{entity} > {most}: too_many({entity!r}, {most})")
        self.line(f"E_{entity} = O_{entity} = () if X_{entity} else range(1, n_{entity} + 1)")

    def _entity_group(self, group: GroupLayout) -> None:
        frame = group.frame
        self._hoist(group, "case")
        self._load_for(group)
        keyed = self._keyed(group)
        self.line(f"g{group.number} = []")
        for index in range(len(keyed)):
            self.line(f"q{group.number}_{index} = Keyed(R_{frame})")
        if self._needs_days(group) and self.cut_in is None:
            self.cut_in, self.cut_here = group, True
            self.line("cut = []")
        self.line(f"for j in range(len(E_{frame})):")
        self.depth += 1
        self.line(f"e = E_{frame}[j]")
        self._hoist(group, frame)
        for index, keys in enumerate(keyed):
            self.line(f"k{group.number}_{index} = ({', '.join(self.emit(key) for key in keys)},)")
        if self._needs_days(group):
            self._reuse_cuts(group)
        for run in group.runs:
            self._run(run, group)
        self.line(f"row = ({self._row(f'O_{frame}[j]', group.slots)})")
        self.line(f"g{group.number}.append(row)")
        for index in range(len(keyed)):
            self.line(f"q{group.number}_{index}.add(k{group.number}_{index}, row)")
        self.depth -= 1

    def _needs_days(self, group: GroupLayout) -> bool:
        return group.frame == "period" and (
            any(run.about == "day" for run in group.runs) or _weighted(self._nodes(group))
        )

    def _keyed(self, group: GroupLayout) -> list[tuple[ir.Expr, ...]]:
        self.key_names: dict[tuple[str, ...], str] = {}
        found: list[tuple[ir.Expr, ...]] = []
        for node in self._nodes(group):
            if isinstance(node, ir.Prior) and node.keys:
                texts = tuple(_path(key) for key in node.keys)
                if texts not in self.key_names:
                    self.key_names[texts] = f"{group.number}_{len(found)}"
                    found.append(node.keys)
        return found

    def _row(self, head: str, slots: tuple[Any, ...]) -> str:
        parts = [head]
        for slot in slots:
            if slot.run is not None:
                parts.append(f"s{slot.run.number}")
            elif slot.rule is None:
                parts.append(self.values[slot.decision])
            else:
                parts.append(self._condition(slot.decision, slot.rule))
        return ", ".join(parts) + ","

    def _condition(self, decision: str, rule: int) -> str:
        return f"c{self.numbers[decision]}_{rule}"

    # runs within an entity

    def _run(self, run: Run, group: GroupLayout) -> None:
        self.run = run
        if run.about == group.frame:
            for name in run.decisions:
                decision = self.plan.decisions[name]
                if self.cut_here and _weighted(self._of(decision)):
                    self._cut_days()
                self._decision(decision)
        elif run.about == "day":
            if self.cut_here:
                self._cut_days()
            self._day_run(run)
        else:
            self._numbered_run(run)

    def _of(self, decision: BoundDecision) -> list[ir.Expr]:
        from amp_rules.plan.order import expressions

        return [node for expr in expressions(decision) for node in ir.walk(expr)]

    def _numbered_run(self, run: Run) -> None:
        count, most = self.emit(self.plan.counts[run.about]), self.plan.scopes.numbered[run.about].most
        self.line(f"n = {count}")
        self.line(f"if n is not U and n > {most}: too_many({run.about!r}, {most})")
        self.line(f"s{run.number} = None if n is U else []")
        self.line("for k in range(1, 1 if n is U else n + 1):")
        self.depth += 1
        for name in run.decisions:
            self._decision(self.plan.decisions[name])
        self.line(f"s{run.number}.append(({self._row('k', run.slots)}))")
        self.depth -= 1

    def _cut_days(self) -> None:
        """Cuts the period once, where everything the cuts need is known."""
        self.cut_here = False
        start, end = self.facts[("period", "start")], self.facts[("period", "end")]
        firsts = [first for each in self.plan.decisions.values() for first in each.firsts]
        for index, first in enumerate(firsts):
            self.firsts[id(first)] = f"w{index}"
        self.line(f"if {start} is U or {end} is U:")
        self.line("    segs = None")
        self.line("    " + " = ".join(["so", *(f"w{i}" for i in range(len(firsts)))]) + " = None")
        self.line("else:")
        self.depth += 1
        self.line(f"so = {start}.toordinal(); eo = {end}.toordinal()")
        for index, first in enumerate(firsts):
            self.line(f"w{index} = first_days({self.days[first.name]}, so, eo, {self.emit(first.count)})")
        self._emit_segments(start, len(firsts))
        self.depth -= 1
        self.line("cut.append((segs, so, " + "".join(f"w{i}, " for i in range(len(firsts))) + "))")

    def _emit_segments(self, start: str, firsts: int) -> None:
        self.line(f"day_date = {start}; day_number = 1")
        self.line("cuts = []")
        seen: set[str] = set()
        for decision in self.plan.decisions.values():
            for made in decision.cuts:
                ramp, steady, op = (made.left, made.right, made.op)
                if made.right.type.ramp:
                    ramp, steady, op = made.right, made.left, _MIRROR[made.op]
                text = f"cuts += crossing({op!r}, {self.emit(ramp)}, {self.emit(steady)}, so)"
                if text not in seen:
                    seen.add(text)
                    self.line(text)
        dated = [name for key, name in self.days.items() if self._cuts_days(key)] + [f"w{i}" for i in range(firsts)]
        self.line(f"segs = segments(so, eo, ({''.join(f'{name}, ' for name in dated)}), cuts)")

    def _cuts_days(self, key: str) -> bool:
        """Whether a dated fact or parameter is read on each day (and not only at a given date)."""
        for decision in self.plan.decisions.values():
            for node in self._of(decision):
                if isinstance(node, ir.DayFact) and node.name == key:
                    return True
                if isinstance(node, ir.DatedParam) and node.on is None and f"parameter.{node.name}" == key:
                    return True
        return False

    def _reuse_cuts(self, group: GroupLayout) -> None:
        if self.cut_in is not group:
            count = len(self.firsts)
            self.line("segs, so, " + "".join(f"w{i}, " for i in range(count)) + "= cut[j]")

    def _day_run(self, run: Run) -> None:
        nodes = [node for name in run.decisions for node in self._of(self.plan.decisions[name])]
        self.line(f"s{run.number} = None if segs is None else []")
        self.line("for a, b in segs or ():")
        self.depth += 1
        parts = {node.part for node in nodes if isinstance(node, ir.DayPart)}
        if "date" in parts:
            self.line("day_date = from_ordinal(a)")
        if "number" in parts:
            self.line("day_number = a - so + 1")
        for name in dict.fromkeys(node.name for node in nodes if isinstance(node, ir.DayFact)):
            source, outside = self.days[name], self._outside(name)
            self.line(f"x_{source} = on_day({source}, a, {outside}) if {source} else U if {source} is None else {outside}")
        for name in dict.fromkeys(n.name for n in nodes if isinstance(n, ir.DatedParam) and n.on is None):
            source = self.days[f"parameter.{name}"]
            self.line(f"x_{source} = on_day({source}, a, U)")
        for node in nodes:
            if isinstance(node, ir.First):
                source = self.firsts[id(node)]
                self.line(f"x_{source} = on_day({source}, a, False)")
        for name in run.decisions:
            self._decision(self.plan.decisions[name])
        self.line(f"s{run.number}.append((a, b, {self._row('', run.slots)[2:]}))")
        self.depth -= 1

    def _outside(self, name: str) -> str:
        value = self.plan.scopes.facts["day"][name].outside
        return self.emitter.constant(getattr(value, "minor", value))

    # one decision

    def _decision(self, decision: BoundDecision) -> None:
        value = self.values.setdefault(decision.name, f"v{self.numbers[decision.name]}")
        if decision.fact is not None:
            self.line(f"{value} = {self.emit(decision.fact)}")
            self.emitter.certain[decision.name] = False
            return
        certain = True
        conditions: dict[int, str] = {}
        for position in _overriders_first(decision):
            rule = decision.rules[position]
            name = self._condition(decision.name, position)
            parts = [] if rule.when is None else [rule.when]
            text = self.emit(rule.when) if rule.when is not None else "True"
            certain = certain and not any(map(self.emitter.may_be_unknown, parts))
            for above in rule.overridden_by:
                text = f"known_all([{text}, known_any([{conditions[above]} is False], {conditions[above]} is U)], False)"
                certain = False
            conditions[position] = name
            self.line(f"{name} = {text}")
        for position in range(len(decision.rules)):
            conditions.setdefault(position, "True")
        thens = [self.emit(rule.then) for rule in decision.rules]
        otherwise = "None" if decision.otherwise is None else self.emit(decision.otherwise)
        values = [rule.then for rule in decision.rules] + ([decision.otherwise] if decision.otherwise else [])
        self.emitter.certain[decision.name] = certain and not any(map(self.emitter.may_be_unknown, values))
        names = [conditions[position] for position in range(len(decision.rules))]
        for text in table_lines(decision, value, names, thens, otherwise, certain):
            self.line(text)

    # how things are reached from here

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
                return self._dated(name, on, self._outside(name))
            case ir.First():
                return f"x_{self.firsts[id(expr)]}"
            case ir.Ref():
                return self._reference(expr)
            case ir.Prior():
                return self._prior(expr)
            case ir.Aggregate():
                return self._aggregate(expr)
        return None

    def _fact(self, fact: ir.Fact) -> str:
        bound = self.bound.get(fact.var)
        numbered = fact.entity in self.plan.scopes.numbered and fact.path == ("number",)
        if bound is None:
            if numbered:
                return "e" if self.group.frame == fact.entity else "k"
            return self.facts[(fact.var, ".".join(fact.path))]
        if numbered:
            return bound.item if not bound.own else f"{bound.item}[0]"
        text = self._access(fact, bound.item)
        if not self._is_money(fact):
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
        group, run = self.layout.homes[ref.decision]
        bound = self.bound.get(ref.var)
        if run.about == group.frame:
            position = group.place(ref.decision)
            if bound is not None:
                return f"g{group.number}[{bound.index}][{position}]"
            if group.frame == "case" or group is self.group:
                return self.values[ref.decision]
            return f"g{group.number}[j][{position}]"
        position = run.place(ref.decision)
        if run is self.run and bound is None:
            return self.values[ref.decision]
        rows = f"s{run.number}" if group is self.group else f"g{group.number}[j][{group.place_of_run(run)}]"
        return f"{rows}[{bound.index if bound is not None else self._position()}][{position}]"

    def _position(self) -> str:
        """The index of the current sub-row in a run finished earlier."""
        assert self.run is not None
        return f"len(s{self.run.number})"

    def _prior(self, prior: ir.Prior) -> str:
        group, run = self.layout.homes[prior.decision]
        initial = self.emit(prior.initial)
        if run.about != group.frame:
            rows, position = f"s{run.number}", run.place(prior.decision)
            return f"({rows}[-1][{position}] if {rows} else {initial})"
        position, frame = group.place(prior.decision), group.frame
        if prior.keys:
            name = self.key_names[tuple(_path(key) for key in prior.keys)]
            row = self.emitter.temp()
            before = f"({row} := q{name}.before(k{name}))"
            return f"(U if {before} is U else {initial} if {row} is None else {row}[{position}])"
        rows = f"g{group.number}"
        return f"(U if R_{frame} else {rows}[j - 1][{position}] if j else {initial})"

    def _aggregate(self, made: ir.Aggregate) -> str:
        before = dict(self.bound)
        loop, unsure, weight = self._loop(made)
        condition = None if made.condition is None else self.emit(made.condition)
        body = self.emit(made.body)
        if weight:
            name = self.emitter.temp()
            body = weight if made.function == "count" else f"({name} if ({name} := {body}) is U else {name} * {weight})"
        if condition is None:
            items = f"[{body} for {loop}]"
        elif made.condition is not None and not self.emitter.may_be_unknown(made.condition):
            items = f"[{body} for {loop} if {condition}]"
        else:
            held = self.emitter.temp()
            items = f"[{body} if {held} is True else U for {loop} if ({held} := {condition}) is not False]"
        self.bound = before
        if condition is not None and made.function in ("any", "all"):
            items = self._kleene_items(made, loop, condition, body)
        function = "sum" if made.function == "count" else made.function
        return f"known_{function}({items}, {unsure})"

    def _kleene_items(self, made: ir.Aggregate, loop: str, condition: str, body: str) -> str:
        """Filtered any/all: an item whose filter is open still counts where it could not matter."""
        neutral = "False" if made.function == "any" else "True"
        held, value = self.emitter.temp(), self.emitter.temp()
        each = f"({value} if ({value} := {body}) is {neutral} or {held} is True else U)"
        return f"[{each} for {loop} if ({held} := {condition}) is not False]"

    def _loop(self, made: ir.Aggregate) -> tuple[str, str, str]:
        """The comprehension's loop, what leaves it unsure, and the weight of an item."""
        number = self.emitter.temp()
        item, index = f"i{number}", f"n{number}"
        over = made.collection
        if over.fact is not None:
            source = self.emit(over.fact)
            self.bound[made.var] = _Bound("member", item, index, own=False)
            return f"{item} in (() if {source} is U else {source})", f"{source} is U", ""
        own = over.owner != "case"
        self.bound[made.var] = _Bound(made.entity, item, index, own)
        if not own:
            entity = made.entity
            return f"{index}, {item} in enumerate(E_{entity})", f"X_{entity}", ""
        if made.entity == "day":
            weight = f"({item}[1] - {item}[0] + 1)"
            return f"{index}, {item} in enumerate(segs or ())", "segs is None", weight if made.weighted else ""
        rows = self._numbered_rows(made.entity)
        return f"{index}, {item} in enumerate({rows} or ())", f"{rows} is None", ""

    def _numbered_rows(self, entity: str) -> str:
        for group in self.layout.groups:
            for run in group.runs:
                if run.about == entity:
                    here = group is self.group
                    return f"s{run.number}" if here else f"g{group.number}[j][{group.place_of_run(run)}]"
        raise AssertionError(f"no decision about {entity}")


_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_PERSON_FIELDS = frozenset(Child.model_fields) - (frozenset(Child.model_fields) - frozenset(Child.__mro__[1].model_fields))  # type: ignore[attr-defined]


def _weighted(nodes: list[ir.Expr]) -> bool:
    return any(isinstance(node, ir.Aggregate) and node.weighted for node in nodes)


def _path(key: ir.Expr) -> str:
    return ".".join(key.path) if isinstance(key, ir.Fact) else ""


def _overriders_first(decision: BoundDecision) -> list[int]:
    """The tested rules, each after the rules that override it."""
    waiting = [position for position, _ in tested(decision)]
    done: list[int] = []
    while waiting:
        for position in waiting:
            if all(above in done or above not in waiting for above in decision.rules[position].overridden_by):
                done.append(position)
                waiting.remove(position)
                break
    return done
