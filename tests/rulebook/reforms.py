"""Reforms of the small valid edition, written in a few words."""

from __future__ import annotations

from pathlib import Path

from amp_rules.errors import RulebookError
from amp_rules.rulebook import Library, Reform, Rulebook, load_library, read_reform
from tests.rulebook.folders import EDITION, FOLDER, write_folder

HEAD = """\
reform: trial
title: {en: A trial, sv: Ett försök}
of: nsp/2020
"""
WHY = "why: {en: A reason, sv: Ett skäl}"
WORDS = "title: {en: A title, sv: En rubrik}\n    cite: [T-01]"
RULES = f"""\
parameters:
  limit: {{unit: day, value: 30, title: {{en: Limit, sv: Gräns}}, cite: [T-01]}}
  rate: {{unit: SEK/day, value: 500, title: {{en: Rate, sv: Belopp}}, cite: [T-01, T-02]}}
  early: {{unit: day, value: 5, title: {{en: Early, sv: Tidigt}}, cite: [T-01]}}
decisions:
  granted:
    about: case
    type: verdict
    {WORDS}
    rules:
      - {{id: granted.willing, when: case.voluntariness.wants_return, then: True}}
      - {{id: granted.coerced, when: case.voluntariness.coerced, then: False, overrides: [granted.willing]}}
    otherwise: False
  counted:
    about: day
    type: bool
    {WORDS}
    rules:
      - {{id: counted.narrow, reading: B1=narrow, then: day.number <= parameter.limit}}
      - {{id: counted.wide, reading: B1=wide, then: True}}
  stage:
    about: day
    type: choice
    choices: [early, late, never]
    {WORDS}
    hit_policy: first
    rules:
      - {{id: stage.never, when: not counted, then: "'never'"}}
      - {{id: stage.early, when: day.number < parameter.early, then: "'early'"}}
    otherwise: "'late'"
  day_rate:
    about: day
    type: amount
    unit: SEK/day
    {WORDS}
    value: parameter.rate if counted and granted and stage != 'never' else 0
  paid:
    about: case
    type: amount
    unit: SEK
    {WORDS}
    value: sum(p.period_paid for p in case.periods)
  period_paid:
    about: period
    type: amount
    unit: SEK
    {WORDS}
    value: sum(d.day_rate for d in period.days)
  asked:
    about: case
    type: finding
    severity: note
    {WORDS}
    message: {{en: A person said so, sv: En person sade det}}
    judgement: {{fact: case.assessments.extra_support, question: {{en: Q, sv: F}}}}
"""
GOALS = EDITION.replace("[granted]", "[granted, paid]") + "total: paid\n"


def library_with(root: Path) -> Library:
    """The base folder with rules worth reforming."""
    return load_library(write_folder(root, {f"{FOLDER}/rules.yaml": RULES, f"{FOLDER}/edition.yaml": GOALS}))


def book_of(root: Path) -> Rulebook:
    """The edition with rules worth reforming."""
    return library_with(root).rulebook("nsp", edition="2020")


def reform_text(changes: str, head: str = HEAD) -> str:
    """A reform with these changes; each line gets a reason unless it has one."""
    lines = []
    for line in changes.strip().splitlines():
        plain = line.rstrip()
        if plain.endswith("}") and "why:" not in plain:
            plain = f"{plain[:-1]}, {WHY}}}"
        lines.append(f"  {plain}\n")
    return f"{head}changes:\n{''.join(lines)}"


def reform_of(library: Library, changes: str) -> Reform:
    """The reform with these changes."""
    return read_reform(reform_text(changes), library, "reform.yaml")


def said_of(library: Library, changes: str, head: str = HEAD) -> list[str]:
    """What reading the reform says."""
    try:
        read_reform(reform_text(changes, head), library, "reform.yaml")
    except RulebookError as error:
        return [str(fault) for fault in error.diagnostics]
    return []


def codes_of(library: Library, changes: str, head: str = HEAD) -> list[str]:
    """The codes of what reading the reform says."""
    return [line.split(": ")[1].split(" ")[0] for line in said_of(library, changes, head)]
