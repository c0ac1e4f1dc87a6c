"""A small valid rules folder, and folders that differ from it in a few files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from amp_rules.errors import Diagnostic
from amp_rules.plan import Plan, build_plan, check_rulebook
from amp_rules.rulebook import Library, Rulebook, load_library

SOURCES = """\
sources:
  act: {title: {en: An act, sv: En lag}, publisher: Somebody, date: "2019", kind: act}
"""
CATALOGUE = """\
rules:
  T-01: &
  T-02: &
""".replace(
    "&",
    "{source: act, section: {en: 1 §, sv: 1 §}, nature: [A], kind: [K], summary: {en: A rule, sv: En regel}}",
)
INTERPRETATIONS = """\
interpretations:
  B1:
    question: {en: Which one?, sv: Vilken?}
    default: narrow
    readings:
      narrow: {en: The narrow one, sv: Den snäva}
      wide: {en: The wide one, sv: Den vida}
    why: {en: It is safer, sv: Det är säkrare}
    rules: [T-01]
"""
AUTHORITIES = """\
authorities:
  board: {title: {en: The board, sv: Nämnden}}
"""
EDITION = """\
programme: nsp
edition: "2020"
title: {en: Rules of 2020, sv: Regler för 2020}
valid: {from: 2020-01-01, to: 2020-12-31}
counts_on: case.applied_on
authority: board
goals: [granted]
"""
RULES = """\
decisions:
  granted:
    about: case
    type: verdict
    title: {en: Granted, sv: Beviljat}
    cite: [T-01]
    value: case.voluntariness.wants_return
"""
FOLDER = "nsp/2020-01-01"
BASE: Mapping[str, str] = {
    "knowledge-sources.yaml": SOURCES,
    "catalogue.yaml": CATALOGUE,
    "interpretations.yaml": INTERPRETATIONS,
    "authorities.yaml": AUTHORITIES,
    f"{FOLDER}/edition.yaml": EDITION,
    f"{FOLDER}/rules.yaml": RULES,
}


def write_folder(root: Path, files: Mapping[str, str | bytes], without: tuple[str, ...] = ()) -> Path:
    """The base folder under root, with these files instead or besides, and without some."""
    for name, content in {**BASE, **files}.items():
        if name in without:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root


def every_diagnostic(root: Path) -> list[Diagnostic]:
    """What loading says, and, if that is no error, what checking each edition says; in order of place."""
    library = load_library(root, strict=False)
    found = list(library.diagnostics)
    if not any(fault.severity == "error" for fault in found):
        for rulebook in library.rulebooks:
            found.extend(check_rulebook(rulebook).found)
    return sorted(set(found), key=lambda fault: (fault.where, fault.code, fault.message))


def said(root: Path) -> list[str]:
    """Every diagnostic as printed."""
    return [str(fault) for fault in every_diagnostic(root)]


def codes(root: Path) -> list[str]:
    """The code of every diagnostic."""
    return [fault.code for fault in every_diagnostic(root)]


def library_of(root: Path, rules: str, **files: str) -> Library:
    """The library of the base folder with other rules."""
    return load_library(write_folder(root, {f"{FOLDER}/rules.yaml": rules, **files}))


def rulebook_of(root: Path, rules: str, edition: str = EDITION) -> Rulebook:
    """The base edition with other rules."""
    write_folder(root, {f"{FOLDER}/rules.yaml": rules, f"{FOLDER}/edition.yaml": edition})
    return load_library(root).rulebook("nsp", edition="2020")


def plan_of(root: Path, rules: str, edition: str = EDITION) -> Plan:
    """The plan of the base edition with other rules."""
    return build_plan(rulebook_of(root, rules, edition))


def decision(name: str, body: str, about: str = "case", kind: str = "verdict", more: str = "") -> str:
    """One decision as YAML text; `body` is what follows its title and citation."""
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    head = f"  {name}:\n    about: {about}\n    type: {kind}\n"
    extra = "".join(f"    {line}\n" for line in more.splitlines())
    return f"{head}{extra}    title: {{en: A title, sv: En rubrik}}\n    cite: [T-01]\n{indented}\n"


def parameter(name: str, unit: str, value: str) -> str:
    """One parameter as YAML text."""
    title = "title: {en: A title, sv: En rubrik}"
    return f"  {name}: {{unit: {unit}, value: {value}, {title}, cite: [T-01]}}\n"
