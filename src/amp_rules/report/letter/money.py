"""Money in plain words: sums, monthly payments, ceilings, costs, and what each period is paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from amp_rules.engine.entries import public
from amp_rules.engine.rows import Instance
from amp_rules.ledger import Answer
from amp_rules.report.letter.periods import period_groups, period_tables
from amp_rules.report.letter.records import Group, Money, Point, Sum
from amp_rules.report.letter.telling import Telling
from amp_rules.terms import UNKNOWN
from amp_rules.terms import Money as Amount

_NEAR = range(1901, 2199)
_CEILINGS = ("reintegration_ceiling", "health_ceiling", "housing_ceiling")
_RATES = ("reintegration", "health", "housing")
_KINDS = {"amount", "date"}


def money(telling: Telling) -> Money | None:
    """What the rules say of money; None where an edition has nothing to say of it."""
    sums = tuple(_sums(telling))
    text = tuple(_text(telling))
    ceilings = tuple(_ceilings(telling)) or tuple(_rates(telling))
    groups = (*_payments(telling), *ceilings, *_claims(telling))
    tables = () if telling.for_person else tuple(period_tables(telling))
    if telling.for_person:
        groups = (*groups, *period_groups(telling))
    if not (sums or text or groups or tables):
        return None
    notes = tuple(_notes(telling)) if telling.for_person else ()
    return Money(telling.words.say("money.title"), text, sums, groups, tables, notes)


def _text(telling: Telling) -> Iterator[str]:
    decisions = telling.plan.decisions
    unpublished = [
        name
        for name, instance in telling.goals(verdicts=False)
        if decisions[name].type.money and telling.rows.value(name, instance) is None
    ]
    for name in unpublished[:1]:
        telling.rest(decisions[name].source.cite)
        yield telling.words.say("money.unpublished")
    if telling.for_person and telling.programme == "nsp":
        telling.rest(("NSP-E03",))
        yield telling.words.tell("money.to_shelter")


def _sums(telling: Telling) -> Iterator[Sum]:
    """Every goal that is an amount or a date; those that do not apply (an absent value) are left out."""
    for name, instance in telling.goals(verdicts=False):
        decision = telling.plan.decisions[name]
        value = telling.rows.value(name, instance)
        if not telling.tells(name) or decision.source.kind not in _KINDS or value is None:
            continue
        if _idle(telling, name, value):
            continue
        message = telling.words.by_rule(f"amount.{name}", decision.source.cite)
        title = telling.titled(name, instance) if message is None else telling.words.say(message)
        known = value is not UNKNOWN
        text = telling.value_text(name, instance) if known else _bounded(telling, name)
        yield Sum(title, text, known, telling.rest(decision.source.cite))


def _idle(telling: Telling, name: str, value: object) -> bool:
    """Whether a sum of costs says nothing, because no costs have been put in."""
    return name in ("claims_paid", "claims_unpaid") and not telling.rows.instances("claim") and value == 0


def _bounded(telling: Telling, name: str) -> str:
    """An open value by what it lies between; a limit on one side only tells a reader little."""
    limits = telling.outcome.bounds.get(name)
    if limits is None or not (_near(limits.lowest) and _near(limits.highest)):
        return telling.words.say("money.open")
    decision = telling.plan.decisions[name]
    lowest, highest = (telling.values.of_decision(each, decision) for each in (limits.lowest, limits.highest))
    return telling.words.say("money.between", lowest=lowest, highest=highest)


def _near(limit: Answer) -> bool:
    far = isinstance(limit, date) and limit.year not in _NEAR
    return not (limit is None or limit is UNKNOWN or far)


def _value(telling: Telling, name: str, instance: Instance) -> Answer:
    return public(telling.rows.value(name, instance), telling.plan.decisions[name].type)


def _parameter(telling: Telling, name: str) -> Answer:
    """A parameter's value; UNKNOWN where it changes over time, or where there is none."""
    bound = telling.plan.parameters.get(name)
    if bound is None or len(bound.values) != 1:
        return UNKNOWN
    return public(bound.values[0][1], bound.type)


def _has(telling: Telling, *names: str) -> bool:
    return all(name in telling.plan.decisions for name in names)


def _payments(telling: Telling) -> Iterator[Group]:
    """The monthly payments that are due, each with its day where that is known."""
    if not _has(telling, "instalment_amount", "due_on"):
        return
    lines = tuple(_payment_lines(telling))
    if lines:
        yield Group(telling.words.say("payments.title"), lines)


def _payment_lines(telling: Telling) -> Iterator[Point]:
    words = telling.words
    for instance in telling.rows.instances("instalment"):
        amount = _value(telling, "instalment_amount", instance)
        if not isinstance(amount, Amount) or not amount:
            continue
        cite = telling.rest(telling.plan.decisions["instalment_amount"].source.cite)
        values = {
            "who": telling.person(telling.rows.position(Instance("person", instance.at))),
            "number": str(telling.rows.object(instance)),
            "amount": words.money(amount),
        }
        day = _value(telling, "due_on", instance)
        if isinstance(day, date):
            yield Point(words.say("payments.dated", day=words.day(day), **values), cite)
        else:
            yield Point(words.say("payments.line", **values), cite)


def _ceilings(telling: Telling) -> Iterator[Group]:
    """What each person can get at most, where the family can get anything."""
    if not _has(telling, *_CEILINGS, "ceiling_total"):
        return
    total = telling.outcome.value("ceiling_total")
    if not isinstance(total, Amount) or not total:
        return
    words = telling.words
    points = [Point(words.say("ceilings.text"))]
    for instance in telling.rows.instances("person"):
        for name in _CEILINGS:
            decision = telling.plan.decisions[name]
            amount = _value(telling, name, instance)
            if isinstance(amount, Amount) and amount:
                message = words.by_rule(f"ceiling.{name}", decision.source.cite)
                what = words.of(decision.source.title) if message is None else words.say(message)
                text = words.say(
                    "ceilings.line", who=telling.entity(instance), what=what, amount=words.money(amount)
                )
                points.append(Point(text, telling.rest(decision.source.cite)))
    yield Group(words.say("ceilings.title"), tuple(points))


def _rates(telling: Telling) -> Iterator[Group]:
    """What the programme gives an adult, while it is open whether the person gets anything."""
    open_still = _has(telling, "ceiling_total") and telling.outcome.value("ceiling_total") is UNKNOWN
    points = tuple(_rate_lines(telling)) if open_still else ()
    if points:
        yield Group(telling.words.say("rates.title"), (Point(telling.words.tell("rates.text")), *points))


def _rate_lines(telling: Telling) -> Iterator[Point]:
    words, known = telling.words, telling.plan.rulebook.parameters
    amount, count = _parameter(telling, "subsistence_rate"), _parameter(telling, "instalments")
    if isinstance(amount, Amount) and isinstance(count, int):
        months = words.amount(count, "month")
        text = words.say("rates.month", amount=words.money(amount), months=months)
        yield Point(text, telling.rest(known["subsistence_rate"].cite))
    for name in _RATES:
        most = _parameter(telling, name)
        message = words.by_rule(f"rates.{name}", known[name].cite) if name in known else None
        if message is not None and isinstance(most, Amount):
            yield Point(words.say(message, amount=words.money(most)), telling.rest(known[name].cite))


def _claims(telling: Telling) -> Iterator[Group]:
    """Each cost, and how much of it is paid."""
    if not _has(telling, "paid", "unpaid"):
        return
    cite = telling.plan.decisions["paid"].source.cite
    points = tuple(
        Point(_claim(telling, instance), telling.rest(cite))
        for instance in sorted(telling.rows.instances("claim"), key=telling.rows.position)
    )
    if points:
        yield Group(telling.words.tell("claims.title"), points)


def _claim(telling: Telling, instance: Instance) -> str:
    words, claim = telling.words, telling.entity(instance)
    paid, unpaid = (_value(telling, name, instance) for name in ("paid", "unpaid"))
    if not isinstance(paid, Amount) or not isinstance(unpaid, Amount):
        return words.say("claims.open", claim=claim)
    if not unpaid:
        return words.say("claims.paid", claim=claim, paid=words.money(paid))
    return words.say("claims.part", claim=claim, paid=words.money(paid), unpaid=words.money(unpaid))


def _notes(telling: Telling) -> Iterator[Point]:
    """Findings that the letter has plain words for, each once."""
    found: dict[str, tuple[str, ...]] = {}
    for each in telling.outcome.findings:
        message = telling.words.by_rule(f"finding.{each.decision}", each.cite)
        if message is not None:
            found[telling.words.say(message)] = each.cite
    for text, cite in found.items():
        yield Point(text, telling.rest(cite))
