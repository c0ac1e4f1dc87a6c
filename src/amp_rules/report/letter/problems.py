"""What can be wrong with the templates and words of letters."""

from __future__ import annotations

from amp_rules.errors import AmpRulesError


class LetterError(AmpRulesError):
    """A template, or a word catalogue, that cannot be used; nothing of a case is echoed.

    where: the file, and the line where that is known.
    """

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")
