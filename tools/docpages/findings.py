"""Every kind of finding in payments: what shows it, how the rules are changed to look for it, its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from amp_rules.audit.checking.search import DEEPEST, MOST_TRIED
from amp_rules.audit.payments.payment import KINDS, PROGRAMME_OF
from amp_rules.rulebook import Library, Rulebook
from amp_rules.rulebook.mistakes import FindingKind, Mistakes, Way, load_mistakes
from amp_rules.rulebook.reform import Change, ChangeDecision, ChangeRule, RemoveRule, decision_of
from tools.docpages.markdown import anchor, bullets, code, link, page, table
from tools.docpages.registers import cite_links, decision_link, edition_page, home_of

NUMBERS: Final = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
OTHERWISE: Final[Mapping[str, str]] = {
    "double_payment": "The list pays for the same days, or the same thing, before: in an earlier payment, "
    "or more than once in payments that no days tell apart. Payments are compared with "
    "each other, those made first first. The days concerned are those paid again.",
    "outside_period": "The payment states days that the period in the case does not have. The days stated "
    "are compared with the case: what the rules would give, were the period as long as "
    "the days paid for.",
    "nothing_to_pay_for": "The case has no such period, one-off support, receipt or instalment, or is of "
    "the other programme. The list is compared with the case; the rules give "
    "nothing.",
    "no_reading_gives": "Too much was paid, and no mistake on this page and no other reading gives the "
    "amount. Where the days of the payment show a mistake, this is what is left after "
    "that one.",
    "underpayment": "Too little was paid, or nothing at all. Where one of the ways below gives just what "
    "was paid, it is named; otherwise the finding says no more than how much is lacking. "
    "Readings that would give it are named with it.",
    "other_reading": "Too much was paid, no mistake gives the amount, and the rules read otherwise give "
    "exactly it. The readings are named. Nothing else need be wrong.",
}
"""What shows a kind that is found without changing the rules."""


def findings_page(library: Library) -> str:
    """docs/reference/findings.md."""
    mistakes = load_mistakes(library)
    plain = {name for name, kind in mistakes.kinds.items() if kind.cite}
    if plain != OTHERWISE.keys():
        raise ValueError(f"not told how they are found: {sorted(plain ^ OTHERWISE.keys())}")
    parts = [*_head(library, mistakes), "## The kinds", _overview(mistakes)]
    for kind in mistakes.kinds.values():
        parts.extend(_kind(kind, library, mistakes))
    return page("Findings in payments", *parts)


# how a finding comes about


def _head(library: Library, mistakes: Mistakes) -> Iterator[str]:
    yield (
        "`amp-rules audit` holds each payment of a list against what the rules give for the same thing, "
        f"and names what it finds by one of {len(mistakes.kinds)} codes. A code is never given to another "
        "kind. A finding says what would explain an amount; it is not a judgement of anyone."
    )
    yield "## What is compared"
    yield table(("Paid for", "Held against", "Of"), _amounts(library, mistakes))
    yield (
        "Payments for the days of a period are checked one by one, in the order in which they were paid, "
        "as long as each states its days and nothing came back; days that an earlier payment has paid are "
        "then expected to be paid no more. Other payments for the same thing are added up and checked as "
        "one. A payment of which the rules cannot tell the amount, as facts are missing or a person has to "
        "answer, is not checked, and the facts or questions are named: unknown is never taken for nothing."
    )
    yield from _search()
    yield from _told()


def _search() -> Iterator[str]:
    yield "## How a finding comes about"
    yield (
        "Each mistake an auditor looks for is written as a change of the rules, in `rules/payments`. The "
        "case is decided anew with the change made. When the rules so changed give just what was paid, the "
        f"mistake explains the payment. The fewest that do are taken: at most {NUMBERS[DEEPEST]}, beside "
        "days that were paid before or lie outside the period. These are tried in turn:"
    )
    yield bullets(
        (
            "one mistake alone;",
            "two or three whose effects, each measured alone, add up to the difference;",
            "two that both change what comes of the case, or one that makes days payable together with any "
            "other;",
            "three, where the first two make days payable.",
        )
    )
    yield (
        "Days that a payment states are taken at their word first: days outside the period, and days paid "
        "before, are taken as given, and the mistakes that explain the rest are looked for on top. Only "
        "then is the payment explained without them. Mistakes that are general, as they pay whatever was "
        f"refused, come after all others. At most {MOST_TRIED} combinations are tried for one payment."
    )
    yield (
        "Some mistakes are evident: the days that a payment states show them, whatever its amount, as when "
        "it pays for days beyond a cap or after the year end. When too much was paid, nothing explains the "
        "amount exactly, and the payment states its days (or nothing at all was expected), the evident "
        "mistakes that come nearest are named, with at most what was paid; the rest is told as "
        f"{link('PF15', '#pf15-an-amount-that-no-reading-gives')}."
    )
    yield (
        "Each finding then says the following, in words and, by the names in brackets, in JSON; "
        "`amp-rules schema audit` describes all of it."
    )


def _told() -> Iterator[str]:
    yield bullets(
        (
            "**Difference** (`difference`). Paid less expected, in the payment's currency; below zero "
            "where too little was paid. Of several mistakes each has as its part what it adds to those "
            "before it: days outside the period first, then days paid again, then the others in the order "
            "of this page. The parts add up to the difference.",
            "**Days** (`days`). The days whose worth the mistake changes. Of a finding that no change of "
            "the rules explains: all days of the payment. None for what is not paid by the day.",
            "**Rules** (`rules`, `cite`). With a change: the rules changed, which the payment did not "
            "keep, and what they cite. Without: the rules that gave what was expected.",
            "**Readings** (`readings`). Every other reading of each ambiguity, one at a time, with no "
            "mistake made: those under which the rules give just what was paid are named in each finding "
            "of the payment.",
            "**Instead** (`instead`). Other combinations of equally few mistakes that give the same "
            "amount, once for each set of kinds. The first in the order of this page is the one told.",
        )
    )
    yield "## Limits"
    yield bullets(
        (
            "What explains an amount to the ore need not be what happened. Two mistakes can come to the "
            "same.",
            f"More than {NUMBERS[DEEPEST]} mistakes in one payment are not looked for, nor too much and too "
            "little in one: such a payment is told as unexplained, with the whole difference.",
            "Readings are not combined, neither with each other nor with mistakes.",
            "Payments that are not in the list are looked for only with `--complete`, and readings are not "
            "tried for them.",
            "Nothing outside the list and the cases is seen. A case that is wrong makes a right payment "
            "look wrong.",
        )
    )


def _amounts(library: Library, mistakes: Mistakes) -> Iterator[tuple[str, str, str]]:
    words = {
        "period": "days of a period",
        "item": "one-off support",
        "instalment": "an instalment",
        "claim": "a receipt",
    }
    for kind in KINDS:
        name = mistakes.amounts[kind]
        books = [
            book
            for book in library.rulebooks
            if book.edition.programme == PROGRAMME_OF[kind] and name in book.decisions
        ]
        home = home_of(name, books[0], library.rulebooks)
        title = books[0].decisions[name].title.en
        held = f"{decision_link(name, home, '')}: {title[:1].lower()}{title[1:]}"
        yield words[kind], held, ", ".join(code(book.name) for book in books)


# the kinds


def _overview(mistakes: Mistakes) -> str:
    rows = (
        (
            link(kind.code, f"#{anchor(_title(kind))}"),
            kind.title.en,
            kind.title.sv,
            "the days show it" if kind.evident else "",
            _found(kind),
        )
        for kind in mistakes.kinds.values()
    )
    return table(("Code", "Finding", "På svenska", "Evident", "Found by"), rows)


def _title(kind: FindingKind) -> str:
    return f"{kind.code}: {kind.title.en}"


def _found(kind: FindingKind) -> str:
    by = (
        [f"{len(kind.ways)} changes of the rules" if len(kind.ways) > 1 else "a change of the rules"]
    ) * bool(kind.ways)
    return " or ".join([*by, *(["comparing"] if kind.cite else [])])


def _kind(kind: FindingKind, library: Library, mistakes: Mistakes) -> Iterator[str]:
    yield f"### {_title(kind)}"
    yield f"*{kind.title.sv}* ({code(kind.name)})"
    if kind.name in OTHERWISE:
        yield OTHERWISE[kind.name]
    if kind.general:
        yield "General: looked for when no other kind explains the payment."
    if kind.evident:
        yield "Evident: the days that a payment states show it, whatever the amount."
    if kind.ways:
        yield "The payment is what the rules would give with one of these changes made:"
        rows = [row for name in kind.ways for row in _ways(f"{kind.name}.{name}", library, mistakes)]
        yield table(("Way", "What is done wrong", "The rules changed", "Cites", "Looked for in"), rows)
    if kind.cite:
        ids = dict.fromkeys(name for names in kind.cite.values() for name in names)
        yield bullets([f"Cites {cite_links(ids, '')}, where the rules name nothing nearer."])


def _ways(name: str, library: Library, mistakes: Mistakes) -> Iterator[tuple[str, ...]]:
    """A row for the way, with every edition in which it is looked for."""
    found = {
        book.name: (book, way)
        for book in library.rulebooks
        for way in mistakes.ways(book)
        if way.name == name
    }
    for book, way in list(found.values())[:1]:
        yield (
            code(name.partition(".")[2]),
            way.why.en,
            "; ".join(_changed(each, book, library) for each in _changes(way)),
            cite_links(way.cite, ""),
            ", ".join(code(each) for each in found),
        )


def _changes(way: Way) -> Iterator[Change]:
    for _, changes in way.changes:
        yield from changes


def _changed(change: Change, book: Rulebook, library: Library) -> str:
    """What a change does, in the words of the rule files."""
    match change.edit:
        case RemoveRule(id=name):
            return f"without {_rule(name, book, library)}"
        case ChangeRule(id=name, when=when, then=then):
            said = [f"when {code(' '.join(when.text.split()))}"] * 1 if when else []
            said += [f"gives {code(' '.join(then.text.split()))}"] if then else []
            return f"{_rule(name, book, library)} {' '.join(said)}"
        case ChangeDecision(name=name, value=value, otherwise=otherwise):
            said = [f"is {code(' '.join(value.text.split()))}"] if value else []
            said += [f"is otherwise {code(' '.join(otherwise.text.split()))}"] if otherwise else []
            return f"{_rule(name, book, library)} {' and '.join(said)}"
    raise ValueError(f"no words for {type(change.edit).__name__} of '{change.id}'")


def _rule(name: str, book: Rulebook, library: Library) -> str:
    """A link to the decision that a rule belongs to, on the page of the edition that wrote it."""
    decision = decision_of(name)
    home = home_of(decision, book, library.rulebooks)
    return link(code(name), f"rulebook/{edition_page(home)}#{anchor(decision)}")
