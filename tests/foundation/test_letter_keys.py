import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value
from borderlink.foundation.introductions import Introduction, NotAnIntroduction, introduce
from borderlink.foundation.letterkeys import (
    DAY_S,
    LetterKeys,
    LetterKeysDoNotFollow,
    LetterKeysNotSigned,
    LoadedKey,
    NotLetterKeys,
    PrivateLetterKeys,
    SignedLetterKeys,
    read_letter_keys,
    signing_periods,
)
from borderlink.foundation.roots import RootNotSigned
from borderlink.foundation.signing import NotAKey, PrivateKey, PublicKey
from tests.letter_world import NOON_S, START_S, founded

GZ, MC, SYD = founded()
SECOND = MC.renewed(at=NOON_S, seed=5)
KEYS, ROOT = MC.keys, MC.root()


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
def test_any_two_root_keys_sign_letter_keys(pair: tuple[int, int]) -> None:
    signed = KEYS.sign(*(MC.holders[index] for index in pair))

    assert SignedLetterKeys.from_bytes(signed.to_bytes()).verify(ROOT) == KEYS


def test_one_root_key_twice_or_with_an_outsider_is_not_enough() -> None:
    for holders in ([MC.holders[0]], [MC.holders[0], MC.holders[0]], [MC.holders[0], SYD.holders[0]]):
        with pytest.raises(LetterKeysNotSigned):
            KEYS.sign(*holders).verify(ROOT)


def test_letter_keys_of_another_agency_are_refused_whoever_signed_them() -> None:
    with pytest.raises(NotLetterKeys):
        replace(KEYS, agency="VN-CUSTOMS").sign(*MC.holders[:2]).verify(ROOT)


def test_a_later_version_follows_when_root_and_the_key_before_have_signed() -> None:
    signed = SECOND.signed_keys(2)

    assert signed.verify_after(KEYS, ROOT) == SECOND.keys


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"node": "other"}, "another-node"), ({"version": 3}, "not-the-next-version"),
        ({"previous": "ab" * 32}, "another-predecessor"),
        ({"from_at": START_S, "until_at": NOON_S}, "not-later"),
        ({"agency": "GZ-CUSTOMS"}, "another-agency"),
    ],
)  # fmt: skip
def test_a_version_that_does_not_come_from_the_trusted_one_is_refused(
    change: dict[str, object], what: str
) -> None:
    other = replace(SECOND.keys, **change)  # type: ignore[arg-type]

    with pytest.raises(LetterKeysDoNotFollow) as refused:
        other.sign(*MC.holders[:2], MC.signers[1]).verify_after(KEYS, ROOT)

    assert refused.value.facts["what"] == what


def test_neither_root_nor_the_key_before_changes_keys_alone() -> None:
    with pytest.raises(LetterKeysDoNotFollow):
        SECOND.keys.sign(*MC.holders[:2]).verify_after(KEYS, ROOT)
    with pytest.raises(LetterKeysNotSigned):
        SECOND.keys.sign(MC.signers[1], MC.holders[0]).verify_after(KEYS, ROOT)


def test_two_versions_never_sign_at_once() -> None:
    third = SECOND.renewed(at=NOON_S + 50 * DAY_S, seed=5)

    periods = signing_periods(third.versions[::-1])

    assert [(keys.version, from_at, until_at) for keys, from_at, until_at in periods] == [
        (1, START_S, NOON_S), (2, NOON_S, NOON_S + 50 * DAY_S),
        (3, NOON_S + 50 * DAY_S, NOON_S + 450 * DAY_S),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 900), min_size=1, max_size=6), st.integers(1, 400))
def test_at_any_time_at_most_one_version_signs(starts: list[int], days: int) -> None:
    versions = [
        replace(
            KEYS,
            version=number,
            previous="ab" * 32 if number > 1 else "",
            from_at=start,
            until_at=start + days,
        )
        for number, start in enumerate(starts, start=1)
    ]

    periods = signing_periods(versions)

    for at in {moment for _, start, end in periods for moment in (start, end - 1, end)}:
        assert sum(start <= at < end for _, start, end in periods) <= 1


@pytest.mark.parametrize(
    "change",
    [
        {"until_at": KEYS.from_at}, {"until_at": KEYS.from_at + 400 * DAY_S + 1}, {"from_at": -1},
        {"version": 0}, {"version": 2}, {"previous": "ab" * 32}, {"agency": "mong cai"}, {"node": ""},
        {"country": "Vn"},
        {"languages": ()}, {"languages": ("vietnamese-",)}, {"protocol": ()}, {"protocol": (0,)},
        {"addresses": ("ftp://a",)}, {"addresses": ("https://a b",)}, {"addresses": ("https://a/\n",)},
        {"addresses": ("https://u@h",)}, {"tls": ("AB" * 32,)}, {"tls": ("ab" * 32,) * 17}, {"open_keys": {}},
        {"open_keys": {9: "AAAA"}}, {"open_keys": {1: "AAAA"}}, {"open_keys": {1: KEYS.open_keys[2]}},
        {"open_keys": {1: "A" * 43 + "="}}, {"code_list": "x"}, {"sign_key": PublicKey("ed25519", bytes(32))},
        {"sign_key": PublicKey("ed25519", b"\x01" + bytes(31))},
    ],
)  # fmt: skip
def test_letter_keys_out_of_form_or_weak_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(NotLetterKeys):
        replace(KEYS, **change)  # type: ignore[arg-type]


def test_letter_keys_may_offer_suites_that_are_not_known_here() -> None:
    newer = replace(KEYS, open_keys={**KEYS.open_keys, 7: "tomorrow"}, protocol=(1, 2))

    assert read_letter_keys(newer.document()) == newer
    assert newer.suite() == 2


@pytest.mark.parametrize(
    "field",
    [
        {"extra": 1}, {"type": "x"}, {"from_at": True}, {"version": "1"}, {"sign_key": "x"},
        {"open_keys": []}, {"open_keys": {"01": KEYS.open_keys[1]}}, {"addresses": "https://a"},
        {"protocol": [True]}, {"tls": [1]},
    ],
)  # fmt: skip
def test_a_document_with_other_fields_is_refused(field: dict[str, Value]) -> None:
    document = canonical.to_bytes({**canonical.object_of(KEYS.document()), **field})

    with pytest.raises(NotLetterKeys):
        read_letter_keys(document)


def test_a_file_has_one_form() -> None:
    data = MC.signed_keys().to_bytes()
    for old, new in (
        (b'"ed25519:', b'" ed25519:'),
        (b'="', b'=\\n"'),
        (b'"keys":', b'"keys" :'),
        (b"}", b"} "),
    ):
        changed = data[::-1].replace(old[::-1], new[::-1], 1)[::-1]
        assert changed != data

        with pytest.raises(NotLetterKeys):
            SignedLetterKeys.from_bytes(changed)


@given(
    st.one_of(st.binary(max_size=60), st.sampled_from([b"{}", b'{"keys":"","signatures":{}}', bytes(70_000)]))
)
def test_no_bytes_crash_the_readers_of_keys_and_introductions(data: bytes) -> None:
    with pytest.raises(NotLetterKeys):
        SignedLetterKeys.from_bytes(data)
    with pytest.raises(NotAnIntroduction):
        Introduction.from_bytes(data)
    with pytest.raises(NotAKey):
        PrivateLetterKeys.from_pem(data)


def test_private_keys_are_kept_in_a_file_that_openssl_reads() -> None:
    private = PrivateLetterKeys.from_seed(bytes(range(128)))

    data = private.pem()

    assert PrivateLetterKeys.from_pem(data) == private
    assert data.count(b"BEGIN PRIVATE KEY") == 3
    assert repr(private) == "PrivateLetterKeys(...)"
    blocks = data.split(b"-----BEGIN")
    for wrong in (data[:-30], data + data, b"-----BEGIN".join([*blocks[:2], blocks[1], blocks[3]])):
        with pytest.raises(NotAKey):
            PrivateLetterKeys.from_pem(wrong)


def test_a_key_kept_ready_signs_like_the_key_itself() -> None:
    key = PrivateKey(b"k" * 32)
    ready = LoadedKey(key)

    assert ready.public() == key.public()
    assert ready.sign(b"x", purpose="letter") == key.sign(b"x", purpose="letter")


def test_an_introduction_reads_back_and_shows_the_digits_of_the_root() -> None:
    introduction = MC.introduction()

    read = Introduction.from_bytes(introduction.to_bytes())

    assert read == introduction
    assert read.fingerprint() == ROOT.fingerprint()
    assert read.verify() == (ROOT, KEYS)


def test_parts_of_two_introductions_do_not_make_a_third() -> None:
    one, two = MC.introduction(), replace(MC, holders=SYD.holders).introduction()

    for made, refusal in (
        (replace(one, keys=two.keys), LetterKeysNotSigned),
        (replace(one, names={"en": "Another police"}), NotAnIntroduction),
        (replace(one, root=MC.root().sign(MC.holders[0])), RootNotSigned),
        (replace(one, keys=GZ.signed_keys()), NotLetterKeys),
        (introduce(one.root, one.keys, one.names, signer=SYD.signer), NotAnIntroduction),
    ):
        with pytest.raises(refusal):
            Introduction.from_bytes(made.to_bytes()).verify()


@pytest.mark.parametrize(
    "names", [{}, {"en": ""}, {"en": "x" * 121}, {"en": "a\nb"}, {"fr": "Police"}, {"en": "a", "fr": "b"}]
)
def test_names_out_of_form_are_refused(names: dict[str, str]) -> None:
    made = introduce(MC.root().sign(*MC.holders[:2]), MC.signed_keys(), names, signer=MC.signer)

    with pytest.raises(NotAnIntroduction):
        Introduction.from_bytes(made.to_bytes())


def test_an_introduction_with_one_bit_changed_is_refused() -> None:
    data, chance = MC.introduction().to_bytes(), random.Random(1)  # noqa: S311 - the same bits every time
    for _ in range(300):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)

        with pytest.raises((NotAnIntroduction, RootNotSigned, LetterKeysNotSigned, NotLetterKeys)):
            Introduction.from_bytes(bytes(changed)).verify()


def test_letter_keys_cover_their_period_alone() -> None:
    assert KEYS.covers(KEYS.from_at)
    assert not KEYS.covers(KEYS.until_at)
    assert isinstance(KEYS, LetterKeys)
