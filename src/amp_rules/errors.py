"""What can go wrong, and for whom: rule authors, case workers, programmers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


class AmpRulesError(Exception):
    """Anything this library raises on purpose."""


MOST_SHOWN = 200


def _listed(items: Sequence[object]) -> str:
    """One line each, as many as anyone reads; the attributes of the error hold them all."""
    more = [f"and {len(items) - MOST_SHOWN} more"] if len(items) > MOST_SHOWN else []
    return "\n".join([*map(str, items[:MOST_SHOWN]), *more])


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a rule file; line and column count from 1."""

    source: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing a rule author should mend; `severity` is 'error' or 'warning'."""

    code: str
    message: str
    where: Where
    hint: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.code} {self.message}{tail}"


class RulebookError(AmpRulesError):
    """Rule files that cannot be used, with every diagnostic found."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(_listed(diagnostics))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a case: a JSON path and what is expected there."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class CaseError(AmpRulesError):
    """A case that cannot be read, with every problem found; no value is echoed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(_listed(problems))


class NoEditionError(AmpRulesError):
    """No edition covers the date; `nearest` names the editions before and after."""

    def __init__(self, programme: str, on: date | None, nearest: tuple[str, ...]) -> None:
        self.programme = programme
        self.on = on
        self.nearest = nearest
        when = f"on {on.isoformat()}" if on else "without a known date"
        known = ", ".join(nearest) if nearest else "none"
        super().__init__(f"no edition of '{programme}' is in force {when}; nearest: {known}")


class UnknownNameError(AmpRulesError):
    """A programme, edition, reading, decision or path that does not exist."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        self.kind = kind
        self.name = name
        self.known = known
        super().__init__(f"no {kind} '{name}'; known: {', '.join(known) or 'none'}")


class UniqueTableError(AmpRulesError):
    """Two rules of a unique (or disagreeing 'any') table hold for the same case."""

    def __init__(self, decision: str, rules: tuple[str, ...]) -> None:
        self.decision = decision
        self.rules = rules
        super().__init__(f"decision '{decision}': rules {', '.join(rules)} hold together in a unique table")


class MissingExtraError(AmpRulesError):
    """A package that only some commands need cannot be imported; the message says how to mend that."""

    def __init__(self, needs: str, extra: str, reason: str) -> None:
        self.needs = needs
        self.extra = extra
        self.reason = reason
        super().__init__(f"{needs} ({reason}); install with: pip install 'amp-rules[{extra}]'")


class KeyFileError(AmpRulesError):
    """A file that cannot serve as a key, and why; nothing of the key is shown."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
