"""A node's desk for tests and benchmarks of custody: invented officers with keys, and the tea case's acts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from borderlink.custody.domain.acts import Act, Draft, Signer
from borderlink.custody.domain.ledger import Ledger
from borderlink.custody.domain.packs import CN_511_2016, PACKS, RulePack
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.domain.signatures import SignatureCheck, holds
from borderlink.custody.domain.verify import Trust, Verdict, verify
from borderlink.foundation.canonical import Value
from borderlink.foundation.chain import Line
from borderlink.foundation.checkpoint import Checkpoint
from borderlink.foundation.commitments import Opening
from borderlink.foundation.signing import PrivateKey

NODE = "GZ-CUSTOMS"
NOON_S = 1_790_000_000
DAY_S = 86_400
FOREVER_S = 4_000_000_000
UNITS = {"AMINA": "CASES-2", "BRUNO": "CASES-2", "CHIDI": "STORE-1", "DUNG": "LAB-1", "EWA": "STORE-1"}
_HASH = "ab" * 32


@cache
def key_of(name: str) -> PrivateKey:
    return PrivateKey(hashlib.sha256(name.encode()).digest())


@cache
def public_of(name: str) -> str:
    return key_of(name).public().text()


REGISTRAR = key_of("REGISTRAR")

# What an act of each kind says unless a test says otherwise.
_SCALE: dict[str, Value] = {
    "balance": "B-1", "calibration_ug": 0, "certificate": "CERT-1", "certified_until": FOREVER_S,
    "division_mg": 1000, "times": 1, "mass_mg": 1000,
}  # fmt: skip
USUAL: dict[Kind, dict[str, Value]] = {
    Kind.HAND_OVER: {"item": "exhibit", "seals": [], "purpose": "custody"},
    Kind.SEIZE: {
        "item": "drug", "substance": "SUB-METH-ICE", "form": "crystal", "parcel": "", "holder": "AMINA",
        "packages": 1, "place": "GZ-EMS-1", "country": "CN", "seized_at": NOON_S, "basis": "CPL-141",
        "belongs_to": "", "content": "", "video": _HASH, "suspect": "unknown", "complex": 0,
    },
    Kind.GROUP: {"group": "G-1", "place": "GZ-EMS-1", "look": "tea", "batch": ""},
    Kind.WEIGH: {**_SCALE, "measure": "net"},
    Kind.SEAL: {"layer": 1, "closure": "bag"},
    Kind.UNSEAL: {"layer": 1, "reason": "sampling"},
    Kind.RESEAL: {"layer": 1, "rebag": 0},
    Kind.SAMPLE: {
        **_SCALE, "division_mg": 10, "balance": "B-2", "packages": 1, "spots": 3,
        "purpose": "laboratory",
    },
    Kind.SPLIT: {**_SCALE, "division_mg": 10, "balance": "B-2"},
    Kind.ANALYSE: {
        "result": "identified", "substance": "SUB-METH-ICE", "purity_ppm": 800_000, "purity_u_ppm": 9_000,
        "of_mg": 0, "pure_mg": 0, "consumed_mg": 0, "method": "GC-MS", "instrument": "GC-7",
        "laboratory": "LAB-1", "accreditation": "L-001", "scope": "ISO-17025",
    },
    Kind.EXAMINE: {
        "examination": "residue", "finding": "found", "substance": "SUB-METH-ICE", "compared_with": "",
        "method": "GC-MS", "instrument": "GC-7", "laboratory": "LAB-1", "accreditation": "", "scope": "",
        "report": _HASH, "used_up": 0,
    },
    Kind.STORE: {"location": "R1-S2"},
    Kind.MOVE: {"origin": "R1-S2", "location": "R1-S3"},
    Kind.OFFER: {
        **_SCALE, "offer": "O-1", "to_node": "AU-POLICE", "basis": "MLA-1", "request": "R-1",
        "purpose": "trial", "expires_at": FOREVER_S, "authorisation": "EX-1", "permit": "IM-1",
        "carrier": "C-1", "transit": [],
    },
    Kind.ACCEPT: {
        **_SCALE, "offer": "O-1", "side": "sender", "taker": "AU-POLICE", "node": "AU-POLICE", "item": "drug",
        "substance": "SUB-METH-ICE", "form": "crystal", "seal_state": "whole", "remote": _HASH,
    },
    Kind.REFUSE: {"offer": "O-1", "reason": "wrong-exhibit", "remote": _HASH},
    Kind.CANCEL: {"offer": "O-1", "reason": "expired", "not_accepted": _HASH},
    Kind.RETURN: {**_SCALE, "direction": "out", "party": "COURT-1", "taker": ""},
    Kind.SUBSTITUTE: {**_SCALE, "material": "tea-leaf", "holder": "AMINA"},
    Kind.EXPLAIN: {"cause": "weighing-error", "loss_mg": 0},
    Kind.DESTROY_PLAN: {
        "plan": "D-1", "method": "incineration", "place": "GZ-PLANT", "planned_at": FOREVER_S,
        "decision": "JUDGMENT-1", "order": "", "counter_sample": "", "case_open": 0, "holds": 0,
    },
    Kind.DESTROY: {**_SCALE, "plan": "D-1", "method": "incineration", "video": _HASH},
    Kind.WITNESS: {"entry": 1, "capacity": "civilian"},
    Kind.CORRECT: {"entry": 1, "field": "place", "was": "GZ-EMS-1", "becomes": "GZ-EMS-2"},
    Kind.KEY_ADD: {"from_at": 0, "until_at": FOREVER_S, "role": "officer"},
    Kind.KEY_RETIRE: {"reason": "left"},
    Kind.KEY_COMPROMISE: {"since_at": NOON_S},
}  # fmt: skip


@dataclass
class Desk:
    """A ledger and the lines that it has given out."""

    pack: RulePack = CN_511_2016
    case: str = "C-1"
    lines: list[Line] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    at: int = NOON_S
    sign: bool = True

    def __post_init__(self) -> None:
        anchors = frozenset({REGISTRAR.public().text()})
        self.ledger = Ledger(node=NODE, pack=self.pack, anchors=anchors)
        packs = {pack.version(): pack for pack in (*PACKS.values(), self.pack)}
        self.trust = Trust(node=NODE, anchors=anchors, packs=packs)
        for name in UNITS:
            self.add_key(name)

    def signer(self, name: str) -> Signer:
        unit = UNITS.get(name, "OFFICE")
        return Signer(badge=name, unit=unit, role="officer", key=public_of(name))

    def draft(
        self, kind: Kind, exhibit: str = "", *, by: Sequence[str] = ("AMINA", "BRUNO"), at: int | None = None,
        case: str = "", openings: Sequence[Opening] = (),
        given: Mapping[str, Value] | None = None, **facts: Value,
    ) -> Draft:  # fmt: skip
        return Draft(
            kind=kind,
            case=case or self.case,
            exhibit=exhibit,
            at=self.at if at is None else at,
            facts={**USUAL.get(kind, {}), **(given or {}), **facts},
            openings=openings,
            signers=[self.signer(name) for name in by],
        )

    def keep(self, act: Act, by: Sequence[str]) -> Line:
        line = self.ledger.append(act, [act.signed_by(key_of(name)) for name in by])
        self.lines.append(line)
        return line

    def do(
        self, kind: Kind, exhibit: str = "", *, by: Sequence[str] = ("AMINA", "BRUNO"), at: int | None = None,
        case: str = "", openings: Sequence[Opening] = (),
        given: Mapping[str, Value] | None = None, **facts: Value,
    ) -> Line:  # fmt: skip
        draft = self.draft(kind, exhibit, by=by, at=at, case=case, openings=openings, given=given, **facts)
        return self.keep(self.ledger.prepare(draft), by)

    def add_key(self, name: str) -> None:
        key = key_of(name).public().text()
        self.do(Kind.KEY_ADD, case=KEYS_CASE, by=("REGISTRAR",), key=key, badge=name, unit=UNITS[name])

    def force(
        self, kind: Kind, exhibit: str = "", *, by: Sequence[str] = ("AMINA", "BRUNO"), at: int | None = None,
        case: str = "", openings: Sequence[Opening] = (),
        given: Mapping[str, Value] | None = None, **facts: Value,
    ) -> Line:  # fmt: skip
        """Write what the ledger would refuse, well signed and chained: an insider with the database."""
        draft = self.draft(kind, exhibit, by=by, at=at, case=case, openings=openings, given=given, **facts)
        last, digest = self.ledger.books.head(draft.case)
        pack = self.pack.version()
        act = Act.of(draft, node=NODE, pack=pack, case_seq=last + 1, case_previous=digest)
        signatures = [act.signed_by(key_of(name)) for name in by]
        line = Line.next(act.content(signatures), after=self.ledger.size, previous=self.ledger.head)
        self.lines.append(line)
        return line

    def seized(self, exhibit: str, mass_mg: int, *, division_mg: int = 1000, balance: str = "B-1") -> None:
        self.do(Kind.SEIZE, exhibit)
        self.do(Kind.WEIGH, exhibit, mass_mg=mass_mg, division_mg=division_mg, balance=balance)

    def bodies(self) -> list[bytes]:
        return [line.body for line in self.lines]

    def verdict(
        self,
        bodies: Sequence[bytes] | None = None,
        *,
        checkpoint: Checkpoint | None = None,
        signatures: SignatureCheck | None = holds,
    ) -> Verdict:
        wanted = self.bodies() if bodies is None else bodies
        return verify(wanted, self.trust, checkpoint=checkpoint, signatures=signatures)


FOUR_PARCELS_MG = (1_995_000, 2_001_000, 1_987_000, 1_998_000)


def tea_case(desk: Desk) -> None:
    """7,981 g in four parcels; 4 g of samples; 40 g handed to a partner; the rest destroyed."""
    tea_case_of(desk, 1)


def tea_case_of(desk: Desk, case: int) -> None:
    """The tea case again under numbers of its own, and the desk goes on in it."""
    desk.case, before = f"C-{case}", f"{case}-"
    for number, mass in enumerate(FOUR_PARCELS_MG, 1):
        desk.do(
            Kind.HAND_OVER,
            f"P-{before}{number}",
            item="parcel",
            giver="CHIDI",
            taker="AMINA",
            by=("CHIDI", "AMINA"),
        )
        desk.do(Kind.SEIZE, f"E-{before}{number}", parcel=f"P-{before}{number}")
        desk.do(Kind.WEIGH, f"E-{before}{number}", measure="gross", mass_mg=mass + 120_000)
        desk.do(Kind.WEIGH, f"E-{before}{number}", mass_mg=mass)
        desk.do(Kind.SAMPLE, f"E-{before}{number}", sample=f"E-{before}{number}-S", mass_mg=1_000)
        desk.do(Kind.SEAL, f"E-{before}{number}", number=f"S-{before}{number}")
    desk.do(Kind.UNSEAL, f"E-{before}1", number=f"S-{before}1", reason="split")
    desk.do(Kind.SPLIT, f"E-{before}1", part=f"E-{before}1-A", mass_mg=40_000)
    desk.do(Kind.RESEAL, f"E-{before}1", number=f"S-{before}11")
    desk.do(Kind.SEAL, f"E-{before}1-A", number=f"S-{before}40")
    desk.do(Kind.OFFER, f"E-{before}1-A", seals=[f"S-{before}40"], mass_mg=52_000)
    desk.do(
        Kind.ACCEPT,
        f"E-{before}1-A",
        seals=[f"S-{before}40"],
        mass_mg=52_000,
        offered_mg=52_000,
        net_mg=40_000,
        by=("EWA",),
    )
    desk.do(Kind.DESTROY_PLAN, members=[f"E-{before}{number}" for number in range(1, 5)])
    for number, seal in enumerate(("11", "2", "3", "4"), 1):
        left = FOUR_PARCELS_MG[number - 1] - 1_000 - (40_000 if number == 1 else 0)
        desk.do(Kind.UNSEAL, f"E-{before}{number}", number=f"S-{before}{seal}", reason="destruction")
        desk.do(Kind.DESTROY, f"E-{before}{number}", mass_mg=left)
    desk.do(Kind.WITNESS, entry=desk.ledger.books.head(desk.case)[0])
