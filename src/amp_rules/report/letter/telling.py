"""One letter in the making: names of everything in an outcome for its reader, and which rules were cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from amp_rules.case import label, member_title
from amp_rules.engine import MissingFact, Outcome
from amp_rules.engine.rows import Instance
from amp_rules.explanation.naming import Namer
from amp_rules.explanation.words import capital
from amp_rules.report.letter.words import LetterWords
from amp_rules.terms import UNKNOWN

_PLACE = re.compile(r"\[\d+\]")
_SPAN = re.compile(r"^(daily\.[a-z_]+)\.(start|end|value)$")
# The year's money, and days by kind of period, are the shelter's to follow.
_FOR_THE_SHELTER = (
    "charged_to_2022",
    "reflection_days_paid",
    "in_depth_days_paid",
    "support_only_days_paid",
    "integration_days_paid",
    "deferred_days_total",
)
_KINDS = {"period": "kind", "item": "kind", "claim": "category"}


class Telling(Namer):
    """Names for one reader; what is cited on the way is kept for the sources."""

    words: LetterWords

    def __init__(self, outcome: Outcome, words: LetterWords, discreet: bool) -> None:
        super().__init__(outcome, words)
        self.words = words
        self.discreet = discreet
        self.rests_on: dict[str, None] = {}

    @property
    def for_person(self) -> bool:
        """Whether the letter is for the person it is about."""
        return self.words.reader == "person"

    @property
    def programme(self) -> str:
        """'amp' or 'nsp'."""
        return self.plan.rulebook.edition.programme

    def tells(self, goal: str) -> bool:
        """Whether the reader is told of a goal."""
        return not (self.for_person and goal in _FOR_THE_SHELTER)

    @cached_property
    def gaps(self) -> tuple[MissingFact, ...]:
        """The missing facts that a goal waits for which the reader is told of."""
        return tuple(each for each in self.outcome.missing if any(map(self.tells, each.for_decisions)))

    def rest(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Official ids, kept for the sources."""
        found = tuple(dict.fromkeys(ids))
        self.rests_on.update(dict.fromkeys(found))
        return found

    # goals

    def goals(self, verdicts: bool) -> Iterator[tuple[str, Instance]]:
        """The edition's goals that are verdicts, or the others, with each entity they are about."""
        edition = self.plan.rulebook.edition
        for name in dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))):
            decision = self.plan.decisions[name]
            if (decision.source.kind == "verdict") is verdicts:
                for instance in self.outcome.rows.instances(decision.about):
                    yield name, instance

    @cached_property
    def goal_names(self) -> frozenset[str]:
        """The names of the goals that are verdicts."""
        return frozenset(name for name, _ in self.goals(verdicts=True))

    def question(self, name: str, instance: Instance) -> str:
        """A goal as a question; its title where the letter has no words for it."""
        if self.discreet:
            return self._veiled(name, instance)
        source = self.plan.decisions[name].source
        message = self.words.by_rule(f"goal.{name}", source.cite)
        if message is None:
            return self.titled(name, instance)
        return self.words.say(message, about=self.entity(instance))

    def _veiled(self, name: str, instance: Instance) -> str:
        numbered = {goal: at for at, goal in enumerate(self.goals(verdicts=True), 1)}
        if instance.entity != "case":
            number = [each for each in numbered if each[1].entity != "case"].index((name, instance)) + 1
            return self.words.say("goal.part.discreet", number=str(number))
        message = self.words.by_rule(f"goal.{name}", self.plan.decisions[name].source.cite, "discreet")
        if message is None or not message.endswith(".discreet"):
            return self.words.say("goal.other.discreet", number=str(numbered[name, instance]))
        return self.words.say(message)

    # entities and bodies

    def entity(self, instance: Instance) -> str:
        """What an entity is called; ids are only for the shelter, since an organisation chooses them."""
        say = self.words.say
        if instance.entity == "case":
            return ""
        if instance.entity == "person":
            return self.person(self.rows.position(instance))
        if instance.entity not in _KINDS:
            return self.about(instance)
        number = str(self.rows.position(instance) + 1)
        found = self.rows.object(instance)
        kind = getattr(found, _KINDS[instance.entity])
        if kind is UNKNOWN:
            name = say(f"entity.{instance.entity}", number=number)
        else:
            message = self.words.find(f"kind.{instance.entity}.{kind}")
            shown = member_title(kind, self.words.language) if message is None else self.words.say(message)
            name = say(f"entity.{instance.entity}_kind", number=number, kind=shown)
        return name if self.for_person else say("entity.id", name=name, id=found.id)

    def person(self, position: int) -> str:
        """The principal, or a child by its number."""
        if position == 0:
            return self.words.tell("entity.principal")
        return self.words.say("entity.child", number=str(position))

    def authority(self, key: str) -> str:
        """A body in plain words."""
        message = self.words.find(f"authority.{key}")
        if message is not None:
            return self.words.say(message)
        return self.plan.rulebook.registers.authorities[key].title.in_language(self.words.language)

    @cached_property
    def decider(self) -> str:
        """Who decides: as the reading in force has it, else the edition's body."""
        decision = self.plan.decisions.get("deciding_body")
        if decision is not None and decision.about == "case":
            value = self.outcome.value("deciding_body")
            if isinstance(value, str):
                known = value in self.plan.rulebook.registers.authorities
                return self.authority(value) if known else self.values.of_decision(value, decision)
        return self.authority(self.outcome.authority)

    # facts

    def fact(self, path: str) -> str:
        """A fact in plain words: by its place, or as any fact of its group; else by its title."""
        place = _SPAN.sub(r"\1", _PLACE.sub("", path.removeprefix("$.")))
        for name in (place, f"{place.partition('.')[0]}.any"):
            message = self.words.find(f"fact.{name}")
            if message is not None:
                return self.words.say(message)
        return capital(label(path, self.words.language))

    def asked(self, path: str, question: str, instance: Instance) -> str:
        """A judgement's question in plain words, by the place of its answer; else as the rules put it."""
        message = self.words.find(f"question.{_PLACE.sub('', path.removeprefix('$.'))}")
        asked = question if message is None else self.words.say(message)
        about = self.entity(instance)
        return self.words.say("question.about", about=about, question=asked) if about else asked
