"""Snippets of the docs: found, run as a reader would, their shown output compared or renewed.

A page runs from top to bottom in an empty folder that holds copies of `examples` and `rules`.

- ```console: lines that begin with `$ ` are commands of a shell, the others what they print.
- ```python with `>>>`: as in the Python shell. Without: a script; the ```text block that follows it
  directly is what it prints. The Python of a page shares its names.
- `<!-- file: NAME -->` above a block: the block is that file, written and not run.
- `<!-- show: first 12 -->`, `<!-- show: from WORDS, 8 lines -->`, `<!-- show: to WORDS -->` or
  `<!-- show: from WORDS to WORDS -->` above a console block: only that much of each command's output is
  shown, from the first line with the words; `...` stands for the rest.
- `<!-- not run: REASON -->` above a block: it is left alone.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"^(?:<!-- (?P<note>[^\n]*?) -->\n+)?```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
LINES = re.compile(r"show: (?:first|from (?P<start>.+),) (?P<lines>\d+)(?: lines)?")
PART = re.compile(r"show:(?: from (?P<start>.+))? to (?P<end>.+)")
LEFT_OUT = "..."


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `note` is the comment above it."""

    kind: str
    body: str
    note: str
    start: int
    end: int
    line: int


@dataclass(slots=True)
class Session:
    """What the blocks of one page share."""

    folder: Path
    names: dict[str, object] = field(default_factory=dict)
    printed: str | None = None


def blocks_of(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("body"))
        yield Block(
            found["kind"], found["body"], found["note"] or "", found.start("body"), found.end("body"), line
        )


def pages() -> list[Path]:
    """The pages whose snippets are run: the README and all docs that are written by hand."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def renewed(text: str, folder: Path) -> str:
    """The page with the output that its snippets have now."""
    for name in ("examples", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    session, parts, at = Session(folder), [], 0
    with chdir(folder):
        for block in blocks_of(text):
            parts += [text[at : block.start], _renew(block, session)]
            at = block.end
    return "".join([*parts, text[at:]])


def _renew(block: Block, session: Session) -> str:
    if block.note.startswith("file: "):
        path = session.folder / block.note.removeprefix("file: ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, encoding="utf-8")
        return block.body
    printed, session.printed = session.printed, None
    if block.note.startswith("not run: "):
        return block.body
    if block.kind == "console":
        return _console(block, session)
    if block.kind == "python":
        return _python(block, session)
    if block.kind == "text" and printed is not None:
        return printed
    return block.body


# the shell


def _console(block: Block, session: Session) -> str:
    lines = block.body.splitlines()
    made: list[str] = []
    for number, line in enumerate(lines):
        if not line.startswith("$ "):
            continue
        command = [line]
        while command[-1].endswith("\\"):
            command.append(lines[number + len(command)])
        script = "\n".join(command).removeprefix("$ ")
        made += [*command, *_shown(_shell(script, session.folder), block.note)]
    return "\n".join(made) + "\n"


def _shell(script: str, folder: Path) -> list[str]:
    """The lines that a command prints, errors included."""
    tools = folder / ".bin"
    if not tools.is_dir():
        tools.mkdir()
        _shim(tools / "amp-rules", "-c 'from amp_rules.cli import main; main()'")
        _shim(tools / "python", "")
    kept = {name: os.environ[name] for name in ("HOME", "PYTHONPATH") if name in os.environ}
    settings = {"LC_ALL": "C.UTF-8", "TERM": "dumb", "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env=kept | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    return done.stdout.decode().splitlines()


def _shim(path: Path, arguments: str) -> None:
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def _shown(lines: list[str], note: str) -> list[str]:
    """The part of an output that a page shows."""
    counted, part = LINES.fullmatch(note), PART.fullmatch(note)
    if counted is not None:
        start, count = _find(lines, counted["start"], 0), int(counted["lines"])
    elif part is not None:
        start = _find(lines, part["start"], 0)
        count = _find(lines, part["end"], start) - start + 1
    else:
        return lines
    shown = lines[start : start + count]
    while shown and not shown[-1].strip():
        shown.pop()
    before = [LEFT_OUT] if start else []
    return [*before, *shown, *([LEFT_OUT] if start + count < len(lines) else [])]


def _find(lines: list[str], words: str | None, start: int) -> int:
    """The first line from `start` on that has the words; `start` itself where there is none."""
    return next((at for at in range(start, len(lines)) if words and words in lines[at]), start)


# Python


def _python(block: Block, session: Session) -> str:
    if ">>> " in block.body:
        return _talk(block.body, session)
    code = compile(block.body, "<snippet>", "exec")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(code, session.names)  # noqa: S102  # the docs' own code
    session.printed = printed.getvalue()
    return block.body


def _talk(body: str, session: Session) -> str:
    """The block with what each statement prints."""
    made: list[str] = []
    for piece in doctest.DocTestParser().parse(body):
        if isinstance(piece, str):
            made.append(piece)
            continue
        first, *more = piece.source.splitlines()
        made.append("\n".join([f">>> {first}", *(f"... {line}" for line in more)]) + "\n")
        made.append(_answer(piece.source, session))
    return "".join(made)


def _answer(source: str, session: Session) -> str:
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(compile(source, "<snippet>", "single"), session.names)  # noqa: S102  # the docs' own code
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        return f"{printed.getvalue()}Traceback (most recent call last):\n    ...\n{text}\n"
    return printed.getvalue().replace("\n\n", "\n<BLANKLINE>\n")
