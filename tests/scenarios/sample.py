"""A small rules folder, written where a test wants it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

EDITION = """\
programme: nsp
edition: "2022"
title: {en: Sample, sv: Exempel}
valid: {from: 2022-01-01, to: 2022-12-31}
counts_on: case.applied_on
authority: nsp
goals: [support, total]
total: total
timeline: {rate: rate, components: [adult, child], status: status}
"""

RULES = """\
parameters:
  cap: {unit: day, value: 30, title: {en: Cap, sv: Tak}, cite: [NSP-S01]}
  full: {unit: SEK/day, value: 1200, title: {en: Full, sv: Hel}, cite: [NSP-A01]}
  extra: {unit: SEK/day, value: 500, title: {en: Child, sv: Barn}, cite: [NSP-A04]}
decisions:
  needed:
    about: case
    type: bool
    title: {en: Judged needed, sv: Bedöms behövas}
    cite: [NSP-A01]
    judgement: {fact: case.stay.longer_reflection_needed, question: {en: Needed?, sv: Behövs det?}}
  support:
    about: case
    type: verdict
    title: {en: Support, sv: Stöd}
    cite: [NSP-A01]
    value: case.exploitation.prostitution and needed
  withdrawn_after:
    about: case
    type: bool
    title: {en: Withdrawn later, sv: Återkallad senare}
    cite: [NSP-A01]
    value: case.voluntariness.withdrawn_on is not None and case.voluntariness.withdrawn_on > case.applied_on
  last_day:
    about: case
    type: date
    optional: true
    title: {en: Last day, sv: Sista dag}
    cite: [NSP-A01]
    value: max(p.last for p in case.periods)
  status:
    about: day
    type: choice
    choices: [paid, over_cap, refused]
    title: {en: Status, sv: Status}
    cite: [NSP-S01]
    hit_policy: first
    rules:
      - {id: status.refused, when: not period.needs_remain, then: "'refused'"}
      - {id: status.capped, when: day.number > parameter.cap, then: "'over_cap'"}
    otherwise: "'paid'"
  adult:
    about: day
    type: amount
    unit: SEK/day
    title: {en: Adult, sv: Vuxen}
    cite: [NSP-A01]
    rules:
      - {id: adult.period, reading: B5=period-number, then: parameter.full if status == 'paid' else 0}
      - {id: adult.days, reading: B5=day-count, then: parameter.full}
      - {id: adult.after, reading: B5=after-90-days, then: 0}
  child:
    about: day
    type: amount
    unit: SEK/day
    title: {en: Child, sv: Barn}
    cite: [NSP-A04]
    rules:
      - {id: child.paid, when: status == 'paid' and day.children_in_shelter > 0, then: parameter.extra}
    otherwise: 0
  rate:
    about: day
    type: amount
    unit: SEK/day
    title: {en: Rate, sv: Ersättning}
    cite: [NSP-A01]
    value: adult + child
  last:
    about: period
    type: date
    title: {en: Last day, sv: Sista dag}
    cite: [NSP-A01]
    value: period.end
  total:
    about: case
    type: amount
    unit: SEK
    title: {en: Total, sv: Summa}
    cite: [NSP-A01]
    value: sum(p.paid for p in case.periods)
  paid:
    about: period
    type: amount
    unit: SEK
    title: {en: Paid, sv: Betalt}
    cite: [NSP-A01]
    value: sum(d.rate for d in period.days)
  refused_period:
    about: period
    type: finding
    severity: warning
    message: {en: A period was refused, sv: En period avslogs}
    title: {en: Refused period, sv: Avslagen period}
    cite: [NSP-A01]
    value: not period.needs_remain
"""

GIVEN = """\
applied_on: 2022-03-01
exploitation: {prostitution: true}
voluntariness: {withdrawn_on: null}
periods:
  - {id: p1, kind: reflection, start: 2022-03-01, end: 2022-04-09, needs_remain: true}
daily:
  children_in_shelter: [{start: 2022-03-01, end: 2022-03-05, value: 1}]
"""


def write_rules(root: Path, scenarios: str | None = None) -> Path:
    """A rules folder with one edition and, if given, one scenario file."""
    folder = root / "nsp" / "2022-01-01"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "edition.yaml").write_text(EDITION, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    if scenarios is not None:
        write_scenarios(root, scenarios)
    return root


def write_scenarios(root: Path, text: str, name: str = "sample") -> None:
    """One scenario file of the folder."""
    folder = root / "scenarios" / "nsp-2022"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def scenario(expect: str, given: str = GIVEN, more: str = "", label: str = "sample.one") -> str:
    """A scenario file with one scenario."""
    return "scenarios:\n" + entry(expect, given, more, label)


def entry(expect: str, given: str = GIVEN, more: str = "", label: str = "sample.one") -> str:
    """One scenario of a file."""
    head = f"""\
    - id: {label}
      title: {{en: Sample, sv: Exempel}}
      why: It shows something.
      rules: [NSP-A01]
      programme: nsp
    """
    blocks = [
        dedent(more),
        "given:\n" + indent(dedent(given), "  "),
        "expect:\n" + indent(dedent(expect), "  "),
    ]
    return indent(dedent(head), "  ") + "".join(indent(block, "    ") for block in blocks)
