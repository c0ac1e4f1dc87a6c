"""Writes the letters of a command: to standard output, to a file, or one each into a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from amp_rules.cli.inputs import Refused
from amp_rules.cli.outcomes import Deciding, outcomes
from amp_rules.cli.progress import progress
from amp_rules.cli.terminal import complain, write_utf8
from amp_rules.engine import Outcome
from amp_rules.errors import AmpRulesError
from amp_rules.report.letter import Templates, export_templates, letter_html, write_letter
from amp_rules.report.letter.words import Reader
from amp_rules.report.pdf import html_as_pdf

_FORMS: Final = {".html": "html", ".htm": "html", ".pdf": "pdf"}
_SEVERAL: Final = "several cases; name a folder that exists with --out"


@dataclass(frozen=True, slots=True)
class Writing:
    """What letters are to be, and where they go."""

    language: str
    reader: Reader
    discreet: bool
    dated: date | None
    templates: Path | None
    out: Path | None
    form: str

    @property
    def folder(self) -> bool:
        """Whether each letter is a file of its own."""
        return self.out is not None and self.out.is_dir()

    @property
    def kind(self) -> str:
        """'html' or 'pdf': what the name of the file says, else what was asked for."""
        if self.out is None or self.folder:
            return self.form
        return _FORMS.get(self.out.suffix.lower(), "")

    def problem(self) -> str | None:
        """What is wrong with the place that was named, if anything is."""
        if self.out is None:
            return "a PDF needs a file; name one with --out" if self.form == "pdf" else None
        if not self.kind:
            return f"{self.out}: expected a name ending in .html or .pdf, or a folder that exists"
        if not self.folder and not self.out.parent.is_dir():
            return f"{self.out.parent}: no such folder"
        return None

    def made(self, outcome: Outcome, templates: Templates) -> bytes:
        """One letter's bytes."""
        letter = write_letter(
            outcome,
            self.language,
            self.reader,
            discreet=self.discreet,
            dated=self.dated,
            templates=templates,
        )
        page = letter_html(letter, templates)
        return html_as_pdf(page) if self.kind == "pdf" else page.encode("utf-8")


def export_to(folder: Path) -> bool:
    """Writes the shipped templates and words into a folder; True when that failed."""
    try:
        for path in export_templates(folder):
            complain(f"wrote {path}")
    except (AmpRulesError, OSError) as error:
        complain(_said(error))
        return True
    return False


def write_all(names: list[str], deciding: Deciding, writing: Writing) -> int:
    """Writes a letter for every case that can be decided; the number of those that cannot, or of faults."""
    try:
        templates = Templates(writing.templates)
        return _each(names, deciding, writing, templates)
    except (AmpRulesError, OSError) as error:
        complain(_said(error))
        return 1


def _each(names: list[str], deciding: Deciding, writing: Writing, templates: Templates) -> int:
    failed, written = 0, set[str]()
    kept: bytes | None = None
    with progress(names) as advance:
        for name, found in outcomes(names, deciding, advance):
            if isinstance(found, Refused):
                failed += 1
                for problem in found.problems:
                    complain(f"{name}: {problem}")
            elif writing.folder:
                failed += _into_folder(name, found, writing, templates, written)
            elif kept is not None:
                complain(_SEVERAL)
                return failed + 1
            else:
                kept = writing.made(found, templates)
    if kept is not None and not failed:
        _put(kept, writing.out)
    return failed


def _into_folder(
    name: str, outcome: Outcome, writing: Writing, templates: Templates, written: set[str]
) -> int:
    """Writes one letter under its case's id; 1 where an earlier case of this run has that name."""
    assert writing.out is not None
    file = f"{outcome.case.id}.{writing.kind}"
    if file.casefold() in written:
        complain(f"{name}: another case has been written to {file}")
        return 1
    written.add(file.casefold())
    _put(writing.made(outcome, templates), writing.out / file)
    return 0


def _put(made: bytes, path: Path | None) -> None:
    """A letter to standard output, or to a file that only its owner can read."""
    if path is None:
        write_utf8(made.decode("utf-8"))
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "wb") as stream:  # noqa: PTH123 (a descriptor, not a path)
        stream.write(made)
    complain(f"wrote {path}")


def _said(error: AmpRulesError | OSError) -> str:
    """An error in one line; of the system's only what it says, and of which file."""
    if isinstance(error, OSError):
        what = (error.strerror or type(error).__name__).lower()
        return f"{error.filename}: {what}" if error.filename else f"cannot read or write: {what}"
    return str(error)
