"""`amp-rules case diff`: what a later view of a case file changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from amp_rules.cli.casebook import (
    FileArgument,
    FormOption,
    day_of,
    decided,
    opened,
    refusing,
    write_json,
)
from amp_rules.cli.options import EditionOption, LanguageOption, RulesOption, open_library
from amp_rules.cli.terminal import show_page

_ABOUT = "VALID,KNOWN: about days up to VALID, as written down by the end of KNOWN; either may be left empty."


def diff_command(
    file: FileArgument,
    then: Annotated[str, typer.Option("--then", metavar="VALID,KNOWN", help=f"The earlier view. {_ABOUT}")],
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="VALID,KNOWN", help="The later view; everything when left out."),
    ] = None,
    edition: EditionOption = None,
    language: LanguageOption = "en",
    form: FormOption = "text",
    rules: RulesOption = None,
) -> None:
    """Compare two views of a case: what was decided, what should have been.

    Every amount that differs has a line with its days, rules and sources; the lines sum to the difference of
    the totals. Each event that only one view knows and that makes a difference is named. The rules are those
    of the later view.

    \b
    Examples:
      amp-rules case diff c1.jsonl --then ,2022-04-30
      amp-rules case diff c1.jsonl --then 2022-04-30,2022-04-30 --now 2022-04-30,2022-06-30
    """  # noqa: D301
    from amp_rules.casefile.adjust import compare
    from amp_rules.engine import decide
    from amp_rules.report.casefilediff import Compared, diff_page
    from amp_rules.report.casefilediffobject import DIFF_SCHEMA, diff_object

    before = _view(then, "--then")
    after = (None, None) if now is None else _view(now, "--now")
    stored, library = opened(file), open_library(rules)
    with refusing(file):
        said = DIFF_SCHEMA if form == "json" else None
        book, outcome = decided(library, stored.file.as_of(*after), edition, language, said)
        adjustment = compare(book, stored.file, before, after)
        if form == "json":
            write_json(diff_object(adjustment, language))
        else:
            earlier = decide(book, stored.file.as_of(*before).case())
            show_page(diff_page(Compared(stored.file, adjustment, earlier, outcome), language))


def _view(text: str, option: str) -> tuple[date | None, date | None]:
    """Two days with a comma between; an empty one is everything."""
    valid, comma, known = text.partition(",")
    if not comma:
        raise typer.BadParameter("expected VALID,KNOWN such as 2022-04-30,2022-05-31", param_hint=option)
    return day_of(valid.strip() or None, option), day_of(known.strip() or None, option)
