"""Reads what all editions share: sources, official ids, readings, bodies."""

from __future__ import annotations

from pathlib import Path

from amp_rules.errors import RulebookError, Where
from amp_rules.rulebook.fields import Faults, Fields, entries, read_words
from amp_rules.rulebook.model import (
    Authority,
    CatalogueRule,
    Interpretation,
    KnowledgeSource,
    Registers,
    Text,
)
from amp_rules.yamltext import MAX_BYTES, Node, Scalar, read

MAX_FILES = 400


def read_file(path: Path, root: Path, faults: Faults) -> Node | None:
    """The nodes of one rule file; faults are kept, their places relative to root."""
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        linked_out = not path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        linked_out = False
    if linked_out:
        faults.add("AR009", "the file is a link out of the rules folder", Where(shown, 1, 1))
        return None
    return read_alone(path, shown, faults)


def read_alone(path: Path, shown: str, faults: Faults) -> Node | None:
    """The nodes of a YAML file, wherever it lies; faults are kept, the file called `shown`."""
    top = Where(shown, 1, 1)
    try:
        if not path.is_file():
            raise OSError
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            faults.add("AR001", f"file larger than {MAX_BYTES} bytes", top)
            return None
        return read(raw.decode("utf-8"), shown)
    except RulebookError as error:
        faults.found.extend(error.diagnostics)
    except UnicodeDecodeError:
        faults.add("AR003", "not readable as YAML text", top, "save the file as UTF-8")
    except (OSError, RuntimeError):
        faults.add("AR003", "not a file that can be read", top)
    return None


def read_registers(root: Path, shipped: Path, faults: Faults) -> Registers:
    """The registers at the top of a rules folder; those it lacks are the shipped ones."""

    def section(file: str, key: str) -> list[tuple[Scalar, Node]]:
        folder = root if (root / file).is_file() else shipped
        if not (folder / file).is_file():
            faults.add("AR501", f"the register '{file}' is missing", Where(file, 1, 1))
            return []
        node = read_file(folder / file, folder, faults)
        return [] if node is None else entries(Fields(node, faults, key, "labels cite").node(key), faults)

    registers = Registers(
        sources={
            key.text: _source(key, node, faults) for key, node in section("knowledge-sources.yaml", "sources")
        },
        catalogue={
            key.text: _catalogue(key, node, faults) for key, node in section("catalogue.yaml", "rules")
        },
        interpretations={
            key.text: _interpretation(key, node, faults)
            for key, node in section("interpretations.yaml", "interpretations")
        },
        authorities={
            key.text: _authority(key, node, faults)
            for key, node in section("authorities.yaml", "authorities")
        },
    )
    for rule in registers.catalogue.values():
        if rule.source not in registers.sources:
            faults.add("AR502", f"'{rule.id}' names the unknown source '{rule.source}'", rule.where)
    return registers


def _source(key: Scalar, node: Node, faults: Faults) -> KnowledgeSource:
    fields = Fields(node, faults, "title publisher date kind", "language note url")
    return KnowledgeSource(
        key.text, fields.words("title"), fields.text("publisher"), fields.text("date"), fields.text("kind")
    )


def _catalogue(key: Scalar, node: Node, faults: Faults) -> CatalogueRule:
    fields = Fields(node, faults, "source section nature kind summary", "ambiguities also")
    return CatalogueRule(
        key.text,
        fields.text("source"),
        fields.words("section"),
        fields.names("nature"),
        fields.names("kind"),
        fields.words("summary"),
        fields.where_of("source"),
    )


def _interpretation(key: Scalar, node: Node, faults: Faults) -> Interpretation:
    fields = Fields(node, faults, "question default readings why rules", "changes")
    readings: dict[str, Text] = {
        name.text: read_words(words, faults) for name, words in entries(fields.node("readings"), faults)
    }
    default = fields.text("default")
    if default not in readings:
        faults.add("AR503", f"the default '{default}' is not one of the readings", fields.where_of("default"))
    return Interpretation(
        key.text,
        fields.words("question"),
        readings,
        default,
        fields.words("why"),
        fields.names("rules"),
        key.where,
    )


def _authority(key: Scalar, node: Node, faults: Faults) -> Authority:
    return Authority(key.text, Fields(node, faults, "title", "note").words("title"))
