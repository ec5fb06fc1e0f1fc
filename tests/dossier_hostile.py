"""Dossiers of a forger who holds every key: rightly signed, and built to part two readers of the format.

Each is something that one program takes for another thing than its neighbour does: a list where a text
belongs, a number that a browser rounds, a blank that one language knows and the other does not, a name that
JavaScript gives every object. Both verifiers must say the same of each, and neither may stop.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from borderlink.custody.domain.acts import PURPOSE
from borderlink.custody.domain.packs import UN
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.dossiers.domain import assemble
from borderlink.dossiers.domain.assemble import Witness
from borderlink.dossiers.domain.openings import Item
from borderlink.foundation import canonical, tree
from borderlink.foundation.canonical import Value
from borderlink.foundation.chain import START, Line
from borderlink.foundation.checkpoint import Checkpoint
from borderlink.foundation.cosignatures import TIMED
from tests.custody_world import NODE, NOON_S, REGISTRAR, Desk, key_of
from tests.dossier_spoilers import put, resigned
from tests.dossier_world import WITNESS_KEY, World, partner_witness, sealed

ORIGIN = f"borderlink-custody/{NODE}"
TAG = "<img src=x onerror=alert(1)>"
TURNED = "\u202eGZ-CUSTOMS\u202c\u200b"


@dataclass(frozen=True)
class Hostile:
    """One such dossier, with the verdict that both readers give when the root's fingerprint is known."""

    name: str
    make: Callable[[], bytes]
    verdict: int
    first: str


def one_event() -> World:
    world = World()
    world.do(Kind.SEIZE, "E-1", tells={"text": "as it was"})
    return world


def rewritten(change: Callable[[dict[str, Value]], None]) -> bytes:
    """The last line otherwise, its act signed again, and the tree and the checkpoint made over it."""
    world = one_event()
    last = world.desk.lines[-1]
    content = json.loads(last.body)
    act = json.dumps(content["act"])
    change(content)
    if json.dumps(content["act"]) != act:
        signed = canonical.to_bytes(content["act"])
        keys = [key_of(name) for name in ("AMINA", "BRUNO")]
        content["signatures"] = [key.sign(signed, purpose=PURPOSE).text() for key in keys]
    body = canonical.to_bytes(content)
    line = Line(sequence=last.sequence, body=body, hash=tree.leaf_hash(body).hex())
    world.desk.lines[-1] = line
    heads = {**world.desk.ledger.books.cases, "C-1": (1, line.hash)}
    leaves = [bytes.fromhex(one.hash) for one in world.desk.lines]
    checkpoint = replace(
        world.desk.ledger.checkpoint(), root=tree.root(leaves), extensions=(assemble.heads_line(heads),)
    )
    world.notes.append(checkpoint.sign(ORIGIN, REGISTRAR))
    pieces = world.pieces(heads=heads, openings={last.sequence: world.openings[last.sequence]})
    members = assemble.members_of(replace(pieces, events=[last.body]))  # its place in the proofs
    members["events.jsonl"] = body + b"\n"
    return sealed(pieces, members)


def _commitment_in_a_list(content: dict[str, Value]) -> None:
    act: dict[str, dict[str, Value]] = content["act"]  # type: ignore[assignment]
    act["commitments"] = {"text": [act["commitments"]["text"]]}


def with_heads(case: str, heads: dict[str, tuple[int, str]], **changed: object) -> bytes:
    """A dossier of a case whose heads the checkpoint commits to as they are given."""
    world = one_event()
    told = {**world.desk.ledger.books.cases, **heads}
    checkpoint = replace(world.desk.ledger.checkpoint(), extensions=(assemble.heads_line(told),))
    world.notes.append(checkpoint.sign(ORIGIN, REGISTRAR))
    return world.dossier(case=case, heads=told, **changed)


def sized(size: int) -> bytes:
    """A checkpoint that tells another size of the log than a browser's numbers can hold, or just holds."""
    made = Checkpoint(origin=ORIGIN, size=size, root=bytes(32), extensions=("custody-cases 1 00",))
    return resigned(put("checkpoint-1.txt", made.sign(ORIGIN, REGISTRAR).note().encode()))


def with_member(member: str, content: bytes) -> Callable[[], bytes]:
    return lambda: resigned(put(member, content))


def seen_by(name: str) -> bytes:
    """A witness of this name, which a well-meant program might refuse to sign with."""
    world = one_event()
    note = world.note()
    text = f"cosignature/v1\ntime {NOON_S}\n{note.checkpoint.text()}"
    material = bytes([TIMED]) + WITNESS_KEY.public().raw
    key_id = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    line = (name, key_id + NOON_S.to_bytes(8, "big") + WITNESS_KEY.sign_bytes(text.encode()))
    key = f"{name}+{key_id.hex()}+{base64.b64encode(material).decode()}"
    pieces = world.pieces(witnesses=[Witness(key=key)])
    members = assemble.members_of(pieces)
    members["checkpoint-1.txt"] = replace(note, signatures=(*note.signatures, line)).note().encode()
    return sealed(pieces, members)


def many_packages(packages: int, share_ppm: int) -> bytes:
    """A pack whose count of samples is long to work out."""
    world = World(desk=Desk(pack=replace(UN, share_ppm=share_ppm, confidence_ppm=999_999)))
    world.do(Kind.SEIZE, "E-1", packages=packages)
    world.do(Kind.WEIGH, "E-1", mass_mg=100_000, division_mg=10)
    world.do(Kind.SAMPLE, "E-1", sample="E-1-S", mass_mg=1_000)
    return world.dossier()


def named_to_mislead() -> bytes:
    """Names that are tags, turn the reading order, or hide in it."""
    world = World()
    tells = {"suspect_name": TAG, "text": f"moxie {TURNED}"}
    world.do(Kind.SEIZE, "E-1", tells=tells)
    items = [Item(kind="__proto__", reference=TAG, text=TURNED, status="withheld", ground="constructor")]
    return world.dossier(unit=TAG, number=TURNED, disclosure=items)


def _deep(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


_FORM = "dossier.not-in-form"
_PROOF = "dossier.proof-invalid"
_ROOTS = [*partner_witness().roots]

HOSTILE: tuple[Hostile, ...] = (
    Hostile("previous-in-a-list", lambda: rewritten(lambda line: line.update(previous=[line["previous"]])),
            1, "custody.not-in-form"),
    Hostile("previous-an-object", lambda: rewritten(lambda line: line.update(previous={})),
            1, "custody.not-in-form"),
    Hostile("commitment-in-a-list", lambda: rewritten(_commitment_in_a_list), 1, "custody.not-in-form"),
    Hostile("case-without-events", lambda: with_heads("C-3", {"C-3": (0, START)}, events=[], openings={}),
            1, "custody.cut-off"),
    Hostile("head-without-digest", lambda: with_heads("C-1", {"C-1": (1, "constructor")}),
            1, "custody.cut-off"),
    Hostile("case-named-keys", lambda: with_heads(KEYS_CASE, {}, events=[], openings={}), 1, _PROOF),
    Hostile("checkpoint-beyond-whole-numbers", lambda: sized(2**53), 1, "dossier.checkpoint-invalid"),
    Hostile("checkpoint-of-twenty-digits", lambda: sized(10**19), 1, "dossier.checkpoint-invalid"),
    Hostile("checkpoint-largest", lambda: sized(2**53 - 1), 1, _PROOF),
    Hostile("opening-of-event-zero", with_member("openings.json", canonical.to_bytes({
        "0": [{"name": "text", "salt": "00" * 16, "value": ""}]})), 1, _FORM),
    Hostile("opening-of-5000-digits", with_member("openings.json", canonical.to_bytes({
        "9" * 5000: [{"name": "text", "salt": "00" * 16, "value": ""}]})), 1, _FORM),
    Hostile("openings-named-like-methods", with_member("openings.json", canonical.to_bytes({
        "__proto__": [{"name": "toString", "salt": "00" * 16, "value": ""}]})), 1, _FORM),
    Hostile("openings-a-hundred-thousand-deep", with_member("openings.json", _deep(100_000)), 1, _FORM),
    Hostile("openings-half-a-pair", with_member("openings.json", b'{"\\ud800":[]}'), 1, _FORM),
    Hostile("openings-not-composed", with_member("openings.json", '{"e\u0301":[]}'.encode()), 1, _FORM),
    Hostile("disclosure-number-too-large", with_member("disclosure.json", b'{"items":9007199254740992}'),
            1, _FORM),
    Hostile("packs-named-like-methods", with_member("packs.json", canonical.to_bytes({"constructor": {}})),
            1, "dossier.pack-invalid"),
    Hostile("packs-with-a-comma-in-a-name", with_member("packs.json", canonical.to_bytes({
        "x": {"divisions,losses": 0}})), 1, "dossier.pack-invalid"),
    Hostile("proofs-a-text", with_member("proofs.json", b'"__proto__"'), 1, _PROOF),
    Hostile("cosigner-with-an-object-for-a-root", with_member("cosigners.json", canonical.to_bytes([
        {"key": partner_witness().key, "certificate": "x", "roots": [{}]}])), 1, "dossier.cosigner-invalid"),
    Hostile("cosigner-with-a-root-in-a-list", with_member("cosigners.json", canonical.to_bytes([
        {"key": partner_witness().key, "certificate": partner_witness().certificate, "roots": [[*_ROOTS]]}])),
            1, "dossier.cosigner-invalid"),
    Hostile("signer-with-a-separator", lambda: seen_by("a\x1cb"), 1, "dossier.checkpoint-invalid"),
    Hostile("signer-with-a-next-line", lambda: seen_by("a\x85b"), 1, "dossier.checkpoint-invalid"),
    Hostile("signer-with-a-mark-of-order", lambda: seen_by("a\ufeffb"), 4, "dossier.breach"),
    Hostile("packages-beyond-counting", lambda: many_packages(10**9, 999_900), 1, "dossier.pack-invalid"),
    Hostile("packages-long-to-count", lambda: many_packages(10**6, 996_300), 4, "dossier.pack-unknown"),
    Hostile("named-to-mislead", named_to_mislead, 4, "dossier.breach"),
)  # fmt: skip
