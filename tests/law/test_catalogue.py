from collections.abc import Iterator
from functools import cache

from amp_rules.rulebook import load_library
from amp_rules.rulebook.load import shipped_rules
from amp_rules.rulebook.model import Rulebook
from amp_rules.yamltext import Mapping, Scalar, read


def _cites(book: Rulebook) -> Iterator[str]:
    for decision in book.decisions.values():
        yield from decision.cite
        for rule in decision.rules:
            yield from rule.cite
    for parameter in book.parameters.values():
        yield from parameter.cite
    for _, cited in book.process.cites() if book.process is not None else ():
        yield from cited


@cache
def _cited() -> frozenset[str]:
    return frozenset(cite for book in load_library().rulebooks for cite in _cites(book))


@cache
def _undecidable() -> dict[str, dict[str, str]]:
    path = shipped_rules() / "undecidable.yaml"
    rules = _mapping(_mapping(read(path.read_text(encoding="utf-8"), path.name)).get("rules"))
    return {key.text: _reason(_mapping(entry)) for key, entry in rules}


def _reason(entry: Mapping) -> dict[str, str]:
    assert [key.text for key, _ in entry] == ["reason"]
    words = {}
    for key, text in _mapping(entry.get("reason")):
        assert isinstance(text, Scalar)
        words[key.text] = text.text.strip()
    return words


def _mapping(node: object) -> Mapping:
    assert isinstance(node, Mapping)
    return node


def test_the_catalogue_holds_the_rules_of_two_programmes_and_the_law_around_them() -> None:
    ids = load_library().registers.catalogue
    assert len(ids) == 124
    assert {rule.partition("-")[0] for rule in ids} == {"AMP", "NSP", "LAW"}


def test_every_rule_is_cited_or_listed_as_undecidable() -> None:
    left = set(load_library().registers.catalogue) - _cited() - set(_undecidable())
    assert not left


def test_no_rule_is_both_cited_and_undecidable() -> None:
    assert not _cited() & set(_undecidable())


def test_only_rules_of_the_catalogue_are_cited_or_listed() -> None:
    assert _cited() | set(_undecidable()) == set(load_library().registers.catalogue)


def test_every_undecidable_rule_says_why_in_both_languages() -> None:
    for rule, reason in _undecidable().items():
        assert list(reason) == ["en", "sv"], rule
        assert all(len(words) > 40 and words.endswith(".") for words in reason.values()), rule


def test_reasons_are_not_shared() -> None:
    for language in ("en", "sv"):
        reasons = [reason[language] for reason in _undecidable().values()]
        assert len(set(reasons)) > len(reasons) - 3


def test_what_a_machine_or_a_person_decides_is_never_undecidable() -> None:
    catalogue = load_library().registers.catalogue
    assert {nature for rule in _undecidable() for nature in catalogue[rule].nature} == {"C"}


def test_every_edition_cites_rules_of_its_own_documents() -> None:
    for book in load_library().rulebooks:
        prefixes = {cite.partition("-")[0] for cite in _cites(book)}
        assert prefixes == ({"AMP"} if book.edition.programme == "amp" else {"NSP", "LAW"})


# Discretion that stands outside the judgements: the machine names it and leaves it there.
ELSEWHERE = {
    "AMP-V01": "the menu of services is named in a note; which of them is given is not computed",
    "AMP-V03": "what is arranged follows the needs recorded; someone else records them",
    "AMP-V21": "no amount is computed",
    "AMP-V22": "as AMP-V01",
}


def test_a_rule_that_someone_decides_is_cited_by_a_judgement() -> None:
    catalogue = load_library().registers.catalogue
    judged = {
        cite
        for book in load_library().rulebooks
        for decision in book.decisions.values()
        if decision.judgement is not None
        for cite in decision.cite
    }
    discretion = {rule for rule, found in catalogue.items() if "D" in found.nature}
    assert discretion - judged == set(ELSEWHERE)
