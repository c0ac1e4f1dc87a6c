"""The words of letters, with those of reports behind them."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import GNUTranslations
from typing import Final, Literal, TypeAlias

from amp_rules.report.words import ReportWords

Reader: TypeAlias = Literal["person", "shelter"]
READERS: Final = ("person", "shelter")


class LetterWords(ReportWords):
    """Messages by id, in the form for one reader where there is one."""

    __slots__ = ("reader",)

    def __init__(self, behind: ReportWords, layers: Iterable[GNUTranslations], reader: Reader) -> None:
        """Messages are looked for in each layer in turn, and then behind them."""
        first, *rest = (*layers, behind._messages)
        for layer in rest:
            first.add_fallback(layer)
        super().__init__(behind.language, first)
        self.reader: Reader = reader

    def find(self, message: str, reader: str | None = None) -> str | None:
        """The id of the reader's form of a message, or of the common one; None where there is neither."""
        for found in (f"{message}.{reader or self.reader}", message):
            if self._messages.gettext(found) != found:
                return found
        return None

    def tell(self, message: str, /, **values: str) -> str:
        """The message in the form for the reader."""
        return self.say(self.find(message) or message, **values)

    def by_rule(self, message: str, cite: Iterable[str], reader: str | None = None) -> str | None:
        """The id of the message for something that rests on these rules; None where no words are known.

        Words belong to a name together with an official id, so that a decision of the same name in other
        rules is not described in them.
        """
        for each in cite:
            found = self.find(f"{message}.{each}", reader)
            if found is not None:
                return found
        return None
