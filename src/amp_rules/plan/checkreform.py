"""A reform checked like a rulebook: every fault at its place in the reform."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from amp_rules.errors import Diagnostic, RulebookError
from amp_rules.plan.build import build_plan, check_rulebook
from amp_rules.plan.model import Plan
from amp_rules.plan.substance import shown, substance
from amp_rules.rulebook.fields import Faults
from amp_rules.rulebook.model import Rulebook
from amp_rules.rulebook.reform import Change, Reform
from amp_rules.rulebook.reformed import reformed


def reformed_plan(rulebook: Rulebook, reform: Reform, only: Collection[str] | None = None) -> Plan:
    """The plan of a rulebook with the changes of a reform made; `only` some of them, by id.

    Raises:
        RulebookError: with every diagnostic of severity error, at its place in the reform.
    """
    changed = reformed(rulebook, reform, only)
    if changed is rulebook:
        return build_plan(rulebook)
    try:
        return build_plan(changed)
    except RulebookError as error:
        chosen = [change for change in reform.changes if only is None or change.id in only]
        faults = Faults()
        some = len(chosen) < len(reform.changes)
        _tell(error.diagnostics, _Check(rulebook, reform), chosen, faults, apart=some)
        raise RulebookError(_sorted(faults.found)) from None


def check_reform(rulebook: Rulebook, reform: Reform) -> tuple[Diagnostic, ...]:
    """The diagnostics of a reform in order of place; warnings where it can be used.

    Each block of changes is tried without the others, and the others without it.

    Raises:
        RulebookError: a change names something that the rulebook does not have.
    """
    check = _Check(rulebook, reform)
    faults = Faults()
    whole = check.told(reform.changes)
    errors = [fault for fault in whole if fault.severity == "error"]
    _tell(errors or whole, check, reform.changes, faults)
    if not errors:
        _apart(check, faults)
    if not any(fault.severity == "error" for fault in faults.found):
        _idle(check, faults)
    return _sorted(faults.found)


class _Check:
    """What is said of a rulebook under some changes, and not of the rulebook itself."""

    def __init__(self, rulebook: Rulebook, reform: Reform) -> None:
        self.rulebook = rulebook
        self.reform = reform
        self.before = frozenset(check_rulebook(rulebook).found)
        self.blocks = reform.blocks()

    def told(self, changes: Iterable[Change]) -> list[Diagnostic]:
        """The diagnostics that these changes bring about."""
        found = check_rulebook(self.book(changes)).found
        return [each for each in dict.fromkeys(found) if each not in self.before]

    def book(self, changes: Iterable[Change]) -> Rulebook:
        """The rulebook with these changes made."""
        return reformed(self.rulebook, self.reform, [change.id for change in changes])

    def text(self, changes: Iterable[Change]) -> str | None:
        """What the reader of outcomes would be told under these changes; None where they cannot be run."""
        try:
            plan = build_plan(self.book(changes))
        except RulebookError:
            return None
        return substance(plan, shown(plan))

    def own(self, fault: Diagnostic) -> bool:
        """Whether the fault has its place in the reform."""
        sources = {self.reform.where.source, *(change.where.source for change in self.reform.changes)}
        return fault.where.source in sources

    def blamed(self, fault: Diagnostic, changes: Collection[Change]) -> Change:
        """The change that brings about a fault elsewhere, else the first of its block, or of all."""
        for block in self.blocks:
            if block[0] in changes and fault in self.told(block):
                return next((each for each in block if fault in self.told([each])), block[0])
        return next(iter(changes))


def _tell(
    told: Iterable[Diagnostic],
    check: _Check,
    changes: Collection[Change],
    faults: Faults,
    apart: bool = False,
) -> None:
    """Adds diagnostics, those elsewhere than in the reform at the change that brings them about."""
    for fault in told:
        if check.own(fault) and not apart:
            faults.found.append(fault)
            continue
        change = check.blamed(fault, changes)
        if apart:
            message = f"'{change.id}' cannot stand without the others: {_short(fault)}"
            faults.add("AR813", message, change.where, "name what it needs under 'needs'")
        else:
            message = f"with '{change.id}' the rules do not hold together: {_short(fault)}"
            told_here = Diagnostic("AR812", message, change.where, fault.hint, fault.severity)
            faults.found.append(told_here)


def _short(fault: Diagnostic) -> str:
    return f"{fault.where}: {fault.code} {fault.message}"


def _apart(check: _Check, faults: Faults) -> None:
    """Blocks that cannot be made without the others, or the others without them."""
    if len(check.blocks) < 2:
        return
    for block in check.blocks:
        others = [change for change in check.reform.changes if change not in block]
        for chosen in (block, others):
            errors = [fault for fault in check.told(chosen) if fault.severity == "error"]
            _tell(errors, check, chosen, faults, apart=True)


def _idle(check: _Check, faults: Faults) -> None:
    """Changes without which everything would come out alike, alone and among all."""
    changes = check.reform.changes
    needed = {name for change in changes for name in change.needs}
    base, whole = check.text(()), check.text(changes)
    for block in check.blocks:
        for change in block:
            rest = [each for each in changes if each is not change]
            alone = base if len(block) == 1 else check.text(each for each in block if each is not change)
            if alone == check.text(block) and check.text(rest) == whole and change.id not in needed:
                faults.warn("AR807", f"'{change.id}' changes nothing", change.where)


def _sorted(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(set(found), key=lambda each: (each.where, each.code, each.message)))
