from __future__ import annotations

import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sd_jwt.verifier import SDJWTVerifier  # type: ignore[import-untyped]

from amp_rules.audit.record import (
    DisclosureError,
    Proof,
    SignatureError,
    UnrecordableError,
    Weight,
    can_show,
    check,
    committed,
    present,
    sign,
)
from amp_rules.audit.record.token import held, open_signed, room_for
from tests.audit.record.made import changed, mother, returning, shelf

TOTAL = ("answers.total_paid",)


@cache
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@cache
def holder() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@cache
def signed() -> bytes:
    return sign(mother(), key(), shelf=shelf())


@cache
def bound() -> bytes:
    return sign(returning(), key(), shelf=shelf(), holder=holder().public_key())


def payload(text: bytes) -> Any:
    return json.loads(decoded(text.decode().split("~")[0].split(".")[1]))


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def resigned(change: Any, *, header: dict[str, str] | None = None) -> bytes:
    """The presentation of a total, with its payload or header changed and signed again by the same key."""
    first, *rest = present(signed(), TOTAL).text.decode().split("~")
    heading, body, _ = first.split(".")
    tree = json.loads(decoded(body))
    change(tree)
    top = json.loads(decoded(heading)) | (header or {})
    text = f"{encoded(json.dumps(top).encode())}.{encoded(json.dumps(tree).encode())}"
    return "~".join((f"{text}.{encoded(key().sign(text.encode()))}", *rest)).encode()


# signing


def test_everything_of_a_record_can_be_shown_and_is_then_confirmed() -> None:
    found = check(present(signed(), can_show(signed())).text, key().public_key(), shelf())
    assert (found.weight, found.whole) == (Weight.CONFIRMED, True)
    assert found.signed.about.record == mother().digest
    assert len(found.claims) == len(
        [each for each in can_show(signed()) if each[0] not in "$" and each[:5] != "about"]
    )


def test_what_anybody_can_read_names_the_rules_and_nobody() -> None:
    seen = payload(signed())
    assert seen["rules"]["plan"] == mother().rules.plan
    assert seen["rules"]["readings"] == dict(mother().rules.readings)
    assert set(seen) == {
        *("schema", "library", "rules", "at", "_sd_alg"),
        *("about", "facts", "answers", "lines", "components", "cited"),
    }
    assert {key for group in ("about", "facts", "answers", "lines") for key in seen[group]} == {"_sd"}
    text = json.dumps(seen)
    for secret in (mother().digest, "unit 1", "1994-06-15", "example-nsp", "309295"):
        assert secret not in text


def test_the_number_of_digests_does_not_tell_how_many_facts_there_are() -> None:
    seen = payload(signed())
    assert {len(seen[group]["_sd"]) for group in ("about", "answers", "lines")} == {32}
    assert len(seen["facts"]["_sd"]) == 128
    assert [room_for(number) for number in (0, 1, 32, 33, 64, 65)] == [32, 32, 32, 64, 64, 128]


def test_the_same_record_signed_twice_has_no_digest_in_common() -> None:
    one, other = payload(signed()), payload(sign(mother(), key(), shelf=shelf()))
    assert not set(one["facts"]["_sd"]) & set(other["facts"]["_sd"])


def test_another_reader_of_the_standard_finds_the_same() -> None:
    from jwcrypto.jwk import JWK  # type: ignore[import-untyped]

    text = present(signed(), ["$.periods", *TOTAL]).text.decode().strip()
    seen = SDJWTVerifier(text, lambda *_: JWK.from_pyca(key().public_key())).get_verified_payload()
    assert seen["answers"]["total_paid"]["value"] == {"amount": "309295.00", "currency": "SEK"}
    assert len(seen["facts"]["$.periods[]"]) == 4


def test_nothing_is_signed_that_does_not_verify() -> None:
    forged = changed(mother(), "outcome", "answers", 0, "verdict", to="refused")
    with pytest.raises(UnrecordableError, match="does not verify"):
        sign(forged, key(), shelf=shelf())


def test_commitments_are_not_signed() -> None:
    with pytest.raises(UnrecordableError, match="commitments"):
        sign(committed(returning())[0], key(), shelf=shelf())


# showing


def test_only_what_is_chosen_is_shown() -> None:
    shown = present(signed(), [*TOTAL, "$.applied_on"])
    assert shown.shown == ("$.applied_on", "answers.total_paid")
    assert shown.text.count(b"~") == 3
    everything = b"".join(decoded(part) for part in shown.text.decode().strip().split("~")[1:-1])
    assert b"309295.00" in everything
    assert b"NG" not in everything


def test_nothing_at_all_can_be_shown() -> None:
    found = check(present(signed(), []).text, key().public_key(), shelf())
    assert (found.weight, found.claims, dict(found.signed.facts)) == (Weight.OPEN, (), {})


def test_a_name_stands_for_all_below_it() -> None:
    assert all(each.startswith("$.periods[") for each in present(signed(), ["$.periods"]).shown)
    assert present(signed(), ["$.periods[]"]).shown == ("$.periods[]",)
    assert len(present(signed(), ["lines"]).shown) == 8
    assert present(signed(), ["lines.1"]).shown == ("lines.1",)
    assert len(present(signed(), ["answers.period_granted"]).shown) == 4


def test_an_entry_of_a_list_is_not_shown_without_the_list() -> None:
    with pytest.raises(DisclosureError, match=r"\$\.periods\[\]"):
        present(signed(), ["$.periods[0].kind"])
    assert len(present(signed(), ["$.periods[]", "$.periods[0].kind"]).shown) == 2


@pytest.mark.parametrize("name", ["answers.totl_paid", "$.principal.ag", "$.per", "line", "", "answers."])
def test_a_name_that_stands_for_nothing_is_refused(name: str) -> None:
    with pytest.raises(DisclosureError):
        present(signed(), [name])


def test_what_was_shown_can_be_shown_in_part_again_but_never_more() -> None:
    less = present(present(signed(), [*TOTAL, "$.applied_on"]).text, TOTAL)
    assert less.shown == TOTAL
    with pytest.raises(DisclosureError):
        present(less.text, ["$.applied_on"])


def test_nothing_of_a_case_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = present(sign(returning(), key(), shelf=shelf()), ["answers", "$.claims"]).text
    check(text, key().public_key(), shelf())
    assert caplog.text == ""


# checking the signature


def test_another_key_does_not_fit() -> None:
    with pytest.raises(SignatureError):
        check(present(signed(), TOTAL).text, Ed25519PrivateKey.generate().public_key(), shelf())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_byte_changed_left_out_or_added_anywhere_is_found(data: st.DataObject) -> None:
    text = present(signed(), [*TOTAL, "$.applied_on"]).text
    at, byte = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 255))
    other = data.draw(
        st.sampled_from(
            [
                text[:at] + bytes([byte]) + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + bytes([byte]) + text[at:],
            ]
        )
    )
    if other != text:
        with pytest.raises(SignatureError):
            open_signed(other, key().public_key())


def test_the_last_bits_of_a_part_count_too() -> None:
    text = present(signed(), TOTAL).text.decode()
    first, rest = text.split("~", 1)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet[alphabet.index(first[-1]) ^ 1]
    assert decoded(first[:-1].split(".")[2] + last) == decoded(first.split(".")[2])
    with pytest.raises(SignatureError):
        open_signed(f"{first[:-1]}{last}~{rest}".encode(), key().public_key())


def test_a_disclosure_of_another_record_is_refused() -> None:
    mine, other = present(signed(), TOTAL).text.decode(), present(bound(), ["answers.eligible"]).text.decode()
    mixed = f"{mine.strip()}{other.strip().split('~')[1]}~\n"
    with pytest.raises(SignatureError, match="not signed, or twice"):
        open_signed(mixed.encode(), key().public_key())


def test_the_same_disclosure_twice_is_refused() -> None:
    first, shown, _ = present(signed(), TOTAL).text.decode().split("~")
    with pytest.raises(SignatureError):
        open_signed(f"{first}~{shown}~{shown}~\n".encode(), key().public_key())


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.pop("rules"),
        lambda tree: tree.update(more=1),
        lambda tree: tree.update(schema="amp-rules/signed-record/2"),
        lambda tree: tree["facts"].update({"$.principal.age": 30}),
        lambda tree: tree["facts"].pop("_sd"),
        lambda tree: tree["rules"]["files"].update({"../x.yaml": "0" * 64}),
        lambda tree: tree["facts"]["_sd"].append(tree["facts"]["_sd"][0]),
        lambda tree: tree.update(facts=[]),
        lambda tree: tree.update(_sd_alg="md5"),
        lambda tree: tree.update(at="yesterday"),
    ],
)
def test_what_is_signed_but_no_signed_record_is_refused(change: Any) -> None:
    with pytest.raises(SignatureError):
        open_signed(resigned(change), key().public_key())


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"typ": "jwt"}])
def test_another_way_of_signing_is_refused(header: dict[str, str]) -> None:
    assert not open_signed(resigned(lambda tree: None), key().public_key()).groups["facts"]
    with pytest.raises(SignatureError, match="another way"):
        open_signed(resigned(lambda tree: None, header=header), key().public_key())


def disclosed(*content: Any) -> bytes:
    """A record signed by the key that has one disclosure of this content among its facts."""
    disclosure = encoded(json.dumps(list(content)).encode())
    digest = encoded(sha256(disclosure.encode()).digest())
    first, *_ = resigned(lambda tree: tree["facts"].update(_sd=[digest])).decode().split("~")
    return f"{first}~{disclosure}~\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        ["salt", "$.principal.age"],
        ["salt", "$.principal.age", 30, 31],
        ["salt", 1, 30],
        ["salt", "_sd", 30],
        ["salt", "...", 30],
        ["salt", "$.children[]", [{"...": "x"}]],
        ["salt", "$.children[]", [{"_sd": []}]],
        {"$.principal.age": 30},
    ],
)
def test_a_disclosure_in_another_form_is_refused(content: Any) -> None:
    assert open_signed(disclosed("salt", "$.principal.age", 30), key().public_key()).groups["facts"]
    with pytest.raises(SignatureError):
        open_signed(disclosed(*content), key().public_key())


@pytest.mark.parametrize("text", [b"", b"\n", b"a.b.c~\n", b"{}\n", b"\xff.b.c~\n", b"a.b.c~d\n", b"a" * 100])
def test_what_is_no_signed_record_is_refused(text: bytes) -> None:
    with pytest.raises(SignatureError):
        open_signed(text, key().public_key())
    with pytest.raises(SignatureError):
        held(text)


@pytest.mark.parametrize(
    "name", ["\u00b2", "9" * 5000, "", "\u0663", "$.periods[\u00b2]", "\ud800", "$" * 1000]
)
def test_a_fact_of_any_name_is_refused_or_weighed(name: str) -> None:
    try:
        found = check(disclosed("salt", name, 30), key().public_key(), shelf())
    except SignatureError:
        return
    assert found.weight is Weight.CONTRADICTED


def test_no_refusal_shows_what_was_disclosed() -> None:
    first, shown, _ = present(signed(), ["$.principal.nationalities"]).text.decode().split("~")
    with pytest.raises(SignatureError) as refused:
        open_signed(f"{first}~{shown}~{shown}~\n".encode(), key().public_key())
    assert "NG" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


# the holder


def test_a_holder_proves_to_be_the_one_that_the_record_names() -> None:
    asked = Proof("auditor", "n-1")
    shown = present(bound(), ["answers.eligible"], holder=holder(), proof=asked)
    assert check(shown.text, key().public_key(), shelf(), proof=asked).bound is True


def test_who_asks_for_no_proof_is_told_that_there_was_none() -> None:
    shown = present(bound(), ["answers.eligible"])
    assert check(shown.text, key().public_key(), shelf()).bound is False
    assert check(present(signed(), TOTAL).text, key().public_key(), shelf()).bound is None


@pytest.mark.parametrize("asked", [Proof("auditor", "n-2"), Proof("somebody", "n-1")])
def test_a_proof_for_another_asking_is_refused(asked: Proof) -> None:
    shown = present(bound(), ["answers.eligible"], holder=holder(), proof=Proof("auditor", "n-1"))
    with pytest.raises(SignatureError):
        check(shown.text, key().public_key(), shelf(), proof=asked)


def test_a_proof_of_somebody_else_is_refused() -> None:
    asked = Proof("auditor", "n-1")
    shown = present(bound(), ["answers.eligible"], holder=key(), proof=asked)
    with pytest.raises(SignatureError):
        check(shown.text, key().public_key(), shelf(), proof=asked)


def test_a_proof_that_was_asked_for_may_not_be_left_out() -> None:
    with pytest.raises(SignatureError, match="has not signed"):
        check(present(bound(), []).text, key().public_key(), shelf(), proof=Proof("auditor", "n-1"))


def test_a_proof_is_of_just_what_is_shown() -> None:
    asked = Proof("auditor", "n-1")
    shown = present(bound(), ["answers.eligible", "answers.may_enter"], holder=holder(), proof=asked)
    first, one, _, proof = shown.text.decode().split("~")
    with pytest.raises(SignatureError):
        check(f"{first}~{one}~{proof}".encode(), key().public_key(), shelf(), proof=asked)
