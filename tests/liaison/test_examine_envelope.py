import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.envelopes import batch
from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical
from borderlink.foundation.envelope import Content, check_inner
from borderlink.foundation.letterkeys import DAY_S, OVERLAP_S
from borderlink.liaison.domain.bodies import DEEPEST, MOST_NODES, read_body
from borderlink.liaison.domain.receiving import (
    SKEW_S,
    Admitted,
    Examined,
    Keyring,
    Refused,
    admit,
    examine,
    unseal,
)
from borderlink.liaison.refusals.receiving import BodyShape
from tests.letter_mutations import RING, Spoiled, flip, nothing_wrong, oracle, told
from tests.letter_world import NOON_S, START_S, Agency, body_of, founded, header_for, letter_id, parts, write

GZ, MC, SYD = founded()
CHANCE = random.Random(11)  # noqa: S311 - the same letters in every run
YESTERDAY = NOON_S - DAY_S


def said(wire: bytes, ring: Keyring = RING, *, at: int = NOON_S, me: str = GZ.code) -> str:
    """Return the code by which an envelope is refused, or ``taken``."""
    found = examine(wire, ring, me=me, at=at)
    return found.code if isinstance(found, Refused) else "taken"


def test_five_thousand_spoiled_envelopes_are_refused_each_by_the_rule_it_breaks() -> None:
    outcomes, ways, codes, wrong = batch((2026, 0, 5000))

    assert wrong == []
    assert outcomes == {"refused": 4900, "good": 100}
    assert len(ways) > 20
    assert len(codes) == 20


def test_every_bit_of_an_envelope_counts() -> None:
    wire = write(MC, GZ, CHANCE).wire
    for at in [*range(8 * 8, 420 * 8, 3), *range(420 * 8, len(wire) * 8, 97)]:
        changed = bytearray(wire)
        changed[at // 8] ^= 1 << at % 8

        assert said(bytes(changed)) == oracle(bytes(changed)), at


def test_a_good_letter_is_taken_in_with_its_evidence() -> None:
    sealed = write(MC, GZ, CHANCE)

    found = examine(sealed.wire, RING, me=GZ.code, at=NOON_S)

    assert isinstance(found, Examined)
    assert found.digest == sealed.digest
    assert found.content.to_bytes() == sealed.content
    assert found.body["letter"] == found.header.letter
    check_inner(Content.from_bytes(sealed.content), MC.keys.sign_key)


def test_only_a_signed_envelope_is_known_by_its_header() -> None:
    """What is not signed is counted; what is signed and refused is stored and answered."""
    signed = examine(write(MC, SYD, CHANCE).wire, RING, me=GZ.code, at=NOON_S)
    unsigned = examine(flip(CHANCE).wire, RING, me=GZ.code, at=NOON_S)

    assert isinstance(signed, Refused)
    assert signed.header is not None
    assert len(signed.digest) == 64
    assert isinstance(unsigned, Refused)
    assert (unsigned.header, unsigned.digest) == (None, "")


def test_a_letter_that_came_before_need_not_be_opened_again() -> None:
    sealed = write(MC, GZ, CHANCE, expires=NOON_S + 60)

    late = admit(sealed.wire, RING, me=GZ.code, at=NOON_S + 61)

    assert isinstance(late, Admitted)
    assert (late.digest, late.header.expires) == (sealed.digest, NOON_S + 60)
    opened = unseal(late, RING, at=NOON_S + 61)
    assert isinstance(opened, Refused)
    assert opened.code == "post.expired"


@pytest.mark.parametrize(
    ("ahead", "code"), [(-DAY_S, "taken"), (SKEW_S, "taken"), (SKEW_S + 1, "post.from-the-future")]
)
def test_clocks_may_differ_by_ten_minutes(ahead: int, code: str) -> None:
    assert said(write(MC, GZ, CHANCE, created=NOON_S + ahead).wire) == code


@pytest.mark.parametrize(("at", "code"), [(NOON_S + 59, "taken"), (NOON_S + 60, "post.expired")])
def test_a_letter_expires_when_it_says(at: int, code: str) -> None:
    assert said(write(MC, GZ, CHANCE, expires=NOON_S + 60).wire, at=at) == code


def signed_at(author: Agency, created: int, *, expires: int = NOON_S + 300 * DAY_S) -> bytes:
    return write(author, GZ, CHANCE, created=created, expires=expires).wire


def test_at_any_time_a_partner_signs_with_one_key() -> None:
    renewed = MC.renewed(at=YESTERDAY, seed=5)
    ring = GZ.ring(renewed)

    assert said(signed_at(MC, YESTERDAY - 1), ring) == "taken"
    assert said(signed_at(MC, YESTERDAY), ring) == "post.key-not-valid"
    assert said(signed_at(renewed, YESTERDAY - 1), ring) == "post.key-not-valid"
    assert said(signed_at(renewed, YESTERDAY), ring) == "taken"


def test_a_letter_sealed_in_time_arrives_for_thirty_days_after_its_key_ended() -> None:
    ring = GZ.ring(MC.renewed(at=YESTERDAY, seed=5))
    wire = signed_at(MC, YESTERDAY - 1)

    assert said(wire, ring, at=YESTERDAY + OVERLAP_S - 1) == "taken"
    assert said(wire, ring, at=YESTERDAY + OVERLAP_S) == "post.key-not-valid"


def test_our_former_key_opens_for_thirty_days_whenever_the_letter_was_sealed() -> None:
    moved = GZ.renewed(at=NOON_S, seed=5)
    ring = moved.ring(MC)
    late = signed_at(MC, NOON_S + 29 * DAY_S)

    assert said(late, ring, at=NOON_S + OVERLAP_S - 1) == "taken"
    assert said(late, ring, at=NOON_S + OVERLAP_S) == "post.open-key-not-valid"


def test_a_signing_key_that_stays_signs_in_every_period_of_its_versions() -> None:
    renewed = MC.renewed(at=NOON_S + DAY_S, seed=5, sign_key=MC.keys.sign_key)
    ring = GZ.ring(renewed)

    for created in (NOON_S, NOON_S + DAY_S, NOON_S + 300 * DAY_S):
        wire = signed_at(MC, created, expires=created + DAY_S)
        assert said(wire, ring, at=created) == "taken"


def test_keys_that_were_revoked_are_no_keys() -> None:
    wire = signed_at(MC, NOON_S)

    assert said(wire, Keyring.of([[SYD.keys]], [(GZ.keys, GZ.secrets[1])])) == "post.unknown-sender"
    assert (
        said(wire, GZ.ring(replace(MC, versions=MC.renewed(at=START_S, seed=5).versions[1:])))
        == "post.key-not-valid"
    )


def test_own_keys_sign_nothing_that_is_taken_in() -> None:
    assert said(write(GZ, MC, CHANCE).wire) == "post.unknown-sender"
    assert said(write(replace(GZ, code=MC.code), GZ, CHANCE).wire) == "post.key-not-valid"


def test_the_order_of_the_rules_is_that_of_the_design() -> None:
    """Whatever is wrong further on, the first rule that is broken answers."""
    author = replace(MC, code="XX-NOBODY")
    late = {"created": NOON_S - 9, "expires": NOON_S - 1}

    assert said(write(author, SYD, CHANCE, **late).wire) == "post.unknown-sender"
    assert said(_unsigned(write(MC, SYD, CHANCE, **late).wire)) == "envelope.outer-signature"
    assert said(write(MC, SYD, CHANCE, **late).wire) == "post.not-for-me"
    assert said(write(MC, replace(SYD, code=GZ.code), CHANCE, **late).wire) == "post.expired"
    assert said(write(MC, replace(SYD, code=GZ.code), CHANCE).wire) == "post.open-key-not-valid"


def _unsigned(wire: bytes) -> bytes:
    return wire[:-8] + b"AAAAAA=="


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
))  # fmt: skip
def test_a_body_is_read_exactly_when_it_is_canonical(value: object) -> None:
    import json

    for data in (
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(errors="replace"),
        json.dumps(value).encode(),
    ):
        try:
            wanted = canonical.object_of(data)
        except NotCanonical:
            with pytest.raises(BodyShape):
                read_body(data, letter="x")
        else:
            if _depth(wanted) <= DEEPEST:
                assert read_body(data, letter="x") == wanted


def _depth(value: canonical.Value) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 1


def test_a_body_ends_at_twelve_levels_and_two_thousand_values() -> None:
    def nested(levels: int) -> bytes:
        return b'{"a":' * (levels - 1) + b"{}" + b"}" * (levels - 1)

    def wide(values: int) -> bytes:
        return b'{"a":[' + b",".join([b"1"] * (values - 2)) + b"]}"

    assert read_body(nested(DEEPEST), letter="x")
    assert read_body(wide(MOST_NODES), letter="x")
    for body, what in (
        (nested(DEEPEST + 1), "too-deep"), (wide(MOST_NODES + 1), "too-many-values"),
        (b'{"a":' * 40_000, "too-deep"), (b"[" * 200_000, "too-deep"), (b"[1]", "not-an-object"),
        (b"", "not-json-at-0"),
    ):  # fmt: skip
        with pytest.raises(BodyShape) as refused:
            read_body(body, letter="x")
        assert refused.value.facts["what"] == what


def test_the_control_of_the_mutations_is_a_letter_as_officers_write_it() -> None:
    spoiled = nothing_wrong(CHANCE)

    assert isinstance(spoiled, Spoiled)
    assert told(spoiled) == "accepted"


def test_a_letter_of_four_kib_is_sealed_and_read_in_both_suites() -> None:
    for suite in (1, 2):
        letter = letter_id(CHANCE)
        body = body_of(letter, CHANCE, 1500)
        header = header_for(MC, GZ, body, letter, suite=suite)
        assert header.size == 4
        sealed = write(MC, GZ, CHANCE, suite=suite, length=1500)
        assert said(sealed.wire) == "taken"
        assert parts(sealed)[0].suite == suite
