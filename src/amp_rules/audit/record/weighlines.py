"""Disclosed lines of the statement of days, their parts and their rules, held against the disclosed facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amp_rules.audit.record.canonical import same
from amp_rules.audit.record.disclosable import address
from amp_rules.audit.record.values import told as written
from amp_rules.audit.record.weigh import Basis, Weighed, Weight, heaviest, weigh_value
from amp_rules.engine.entries import public
from amp_rules.engine.layout import tested
from amp_rules.engine.rows import Instance
from amp_rules.rulebook.model import Timeline
from amp_rules.terms import UNKNOWN


def weigh_lines(
    lines: Mapping[str, Any], components: Mapping[str, Any], cited: Mapping[str, Any], basis: Basis
) -> Iterator[Weighed]:
    """Every line that was disclosed, then parts and rules; those say nothing without their line."""
    placed = {name: _place(line, basis) for name, line in lines.items()}
    for name, line in lines.items():
        yield _Line(name, line, placed[name], basis).head()
    for name, parts in components.items():
        yield _of(name, "components", parts, lines, placed, basis)
    for name, rules in cited.items():
        yield _of(name, "cited", rules, lines, placed, basis)


def _of(
    name: str,
    group: str,
    told: Any,
    lines: Mapping[str, Any],
    placed: Mapping[str, Weight | tuple[Instance, ...]],
    basis: Basis,
) -> Weighed:
    if name not in lines:
        return Weighed(address(group, name), Weight.OPEN, told, (address("lines", name),))
    line = _Line(name, lines[name], placed[name], basis)
    return line.parts(told) if group == "components" else line.rules(told)


def _span(line: Mapping[str, Any]) -> tuple[int, int] | None:
    """First and last day of a line as ordinals; None where they are no days, or not so many."""
    try:
        first, last = date.fromisoformat(line["from"]), date.fromisoformat(line["to"])
    except ValueError:
        return None
    days = (last - first).days + 1
    return (first.toordinal(), last.toordinal()) if days == line["days"] and days > 0 else None


def _place(line: Mapping[str, Any], basis: Basis) -> Weight | tuple[Instance, ...]:
    """The runs of days now that cover a line; a weight where that is not known or cannot be."""
    rows, span = basis.outcome.rows, _span(line)
    if span is None or basis.outcome.plan.rulebook.edition.timeline is None:
        return Weight.CONTRADICTED
    period = basis.entity("period", f"period {line['period']}")
    if period is None:
        return Weight.OPEN if basis.where("period") and not basis.whole else Weight.CONTRADICTED
    days = rows.children(period, "day")
    if days is None:
        return Weight.CONTRADICTED if basis.whole else Weight.OPEN
    runs = tuple(each for each in days if rows.days(each)[0] <= span[1] and span[0] <= rows.days(each)[1])
    covered = sum(min(rows.days(each)[1], span[1]) - max(rows.days(each)[0], span[0]) + 1 for each in runs)
    return runs if covered == line["days"] else Weight.CONTRADICTED


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    line: Mapping[str, Any]
    place: Weight | tuple[Instance, ...]
    basis: Basis

    def head(self) -> Weighed:
        """What the line says of each day, and of all of them."""
        found = address("lines", self.name)
        if isinstance(self.place, Weight):
            return Weighed(found, self.place, self.line, self._where())
        values = [(self._timeline.rate, self.line.get("rate", UNKNOWN), 1)]
        values.append((self._timeline.rate, self.line.get("amount", UNKNOWN), self.line["days"]))
        if self._timeline.status is not None:
            values.append((self._timeline.status, self.line.get("status", UNKNOWN), 0))
        return self._weighed(found, self.line, values)

    def parts(self, told: Mapping[str, Any]) -> Weighed:
        """What the rate is made of."""
        found = address("components", self.name)
        if isinstance(self.place, Weight):
            return Weighed(found, self.place, told, self._where())
        if set(told) - set(self._timeline.components):
            return Weighed(found, Weight.CONTRADICTED, told)
        return self._weighed(
            found, told, [(each, told.get(each, UNKNOWN), 1) for each in self._timeline.components]
        )

    def rules(self, told: Mapping[str, Any]) -> Weighed:
        """Which rules held on these days, and what they cite."""
        found = address("cited", self.name)
        if isinstance(self.place, Weight):
            return Weighed(found, self.place, told, self._where())
        weights, needs = [], dict[str, None]()
        for run in self.place:
            held, unsure = self._held(run)
            if self.basis.whole:
                unsure = {}
            sure = {rule: cite for rule, cite in held.items() if rule not in unsure}
            cite = dict.fromkeys(each for cites in sure.values() for each in cites)
            if unsure:
                fits = set(sure) <= set(told["rules"]) <= {*sure, *unsure} and set(cite) <= set(told["cite"])
            else:
                fits = same(told["rules"], list(sure)) and same(told["cite"], list(cite))
            weights.append(Weight.CONTRADICTED if not fits else Weight.OPEN if unsure else Weight.CONFIRMED)
            needs |= dict.fromkeys(path for name in unsure.values() for path in self.basis.needs(name, run))
        return self._found(found, told, heaviest(weights), needs)

    @property
    def _timeline(self) -> Timeline:
        line = self.basis.outcome.plan.rulebook.edition.timeline
        assert line is not None
        return line

    def _where(self) -> tuple[str, ...]:
        """What would place the line among the days of its period."""
        if self.place is not Weight.OPEN:
            return ()
        period = self.basis.entity("period", f"period {self.line['period']}")
        if period is None:
            return self.basis.where("period")
        path, facts = self.basis.outcome.rows.path(period), self.basis.outcome.rows.object(period)
        return tuple(f"{path}.{name}" for name in ("start", "end") if getattr(facts, name) is UNKNOWN)

    def _weighed(self, found: str, told: Any, values: list[tuple[str, Any, int]]) -> Weighed:
        """Each value on each run of days; times: 0 for what is no sum, else how many days it is for."""
        assert not isinstance(self.place, Weight)
        weights, needs = [], dict[str, None]()
        for run in self.place:
            for decision, value, times in values:
                now = self._now(decision, run, times)
                weights.append(weigh_value(value, now, self.basis.whole))
                if now is UNKNOWN:
                    needs |= dict.fromkeys(self.basis.needs(decision, run))
        return self._found(found, told, heaviest(weights), needs)

    def _found(self, found: str, told: Any, weight: Weight, needs: dict[str, None]) -> Weighed:
        return Weighed(found, weight, told, tuple(needs) if weight is Weight.OPEN else ())

    def _now(self, decision: str, run: Instance, times: int) -> Any:
        rows = self.basis.outcome.rows
        value = rows.value(decision, run)
        if value is UNKNOWN or (times and value is None):
            return UNKNOWN
        answer = public(value * times if times else value, rows.program.plan.decisions[decision].type)
        return UNKNOWN if answer is UNKNOWN else written(answer)

    def _held(self, run: Instance) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """The rules that held with what they cite, and those that may hold or not, with their decisions.

        In a table where the first rule decides, one that holds may not count for one before it that is open.
        """
        line, plan = self._timeline, self.basis.outcome.plan
        held, unsure = dict[str, tuple[str, ...]](), dict[str, str]()
        for name in (line.rate, *line.components, *((line.status,) if line.status else ())):
            decision = plan.decisions[name]
            conditional = {position for position, _ in tested(decision)}
            first, passed = decision.source.hit_policy == "first", False
            for position, rule in enumerate(decision.rules):
                holds = position not in conditional or self.basis.outcome.rows.holds(name, position, run)
                if holds is UNKNOWN or (holds and passed):
                    unsure[rule.id], passed = name, first
                if holds is True:
                    held[rule.id] = rule.source.cite
                    if first:
                        break
        return held, unsure
