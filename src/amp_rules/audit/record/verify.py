"""`verify`: a record decided again under the rules it names, and compared entry by entry."""

from __future__ import annotations

from dataclasses import dataclass

from amp_rules.audit.record.archive import Found, Shelf
from amp_rules.audit.record.blame import facts_account_for
from amp_rules.audit.record.canonical import Tree, same
from amp_rules.audit.record.causes import causes_of
from amp_rules.audit.record.commit import opened_facts, opened_ledger
from amp_rules.audit.record.compare import first_of_ledgers, first_of_outcomes
from amp_rules.audit.record.leaves import whole_case
from amp_rules.audit.record.model import (
    Openings,
    PartDigests,
    Record,
    WholeFacts,
    content_digest,
    digests_of,
)
from amp_rules.audit.record.outcome import ledger_tree, outcome_tree
from amp_rules.audit.record.plausible import first_odd_answer, first_odd_entry
from amp_rules.audit.record.rulechecks import pinned, rule_checks
from amp_rules.audit.record.verification import Cause, Check, Difference, Mark, Standing, Verification
from amp_rules.case import Case, case_from_mapping
from amp_rules.engine import Engine, EnginesDifferError, Outcome, decide
from amp_rules.errors import AmpRulesError, CaseError


def verify(
    record: Record,
    shelf: Shelf | None = None,
    openings: Openings | None = None,
    *,
    engine: Engine = "compiled",
) -> Verification:
    """Whether a record still says what the rules it names say of its facts.

    shelf: where the rule files are looked for; the shipped rules when left out. openings: what stands behind
    the commitments of a record without facts. engine: as for `decide`; "both" asks the second engine too.

    Raises EnginesDifferError where both engines were asked for and do not agree.
    """
    return _Verifier(record, shelf or Shelf(), openings, engine).verification()


@dataclass(frozen=True, slots=True)
class _Facts:
    check: Check
    case: Case | None


class _Verifier:
    def __init__(self, record: Record, shelf: Shelf, openings: Openings | None, engine: Engine) -> None:
        self.record, self.openings, self.engine = record, openings, engine
        self.tree: Tree = record.tree()
        self.found: Found = shelf.rules_of(record.rules)

    def verification(self) -> Verification:
        """Every check, and what is compared where there is something to compare."""
        content, facts = self._content(), self._facts()
        rules = rule_checks(self.found, self.record.rules, self.record.library)
        ledger, opened = self._recorded_ledger()
        outcome = self._outcome(facts.case)
        difference: Difference | None = None
        if outcome is not None and ledger is not None:
            difference = first_of_ledgers(ledger, ledger_tree(outcome))
            beyond = first_of_outcomes(self.tree["outcome"], outcome_tree(outcome))
            compared = (_compared("ledger", difference), _compared("outcome", beyond))
            difference = difference or beyond
        elif facts.case is not None and self.found.plan is not None and ledger is not None:
            compared = (Check("ledger", Mark.DIFFERS), Check("outcome", Mark.UNCHECKED))
        else:
            compared = self._plausible(opened, rules)
        checks = (content, facts.check, *rules, *compared)
        standing = _standing(checks)
        causes: tuple[Cause, ...] = ()
        if standing is Standing.DIFFERS:
            causes = causes_of(checks, difference, lambda: self._accounted(facts.case, ledger))
        entries = 0 if outcome is None or ledger is None else len(ledger)
        return Verification(content_digest(self.tree), standing, checks, difference, causes, entries)

    def _accounted(self, case: Case | None, ledger: list[Tree] | None) -> bool:
        """Whether the ledger is that of the facts it read."""
        plan = self.found.plan
        if case is None or ledger is None or plan is None:
            return False
        return facts_account_for(ledger, case, plan)

    def _plausible(self, opened: Check, rules: tuple[Check, ...]) -> tuple[Check, Check]:
        """Where nothing can be decided again: whether the rules could have written it at all."""
        plan = self.found.plan if pinned(rules) else None
        entry = None if plan is None else first_odd_entry(self.tree["ledger"], plan)
        answer = None if plan is None else first_odd_answer(self.tree["outcome"], plan)
        ledger = Check("ledger", Mark.DIFFERS, number=entry) if entry else Check("ledger", Mark.UNCHECKED)
        outcome = (
            Check("outcome", Mark.DIFFERS, number=answer) if answer else Check("outcome", Mark.UNCHECKED)
        )
        return (opened if opened.mark is Mark.DIFFERS else ledger, outcome)

    # single checks

    def _content(self) -> Check:
        now = digests_of(self.tree)
        held = self.record.parts.tree()
        changed = tuple(name for name in PartDigests.model_fields if held[name] != now[name])
        if not changed and content_digest(self.tree) == self.record.digest:
            return Check("content", Mark.FITS)
        return Check("content", Mark.DIFFERS, changed)

    def _facts(self) -> _Facts:
        facts = self.record.facts
        if isinstance(facts, WholeFacts):
            return self._whole(facts)
        number = len(facts.commitments)
        if self.openings is None:
            return _Facts(Check("facts", Mark.UNCHECKED, number=number), None)
        shown, wrong = opened_facts(facts, self.openings)
        if wrong or self.openings.record != self.record.digest:
            return _Facts(Check("facts", Mark.DIFFERS, wrong, number), None)
        if len(shown) < number:
            return _Facts(Check("facts", Mark.UNCHECKED, number=number - len(shown)), None)
        try:
            return _Facts(
                Check("facts", Mark.FITS, number=number), whole_case(shown, self.record.rules.programme)
            )
        except CaseError:
            return _Facts(Check("facts", Mark.DIFFERS, number=number), None)

    def _whole(self, facts: WholeFacts) -> _Facts:
        try:
            case = case_from_mapping(facts.case)
        except CaseError as error:
            return _Facts(Check("facts", Mark.DIFFERS, tuple(each.path for each in error.problems)), None)
        alike = same(case.model_dump(mode="json"), facts.case)
        return _Facts(Check("facts", Mark.FITS if alike else Mark.NOTED), case)

    def _recorded_ledger(self) -> tuple[list[Tree] | None, Check]:
        if self.record.whole:
            return self.tree["ledger"], Check("ledger", Mark.FITS)
        if self.openings is None:
            return None, Check("ledger", Mark.UNCHECKED)
        opened, wrong = opened_ledger(self.record.ledger, self.openings)
        if wrong is None:
            return opened, Check("ledger", Mark.FITS)
        fewer = len(self.openings.ledger) < len(self.record.ledger)
        return None, Check("ledger", Mark.UNCHECKED if fewer else Mark.DIFFERS, number=wrong)

    def _outcome(self, case: Case | None) -> Outcome | None:
        if case is None or self.found.plan is None:
            return None
        try:
            return decide(self.found.plan, case, self.engine)
        except EnginesDifferError:
            raise
        except AmpRulesError:
            return None


def _compared(name: str, difference: Difference | None) -> Check:
    if difference is None:
        return Check(name, Mark.FITS)
    return Check(name, Mark.DIFFERS, number=difference.number)


def _standing(checks: tuple[Check, ...]) -> Standing:
    marks = {each.mark for each in checks}
    if Mark.DIFFERS in marks:
        return Standing.DIFFERS
    return Standing.UNCHECKED if Mark.UNCHECKED in marks else Standing.SAME
