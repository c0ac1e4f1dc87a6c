"""Where templates and words come from: an organisation's folder first, the shipped files behind it."""

from __future__ import annotations

import os
import re
import stat
from importlib.resources import files
from pathlib import Path
from typing import Final

from amp_rules.report.letter.problems import LetterError

LETTER: Final = "letter.html.j2"
TEMPLATES: Final = (LETTER, "parts.html.j2", "letterhead.html.j2", "contact.html.j2", "style.css")
WORDS: Final = {"en": "words.en.po", "sv": "words.sv.po"}
SHIPPED: Final = (*TEMPLATES, *WORDS.values())
MOST_BYTES: Final = 256 * 1024
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


class Templates:
    """The files that letters are made with; those of a folder stand in for shipped ones of the same name.

    Raises LetterError when the folder cannot be used.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        if folder is None:
            return
        if not folder.is_dir():
            raise LetterError(str(folder), "expected a folder of templates")
        if not any((folder / name).exists() for name in SHIPPED):
            raise LetterError(str(folder), f"expected at least one of {', '.join(SHIPPED)}")

    def own(self, name: str) -> str | None:
        """An organisation's file, or None where it has none of that name.

        Raises LetterError for a name that leads elsewhere, and for what is no plain file of UTF-8 text.
        """
        if _NAME.fullmatch(name) is None:
            raise LetterError("templates", "a template's name may only hold letters a-z, digits, . _ and -")
        if self.folder is None:
            return None
        try:
            return _text(self.folder / name)
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            raise LetterError(name, "expected UTF-8 text") from None
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise LetterError(name, f"cannot be read: {reason}") from None

    def read(self, name: str) -> str | None:
        """A file's text, the organisation's before the shipped one; None where there is neither."""
        found = self.own(name)
        return shipped(name) if found is None and name in SHIPPED else found


def _text(path: Path) -> str:
    """A file's text; links are not followed, so that nothing outside the folder is read."""
    if path.is_symlink():
        raise LetterError(path.name, "expected a file, found a link")
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as stream:  # noqa: PTH123 (a descriptor, not a path)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise LetterError(path.name, "expected a plain file")
        found = stream.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise LetterError(path.name, f"larger than {MOST_BYTES} bytes")
    return found.decode("utf-8-sig")


def shipped(name: str) -> str:
    """The text of a shipped file."""
    room = files("amp_rules.report.letter")
    if name in WORDS.values():
        return room.joinpath("locale", name.removeprefix("words.")).read_text("utf-8")
    return room.joinpath("templates", name).read_text("utf-8")


def export_templates(folder: Path) -> tuple[Path, ...]:
    """Writes the shipped files into a folder, to be changed; the paths written.

    Raises LetterError when the folder holds one of them already: nothing is written over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / name for name in SHIPPED)
    for path in paths:
        if path.exists() or path.is_symlink():
            raise LetterError(str(path), "exists already; nothing is written over")
    for path in paths:
        path.write_text(shipped(path.name), encoding="utf-8")
    return paths
