"""What came of many cases, all in all, as a page."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from amp_rules.ledger import Verdict
from amp_rules.plan.model import Plan
from amp_rules.population.runparts import MOST_PATHS, Summary
from amp_rules.report.page import Block, Cell, Column, Page, Pairs, Row, Section, Table
from amp_rules.report.shapes import population as shapes
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import Money, in_currency

RUN_SCHEMA: Final = "amp-rules/population-run/1"
_HEADS = {
    Verdict.GRANTED: "run.granted",
    Verdict.REFUSED: "run.refused",
    Verdict.UNDETERMINED: "run.undetermined",
    Verdict.REFERRED: "run.referred",
}


def run_page(plan: Plan, summary: Summary, language: str = "en") -> Page:
    """Verdicts, sums and what is missing, counted over all cases.

    Raises UnknownNameError for another language than 'en' and 'sv'.
    """
    words = report_words(language)
    head = Pairs(
        (
            (words.say("report.rules"), Cell(f"{words.of(plan.rulebook.edition.title)} ({plan.name})")),
            (words.say("run.cases"), Cell(words.number(summary.cases))),
        )
    )
    sections = (
        [Section(words.say("run.verdicts"), (_verdicts(plan, summary, words),))] if summary.verdicts else []
    )
    if summary.open:
        sections.append(Section(words.say("run.amounts"), (_amounts(plan, summary, words),)))
    if summary.missing:
        sections.append(Section(words.say("run.missing"), (_missing(summary, words),)))
    if summary.problems:
        rows = tuple(
            Row((Cell(why), Cell(words.number(count)))) for why, count in sorted(summary.problems.items())
        )
        columns = (Column(words.say("run.why")), Column(words.say("run.cases"), number=True))
        sections.append(Section(words.say("run.problems"), (Table(columns, rows),)))
    return Page(words.say("run.title"), (head,), tuple(sections))


def _verdicts(plan: Plan, summary: Summary, words: ReportWords) -> Block:
    columns = [Column(words.say("run.question"))]
    columns += [Column(words.say(_HEADS[verdict]), number=True) for verdict in Verdict]
    rows = []
    for name, counted in summary.verdicts.items():
        cells = [Cell(words.of(plan.decisions[name].source.title))]
        cells += [Cell(words.number(counted[verdict.value])) for verdict in Verdict]
        rows.append(Row(tuple(cells)))
    return Table(tuple(columns), tuple(rows))


def _amounts(plan: Plan, summary: Summary, words: ReportWords) -> Block:
    columns = (
        Column(words.say("run.question")),
        Column(words.say("run.sum"), number=True),
        Column(words.say("run.open"), number=True),
    )
    rows = []
    for name, count in summary.open.items():
        decision = plan.decisions[name]
        total = summary.sums.get(name)
        if total is None:
            shown = ""
        elif decision.type.money:
            money = in_currency(int(total), decision.type.money)
            assert isinstance(money, Money)
            shown = words.money(money)
        else:
            shown = words.number(int(total))
        rows.append(Row((Cell(words.of(decision.source.title)), Cell(shown), Cell(words.number(count)))))
    return Table(columns, tuple(rows))


def _missing(summary: Summary, words: ReportWords) -> Block:
    columns = (Column(words.say("run.fact")), Column(words.say("run.cases"), number=True))
    ranked = sorted(summary.missing.items(), key=lambda each: (-each[1], each[0]))
    rows = tuple(Row((Cell(path), Cell(words.number(count)))) for path, count in ranked[:MOST_PATHS])
    more = len(ranked) - len(rows)
    foot = Row((Cell(words.say("run.more", count=words.number(more))), Cell(""))) if more > 0 else None
    return Table(columns, rows, foot=foot)


def run_object(plan: Plan, summary: Summary) -> shapes.PopulationRun:
    """The same for machines; sums of money in minor units, as text where they may be fractions."""
    return {
        "schema": RUN_SCHEMA,
        "rules": {"name": plan.name, "digest": plan.digest, "readings": dict(plan.readings)},
        "cases": summary.cases,
        "verdicts": {
            name: {
                "granted": counted[Verdict.GRANTED],
                "refused": counted[Verdict.REFUSED],
                "undetermined": counted[Verdict.UNDETERMINED],
                "referred": counted[Verdict.REFERRED],
            }
            for name, counted in summary.verdicts.items()
        },
        "sums": {
            name: {
                "unit": plan.decisions[name].source.unit,
                "minor": bool(plan.decisions[name].type.money),
                "sum": _exact(total),
            }
            for name, total in summary.sums.items()
        },
        "open": dict(summary.open),
        "missing": dict(sorted(summary.missing.items(), key=lambda each: (-each[1], each[0]))),
        "problems": dict(sorted(summary.problems.items())),
        "bad_rows": len(summary.bad_rows),
    }


def _exact(total: int | Fraction) -> int | str:
    return total if isinstance(total, int) else str(total)
