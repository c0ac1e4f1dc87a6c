"""One decision written as lines of Python: its conditions, then its answer."""

from __future__ import annotations

from amp_rules.engine.layout import Slot, tested
from amp_rules.engine.reading import Reader
from amp_rules.engine.tables import table_lines
from amp_rules.plan.model import BoundDecision


class DecisionWriter(Reader):
    """Writes the lines of a generated function, decision by decision."""

    def row(self, head: str, slots: tuple[Slot, ...]) -> str:
        """The parts of a row: its head, then every answer in the order of the layout."""
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

    def decision(self, decision: BoundDecision) -> None:
        """Writes the lines that answer one decision."""
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
        if certain and not any(map(emitter.may_be_unknown, values)):
            emitter.certain = emitter.certain | {decision.name}
        for text in table_lines(decision, value, names, thens, otherwise, certain):
            self.line(text)

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
