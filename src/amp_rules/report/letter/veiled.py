"""A discreet letter: what it can tell the person without telling a stranger."""

from __future__ import annotations

from amp_rules.report.letter.reasons import answers, reasons
from amp_rules.report.letter.records import (
    Contact,
    Head,
    Letter,
    Missing,
    Part,
    Questions,
    Roles,
    Sources,
)
from amp_rules.report.letter.telling import Telling


def veiled_letter(telling: Telling, heads: tuple[Head, ...], contact: Contact) -> Letter:
    """How far the case has come, in words that fit any kind of support."""
    words, say = telling.words, telling.words.say
    return Letter(
        language=words.language,
        reader=words.reader,
        discreet=True,
        title=say("letter.title.discreet"),
        heads=heads,
        notice=say("about.not_a_decision.discreet"),
        about=Part(say("about.title"), (say("about.changes"), words.tell("about.keep"))),
        answers=answers(telling),
        reasons=reasons(telling),
        decided=None,
        missing=_missing(telling),
        questions=_questions(telling),
        money=None,
        withdrawal=Part(words.tell("withdrawal.title"), (say("withdrawal.discreet"),)),
        roles=Roles(say("roles.title"), (say("roles.discreet"),), ()),
        notes=None,
        readings=None,
        contact=contact,
        sources=_sources(telling),
    )


def _missing(telling: Telling) -> Missing | None:
    if not telling.gaps:
        return None
    say, tell = telling.words.say, telling.words.tell
    how = Part(tell("missing.how_title"), (tell("missing.how"), tell("missing.then")))
    return Missing(tell("missing.title"), (say("missing.discreet"),), (), say("missing.waits"), how)


def _questions(telling: Telling) -> Questions | None:
    if not telling.outcome.referrals:
        return None
    say = telling.words.say
    return Questions(say("questions.title"), (say("questions.discreet"),), ())


def _sources(telling: Telling) -> Sources:
    """The numbers of the rules without the programme's name before them."""
    ids = ", ".join(sorted({each.partition("-")[2] or each for each in telling.rests_on}))
    say = telling.words.say
    return Sources(say("sources.title"), (say("sources.discreet", ids=ids),), ())
