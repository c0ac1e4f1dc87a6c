"""The whole of a plan as one function over blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from amp_rules.plan import ir
from amp_rules.plan.cuts import counts_days
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.types import BOOL
from amp_rules.population.columns.freed import freed
from amp_rules.population.columns.write import NONE
from amp_rules.population.columns.writedays import DayColumnWriter
from amp_rules.population.outcome import goal_names
from amp_rules.population.schedule import CUT, Unit, schedule
from amp_rules.population.values import Frame, Value


class ProgramWriter(DayColumnWriter):
    """Writes the units of a schedule, then what is asked of the answers."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.goals = goal_names(plan)
        line = plan.rulebook.edition.timeline
        self.timeline = (
            () if line is None else (line.rate, *line.components, *((line.status,) if line.status else ()))
        )

    def write(self) -> str:
        """The function's source."""
        for unit in schedule(self.plan):
            if unit.scanned is not None:
                self._scan(unit)
            else:
                self._unit(unit)
        self._outputs()
        body = [*self.head, *freed(self.buffers[0])]
        return "def run(b, out):\n    n = b.count; faults = out.faults\n" + "\n".join(body) + "\n"

    @property
    def narrow(self) -> bool:
        """Whether all that is read of cases takes two bytes or less, and nothing else is read."""
        return set(self.bases) == {"case"} and not self.wide

    def _unit(self, unit: Unit) -> None:
        for name in unit.names:
            if name == CUT:
                decided = any(each.about == "day" for each in self.plan.decisions.values())
                if decided or counts_days(self.plan):
                    self.bases["day"] = self.segments(self.base("period"))
            else:
                self.decide(name, self._frame(self.plan.decisions[name].about))

    def _frame(self, entity: str) -> Frame:
        return self.bases["day"] if entity == "day" else self.base(entity)

    # one entity after the other

    def _scan(self, unit: Unit) -> None:
        assert unit.scanned is not None
        base = self.base(unit.scanned)
        if self._running(unit, base):
            return
        rows = self.name("i")
        inner = Frame(base.name, base.entity, f"len({rows})", over=(base, rows), level=1)
        inner.reach = {name: (home, self._later(at, rows)) for name, (home, at) in base.reach.items()}
        inner.reach[base.entity] = (inner, None)
        for name in unit.names:
            if name != CUT and self.plan.decisions[name].about == unit.scanned:
                self.filled[name] = self._room(name, base)
        self.buffers.append([])
        self.level = 1
        for name, at in list(inner.reach.items()):
            if isinstance(at[1], tuple):
                inner.reach[name] = (at[0], self.put(f"{at[1][0]}[{rows}]", "i"))
        cut = self._steps(unit, inner)
        self.level = 0
        loop = self.buffers.pop()
        if cut is not None:
            self.line(f"{cut[0]} = []; {cut[1]} = []")
        self.line(f"for {rows} in {base.found['rows']}.ranks():")
        self.buffers[0].extend(loop)
        for name in unit.names:
            if name in self.filled:
                self.answers[(base, name)] = self._filled_up(self.filled.pop(name))
        if cut is not None:
            self._join_days(unit, base, inner.below["day"], *cut)

    def _running(self, unit: Unit, base: Frame) -> bool:
        """Answers a scan that only adds something to the answer before, as one running sum."""
        name = unit.names[0]
        added = running_sum(self.plan.decisions[name]) if len(unit.names) == 1 else None
        if added is None or base.entity in self.plan.scopes.numbered:
            return False
        initial, step = self._alike(self.value(added[0].initial, base), self.value(added[1], base))
        groups = f"{base.found['starts']}, {base.found['rows']}.blocked(), {base.count}"
        found = self._column(
            step.type, f"sum_so_far({self._triple(step)}, {initial.term}, {groups})", step.scale
        )
        decision = self.plan.decisions[name]
        self.held[(base, name)] = (None,)
        self.answers[(base, name)] = replace(self._counted_in(found, self.scales[name]), type=decision.type)
        return True

    def _later(self, index: Any, rows: str) -> Any:
        """An index into all rows that will be narrowed within the loop."""
        return rows if index is None else (index,)

    def _room(self, name: str, base: Frame) -> Value:
        """Whole columns that the loop fills."""
        kind = self.plan.decisions[name].type
        if kind.kind == "bool":
            return Value(BOOL, self.put(f"np.zeros({base.count}, np.int8)", "t"))
        number = self.name("v")
        known, absent = f"k{number[1:]}", f"a{number[1:]}" if kind.optional else NONE
        self.line(f"{number} = np.zeros({base.count}, np.int64); {known} = np.zeros({base.count}, np.bool_)")
        if absent != NONE:
            self.line(f"{absent} = np.zeros({base.count}, np.bool_)")
        return Value(kind, number, known, absent, self.scales[name])

    def _filled_up(self, item: Value) -> Value:
        if item.type.kind == "bool":
            return Value(BOOL, self.put(f"settle({item.term})", "t"))
        return Value(item.type, item.term, self.put(f"all_known({item.known})", "k"), item.absent, item.scale)

    def _steps(self, unit: Unit, inner: Frame) -> tuple[str, str] | None:
        cut: tuple[str, str] | None = None
        assert inner.over is not None
        rows = inner.over[1]
        for name in unit.names:
            if name == CUT:
                cut = (self.name("l"), self.name("l"))
                made = self.segments(inner)
                owner = made.found["owner"]
                self.line(f"{cut[0]}.append(({rows}[{owner}], {made.found['first']}, {made.found['last']}))")
                continue
            about = self.plan.decisions[name].about
            frame = inner if about == unit.scanned else inner.below[about]
            found = self.decide(name, frame)
            if name in self.filled:
                room = self.filled[name]
                if found.type.kind == "bool":
                    self.line(f"store_truth({room.term}, {rows}, {found.term})")
                else:
                    triple = self._triple(found)
                    self.line(f"store({room.term}, {room.known}, {room.absent}, {rows}, {triple})")
        if cut is not None:
            self._collect_days(unit, inner.below["day"], cut)
        return cut

    def _day_values(self, unit: Unit, days: Frame) -> list[tuple[str, int | None, Value]]:
        """The answers about days in a scan, and whether their rules held."""
        found: list[tuple[str, int | None, Value]] = []
        for name in unit.names:
            if name == CUT or self.plan.decisions[name].about != "day":
                continue
            found.append((name, None, self.answers[(days, name)]))
            for position, held in enumerate(self.held.get((days, name), ())):
                if held is not None:
                    found.append((name, position, held))
        return found

    def _collect_days(self, unit: Unit, days: Frame, cut: tuple[str, str]) -> None:
        listed = [
            item.term if item.type.kind == "bool" else self._triple(item)
            for _, _, item in self._day_values(unit, days)
        ]
        self.line(f"{cut[1]}.append(({', '.join(listed)}{',' if listed else ''}))")

    def _join_days(self, unit: Unit, base: Frame, inner: Frame, rows: str, parts: str) -> None:
        """The segments of all periods in order, with the answers found on the way."""
        row, first, last, order, lengths = (self.name(letter) for letter in "ivvii")
        self.line(f"{row} = joined([x[0] for x in {rows}], None, np.int64)")
        self.line(f"{order} = np.argsort({row}, kind='stable'); {row} = {row}[{order}]")
        self.line(f"{first} = joined([x[1] for x in {rows}], {order}, np.int64)")
        self.line(f"{last} = joined([x[2] for x in {rows}], {order}, np.int64)")
        self.line(f"{lengths} = [len(x[0]) for x in {rows}]")
        made = Frame("day", "day", f"len({row})")
        made.reach = {name: (home, self.compose(at, row)) for name, (home, at) in base.reach.items()}
        made.reach["day"] = (made, None)
        made.reach["period"] = (base, row)
        self._cuts(base)
        self._as_days(made, row, first, last, base)
        self.bases["day"] = base.below["day"] = made
        held: dict[str, dict[int, Value]] = {}
        for at, (name, position, item) in enumerate(self._day_values(unit, inner)):
            listed = f"[x[{at}] for x in {parts}], {lengths}, {order}"
            if item.type.kind == "bool":
                whole = Value(BOOL, self.put(f"joined_truth({listed})", "t"))
            else:
                whole = self._column(item.type, f"joined_columns({listed})", item.scale)
            if position is None:
                self.answers[(made, name)] = whole
            else:
                held.setdefault(name, {})[position] = whole
        for name in unit.names:
            if (inner, name) in self.held:
                rules = range(len(self.plan.decisions[name].rules))
                self.held[(made, name)] = tuple(held.get(name, {}).get(at) for at in rules)

    # what is asked

    def _outputs(self) -> None:
        for name in self.goals:
            frame = self._frame(self.plan.decisions[name].about)
            self._output(name, frame)
        if self.timeline and "day" in self.bases:
            days = self.bases["day"]
            self.line(f"out.days({days.found['owner']}, {days.found['first']}, {days.found['last']})")
            for name, decision in self.plan.decisions.items():
                if decision.about == "day":
                    self._output(name, days)

    def _output(self, name: str, frame: Frame) -> None:
        answer = self.answer(name, frame)
        term = answer.term if answer.type.kind == "bool" else self._triple(answer)
        held = self._held_of(name, frame)
        listed = ", ".join("True" if each is None else each.term for each in held)
        self.line(f"out.answer({name!r}, {term}, ({listed}{',' if listed else ''}))")

    def _held_of(self, name: str, frame: Frame) -> tuple[Value | None, ...]:
        """Per rule whether it held, in all rows; worked out again where a scan found it part by part."""
        found = self.held.get((frame, name))
        if found is None and self.plan.decisions[name].fact is None:
            found = self._conditions(self.plan.decisions[name], frame)
            self.held[(frame, name)] = found
        return found or ()


def running_sum(decision: BoundDecision) -> tuple[ir.Prior, ir.Expr] | None:
    """The answer before and what is added to it, where a decision says no more than that."""
    if len(decision.rules) != 1 or decision.rules[0].when is not None or decision.fact is not None:
        return None
    sum_of = decision.rules[0].then
    if not isinstance(sum_of, ir.Arith) or sum_of.op != "+" or sum_of.type.kind != "number":
        return None
    for before, step in ((sum_of.left, sum_of.right), (sum_of.right, sum_of.left)):
        again = any(isinstance(node, ir.Prior) for node in ir.walk(step))
        if (
            isinstance(before, ir.Prior)
            and before.decision == decision.name
            and not before.keys
            and not again
        ):
            return (before, step) if isinstance(before.initial, ir.Const) else None
    return None
