"""One case: a plan evaluated, with a ledger, a timeline, what is missing and the bounds."""

from amp_rules.engine.answers import Bounds, FindingHeld, MissingFact, Referral, Segment
from amp_rules.engine.decide import WrongProgrammeError, choose_edition, decide, plan_of
from amp_rules.engine.outcome import Outcome

__all__ = [
    "Bounds",
    "FindingHeld",
    "MissingFact",
    "Outcome",
    "Referral",
    "Segment",
    "WrongProgrammeError",
    "choose_edition",
    "decide",
    "plan_of",
]
