"""Values of facts and decisions named in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from amp_rules.case import COUNTRY_CODES, FactSpec, country_name, member_title, vocabulary
from amp_rules.explanation.words import Words
from amp_rules.ledger import Answer, Verdict
from amp_rules.plan import BoundDecision, Plan, ir
from amp_rules.plan.types import Type
from amp_rules.terms import UNKNOWN, Money

if TYPE_CHECKING:
    from collections.abc import Callable

VERDICTS: Mapping[Verdict, str] = {
    Verdict.GRANTED: "verdict.granted",
    Verdict.REFUSED: "verdict.refused",
    Verdict.UNDETERMINED: "verdict.undetermined",
    Verdict.REFERRED: "verdict.referred",
}
MARKS: Mapping[object, str] = {True: "holds", False: "fails", UNKNOWN: "open"}
VERDICT_MARKS: Mapping[Verdict, str] = {
    Verdict.GRANTED: "holds",
    Verdict.REFUSED: "fails",
    Verdict.UNDETERMINED: "open",
    Verdict.REFERRED: "open",
}
_ROLES = {"principal": "role.principal", "accompanying_child": "role.accompanying_child"}


class Values:
    """Names values by what they are values of."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan = plan
        self.words = words

    def of_type(self, value: Answer, kind: Type, named: Callable[[str], str] | None = None) -> str:
        """A value with its unit; `named` gives the titles of words."""
        words = self.words
        if value is UNKNOWN:
            return words.say("value.unknown")
        if value is None:
            return words.say("value.no_date") if kind.kind == "date" else words.say("value.none")
        if isinstance(value, bool):
            return words.yes(value)
        if isinstance(value, date):
            return words.day(value)
        if isinstance(value, Money | int | Fraction):
            return words.amount(value, kind.unit)
        name = named or self.spoken
        if isinstance(value, frozenset):
            return (
                words.every(sorted(name(str(each)) for each in value))
                if value
                else words.say("value.nothing")
            )
        return name(value)

    def of_fact(self, value: Answer, spec: FactSpec, kind: Type) -> str:
        """The value of a fact of the case."""
        return self.of_type(value, kind, lambda word: self.member(word, spec))

    def of_decision(self, value: Answer, decision: BoundDecision) -> str:
        """The value of a decision."""
        return self.of_type(value, decision.type, lambda word: self.choice(word, decision))

    def member(self, word: str, spec: FactSpec) -> str:
        """One value of a fact: a listed value or a country by its title, an id as it is."""
        if spec.enum is not None:
            return member_title(spec.enum(word), self.words.language)
        if word in COUNTRY_CODES and word in spec.members:
            return country_name(word, self.words.language)
        if word in _ROLES:
            return self.words.say(_ROLES[word])
        return word

    def choice(self, word: str, decision: BoundDecision) -> str:
        """One of a decision's choices: as its rule file, the register of bodies or the case titles it."""
        titled = decision.source.choice_titles.get(word)
        if titled is not None:
            return titled.in_language(self.words.language)
        authority = self.plan.rulebook.registers.authorities.get(word)
        if authority is not None:
            return authority.title.in_language(self.words.language)
        shared = _shared_list(decision.type.members)
        return self.spoken(word) if shared is None else member_title(shared(word), self.words.language)

    def spoken(self, word: str) -> str:
        """A bare word of the rules, its underscores as spaces."""
        return word.replace("_", " ")

    def constant(self, const: ir.Const | ir.DatedParam, value: Answer, beside: ir.Expr | None) -> str:
        """A literal, named as a value of the expression beside it."""
        match beside:
            case ir.Fact() | ir.DayFact() | ir.At():
                spec = self.spec(beside)
                return self.of_type(value, const.type, lambda word: self.member(word, spec))
            case ir.Ref(decision=name, entity=entity) if entity != "member":
                decision = self.plan.decisions[name]
                return self.of_type(value, const.type, lambda word: self.choice(word, decision))
            case ir.Ref(type=kind):
                return self.of_type(value, const.type, lambda word: self._element(word, kind))
            case ir.Choose(then=then):
                return self.constant(const, value, then)
        return self.of_type(value, const.type)

    def _element(self, word: str, kind: Type) -> str:
        """A value of a set: a country, a listed value, or the word itself."""
        if word in COUNTRY_CODES and word in kind.members:
            return country_name(word, self.words.language)
        shared = _shared_list(kind.members)
        return word if shared is None else member_title(shared(word), self.words.language)

    def spec(self, fact: ir.Fact | ir.DayFact | ir.At) -> FactSpec:
        """What the case model says of a fact."""
        if isinstance(fact, ir.Fact):
            return self.fact_spec(fact.entity, fact.path)
        return self.plan.scopes.facts["day"][fact.name]

    def fact_spec(self, entity: str, path: tuple[str, ...]) -> FactSpec:
        """What the case model says of an entity's fact; numbered entities have only their number."""
        known = self.plan.scopes.facts.get(entity)
        if known is None:
            return FactSpec("number", "int", self.words.say("fact.number"), self.words.say("fact.number"))
        return known[".".join(path)]


def _shared_list(members: tuple[str, ...]) -> type[StrEnum] | None:
    """The closed list of the case model that holds all these words, if just one kind does."""
    if not members:
        return None
    for facts in vocabulary().values():
        for spec in facts.values():
            if spec.enum is not None and set(members) <= set(spec.members):
                return spec.enum
    return None
