"""A period written as lines of Python: cut into segments, then decided segment by segment.

The plain form is for periods of which everything is known; the open form carries what is unknown along.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from amp_rules.engine import kleene
from amp_rules.engine.branches import BranchWriter
from amp_rules.engine.layout import GroupLayout, Layout, Run
from amp_rules.plan import ir
from amp_rules.plan.cuts import counted_flags, crossings
from amp_rules.plan.model import Plan
from amp_rules.plan.order import expressions
from amp_rules.plan.shape import text


class DayWriter(BranchWriter):
    """Writes how a period is cut into days, and what is decided of them."""

    def __init__(self, plan: Plan, made: Layout) -> None:
        super().__init__(plan, made)
        self.cut_in: GroupLayout | None = None
        self.cut_here = False
        self.cut_again = False
        self.cuts = [cut for each in plan.decisions.values() for cut in each.cuts]
        firsts = [first for each in plan.decisions.values() for first in each.firsts]
        self.first_nodes = counted_flags(plan)
        written = [text(first) for first in self.first_nodes]
        self.firsts = {id(first): f"w{written.index(text(first))}" for first in firsts}
        self.read_by_day = _read_by_day(self.all_nodes.values())

    def cut_days(self) -> None:
        """Cuts the period once; what is unknown cuts nothing."""
        self.cut_here = False
        start, end = (self.facts[("period", name)] for name in ("start", "end"))
        self.line(f"if {start} is U or {end} is U:")
        self.line("    " + " = ".join(self.cut_names()) + " = None")
        self.line("else:")
        self.depth += 1
        self.line(f"so = {start}.toordinal(); eo = {end}.toordinal()")
        for index, first in enumerate(self.first_nodes):
            self._count_flags(f"w{index}", first)
        self.line(f"day_date = {start}; day_number = 1; cuts = []")
        for crossing in crossings(self.plan):
            self.twice(ir.walk(crossing[2]), partial(self._crossing, *crossing))
        for name, outside in self._read_daily().items():
            self._changes(name, outside)
        self._segments()
        self.depth -= 1
        if self.cut_again:
            self.line(f"cut.append(({', '.join(self.cut_names())}))")

    def cut_names(self) -> list[str]:
        """What a cut period is known by: segments, ends, and per dated fact its first value and changes."""
        dated = [f"{word}_{name}" for name in self._read_daily() for word in ("i", "c")]
        return ["segs", "so", "eo", *dated]

    def cut_by(self) -> list[ir.Expr]:
        """The comparisons with the day, and the counted flags: what days are cut by besides dated facts."""
        return [*self.cuts, *self.first_nodes]

    def _read_daily(self) -> dict[str, str]:
        """Everything read day by day, and its value on days that no span covers."""
        found = {name: self._outside(key) for key, name in self.days.items() if key in self.read_by_day}
        return {**found, **{f"w{index}": "False" for index in range(len(self.first_nodes))}}

    def _outside(self, key: str) -> str:
        return "U" if key.startswith("parameter.") else self.outside(key)

    def _count_flags(self, name: str, first: ir.First) -> None:
        """The days counted by a `first`: none where it is known that no day has the flag."""
        flags = self.days[first.name]
        self.line(f"{name} = ()")
        self.line(f"if {flags} or {flags} is None:")
        self.depth += 1
        self._where_it_can(f"{name} = first_days({flags}, so, eo, {self.emit(first.count)})")
        self.depth -= 1

    def _changes(self, name: str, outside: str) -> None:
        """A dated fact's value on the period's first day, and its value from each day on that it changes."""
        self.line(f"i_{name} = {outside}; c_{name} = SAME")
        self.line(f"if {name}:")
        self.line(f"    for lo, hi, x in {name} if len({name}) <= {kleene.FEW} else within({name}, so, eo):")
        self.line("        if hi >= so:")
        self.line("            if lo > so:")
        self.line("                if lo > eo: break")
        self.line(f"                if c_{name} is SAME: c_{name} = {{}}")
        self.line(f"                c_{name}[lo] = x")
        self.line(f"            else: i_{name} = x")
        self.line("            if hi < eo:")
        self.line(f"                if c_{name} is SAME: c_{name} = {{}}")
        self.line(f"                c_{name}[hi + 1] = {outside}")
        self.line(f"elif {name} is None: i_{name} = U")

    def _segments(self) -> None:
        cuts = ["cuts", *(f"c_{name}" for name in self._read_daily())]
        self.line(f"if {' or '.join(cuts)}:")
        self.line("    segs = []; a = so")
        self.line(f"    for day in sorted({{{', '.join('*' + name for name in cuts)}}}):")
        self.line("        segs.append((a, day - 1)); a = day")
        self.line("    segs.append((a, eo))")
        self.line("else: segs = [(so, eo)]")

    def _crossing(self, op: str, ramp: ir.Expr, steady: ir.Expr) -> None:
        after = [1] if op in ("<=", ">") else [0] if op in ("<", ">=") else [0, 1]
        broken = any(node.type.unit == "ratio" for node in ir.walk(steady))
        if not isinstance(ramp, ir.DayPart) or broken or self.emitter.may_be_unknown(steady):
            call = f"crossing({op!r}, {self.emit(ramp)}, {self.emit(steady)}, so)"
            self._where_it_can(f"found = {call}", "found = ()")
            self.line("cuts += [day for day in found if so < day <= eo]")
            return
        for plus in after:
            position = self._position(ramp, steady, plus)
            if position.isdecimal():
                self.line(f"if so < {position} <= eo: cuts.append({position})")
                continue
            add = f"day = {position}"
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
        self.line(f"for {self.loop_over({'segs': '(a, b)', **self.beside(run, nodes)})}:")
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
