"""What can go wrong with case files; no message holds a fact of the case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from amp_rules.errors import MOST_SHOWN, AmpRulesError, Problem


def _lines(items: tuple[object, ...]) -> str:
    more = [f"and {len(items) - MOST_SHOWN} more"] if len(items) > MOST_SHOWN else []
    return "\n".join([*map(str, items[:MOST_SHOWN]), *more])


class EventError(AmpRulesError):
    """An event that cannot be read, or that this case file cannot hold."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(_lines(problems))


@dataclass(frozen=True, slots=True)
class FactsProblem:
    """A fact of the case that cannot stand, and the numbers of the events that state it."""

    path: str
    message: str
    events: tuple[int, ...]

    def __str__(self) -> str:
        numbers = ", ".join(map(str, self.events))
        told = f" (event{'s' if len(self.events) != 1 else ''} {numbers})" if self.events else ""
        return f"{self.path}: {self.message}{told}"


class EventsConflictError(AmpRulesError):
    """Events that cannot all be true of one case, with every problem found."""

    def __init__(self, problems: tuple[FactsProblem, ...]) -> None:
        self.problems = problems
        super().__init__(_lines(problems))

    @property
    def events(self) -> tuple[int, ...]:
        """The numbers of all events that are named, in order."""
        return tuple(sorted({number for problem in self.problems for number in problem.events}))


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong with a case file on disk; lines count from 1, and 0 is the file as a whole."""

    line: int
    kind: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.message}"


class CaseFileError(AmpRulesError):
    """A case file on disk that cannot be trusted or read, with the first problems found."""

    def __init__(self, path: Path, problems: tuple[FileProblem, ...]) -> None:
        self.path = path
        self.problems = problems
        super().__init__(_lines(problems))


class StorageError(AmpRulesError):
    """The disk or the operating system refused; `reason` is a word such as 'full' or 'not-a-file'."""

    def __init__(self, path: Path, reason: str, message: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(message)
