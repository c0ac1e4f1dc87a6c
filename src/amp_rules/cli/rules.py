"""`amp-rules rules`: the rulebook, or one rule of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from amp_rules.cli.options import (
    EditionOption,
    LanguageOption,
    ProgrammeOption,
    RulesOption,
    chosen_books,
    did_you_mean,
    form_option,
    open_library,
    open_scenarios,
)
from amp_rules.cli.terminal import BAD_INPUT, complain, show_page, write_utf8

if TYPE_CHECKING:
    from amp_rules.rulebook import Library, Rulebook


def rules_command(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="A decision, rule, parameter, official id, interpretation or source."
        ),
    ] = None,
    programme: ProgrammeOption = None,
    edition: EditionOption = None,
    language: LanguageOption = "en",
    form: Annotated[str, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """List the rulebook, or show one rule of it.

    One rule is shown with its source, dates, values, readings and the scenarios that exercise it.

    \b
    Examples:
      amp-rules rules
      amp-rules rules --programme nsp
      amp-rules rules NSP-A04
      amp-rules rules child_supplement --language sv
      amp-rules rules B5
    """  # noqa: D301
    from amp_rules.report import rules_listed, rules_page

    library = open_library(rules)
    books = chosen_books(library, programme, edition)
    found = rules_listed(books, language) if name is None else _found(library, name, books, language)
    if form == "json":
        write_utf8(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        show_page(rules_page(found))


def _found(library: Library, name: str, books: list[Rulebook], language: str) -> dict[str, object]:
    from amp_rules.errors import UnknownNameError
    from amp_rules.report import rule_found

    try:
        return rule_found(library, name, books, open_scenarios(library), language)
    except UnknownNameError as error:
        hint = did_you_mean(name, error.known, most=8)
        complain(f"no rule '{name}' ({hint})")
        raise typer.Exit(BAD_INPUT) from None
