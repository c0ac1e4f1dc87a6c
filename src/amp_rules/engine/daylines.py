"""A period written as lines of Python: cut into segments, then decided segment by segment.

The plain form is for periods of which everything is known; the open form carries what is unknown along.
"""

from __future__ import annotations

from datetime import date

from amp_rules.engine import kleene
from amp_rules.engine.decisionlines import DecisionWriter
from amp_rules.engine.layout import GroupLayout, Layout, Run
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions

MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


class DayWriter(DecisionWriter):
    """Writes how a period is cut into days, and what is decided of them."""

    def __init__(self, plan: Plan, made: Layout) -> None:
        super().__init__(plan, made)
        self.cut_in: GroupLayout | None = None
        self.cut_here = False
        self.cut_again = False
        self.all_nodes = {name: nodes_of(decision) for name, decision in plan.decisions.items()}
        self.cuts = [cut for each in plan.decisions.values() for cut in each.cuts]
        self.first_nodes = [first for each in plan.decisions.values() for first in each.firsts]
        self.read_by_day = _read_by_day(self.all_nodes.values())

    def cut_days(self) -> None:
        """Cuts the period once, where everything the cuts need is known."""
        self.cut_here = False
        start, end = self.facts[("period", "start")], self.facts[("period", "end")]
        if not self.emitter.known:
            self.line(f"if {start} is U or {end} is U:")
            self.line("    " + " = ".join(self.cut_names()) + " = None")
            self.line("else:")
            self.depth += 1
        self.line(f"so = {start}.toordinal(); eo = {end}.toordinal()")
        for index, first in enumerate(self.first_nodes):
            text = f"w{index} = first_days({self.days[first.name]}, so, eo, {self.emit(first.count)})"
            self._where_it_can(text, f"w{index} = ()")
        self.line(f"day_date = {start}; day_number = 1")
        if self.emitter.known:
            self._plain_segments()
        else:
            self._open_segments()
            self.depth -= 1
        if self.cut_again:
            self.line(f"cut.append(({', '.join(self.cut_names())}))")

    def cut_names(self) -> list[str]:
        """What a cut period is known by: segments, ends, and per dated fact its first value and changes."""
        dated = [f"{word}_{name}" for name in self._read_daily() for word in ("i", "c")]
        return ["segs", "so", "eo", *dated]

    def _crossings(self) -> list[tuple[str, ir.Expr, ir.Expr]]:
        """The distinct comparisons of the day with something steady, the day on the left."""
        seen: dict[str, tuple[str, ir.Expr, ir.Expr]] = {}
        for made in self.cuts:
            ramp, steady, op = made.left, made.right, made.op
            if steady.type.ramp:
                ramp, steady, op = steady, ramp, MIRROR[op]
            seen.setdefault(f"{op} {self.emit(ramp)} {self.emit(steady)}", (op, ramp, steady))
        return list(seen.values())

    def _read_daily(self) -> dict[str, str]:
        """Everything read day by day, and its value on days that no span covers."""
        found = {name: self._outside(key) for key, name in self.days.items() if key in self.read_by_day}
        return {**found, **{f"w{index}": "False" for index in range(len(self.first_nodes))}}

    def _outside(self, key: str) -> str:
        return "U" if key.startswith("parameter.") else self.outside(key)

    def _open_segments(self) -> None:
        self.line("cuts = []")
        for op, ramp, steady in self._crossings():
            self._where_it_can(f"cuts += crossing({op!r}, {self.emit(ramp)}, {self.emit(steady)}, so)")
        for name, outside in self._read_daily().items():
            self.line(f"i_{name}, c_{name} = changes({name}, so, eo, {outside})")
        listed = "".join(f", *c_{name}" for name in self._read_daily())
        self.line(f"segs = segments(so, eo, [*cuts{listed}])")

    def _plain_segments(self) -> None:
        self.line("cuts = []")
        for op, ramp, steady in self._crossings():
            self._plain_crossing(op, ramp, steady)
        for name, outside in self._read_daily().items():
            self.line(f"i_{name} = {outside}; c_{name} = {{}}")
            self.line(f"for lo, hi, x in {name} if len({name}) <= {kleene.FEW} else within({name}, so, eo):")
            self.line("    if hi >= so:")
            self.line("        if lo > so:")
            self.line("            if lo > eo: break")
            self.line(f"            c_{name}[lo] = x")
            self.line(f"        else: i_{name} = x")
            self.line(f"        if hi < eo: c_{name}[hi + 1] = {outside}")
        changed = [f"c_{name}" for name in self._read_daily()]
        self.line(f"if {' or '.join(['cuts', *changed])}:")
        self.line("    segs = []; a = so")
        self.line(f"    for day in sorted({{{', '.join('*' + name for name in ['cuts', *changed])}}}):")
        self.line("        segs.append((a, day - 1)); a = day")
        self.line("    segs.append((a, eo))")
        self.line("else: segs = [(so, eo)]")

    def _plain_crossing(self, op: str, ramp: ir.Expr, steady: ir.Expr) -> None:
        after = [1] if op in ("<=", ">") else [0] if op in ("<", ">=") else [0, 1]
        broken = any(node.type.unit == "ratio" for node in ir.walk(steady))
        if not isinstance(ramp, ir.DayPart) or broken or self.emitter.may_be_unknown(steady):
            call = f"crossing({op!r}, {self.emit(ramp)}, {self.emit(steady)}, so)"
            self._where_it_can(f"found = {call}", "found = ()")
            self.line("cuts += [day for day in found if so < day <= eo]")
            return
        for plus in after:
            add = f"day = {self._position(ramp, steady, plus)}"
            if isinstance(steady, ir.Const | ir.Ref) and not steady.type.optional:
                self.line(add)
            else:
                self._where_it_can(add, "day = 0")
            self.line("if so < day <= eo: cuts.append(day)")

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

    def day_run(self, run: Run) -> None:
        """Writes the loop over the segments of a period that answers a run of day decisions."""
        nodes = [node for name in run.decisions for node in self.all_nodes[name]]
        rows = f"s{run.number}"
        self.line(f"{rows} = []" if self.emitter.known else f"{rows} = None if segs is None else []")
        dated = self._dated_reads(nodes)
        for source in dated:
            self.line(f"x_{source} = i_{source}")
        self.line("for a, b in segs:" if self.emitter.known else "for a, b in segs or ():")
        self.depth += 1
        parts = {node.part for node in self._day_parts(run)}
        if "date" in parts:
            self.line("day_date = from_ordinal(a)")
        if "number" in parts:
            self.line("day_number = a - so + 1")
        for source in dated:
            self.line(f"if c_{source}: x_{source} = c_{source}.get(a, x_{source})")
        for name in run.decisions:
            self.decision(self.plan.decisions[name])
        self.line(f"{rows}.append((a, b, {self.row('', run.slots)}))")
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

    def _dated_reads(self, nodes: list[ir.Expr]) -> list[str]:
        found: dict[str, None] = {}
        for node in nodes:
            match node:
                case ir.DayFact(name=name):
                    found[self.days[name]] = None
                case ir.DatedParam(name=name, on=None):
                    found[self.days[f"parameter.{name}"]] = None
                case ir.First():
                    found[self.firsts[id(node)]] = None
        return list(found)


def nodes_of(decision: BoundDecision) -> list[ir.Expr]:
    """Every part of every expression of a decision."""
    return [node for expr in expressions(decision) for node in ir.walk(expr)]


def over_days(nodes: list[ir.Expr]) -> bool:
    """Whether an aggregate runs over the days of a period."""
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
