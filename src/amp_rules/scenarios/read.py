"""Scenario files to `Scenario` records, or every diagnostic at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from amp_rules.case.enums import Programme
from amp_rules.case.facts import Facts
from amp_rules.case.model import Case
from amp_rules.case.paths import parse_path
from amp_rules.case.plain import tree_of_node
from amp_rules.case.reading import case_from_mapping
from amp_rules.case.shapes import specs_of
from amp_rules.errors import AmpRulesError, CaseError, RulebookError, UnknownNameError, Where
from amp_rules.ledger import Verdict
from amp_rules.rulebook.fields import Faults, Fields, entries, items, near
from amp_rules.rulebook.load import shipped_rules
from amp_rules.rulebook.registers import read_file
from amp_rules.scenarios.model import (
    Expectation,
    ExpectedBounds,
    ExpectedSegment,
    Scenario,
    Word,
    WordList,
    WordMap,
)
from amp_rules.yamltext import Mapping, Node, Scalar, Sequence

FOLDER = "scenarios"
MAX_FILES = 1000
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_EXPECTED = "verdicts values each bounds missing findings referred timeline error"
_SEGMENT = "period from to days status rate amount"
_PROGRAMMES = tuple(programme.value for programme in Programme)
_VERDICTS = tuple(verdict.value for verdict in Verdict)


def load_scenarios(root: Path | str | None = None) -> tuple[Scenario, ...]:
    """Every scenario of a rules folder (default: the shipped one), by file and place.

    >>> sorted({scenario.programme for scenario in load_scenarios()})
    ['amp', 'nsp']

    Raises:
        RulebookError: with every diagnostic of every file (codes AR6xx and those of the strict reader).
    """
    folder = shipped_rules() if root is None else Path(root)
    faults = Faults()
    found = [scenario for path in _files(folder, faults) for scenario in _read_file(path, folder, faults)]
    seen: dict[str, Scenario] = {}
    for scenario in found:
        if scenario.id in seen:
            faults.add("AR602", f"scenario '{scenario.id}' stands twice", scenario.where)
        seen[scenario.id] = scenario
    if faults.found:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return tuple(found)


def _files(folder: Path, faults: Faults) -> list[Path]:
    found = sorted((folder / FOLDER).glob("**/*.yaml"))
    if len(found) > MAX_FILES:
        faults.add("AR001", f"more than {MAX_FILES} scenario files", Where(FOLDER, 1, 1))
    return found[:MAX_FILES]


def _read_file(path: Path, folder: Path, faults: Faults) -> Iterator[Scenario]:
    node = read_file(path, folder, faults)
    if node is None:
        return
    for each in items(Fields(node, faults, "scenarios").node("scenarios"), faults):
        scenario = _scenario(each, faults)
        if scenario is not None:
            yield scenario


def _scenario(node: Node, faults: Faults) -> Scenario | None:
    fields = Fields(node, faults, "id title why rules programme given expect", "edition readings")
    label = _label(fields, faults)
    programme = fields.one_of("programme", _PROGRAMMES, _PROGRAMMES[0])
    if fields.has("why") and not fields.text("why").strip():
        faults.add("AR603", "'why' says nothing", fields.where)
    case = _case(fields.node("given"), label, programme, faults)
    expect = _expectation(fields.node("expect"), faults)
    title = fields.words("title")
    rules = _word_list(fields.node("rules"), faults) or WordList((), fields.where)
    readings = {key.text: word.text for key, word in _words(fields.node("readings"), faults)}
    if case is None or not label:
        return None
    return Scenario(
        id=label,
        title=title,
        why=" ".join(fields.text("why").split()),
        rules=rules,
        programme=programme,
        edition=fields.text("edition") or None,
        readings=readings,
        case=case,
        expect=expect,
        where=fields.where,
    )


def _label(fields: Fields, faults: Faults) -> str:
    label = fields.text("id")
    if _ID.fullmatch(label):
        return label
    if fields.has("id"):
        message = "a scenario id is lower-case letters, digits, '.', '_' and '-', at most 64"
        faults.add("AR601", message, fields.where)
    return ""


def _case(node: Node | None, label: str, programme: str, faults: Faults) -> Case | None:
    """The case given; each of its problems becomes a diagnostic at the nearest place written."""
    if node is None:
        return None
    tree = tree_of_node(node)
    if not isinstance(tree, dict):
        faults.add("AR101", "expected a mapping", node.where)
        return None
    if _unknown_facts(node, Case, faults):
        return None
    try:
        return case_from_mapping({"id": label or "unnamed", "programme": programme, **tree})
    except CaseError as error:
        for problem in error.problems:
            faults.add("AR604", f"{problem.path}: {problem.message}", _place(node, problem.path))
    return None


def _unknown_facts(node: Node, model: type[Facts], faults: Faults) -> bool:
    """Keeps a fault at every key that is no fact; here, unlike in a case, the key may be shown."""
    if isinstance(node, Sequence):
        return True in [_unknown_facts(item, model, faults) for item in node.items]
    known, before = specs_of(model), len(faults.found)
    for key, child in node if isinstance(node, Mapping) else ():
        spec = known.get(key.text)
        if spec is None:
            faults.add("AR604", f"'{key.text}' is not a fact", key.where, near(key.text, known))
        elif spec.item is not None:
            _unknown_facts(child, spec.item, faults)
    return len(faults.found) > before


def _place(node: Node, path: str) -> Where:
    """The place of the node a JSON path leads to, or of the last one on the way."""
    try:
        steps = parse_path(path)
    except UnknownNameError:
        return node.where
    for step in steps:
        below: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        if below is None:
            break
        node = below
    return node.where


def _expectation(node: Node | None, faults: Faults) -> Expectation:
    if node is None:
        return Expectation()
    fields = Fields(node, faults, "", _EXPECTED)
    if not fields.nodes and isinstance(node, Mapping):
        faults.add("AR605", "'expect' names nothing to compare", node.where)
    if fields.has("error") and len(fields.nodes) > 1:
        faults.add("AR606", "a case that cannot be decided has no other answers to expect", node.where)
    timeline = fields.node("timeline")
    return Expectation(
        verdicts=_verdicts(fields.node("verdicts"), faults),
        values=_word_map(fields.node("values"), faults),
        each=_each(fields.node("each"), faults),
        bounds=_bounds(fields.node("bounds"), faults),
        missing=_word_list(fields.node("missing"), faults),
        findings=_word_list(fields.node("findings"), faults),
        referred=_exact_map(fields.node("referred"), faults),
        timeline=None
        if timeline is None
        else tuple(_segment(item, faults) for item in items(timeline, faults)),
        timeline_where=None if timeline is None else timeline.where,
        error=_error(fields.node("error"), faults),
    )


def _word(node: Node, faults: Faults) -> Word | None:
    if isinstance(node, Scalar):
        return Word(node.text, node.where)
    faults.add("AR104", "expected plain text", node.where)
    return None


def _words(node: Node | None, faults: Faults) -> Iterator[tuple[Scalar, Word]]:
    for key, value in entries(node, faults):
        word = _word(value, faults)
        if word is not None:
            yield key, word


def _word_map(node: Node | None, faults: Faults) -> dict[str, Word]:
    return {key.text: word for key, word in _words(node, faults)}


def _exact_map(node: Node | None, faults: Faults) -> WordMap | None:
    return None if node is None else WordMap(_word_map(node, faults), node.where)


def _word_list(node: Node | None, faults: Faults) -> WordList | None:
    if node is None:
        return None
    found = (_word(item, faults) for item in items(node, faults))
    return WordList(tuple(word for word in found if word is not None), node.where)


def _verdicts(node: Node | None, faults: Faults) -> dict[str, Word]:
    found = _word_map(node, faults)
    for word in found.values():
        if word.text not in _VERDICTS:
            message = f"'{word.text}' is not one of {', '.join(_VERDICTS)}"
            faults.add("AR105", message, word.where, near(word.text, _VERDICTS))
    return found


def _each(node: Node | None, faults: Faults) -> dict[str, dict[str, dict[str, Word]]]:
    return {
        kind.text: {label.text: _word_map(values, faults) for label, values in entries(entities, faults)}
        for kind, entities in entries(node, faults)
    }


def _bounds(node: Node | None, faults: Faults) -> dict[str, ExpectedBounds]:
    found: dict[str, ExpectedBounds] = {}
    for key, value in entries(node, faults):
        pair = _word_list(value, faults)
        if pair is not None and len(pair.words) == 2:
            found[key.text] = ExpectedBounds(*pair.words)
        elif isinstance(value, Sequence):
            faults.add("AR607", "bounds are written [lowest, highest]", value.where)
    return found


def _segment(node: Node, faults: Faults) -> ExpectedSegment:
    fields = Fields(node, faults, "", f"{_SEGMENT} components rules")
    plain = {name: _word(child, faults) for name, child in fields.nodes.items() if name in _SEGMENT.split()}
    return ExpectedSegment(
        {name: word for name, word in plain.items() if word is not None},
        _word_map(fields.node("components"), faults),
        _word_list(fields.node("rules"), faults),
        node.where,
    )


def _error(node: Node | None, faults: Faults) -> Word | None:
    word = None if node is None else _word(node, faults)
    if word is not None:
        known = sorted(_error_names(AmpRulesError))
        if word.text not in known:
            faults.add(
                "AR608", f"'{word.text}' is not an error of this library", word.where, near(word.text, known)
            )
    return word


def _error_names(kind: type[Exception]) -> Iterator[str]:
    for each in kind.__subclasses__():
        yield each.__name__
        yield from _error_names(each)
