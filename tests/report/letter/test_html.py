"""The language of templates: small, bounded, escaped, and exact about where something is wrong."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.errors import MissingExtraError
from amp_rules.ledger import Verdict
from amp_rules.report.letter import LetterError, Templates, export_templates, letter_html, write_letter
from amp_rules.report.letter.records import Head, Letter
from tests.report.letter.made import FORMS, LANGUAGES, letter, made, shown
from tests.report.test_html import read

HOSTILE = '<script>alert("1")</script>&\' onload="x'
LOOP = "{% for a in letter.answers.answers %}"


@pytest.fixture
def render(tmp_path: Path) -> Callable[[str], str]:
    """A letter with this text for its letterhead."""

    def rendered(text: str) -> str:
        (tmp_path / "letterhead.html.j2").write_text(text, "utf-8")
        return letter_html(letter("amp/2023", Verdict.GRANTED), Templates(tmp_path))

    return rendered


def test_a_letterhead_stands_in_the_letter(render: Callable[[str], str]) -> None:
    assert "Kvinnojouren i Påhittad" in shown(render("<p>Kvinnojouren i Påhittad</p>"))


def test_exported_templates_make_the_shipped_letter(tmp_path: Path) -> None:
    export_templates(tmp_path)
    for language in LANGUAGES:
        for reader, discreet in FORMS:
            made_letter = write_letter(made("nsp/2022", Verdict.GRANTED), language, reader, discreet=discreet)
            assert letter_html(made_letter, Templates(tmp_path)) == letter_html(made_letter)


def test_the_shipped_page_is_well_formed_and_self_contained() -> None:
    for reader, discreet in FORMS:
        page = letter_html(write_letter(made("nsp/2022", Verdict.GRANTED), "sv", reader, discreet=discreet))
        names = {tag for tag, _ in read(page.replace("&nbsp;", " ")).tags}
        assert names.isdisjoint({"script", "link", "img", "iframe", "form", "object"})
        assert "default-src 'none'" in page


def test_everything_of_the_letter_is_escaped() -> None:
    plain = letter("nsp/2022", Verdict.UNDETERMINED, "sv", "shelter")
    hostile = _hostile(plain)
    page = letter_html(replace(hostile, language="sv", reader="shelter"))
    reader = read(page)
    assert "<script" not in page
    assert "onload" not in {name for _, attributes in reader.tags for name in attributes}
    assert " ".join(reader.text).count(HOSTILE) > 40


def _hostile(value: Any) -> Any:
    """The same letter with hostile words everywhere."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(map(_hostile, value))
    fields = getattr(value, "__dataclass_fields__", {})
    return replace(value, **{name: _hostile(getattr(value, name)) for name in fields}) if fields else value


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ letter.nothing }}", "a letter has no 'nothing' here"),
        ("{{ nothing }}", "a letter has no 'nothing' here"),
        ("{{ letter.missing.gaps }}", "a letter has no 'gaps' here"),
        ("{{ letter.answers.answers.index }}", "a letter has no 'index' here"),
        ("{{ letter.title", "not a template: "),
        ("{% if letter %}", "not a template: "),
        ("{{ letter.title | format }}", "no filter 'format'"),
        ("{{ letter.title | safe }}", "no filter 'safe'"),
        ("{{ letter.title | upper | map }}", "no filter 'map'"),
        ("{% if letter.title is callable %}{% endif %}", "no test 'callable'"),
        ("{{ 9 ** 9 }}", "'pow' is not part of the language"),
        ("{{ 'a' * 9 }}", "'mul' is not part of the language"),
        ("{{ 'a' ~ 'b' }}", "'concat' is not part of the language"),
        ("{{ 'a' + 'b' }}", "'add' is not part of the language"),
        ("{{ '%s' % 1 }}", "'mod' is not part of the language"),
        ("{{ letter['title'] }}", "'getitem' is not part of the language"),
        ("{% set x %}{{ letter.title }}{% endset %}", "'assignblock' is not part of the language"),
        ("{% autoescape false %}{{ letter.title }}{% endautoescape %}", "not a template|not part"),
        ("{% filter upper %}x{% endfilter %}", "'filterblock' is not part of the language"),
        ("{% call x() %}{% endcall %}", "'callblock' is not part of the language"),
        ("{{ letter.title.upper() }}", "only macros can be called"),
        ("{{ letter.__class__ }}", "a letter has no '__class__' here"),
        ("{{ letter.__init__.__globals__ }}", "a letter has no '__"),
        ("{{ letter() }}", "not allowed, or not possible"),
        ("{{ range(9) }}", "a letter has no 'range' here"),
        ("{{ cycler(1) }}", "a letter has no 'cycler' here"),
        ("{{ lipsum() }}", "a letter has no 'lipsum' here"),
        ("{{ self }}", "a template cannot show itself"),
        ("{% include letter.title %}", "expected the name of one template in quotes"),
        ("{% include ['a', 'b'] %}", "expected the name of one template in quotes"),
        ("{% include 'nothing.html.j2' %}", "nothing.html.j2: no such template"),
        ("{% include '../style.css' %}", "may only hold letters"),
        ("{% include '/etc/passwd' %}", "may only hold letters"),
        ("{% for a in letter.answers.answers recursive %}{% endfor %}", "a loop cannot call itself"),
        ("{% for a in letter %}{% endfor %}", "not allowed, or not possible"),
        (LOOP + "{{ loop.cycle }}{% endfor %}", "a letter has no 'cycle' here"),
        (LOOP + "{{ loop.previtem }}{% endfor %}", "a letter has no 'previtem' here"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "nested too deep"),
    ],
)
def test_what_is_not_in_the_language_is_refused_in_its_line(
    render: Callable[[str], str], template: str, said: str
) -> None:
    with pytest.raises(LetterError, match=said) as caught:
        render("\n\n" + template)
    files = {"nothing.html.j2", "templates", "letterhead.html.j2", "letter.html.j2:19"}
    assert caught.value.where in {"letterhead.html.j2:3", *files}


@pytest.mark.parametrize(
    "template",
    [
        LOOP * 12 + "{% endfor %}" * 12,
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{{ " + "m(" * 40 + "letter.title" + ")" * 40 + " }}",
        "{% include 'letterhead.html.j2' %}{% include 'letterhead.html.j2' %}",
        LOOP * 5 + "{{ letter.notice }}" * 300 + "{% endfor %}" * 5,
        LOOP * 5 + "{{ (letter.notice, letter.notice) | join(letter.notice) }}" * 90 + "{% endfor %}" * 5,
    ],
    ids=["loops", "macros", "doubling", "includes", "long", "joined"],
)
def test_a_template_without_an_end_is_stopped(render: Callable[[str], str], template: str) -> None:
    with pytest.raises(LetterError, match=r"does more than|writes more than|without end"):
        render(template)


PIECES = (
    *(
        "for",
        "a",
        "in",
        "letter",
        "letter.title",
        "letter.answers.answers",
        "if",
        "else",
        "endfor",
        "endif",
        "set",
    ),
    *(
        "macro",
        "endmacro",
        "m(",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "|",
        "join",
        "default",
        "=",
        "==",
        "~",
        "*",
        "1",
    ),
    *(
        "'x'",
        "include 'style.css'",
        "include 'letterhead.html.j2'",
        "extends 'parts.html.j2'",
        "block b",
        "self",
    ),
    *(
        "endblock",
        "super()",
        "raw",
        "endraw",
        "call",
        "loop",
        "index",
        "is",
        "none",
        "varargs",
        "caller()",
        "{",
        "%",
    ),
)
WORDS = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)
STATEMENTS = st.one_of(WORDS.map("{{{{ {} }}}}".format), WORDS.map("{{% {} %}}".format), WORDS)


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STATEMENTS, max_size=6).map("".join))
def test_whatever_stands_in_a_template_it_is_used_or_refused(
    render: Callable[[str], str], template: str
) -> None:
    with suppress(LetterError):
        assert render(template)


def test_an_error_holds_nothing_of_the_case(render: Callable[[str], str]) -> None:
    for template in (
        "{{ letter.notice.foo }}",
        "{% for a in letter.notice %}{{ a.b }}{% endfor %}",
        "{{ letter() }}",
    ):
        with pytest.raises(LetterError) as caught:
            render(template)
        notice = letter("amp/2023", Verdict.GRANTED).notice
        assert not any(word in str(caught.value) for word in notice.split() if len(word) > 6)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ('<img src="file:///etc/passwd" alt="">', "'src' on <img> reaches outside"),
        ('<img src="http://somewhere.example/x.png" alt="">', "'src' on <img> reaches outside"),
        ('<img src="data:text/html,x" alt="">', "'src' on <img> reaches outside"),
        ('<a href="https://somewhere.example">x</a>', "'href' on <a> reaches outside"),
        ('<a href="javascript:x">x</a>', "'href' on <a> reaches outside"),
        ("<script>x</script>", "<script> may not stand in a letter"),
        ('<link rel="stylesheet" href="x.css">', "<link> may not stand in a letter"),
        ("<iframe></iframe>", "<iframe> may not stand in a letter"),
        ('<p onclick="x">x</p>', "'onclick' on <p> runs something"),
        ("<p style=\"background: url('http://x.example')\">x</p>", "the style of <p> fetches something"),
        ("<style>@import 'x.css';</style>", "the style fetches something"),
        ("<style>p { background: u\\72l(x.png) }</style>", "the style fetches something"),
        ("<style>@\\69mport 'x.css';</style>", "the style fetches something"),
        ('<meta http-equiv="refresh" content="0;url=x">', "may not lead on to another page"),
        ('<svg><image href="x.png"/></svg>', "'href' on <image> reaches outside"),
        ('<video poster="x.png"></video>', "<video> may not stand in a letter"),
    ],
)
def test_a_page_that_fetches_or_runs_something_is_refused(
    render: Callable[[str], str], template: str, said: str
) -> None:
    with pytest.raises(LetterError) as caught:
        render(template)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "template",
    [
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="Vi">',
        '<a href="#top">x</a> <a href="tel:112">112</a> <a href="mailto:x@somewhere.example">x</a>',
        "<style>p { background: url('data:image/png;base64,iVBORw0KGgo=') }</style>",
        '<svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/></svg>',
    ],
)
def test_what_stands_in_the_page_itself_is_no_harm(render: Callable[[str], str], template: str) -> None:
    assert template in render(template)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ letter.notice }}", "leaves out an answer"),
        (LOOP + "{{ a.question }} {{ a.text }}{% endfor %}", "leaves out letter.notice"),
        (LOOP + "{{ a.question }}{% endfor %}{{ letter.notice }}", "leaves out an answer"),
    ],
)
def test_a_template_that_leaves_out_what_every_letter_says_is_refused(
    tmp_path: Path, body: str, said: str
) -> None:
    (tmp_path / "letter.html.j2").write_text(
        f'<!DOCTYPE html><html lang="{{{{ letter.language }}}}"><title>x</title>{body}</html>', "utf-8"
    )
    with pytest.raises(LetterError, match=said):
        letter_html(letter("amp/2023", Verdict.GRANTED), Templates(tmp_path))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html lang='en'><title>x</title>", 'expected <html lang="sv">'),
        ("<html lang='sv'>", "expected a title"),
        ("<p>x</p>", 'expected <html lang="sv">'),
    ],
)
def test_a_page_without_its_language_or_title_is_refused(tmp_path: Path, page: str, said: str) -> None:
    (tmp_path / "letter.html.j2").write_text(page, "utf-8")
    with pytest.raises(LetterError, match=said):
        letter_html(letter("amp/2023", Verdict.GRANTED), Templates(tmp_path))


def test_a_short_letter_of_one_s_own_will_do(tmp_path: Path) -> None:
    (tmp_path / "letter.html.j2").write_text(
        '<!DOCTYPE html><html lang="{{ letter.language }}"><head><title>{{ letter.title }}</title></head>'
        "<body><h1>{{ letter.title | upper }}</h1><p>{{ letter.notice }}</p>"
        "{% for each in letter.answers.answers %}"
        "<p>{{ loop.index }}. {{ each.question }} <b>{{ each.text }}</b></p>{% endfor %}</body></html>",
        "utf-8",
    )
    page = letter_html(letter("amp/2023", Verdict.GRANTED), Templates(tmp_path))
    assert "1. Uppfyller du villkoren för programmet? Ja. Villkoren är uppfyllda." in shown(page)


def test_a_missing_jinja_is_said_with_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "amp_rules.report.letter.language", raising=False)
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "jinja2":
            raise ImportError("No module named 'jinja2'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'amp-rules\[audit\]'"):
        letter_html(letter("amp/2023", Verdict.GRANTED))


def test_a_letter_is_made_of_what_it_holds() -> None:
    plain: Letter = letter("amp/2023", Verdict.GRANTED)
    page = letter_html(replace(plain, heads=(Head("Diarienummer", "123"),)))
    assert "Diarienummer 123" in shown(page)
