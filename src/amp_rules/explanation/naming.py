"""What the parts of an outcome are called, and which sources were cited on the way."""

from __future__ import annotations

from collections.abc import Iterable

from amp_rules.engine import Outcome
from amp_rules.engine.entries import public
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Tracer
from amp_rules.explanation.describe import citations_of
from amp_rules.explanation.phrases import Sayer
from amp_rules.explanation.tree import Citation
from amp_rules.explanation.values import VERDICTS
from amp_rules.explanation.words import Words

_WITH_ID = {
    "person": "about.person",
    "claim": "about.claim",
    "period": "about.period",
    "item": "about.item",
}


class Namer:
    """Names the entities, decisions and values of one outcome in one language."""

    def __init__(self, outcome: Outcome, words: Words) -> None:
        self.outcome = outcome
        self.plan = outcome.plan
        self.rows = outcome.rows
        self.words = words
        self.sayer = Sayer(outcome.plan, words)
        self.values = self.sayer.values
        self.tracer = Tracer(outcome.rows)
        self.cited: dict[str, Citation] = {}

    def about(self, instance: Instance) -> str:
        """What one entity is called: 'period p1', 'principal', 'instalment 2, principal'."""
        words = self.words
        if instance.entity == "case":
            return words.say("name.case")
        if instance.entity == "day":
            return words.span(*self.rows.dates(instance))
        if instance.entity == "person" and self.rows.position(instance) == 0:
            return words.say("role.principal")
        if instance.entity in _WITH_ID:
            return words.say(_WITH_ID[instance.entity], id=self.rows.object(instance).id)
        parent = self.plan.scopes.parents[instance.entity]
        numbered = words.say(
            "about.numbered", name=self.sayer.name(instance.entity), number=str(self.rows.object(instance))
        )
        if parent in (None, "case"):
            return numbered
        owner = self.about(Instance(str(parent), instance.at))
        return words.say("about.part", part=numbered, owner=owner)

    def cite(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        """Where rules stand; kept for the list of sources."""
        wanted = tuple(ids)
        for found in citations_of(self.plan, wanted, self.words.language):
            self.cited[found.id] = found
        return tuple(self.cited[each] for each in wanted if each in self.cited)

    def value_text(self, name: str, instance: Instance) -> str:
        """A decision's value, a verdict in words."""
        decision = self.plan.decisions[name]
        if decision.source.kind == "verdict":
            return self.words.say(VERDICTS[self.outcome.verdict_at(name, instance)])
        return self.values.of_decision(public(self.rows.value(name, instance), decision.type), decision)

    def titled(self, name: str, instance: Instance) -> str:
        """A decision's title, with the entity when that is not the case."""
        title = self.plan.decisions[name].source.title.in_language(self.words.language)
        if instance.entity == "case":
            return title
        return self.words.say("about.decision", decision=title, about=self.about(instance))

    def valued(self, name: str, instance: Instance) -> str:
        """A decision's title and value."""
        return self.words.say(
            "line.value", name=self.titled(name, instance), value=self.value_text(name, instance)
        )
