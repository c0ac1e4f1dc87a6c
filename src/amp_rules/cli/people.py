"""What the commands about many cases share: which rules, which cases, which engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.options import did_you_mean
from amp_rules.cli.terminal import BAD_INPUT, complain
from amp_rules.errors import AmpRulesError, MissingExtraError

if TYPE_CHECKING:
    from amp_rules.population import Population
    from amp_rules.report.whatifwords import People
    from amp_rules.rulebook import Library, Reform, Rulebook

RulesArgument = Annotated[
    str, typer.Argument(metavar="RULES", help="A programme, such as nsp, or an edition, such as nsp/2022.")
]
PopulationOption = Annotated[
    Path | None,
    typer.Option("--population", metavar="FOLDER", help="The cases, as tables in Parquet, Arrow or CSV."),
]
SyntheticOption = Annotated[
    int | None,
    typer.Option("--synthetic", metavar="N", help="Instead of a population: N invented cases."),
]
SeedOption = Annotated[
    int, typer.Option("--seed", metavar="N", help="The same seed gives the same invented cases.")
]
ReformOption = Annotated[
    Path | None, typer.Option("--reform", metavar="FILE", help="A reform file: what is to be changed.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter otherwise; may be repeated."),
]
ReadingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", "-r", metavar="ID=CHOICE", help="Read an ambiguity otherwise; may be repeated."
    ),
]
PlotOption = Annotated[
    Path | None,
    typer.Option("--plot", metavar="FILE", help="Write the chart; FILE ends in .svg or .png."),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one page that opens offline.")
]
LeaveOutOption = Annotated[
    bool,
    typer.Option("--leave-out-bad-rows", help="Go on without the cases that have bad rows, and name those."),
]


def _engine(text: str) -> str:
    known = ("columns", "duckdb", "each")
    if text in known:
        return text
    raise typer.BadParameter(f"'{text}' is not one of {', '.join(known)}")


EngineOption = Annotated[
    Any,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        parser=_engine,
        help="Which engine decides: columns (in process), duckdb (SQL), each (one case after the other).",
    ),
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which cases are to be decided, and by which engine."""

    folder: Path | None
    synthetic: int | None
    seed: int
    engine: Any
    leave_out: bool

    @property
    def bad_rows(self) -> Any:
        """What becomes of cases with bad rows."""
        return "leave out" if self.leave_out else "stop"


def edition_named(library: Library, named: str) -> Rulebook:
    """The edition of this name, or the only one of a programme; ends the command where there is none."""
    fitting = [book for book in library.rulebooks if named in (book.name, book.edition.programme)]
    if len(fitting) == 1:
        return fitting[0]
    names = [book.name for book in fitting or library.rulebooks]
    if fitting:
        message = f"'{named}' has several editions: {', '.join(names)}"
    else:
        message = f"no rules '{named}' ({did_you_mean(named, names)})"
    raise typer.BadParameter(message, param_hint="RULES")


def groups_named(names: list[str]) -> None:
    """Ends the command where cases cannot be grouped by one of these."""
    from amp_rules.whatif import group_names

    for name in names:
        if name not in group_names():
            hint = did_you_mean(name, group_names(), most=0)
            known = "sex, age_group, children, first_period, or a column of cases and persons"
            found = hint if hint.startswith("did") else f"known: {known}"
            raise typer.BadParameter(f"no group '{name}' ({found})", param_hint="--by")


def people_of(chosen: Chosen, programme: str) -> tuple[Population, People]:
    """The cases, and what is said of where they come from.

    Raises AmpRulesError where they cannot be read or made up.
    """
    from amp_rules.population import read
    from amp_rules.report.whatifwords import People

    if (chosen.folder is None) == (chosen.synthetic is None):
        raise typer.BadParameter("give either --population or --synthetic", param_hint="--population")
    if chosen.folder is not None:
        if not chosen.folder.is_dir():
            raise typer.BadParameter(
                f"{chosen.folder}: expected a folder of tables", param_hint="--population"
            )
        found = read(chosen.folder)
        return found, People(len(found), folder=str(chosen.folder))
    from amp_rules.population.synthesize import synthesize

    count = chosen.synthetic or 0
    return synthesize(count, chosen.seed, programme), People(count, seed=chosen.seed)  # type: ignore[arg-type]


def reform_asked(
    library: Library, rulebook: Rulebook, file: Path | None, sets: list[str], readings: dict[str, str]
) -> Reform | None:
    """The reform of a file with what is set besides; None where nothing is.

    Raises RulebookError where it cannot be made.
    """
    from amp_rules.rulebook import load_reform, parse_changes, together

    inline = parse_changes(rulebook, sets, readings) if sets or readings else None
    if file is None:
        return inline
    reform = load_reform(file, library)
    return reform if inline is None else together(rulebook, reform, inline)


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Ends the command where the cases cannot be decided, with what is wrong on standard error."""
    try:
        yield
    except ImportError as error:
        complain(str(MissingExtraError(f"{what} needs NumPy and PyArrow", "population", str(error))))
        raise typer.Exit(BAD_INPUT) from None
    except (AmpRulesError, OSError) as error:
        for line in str(error).splitlines():
            complain(line)
        raise typer.Exit(BAD_INPUT) from None
