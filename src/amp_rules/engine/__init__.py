"""One case: a plan evaluated, with a ledger, a timeline, what is missing and the bounds."""

from amp_rules.engine.answers import Bounds, FindingHeld, Firing, MissingFact, Referral, Segment
from amp_rules.engine.compare import EnginesDifferError, SideBySide, side_by_side
from amp_rules.engine.decide import Engine, WrongProgrammeError, choose_edition, decide, plan_of
from amp_rules.engine.outcome import Outcome

__all__ = [
    "Bounds",
    "Engine",
    "EnginesDifferError",
    "FindingHeld",
    "Firing",
    "MissingFact",
    "Outcome",
    "Referral",
    "Segment",
    "SideBySide",
    "WrongProgrammeError",
    "choose_edition",
    "decide",
    "plan_of",
    "side_by_side",
]
