"""Dossiers of invented cases from plain values, the same bytes every time, and every way to spoil one."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from borderlink.custody.domain.packs import PACKS
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.dossiers.domain import assemble
from borderlink.dossiers.domain.assemble import Pieces, Witness
from borderlink.dossiers.domain.index import Index, IndexSignature, sign
from borderlink.foundation.certificates import Certificate
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.commitments import Opening
from borderlink.foundation.cosignatures import Cosigner
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PrivateKey
from tests.custody_world import (
    DAY_S,
    FOREVER_S,
    FOUR_PARCELS_MG,
    NODE,
    NOON_S,
    REGISTRAR,
    Desk,
    key_of,
)

AGENCY = "GZ-CUSTOMS"
ROOT_KEYS = [key_of(f"ROOT-{number}") for number in range(1, 7)]
ROOT = Root(agency=AGENCY, keys=tuple(key.public() for key in ROOT_KEYS[:3]))
SECOND_ROOT = replace(
    ROOT,
    keys=tuple(key.public() for key in ROOT_KEYS[2:5]),
    version=2,
    previous=ROOT.fingerprint(),
)
CERTIFICATE = Certificate(
    agency=AGENCY, node=NODE, key=REGISTRAR.public(), from_at=0, until_at=NOON_S + 3650 * DAY_S
)
PARTNER_ROOT_KEYS = [key_of(f"PARTNER-ROOT-{number}") for number in range(1, 4)]
PARTNER_ROOT = Root(agency="AU-POLICE", keys=tuple(key.public() for key in PARTNER_ROOT_KEYS))
PARTNER_KEY = key_of("PARTNER-NODE")
PARTNER = Cosigner("AU-POLICE", PARTNER_KEY.public())
WITNESS_KEY = key_of("WITNESS")
WITNESS = Cosigner("witness.example", WITNESS_KEY.public())
VERIFIER = b"# the verifier's source stands here in a real dossier\n"
PAPER = b"%PDF-1.7 invented\n"
PHOTO = b"\xff\xd8\xff\xe0 an invented photograph"


def anchor() -> str:
    return ROOT.fingerprint()


def partner_witness(until_at: int = FOREVER_S) -> Witness:
    made = Certificate(
        agency="AU-POLICE", node="AU-POLICE", key=PARTNER_KEY.public(), from_at=0, until_at=until_at
    )
    return Witness(
        key=PARTNER.text(),
        certificate=made.sign(*PARTNER_ROOT_KEYS[:2]).to_bytes().decode(),
        roots=(PARTNER_ROOT.sign(*PARTNER_ROOT_KEYS[:2]).to_bytes().decode(),),
    )


def salt(name: str) -> bytes:
    return hashlib.sha256(f"salt {name}".encode()).digest()[:16]


def opening(name: str, value: str, of: str) -> Opening:
    return Opening(name=name, salt=salt(f"{of} {name} {value}"), value=value)


@dataclass
class World:
    """A desk whose openings are kept beside its lines, and its checkpoints as signed."""

    desk: Desk = field(default_factory=Desk)
    openings: dict[int, list[Opening]] = field(default_factory=dict)
    notes: list[SignedCheckpoint] = field(default_factory=list)

    def do(
        self, kind: Kind, exhibit: str = "", *, tells: Mapping[str, str] | None = None, **given: object
    ) -> int:
        """Do an act with personal or free text beside it; return its entry in the case."""
        told = [opening(name, value, f"{kind} {exhibit}") for name, value in sorted((tells or {}).items())]
        line = self.desk.do(kind, exhibit, openings=told, **given)  # type: ignore[arg-type]
        if told:
            self.openings[line.sequence] = told
        return self.desk.ledger.books.head(self.desk.case)[0]

    def note(self, *, key: PrivateKey = REGISTRAR) -> SignedCheckpoint:
        """Sign a checkpoint over the ledger as it stands."""
        self.notes.append(self.desk.ledger.checkpoint().sign(f"borderlink-custody/{NODE}", key))
        return self.notes[-1]

    def cosign(self, cosigner: Cosigner, key: PrivateKey, at: int) -> None:
        """Let someone sign the last checkpoint."""
        self.notes[-1] = cosigner.cosign(self.notes[-1], key, at=at)

    def bodies(self, case: str) -> list[bytes]:
        return [line.body for line in self.desk.lines if f'"case":"{case}"'.encode() in line.body]

    def told(self, case: str) -> dict[int, list[Opening]]:
        """Return the openings of a case's events."""
        mine = {line.sequence for line in self.desk.lines if f'"case":"{case}"'.encode() in line.body}
        return {sequence: each for sequence, each in self.openings.items() if sequence in mine}

    def pieces(self, **changed: object) -> Pieces:
        """Return all that the dossier of the desk's case is made of."""
        if not self.notes:
            self.note()
        last = self.notes[-1].checkpoint.size
        made = Pieces(
            number=f"{self.desk.case}-D1",
            agency=AGENCY,
            unit="CASES-2",
            node=NODE,
            case=self.desk.case,
            drawn_up_at=self.desk.at + DAY_S,
            drawn_up_by="AMINA",
            languages=("zh-Hans", "vi", "en"),
            roots=[ROOT.sign(*ROOT_KEYS[:2]).to_bytes()],
            certificates=[CERTIFICATE.sign(*ROOT_KEYS[:2]).to_bytes()],
            keys=self.bodies(KEYS_CASE),
            events=self.bodies(self.desk.case),
            hashes=[bytes.fromhex(line.hash) for line in self.desk.lines[:last]],
            heads=dict(self.desk.ledger.books.cases),
            checkpoints=[note.note() for note in self.notes],
            packs={pack.version(): pack for pack in (*PACKS.values(), self.desk.pack)},
            openings=self.told(self.desk.case),
            files=[("jpg", PHOTO)],
            papers={"verify.py": VERIFIER, "dossier.en.pdf": PAPER, "statements.en.pdf": PAPER},
        )
        return replace(made, **changed)  # type: ignore[arg-type]

    def dossier(self, **changed: object) -> bytes:
        """Return the dossier of the desk's case, signed."""
        return closed(self.pieces(**changed))


def signed(
    index: Index, *, node: PrivateKey = REGISTRAR, officer: PrivateKey | None = None
) -> list[IndexSignature]:
    data = index.to_bytes()
    return [sign(data, "NODE", node), sign(data, index.drawn_up_by, officer or key_of(index.drawn_up_by))]


def closed(pieces: Pieces, *, node: PrivateKey = REGISTRAR, officer: PrivateKey | None = None) -> bytes:
    members = assemble.members_of(pieces)
    return sealed(pieces, members, node=node, officer=officer)


def sealed(
    pieces: Pieces,
    members: Mapping[str, bytes],
    *,
    node: PrivateKey = REGISTRAR,
    officer: PrivateKey | None = None,
) -> bytes:
    """Return a dossier of members as they are: the index is made over them and signed."""
    index = assemble.index_of(pieces, members)
    return assemble.close(members, index.to_bytes(), signed(index, node=node, officer=officer))


def story(desk: Desk | None = None) -> World:
    """The tea case well run: packages weighed on a fine balance, witnessed, nothing to remark on.

    Another case lies in the same ledger, so that the proofs have nodes of their own.
    """
    world = World(desk=desk or Desk())
    world.desk.case = "C-2"
    world.do(Kind.SEIZE, "E-9", tells={"suspect_name": "Nguyen Van Binh (invented)"})
    world.desk.case = "C-1"
    for number, mass in enumerate(FOUR_PARCELS_MG, 1):
        _one_parcel(world, number, mass)
    return world


def _one_parcel(world: World, number: int, mass: int) -> None:
    lot = f"E-{number}"
    world.do(
        Kind.HAND_OVER, f"P-{number}", item="parcel", giver="CHIDI", taker="AMINA", by=("CHIDI", "AMINA")
    )
    tells = {"suspect_name": "王某（虚构）", "place_text": f"Shelf {number}, sorting hall"}
    watched(world, world.do(Kind.SEIZE, lot, parcel=f"P-{number}", tells=tells), number)
    entry = world.do(Kind.WEIGH, lot, mass_mg=mass)
    watched(world, entry, number)
    entry = world.do(Kind.SAMPLE, lot, sample=f"{lot}-S", mass_mg=1_000, division_mg=10)
    watched(world, entry, number)
    world.do(Kind.SEAL, lot, number=f"S-{number}")
    world.do(Kind.SEAL, f"{lot}-S", number=f"S-{number}-S")
    world.do(Kind.HAND_OVER, f"{lot}-S", purpose="laboratory", giver="AMINA", taker="DUNG",
             seals=[f"S-{number}-S"], by=("AMINA", "DUNG"), at=world.desk.at + DAY_S)  # fmt: skip


def watched(world: World, entry: int, number: int) -> None:
    world.do(Kind.WITNESS, entry=entry, tells={"witness_name": f"Witness {number} (invented)"})


Spoiler = Callable[[], bytes]


@dataclass(frozen=True)
class Golden:
    """One dossier and what a verifier must say of it with some anchors."""

    name: str
    make: Spoiler
    verdicts: Sequence[tuple[tuple[str, ...], int, str]]  # anchors, verdict, first finding that counts
