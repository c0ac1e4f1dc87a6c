"""Short lines about records."""

from __future__ import annotations

from amp_rules.audit.record import Archived
from amp_rules.report.words import report_words


def archived_line(added: Archived, language: str = "en") -> str:
    """How many rule files an archive got, and how many it had.

    Raises UnknownNameError for another language.
    """
    words = report_words(language)
    new = words.count("record.archived_new", len(added.new))
    return words.say("record.archived", new=new, had=words.count("record.archived_had", len(added.had)))
