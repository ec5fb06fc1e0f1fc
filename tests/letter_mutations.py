"""Every way known to spoil an envelope, each with the code by which it must be refused.

``flip`` and ``splice`` change bytes at random; what must be said of them is worked out by ``oracle``, written
after the page of the format with nothing of ours. The others know what they did. ``Spoiled.code`` is a
refusal's, or ``duplicate`` or ``equivocation`` for what only the place on the link can show.
"""

import hashlib
import json
import random
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from borderlink.foundation import canonical
from borderlink.foundation.envelope import Content, Header, wrap
from borderlink.foundation.letterkeys import DAY_S, LoadedKey
from borderlink.foundation.signing import PublicKey, Signature, Signer
from borderlink.liaison.domain.placing import Duplicate, Equivocation, LinkView, place
from borderlink.liaison.domain.receiving import Keyring, Refused, examine
from tests.letter_world import NOON_S, Agency, body_of, founded, header_for, letter_id, parts, write

GZ, MC, SYD = founded()
STRANGER: Final = Agency.found("XX-NOBODY", "XX", 9)
RENEWED: Final = MC.renewed(at=NOON_S - DAY_S, seed=2)  # signs with a new key since yesterday
MOVED: Final = GZ.renewed(at=NOON_S - 31 * DAY_S, seed=1)  # gave up its first keys 31 days ago
LATE_MOVED: Final = GZ.renewed(at=NOON_S - 29 * DAY_S, seed=1)
RING: Final = GZ.ring(MC, SYD)


@dataclass(frozen=True)
class Spoiled:
    """A spoiled envelope, what must be said of it, and where, when and after what it arrives."""

    wire: bytes
    code: str
    ring: Keyring = RING
    at: int = NOON_S
    link: LinkView = LinkView()  # noqa: RUF009 - frozen


def told(spoiled: Spoiled) -> str:
    """Return what the receiver says of an envelope: a code, or ``accepted``."""
    found = examine(spoiled.wire, spoiled.ring, me=GZ.code, at=spoiled.at)
    if isinstance(found, Refused):
        return found.code
    match place(spoiled.link, found.header, found.digest):
        case Duplicate():
            return "duplicate"
        case Equivocation():
            return "equivocation"
    return "accepted"


def oracle(wire: bytes) -> str:
    """Return what must be said of an envelope from MC that was changed without its key."""
    if len(wire) > 259 * 1024:
        return "envelope.too-large"
    found, at = [], 8
    try:
        for _ in range(3):
            (length,) = struct.unpack_from(">I", wire, at)
            found.append(wire[at + 4 : at + 4 + length])
            at += 4 + length
    except struct.error:
        return "envelope.not-a-header"
    if wire[:8] != b"BLNDENV1" or at != len(wire) or len(found[0]) > 640:
        return "envelope.not-a-header"
    return _oracle_of_header(found[0])


_FORMS: Final = {
    "created": r"0|[1-9]\d{0,14}", "epoch": r"[0-9a-f]{32}", "expires": r"0|[1-9]\d{0,14}", "lane": "[0-3]",
    "letter": r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "open_key": r"[0-9a-f]{16}",
    "previous": r"[0-9a-f]{64}|", "recipient": r"[A-Za-z0-9][A-Za-z0-9-]{1,31}",
    "sender": r"[A-Za-z0-9][A-Za-z0-9-]{1,31}", "seq": r"[1-9]\d{0,14}", "sign_key": r"[0-9a-f]{16}",
    "size": "1|4|16|64|256", "suite": r"0|-?[1-9]\d{0,14}", "v": r"0|-?[1-9]\d{0,14}",
}  # fmt: skip
_NUMBERS: Final = {"created", "expires", "lane", "seq", "size", "suite", "v"}
_LINE: Final = re.compile(
    "{"
    + ",".join(
        f'"{name}":' + (f"(?P<{name}>{form})" if name in _NUMBERS else f'"(?P<{name}>{form})"')
        for name, form in sorted(_FORMS.items())
    )
    + "}"
)


def _oracle_of_header(head: bytes) -> str:  # noqa: PLR0911 - the order is the point
    version = _version(head)
    if version > 1:
        return "envelope.newer-version"
    line = _LINE.fullmatch(head.decode("latin-1"))
    if line is None or version != 1 or line["sender"] == line["recipient"]:
        return "envelope.not-a-header"
    if line["suite"] not in {"1", "2"}:
        return "envelope.unknown-suite"
    created = int(line["created"])
    if created >= int(line["expires"]) or (line["seq"] != "1" and line["previous"] == ""):
        return "envelope.not-a-header"
    pinned = {MC.code: MC.keys, SYD.code: SYD.keys}.get(line["sender"])
    if pinned is None:
        return "post.unknown-sender"
    if line["sign_key"] != pinned.sign_key_id() or not pinned.covers(created):
        return "post.key-not-valid"
    return "envelope.outer-signature"


def _version(head: bytes) -> int:
    """Return the version that any JSON object tells, for that is judged before its other fields."""
    try:
        version = json.loads(head.decode("ascii"))["v"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return version if type(version) is int else 0


def flip(chance: random.Random) -> Spoiled:
    """One bit anywhere; every second time where the header stands, for it is short."""
    wire = bytearray(write(MC, GZ, chance, suite=chance.choice([1, 2])).wire)
    at = chance.randrange(len(wire) * 8 if chance.random() < 0.5 else 400 * 8)
    wire[at // 8] ^= 1 << at % 8
    return Spoiled(bytes(wire), oracle(bytes(wire)))


def splice(chance: random.Random) -> Spoiled:
    """Bytes cut out, repeated, turned round, overwritten, added, or the end cut off."""
    whole = write(MC, GZ, chance, suite=chance.choice([1, 2])).wire
    most = len(whole) if chance.random() < 0.5 else 400
    one, two = sorted(chance.randrange(most + 1) for _ in range(2))
    two = min(two, one + chance.choice([1, 2, 8, 64, 1024]))
    part = whole[one:two]
    wire = chance.choice([
        whole[:one] + whole[two:], whole[:two] + part + whole[two:], whole[:one] + part[::-1] + whole[two:],
        whole[:one] + chance.randbytes(len(part)) + whole[two:], whole[:one], whole + part,
        whole[:one] + chance.randbytes(chance.choice([1, 4, 22])) + whole[one:],
    ])  # fmt: skip
    return splice(chance) if wire == whole else Spoiled(wire, oracle(wire))


def written_otherwise(chance: random.Random) -> Spoiled:
    """The same signature in another text, or header in other JSON, with lengths that fit: another digest."""
    head, ciphertext, signature = _pieces(write(MC, GZ, chance).wire)
    if chance.random() < 0.5:
        other = chance.choice(
            [signature + b"\n", b" " + signature, signature.replace(b"=", b""), b"E" + signature[1:]]
        )
        return Spoiled(_framed(head, ciphertext, other), "envelope.outer-signature")
    other = chance.choice([
        head.replace(b":2", b": 2", 1), head + b" ", head.replace(b"MC-POLICE", b"\\u004dC-POLICE"),
        head.replace(b'"lane":2', b'"lane":2e0'), head[:-1] + b',"w":"' + bytes(700).hex().encode() + b'"}',
        head.replace(b'"v":1', b'"v":2,"w":"' + bytes(700).hex().encode() + b'"'),
    ])  # fmt: skip
    return Spoiled(_framed(other, ciphertext, signature), "envelope.not-a-header")


def part_of_another(chance: random.Random) -> Spoiled:
    """Header, ciphertext or signature taken from another letter of the same partner."""
    one, two = (_pieces(write(MC, GZ, chance, seq=1).wire) for _ in range(2))
    chosen = chance.choice([(0, 1, 1), (1, 0, 0), (0, 1, 0), (1, 0, 1), (0, 0, 1), (1, 1, 0)])
    wire = _framed(*(((one, two)[which])[index] for index, which in enumerate(chosen)))
    return Spoiled(wire, "envelope.outer-signature")


def header_swapped_by_partner(chance: random.Random) -> Spoiled:
    """The partner itself puts another header on a ciphertext and signs it: the seal is bound to the first."""
    header, ciphertext, _ = parts(write(MC, GZ, chance))
    other = replace(header, **chance.choice([
        {"seq": 7, "previous": "ab" * 32}, {"lane": 0}, {"expires": header.expires + 1},
        {"letter": letter_id(chance)}, {"epoch": "ab" * 16}, {"previous": "cd" * 32}, {"size": 64},
        {"created": header.created - 1},
    ]))  # type: ignore[arg-type]  # fmt: skip
    return Spoiled(_outer(other, ciphertext, MC.signer), "envelope.not-opened")


def content_swapped_by_partner(chance: random.Random) -> Spoiled:
    """The partner seals the content of one letter under the header of another."""
    _, _, content = parts(write(MC, GZ, chance))
    return _wrapped(MC, content.to_bytes(), chance, "envelope.header-swapped")


def signed_by_another_peer(chance: random.Random) -> Spoiled:
    """Sydney, pinned too, signs for Mong Cai: the outer signature, or both."""
    letter = letter_id(chance)
    body = body_of(letter, chance)
    header = header_for(MC, GZ, body, letter)
    if chance.random() < 0.5:
        return Spoiled(
            _sealed(header, body, GZ, inner=SYD.signer, outer=SYD.signer), "envelope.outer-signature"
        )
    return Spoiled(_sealed(header, body, GZ, inner=SYD.signer, outer=MC.signer), "envelope.inner-signature")


def taken_over_by_another_peer(chance: random.Random) -> Spoiled:
    """Sydney sends on as its own what Mong Cai wrote to it, or sealed for us."""
    kind = chance.randrange(3)
    if kind == 0:  # the ciphertext under a header of its own
        header, ciphertext, _ = parts(write(MC, GZ, chance))
        own = replace(header, sender=SYD.code, sign_key=SYD.keys.sign_key_id())
        return Spoiled(_outer(own, ciphertext, SYD.signer), "envelope.not-opened")
    _, _, content = parts(write(MC, SYD, chance))
    if kind == 1:  # the content that it opened itself
        return _wrapped(SYD, content.to_bytes(), chance, "envelope.header-swapped")
    header = header_for(SYD, GZ, content.body, parts(write(MC, SYD, chance))[0].letter)
    forged = Content(header.to_bytes(), content.body, content.signature).to_bytes()
    made = wrap(header.to_bytes(), forged, header.size, signer=SYD.signer, to=GZ.keys.open_key(header.suite))
    return Spoiled(made.wire, "envelope.inner-signature")


def forwarded(chance: random.Random) -> Spoiled:
    """A whole letter that was written to Sydney, or one of ours that comes back."""
    if chance.random() < 0.5:
        return Spoiled(write(MC, SYD, chance).wire, "post.not-for-me")
    return Spoiled(write(GZ, MC, chance).wire, "post.unknown-sender")


def by_a_stranger(chance: random.Random) -> Spoiled:
    """Someone whom nobody pinned, under their own name or a partner's."""
    if chance.random() < 0.5:
        return Spoiled(write(STRANGER, GZ, chance).wire, "post.unknown-sender")
    sealed = write(STRANGER, GZ, chance, sender=MC.code)
    return Spoiled(sealed.wire, "post.key-not-valid")


def old_signing_key(chance: random.Random) -> Spoiled:
    """Signed with the partner's key of the day before yesterday, under its own name or the new one's."""
    ring = GZ.ring(RENEWED, SYD)
    letter = letter_id(chance)
    body = body_of(letter, chance)
    named = chance.random() < 0.5
    header = header_for(RENEWED, GZ, body, letter)
    old = replace(header, sign_key=MC.keys.sign_key_id()) if named else header
    wire = _sealed(old, body, GZ, inner=MC.signer, outer=MC.signer)
    return Spoiled(wire, "post.key-not-valid" if named else "envelope.outer-signature", ring)


def stolen_old_key(chance: random.Random) -> Spoiled:
    """Signed with a key that ended more than 30 days ago, and dated back to when it was good."""
    wire = write(MC, GZ, chance, created=NOON_S - 2 * DAY_S, expires=NOON_S + 90 * DAY_S).wire
    return Spoiled(
        wire, "post.key-not-valid", GZ.ring(RENEWED), NOON_S + 29 * DAY_S + chance.randrange(9) * DAY_S
    )


def key_before_its_time(chance: random.Random) -> Spoiled:
    """Signed with the partner's next key before it counts, or with one that has run out."""
    if chance.random() < 0.5:
        wire = write(RENEWED, GZ, chance, created=NOON_S - DAY_S - 1).wire
        return Spoiled(wire, "post.key-not-valid", GZ.ring(RENEWED))
    until = MC.keys.until_at
    wire = write(MC, GZ, chance, created=until + chance.randrange(DAY_S), expires=until + 9 * DAY_S).wire
    return Spoiled(wire, "post.key-not-valid", at=until + DAY_S)


def old_open_key(chance: random.Random) -> Spoiled:
    """Sealed to a key of ours that ended 31 days ago, or to one that never was ours."""
    kind = chance.randrange(3)
    if kind == 0:
        return Spoiled(write(MC, GZ, chance).wire, "post.open-key-not-valid", MOVED.ring(MC))
    if kind == 1:  # dated before the key was made
        wire = write(MC, MOVED, chance, created=MOVED.keys.from_at - 601).wire
        return Spoiled(wire, "post.open-key-not-valid", MOVED.ring(MC))
    to = replace(SYD, code=GZ.code)
    return Spoiled(write(MC, to, chance).wire, "post.open-key-not-valid")


def other_suite(chance: random.Random) -> Spoiled:
    """The partner says one suite and seals in another, or names the key of the other."""
    header, ciphertext, _ = parts(write(MC, GZ, chance, suite=2))
    weaker = replace(header, suite=1)
    if chance.random() < 0.5:
        weaker = replace(weaker, open_key=GZ.keys.open_key(1).id())
    return Spoiled(_outer(weaker, ciphertext, MC.signer), "envelope.not-opened")


def newer(chance: random.Random) -> Spoiled:
    """A version or a suite of tomorrow, well signed."""
    header, ciphertext, _ = parts(write(MC, GZ, chance))
    name, code = chance.choice([("v", "envelope.newer-version"), ("suite", "envelope.unknown-suite")])
    told_ = {**json.loads(header.to_bytes()), name: chance.randrange(3, 99)}
    return Spoiled(_signed(canonical.to_bytes(told_), ciphertext, MC.signer), code)


def other_purpose(chance: random.Random) -> Spoiled:
    """Signatures by the right key that were made for something else."""
    letter = letter_id(chance)
    body = body_of(letter, chance)
    header = header_for(MC, GZ, body, letter)
    purpose = chance.choice(["envelope", "receipt", "holding", "letter-keys", "dossier-index", ""])
    if chance.random() < 0.5:
        return Spoiled(_sealed(header, body, GZ, inner=As(MC.signer, purpose), outer=MC.signer),
                       "envelope.inner-signature")  # fmt: skip
    purpose = "letter" if purpose == "envelope" else purpose
    return Spoiled(_sealed(header, body, GZ, inner=MC.signer, outer=As(MC.signer, purpose)),
                   "envelope.outer-signature")  # fmt: skip


def root_key(chance: random.Random) -> Spoiled:
    """Signed with a root key, which speaks for the agency but writes no letters."""
    letter = letter_id(chance)
    body = body_of(letter, chance)
    holder = LoadedKey(MC.holders[0])
    wire = _sealed(header_for(MC, GZ, body, letter), body, GZ, inner=holder, outer=holder)
    return Spoiled(wire, "envelope.outer-signature")


def badly_padded(chance: random.Random) -> Spoiled:
    """Filled with something else, of another size than told, or no content at all."""
    letter = letter_id(chance)
    body = body_of(letter, chance, chance.choice([0, 2000]))
    header = header_for(MC, GZ, body, letter)
    content = Content(
        header.to_bytes(), body, MC.signer.sign(_two(header.to_bytes(), body), purpose="letter")
    )
    whole = len(content.to_bytes()).to_bytes(4, "big") + content.to_bytes()
    size = header.size * 1024
    filled = whole.ljust(size, b"\0")
    padded = chance.choice([
        filled[:-1] + b"\1", filled + bytes(1024), filled[:-1], whole, b"", bytes(size),
        chance.randbytes(size),
        whole + chance.randbytes(size - len(whole)), b"\xff\xff\xff\xff" + filled[4:],
        (len(whole) - 3).to_bytes(4, "big") + filled[4:],
    ])  # fmt: skip
    return Spoiled(_outer(header, _raw_seal(header, padded, GZ), MC.signer), "envelope.padding")


def larger_than_needed(chance: random.Random) -> Spoiled:
    """A small content under a size class above its own: the class would tell what the author liked."""
    letter = letter_id(chance)
    body = body_of(letter, chance)
    header = header_for(MC, GZ, body, letter, size=chance.choice([16, 64]))
    return Spoiled(_sealed(header, body, GZ, inner=MC.signer, outer=MC.signer), "envelope.padding")


def too_large(chance: random.Random) -> Spoiled:
    """An envelope beyond the largest size, whatever it holds."""
    wire = write(MC, GZ, chance).wire
    return Spoiled(wire + bytes(259 * 1024 - len(wire) + chance.randrange(1, 99)), "envelope.too-large")


def out_of_time(chance: random.Random) -> Spoiled:
    """Too late, or too early for any clock."""
    if chance.random() < 0.5:
        wire = write(MC, GZ, chance, expires=NOON_S + 60).wire
        return Spoiled(wire, "post.expired", at=NOON_S + 60 + chance.randrange(10**6))
    wire = write(MC, GZ, chance, created=NOON_S + 601 + chance.randrange(10**5)).wire
    return Spoiled(wire, "post.from-the-future")


def bad_body(chance: random.Random) -> Spoiled:
    """A body that is too deep, too many, in another form, no object, or another letter's; all well signed."""
    letter = letter_id(chance)
    other = b'{"letter":"' + letter_id(chance).encode() + b'"}'
    deep, many = b"[" * 13 + b"]" * 13, b"[" + b",".join([b"1"] * 2001) + b"]"
    named = f'"letter":"{letter}"'.encode()
    bodies: Mapping[bytes, str] = {
        b'{"a":' + deep + b"," + named + b"}": "post.body-shape",
        b'{"a":' + many + b"," + named + b"}": "post.body-shape",
        b'{"a":1.5,' + named + b"}": "post.body-shape", b"{" + named + b',"a":1}': "post.body-shape",
        b"{" + named + b"," + named + b"}": "post.body-shape", b"{" + named + b"} ": "post.body-shape",
        b'{"a":9007199254740993,' + named + b"}": "post.body-shape", b"[" * 3000: "post.body-shape",
        b'{"a":"\\ud800",' + named + b"}": "post.body-shape", b"": "post.body-shape",
        b'{"a":"\xff",' + named + b"}": "post.body-shape", b"[]": "post.body-shape",
        b'{"a":"e\xcc\x81",' + named + b"}": "post.body-shape",
        b"{}": "post.another-letter", other: "post.another-letter",
    }  # fmt: skip
    body = chance.choice(list(bodies))
    header = header_for(MC, GZ, body, letter)
    return Spoiled(_sealed(header, body, GZ, inner=MC.signer, outer=MC.signer), bodies[body])


def replayed(chance: random.Random) -> Spoiled:
    """The same envelope once more."""
    sealed = write(MC, GZ, chance)
    header = parts(sealed)[0]
    link = LinkView(
        epoch=MC.epoch, contiguous=1, digests={1: sealed.digest}, letters={header.letter: sealed.digest}
    )
    return Spoiled(sealed.wire, "duplicate", link=link)


def after_a_restore(chance: random.Random) -> Spoiled:
    """The partner went back to yesterday's backup: a number, letter or place in the chain is used again."""
    old, held = write(MC, GZ, chance), "ab" * 32
    header = parts(old)[0]
    link = LinkView(
        epoch=MC.epoch, contiguous=4, digests={number: f"{number:064x}" for number in range(1, 5)}
    )
    kind = chance.randrange(4)
    if kind == 0:  # a number that another envelope has
        return Spoiled(write(MC, GZ, chance, seq=4, previous=f"{3:064x}").wire, "equivocation", link=link)
    if kind == 1:  # the next number, but not after what we hold
        return Spoiled(write(MC, GZ, chance, seq=5, previous=held).wire, "equivocation", link=link)
    if kind == 2:  # a letter that came in another envelope
        again = replace(link, letters={header.letter: held})
        return Spoiled(old.wire, "equivocation", link=again)
    past = LinkView(epoch="ab" * 16, contiguous=9, past={MC.epoch: {1: held}})
    return Spoiled(old.wire, "equivocation", link=past)


def nothing_wrong(chance: random.Random) -> Spoiled:
    """A good letter of any size and suite: the control, which must be taken in."""
    sealed = write(MC, GZ, chance, suite=chance.choice([1, 2]), length=chance.choice([0, 300, 2000, 9000]))
    return Spoiled(sealed.wire, "accepted", chance.choice([RING, LATE_MOVED.ring(MC)]))


WAYS: Final[tuple[Callable[[random.Random], Spoiled], ...]] = (
    flip, flip, flip, splice, splice, written_otherwise, part_of_another, header_swapped_by_partner,
    content_swapped_by_partner, signed_by_another_peer, taken_over_by_another_peer, forwarded,
    by_a_stranger, old_signing_key, stolen_old_key, key_before_its_time, old_open_key, other_suite, newer,
    other_purpose, root_key, badly_padded, larger_than_needed, too_large, out_of_time, bad_body, replayed,
    after_a_restore,
)  # fmt: skip


@dataclass(frozen=True)
class As:
    """A signer that always signs for one purpose, whatever it is asked."""

    signer: Signer
    purpose: str

    def public(self) -> PublicKey:
        return self.signer.public()

    def sign(self, message: bytes, *, purpose: str) -> Signature:  # noqa: ARG002 - that is what is wrong
        return self.signer.sign(message, purpose=self.purpose)

    def sign_bytes(self, message: bytes) -> bytes:
        return self.signer.sign_bytes(message)


def _sealed(header: Header, body: bytes, to: Agency, *, inner: Signer, outer: Signer) -> bytes:
    """Return an envelope whose two signatures are whoever's."""
    head = header.to_bytes()
    content = Content(head, body, inner.sign(_two(head, body), purpose="letter"))
    key = to.keys.open_key(header.suite)
    return wrap(head, content.to_bytes(), header.size, signer=outer, to=key).wire


def _wrapped(sender: Agency, content: bytes, chance: random.Random, code: str) -> Spoiled:
    body = Content.from_bytes(content).body
    header = header_for(sender, GZ, body, letter_id(chance))
    key = GZ.keys.open_key(header.suite)
    return Spoiled(wrap(header.to_bytes(), content, header.size, signer=sender.signer, to=key).wire, code)


def _raw_seal(header: Header, padded: bytes, to: Agency) -> bytes:
    info = b"borderlink-letter-1" + hashlib.sha256(header.to_bytes()).digest()
    return to.keys.open_key(header.suite).seal(padded, info)


def _outer(header: Header, ciphertext: bytes, signer: Signer) -> bytes:
    return _signed(header.to_bytes(), ciphertext, signer)


def _signed(head: bytes, ciphertext: bytes, signer: Signer) -> bytes:
    signature = signer.sign(_two(head, ciphertext), purpose="envelope")
    return _framed(head, ciphertext, signature.text().encode())


def _two(first: bytes, second: bytes) -> bytes:
    return struct.pack(">I", len(first)) + first + struct.pack(">I", len(second)) + second


def _framed(head: bytes, ciphertext: bytes, signature: bytes) -> bytes:
    return b"BLNDENV1" + _two(head, ciphertext) + struct.pack(">I", len(signature)) + signature


def _pieces(wire: bytes) -> tuple[bytes, bytes, bytes]:
    found, at = [], 8
    for _ in range(3):
        (length,) = struct.unpack_from(">I", wire, at)
        found.append(wire[at + 4 : at + 4 + length])
        at += 4 + length
    return found[0], found[1], found[2]
