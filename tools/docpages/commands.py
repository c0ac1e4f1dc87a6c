"""The command line, from the help that the commands themselves print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import typer.main

from amp_rules.cli.app import app
from tools.docpages.markdown import bullets, code, page, table

CODES = (
    ("0", "done"),
    ("1", "a check or a scenario failed, or a case file is not as it was written"),
    ("2", "bad input: a case, a case file, an option or a rules folder that cannot be used"),
    ("70", "an error in amp-rules itself; its text is not shown, because it may hold a person's facts"),
)
NOTES = (
    "In a terminal the output has colour and tables; piped or redirected it is plain text in a width of 100.",
    "JSON is always UTF-8. Piped, each outcome is one line.",
    "Errors go to standard error. They name files, paths into the case and what was expected, never a value.",
    "Nothing is sent anywhere and nothing is written but what is asked for.",
)


def commands_page() -> str:
    """docs/reference/cli.md."""
    root = typer.main.get_command(app)
    parts = [
        "`amp-rules COMMAND ...`. Each command has its help: `amp-rules COMMAND --help`.",
        bullets(NOTES),
    ]
    parts += ["## Exit codes", table(("Code", "Meaning"), CODES)]
    for name, command in _below("", root):
        parts += _command(name, command)
    return page("Command line", *parts)


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command by its whole name, a group before what is below it."""
    for each, below in getattr(command, "commands", {}).items():
        full = f"{name} {each}".strip()
        yield full, below
        yield from _below(full, below)


def _command(name: str, command: Any) -> Iterator[str]:
    yield f"## amp-rules {name}"
    if getattr(command, "commands", None):
        yield from _help(command.help or "")
        yield bullets(f"[`{each}`](#amp-rules-{name}-{each})" for each in command.commands)
        return
    usage = " ".join(["amp-rules", name, "[OPTIONS]", *(_metavar(each) for each in _arguments(command))])
    yield f"```text\n{usage}\n```"
    yield from _help(command.help or "")
    yield table(
        ("Argument", "Meaning"),
        ((code(_metavar(each)), _said(each)) for each in _arguments(command) if _said(each)),
    )
    yield table(
        ("Option", "Meaning"),
        (
            (_option(each), _said(each))
            for each in command.params
            if each.param_type_name == "option" and each.name != "help"
        ),
    )


def _arguments(command: Any) -> list[Any]:
    return [each for each in command.params if each.param_type_name == "argument"]


def _metavar(parameter: Any) -> str:
    kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(each.value) for each in kind)
    return str(parameter.metavar or (parameter.name or "").upper())


def _option(parameter: Any) -> str:
    names = ", ".join(code(name) for name in [*parameter.opts, *parameter.secondary_opts])
    takes = "" if getattr(parameter, "is_flag", False) else f" {code(_metavar(parameter))}"
    return names + takes


def _said(parameter: Any) -> str:
    parts = [getattr(parameter, "help", None) or ""]
    if getattr(parameter, "envvar", None):
        parts.append(f"Environment: {code(str(parameter.envvar))}.")
    if isinstance(parameter.default, str) and parameter.default:
        parts.append(f"Default: {code(parameter.default)}.")
    return " ".join(part for part in parts if part)


def _help(text: str) -> Iterator[str]:
    """The paragraphs, with a block of examples as code."""
    for part in re.split(r"\n\s*\n", text):
        if "Examples:" not in part:
            yield " ".join(part.split())
            continue
        lines = part.split("\n")
        at = next(number for number, line in enumerate(lines) if "Examples:" in line)
        yield "```text\n" + "\n".join(line.strip() for line in lines[at + 1 :] if line.strip()) + "\n```"
