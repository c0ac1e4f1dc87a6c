"""What was decided or paid, held against the rules."""

from amp_rules.audit.attain import Block, Combination, Search
from amp_rules.audit.conclusion import Conclusion, Number, Standing
from amp_rules.audit.reconcile import Reconciliation, RowFinding, Verified, reconcile
from amp_rules.audit.witness import Rival, Witness, witness_cases

__all__ = [
    "Block",
    "Combination",
    "Conclusion",
    "Number",
    "Reconciliation",
    "Rival",
    "RowFinding",
    "Search",
    "Standing",
    "Verified",
    "Witness",
    "reconcile",
    "witness_cases",
]
