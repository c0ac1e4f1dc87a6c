"""The words of letters: complete in both languages, all used, and an organisation's own held to them."""

from __future__ import annotations

import re
from contextlib import suppress
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import amp_rules.report.letter
from amp_rules.case import fact_type
from amp_rules.errors import AmpRulesError
from amp_rules.ledger import Verdict
from amp_rules.report.letter import LetterError, Templates, write_letter
from amp_rules.rulebook import Rulebook
from tests.report.letter.made import made
from tests.report.outcomes import shipped

ROOM = Path(amp_rules.report.letter.__file__).parent
SOURCES = "\n".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
READERS = (".person", ".shelter", ".discreet")
RULE = re.compile(r"(AMP|NSP|LAW)-[A-Z]?[0-9]+")


def messages(language: str) -> dict[str, Message]:
    text = files("amp_rules.report.letter").joinpath("locale", f"{language}.po").read_bytes()
    return {str(each.id): each for each in read_po(BytesIO(text), locale=language) if each.id}


def places(message: Message) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(str(message.string)) if name}


def bare(name: str) -> str:
    """A message's id without the reader that it is for."""
    for reader in READERS:
        name = name.removesuffix(reader)
    return name


def books() -> tuple[Rulebook, ...]:
    return shipped().rulebooks


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_message_is_translated(language: str) -> None:
    assert not [name for name, each in messages(language).items() if not each.string or each.fuzzy]


def test_both_languages_have_the_same_messages_with_the_same_places() -> None:
    english, swedish = messages("en"), messages("sv")
    assert list(english) == list(swedish)
    assert [name for name in english if places(english[name]) != places(swedish[name])] == []


def test_a_message_for_one_reader_has_one_for_the_other_or_is_never_said_to_them() -> None:
    """What is worded twice is worded for both; facts and questions have their own titles for the shelter."""
    names = set(messages("en"))
    own_titles = ("fact.", "question.", "finding.", "amount.", "kind.", "about.", "missing.", "roles.iom")
    only_person = ("money.to_shelter", "withdrawal.how", "letter.title", "goal.")
    for name in names:
        if name.endswith(".shelter") and not name.startswith(only_person):
            assert f"{bare(name)}.person" in names, name
        if name.endswith(".person") and not name.startswith((*own_titles, *only_person)):
            assert {f"{bare(name)}.shelter", bare(name)} & names, name


def test_every_message_is_used() -> None:
    """By its id in the code, or as the words for a decision, a parameter, a fact or a body of the rules."""
    unused = [name for name in messages("en") if not _used(name)]
    assert unused == []


def _used(name: str) -> bool:
    kind, _, rest = bare(name).partition(".")
    if f'"{bare(name)}"' in SOURCES or f'"{name}"' in SOURCES:
        return True
    if f'f"{kind}.' not in SOURCES and f"{kind}.{{" not in SOURCES:
        return False
    known = {
        *(decision for book in books() for decision in book.decisions),
        *(parameter for book in books() for parameter in book.parameters),
        *shipped().registers.authorities,
        *shipped().registers.interpretations["A8"].readings,
        *(verdict.value for verdict in Verdict),
        "amp",
        "nsp",
    }
    parts = [each for each in rest.split(".") if not RULE.fullmatch(each)]
    return (
        _is_fact(kind, rest)
        or not parts
        or any(each in known for each in parts)
        or kind in ("entity", "kind")
    )


def _is_fact(kind: str, rest: str) -> bool:
    if kind not in ("fact", "question", "condition"):
        return False
    path = re.sub(r"^(children|claims|periods|items)\.", r"\1[0].", rest.removeprefix("fact."))
    try:
        fact_type(f"$.{path}")
    except AmpRulesError:
        return rest == "exploitation.any" or rest.startswith("daily.")
    return True


def test_words_for_a_rule_belong_to_a_decision_or_parameter_that_cites_it() -> None:
    cited = {
        (each.name, cite)
        for book in books()
        for found in (book.decisions, book.parameters)
        for each in found.values()
        for cite in each.cite
    }
    for name in messages("en"):
        kind, _, rest = bare(name).partition(".")
        subject, _, cite = rest.rpartition(".")
        if RULE.fullmatch(cite) and subject:
            assert (subject, cite) in cited, name
        elif kind in ("role", "withdrawal") and RULE.fullmatch(rest):
            assert rest in shipped().registers.catalogue, name


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_verdict_goal_and_every_judgement_of_the_shipped_rules_has_plain_words(language: str) -> None:
    names = set(messages(language))
    for book in books():
        for goal in book.edition.goals:
            decision = book.decisions[goal]
            if decision.kind == "verdict":
                found = {f"goal.{goal}.{cite}{end}" for cite in decision.cite for end in ("", *READERS)}
                assert found & names, goal


def own(tmp_path: Path, text: str, name: str = "words.sv.po") -> Templates:
    (tmp_path / name).write_text(text, "utf-8")
    return Templates(tmp_path)


def test_an_organisation_s_words_stand_in_for_the_shipped_ones(tmp_path: Path) -> None:
    templates = own(tmp_path, 'msgid "about.changes"\nmsgstr "Ring oss om något ändras."\n')
    found = write_letter(made("amp/2015", Verdict.GRANTED), templates=templates)
    assert found.about.text[0] == "Ring oss om något ändras."
    assert found.title == "Om ditt stöd"
    assert write_letter(made("amp/2015", Verdict.GRANTED)).about.text[0] != found.about.text[0]
    english = write_letter(made("amp/2015", Verdict.GRANTED), "en", templates=templates)
    assert english.about.text[0] == "If something is wrong or new, the answer may change."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('msgid "about.chnages"\nmsgstr "x"\n', r"words.sv.po:1: no message 'about.chnages' in letters"),
        ('msgid "money.open"\nmsgstr "{amount}"\n', r"a place that is not filled in; known: none"),
        ('msgid "about.changes"\nmsgstr "{0}"\n', "nothing else in braces"),
        (
            'msgid "questions.who"\nmsgstr "{who.__class__}"\n',
            r"expected places such as \{who\} and nothing else in braces",
        ),
        ('msgid "questions.who"\nmsgstr "{who:>1000000000}"\n', "nothing else in braces"),
        ('msgid "questions.who"\nmsgstr "{who!r}"\n', "nothing else in braces"),
        ('msgid "questions.who"\nmsgstr "{who"\n', "nothing else in braces"),
        (
            'msgid "questions.who"\nmsgid_plural "questions.who"\nmsgstr[0] "x"\nmsgstr[1] "y"\n',
            "no message|one form",
        ),
        ("msgid questions\n", r"words.sv.po:\d+: not a message catalogue"),
        ('msgid "x"\nmsgid_plural "x"\nmsgstr[x] "y"\n', r"words.sv.po: not a message catalogue"),
    ],
)
def test_words_that_do_not_fit_are_refused_by_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LetterError, match=said):
        write_letter(made("amp/2015", Verdict.GRANTED), templates=own(tmp_path, text))


def test_words_with_fewer_places_will_do(tmp_path: Path) -> None:
    templates = own(tmp_path, 'msgid "questions.who"\nmsgstr "Fråga oss."\n')
    questions = write_letter(made("amp/2015", Verdict.REFERRED), templates=templates).questions
    assert questions is not None
    assert {each.who for each in questions.questions} == {"Fråga oss."}


PIECES = (
    *(
        "msgid ",
        "msgid_plural ",
        "msgctxt ",
        "msgstr ",
        "msgstr[0] ",
        "msgstr[9] ",
        "msgstr[x] ",
        "#, fuzzy\n",
    ),
    *('"questions.who"', '"about.changes"', '"{who}"', '"{"', '""', '"', "\n", "#~ ", "#| ", "\\"),
    *('"Content-Type: text/plain; charset=latin-1\\n"', '"Plural-Forms: nplurals=9; plural=n;\\n"'),
)


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_stands_in_a_catalogue_it_is_used_or_refused(tmp_path: Path, text: str) -> None:
    with suppress(LetterError):
        write_letter(made("amp/2015", Verdict.GRANTED), templates=own(tmp_path, text))
