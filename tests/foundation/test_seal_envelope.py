import json
import random
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation.canonical import Value, to_bytes
from borderlink.foundation.envelope import (
    LARGEST_BODY,
    LARGEST_WIRE,
    LONGEST_HEADER,
    Content,
    EnvelopeTooLarge,
    Header,
    HeaderSwapped,
    InnerSignatureWrong,
    NewerEnvelope,
    NotAHeader,
    NotOpened,
    OuterSignatureWrong,
    UnknownSuite,
    check_inner,
    check_outer,
    digest_of,
    open_content,
    peek,
    seal,
    size_class_of,
    wrap,
)
from borderlink.foundation.openkeys import (
    HYBRID,
    SEED_BYTES,
    SUITES,
    X25519,
    OpenKey,
    PrivateOpenKey,
    private_keys,
)
from borderlink.foundation.signing import NotAKey
from tests.letter_world import NOON_S, Agency, body_of, founded, header_for, letter_id, write

GZ, MC, SYD = founded()
CHANCE = random.Random(7)  # noqa: S311 - the same letters in every run
LETTER = letter_id(CHANCE)
BODY = body_of(LETTER, CHANCE)
HEADER = header_for(MC, GZ, BODY, LETTER)


def opened(wire: bytes, sender: Agency = MC, to: Agency = GZ) -> Content:
    header = peek(wire)
    check_outer(wire, header, sender.keys.sign_key)
    content = open_content(wire, header, to.secrets[1].by_id()[header.open_key])
    check_inner(content, sender.keys.sign_key)
    return content


@pytest.mark.parametrize("suite", SUITES)
@given(body=st.binary(max_size=2000))
def test_what_is_sealed_is_opened_by_its_recipient_to_the_byte(suite: int, body: bytes) -> None:
    header = header_for(MC, GZ, body, LETTER, suite=suite)

    sealed = seal(header, body, signer=MC.signer, to=GZ.keys.open_key(suite))

    content = opened(sealed.wire)
    assert (content.body, content.header, content.to_bytes()) == (body, header.to_bytes(), sealed.content)
    assert sealed.digest == digest_of(sealed.wire)
    assert Content.from_bytes(sealed.content) == content


def test_the_strongest_suite_that_both_know_is_taken() -> None:
    older = replace(GZ.keys, open_keys={X25519: GZ.keys.open_keys[X25519]})
    tomorrow = replace(GZ.keys, open_keys={**GZ.keys.open_keys, 99: "AAAA"})

    assert (GZ.keys.suite(), older.suite(), tomorrow.suite()) == (HYBRID, X25519, HYBRID)


def test_a_body_never_shows_its_length_within_its_class() -> None:
    lengths = {
        len(seal(header_for(MC, GZ, body, LETTER), body, signer=MC.signer, to=GZ.keys.open_key(HYBRID)).wire)
        for body in (b"", b"x" * 100, b"x" * 200)
    }

    assert len(lengths) == 1


def test_every_size_up_to_the_largest_is_sealed_and_one_byte_more_is_refused() -> None:
    longest = {"sender": "A" * 32, "recipient": "B" * 32, "seq": 2**53 - 1, "previous": "ab" * 32}
    for size in (1, 4, 16, 64, 256):
        body = bytes(next(length for length in range(size * 1024, 0, -1) if _class(length) == size))
        author, to = replace(MC, code="A" * 32), replace(GZ, code="B" * 32)
        header = header_for(author, to, body, LETTER, expires=2**53 - 1, created=2**53 - 2, **longest)

        sealed = seal(header, body, signer=MC.signer, to=GZ.keys.open_key(HYBRID))

        assert header.size == size
        assert len(header.to_bytes()) <= LONGEST_HEADER
        assert len(sealed.wire) <= LARGEST_WIRE
        assert opened(sealed.wire).body == body
    assert size_class_of(LARGEST_BODY) == 256
    with pytest.raises(EnvelopeTooLarge):
        size_class_of(LARGEST_BODY + 1)


def _class(length: int) -> int:
    return size_class_of(length) if length <= LARGEST_BODY else 0


def test_keys_that_the_header_does_not_name_are_a_fault_not_a_letter() -> None:
    for header, signer, to in (
        (HEADER, SYD.signer, GZ.keys.open_key(HYBRID)),
        (HEADER, MC.signer, SYD.keys.open_key(HYBRID)),
        (HEADER, MC.signer, GZ.keys.open_key(X25519)),
        (replace(HEADER, size=64), MC.signer, GZ.keys.open_key(HYBRID)),
    ):
        with pytest.raises(ValueError, match=r"names other keys|another size"):
            seal(header, BODY, signer=signer, to=to)


def test_a_header_reads_back_as_it_was_written() -> None:
    assert Header.from_bytes(HEADER.to_bytes()) == HEADER
    assert HEADER.to_bytes() == to_bytes(
        {field.name: getattr(HEADER, field.name) for field in fields(HEADER)}
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"v": 2}, NewerEnvelope), ({"v": 2, "more": 1}, NewerEnvelope), ({"v": 0}, NotAHeader),
        ({"v": True}, NotAHeader), ({"v": "1"}, NotAHeader), ({"suite": 3}, UnknownSuite),
        ({"suite": 0}, UnknownSuite), ({"suite": "1"}, NotAHeader), ({"more": 1}, NotAHeader),
        ({"seq": 0}, NotAHeader), ({"seq": True}, NotAHeader), ({"seq": 2**53}, NotAHeader),
        ({"seq": 2}, NotAHeader), ({"seq": 2, "previous": "AB" * 32}, NotAHeader), ({"lane": 4}, NotAHeader),
        ({"lane": -1}, NotAHeader), ({"size": 2}, NotAHeader), ({"sender": "GZ-CUSTOMS"}, NotAHeader),
        ({"sender": "MC POLICE"}, NotAHeader), ({"sender": "M\n"}, NotAHeader), ({"sender": ""}, NotAHeader),
        ({"epoch": "AB" * 16}, NotAHeader), ({"letter": LETTER.upper()}, NotAHeader),
        ({"letter": "00000000-0000-4000-8000-000000000000"}, NotAHeader), ({"created": -1}, NotAHeader),
        ({"expires": NOON_S}, NotAHeader), ({"expires": 2**53}, NotAHeader), ({"sign_key": ""}, NotAHeader),
        ({"open_key": None}, NotAHeader), ({"previous": None}, NotAHeader),
        ({"recipient": ["x"]}, NotAHeader),
    ],
)  # fmt: skip
def test_a_header_out_of_form_is_refused(change: dict[str, Value], refusal: type[Exception]) -> None:
    told: dict[str, Value] = {field.name: getattr(HEADER, field.name) for field in fields(HEADER)}

    with pytest.raises(refusal):
        Header.from_bytes(json.dumps({**told, **change}, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[]", b"1", b"{" * 600, b"[" * 600, b"\xff", b'{"v":1}', HEADER.to_bytes() + b" ",
        HEADER.to_bytes().replace(b",", b", ", 1), HEADER.to_bytes().replace(b'"lane":2', b'"lane":2.0'),
        HEADER.to_bytes().replace(b'"lane":2', b'"lane":2,"lane":2'), b'{"v":' + b"9" * 620 + b"}",
        HEADER.to_bytes().replace(b"MC-POLICE", b"\\u004dC-POLICE"),
        HEADER.to_bytes().replace(b'"lane":2', b'"lane":NaN'),
    ],
)  # fmt: skip
def test_bytes_that_are_no_canonical_header_are_refused(data: bytes) -> None:
    with pytest.raises(NotAHeader):
        Header.from_bytes(data)


def test_an_envelope_is_measured_before_it_is_read() -> None:
    with pytest.raises(EnvelopeTooLarge):
        peek(bytes(LARGEST_WIRE + 1))
    with pytest.raises(NotAHeader):
        peek(bytes(LARGEST_WIRE))


@given(st.binary(max_size=400), st.sampled_from([b"", b"BLNDENV1", b"BLNDLTR1"]))
def test_no_bytes_crash_the_readers(data: bytes, magic: bytes) -> None:
    for read in (peek, Content.from_bytes, Header.from_bytes):
        with pytest.raises((NotAHeader, NewerEnvelope, UnknownSuite, NotAKey)):
            read(magic + data)


def test_signatures_stand_for_one_purpose_and_one_key() -> None:
    sealed = write(MC, GZ, CHANCE)
    content = Content.from_bytes(sealed.content)
    header = peek(sealed.wire)

    with pytest.raises(OuterSignatureWrong):
        check_outer(sealed.wire, header, SYD.keys.sign_key)
    with pytest.raises(InnerSignatureWrong):
        check_inner(content, SYD.keys.sign_key)
    with pytest.raises(InnerSignatureWrong):
        check_inner(replace(content, signature=MC.signer.sign(content.signed(), purpose="envelope")),
                    MC.keys.sign_key)  # fmt: skip


def test_what_was_sealed_for_one_does_not_open_for_another() -> None:
    for suite in SUITES:
        wire = write(MC, GZ, CHANCE, suite=suite).wire
        header = peek(wire)

        for private in (*SYD.secrets[1].by_suite.values(), GZ.secrets[1].by_suite[3 - suite]):
            with pytest.raises(NotOpened):
                open_content(wire, header, private)


def test_a_content_in_the_envelope_of_another_is_seen() -> None:
    key = GZ.keys.open_key(HYBRID)
    content = write(MC, GZ, CHANCE).content
    other = write(MC, GZ, CHANCE)
    head = peek(other.wire).to_bytes()

    wire = wrap(head, content, 1, signer=MC.signer, to=key).wire

    with pytest.raises(HeaderSwapped):
        opened(wire)


def test_keys_to_seal_to_have_one_text_and_weak_ones_none() -> None:
    for suite in SUITES:
        key = GZ.keys.open_key(suite)
        assert OpenKey.from_text(key.text()) == key
    low_order = "hpke-1:4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA="
    whole = GZ.keys.open_key(X25519).text()
    hybrid = OpenKey(HYBRID, GZ.keys.open_key(HYBRID).raw[:-32] + bytes(32)).text()
    beyond = OpenKey(HYBRID, b"\xff" * 1184 + GZ.keys.open_key(HYBRID).raw[-32:]).text()

    for text in (
        "hpke-1:" + "A" * 43 + "=", low_order, hybrid, beyond, "", "hpke-1:", "hpke-3:AAAA", whole[:-1],
        whole[:-2] + chr(ord(whole[-2]) + 1) + "=", whole + " ",
        whole.replace("hpke-1", "hpke-2"), whole.replace("hpke-1", "ed25519"), whole + "\n",
    ):  # fmt: skip
        with pytest.raises(NotAKey):
            OpenKey.from_text(text)


def test_private_keys_never_show_themselves_and_share_no_part() -> None:
    keys = private_keys(bytes(range(SEED_BYTES)))

    assert repr(keys[X25519]) == "PrivateOpenKey(1, ...)"
    assert keys[X25519].raw not in keys[HYBRID].raw
    for suite, length in ((X25519, 31), (HYBRID, 32), (3, 32)):
        with pytest.raises(NotAKey):
            PrivateOpenKey(suite, bytes(length))
    with pytest.raises(ValueError, match="128"):
        private_keys(bytes(32))


def test_the_seal_is_that_of_rfc_9180() -> None:
    """Base mode, DHKEM(X25519, HKDF-SHA256); appendix A.1 gives the recipient's key pair.

    The published vectors have no case with AES-256-GCM, so the schedule is computed here from the RFC's text.
    """
    private = PrivateOpenKey(
        X25519, bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    )
    public = "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"
    assert private.public().raw.hex() == public

    sealed = private.public().seal(b"hello", b"info")

    assert _open_by_hand(private.raw, private.public().raw, sealed, b"info") == b"hello"
    assert private.open(sealed, b"info") == b"hello"
    assert private.open(sealed, b"other") is None


def _open_by_hand(private: bytes, public: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open by RFC 9180 sections 4.1 and 5.1, with nothing but X25519, HMAC and AES-GCM."""
    import hmac

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    def extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")

    def expand(prk: bytes, suite: bytes, label: bytes, context: bytes, length: int) -> bytes:
        text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
        return hmac.digest(prk, text + b"\x01", "sha256")[:length]

    kem, whole = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    shared = X25519PrivateKey.from_private_bytes(private).exchange(
        X25519PublicKey.from_public_bytes(sealed[:32])
    )
    prk = extract(b"", kem, b"eae_prk", shared)
    secret = expand(prk, kem, b"shared_secret", sealed[:32] + public, 32)
    context = b"\x00" + extract(b"", whole, b"psk_id_hash", b"") + extract(b"", whole, b"info_hash", info)
    made = extract(secret, whole, b"secret", b"")
    key, nonce = expand(made, whole, b"key", context, 32), expand(made, whole, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, sealed[32:], b"")
