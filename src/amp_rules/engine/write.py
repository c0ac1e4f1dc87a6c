"""The generated function: passes over entities, runs over days, one decision after the other.

Each pass over an entity is written twice: plainly, for when every fact it reads is known, and with Kleene's
logic for when one is not. Which of the two runs is decided entity by entity.
"""

from __future__ import annotations

from amp_rules.engine import kleene
from amp_rules.engine.daylines import DayWriter, over_days
from amp_rules.engine.layout import GroupLayout, Layout, Run
from amp_rules.engine.reading import path_of
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.types import DATE

ORDER_KEYS = {"period": "start", "claim": "on", "item": "on", "person": None}
CASE_LISTS = {"period": "periods", "claim": "claims", "item": "items", "person": "persons"}


class Writer(DayWriter):
    """Writes the source of one plan's function."""

    def __init__(self, plan: Plan, made: Layout) -> None:
        super().__init__(plan, made)
        self.loaded: set[str] = set()
        self.may_be_open: set[int] = set()

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
        if any(run.about == "day" for run in group.runs) or over_days(found):
            found += [node for cut in self.cuts for node in ir.walk(cut)]
            found += [node for first in self.first_nodes for node in ir.walk(first)]
        counted = {entity for run in group.runs for entity in self.plan.scopes.chain(run.about)}
        counted |= {node.entity for node in found if isinstance(node, ir.Aggregate)}
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
        # The pass that cuts periods into days cuts them for all: it needs what any pass reads by day.
        wanted = sorted(self.read_by_day) if self._needs_days(group) else []
        for node in self.nodes(group):
            if isinstance(node, ir.DayFact | ir.At | ir.First):
                wanted.append(node.name)
            elif isinstance(node, ir.DatedParam):
                wanted.append(f"parameter.{node.name}")
        for key in dict.fromkeys(wanted):
            if key not in self.days:
                self._read_dated(key)

    def _read_dated(self, key: str) -> None:
        self.days[key] = name = f"d{len(self.days)}"
        kind, _, parameter = key.partition(".")
        if parameter:
            self.constants[f"P{name}"] = kleene.dated_values(self.plan.parameters[parameter].values)
            self.line(f"{name} = P{name}; u_{name} = False")
        else:
            self.line(f"x = case.daily.{kind}")
            self.line(f"{name}, u_{name} = ((), False) if x == () else spans_of(x)")

    def _unknowns(self, group: GroupLayout) -> list[str]:
        """Tests that tell whether something this pass reads is unknown."""
        tests: dict[str, None] = {}
        days = self._needs_days(group)
        # One of the two is always left out, and that is no reason to carry unknowns along.
        either = {part for node in self.nodes(group) if _is_age(node) for part in ir.children(node)[:2]}
        for node in self.nodes(group):
            match node:
                case ir.Fact() if node in either:
                    continue
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
                case ir.Aggregate() if node.collection.owner == "case" and node.collection.fact is None:
                    tests[f"X_{node.entity}"] = None
                    tests.update({f"o{number}": None for number in self._passes_over(node)})
        if days and self.cut_in is group:
            tests.update({f"u_{self.days[key]}": None for key in sorted(self.read_by_day)})
        if days:
            tests.update({f"{self.facts[('period', name)]} is U": None for name in ("start", "end")})
        return list(tests)

    def _passes_over(self, made: ir.Aggregate) -> list[int]:
        """The passes whose answers an aggregate over all entities of a kind gathers, and that may be open."""
        homes = [
            self.layout.homes[node.decision]
            for node in ir.walk(made)
            if isinstance(node, ir.Ref) and node.var == made.var and node.entity != "member"
        ]
        return sorted({home.number for home in homes} & self.may_be_open)

    # passes

    def _case_group(self, group: GroupLayout) -> None:
        self._hoist(group, "case")
        self._load_for(group)
        self.emitter.own = {"case"}
        self._twice(group)
        self.line(f"g{group.number} = ({self.row('0', group.slots)})")

    def _twice(self, group: GroupLayout) -> None:
        """The body with Kleene's logic where something is unknown, else plainly."""
        tests, before = self._unknowns(group), set(self.emitter.certain)
        cut_here = self.cut_here
        if tests:
            self.line(f"if {' or '.join(tests)}:")
            if group.frame != "case":
                self.line(f"    o{group.number} = True")
                self.may_be_open.add(group.number)
            self._body(group, known=False)
            unsure, self.emitter.certain, self.cut_here = self.emitter.certain, before, cut_here
            self.line("else:")
            self._body(group, known=True)
            self.emitter.gathered |= self.emitter.certain
            self.emitter.certain = unsure
        else:
            self.line("if True:")
            self._body(group, known=True)
            self.emitter.gathered |= self.emitter.certain
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
        self.line(f"g{group.number} = []; o{group.number} = False")
        for index in range(len(keyed)):
            self.line(f"q{group.number}_{index} = Keyed(R_{frame})")
        if self._needs_days(group) and self.cut_in is None:
            self.cut_in, self.cut_here = group, True
            self.cut_again = sum(map(self._needs_days, self.layout.groups)) > 1
            if self.cut_again:
                self.line("cut = []")
            self.firsts = {id(first): f"w{index}" for index, first in enumerate(self.first_nodes)}
        self.line(f"for j, e in enumerate(E_{frame}):")
        self.depth += 1
        self._entity_body(group, keyed)
        self.depth -= 1

    def _entity_body(self, group: GroupLayout, keyed: list[tuple[ir.Expr, ...]]) -> None:
        frame = group.frame
        self._hoist(group, frame)
        self.emitter.own = set(self.plan.scopes.chain(frame)) | {run.about for run in group.runs}
        for name in sorted(self._checked(group)):
            home = self.layout.homes[name]
            if home.group.frame == frame:
                self.line(f"{self.earlier(name)} = g{home.group.number}[j][{home.at}]")
        for index, keys in enumerate(keyed):
            self.line(f"k{group.number}_{index} = ({', '.join(self.emit(key) for key in keys)},)")
        if self._needs_days(group) and self.cut_in is not group:
            self.line(f"{', '.join(self.cut_names())} = cut[j]")
        self._look_back(group)
        self._twice(group)
        self.line(f"row = ({self.row(f'O_{frame}[j]', group.slots)})")
        self.line(f"g{group.number}.append(row)")
        for index in range(len(keyed)):
            self.line(f"q{group.number}_{index}.add(k{group.number}_{index}, j)")

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
        return any(run.about == "day" for run in group.runs) or over_days(self.nodes(group))

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

    # runs within an entity

    def _run(self, run: Run, group: GroupLayout) -> None:
        self.run = run
        if run.about == group.frame:
            for name in run.decisions:
                if self.cut_here and over_days(self.all_nodes[name]):
                    self.cut_days()
                self.decision(self.plan.decisions[name])
        elif run.about == "day":
            if self.cut_here:
                self.cut_days()
            self.day_run(run)
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
            self.decision(self.plan.decisions[name])
        self.line(f"s{run.number}.append(({self.row('k', run.slots)}))")
        self.depth -= 1


def _is_age(node: ir.Expr) -> bool:
    return isinstance(node, ir.Call) and node.function == "age_of"
