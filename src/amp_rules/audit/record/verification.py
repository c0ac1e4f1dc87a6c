"""What verifying a record found: each check, the first place that differs, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from amp_rules.audit.record.canonical import Tree


class Standing(StrEnum):
    """How a record stands once it was verified."""

    SAME = "same"
    DIFFERS = "differs"
    UNCHECKED = "unchecked"


class Cause(StrEnum):
    """Why a record differs."""

    FACTS = "facts"
    RULES = "rules"
    LIBRARY = "library"
    RECORD = "record"


class Mark(StrEnum):
    """What one check found; noted: something else than recorded, which decides nothing."""

    FITS = "fits"
    DIFFERS = "differs"
    NOTED = "noted"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: 'content', 'facts', 'files', 'edition', 'plan', 'library', 'outcome' or 'ledger'.

    names: the parts, facts or rule files that it is about. number: how many there are, or which one differs.
    """

    name: str
    mark: Mark
    names: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where what was recorded is not what the rules give now.

    part: 'ledger' or 'outcome'. number: of the entry or line, from 1. field: what of it differs; '' where one
    side has no such entry. recorded and recomputed: the two contents, None where a side has none.
    """

    part: str
    number: int
    decision: str
    rule: str | None
    about: str
    days: tuple[str, str] | None
    field: str
    recorded: Tree
    recomputed: Tree


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying one record found.

    digest: that of the record as it was computed now. causes: why it differs; several where the evidence does
    not tell them apart. entries: how many entries of the ledger were compared.
    """

    digest: str
    standing: Standing
    checks: tuple[Check, ...]
    difference: Difference | None
    causes: tuple[Cause, ...]
    entries: int

    def check(self, name: str) -> Check:
        """The check of a name.

        Raises KeyError where there is none.
        """
        return {each.name: each for each in self.checks}[name]
