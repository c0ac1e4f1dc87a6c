"""The whole of a plan as nodes: every decision, and the tables that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from amp_rules.engine.layout import tested
from amp_rules.ledger import Verdict
from amp_rules.plan.cuts import counts_days
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.population.outcome import GoalColumns, RunSchema, run_schema
from amp_rules.population.schedule import CUT, Unit, schedule
from amp_rules.population.sql.births import Taken, United
from amp_rules.population.sql.most import Steps
from amp_rules.population.sql.nodes import INPUTS, Kind, Link, Node, Relation
from amp_rules.population.sql.rounds import Output
from amp_rules.population.sql.running import running_of
from amp_rules.population.sql.shape import Shape
from amp_rules.population.sql.writedays import DayWriter
from amp_rules.population.sql.writepriors import Keys, Scan, keys_of
from amp_rules.population.sql.writerows import relation_of
from amp_rules.population.values import Frame, Value

BEYOND = "more than"
"""How the problem of a case begins that has more entities than a query is written for."""


class ProgramWriter(DayWriter):
    """Writes the units of a schedule, then what is asked of the answers.

    explains: whether all scans go rank by rank, as what unknown answers wait for does.
    """

    explains = False

    def __init__(self, plan: Plan, shape: Shape, steps: Steps) -> None:
        super().__init__(plan, shape)
        self.steps = steps
        self.schema: RunSchema = run_schema(plan)
        self.units = schedule(plan)
        self.scans: dict[Unit, Scan] = {}
        self.problem = self.t.null("text")

    def write(self) -> None:
        """Writes every decision of the plan."""
        for unit in self.units:
            if unit.scanned is not None:
                self._scan(unit)
            else:
                self._unit(unit)
        self.problem = self._problem()

    # decisions

    def decided(self, name: str, frame: Frame) -> None:
        """Takes note of a decision that has been answered in a frame."""

    def frame_of(self, name: str) -> Frame:
        """The frame of all entities that a decision is about."""
        entity = self.plan.decisions[name].about
        return self.bases["day"] if entity == "day" else self.base(entity)

    def _unit(self, unit: Unit) -> None:
        for name in unit.names:
            if name != CUT:
                self.decide(name, self.frame_of(name))
                self.decided(name, self.frame_of(name))
            elif self._has_days():
                self.bases["day"] = self.segments(self.base("period"))

    def _has_days(self) -> bool:
        about = (each.about for each in self.plan.decisions.values())
        return "day" in about or counts_days(self.plan)

    def _scan(self, unit: Unit) -> None:
        """Decides the first entity of every case, then the second, and so on."""
        assert unit.scanned is not None
        base = self.base(unit.scanned)
        running = None if self.explains else running_of(self.plan, unit)
        if running is not None:
            self.run_along(base, running)
            self._unit(unit)
            return
        rank, keys = self.ranks(base, unit)
        most = self._most(base, keys)
        beyond = self.t.compare("gt", rank, self.t.number(most))
        self.faults.append((beyond, base, f"{BEYOND} {most} {relation_of(base).name}"))
        self.scan = self.scans[unit] = Scan(base, unit, keys)
        for number in range(1, most + 1):
            inner = self.rank_frame(base, rank, number)
            self.scan.frames.append(inner)
            self._rank(unit, inner)
        self._unite(unit, self.scan)
        self.scan = None

    def _most(self, base: Frame, keys: Keys) -> int:
        """For how many entities of a case the scan is written."""
        if base.entity in self.plan.scopes.numbered:
            return self.plan.scopes.numbered[base.entity].most
        columns = tuple(key.partition(".")[2].replace(".", "_") for key in keys)
        return max(1, self.steps.of(relation_of(base).name, columns))

    def _rank(self, unit: Unit, inner: Frame) -> None:
        for name in unit.names:
            if name == CUT:
                self.segments(inner)
                continue
            frame = self.frame_in(name, inner)
            self.decide(name, frame)
            self.decided(name, frame)

    def frame_in(self, name: str, inner: Frame) -> Frame:
        """The frame of a rank, or below it, that a decision is answered in."""
        about = self.plan.decisions[name].about
        return inner if about == inner.entity else inner.below[about]

    def _unite(self, unit: Unit, scan: Scan) -> None:
        """The answers of all ranks, read at the rows they are about."""
        base = scan.base
        home, parts = relation_of(base), tuple(relation_of(each) for each in scan.frames)
        keys: list[tuple[str, Kind]] = [(name, key.kind) for name, key in home.keys.items()]
        whole = self.t.relation(f"{home.name}_together", United(parts), keys)
        link = self.link(home, whole, outer=True)
        for name in unit.names:
            if name != CUT and self.plan.decisions[name].about == unit.scanned:
                self.together(name, base, scan.frames, whole, link)
                answers = [self.answer(name, each) for each in scan.frames]
                found = self.move(self._united(whole, answers), link)
                if found.absent is not None:
                    found = Value(found.type, found.term, None, self.t.surely(found.absent), found.scale)
                self.answers[(base, name)] = found
        if CUT in unit.names:
            self._unite_days(unit, scan)

    def together(
        self, name: str, base: Frame, frames: Sequence[Frame], whole: Relation, link: Link | None
    ) -> None:
        """Takes note of a decision whose answers in several frames are put together."""

    def _unite_days(self, unit: Unit, scan: Scan) -> None:
        days = [each.below["day"] for each in scan.frames]
        parts = tuple(relation_of(each) for each in days)
        keys: list[tuple[str, Kind]] = [(name, key.kind) for name, key in parts[0].keys.items()]
        whole = self.t.relation("days", United(parts), keys)
        made = self.frame("day", "day", whole)
        home = relation_of(scan.base)
        made.reach = {
            name: (at_home, self.compose(at, self.link(whole, home)))
            for name, (at_home, at) in scan.base.reach.items()
        }
        last = self.united(whole, [each.found["last"] for each in days])
        start, end = self.start_of(scan.base).term, self.end_of(scan.base).term
        self.as_days(made, scan.base, last, self.t.either(self.t.is_null(start), self.t.is_null(end)))
        self.bases["day"] = made
        for name in unit.names:
            if name == CUT or self.plan.decisions[name].about != "day":
                continue
            self.together(name, made, days, whole, None)
            self.answers[(made, name)] = self._united(whole, [self.answer(name, each) for each in days])
            held = [self.held.get((each, name), ()) for each in days]
            if held[0]:
                self.held[(made, name)] = tuple(
                    None
                    if parts[0] is None
                    else self._united(whole, [part for part in parts if part is not None])
                    for parts in zip(*held, strict=True)
                )

    # problems

    def _problem(self) -> Node:
        """Why each case could not be decided, NULL for most."""
        cases = relation_of(self.case)
        branches = []
        for found, frame, why in self.faults:
            if found.constant:
                continue
            home = relation_of(frame)
            node = found if home is cases else self.some(found, home, cases)
            branches.append((node, self.t.const(why, "text")))
        return self.t.case(branches, self.t.null("text"))

    def solved(self, relation: Relation) -> Node:
        """Whether the case of each row could be decided."""
        fine = self.t.is_null(self.problem)
        if fine.constant or relation is relation_of(self.case):
            return fine
        return self.moved(fine, self.link(relation, relation_of(self.case)))

    # what is asked

    def outputs(self) -> list[Output]:
        """The tables of a run."""
        found = [self.cases()]
        found += [self.part(entity) for entity in self.schema.parts]
        if self.schema.segments is not None:
            found.append(self.segments_table())
        return found

    def cases(self) -> Output:
        """One row per case."""
        relation = relation_of(self.case)
        columns = [("case_id", relation.keys["case_id"])]
        for goal in self.schema.goals["case"]:
            columns += self._goal(goal, self.case)
        columns += [("missing", self.missing()), ("problem", self.problem)]
        return Output("cases", relation, tuple(columns))

    def missing(self) -> Node:
        """The paths of the facts that each case still lacks, with one space between."""
        return self.t.null("text")

    def part(self, entity: str) -> Output:
        """One row per entity."""
        frame = self.base(entity)
        relation = relation_of(frame)
        columns: list[tuple[str, Node]] = list(relation.keys.items())
        numbered = self.plan.scopes.numbered
        owner = numbered[entity].of if entity in numbered else entity
        if owner != "case":
            home = self.base(owner)
            own = self.own_id(relation_of(home), owner)
            link = self.link(relation, relation_of(home))
            columns.insert(2, (f"{owner}_id", own if home is frame else self.moved(own, link)))
        for goal in self.schema.goals[entity]:
            columns += self._goal(goal, frame)
        return Output(entity, relation, tuple(columns))

    def _goal(self, goal: GoalColumns, frame: Frame) -> list[tuple[str, Node]]:
        t, decision = self.t, self.plan.decisions[goal.name]
        answer, solved = self.answer(goal.name, frame), self.solved(relation_of(frame))
        unknown = self.unsettled(answer)

        def shown(node: Node) -> Node:
            return t.case([(solved, node)], t.null(node.kind))

        if decision.source.kind == "verdict":
            found = [(goal.value, shown(self._verdict(goal.name, answer)))]
        else:
            found = [(goal.value, shown(self._plain(answer, goal.type)))]
        if goal.absent is not None:
            found.append((goal.absent, shown(t.both(self.gone(answer), t.negate(unknown)))))
        rule = t.case([(unknown, t.null("text"))], self._rule(decision, frame))
        return [*found, (goal.rule, shown(rule))]

    def _plain(self, answer: Value, kind: pa.DataType) -> Node:
        """A value as its column takes it."""
        term: Node = answer.term
        if not pa.types.is_decimal(kind):
            return term
        parts = self.t.calculate("mul", term, self.t.number(10**kind.scale // answer.scale))
        return self.t.make("decimal", (parts,), "int", parts.nullable, (kind.scale,))

    def _verdict(self, name: str, answer: Value) -> Node:
        granted, refused, referred, undetermined = (
            self.t.const(each.value, "verdict")
            for each in (Verdict.GRANTED, Verdict.REFUSED, Verdict.REFERRED, Verdict.UNDETERMINED)
        )
        branches = [
            (answer.term, granted),
            (self.t.negate(answer.term), refused),
            (self.referred(name), referred),
        ]
        return self.t.case(branches, undetermined)

    def referred(self, name: str) -> Node:
        """Where a verdict that is unknown waits for a judgement, and for nothing else."""
        return self.t.false

    def held_of(self, name: str, frame: Frame) -> tuple[Value | None, ...]:
        """Per rule whether it held, in all rows; worked out again where a scan found it part by part."""
        found = self.held.get((frame, name))
        if found is None and self.plan.decisions[name].fact is None:
            found = self.held[(frame, name)] = self._conditions(self.plan.decisions[name], frame)
        return found or ()

    def _rule(self, decision: BoundDecision, frame: Frame) -> Node:
        """The rule that decided; NULL where none held, or it is open which one did."""
        t, held = self.t, self.held_of(decision.name, frame)
        if decision.source.hit_policy == "collect sum":
            ids = self._ids(decision, held)
            return t.case([(t.compare("ne", ids, t.const("", "text")), ids)], t.null("text"))
        branches: list[tuple[Node, Node]] = []
        for rule, hold in zip(decision.rules if held else (), held, strict=True):
            if hold is None:
                branches.append((t.true, t.const(rule.id, "text")))
                continue
            branches.append((hold.term, t.const(rule.id, "text")))
            if decision.source.hit_policy == "first":
                branches.append((t.is_null(hold.term), t.null("text")))
        return t.case(branches, t.null("text"))

    def _ids(self, decision: BoundDecision, held: tuple[Value | None, ...]) -> Node:
        """The ids of the rules that held, with one space between."""
        t = self.t
        parts = []
        before: list[Node] = []
        for rule, hold in zip(decision.rules if held else (), held, strict=True):
            sure = t.true if hold is None else t.surely(hold.term)
            here = t.both(sure, *(t.negate(each) for each in before))
            if decision.source.hit_policy == "first":
                before.append(sure)
            parts.append(t.case([(here, t.const(f" {rule.id}", "text"))], t.const("", "text")))
        return t.trimmed(parts)

    # the timeline

    def segments_table(self) -> Output:
        """One row per run of days with the same answers."""
        t, line = self.t, self.plan.rulebook.edition.timeline
        assert line is not None
        days = self.bases["day"]
        relation, (periods, index) = relation_of(days), days.reach["period"]
        begins = t.both(self._begins(days), self.solved(relation))
        runs = t.relation("runs", Taken(relation, begins), keys_of(relation))
        link = self.link(runs, relation, taken=True)

        def read(node: Node) -> Node:
            return self.moved(node, link)

        last, length = self._until(runs, read(self.moved(self.end_of(periods).term, index)))
        columns: list[tuple[str, Node]] = [
            ("case_id", runs.keys["case_id"]),
            ("period_id", read(self.moved(self.own_id(relation_of(periods), "period"), index))),
            ("start", runs.keys["day_from"]),
            ("end", last),
            ("days", length),
        ]
        status = self.answer(line.status, days).term if line.status else t.null("text")
        kinds = {field.name: field.type for field in self.schema.segments or ()}
        rate = self.move(self.answer(line.rate, days), link)
        amount = replace(rate, term=t.calculate("mul", rate.term, length))
        columns += [("status", read(status)), ("rate_minor", self._plain(rate, kinds["rate_minor"]))]
        columns.append(("amount_minor", self._plain(amount, kinds["amount_minor"])))
        for name in line.components:
            item = self.move(self.answer(name, days), link)
            columns.append((f"{name}_minor", self._plain(item, kinds[f"{name}_minor"])))
        names = dict.fromkeys((line.rate, *line.components, *((line.status,) if line.status else ())))
        ids = [self._ids(self.plan.decisions[name], self._held_there(name, days, link)) for name in names]
        columns += [("rules", t.words(ids)), ("place", read(self._place_of(periods, index)))]
        return Output("segments", runs, tuple(columns))

    def _held_there(self, name: str, days: Frame, link: Link) -> tuple[Value | None, ...]:
        return tuple(None if each is None else self.move(each, link) for each in self.held_of(name, days))

    def _until(self, runs: Relation, end: Node) -> tuple[Node, Node]:
        """The last day of each run of days, and its days; `end` is the last day of the period."""
        t, first = self.t, runs.keys["day_from"]
        by = (runs.keys["case_id"], runs.keys["position"])
        following = t.window("lead", (first,), by, (first,), "date", True)
        last = t.coalesce(t.plus(following, -1), end)
        return last, t.plus(t.days_between(last, first), 1)

    def _place_of(self, periods: Frame, index: Any) -> Node:
        """The place of each row's period in the order in which the rules take them."""
        order, _ = self.order(periods)
        return self.moved(self.t.window("row_number", (), self.owner_keys(periods), order), index)

    def _begins(self, days: Frame) -> Node:
        """Where a run of days with the same answers begins."""
        t, relation = self.t, relation_of(days)
        by = (relation.keys["case_id"], relation.keys["position"])
        first = relation.keys["day_from"]
        differs = [t.is_null(t.window("lag", (first,), by, (first,), "date", True))]
        for node in self._told_apart(days):
            before = t.window("lag", (node,), by, (first,), node.kind, True)
            same = t.surely(t.compare("eq", node, before))
            if node.nullable:
                same = t.either(same, t.both(t.is_null(node), t.is_null(before)))
            differs.append(t.negate(same))
        return t.either(*differs)

    def _told_apart(self, days: Frame) -> list[Node]:
        """Everything that neighbouring days may differ in, packed into few numbers."""
        t = self.t
        found = self._independent(days)
        truths = [node for node in found if node.kind == "bool"]
        packed = []
        for at in range(0, len(truths), _PACKED):
            parts = []
            for place, node in enumerate(truths[at : at + _PACKED]):
                weight = 3**place
                branches = [(node, t.number(2 * weight)), (t.negate(node), t.number(0))]
                parts.append(t.case(branches, t.number(weight)))
            packed.append(t.total(parts))
        return [*packed, *(node for node in found if node.kind != "bool")]

    def _independent(self, days: Frame) -> list[Node]:
        """Answers and conditions on days, without those that follow from others."""
        told: dict[Node, None] = {}
        for name, decision in self.plan.decisions.items():
            if decision.about != "day":
                continue
            answer, held = self.answer(name, days), self.held_of(name, days)
            tests = [held[position] for position, _ in tested(decision) if held]
            told.update((each.term, None) for each in (*tests, answer) if each is not None)
            if answer.absent is not None:
                told[answer.absent] = None
        periods = relation_of(days.reach["period"][0])
        same: dict[Node, bool] = {}

        def settled(node: Node, own: Node) -> bool:
            """Whether a node is the same on days on which those told apart are."""
            if node.home is None or (node in told and node is not own):
                return True
            if node not in same or node is own:
                if node.op == "moved":
                    link = node.data[0]
                    same[node] = link.during is None and link.target in (periods, relation_of(self.case))
                else:
                    same[node] = node.op not in INPUTS and all(settled(arg, own) for arg in node.args)
            return same[node]

        return [node for node in told if not node.constant and not settled(node, node)]


_PACKED = 36
"""Truth values told apart in one number of 64 bits."""
