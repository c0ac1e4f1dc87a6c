"""What pages about records share: short lines, and texts of strangers made fit to be shown."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final
from unicodedata import category

from amp_rules.audit.record import Archived
from amp_rules.report.page import Page
from amp_rules.report.words import report_words

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SHOWN_AS: Final = "\N{REPLACEMENT CHARACTER}"


def archived_line(added: Archived, language: str = "en") -> str:
    """How many rule files an archive got, and how many it had.

    Raises UnknownNameError for another language.
    """
    words = report_words(language)
    new = words.count("record.archived_new", len(added.new))
    return words.say("record.archived", new=new, had=words.count("record.archived_had", len(added.had)))


def fit_to_show(page: Page) -> Page:
    """The page without characters that nobody sees and that could turn a terminal or a line around.

    A record comes from elsewhere, and whatever it holds is shown.
    """
    shown: Page = _fit(page)
    return shown


def _fit(part: Any) -> Any:
    if isinstance(part, Enum):
        return part
    if isinstance(part, str):
        return "".join(_SHOWN_AS if category(each) in _UNSEEN else each for each in part)
    if isinstance(part, tuple):
        return tuple(map(_fit, part))
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{each.name: _fit(getattr(part, each.name)) for each in fields(part)})
    return part
