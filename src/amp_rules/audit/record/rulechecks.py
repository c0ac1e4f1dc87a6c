"""Whether the rules and the library at hand are those that a record names."""

from __future__ import annotations

from collections.abc import Iterator

from amp_rules import __version__
from amp_rules.audit.record.archive import Found
from amp_rules.audit.record.model import LibraryUsed, RulesUsed
from amp_rules.audit.record.verification import Check, Mark


def rule_checks(found: Found, wanted: RulesUsed, library: LibraryUsed) -> tuple[Check, ...]:
    """The checks named 'files', 'edition' (only where every file was found), 'plan' and 'library'."""
    return tuple(_checks(found, wanted, library))


def _checks(found: Found, wanted: RulesUsed, library: LibraryUsed) -> Iterator[Check]:
    plan = found.plan
    fits = plan is not None and (plan.digest, plan.name) == (wanted.plan, wanted.name)
    if found.missing:
        # other words in a file but the same plan: nothing that decides has changed
        yield Check("files", Mark.NOTED if fits else Mark.DIFFERS, found.missing, len(wanted.files))
    else:
        yield Check("files", Mark.FITS, number=len(wanted.files))
        yield Check("edition", Mark.FITS if found.known else Mark.DIFFERS, (wanted.name,))
    read = plan is not None and dict(plan.readings) == dict(wanted.readings)
    yield Check("plan", Mark.FITS if fits and read else Mark.DIFFERS)
    used, now = library.version, __version__
    yield Check("library", Mark.FITS if used == now else Mark.NOTED, (used, now))


def pinned(checks: tuple[Check, ...]) -> bool:
    """Whether the plan at hand is the one that was named."""
    return all(each.mark in (Mark.FITS, Mark.NOTED) for each in checks)
