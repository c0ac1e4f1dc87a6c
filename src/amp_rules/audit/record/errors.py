"""What can go wrong with records, archives, keys and signed records; no message holds a value."""

from __future__ import annotations

from pathlib import Path

from amp_rules.errors import AmpRulesError, Problem


class RecordError(AmpRulesError):
    """A text that is no record (or openings, or signed record), with every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class UnrecordableError(AmpRulesError):
    """An outcome that no record can be made of, and why."""


class RuleFileError(AmpRulesError):
    """A file or folder that cannot serve as an archive of rule files, and why."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class SignatureError(AmpRulesError):
    """A signed record that its key did not sign, or that was changed afterwards."""


class DisclosureError(AmpRulesError):
    """What was asked to be shown cannot be shown, or would say nothing by itself."""


class UnconfirmableError(AmpRulesError):
    """Answers that cannot be confirmed as long as some facts are withheld; `needs` names those by path."""

    def __init__(self, answers: tuple[str, ...], needs: tuple[str, ...]) -> None:
        self.answers = answers
        self.needs = needs
        asked = f"; they also need {', '.join(needs)}" if needs else ""
        super().__init__(f"{', '.join(answers)} cannot be confirmed by what may be shown{asked}")


def refused(path: str, message: str) -> RecordError:
    """An error with one problem."""
    return RecordError((Problem(path, message),))
