"""The generated function: passes over entities, runs over days, one decision after the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

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
        found = self._nodes(tuple(name for run in group.runs for name in run.decisions), group.runs)
        if any(run.about == "day" for run in group.runs) or over_days(found):
            found += [node for expr in self.cut_by() for node in ir.walk(expr)]
        return found

    def _nodes(self, decisions: tuple[str, ...], runs: tuple[Run, ...]) -> list[ir.Expr]:
        """What decisions read, and what says how many entities there are to decide about or to gather."""
        found = [node for name in decisions for node in self.all_nodes[name]]
        counted = {entity for run in runs for entity in self.plan.scopes.chain(run.about)}
        counted |= {node.entity for node in found if isinstance(node, ir.Aggregate)}
        for entity in sorted(counted & set(self.plan.counts)):
            found += ir.walk(self.plan.counts[entity])
        return found

    # facts

    def _hoist(self, group: GroupLayout, var: str) -> None:
        wanted = {
            node.path: node for node in self.nodes(group) if isinstance(node, ir.Fact) and node.var == var
        }
        if var == "period" and self._needs_days(group):
            for name in ("start", "end"):
                wanted.setdefault((name,), ir.Fact(DATE, "period", "period", (name,)))
        groups: dict[tuple[str, ...], list[ir.Fact]] = {}
        for path, node in wanted.items():
            read = var == "case" and (var, ".".join(path)) in self.facts
            if node.entity not in self.plan.scopes.numbered and not read:
                groups.setdefault(path[:-1], []).append(node)
        for path, nodes in groups.items():
            self._read_group(path, nodes, "case" if var == "case" else "e")

    def _read_group(self, path: tuple[str, ...], nodes: list[ir.Fact], owner: str) -> None:
        """Facts of one group, read from the model's own dictionary: its attributes are slower to reach."""
        self.line(f"x = {'.'.join((owner, *path))}.__dict__")
        for node in nodes:
            name = self.facts.setdefault((node.var, ".".join(node.path)), f"f{len(self.facts)}")
            self.line(f"{name} = {self.entry(node, owner)}")
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
            self.line(f"{name}, u_{name} = (x.by_day, x.open) if type(x) is Spans else spans_of(x)")

    # passes

    def _case_group(self, group: GroupLayout) -> None:
        self._hoist(group, "case")
        self._load_for(group)
        self._runs(group)
        self.line(f"g{group.number} = ({self.row('0', group.slots)})")

    def _earlier(self, group: GroupLayout) -> set[str]:
        """The decisions of earlier passes about the same entity that this one reads."""
        chain = self.plan.scopes.chain(group.frame)
        read = {node.decision for node in self.nodes(group) if isinstance(node, ir.Ref) and node.var in chain}
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
        self.lower_flags(run for run in group.runs if run.about == frame)
        for index in range(len(keyed)):
            self.line(f"q{group.number}_{index} = Keyed(R_{frame})")
        if self._needs_days(group) and self.cut_in is None:
            self.cut_in, self.cut_here = group, True
            self.cut_again = sum(map(self._needs_days, self.layout.groups)) > 1
            if self.cut_again:
                self.line("cut = []")
        self.line(f"for j, e in enumerate(E_{frame}):")
        self.depth += 1
        self._entity_body(group, keyed)
        self.depth -= 1

    def _entity_body(self, group: GroupLayout, keyed: list[tuple[ir.Expr, ...]]) -> None:
        frame = group.frame
        self._hoist(group, frame)
        for name in sorted(self._earlier(group)):
            home = self.layout.homes[name]
            if home.group.frame == frame:
                self.line(f"{self.earlier(name)} = g{home.number}[j][{home.at}]")
        for index, keys in enumerate(keyed):
            self.line(f"k{group.number}_{index} = ({', '.join(self.emit(key) for key in keys)},)")
        if self._needs_days(group) and self.cut_in is not group:
            self.line(f"{', '.join(self.cut_names())} = cut[j]")
        self._look_back(group)
        self._runs(group)
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

    def _runs(self, group: GroupLayout) -> None:
        """The runs of a pass, each in pieces that are written twice."""
        self.emitter.own = set(self.plan.scopes.chain(group.frame)) | {run.about for run in group.runs}
        for run in group.runs:
            self.run = run
            for piece in self._pieces(run, group):
                nodes = self._nodes(piece, (run,))
                on_days = run.about == "day" or over_days(nodes)
                if on_days and self.cut_here:
                    self.cut_days()
                if run.about != group.frame:
                    self.lower_flags((run,))
                tests = ["segs is None"] if on_days else []
                self.twice(nodes, partial(self._piece, run, piece), tests, piece)

    def _pieces(self, run: Run, group: GroupLayout) -> Iterator[tuple[str, ...]]:
        """A run, in two where a decision midway is the first to need the period's days."""
        names, at = run.decisions, 0
        if run.about == group.frame and self.cut_here:
            at = next((n for n, name in enumerate(names) if over_days(self.all_nodes[name])), 0)
        if at:
            yield names[:at]
        yield names[at:]

    def _piece(self, run: Run, decisions: tuple[str, ...]) -> None:
        if run.about == self.group.frame:
            for name in decisions:
                self.decision(self.plan.decisions[name])
        elif run.about == "day":
            self.day_run(run)
        else:
            self._numbered_run(run)

    def _numbered_run(self, run: Run) -> None:
        count, most = self.emit(self.plan.counts[run.about]), self.plan.scopes.numbered[run.about].most
        self.line(f"n = {count}")
        self.line(f"if n is not U and n > {most}: too_many({run.about!r}, {most})")
        self.line(f"s{run.number} = None if n is U else []")
        nodes = [node for name in run.decisions for node in self.all_nodes[name]]
        self.line(f"for {self.loop_over({'up_to(n)': 'k', **self.beside(run, nodes)})}:")
        self.depth += 1
        for name in run.decisions:
            self.decision(self.plan.decisions[name])
        self.line(f"s{run.number}.append(({self.row('k', run.slots)}))")
        self.depth -= 1
