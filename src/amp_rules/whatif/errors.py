"""What cannot be asked of a what-if."""

from __future__ import annotations

from amp_rules.errors import AmpRulesError


class TooManyError(AmpRulesError):
    """More of something than can be worked out or shown; `what`, `found` and `most` say of what."""

    def __init__(self, what: str, found: int, most: int) -> None:
        self.what = what
        self.found = found
        self.most = most
        super().__init__(f"{found} {what}, expected at most {most}")


class AxisError(AmpRulesError):
    """An axis of a sweep that is not written as one; `text` is what was found."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"expected NAME=FROM..TO/STEP or NAME=VALUE,VALUE with values that differ, found '{text[:60]}'"
        )
