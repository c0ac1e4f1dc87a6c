"""Signed records on the wire: SD-JWT (RFC 9901) in its compact form, signed with Ed25519."""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from amp_rules.audit.record.disclosable import GROUPS, Groups, SignedRecord
from amp_rules.audit.record.errors import SignatureError
from amp_rules.errors import MissingExtraError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM: Final = "EdDSA"
TYPE: Final = "amp-rules-record+sd-jwt"
MOST_BYTES: Final = 64 * 1024 * 1024
_FILLER: Final = "~"
_LEAST_ROOM: Final = 32
_PART: Final = "[A-Za-z0-9_-]+"
_FORM: Final = re.compile(rf"{_PART}\.{_PART}\.{_PART}~(?:{_PART}~)*(?:{_PART}\.{_PART}\.{_PART})?", re.ASCII)
_RESERVED: Final = frozenset({"_sd", "...", "_sd_alg"})


def room_for(number: int) -> int:
    """How many digests stand in a group that has so many things to show: a power of two, 32 at least.

    >>> room_for(3), room_for(33)
    (32, 64)
    """
    return max(_LEAST_ROOM, 1 << max(number - 1, 0).bit_length())


def issue(
    always: Mapping[str, Any], groups: Groups, key: Ed25519PrivateKey, holder: Ed25519PublicKey | None = None
) -> str:
    """The signed text with every disclosure; each group is filled up with digests that stand for nothing."""
    sd_jwt, jwk = _sd_jwt(), _jwk(key)
    claims: dict[str, Any] = dict(always)
    for group in GROUPS:
        named = {sd_jwt.Shown(name): value for name, value in groups[group].items()}
        filler = range(room_for(len(named)) - len(named))
        claims[group] = named | {sd_jwt.Shown(f"{_FILLER}{number}"): None for number in filler}
    issued = sd_jwt.Issuer(
        claims,
        jwk,
        None if holder is None else _jwk(holder),
        sign_alg=ALGORITHM,
        extra_header_parameters={"typ": TYPE, "kid": jwk.thumbprint()},
    )
    kept = [each.b64 for each in issued.ii_disclosures if not each.key.startswith(_FILLER)]
    return "~".join((issued.serialized_sd_jwt, *kept, ""))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a holder proves by signing: the record is shown to `audience`, who asked with `nonce`."""

    audience: str
    nonce: str


def select(
    text: str, wanted: Iterable[tuple[str, str]], holder: Ed25519PrivateKey | None, proof: Proof | None
) -> str:
    """The signed text with the disclosures of these groups and names, and no others.

    Raises SignatureError for a text of another form.
    """
    shown: dict[str, dict[str, bool]] = {group: {} for group in GROUPS}
    for group, name in wanted:
        shown[group][name] = True
    bound = {} if holder is None or proof is None else {"nonce": proof.nonce, "aud": proof.audience}
    try:
        held = _sd_jwt().Holder("~".join((*_split(text)[0], "")))
        if bound and holder is not None:
            held.create_presentation(shown, **bound, holder_key=_jwk(holder), sign_alg=ALGORITHM)
        else:
            held.create_presentation(shown)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SignatureError("not a signed record") from None
    return str(held.sd_jwt_presentation)


@dataclass(frozen=True, slots=True)
class Opened:
    """A signed record whose signature fits: what it shows, and the thumbprint of the key that signed it.

    bound: whether the holder proved to be the one that the record names; None where it names none.
    """

    record: SignedRecord
    groups: Groups
    signer: str
    bound: bool | None


def open_signed(text: bytes, key: Ed25519PublicKey, proof: Proof | None = None) -> Opened:
    """What a signed record shows, once its signature fits and every disclosure belongs to it.

    proof: what the holder had to sign, where that was asked for.

    Raises SignatureError where the text was not signed by this key, was changed by as much as a byte, or
    where the proof asked for is missing or another.
    """
    parts, bound = _split(_text(text))
    told = _verified(_text(text), key, proof if bound else None)
    if proof is not None and not bound:
        raise SignatureError("the holder has not signed what was asked for")
    shown = _shown(parts)
    if shown != told:
        raise SignatureError("not in the form of a signed record")
    found = _opened(shown, _jwk(key).thumbprint())
    return replace(found, bound=None if not found.record.cnf else proof is not None)


def held(text: bytes) -> Opened:
    """The same without looking at the signature: for the holder, who has it from the signer.

    Raises SignatureError for a text of another form.
    """
    return _opened(_shown(_split(_text(text))[0]), "")


def _in_order(named: tuple[str, Any]) -> list[tuple[int, str]]:
    """By name, numbers by size, a list before its entries."""
    pieces = re.split("([0-9]{1,9})", named[0].replace("[]", "[0"))
    return [(int(each), "") if at % 2 else (0, each) for at, each in enumerate(pieces)]


def _opened(shown: dict[str, Any], signer: str) -> Opened:
    groups = {group: dict(sorted(shown[group].items(), key=_in_order)) for group in GROUPS}
    try:
        record = SignedRecord.model_validate_json(json.dumps(shown | groups))
    except (ValidationError, ValueError):
        raise SignatureError("not in the form of a signed record") from None
    return Opened(record, groups, signer, None)


def _text(text: bytes) -> str:
    """The text of a file, which ends with one newline."""
    if len(text) > MOST_BYTES:
        raise SignatureError(f"larger than {MOST_BYTES} bytes")
    try:
        found = text.decode("ascii")
    except UnicodeDecodeError:
        raise SignatureError("not a signed record") from None
    if not found.endswith("\n") or _FORM.fullmatch(found[:-1]) is None:
        raise SignatureError("not a signed record, or changed after it was signed")
    return found[:-1]


def _split(text: str) -> tuple[list[str], bool]:
    """The signed part and the disclosures, each in the one way it can be written; whether a proof follows."""
    *parts, last = text.split("~")
    for each in (*parts, last):
        for piece in each.split("."):
            if _encoded(_decoded(piece)) != piece:
                raise SignatureError("not a signed record, or changed after it was signed")
    return parts, bool(last)


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise SignatureError("not a signed record, or changed after it was signed") from None


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _verified(text: str, key: Ed25519PublicKey, proof: Proof | None) -> Any:
    """What the library finds signed and disclosed."""
    asked = {} if proof is None else {"expected_aud": proof.audience, "expected_nonce": proof.nonce}
    wire = _sd_jwt()
    try:
        header = json.loads(_decoded(text.partition(".")[0]))
        if header["alg"] == ALGORITHM and header["typ"] == TYPE:
            return wire.Verifier(text, lambda *_: _jwk(key), **asked).get_verified_payload()
    except Exception:
        # the library's own messages may show what was disclosed
        raise SignatureError("not signed by this key, or changed after it was signed") from None
    raise SignatureError("signed in another way than records are")


def _shown(parts: list[str]) -> dict[str, Any]:
    """What the signed part says, with what is disclosed in its place.

    Every disclosure must have its digest there, once, as RFC 9901 demands (section 7.1). No signature is
    looked at.
    """
    try:
        payload = json.loads(_decoded(parts[0].split(".")[1]))
        digests = [each for group in GROUPS for each in _digests(payload[group])]
        held = {_encoded(sha256(each.encode("ascii")).digest()): each for each in parts[1:]}
        if len(set(digests)) < len(digests) or len(held) < len(parts) - 1 or not held.keys() <= set(digests):
            raise SignatureError("shows something that was not signed, or twice")
        shown = {name: value for name, value in payload.items() if name not in _RESERVED}
        return shown | {group: dict(_named(payload[group], held)) for group in GROUPS}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SignatureError("not in the form of a signed record") from None


def _digests(group: Mapping[str, Any]) -> list[str]:
    """The digests of a group, which holds nothing else."""
    (key,) = group
    if key != "_sd":
        raise ValueError
    return list(group[key])


def _named(group: Mapping[str, Any], held: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    seen = set(_RESERVED)
    for digest in group["_sd"]:
        if digest in held:
            _, name, value = json.loads(_decoded(held[digest]))
            if not isinstance(name, str) or name in seen or _hidden(value):
                raise ValueError
            seen.add(name)
            yield name, value


def _hidden(value: Any) -> bool:
    """Whether a value has digests within it, which records never have."""
    if isinstance(value, dict):
        return bool(_RESERVED & value.keys()) or any(map(_hidden, value.values()))
    return isinstance(value, list) and any(map(_hidden, value))


def _jwk(key: Ed25519PrivateKey | Ed25519PublicKey) -> Any:
    _sd_jwt()
    from jwcrypto.jwk import JWK  # type: ignore[import-untyped]

    return JWK.from_pyca(key)


def _sd_jwt() -> Any:
    """The library's three parts, once it is there."""
    try:
        from amp_rules.audit.record import wire
    except ImportError as error:
        raise MissingExtraError("signing needs sd-jwt", "audit", str(error)) from None
    return wire
