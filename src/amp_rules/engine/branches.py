"""Code written twice: plainly, for when everything it reads is known, and with Kleene's logic for when not.

Which of the two runs is decided piece by piece (a run of decisions about one entity, a comparison that cuts a
period), so that one fact left out does not slow down what never reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from amp_rules.engine.decisionlines import DecisionWriter
from amp_rules.engine.layout import Layout, Run
from amp_rules.engine.reading import path_of
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions


class BranchWriter(DecisionWriter):
    """Writes pieces of code in both forms, and the test that chooses between them."""

    def __init__(self, plan: Plan, made: Layout) -> None:
        super().__init__(plan, made)
        self.all_nodes = {name: nodes_of(decision) for name, decision in plan.decisions.items()}
        self.watched = self._read_through_rows()
        self.flagged: set[str] = set()

    def _read_through_rows(self) -> set[str]:
        """The decisions that others read from rows: gathered from all entities, or of each day or part."""
        homes, counts = self.layout.homes, self.plan.counts.values()
        read = [(homes[name].run, nodes) for name, nodes in self.all_nodes.items()]
        found: set[str] = set()
        for run, nodes in [*read, (None, [node for count in counts for node in ir.walk(count)])]:
            for node in nodes:
                if isinstance(node, ir.Aggregate):
                    found.update(_gathered(node))
                elif isinstance(node, ir.Ref) and node.entity != "member":
                    home = homes[node.decision]
                    if home.below >= 0 and home.run is not run:
                        found.add(node.decision)
        return found

    def twice(
        self,
        nodes: list[ir.Expr],
        body: Callable[[], None],
        tests: Iterable[str] = (),
        decisions: tuple[str, ...] = (),
    ) -> None:
        """The body in both forms; nodes: what it reads, decisions: those that it answers."""
        emitter = self.emitter
        known, certain = emitter.known, emitter.certain
        emitter.known = False
        found, settled = self._unknowns(nodes, decisions)
        listed = list(dict.fromkeys((*tests, *found)))
        after = None
        if listed:
            self.line(f"if {' or '.join(listed)}:")
            self.depth += 1
            body()
            after, emitter.certain = emitter.certain, certain
            self.depth -= 1
            self.line("else:")
            self.depth += 1
        emitter.known, emitter.certain = True, emitter.certain | settled
        body()
        emitter.known = known
        if after is not None:
            self.depth -= 1
            emitter.certain = emitter.certain & after

    def flag(self, decision: str) -> str:
        """The variable that tells whether some answer of a decision is unknown."""
        return f"o{self.numbers[decision]}"

    def lower_flags(self, runs: Iterable[Run]) -> None:
        """Written before the entities that runs are about: no answer is unknown yet."""
        names = [self.flag(name) for run in runs for name in run.decisions if name in self.watched]
        if names:
            self.line(f"{' = '.join(names)} = False")

    def decision(self, decision: BoundDecision) -> None:
        """Writes the lines that answer one decision, and that tell others when it is unknown."""
        super().decision(decision)
        if decision.name in self.watched and decision.name not in self.emitter.certain:
            self.line(f"if {self.value(decision.name)} is U: {self.flag(decision.name)} = True")
            self.flagged.add(decision.name)

    def _unknowns(self, nodes: list[ir.Expr], own: tuple[str, ...]) -> tuple[list[str], set[str]]:
        """Tests whether something read is unknown, and the decisions that are known when none holds."""
        tests: dict[str, None] = {}
        settled: set[str] = set()
        # Age and date of birth: one of the two is always left out, no reason to carry unknowns along.
        either = {id(part) for node in nodes if _is_age(node) for part in ir.children(node)[:2]}
        for node in nodes:
            if id(node) in either:
                continue
            match node:
                case ir.Fact(var=var) if (var, path_of(node)) in self.facts:
                    if self.emitter.may_be_unknown(node):
                        tests[f"{self.facts[(var, path_of(node))]} is U"] = None
                case ir.DayFact(name=name):
                    tests[f"u_{self.days[name]}"] = None
                case ir.Ref(decision=name, entity=entity) if entity != "member" and name not in own:
                    test = self._open_answer(node)
                    if test is not None:
                        settled.add(name)
                        tests.update(dict.fromkeys(test))
                case ir.Prior() if id(node) in self.priors:
                    tests[f"{self.priors[id(node)]} is U"] = None
                case ir.Aggregate() if node.collection.owner == "case" and node.collection.fact is None:
                    tests[f"X_{node.entity}"] = None
                    tests.update({self.flag(name): None for name in _gathered(node) if name in self.flagged})
        return list(tests), settled

    def _open_answer(self, ref: ir.Ref) -> list[str] | None:
        """Tests whether another decision's answer is unknown; None where no test tells."""
        home = self.layout.homes[ref.decision]
        if ref.decision in self.emitter.certain:
            return []
        if home.below < 0 and ref.var in self.emitter.own:
            here = home.group is self.group or home.group.frame == "case"
            return [f"{self.value(ref.decision) if here else self.earlier(ref.decision)} is U"]
        if home.below < 0 or home.group is not self.group:
            return None
        return [self.flag(ref.decision)] if ref.decision in self.flagged else []


def _gathered(made: ir.Aggregate) -> list[str]:
    """The decisions about its items that an aggregate reads."""
    found = [node for node in ir.walk(made) if isinstance(node, ir.Ref) and node.var == made.var]
    return [node.decision for node in found if node.entity != "member"]


def nodes_of(decision: BoundDecision) -> list[ir.Expr]:
    """Every part of every expression of a decision."""
    return [node for expr in expressions(decision) for node in ir.walk(expr)]


def _is_age(node: ir.Expr) -> bool:
    return isinstance(node, ir.Call) and node.function == "age_of"
