"""The generated function: passes over entities, runs over days, one decision after the other.

Each pass over an entity is written twice: plainly, for when every fact it reads is known, and with Kleene's
logic for when one is not. Which of the two runs is decided entity by entity.
"""

from __future__ import annotations

from datetime import date

from amp_rules.engine import kleene
from amp_rules.engine.layout import GroupLayout, Layout, Run, Slot, tested
from amp_rules.engine.reading import Reader, path_of
from amp_rules.engine.tables import table_lines
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions
from amp_rules.plan.types import DATE

ORDER_KEYS = {"period": "start", "claim": "on", "item": "on", "person": None}
CASE_LISTS = {"period": "periods", "claim": "claims", "item": "items", "person": "persons"}
MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


class Writer(Reader):
    """Writes the source of one plan's function."""

    def __init__(self, plan: Plan, made: Layout) -> None:
        super().__init__(plan, made)
        self.lines: list[str] = []
        self.depth = 1
        self.loaded: set[str] = set()
        self.cut_in: GroupLayout | None = None
        self.cut_here = False
        self.cut_again = False
        self.all_nodes = {name: _nodes(decision) for name, decision in plan.decisions.items()}
        self.cuts = [cut for each in plan.decisions.values() for cut in each.cuts]
        self.first_nodes = [first for each in plan.decisions.values() for first in each.firsts]
        self.read_by_day = _read_by_day(self.all_nodes.values())

    def line(self, text: str) -> None:
        """One line of the generated function."""
        self.lines.append("    " * self.depth + text)

    def write(self) -> tuple[str, dict[str, object]]:
        """The whole source, and the constants it names."""
        for group in self.layout.groups:
            self.group, self.cut_here = group, False
            self._hoist_dated(group)
            if group.frame == "case":
                self._case_group(group)
            else:
                self._entity_group(group)
        names = "".join(f"g{group.number}, " for group in self.layout.groups)
        self.line(f"return ({names})")
        return "def run(case):\n" + "\n".join(self.lines) + "\n", self.constants

    def days_depend_on(self) -> tuple[tuple[ir.Compare, ...], tuple[ir.First, ...], frozenset[str]]:
        """The comparisons with the day, the counted flags, and the dated facts and parameters read by day."""
        return tuple(self.cuts), tuple(self.first_nodes), frozenset(self.read_by_day)

    def nodes(self, group: GroupLayout) -> list[ir.Expr]:
        """Every part of every expression that a pass evaluates."""
        found = [node for run in group.runs for name in run.decisions for node in self.all_nodes[name]]
        if any(run.about == "day" for run in group.runs) or _over_days(found):
            found += [node for cut in self.cuts for node in ir.walk(cut)]
            found += [node for first in self.first_nodes for node in ir.walk(first)]
        counted = {entity for run in group.runs for entity in self.plan.scopes.chain(run.about)}
        found += [
            node for entity in counted & set(self.plan.counts) for node in ir.walk(self.plan.counts[entity])
        ]
        return found

    # facts

    def _hoist(self, group: GroupLayout, var: str) -> None:
        wanted = {
            node.path: node for node in self.nodes(group) if isinstance(node, ir.Fact) and node.var == var
        }
        if var == "period" and self._needs_days(group):
            for name in ("start", "end"):
                wanted.setdefault((name,), ir.Fact(DATE, "period", "period", (name,)))
        for path, node in wanted.items():
            key = (var, ".".join(path))
            if node.entity not in self.plan.scopes.numbered and not (var == "case" and key in self.facts):
                self._read_fact(key, node, "case" if var == "case" else "e")

    def _read_fact(self, key: tuple[str, str], node: ir.Fact, owner: str) -> None:
        name = self.facts.setdefault(key, f"f{len(self.facts)}")
        self.line(f"{name} = {self.access(node, owner)}")
        if self.is_money(node):
            self.line(f"if {name} is not U and {name} is not None: {name} = {name}.minor")

    def _hoist_dated(self, group: GroupLayout) -> None:
        for node in self.nodes(group):
            if isinstance(node, ir.DayFact | ir.At | ir.First) and node.name not in self.days:
                self.days[node.name] = name = f"d{len(self.days)}"
                self.line(f"x = case.daily.{node.name}")
                self.line(f"{name}, u_{name} = ((), False) if x == () else spans_of(x)")
            if isinstance(node, ir.DatedParam) and f"parameter.{node.name}" not in self.days:
                self.days[f"parameter.{node.name}"] = name = f"d{len(self.days)}"
                self.constants[f"P{name}"] = kleene.dated_values(self.plan.parameters[node.name].values)
                self.line(f"{name} = P{name}; u_{name} = False")

    def _unknowns(self, group: GroupLayout) -> list[str]:
        """Tests that tell whether something this pass reads is unknown."""
        tests: dict[str, None] = {}
        days = self._needs_days(group)
        for node in self.nodes(group):
            match node:
                case ir.Fact(var=var) if (
                    self.emitter.may_be_unknown(node) and (var, path_of(node)) in self.facts
                ):
                    tests[f"{self.facts[(var, path_of(node))]} is U"] = None
                case ir.DayFact(name=name):
                    tests[f"u_{self.days[name]}"] = None
                case ir.Ref(decision=name, var=var) if (
                    name in self.plan.decisions and var in self.emitter.own
                ):
                    home = self.layout.homes[name]
                    if home.group is not group and home.below < 0 and name not in self.emitter.certain:
                        case = home.group.frame == "case"
                        tests[f"{self.value(name) if case else self.earlier(name)} is U"] = None
                case ir.Prior() if id(node) in self.priors:
                    tests[f"{self.priors[id(node)]} is U"] = None
        if days:
            tests.update({f"{self.facts[('period', name)]} is U": None for name in ("start", "end")})
        return list(tests)

    # passes

    def _case_group(self, group: GroupLayout) -> None:
        self._hoist(group, "case")
        self._load_for(group)
        self.emitter.own = {"case"}
        self._twice(group)
        self.line(f"g{group.number} = ({self._row('0', group.slots)})")

    def _twice(self, group: GroupLayout) -> None:
        """The body with Kleene's logic where something is unknown, else plainly."""
        tests, before = self._unknowns(group), set(self.emitter.certain)
        cut_here = self.cut_here
        if tests:
            self.line(f"if {' or '.join(tests)}:")
            self._body(group, known=False)
            unsure, self.emitter.certain, self.cut_here = self.emitter.certain, before, cut_here
            self.line("else:")
            self._body(group, known=True)
            self.emitter.certain = unsure
        else:
            self.line("if True:")
            self._body(group, known=True)
        self.emitter.known = False

    def _body(self, group: GroupLayout, known: bool) -> None:
        self.emitter.known = known
        if known:
            self.emitter.certain = self.emitter.certain | self._checked(group)
        self.depth += 1
        for run in group.runs:
            self._run(run, group)
        self.depth -= 1

    def _checked(self, group: GroupLayout) -> set[str]:
        """Decisions of earlier passes about the same entity: tested before the plain body runs."""
        read = {
            node.decision
            for node in self.nodes(group)
            if isinstance(node, ir.Ref) and node.var in self.emitter.own
        }
        homes = [(name, self.layout.homes[name]) for name in read if name in self.layout.homes]
        return {name for name, home in homes if home.group is not group and home.below < 0}

    def _load_for(self, group: GroupLayout) -> None:
        """Prepares the entity lists that this pass runs over or aggregates."""
        wanted = {group.frame} - {"case"}
        for node in self.nodes(group):
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
                self.line(
                    f"E_{entity}, O_{entity}, X_{entity}, R_{entity} = entities(case.{listed}, {key!r})"
                )

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
            self.cut_again = sum(map(self._needs_days, self.layout.groups)) > 1
            if self.cut_again:
                self.line("cut = []")
            self.firsts = {id(first): f"w{index}" for index, first in enumerate(self.first_nodes)}
        self.line(f"for j in range(len(E_{frame})):")
        self.depth += 1
        self._entity_body(group, keyed)
        self.depth -= 1

    def _entity_body(self, group: GroupLayout, keyed: list[tuple[ir.Expr, ...]]) -> None:
        frame = group.frame
        self.line(f"e = E_{frame}[j]")
        self._hoist(group, frame)
        self.emitter.own = set(self.plan.scopes.chain(frame)) | {run.about for run in group.runs}
        for name in sorted(self._checked(group)):
            home = self.layout.homes[name]
            if home.group.frame == frame:
                self.line(f"{self.earlier(name)} = g{home.group.number}[j][{home.at}]")
        for index, keys in enumerate(keyed):
            self.line(f"k{group.number}_{index} = ({', '.join(self.emit(key) for key in keys)},)")
        if self._needs_days(group) and self.cut_in is not group:
            self.line(
                "segs, so, eo, " + "".join(f"w{i}, " for i in range(len(self.first_nodes))) + "= cut[j]"
            )
        self._look_back(group)
        self._twice(group)
        self.line(f"row = ({self._row(f'O_{frame}[j]', group.slots)})")
        self.line(f"g{group.number}.append(row)")
        for index in range(len(keyed)):
            self.line(f"q{group.number}_{index}.add(k{group.number}_{index}, row)")

    def _look_back(self, group: GroupLayout) -> None:
        """Reads the answers about the entity before, so that they can be tested with the facts."""
        self.priors = self.emitter.tested_priors = {}
        for node in self.nodes(group):
            if isinstance(node, ir.Prior) and isinstance(node.initial, ir.Const):
                home = self.layout.homes[node.decision]
                if home.below < 0 and id(node) not in self.priors:
                    text = self.before(node)
                    self.priors[id(node)] = f"b{len(self.priors)}"
                    self.line(f"{self.priors[id(node)]} = {text}")

    def _needs_days(self, group: GroupLayout) -> bool:
        if group.frame != "period":
            return False
        return any(run.about == "day" for run in group.runs) or _over_days(self.nodes(group))

    def _keyed(self, group: GroupLayout) -> list[tuple[ir.Expr, ...]]:
        self.key_names = {}
        found: list[tuple[ir.Expr, ...]] = []
        for node in self.nodes(group):
            if isinstance(node, ir.Prior) and node.keys:
                paths = tuple(path_of(key) for key in node.keys)
                if paths not in self.key_names:
                    self.key_names[paths] = f"{group.number}_{len(found)}"
                    found.append(node.keys)
        return found

    def _row(self, head: str, slots: tuple[Slot, ...]) -> str:
        parts = [head] if head else []
        for slot in slots:
            if slot.run is not None:
                parts.append(f"s{slot.run.number}")
            else:
                parts.append(
                    self.value(slot.decision)
                    if slot.rule is None
                    else self.condition(slot.decision, slot.rule)
                )
        return ", ".join(parts) + ","

    # runs within an entity

    def _run(self, run: Run, group: GroupLayout) -> None:
        self.run = run
        if run.about == group.frame:
            for name in run.decisions:
                if self.cut_here and _over_days(self.all_nodes[name]):
                    self._cut_days()
                self._decision(self.plan.decisions[name])
        elif run.about == "day":
            if self.cut_here:
                self._cut_days()
            self._day_run(run)
        else:
            self._numbered_run(run)

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

    # days

    def _cut_days(self) -> None:
        """Cuts the period once, where everything the cuts need is known."""
        self.cut_here = False
        start, end = self.facts[("period", "start")], self.facts[("period", "end")]
        firsts = [f"w{index}" for index in range(len(self.first_nodes))]
        if not self.emitter.known:
            self.line(f"if {start} is U or {end} is U:")
            self.line("    " + " = ".join(["segs", "so", "eo", *firsts]) + " = None")
            self.line("else:")
            self.depth += 1
        self.line(f"so = {start}.toordinal(); eo = {end}.toordinal()")
        for index, first in enumerate(self.first_nodes):
            text = f"w{index} = first_days({self.days[first.name]}, so, eo, {self.emit(first.count)})"
            self._where_it_can(text, f"w{index} = ()")
        self.line(f"day_date = {start}; day_number = 1")
        if self.emitter.known:
            self._plain_segments(firsts)
        else:
            self._open_segments(firsts)
            self.depth -= 1
        if self.cut_again:
            self.line("cut.append((segs, so, eo, " + "".join(f"{name}, " for name in firsts) + "))")

    def _crossings(self) -> list[tuple[str, ir.Expr, ir.Expr]]:
        """The distinct comparisons of the day with something steady, the day on the left."""
        seen: dict[str, tuple[str, ir.Expr, ir.Expr]] = {}
        for made in self.cuts:
            ramp, steady, op = made.left, made.right, made.op
            if steady.type.ramp:
                ramp, steady, op = steady, ramp, MIRROR[op]
            seen.setdefault(f"{op} {self.emit(ramp)} {self.emit(steady)}", (op, ramp, steady))
        return list(seen.values())

    def _read_daily(self) -> list[str]:
        return [name for key, name in self.days.items() if key in self.read_by_day]

    def _open_segments(self, firsts: list[str]) -> None:
        self.line("cuts = []")
        for op, ramp, steady in self._crossings():
            self._where_it_can(f"cuts += crossing({op!r}, {self.emit(ramp)}, {self.emit(steady)}, so)")
        listed = "".join(f"{name}, " for name in (*self._read_daily(), *firsts))
        self.line(f"segs = segments(so, eo, ({listed}), cuts)")

    def _plain_segments(self, firsts: list[str]) -> None:
        self.line("cuts = set()")
        for op, ramp, steady in self._crossings():
            self._plain_crossing(op, ramp, steady)
        for name in (*self._read_daily(), *firsts):
            self.line(f"p_{name} = []")
            self.line(f"for x in {name} if len({name}) <= {kleene.FEW} else within({name}, so, eo):")
            self.line("    if x[1] >= so:")
            self.line("        lo = x[0]; hi = x[1]")
            self.line("        if lo > eo: break")
            self.line(f"        p_{name}.append(x)")
            self.line("        if lo > so: cuts.add(lo)")
            self.line("        if hi < eo: cuts.add(hi + 1)")
        self.line("if cuts:")
        self.line("    starts = [so, *sorted(cuts)]")
        self.line("    segs = list(zip(starts, [day - 1 for day in starts[1:]] + [eo]))")
        self.line("else: segs = [(so, eo)]")

    def _plain_crossing(self, op: str, ramp: ir.Expr, steady: ir.Expr) -> None:
        after = [1] if op in ("<=", ">") else [0] if op in ("<", ">=") else [0, 1]
        if not isinstance(ramp, ir.DayPart) or self.emitter.may_be_unknown(steady):
            call = f"crossing({op!r}, {self.emit(ramp)}, {self.emit(steady)}, so)"
            self._where_it_can(f"cuts.update(day for day in {call} if so < day <= eo)")
            return
        for plus in after:
            add = f"day = {self._position(ramp, steady, plus)}"
            if isinstance(steady, ir.Const | ir.Ref) and not steady.type.optional:
                self.line(add)
            else:
                self._where_it_can(add, "day = 0")
            self.line("if so < day <= eo: cuts.add(day)")

    def _where_it_can(self, text: str, instead: str = "pass") -> None:
        """A part of a comparison that is guarded where it stands may fail out here: then it cuts nothing."""
        self.line(f"try: {text}")
        self.line(f"except (AttributeError, TypeError, LimitError): {instead}")

    def _position(self, ramp: ir.DayPart, steady: ir.Expr, plus: int) -> str:
        if ramp.part == "number":
            return f"so + {self.emit(steady)} + {plus - 1}"
        if isinstance(steady, ir.Const) and isinstance(steady.value, date):
            return str(steady.value.toordinal() + plus)
        return f"{self.emit(steady)}.toordinal() + {plus}"

    def _day_run(self, run: Run) -> None:
        nodes = [node for name in run.decisions for node in self.all_nodes[name]]
        rows = f"s{run.number}"
        self.line(f"{rows} = []" if self.emitter.known else f"{rows} = None if segs is None else []")
        self._dated_before(nodes)
        self.line("for a, b in segs:" if self.emitter.known else "for a, b in segs or ():")
        self.depth += 1
        parts = {node.part for node in self._day_parts(run)}
        if "date" in parts:
            self.line("day_date = from_ordinal(a)")
        if "number" in parts:
            self.line("day_number = a - so + 1")
        for source, outside in self._dated_reads(nodes):
            self._dated_read(source, outside)
        for name in run.decisions:
            self._decision(self.plan.decisions[name])
        self.line(f"{rows}.append((a, b, {self._row('', run.slots)}))")
        self.depth -= 1

    def _day_parts(self, run: Run) -> list[ir.DayPart]:
        """Where the day is read otherwise than against a fixed date."""
        found: list[ir.DayPart] = []
        waiting = [expr for name in run.decisions for expr in expressions(self.plan.decisions[name])]
        while waiting:
            node = waiting.pop()
            fixed = isinstance(node, ir.Compare) and isinstance(node.right, ir.Const)
            if isinstance(node, ir.DayPart):
                found.append(node)
            if not (fixed and isinstance(node.left, ir.DayPart) and node.left.part == "date"):  # type: ignore[union-attr]
                waiting.extend(ir.children(node))
        return found

    def _dated_reads(self, nodes: list[ir.Expr]) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for node in nodes:
            match node:
                case ir.DayFact(name=name):
                    found[self.days[name]] = self.outside(name)
                case ir.DatedParam(name=name, on=None):
                    found[self.days[f"parameter.{name}"]] = "U"
                case ir.First():
                    found[self.firsts[id(node)]] = "False"
        return list(found.items())

    def _dated_before(self, nodes: list[ir.Expr]) -> None:
        """Only the spans that meet the period are looked through day by day."""
        if self.emitter.known and self.cut_in is not self.group:
            for source, _ in self._dated_reads(nodes):
                self.line(f"p_{source} = {self._met(source)}")

    def _met(self, source: str) -> str:
        few = f"[x for x in {source} if x[0] <= eo and x[1] >= so]"
        return f"() if not {source} else {few} if len({source}) <= {kleene.FEW} else within({source}, so, eo)"

    def _dated_read(self, source: str, outside: str) -> None:
        if not self.emitter.known:
            self.line(f"x_{source} = on_day({source}, a, {outside})")
            return
        self.line(f"x_{source} = {outside}")
        self.line(f"if len(p_{source}) > {kleene.FEW}: x_{source} = on_day(p_{source}, a, {outside})")
        self.line("else:")
        self.line(f"    for lo, hi, x in p_{source}:")
        self.line(f"        if lo <= a <= hi: x_{source} = x; break")

    # one decision

    def _decision(self, decision: BoundDecision) -> None:
        value, emitter = self.value(decision.name), self.emitter
        emitter.certain = emitter.certain - {decision.name}
        if decision.fact is not None:
            self.line(f"{value} = {self.emit(decision.fact)}")
            if emitter.known:
                emitter.certain = emitter.certain | {decision.name}
            return
        certain, names = self._conditions(decision)
        thens = [self.emit(rule.then) for rule in decision.rules]
        otherwise = "None" if decision.otherwise is None else self.emit(decision.otherwise)
        values = [rule.then for rule in decision.rules] + ([decision.otherwise] if decision.otherwise else [])
        if self._added_up(decision, value):
            return
        if certain and not any(map(emitter.may_be_unknown, values)):
            emitter.certain = emitter.certain | {decision.name}
        for text in table_lines(decision, value, names, thens, otherwise, certain):
            self.line(text)

    def _added_up(self, decision: BoundDecision, value: str) -> bool:
        """A plain sum over the period's days, written as a loop: the commonest aggregate by far."""
        made = decision.rules[0].then if len(decision.rules) == 1 and decision.rules[0].when is None else None
        if not (
            isinstance(made, ir.Aggregate)
            and made.weighted
            and made.function == "sum"
            and made.condition is None
        ):
            return False
        home = self.layout.homes.get(made.body.decision) if isinstance(made.body, ir.Ref) else None
        if home is None or home.group is not self.group or self.emitter.may_be_unknown(made):
            return False
        self.line(f"{value} = 0")
        self.line(f"for x in s{home.run.number}: {value} += x[{home.at}] * (x[1] - x[0] + 1)")
        self.emitter.certain = self.emitter.certain | {decision.name}
        return True

    def _conditions(self, decision: BoundDecision) -> tuple[bool, list[str]]:
        """Writes every rule's condition; whether all are known, and their names."""
        certain, names = True, ["True"] * len(decision.rules)
        for position in _overriders_first(decision):
            rule = decision.rules[position]
            held = rule.when is None or not self.emitter.may_be_unknown(rule.when)
            text = "True" if rule.when is None else self.emit(rule.when)
            names[position] = self.condition(decision.name, position)
            certain = certain and held
            for above in rule.overridden_by:
                over = names[above]
                text = (
                    f"({text} and not {over})"
                    if certain
                    else f"known_all([{text}, U if {over} is U else not {over}], False)"
                )
            self.line(f"{names[position]} = {text}")
        return certain, names


def _nodes(decision: BoundDecision) -> list[ir.Expr]:
    return [node for expr in expressions(decision) for node in ir.walk(expr)]


def _over_days(nodes: list[ir.Expr]) -> bool:
    return any(isinstance(node, ir.Aggregate) and node.entity == "day" for node in nodes)


def _read_by_day(decisions: object) -> set[str]:
    """The dated facts and parameters that are read on each day (and not only at a given date)."""
    found: set[str] = set()
    for nodes in decisions:  # type: ignore[attr-defined]
        for node in nodes:
            if isinstance(node, ir.DayFact):
                found.add(node.name)
            elif isinstance(node, ir.DatedParam) and node.on is None:
                found.add(f"parameter.{node.name}")
    return found


def _overriders_first(decision: BoundDecision) -> list[int]:
    """The tested rules, each after the rules that override it."""
    waiting = [position for position, _ in tested(decision)]
    done: list[int] = []
    while waiting:
        for position in waiting:
            if not any(above in waiting for above in decision.rules[position].overridden_by):
                done.append(position)
                waiting.remove(position)
                break
    return done
