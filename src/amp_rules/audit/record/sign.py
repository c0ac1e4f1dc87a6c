"""A record signed so that its holder can show parts of it, and the showing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amp_rules.audit.record.archive import Shelf
from amp_rules.audit.record.disclosable import (
    GROUPS,
    address,
    addresses,
    chosen,
    disclosable,
    lists_left_out,
    shown_always,
)
from amp_rules.audit.record.errors import DisclosureError, UnrecordableError
from amp_rules.audit.record.model import Record
from amp_rules.audit.record.token import Proof, held, issue, select
from amp_rules.audit.record.verification import Standing
from amp_rules.audit.record.verify import verify

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def sign(
    record: Record,
    key: Ed25519PrivateKey,
    *,
    shelf: Shelf | None = None,
    holder: Ed25519PublicKey | None = None,
) -> bytes:
    """The signed record as it stands in a file, with everything that can be shown.

    Nothing is signed that was not computed again: the record is verified first. holder: the key of the one
    who will show it, where a verifier should be able to ask for a proof of that.

    Raises:
        UnrecordableError: the record does not verify, or holds no facts.
        MissingExtraError: the packages for signing are not installed.

    The form: SD-JWT (RFC 9901) in compact serialisation, signed with Ed25519 (RFC 8037).
    """
    groups = disclosable(record)
    found = verify(record, shelf)
    if found.standing is not Standing.SAME:
        raise UnrecordableError(f"the record is not signed, as it does not verify ({found.standing})")
    return issue(shown_always(record), groups, key, holder).encode("ascii") + b"\n"


def can_show(signed: bytes) -> list[str]:
    """The addresses of everything that a signed record can show, in order.

    Raises SignatureError for a text that is no signed record.
    """
    return addresses(held(signed).groups)


@dataclass(frozen=True, slots=True)
class Presentation:
    """A signed record as it is shown, and the addresses of what it shows."""

    text: bytes
    shown: tuple[str, ...]


def present(
    signed: bytes,
    disclosing: Iterable[str],
    *,
    withholding: Iterable[str] = (),
    holder: Ed25519PrivateKey | None = None,
    proof: Proof | None = None,
) -> Presentation:
    """The signed record with some of its parts, and nothing of the others but that there may be some.

    disclosing: addresses, such as '$.applied_on', '$.periods' or 'answers.total_paid'; each stands for itself
    and all below it. withholding: addresses of which nothing may be shown. holder and proof: the holder's
    key, and what a verifier asked to have signed with it.

    Raises:
        SignatureError: the text is no signed record.
        DisclosureError: an address names nothing or is both shown and withheld, or an entry of a list is to
            be shown without the list.
    """
    groups = held(signed).groups
    shown = chosen(groups, disclosing)
    both = set(shown) & set(chosen(groups, withholding))
    if both:
        raise DisclosureError(f"both shown and withheld: {', '.join(sorted(both))}")
    missing = lists_left_out(shown)
    if missing:
        raise DisclosureError(
            f"entries of a list say nothing without the list: show {', '.join(missing)} too"
        )
    wanted = [(group, name) for group in GROUPS for name in groups[group] if address(group, name) in shown]
    text = select(signed.decode("ascii").rstrip("\n"), wanted, holder, proof)
    return Presentation(text.encode("ascii") + b"\n", tuple(shown))
