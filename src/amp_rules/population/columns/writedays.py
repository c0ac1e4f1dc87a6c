"""Periods cut into days, as lines over columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from amp_rules.plan import ir
from amp_rules.plan.cuts import counted_flags, crossings, facts_by_day, parameters_by_day
from amp_rules.plan.types import BOOL, DATE, DAYS, Type
from amp_rules.population.columns.write import MOST_DAY, NONE, ColumnWriter
from amp_rules.population.lowering import as_number
from amp_rules.population.values import Frame, Value


class DayColumnWriter(ColumnWriter):
    """Writes how periods are cut into segments of days, and what is read on days."""

    def day_fact(self, frame: Frame, name: str, kind: Type) -> Value:
        case, first = frame.reach["case"][1], frame.found["first"]
        key = ("day fact", name)
        if key not in frame.found:
            if kind.kind == "bool":
                frame.found[key] = Value(BOOL, self.put(f"truth_on(b.dated({name!r}), {case}, {first})", "t"))
            else:
                found = self._column(kind, f"value_on(b.dated({name!r}), {case}, {first})")
                frame.found[key] = replace(found, most=self._most_of("day", name, kind))
        kept: Value = frame.found[key]
        return kept

    def day_part(self, frame: Frame, part: str) -> Value:
        first = frame.found["first"]
        if part == "date":
            return Value(DATE, first, NONE, NONE, most=MOST_DAY)
        home, index = frame.reach["period"]
        start = self.move(self.start_of(home), index)
        return Value(DAYS, self.put(f"{first} - {start.term} + 1"), NONE, NONE, most=MOST_DAY)

    def start_of(self, frame: Frame) -> Value:
        return self._own_fact(ir.Fact(DATE, "period", "period", ("start",)), frame)

    def first_days(self, frame: Frame, made: ir.First) -> Value:
        home, index = frame.reach["period"]
        flagged = self._flagged(home, made)
        most = self._whole(self.value(made.count, home))
        term = f"among_first({flagged}, {self._triple(most)}, {index}, {frame.found['first']})"
        return Value(BOOL, self.put(term, "t"))

    def _flagged(self, frame: Frame, made: ir.First) -> str:
        """The flagged days of the periods of a frame."""
        key = ("flagged", made.name)
        if key not in frame.found:
            frame.found[key] = self.put(f"{self._cuts(frame)}.flagged(b.dated({made.name!r}))", "f")
        return str(frame.found[key])

    def _cuts(self, frame: Frame) -> str:
        if "cuts" not in frame.found:
            start = self.start_of(frame)
            end = self._own_fact(ir.Fact(DATE, "period", "period", ("end",)), frame)
            known = self._known(start, end)
            case = frame.reach["case"][1]
            frame.found["unknown days"] = self.put(f"invert({known})", "k")
            frame.found["cuts"] = self.put(f"Cuts({start.term}, {end.term}, {known}, {case})", "c")
        return str(frame.found["cuts"])

    def dated(self, frame: Frame, name: str, on: Value, kind: Type) -> Value:
        case = self._row_of_case(frame)
        term = f"(b.dated({name!r}), {case}, spread({on.term}, {frame.count}), {on.known})"
        if kind.kind == "bool":
            return Value(BOOL, self.put(f"truth_on{term}", "t"))
        return replace(self._column(kind, f"value_on{term}"), most=self._most_of("day", name, kind))

    def _row_of_case(self, frame: Frame) -> str:
        index = frame.reach["case"][1]
        if index is None:
            if "own row" not in frame.found:
                frame.found["own row"] = self.put(f"np.arange({frame.count})", "i")
            return str(frame.found["own row"])
        return str(index)

    def dated_parameter(self, name: str, on: Value, kind: Type) -> Value:
        listed = self.plan.parameters[name].values
        numbers = [value if isinstance(value, int) else 0 for _, value in listed]
        scale = 1
        if any(isinstance(value, Fraction) for _, value in listed):
            scale = max(as_number(value)[1] for _, value in listed)
            numbers = [int(Fraction(value) * scale) for _, value in listed]  # type: ignore[arg-type]
        if kind.kind == "date":
            numbers = [value.toordinal() for _, value in listed if isinstance(value, date)]
        starts = [1 if start is None else start for start, _ in listed]
        term = f"parameter_on(np.array({starts}), np.array({numbers}), {on.term}, {on.known})"
        return replace(self._column(kind, term, scale), most=max(map(abs, numbers)))

    def segments(self, frame: Frame) -> Frame:
        """Cuts the periods of a frame into segments of days."""
        cuts = self._cuts(frame)
        for name in facts_by_day(self.plan):
            self.line(f"{cuts}.where_changed(b.dated({name!r}))")
        for name in parameters_by_day(self.plan):
            starts = [start for start, _ in self.plan.parameters[name].values if start is not None]
            self.line(f"{cuts}.where_set(np.array({starts}, np.int64))")
        for op, ramp, steady in crossings(self.plan):
            self._cross(frame, cuts, op, ramp, steady)
        for first in counted_flags(self.plan):
            most = self._whole(self.value(first.count, frame))
            self.line(f"{cuts}.where_counted({self._flagged(frame, first)}, {self._triple(most)})")
        row, first_day, last = self.name("i"), self.name(), self.name()
        self.line(f"{row}, {first_day}, {last} = {cuts}.segments()")
        made = Frame("day", "day", f"len({row})", level=frame.level)
        made.reach = {name: (home, self.compose(at, row)) for name, (home, at) in frame.reach.items()}
        made.reach["day"] = (made, None)
        made.reach["period"] = (frame, row)
        self._as_days(made, row, first_day, last, frame)
        frame.below["day"] = made
        return made

    def _as_days(self, made: Frame, row: str, first: str, last: str, periods: Frame) -> None:
        made.found.update(
            owner=row,
            first=first,
            last=last,
            days=self.put(f"{last} - {first} + 1"),
            starts=self.put(f"starts_of({row}, {periods.count})", "s"),
            unsure=periods.found["unknown days"],
        )

    def _cross(self, frame: Frame, cuts: str, op: str, ramp: ir.Expr, steady: ir.Expr) -> None:
        """Cuts where a comparison of the day with something steady changes."""
        self.on_first_day = True
        try:
            at, level = self._alike(self.value(ramp, frame), self.value(steady, frame))
        finally:
            self.on_first_day = False
        start = self.start_of(frame)
        offset = f"({level.term} - {at.term})"
        if at.scale != 1:
            whole = f"({offset} % {at.scale} == 0)"
            after = [0, 1] if op in ("==", "!=") else [1]
            offset = f"({offset} // {at.scale})"
            if op in ("<", ">="):
                offset = f"({offset} - {whole})"
        else:
            after = [1] if op in ("<=", ">") else [0] if op in ("<", ">=") else [0, 1]
        known = self._known(at, level)
        usable = known
        for absent in (at.absent, level.absent):
            if absent != NONE:
                usable = self.put(f"usable({usable}, {absent})", "k")
        for plus in after:
            self.line(f"{cuts}.on({start.term} + {offset} + {plus}, {usable})")
