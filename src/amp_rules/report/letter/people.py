"""Who decides what, how to withdraw, and what people have already assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from amp_rules.engine.rows import Instance
from amp_rules.ledger import Verdict
from amp_rules.plan import BoundDecision, ir
from amp_rules.report.letter.records import Decided, Judged, Part, Question, Questions, Role, Roles
from amp_rules.report.letter.telling import Telling

_ROLES = (
    ("AMP-R20", "regional_coordinator"),
    ("AMP-P10", "iom_helsinki"),
    ("AMP-P28", "iom_helsinki"),
    ("AMP-A08", "iom_local_office"),
    ("NSP-E03", "certified_shelter"),
)


def decided(telling: Telling) -> Decided | None:
    """The judgements that the case holds an answer to and that verdicts rest on."""
    judged = tuple(_judged(telling))
    return Decided(telling.words.say("decided.title"), judged) if judged else None


def _judged(telling: Telling) -> Iterator[Judged]:
    for decision, instance in judgements(telling):
        verdict = telling.outcome.verdict_at(decision.name, instance)
        judgement = decision.source.judgement
        if judgement is None or verdict not in (Verdict.GRANTED, Verdict.REFUSED):
            continue
        question = judgement.question.in_language(telling.words.language)
        path = f"{telling.rows.path(instance)}.{judgement_fact(decision)}"
        who = telling.authority(judgement.authority or telling.outcome.authority)
        message = "decided.yes" if verdict is Verdict.GRANTED else "decided.no"
        text = telling.words.say(message, who=who[:1].upper() + who[1:])
        yield Judged(telling.asked(path, question, instance), text, telling.rest(decision.source.cite))


def judgement_fact(decision: BoundDecision) -> str:
    """The dotted name, below its entity, of the fact that a judgement is filed under."""
    return ".".join(decision.fact.path) if isinstance(decision.fact, ir.Fact) else decision.name


def judgements(telling: Telling) -> Iterator[tuple[BoundDecision, Instance]]:
    """Every judgement that a verdict may rest on, for each entity it is about, in the order of the rules."""
    reached = _reached(telling)
    for decision in telling.plan.decisions.values():
        if decision.source.judgement is not None and decision.name in reached:
            for instance in telling.rows.instances(decision.about):
                yield decision, instance


def _reached(telling: Telling) -> set[str]:
    """The decisions that the verdict goals are made of, however far down."""
    waiting, found = list(telling.goal_names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        decision = telling.plan.decisions[name]
        parts = [each for rule in decision.rules for each in (rule.when, rule.then) if each is not None]
        parts += [decision.otherwise] if decision.otherwise is not None else []
        nodes = [node for part in parts for node in ir.walk(part)]
        waiting += [node.decision for node in nodes if isinstance(node, ir.Ref) and node.entity != "member"]
    return found


def questions(telling: Telling) -> Questions | None:
    """The judgements that are still open and can change an answer."""
    asked = []
    for each in telling.outcome.referrals:
        instance = telling.outcome.instance(telling.plan.decisions[each.decision], each.about)
        question = telling.asked(each.path, each.question.in_language(telling.words.language), instance)
        who = telling.authority(each.authority)
        text = telling.words.say("questions.who", who=who[:1].upper() + who[1:])
        path = "" if telling.for_person else each.path
        asked.append(Question(question, text, path, telling.rest(each.cite)))
    if not asked:
        return None
    say = telling.words.say
    return Questions(say("questions.title"), (say("questions.text"),), tuple(dict.fromkeys(asked)))


def withdrawal(telling: Telling) -> Part:
    """That the person can withdraw, how, and what becomes of the money."""
    words, text = telling.words, []
    withdrawn = telling.outcome.case.voluntariness.withdrawn_on
    if isinstance(withdrawn, date):
        text.append(words.tell("withdrawal.done", day=words.day(withdrawn)))
    else:
        text += _may_withdraw(telling)
        how = f"withdrawal.how.{telling.programme}"
        text.append(words.tell(how if words.find(how) else "withdrawal.how"))
    reading = telling.outcome.readings.get("A8")
    money = words.find(f"withdrawal.money.{reading}")
    if money is not None:
        telling.rest(telling.plan.rulebook.registers.interpretations["A8"].rules)
        text.append(words.say(money))
    return Part(words.tell("withdrawal.title"), tuple(text))


def _may_withdraw(telling: Telling) -> Iterator[str]:
    """What the rules say of it: in plain words where there are some, else as the catalogue has it."""
    book = telling.plan.rulebook
    cite = book.process.withdrawal.cite if book.process is not None else ()
    telling.rest(cite)
    message = telling.words.by_rule("withdrawal", cite)
    if message is not None:
        yield telling.words.say(message)
        return
    for each in cite:
        yield book.registers.catalogue[each].summary.in_language(telling.words.language)


def roles(telling: Telling) -> Roles:
    """The person, the body that decides, those that assess, and those that act."""
    found = dict.fromkeys((_person(telling), _decider(telling), *_assessors(telling), *_actors(telling)))
    text = [telling.words.say(each) for each in (telling.words.find("roles.iom"),) if each is not None]
    text = text if telling.programme == "amp" else []
    return Roles(telling.words.say("roles.title"), tuple(text), tuple(found))


def _person(telling: Telling) -> Role:
    what = telling.words.tell(f"roles.you.{telling.programme}")
    return Role(telling.words.tell("entity.principal"), what, ())


def _decider(telling: Telling) -> Role:
    decision = telling.plan.decisions.get("deciding_body")
    cite = telling.rest(decision.source.cite) if decision is not None else ()
    return Role(_capital(telling.decider), telling.words.tell(f"roles.decides.{telling.programme}"), cite)


def _assessors(telling: Telling) -> Iterator[Role]:
    """Other bodies that answer a question which was asked, or which has been answered."""
    what = telling.words.say("roles.assesses")
    open_ones = {(each.decision, each.about) for each in telling.outcome.referrals}
    for decision, instance in judgements(telling):
        judgement = decision.source.judgement
        known = telling.outcome.verdict_at(decision.name, instance) in (Verdict.GRANTED, Verdict.REFUSED)
        asked = (decision.name, telling.rows.label(instance)) in open_ones
        if judgement is None or not (known or asked):
            continue
        who = telling.authority(judgement.authority or telling.outcome.authority)
        if who != telling.decider:
            yield Role(_capital(who), what, telling.rest(decision.source.cite))


def _actors(telling: Telling) -> Iterator[Role]:
    """Bodies that the rules of the edition give something to do, by the official rule that says so."""
    book = telling.plan.rulebook
    process = book.process.cites() if book.process is not None else ()
    cited = {each for decision in telling.plan.decisions.values() for each in decision.source.cite}
    cited |= {each for _, ids in process for each in ids}
    for cite, authority in _ROLES:
        if cite in cited and authority in book.registers.authorities:
            what = telling.words.tell(f"role.{cite}")
            yield Role(_capital(telling.authority(authority)), what, telling.rest((cite,)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
