"""Every way in which a dossier can be wrong, as a golden file: made the same each time, with its verdict."""

# ruff: noqa: E501 - the table below reads best with a way of being wrong in a line

import json
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from borderlink.custody.domain.acts import Act, Signer
from borderlink.custody.domain.ledger import Ledger
from borderlink.custody.domain.packs import CN_511_2016, VN, RulePack
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.domain.witnessed import read_event
from borderlink.dossiers.domain import archive, assemble
from borderlink.dossiers.domain.assemble import Witness
from borderlink.dossiers.domain.chain import Within
from borderlink.dossiers.domain.index import LATEST, sign, signatures_to_bytes
from borderlink.dossiers.domain.openings import Item
from borderlink.dossiers.domain.proofs import nodes_beside
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value
from borderlink.foundation.certificates import Certificate
from borderlink.foundation.chain import Line
from borderlink.foundation.commitments import Opening
from borderlink.foundation.cosignatures import Cosigner
from borderlink.foundation.mass import ExpectedLoss
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PrivateKey, fingerprint
from tests.custody_world import DAY_S, NODE, NOON_S, REGISTRAR, UNITS, Desk, key_of, public_of
from tests.dossier_world import (
    AGENCY,
    CERTIFICATE,
    PARTNER,
    PARTNER_KEY,
    PARTNER_ROOT,
    ROOT,
    ROOT_KEYS,
    SECOND_ROOT,
    WITNESS,
    WITNESS_KEY,
    Golden,
    World,
    anchor,
    closed,
    partner_witness,
    sealed,
    story,
    watched,
)

OWN = (anchor(),)
Members = dict[str, bytes]
Change = Callable[[Members], None]


def rezipped(change: Change) -> bytes:
    """Return the story's dossier with members changed and nothing signed again: an outsider's edit."""
    members = archive.read(story().dossier())
    change(members)
    return archive.write(members)


def resigned(change: Change, world: World | None = None) -> bytes:
    """Return it with members changed and the index made and signed again: an insider's edit."""
    pieces = (world or story()).pieces()
    members = assemble.members_of(pieces)
    change(members)
    return sealed(pieces, members)


def without_line(member: str, number: int) -> Change:
    def change(members: Members) -> None:
        lines = members[member].splitlines(keepends=True)
        del lines[number]
        members[member] = b"".join(lines)

    return change


def with_text(member: str, was: bytes, becomes: bytes) -> Change:
    def change(members: Members) -> None:
        assert was in members[member]
        members[member] = members[member].replace(was, becomes, 1)

    return change


def put(member: str, content: bytes) -> Change:
    def change(members: Members) -> None:
        members[member] = content

    return change


def dropped(member: str) -> Change:
    def change(members: Members) -> None:
        del members[member]

    return change


def swapped_lines(members: Members) -> None:
    lines = members["events.jsonl"].splitlines(keepends=True)
    lines[3], lines[4] = lines[4], lines[3]
    members["events.jsonl"] = b"".join(lines)


def doubled_line(members: Members) -> None:
    lines = members["events.jsonl"].splitlines(keepends=True)
    members["events.jsonl"] = b"".join([*lines[:3], lines[2], *lines[3:]])


def false_opening(members: Members) -> None:
    content = json.loads(members["openings.json"])
    first = next(iter(content))
    content[first][0]["value"] = "Someone else (invented)"
    members["openings.json"] = canonical.to_bytes(content)


def _parcel_left_out() -> bytes:
    """The discrepancy left out by the node itself: its bytes are gone, everything else is signed anew."""
    world = discrepancy_world(explained=False)
    pieces = world.pieces()
    kept = [body for body in pieces.events if b'"kind":"discrepancy"' not in body]
    return closed(replace(pieces, events=kept))


def discrepancy_world(*, explained: bool) -> World:
    """A re-weighing 6.5 g short, its discrepancy, and (if so) the explanation of two units."""
    world = World()
    world.do(Kind.SEIZE, "E-1")
    world.do(Kind.WEIGH, "E-1", mass_mg=100_000, division_mg=10)
    entry = world.do(Kind.WEIGH, "E-1", mass_mg=93_500, division_mg=10)
    world.do(Kind.DISCREPANCY, "E-1", weighing=entry, residual_mg=6_500)
    if explained:
        world.do(Kind.EXPLAIN, "E-1", weighing=entry, loss_mg=6_500, cause="drying", by=("AMINA", "CHIDI"),
                 tells={"text": "Left open overnight."})  # fmt: skip
    return world


def cut_off() -> bytes:
    """The last two events missing: the checkpoint of the whole ledger shows it."""
    pieces = story().pieces()
    return closed(replace(pieces, events=pieces.events[:-2]))


def stranger_key(name: str) -> PrivateKey:
    return key_of(f"forged {name}")


class ForgedDesk(Desk):
    """A desk whose node and officers have the names of the real ones, and keys made for the forgery."""

    def __post_init__(self) -> None:
        self.ledger = Ledger(
            node=NODE, pack=self.pack, anchors=frozenset({stranger_key("REGISTRAR").public().text()})
        )
        for name in UNITS:
            key = stranger_key(name).public().text()
            self.do(Kind.KEY_ADD, case=KEYS_CASE, by=("REGISTRAR",), key=key, badge=name, unit=UNITS[name])

    def signer(self, name: str) -> Signer:
        return replace(super().signer(name), key=stranger_key(name).public().text())

    def keep(self, act: Act, by: Sequence[str]) -> Line:
        line = self.ledger.append(act, [act.signed_by(stranger_key(name)) for name in by])
        self.lines.append(line)
        return line


def forged() -> bytes:
    """The whole story told by a forger, every key made for it: whole in itself."""
    world = story(ForgedDesk())
    world.note(key=stranger_key("REGISTRAR"))
    fresh = [stranger_key(f"ROOT-{number}") for number in range(1, 4)]
    root = Root(agency=AGENCY, keys=tuple(key.public() for key in fresh))
    certificate = replace(CERTIFICATE, key=stranger_key("REGISTRAR").public())
    pieces = world.pieces(
        roots=[root.sign(*fresh[:2]).to_bytes()], certificates=[certificate.sign(*fresh[:2]).to_bytes()]
    )
    return closed(pieces, node=stranger_key("REGISTRAR"), officer=stranger_key("AMINA"))


def expired(until_at: int, seen_at: int) -> bytes:
    """A node's certificate that ends at ``until_at``, and a witness who saw the checkpoint at ``seen_at``."""
    world = story()
    world.note()
    world.cosign(WITNESS, WITNESS_KEY, seen_at)
    short = Certificate(agency=AGENCY, node=NODE, key=REGISTRAR.public(), from_at=0, until_at=until_at)
    return world.dossier(
        certificates=[short.sign(*ROOT_KEYS[:2]).to_bytes()], witnesses=[Witness(key=WITNESS.text())]
    )


def cosigned() -> bytes:
    """The story with a partner's and a witness's cosignature."""
    world = story()
    world.note()
    world.cosign(PARTNER, PARTNER_KEY, NOON_S + DAY_S)
    world.cosign(WITNESS, WITNESS_KEY, NOON_S + 2 * DAY_S)
    return world.dossier(witnesses=[partner_witness(), Witness(key=WITNESS.text())])


def cosigned_earlier() -> bytes:
    """A partner saw the ledger before the case was at its end; the last checkpoint nobody has seen yet."""
    world = World()
    world.do(Kind.SEIZE, "E-1")
    world.note()
    world.cosign(PARTNER, PARTNER_KEY, NOON_S + 60)
    world.do(Kind.WITNESS, entry=1)
    world.note()
    return world.dossier(witnesses=[partner_witness()])


def withdrawn(kind: Kind, **facts: Value) -> bytes:
    """A witness saw the beginning; one more act; Bruno's key is withdrawn; the end is seen later."""
    world = World()
    world.do(Kind.SEIZE, "E-1", at=NOON_S)
    world.note()
    world.cosign(WITNESS, WITNESS_KEY, NOON_S + 60)
    world.do(Kind.STORE, "E-1", at=NOON_S + 120)
    key = key_of("BRUNO").public().text()
    world.do(kind, case=KEYS_CASE, by=("REGISTRAR",), key=key, at=NOON_S + 600, **facts)  # type: ignore[arg-type]
    world.note()
    world.cosign(WITNESS, WITNESS_KEY, NOON_S + 700)
    return world.dossier(witnesses=[Witness(key=WITNESS.text())])


def broken_rule(change: Callable[[World], object]) -> bytes:
    """A case whose last event breaks a rule, written by an insider with every key."""
    world = World()
    world.do(Kind.SEIZE, "E-1")
    world.do(Kind.WEIGH, "E-1", mass_mg=100_000, division_mg=10)
    change(world)
    line = world.desk.lines[-1]
    books = world.desk.ledger.books
    world.desk.ledger.frontier.append(bytes.fromhex(line.hash))
    world.desk.ledger.size = line.sequence
    last, _ = books.head(world.desk.case)
    books.cases[world.desk.case] = (last + 1, line.hash)
    return world.dossier()


def forced(kind: Kind, exhibit: str = "", **facts: object) -> bytes:
    return broken_rule(lambda world: world.desk.force(kind, exhibit, **facts))  # type: ignore[arg-type]


def withheld() -> bytes:
    """Names of suspects and witnesses left out, the ground told."""
    world = story()
    openings = {
        sequence: [one for one in each if one.name == "place_text"]
        for sequence, each in world.openings.items()
    }
    items = [
        Item(kind="field", reference=f"{sequence}/{one.name}", status="withheld", ground="informant")
        for sequence, each in sorted(world.told("C-1").items())
        for one in each
        if one.name != "place_text"
    ]
    mine = world.told("C-1")
    told = {sequence: each for sequence, each in openings.items() if each and sequence in mine}
    return world.dossier(openings=told, disclosure=items)


def rotated(*, honest: bool = True, certified: bool = True) -> bytes:
    """The second version of the root, signed by two keys of the first, or by strangers.

    Where it is not ``certified``, the node's key has the word of the first version alone, as one has it that was
    made with stolen keys after they were replaced.
    """
    holders = ROOT_KEYS[1:5] if honest else ROOT_KEYS[2:6]
    first = ROOT.sign(*ROOT_KEYS[:2]).to_bytes()
    by = [ROOT_KEYS[:2], ROOT_KEYS[2:4]] if certified else [ROOT_KEYS[:2]]
    return story().dossier(
        roots=[first, SECOND_ROOT.sign(*holders).to_bytes()],
        certificates=[CERTIFICATE.sign(*keys).to_bytes() for keys in by],
    )


def witness_to_itself() -> bytes:
    """The node signs its own checkpoint as a cosigner, at a time that would settle what is disputed."""
    world, key = World(), public_of("BRUNO")
    world.do(Kind.SEIZE, "E-1", at=NOON_S)
    world.do(Kind.STORE, "E-1", at=NOON_S + 120)
    told = {"key": key, "since_at": NOON_S + 90}
    world.do(Kind.KEY_COMPROMISE, case=KEYS_CASE, by=("REGISTRAR",), at=NOON_S + 600, given=told)
    world.note()
    own = Cosigner("mirror.example", REGISTRAR.public())
    world.cosign(own, REGISTRAR, NOON_S + 60)
    certificate, root = CERTIFICATE.sign(*ROOT_KEYS[:2]).to_bytes(), ROOT.sign(*ROOT_KEYS[:2]).to_bytes()
    mirror = Witness(key=own.text(), certificate=certificate.decode(), roots=(root.decode(),))
    return world.dossier(witnesses=[mirror])


def cosigned_too_late() -> bytes:
    """A partner's key signs the checkpoint after its certificate has ended."""
    world = story()
    world.note()
    world.cosign(PARTNER, PARTNER_KEY, NOON_S + DAY_S)
    return world.dossier(witnesses=[partner_witness(until_at=NOON_S + DAY_S)])


def registrar_compromised() -> bytes:
    """Whoever has a registrar's stolen key registers an officer with it, and signs as that officer."""
    world = World()

    def register(badge: str, role: str, by: str, at: int) -> str:
        key = public_of(badge)
        facts = {"key": key, "badge": badge, "unit": "OFFICE", "role": role}
        world.do(Kind.KEY_ADD, case=KEYS_CASE, by=(by,), at=at, given=facts)
        return key

    stolen = register("GITA", "registrar", "REGISTRAR", NOON_S)
    world.do(Kind.SEIZE, "E-1", at=NOON_S)
    register("HUGO", "officer", "GITA", NOON_S + 120)
    world.do(Kind.STORE, "E-1", by=("AMINA", "HUGO"), at=NOON_S + 180)
    told = {"key": stolen, "since_at": NOON_S + 90}
    world.do(Kind.KEY_COMPROMISE, case=KEYS_CASE, by=("REGISTRAR",), at=NOON_S + 600, given=told)
    return world.dossier()


def index_names_twice() -> bytes:
    """The index names a member twice, the second time as it is; node and officer have signed these bytes."""
    members = archive.read(story().dossier())
    index = members["index.json"]
    place = index.index(b'"keys.jsonl":')
    twice = index[:place] + b'"keys.jsonl":{"sha256":"' + b"0" * 64 + b'","size":0},' + index[place:]
    made = [sign(twice, "NODE", REGISTRAR), sign(twice, "AMINA", key_of("AMINA"))]
    return archive.write({**members, "index.json": twice, "index.sig": signatures_to_bytes(made)})


def rewritten_since() -> bytes:
    """A partner saw a discrepancy; the node wrote its ledger anew without it, and went on.

    The partner's checkpoint stays in the dossier: every event that is left lies in it.
    """
    seen, told = World(), World()
    for world in (seen, told):
        world.do(Kind.SEIZE, "E-1")
        world.do(Kind.WEIGH, "E-1", mass_mg=100_000, division_mg=10)
    entry = seen.do(Kind.WEIGH, "E-1", mass_mg=93_500, division_mg=10)
    seen.do(Kind.DISCREPANCY, "E-1", weighing=entry, residual_mg=6_500)
    seen.note()
    seen.cosign(PARTNER, PARTNER_KEY, NOON_S + DAY_S)
    told.desk.case = "C-2"
    told.do(Kind.SEIZE, "E-8")
    told.do(Kind.SEIZE, "E-9")
    told.desk.case = "C-1"
    told.do(Kind.STORE, "E-1")
    told.notes = list(seen.notes)
    told.note()
    pieces = told.pieces(witnesses=[partner_witness()])
    proofs, size = assemble.proofs_of(pieces), seen.notes[0].checkpoint.size
    kept = [event.sequence - 1 for body in (*pieces.keys, *pieces.events) if (event := read_event(body))]
    hashes = [bytes.fromhex(line.hash) for line in seen.desk.lines]
    shown = Within(size, tuple(nodes_beside(hashes, [place for place in kept if place < size])))
    members = assemble.members_of(pieces)
    members["proofs.json"] = replace(proofs, checkpoints=(shown, *proofs.checkpoints[1:])).to_bytes()
    return sealed(pieces, members)


def bit_flipped(at: int) -> bytes:
    data = bytearray(story().dossier())
    data[at] ^= 1
    return bytes(data)


def padded(before: bytes = b"", after: bytes = b"") -> bytes:
    return before + story().dossier() + after


def with_gap() -> bytes:
    """A byte between the last member and the directory; the end record tells the place rightly."""
    data = story().dossier()
    start = struct.unpack_from("<I", data, len(data) - 6)[0]
    moved = struct.pack("<I", start + 1)
    return data[:start] + b"\0" + data[start:-6] + moved + data[-2:]


def bomb() -> bytes:
    """A member that says it has more bytes than any may have."""
    data = bytearray(story().dossier())
    place = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 1 << 30)
    return bytes(data)


def name_twice() -> bytes:
    """The same member twice: one that the directory names, one before it."""
    members = archive.read(story().dossier())
    data = bytearray(archive.write(members))
    return bytes(data.replace(b"keys.jsonl", b"root-1.json"[:10]))


def zeroed_crc() -> bytes:
    data = bytearray(story().dossier())
    crc = struct.pack("<I", zlib.crc32(archive.read(bytes(data))["keys.jsonl"]))
    return bytes(data.replace(crc, b"\0\0\0\0"))


def wrong_signature(*, node: PrivateKey = REGISTRAR, officer: PrivateKey | None = None) -> bytes:
    return closed(story().pieces(), node=node, officer=officer)


def _purity_of_wrapper(world: World) -> None:
    world.do(Kind.SEIZE, "W-1", item="packaging", substance="", form="")
    world.desk.force(Kind.ANALYSE, "W-1", remaining_mg=0)


def _seal_twice(world: World) -> None:
    world.do(Kind.SEAL, "E-1", number="S-1")
    world.do(Kind.UNSEAL, "E-1", number="S-1")
    world.desk.force(Kind.RESEAL, "E-1", number="S-1")


def _false_cosignature() -> bytes:
    world = story()
    world.note()
    world.cosign(WITNESS, key_of("NOBODY"), NOON_S)
    return world.dossier(witnesses=[Witness(key=WITNESS.text())])


def _other_node(members: Members) -> None:
    content = json.loads(members["proofs.json"])
    content["checkpoints"][0]["nodes"][0] = "00" * 32
    members["proofs.json"] = canonical.to_bytes(content)


def _one_node_more(members: Members) -> None:
    content = json.loads(members["proofs.json"])
    content["cases"]["nodes"].append("00" * 32)
    members["proofs.json"] = canonical.to_bytes(content)


def _unused_pack() -> bytes:
    pieces = story().pieces()
    members = assemble.members_of(pieces)
    members["packs.json"] = canonical.to_bytes({
        version: pack.value() for version, pack in pieces.packs.items()
    })  # fmt: skip
    return sealed(pieces, members)


def milder_pack() -> bytes:
    """Rules under China's name that ask for nobody and nothing, signed by everyone."""
    mild = RulePack(
        name=CN_511_2016.name, sampling="notice-511",
        losses={("SUB-METH-ICE", "crystal"): ExpectedLoss(
            rate_ppm_a_day=10_000, bound_ppm=1_000_000, source="invented")},
    )  # fmt: skip
    return _unwatched(World(desk=Desk(pack=mild)))


def mild_at_first() -> bytes:
    """The case begins under rules that ask for no witness and goes on under those that do."""
    world = World(desk=Desk(pack=VN))
    world.do(Kind.HAND_OVER, "P-1", item="parcel", giver="CHIDI", taker="AMINA", by=("CHIDI", "AMINA"))
    world.desk.ledger.pack = CN_511_2016
    return _unwatched(world)


def grouped(*sampled: int) -> bytes:
    """Two lots of sixty packages that are alike: eleven of the 120 are to be sampled, of whichever lot."""
    world = World()
    lots = [f"E-{number}" for number in range(1, len(sampled) + 1)]
    for lot in lots:
        watched(world, world.do(Kind.SEIZE, lot, packages=60), 1)
        watched(world, world.do(Kind.WEIGH, lot, mass_mg=60_000, division_mg=10), 1)
    world.do(Kind.GROUP, group="G-1", members=lots, place="GZ-EMS-1", look="white", batch="")
    for lot, packages in zip(lots, sampled, strict=True):
        if packages:
            taken = world.do(Kind.SAMPLE, lot, sample=f"{lot}-S", mass_mg=packages * 100, packages=packages)
            watched(world, taken, 1)
    return world.dossier()


def wrapper(by: Sequence[str] = ("DUNG", "EWA")) -> World:
    """A tea wrapper goes to the laboratory, which finds residue on it: nothing is weighed."""
    world = World()
    watched(world, world.do(Kind.SEIZE, "W-1", item="packaging", substance="", form=""), 1)
    world.do(Kind.HAND_OVER, "W-1", purpose="laboratory", giver="AMINA", taker="DUNG", by=("AMINA", "DUNG"))
    world.do(Kind.EXAMINE, "W-1", by=by, tells={"analyst_name": "Jun Mori (invented)"})
    world.do(Kind.SEAL, "W-1", number="S-1", by=("DUNG", "EWA"))
    return world


def _unwatched(world: World) -> bytes:
    """One officer seizes and weighs on a coarse balance; nobody stands by."""
    world.do(Kind.SEIZE, "E-1", by=("AMINA",))
    world.do(Kind.WEIGH, "E-1", mass_mg=50_000, division_mg=1000, by=("AMINA",))
    return world.dossier()


AUTHORITY = b"the certificate of an authority (invented)\n"
PARTNER_ANCHOR = PARTNER_ROOT.fingerprint()
WITNESS_ANCHOR = WITNESS_KEY.public().fingerprint()
OTHER = key_of("NOBODY").public().fingerprint()
_SPLIT = "dossier.not-a-zip"
_FORM = "dossier.not-in-form"
_CHANGED = "dossier.member-changed"


def _both(code: str, verdict: int = 1) -> list[tuple[tuple[str, ...], int, str]]:
    return [((), verdict, code), (OWN, verdict, code)]


def _sound(code: str = "", verdict: int = 0) -> list[tuple[tuple[str, ...], int, str]]:
    return [((), 3, "dossier.unanchored"), (OWN, verdict, code), ((OTHER,), 1, "dossier.anchor-not-met")]


GOLDEN: tuple[Golden, ...] = (
    Golden("story", lambda: story().dossier(), _sound()),
    Golden("cosigned", cosigned, [
        *_sound(),
        ((anchor(), PARTNER_ANCHOR, WITNESS_ANCHOR), 0, ""),
        ((PARTNER_ANCHOR,), 3, "dossier.unanchored"),
        ((anchor(), OTHER), 1, "dossier.anchor-not-met"),
    ]),
    Golden("cosigned-too-late", cosigned_too_late, [
        *_sound(), ((anchor(), PARTNER_ANCHOR), 1, "dossier.anchor-not-met")]),
    Golden("witness-to-itself", witness_to_itself, _both("dossier.cosigner-invalid")),
    Golden("rewritten-since", rewritten_since, [
        *_both("dossier.proof-invalid"), ((anchor(), PARTNER_ANCHOR), 1, "dossier.proof-invalid")]),
    Golden("authority-without-token", lambda: story().dossier(authorities=[AUTHORITY]), [
        *_sound(), ((anchor(), fingerprint(AUTHORITY)), 1, "dossier.anchor-not-met")]),
    Golden("cosigned-earlier", cosigned_earlier, [*_sound(), ((anchor(), PARTNER_ANCHOR), 0, "")]),
    Golden("withheld", withheld, _sound()),
    Golden("root-rotated", rotated, [*_sound(), ((SECOND_ROOT.fingerprint(),), 0, "")]),
    Golden("root-replaced", lambda: rotated(certified=False), [
        *_sound(), ((SECOND_ROOT.fingerprint(),), 3, "dossier.unanchored")]),
    Golden("discrepancy-explained", lambda: discrepancy_world(explained=True).dossier(),
           _sound("dossier.breach", 4)),
    Golden("discrepancy-open", lambda: discrepancy_world(explained=False).dossier(),
           _sound("dossier.breach", 4)),
    Golden("key-retired", lambda: withdrawn(Kind.KEY_RETIRE), [
        *_sound("dossier.disputed", 4), ((anchor(), WITNESS_ANCHOR), 4, "dossier.disputed")]),
    Golden("key-compromised", lambda: withdrawn(Kind.KEY_COMPROMISE, since_at=NOON_S + 90),
           _sound("dossier.disputed", 4)),
    Golden("key-compromised-later", lambda: withdrawn(Kind.KEY_COMPROMISE, since_at=NOON_S + 800), [
        *_sound("dossier.disputed", 4), ((anchor(), WITNESS_ANCHOR), 4, "dossier.breach")]),
    Golden("registrar-compromised", registrar_compromised, _sound("dossier.disputed", 4)),
    Golden("certificate-expired-since", lambda: expired(NOON_S + 40 * DAY_S, NOON_S + 2 * DAY_S), _sound()),
    Golden("certificate-expired-before", lambda: expired(NOON_S + 2 * DAY_S, NOON_S + 9 * DAY_S),
           _both("dossier.certificate-expired")),
    Golden("forged-whole", forged, [
        ((), 3, "dossier.unanchored"), (OWN, 1, "dossier.anchor-not-met")]),
    Golden("discrepancy-left-out", _parcel_left_out, _both("custody.cut-off")),
    Golden("cut-off", cut_off, _both("custody.cut-off")),
    Golden("event-left-out", lambda: resigned(without_line("events.jsonl", 4)), _both("custody.out-of-turn")),
    Golden("event-left-out-by-outsider", lambda: rezipped(without_line("events.jsonl", 4)), _both(_CHANGED)),
    Golden("key-event-left-out", lambda: resigned(without_line("keys.jsonl", 4)), _both("custody.cut-off")),
    Golden("events-swapped", lambda: resigned(swapped_lines), _both("custody.out-of-turn")),
    Golden("event-doubled", lambda: resigned(doubled_line), _both("custody.out-of-turn")),
    Golden("mass-changed", lambda: resigned(with_text("events.jsonl", b'"mass_mg":1995000', b'"mass_mg":1895000')),
           _both("custody.signature-invalid")),
    Golden("line-not-ended", lambda: resigned(lambda members: members.update(
        {"events.jsonl": members["events.jsonl"][:-1]})), _both("custody.not-in-form")),
    Golden("line-spaced", lambda: resigned(with_text("events.jsonl", b'"at":', b'"at": ')),
           _both("custody.not-in-form")),
    Golden("opening-false", lambda: resigned(false_opening), _both("dossier.opening-invalid")),
    Golden("opening-of-nothing", lambda: story().dossier(
        openings={1: [Opening(name="text", salt=bytes(16), value="x")]}), _both("dossier.opening-invalid")),
    Golden("openings-unsorted", lambda: resigned(put("openings.json", b'{"b":[],"a":[]}')), _both(_FORM)),
    Golden("paper-changed", lambda: rezipped(put("dossier.en.pdf", b"%PDF-1.7 otherwise\n")), _both(_CHANGED)),
    Golden("photo-changed", lambda: rezipped(lambda members: members.update(
        {name: b"another" for name in members if name.startswith("files/")})), _both(_CHANGED)),
    Golden("photo-misnamed", lambda: resigned(put(f"files/{'ab' * 32}.jpg", b"another")), _both(_CHANGED)),
    Golden("member-added", lambda: rezipped(put("dossier.vi.pdf", b"%PDF")), _both("dossier.member-unknown")),
    Golden("member-missing", lambda: rezipped(dropped("packs.json")), _both("dossier.member-missing")),
    Golden("member-never-there", lambda: resigned(dropped("packs.json")), _both("dossier.member-missing")),
    Golden("root-missing-between", lambda: resigned(lambda members: members.update(
        {"root-3.json": members["root-1.json"]})), _both("dossier.member-missing")),
    Golden("index-without-signature", lambda: rezipped(dropped("index.sig")), _both(_FORM, 2)),
    Golden("index-missing", lambda: rezipped(dropped("index.json")), _both(_FORM, 2)),
    Golden("index-spaced", lambda: rezipped(with_text("index.json", b'"case":', b'"case": ')), _both(_FORM, 2)),
    Golden("index-names-twice", index_names_twice, _both(_FORM, 2)),
    Golden("index-of-another-age", lambda: story().dossier(drawn_up_at=LATEST + 1), _both(_FORM, 2)),
    Golden("index-changed", lambda: rezipped(with_text("index.json", b'"unit":"CASES-2"', b'"unit":"CASES-3"')),
           _both("dossier.index-not-signed")),
    Golden("signatures-swapped", lambda: rezipped(with_text("index.sig", b'"badge":"NODE"', b'"badge":"AMINA"')),
           _both("dossier.index-not-signed")),
    Golden("signatures-not-in-form", lambda: rezipped(put("index.sig", b'{"signatures":[]}')), _both(_FORM)),
    Golden("signed-by-another-node", lambda: wrong_signature(node=key_of("NOBODY")),
           _both("dossier.index-not-signed")),
    Golden("signed-by-another-officer", lambda: wrong_signature(officer=key_of("BRUNO")),
           _both("dossier.index-not-signed")),
    Golden("signed-by-unknown-officer", lambda: wrong_signature(officer=key_of("NOBODY")),
           _both("dossier.index-not-signed")),
    Golden("root-signed-once", lambda: story().dossier(roots=[ROOT.sign(ROOT_KEYS[0]).to_bytes()]),
           _both("dossier.root-invalid")),
    Golden("root-of-strangers", lambda: rotated(honest=False), _both("dossier.root-invalid")),
    Golden("certificate-signed-once", lambda: story().dossier(
        certificates=[CERTIFICATE.sign(ROOT_KEYS[0]).to_bytes()]), _both("dossier.certificate-invalid")),
    Golden("certificate-of-another-node", lambda: story().dossier(
        certificates=[replace(CERTIFICATE, node="OTHER").sign(*ROOT_KEYS[:2]).to_bytes()]),
           _both("dossier.certificate-invalid")),
    Golden("checkpoint-signed-by-nobody", lambda: story().dossier(
        checkpoints=[story().note(key=key_of("NOBODY")).note()]), _both("dossier.checkpoint-invalid")),
    Golden("checkpoint-changed", lambda: resigned(with_text("checkpoint-1.txt", b"\n46\n", b"\n47\n")),
           _both("dossier.checkpoint-invalid")),
    Golden("cosignature-false", _false_cosignature, _both("dossier.cosigner-invalid")),
    Golden("proof-changed", lambda: resigned(_other_node), _both("dossier.proof-invalid")),
    Golden("proof-left-over", lambda: resigned(_one_node_more), _both("dossier.proof-invalid")),
    Golden("pack-changed", lambda: resigned(with_text("packs.json", b'"rebag_after_openings":2',
                                                      b'"rebag_after_openings":9')), _both("dossier.pack-invalid")),
    Golden("pack-milder", milder_pack, _sound("dossier.pack-unknown", 4)),
    Golden("pack-mild-at-first", mild_at_first, _sound("dossier.breach", 4)),
    Golden("group-sampled-enough", lambda: grouped(10, 1), _sound()),
    Golden("group-sampled-thinly", lambda: grouped(10, 0), _sound("dossier.breach", 4)),
    Golden("pack-not-used", _unused_pack, _both("dossier.pack-invalid")),
    Golden("disclosure-without-ground", lambda: story().dossier(
        disclosure=[Item(kind="document", reference="D-1", status="withheld")]), _both(_FORM)),
    Golden("seal-used-twice", lambda: broken_rule(_seal_twice), _both("custody.seal-used")),
    Golden("not-the-holder", lambda: forced(Kind.STORE, "E-1", by=("CHIDI",)), _both("custody.not-the-holder")),
    Golden("below-zero", lambda: forced(Kind.SAMPLE, "E-1", sample="E-1-S", mass_mg=100_001),
           _both("custody.mass-below-zero")),
    Golden("destroyed-without-plan", lambda: forced(Kind.DESTROY, "E-1", mass_mg=100_000),
           _both("custody.not-in-plan")),
    Golden("destroyed-too-early", lambda: forced(Kind.DESTROY_PLAN, members=["E-1"], case_open=1),
           _both("custody.case-still-open")),
    Golden("destroyed-by-order-without-sample", lambda: forced(
        Kind.DESTROY_PLAN, members=["E-1"], case_open=1, order="ORDER-1"), _both("custody.case-still-open")),
    Golden("destroyed-by-order-with-its-sample", lambda: forced(
        Kind.DESTROY_PLAN, members=["E-1"], case_open=1, order="ORDER-1", counter_sample="E-1"),
           _both("custody.kept-apart")),
    Golden("wrapper-examined", lambda: wrapper().dossier(), _sound()),
    Golden("wrapper-examined-by-one", lambda: wrapper(("DUNG",)).dossier(), _sound("dossier.breach", 4)),
    Golden("finding-changed", lambda: resigned(
        with_text("events.jsonl", b'"finding":"found"', b'"finding":"not-found"'), wrapper()),
           _both("custody.signature-invalid")),
    Golden("finding-with-purity", lambda: resigned(
        with_text("events.jsonl", b'"report":', b'"purity_ppm":800000,"report":'), wrapper()),
           _both("custody.not-in-form")),
    Golden("finding-on-a-drug", lambda: forced(Kind.EXAMINE, "E-1"), _both("custody.kept-by-mass")),
    Golden("purity-of-a-wrapper", lambda: broken_rule(_purity_of_wrapper), _both("custody.not-a-drug")),
    Golden("one-person-twice", lambda: forced(Kind.HAND_OVER, "E-1", giver="AMINA", taker="BRUNO",
                                              by=("AMINA", "AMINA")), _both("custody.one-person-twice")),
    Golden("dated-before-seizure", lambda: forced(Kind.STORE, "E-1", at=NOON_S - 1),
           _both("custody.before-seizure")),
    Golden("unknown-key", lambda: forced(Kind.STORE, "E-1", by=("FENG",)), _both("custody.key-not-valid")),
    Golden("cut-in-half", lambda: story().dossier()[: len(story().dossier()) // 2], _both(_SPLIT, 2)),
    Golden("empty", lambda: b"", _both(_SPLIT, 2)),
    Golden("bytes-before", lambda: padded(before=b"#!"), _both(_SPLIT, 2)),
    Golden("bytes-after", lambda: padded(after=b"\0"), _both(_SPLIT, 2)),
    Golden("bytes-between", with_gap, _both(_SPLIT, 2)),
    Golden("bomb", bomb, _both(_SPLIT, 2)),
    Golden("name-unknown", name_twice, _both(_SPLIT, 2)),
    Golden("sum-false", zeroed_crc, _both(_SPLIT, 2)),
    Golden("bit-flipped", lambda: bit_flipped(2_000), _both(_SPLIT, 2)),
)  # fmt: skip


def expected(golden: Golden, data: bytes) -> list[dict[str, object]]:
    """Return what is to be said of a golden file, with all that is found beside the verdict."""
    found = []
    for anchors, verdict, first in golden.verdicts:
        findings = [
            {"code": finding.code, "facts": dict(finding.facts)}
            for finding in verify_dossier(data, anchors=anchors).findings
        ]
        found.append({"anchors": list(anchors), "verdict": verdict, "first": first, "findings": findings})
    return found


def write_all(folder: Path) -> None:
    """Write every golden file, and what is to be said of it."""
    folder.mkdir(exist_ok=True)
    told = {}
    for golden in GOLDEN:
        data = golden.make()
        (folder / f"{golden.name}.zip").write_bytes(data)
        told[f"{golden.name}.zip"] = expected(golden, data)
    text = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


FOLDER = Path(__file__).parent / "golden"

if __name__ == "__main__":  # python -m tests.dossier_spoilers
    write_all(FOLDER)
