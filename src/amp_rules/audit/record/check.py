"""`check`: a signed record as it was shown, its signature, and everything disclosed computed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from amp_rules.audit.record.archive import Shelf
from amp_rules.audit.record.disclosable import SignedRecord, address
from amp_rules.audit.record.leaves import partial_case
from amp_rules.audit.record.rulechecks import pinned, rule_checks
from amp_rules.audit.record.sums import Sum, sums_of
from amp_rules.audit.record.token import Opened, Proof, open_signed
from amp_rules.audit.record.verification import Check, Mark
from amp_rules.audit.record.weigh import Basis, Weighed, Weight, heaviest, weigh_answer
from amp_rules.audit.record.weighlines import weigh_lines
from amp_rules.engine import Engine, EnginesDifferError, decide
from amp_rules.errors import AmpRulesError, CaseError
from amp_rules.plan.model import Plan

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class FactsStand(StrEnum):
    """What becomes of the disclosed facts: decided, no possible case, or left, as the rules are not there."""

    DECIDED = "decided"
    NO_CASE = "no_case"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a signed record found; its signature fits, or there would be none of this.

    weight: of everything disclosed together; open where nothing but facts is. signer: thumbprint (RFC 7638)
    of the key that signed. bound: whether the holder proved to be the one named; None where nobody is.
    checks: of the rules. plan: the one named, None where it is not at hand. whole: whether no fact is
    withheld. unplaced: facts shown of withheld lists.
    """

    weight: Weight
    signed: SignedRecord
    signer: str
    bound: bool | None
    checks: tuple[Check, ...]
    plan: Plan | None
    stand: FactsStand
    whole: bool
    unplaced: tuple[str, ...]
    claims: tuple[Weighed, ...]
    sums: tuple[Sum, ...]


def check(
    text: bytes,
    key: Ed25519PublicKey,
    shelf: Shelf | None = None,
    *,
    proof: Proof | None = None,
    engine: Engine = "compiled",
) -> Checked:
    """What is behind a signed record: its signature, and everything disclosed computed again.

    key: the public key of whom you take to have signed it. shelf: where the rule files are looked for; the
    shipped rules when left out. proof: what the holder was asked to sign, if anything.

    Raises:
        SignatureError: not signed by this key, changed afterwards, or without the proof asked for.
        EnginesDifferError: both engines were asked for and do not agree.
    """
    return weighed(open_signed(text, key, proof), shelf or Shelf(), engine)


def weighed(opened: Opened, shelf: Shelf, engine: Engine = "compiled") -> Checked:
    """Everything disclosed, held against the facts disclosed under the rules named."""
    signed = opened.record
    found = shelf.rules_of(signed.rules)
    checks = rule_checks(found, signed.rules, signed.library)
    plan = found.plan if pinned(checks) else None
    number = opened.groups["about"].get("number_of_facts")
    stand, unplaced, basis = _basis(opened, plan, number, engine)
    claims = tuple(_claims(opened, basis))
    sums = sums_of(signed, plan)
    return Checked(
        _together(claims, sums, stand, opened),
        signed,
        opened.signer,
        opened.bound,
        checks,
        plan,
        stand,
        number == len(opened.groups["facts"]),
        unplaced,
        claims,
        sums,
    )


def _basis(
    opened: Opened, plan: Plan | None, number: int | None, engine: Engine
) -> tuple[FactsStand, tuple[str, ...], Basis | None]:
    facts = opened.groups["facts"]
    try:
        partial = partial_case(facts, opened.record.rules.programme)
    except CaseError:
        return FactsStand.NO_CASE, (), None
    if plan is None:
        return FactsStand.UNDECIDED, partial.unplaced, None
    try:
        outcome = decide(plan, partial.case, engine)
    except EnginesDifferError:
        raise
    except AmpRulesError:
        return FactsStand.NO_CASE, partial.unplaced, None
    return FactsStand.DECIDED, partial.unplaced, Basis.of(outcome, facts, number)


def _claims(opened: Opened, basis: Basis | None) -> Iterator[Weighed]:
    groups = opened.groups
    if basis is not None:
        yield from (weigh_answer(name, told, basis) for name, told in groups["answers"].items())
        yield from weigh_lines(groups["lines"], groups["components"], groups["cited"], basis)
        return
    for group in ("answers", "lines", "components", "cited"):
        yield from (Weighed(address(group, name), Weight.OPEN, told) for name, told in groups[group].items())


def _together(
    claims: tuple[Weighed, ...], sums: tuple[Sum, ...], stand: FactsStand, opened: Opened
) -> Weight:
    number = opened.groups["about"].get("number_of_facts")
    too_many = number is not None and number < len(opened.groups["facts"])
    if stand is FactsStand.NO_CASE or too_many or any(each.mark is Mark.DIFFERS for each in sums):
        return Weight.CONTRADICTED
    return heaviest(each.weight for each in claims) if claims else Weight.OPEN
