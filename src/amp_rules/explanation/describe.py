"""Rules and decisions of a plan put into words, without a case."""

from __future__ import annotations

from amp_rules.explanation.phrases import Sayer
from amp_rules.explanation.tree import Citation, Line
from amp_rules.explanation.words import capital, words_in
from amp_rules.plan import BoundDecision, BoundRule, Plan, ir


def say(plan: Plan, expr: ir.Expr, language: str = "en", about: str = "case") -> str:
    """A typed expression of the plan in words; `about` is the entity that need not be named.

    Raises UnknownNameError for a language other than 'sv' and 'en'.
    """
    return Sayer(plan, words_in(language)).say(expr, about)


def describe_rule(plan: Plan, rule: BoundRule, language: str = "en") -> str:
    """One rule as a sentence: its condition, its answer, the reading it belongs to.

    Raises UnknownNameError for a language other than 'sv' and 'en'.
    """
    sayer = Sayer(plan, words_in(language))
    return rule_text(sayer, decision_of(plan, rule), rule)


def describe_decision(plan: Plan, name: str, language: str = "en") -> Line:
    """A decision with a line for each of its rules, or for the question it leaves to a person.

    Raises UnknownNameError for a language other than 'sv' and 'en'.
    """
    sayer = Sayer(plan, words_in(language))
    words, decision = sayer.words, plan.decisions[name]
    source = decision.source
    children = [
        Line(rule_text(sayer, decision, rule), citations_of(plan, rule.source.cite, language))
        for rule in decision.rules
    ]
    if decision.otherwise is not None:
        value = answer_text(sayer, decision, decision.otherwise)
        children.append(Line(words.say("rule.otherwise", value=value)))
    if source.judgement is not None:
        key = source.judgement.authority or plan.rulebook.edition.authority
        who = plan.rulebook.registers.authorities[key].title.in_language(language)
        question = source.judgement.question.in_language(language)
        children.append(Line(words.say("rule.judgement", question=question, authority=who)))
    return Line(
        source.title.in_language(language), citations_of(plan, source.cite, language), tuple(children)
    )


def decision_of(plan: Plan, rule: BoundRule) -> BoundDecision:
    """The decision whose table a rule stands in."""
    return plan.decisions[rule.id.partition(".")[0]]


def rule_text(sayer: Sayer, decision: BoundDecision, rule: BoundRule) -> str:
    """One rule as a sentence."""
    words, about = sayer.words, decision.about
    value = answer_text(sayer, decision, rule.then)
    text = value if rule.when is None else words.say("rule.if", when=sayer.say(rule.when, about), value=value)
    if rule.overridden_by:
        others = words.every(rule_name(sayer, decision, decision.rules[at]) for at in rule.overridden_by)
        text = words.say("rule.unless", rule=text, others=others)
    if rule.reading is not None:
        text = words.say("rule.reading", rule=text, reading=str(rule.reading))
    return capital(text)


def rule_name(sayer: Sayer, decision: BoundDecision, rule: BoundRule) -> str:
    """A rule's title in quotes, else its condition, else its decision's title."""
    words = sayer.words
    title = rule.source.title
    if title is not None:
        return words.say("text.quoted", text=title.in_language(words.language))
    if rule.when is not None:
        return words.say("rule.condition", when=sayer.say(rule.when, decision.about))
    return sayer.decision_title(decision.name)


def answer_text(sayer: Sayer, decision: BoundDecision, then: ir.Expr) -> str:
    """What a rule concludes: a value, or the condition on which the answer is yes."""
    if isinstance(then, ir.Const) and isinstance(then.value, str):
        return sayer.values.choice(then.value, decision)
    text = sayer.say(then, decision.about)
    if decision.type.kind == "bool" and not isinstance(then, ir.Const):
        return sayer.words.say("rule.yes_if", condition=text)
    return text


def citations_of(plan: Plan, ids: tuple[str, ...], language: str) -> tuple[Citation, ...]:
    """Where the rules with these ids stand; an id that is not registered is left out."""
    registers = plan.rulebook.registers
    found = []
    for each in ids:
        rule = registers.catalogue.get(each)
        if rule is not None:
            source = registers.sources.get(rule.source)
            document = source.title.in_language(language) if source else rule.source
            found.append(Citation(document, rule.section.in_language(language), each))
    return tuple(found)
