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


class MissingPangoError(AmpRulesError):
    """The system libraries that draw a PDF's text are not installed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            "a PDF needs the Pango libraries of the system"
            f" ({reason}); install them with: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
            " libharfbuzz-subset0"
        )
