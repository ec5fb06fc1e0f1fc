"""Custody's standing cast with keys, an evidence room with balances, and the tea case walked to any step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import partial
from pathlib import Path

from django.conf import settings

from borderlink.cases.actions import deciding
from borderlink.cases.actions.opening import open_case
from borderlink.cases.domain.standing import Source, Stage
from borderlink.custody.actions import (
    destroying,
    dividing,
    handing,
    keeping,
    keys,
    laboratory,
    leaving,
    sealing,
    seizing,
    weighing,
)
from borderlink.custody.actions.recording import Hand
from borderlink.custody.actions.seizing import Seized
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Reader, Role
from borderlink.liaison.actions import assuring, consenting
from borderlink.node.certifying import CERTIFICATE, DAYS, for_days
from borderlink.officers.actions.accounts import create_officer, create_unit
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.models import Officer, Unit
from borderlink.officers.queries import reader_of
from tests.custody_world import key_of
from tests.kept import once
from tests.world import NOON, World, build_world

PIN = "heron-77"
COST = 10  # of scrypt: tests are not attacked
TEA_MG = (2_013_000, 1_987_000, 1_994_000, 1_987_000)  # 7,981 g
SAMPLE_MG = 1_000
HAND_OVER_MG = 40_000
WRAPPING_MG = 120_000
REPORT = b"%PDF-1.7 what was found on a wrapper (invented)\n"
VIDEO = "ab" * 32
FINAL_OUTCOME = "CRT-CONVICTED"
PARCELS = ("TEA0001", "TEA0002", "TEA0003", "TEA0004")
ROOTS = tuple(key_of(f"root {number}") for number in (1, 2, 3))
NODE_KEY = key_of("node")

# first name: badge, full name, unit, role
STAFF = (
    ("kofi", "GZ-0101", "Kofi Mensah", "GZ-CASES", Role.CASE_OFFICER),
    ("lena", "GZ-0102", "Lena Roth", "GZ-CASES", Role.CASE_OFFICER),
    ("mika", "GZ-0103", "Mika Salo", "GZ-STORE", Role.EXHIBIT_CUSTODIAN),
    ("nadia", "GZ-0104", "Nadia Haddad", "GZ-STORE", Role.EXHIBIT_CUSTODIAN),
)


class Step(IntEnum):
    """How far the tea case has gone."""

    OPENED = 1  # a case, nothing in it
    TAKEN_OVER = 2  # the four parcels handed over
    SEIZED = 3  # four lots of tea, a wrapper, a telephone
    WEIGHED = 4  # gross and net
    SAMPLED = 5  # one gram of each
    SEALED = 6  # one seal each, lots and samples
    STORED = 7  # handed to the custodian, put on shelves
    ANALYSED = 8  # the samples have a result, 82 % pure
    SENT = 9  # 40 g of the first lot given to a partner
    FINAL = 10  # every decision final
    DESTROYED = 11  # the rest burnt before witnesses


@dataclass
class Scene:
    """Who acts, and the case they are at. ``at`` moves on by a minute with each act."""

    world: World
    kofi: Officer
    lena: Officer
    mika: Officer
    nadia: Officer
    case: str = ""
    at: datetime = NOON
    lots: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    wrapper: str = ""
    telephone: str = ""
    seals: int = 0

    def reader(self, officer: Officer) -> Reader:
        return reader_of(officer)

    def hand(self, officer: Officer) -> Hand:
        return Hand(badge=officer.badge, pin=PIN)

    def hands(self, *officers: Officer) -> list[Hand]:
        return [self.hand(officer) for officer in officers]

    @property
    def two(self) -> list[Hand]:
        """Kofi and Lena, the investigators of the case."""
        return self.hands(self.kofi, self.lena)

    @property
    def stores(self) -> list[Hand]:
        """Mika and Nadia, the custodians."""
        return self.hands(self.mika, self.nadia)

    def by(self, officer: Officer | None = None) -> Reader:
        return reader_of(officer or self.kofi)

    def now(self) -> datetime:
        """The next minute."""
        self.at += timedelta(minutes=1)
        return self.at

    def seal_number(self) -> str:
        self.seals += 1
        return f"{self.case}-SEAL-{self.seals:03}"


def lay_node_keys(folder: Path) -> None:
    """Give a tests' node its key, a root document and the certificate, all from known seeds."""
    keys_folder = folder / "keys"
    keys_folder.mkdir(exist_ok=True)
    root = root_of(settings.BORDERLINK.agency)
    node = settings.BORDERLINK.node
    certificate = for_days(root.agency, node, NODE_KEY.public(), days=DAYS, now=int(NOON.timestamp()))
    (keys_folder / "node.pem").write_bytes(NODE_KEY.pem())
    (keys_folder / "node.pub").write_text(f"{NODE_KEY.public().text()}\n", encoding="ascii")
    (keys_folder / "root.json").write_bytes(root.sign(*ROOTS[:2]).to_bytes())
    (keys_folder / CERTIFICATE).write_bytes(certificate.sign(*ROOTS[:2]).to_bytes())


def root_of(agency: str, holders: Sequence[PrivateKey] = ROOTS) -> Root:
    """Return the root document of the tests' agency."""
    return Root(agency=agency, keys=tuple(holder.public() for holder in holders))


def give_key(officer: Officer, role: Role, by: Officer, at: datetime = NOON, *, pin: str = PIN) -> None:
    """Let an officer ask for a key and another certify it."""
    keys.ask_for_key(pin=pin, cost=COST, by=reader_of(officer), at=at)
    keys.certify(badge=officer.badge, role=role, days=365, by=reader_of(by), at=at)


def build_scene(world: World | None = None) -> Scene:
    """Hire the cast, give everyone a key, furnish the evidence room. No case is open yet."""
    world = world or build_world()
    lay_node_keys(settings.BORDERLINK.folder)
    scene = once("custody", lambda: _build_scene(world))
    scene.world = world
    return scene


def _build_scene(world: World) -> Scene:
    units = {code: _unit(code, name, world) for code, name in (("GZ-CASES", "Cases"), ("GZ-STORE", "Store"))}
    made = {first: _hire(row, units[row[2]], world) for first, *row in STAFF}
    scene = Scene(world=world, **made)  # type: ignore[arg-type]
    for officer, role in (
        (world.amina, Role.INSPECTOR), (world.bruno, Role.INSPECTOR), (world.chidi, Role.INSPECTOR),
        (world.jun, Role.LABORATORY), (scene.kofi, Role.CASE_OFFICER), (scene.lena, Role.CASE_OFFICER),
        (scene.mika, Role.EXHIBIT_CUSTODIAN), (scene.nadia, Role.EXHIBIT_CUSTODIAN),
    ):  # fmt: skip
        give_key(officer, role, world.farid)
    _furnish(scene)
    return scene


def _unit(code: str, name: str, world: World) -> Unit:
    return create_unit(code=code, name_zh=name, name_vi=name, name_en=name, by=world.farid, at=NOON)


def _hire(row: Sequence[object], unit: Unit, world: World) -> Officer:
    badge, name, _, role = row
    officer = create_officer(
        badge=str(badge), name=str(name), unit=unit, organisation=None, language="en", by=world.farid, at=NOON
    )
    assert isinstance(role, Role)
    grant_role(officer=officer, role=role, why="the cast of custody", by=world.farid, at=NOON)
    return officer


def _furnish(scene: Scene) -> None:
    by = scene.by(scene.mika)
    for code in ("R1-S1", "R1-S2", "R2-SAFE"):
        keeping.add_place(code=code, unit="GZ-STORE", name=f"Shelf {code}", by=by, at=NOON)
    for number, division, calibration in (("B-1", 1_000, 200_000), ("B-2", 10, 3_000), ("B-3", 100, 20_000)):
        keeping.add_balance(
            number=number, unit="GZ-STORE", division_mg=division, calibration_ug=calibration,
            certificate=f"CERT-{number}", certified_until=date(2027, 6, 30), by=by, at=NOON,
        )  # fmt: skip


def tea_case(step: Step, scene: Scene | None = None) -> Scene:
    """Walk the tea case up to a step and return the scene; a step that was walked is laid down again."""
    scene = scene or build_scene()
    for number in range(1, step + 1):
        state = (scene.case, scene.at, *scene.lots, *scene.samples, scene.seals)
        walked = once(("tea", number, state), partial(_walk, scene, number))
        scene.__dict__.update(walked.__dict__, world=scene.world)
    return scene


def _walk(scene: Scene, number: int) -> Scene:
    walk = (_open, _take_over, _seize, _weigh, _sample, _seal, _store, _analyse, _send, _finish, _destroy)
    walk[number - 1](scene)
    return scene


def _open(scene: Scene) -> None:
    case = open_case(
        title="Tea to Sydney", unit="GZ-CASES", pack="cn-511-2016", source=Source.HAND, country="CN",
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    scene.case = case.number
    _let_in(scene, scene.lena)


def _let_in(scene: Scene, officer: Officer) -> None:
    from borderlink.cases.actions.members import let_in

    let_in(case=scene.case, officer=officer.badge, why="works on it", by=scene.by(), at=scene.now())


def _take_over(scene: Scene) -> None:
    handing.take_over_parcels(
        case=scene.case, waybills=PARCELS, giver=scene.world.amina.badge,
        hands=scene.hands(scene.kofi, scene.world.amina), by=scene.by(), at=scene.now(),
    )  # fmt: skip


def tea(parcel: str, **changes: object) -> Seized:
    """One lot of tea as it is seized, unless a test says otherwise."""
    given: dict[str, object] = {
        "item": "drug", "substance": "SUB-METH-ICE", "form": "crystal", "parcel": parcel, "packages": 1,
        "place": "GZ-EMS-1", "country": "CN", "basis": "CPL-141", "suspect": "unknown", "video_sha256": VIDEO,
        "description": "white crystals in a tea bag of foil", "witness_name": "Rosa Lindqvist",
    }  # fmt: skip
    return Seized(**{**given, **changes})  # type: ignore[arg-type]


def _seize(scene: Scene) -> None:
    things = [
        *(tea(parcel) for parcel in PARCELS),
        tea(
            PARCELS[0], item="packaging", substance="", form="", belongs_to="#1", description="a tea wrapper"
        ),
        tea("", item="device", substance="", form="", description="a telephone, switched off"),
    ]
    made = seizing.seize(case=scene.case, exhibits=things, hands=scene.two, by=scene.by(), at=scene.now())
    numbers = [exhibit.number for exhibit in made]
    scene.lots, scene.wrapper, scene.telephone = numbers[:4], numbers[4], numbers[5]
    seizing.group(
        case=scene.case, exhibits=scene.lots, place="GZ-EMS-1", look="tea", hands=scene.two, by=scene.by(),
        at=scene.now(),
    )  # fmt: skip


def weigh(  # noqa: PLR0917
    scene: Scene, exhibit: str, mass_mg: int, measure: Measure = Measure.NET, balance: str = "B-1",
          hands: Sequence[Hand] = (), by: Officer | None = None) -> None:  # fmt: skip
    weighing.weigh(
        exhibit=exhibit, measure=measure, reading=Reading(balance=balance, mass_mg=mass_mg),
        hands=hands or scene.two, by=scene.by(by), at=scene.now(),
    )  # fmt: skip


def _weigh(scene: Scene) -> None:
    for lot, mass in zip(scene.lots, TEA_MG, strict=True):
        weigh(scene, lot, mass + WRAPPING_MG, Measure.GROSS)
        weigh(scene, lot, mass)


def _sample(scene: Scene) -> None:
    for lot in scene.lots:
        taken = dividing.sample(
            exhibit=lot, purpose=dividing.SamplePurpose.LABORATORY, packages=1, spots=3,
            reading=Reading(balance="B-2", mass_mg=SAMPLE_MG), hands=scene.two, by=scene.by(), at=scene.now(),
        )  # fmt: skip
        scene.samples.append(taken.number)


def _seal(scene: Scene) -> None:
    for number in [*scene.lots, *scene.samples]:
        sealing.seal(
            exhibit=number,
            layer=1,
            number=scene.seal_number(),
            hands=scene.two,
            by=scene.by(),
            at=scene.now(),
        )
    for lot, mass in zip(scene.lots, TEA_MG, strict=True):
        weigh(scene, lot, mass - SAMPLE_MG + WRAPPING_MG, Measure.SEALED_GROSS)


def exhibit(number: str) -> Exhibit:
    """Return an exhibit's row as it is now."""
    return Exhibit.objects.get(number=number)


def hand_to(scene: Scene, number: str, giver: Officer, taker: Officer,
            purpose: handing.Purpose = handing.Purpose.CUSTODY) -> None:  # fmt: skip
    handing.hand_over(
        exhibit=number, taker=taker.badge, seals_seen=exhibit(number).seals, purpose=purpose,
        hands=scene.hands(giver, taker), by=scene.by(giver), at=scene.now(),
    )  # fmt: skip


def _store(scene: Scene) -> None:
    for number in [*scene.lots, scene.wrapper, scene.telephone]:
        hand_to(scene, number, scene.kofi, scene.mika)
        keeping.store(
            exhibit=number, location="R1-S1", hands=scene.stores, by=scene.by(scene.mika), at=scene.now()
        )
    for number in scene.samples:
        hand_to(scene, number, scene.kofi, scene.mika)
        keeping.store(
            exhibit=number, location="R2-SAFE", hands=scene.stores, by=scene.by(scene.mika), at=scene.now()
        )


def analysis(scene: Scene, number: str, **changes: object) -> laboratory.Analysis:
    """A result on one sample: 82 % pure, 200 mg used up."""
    given: dict[str, object] = {
        "exhibit": number, "result": "identified", "substance": "SUB-METH-ICE", "purity_ppm": 820_000,
        "purity_u_ppm": 9_000, "consumed_mg": 200, "remaining_mg": SAMPLE_MG - 200, "method": "GC-MS",
        "instrument": "GC-7", "accreditation": "L-001", "scope": "ISO-17025", "analyst_name": "Jun Mori",
    }  # fmt: skip
    return laboratory.Analysis(**{**given, **changes})  # type: ignore[arg-type]


def _analyse(scene: Scene) -> None:
    jun = scene.world.jun
    asked = laboratory.request(
        case=scene.case, exhibits=scene.samples, organisation="PEARL-LAB", questions=["identity", "purity"],
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    for number in scene.samples:
        hand_to(scene, number, scene.mika, jun, handing.Purpose.LABORATORY)
        sealing.unseal(
            exhibit=number, layer=1, number=exhibit(number).seals[0], reason="examination",
            hands=scene.hands(jun), by=scene.by(jun), at=scene.now(),
        )  # fmt: skip
        laboratory.answer(
            request=asked.number, result=analysis(scene, number), hands=scene.hands(jun), by=scene.by(jun),
            at=scene.now(),
        )  # fmt: skip
        sealing.reseal(
            exhibit=number, layer=1, number=scene.seal_number(), hands=scene.hands(jun), by=scene.by(jun),
            at=scene.now(),
        )  # fmt: skip
        hand_to(scene, number, jun, scene.mika)


def wrapper_in_laboratory(scene: Scene) -> tuple[str, Officer]:
    """Send the wrapper to the laboratory; return the request's number and a second who signs there."""
    world, jun = scene.world, scene.world.jun
    second = create_officer(badge="LB-0002", name="Ines Prado", unit=None, organisation=world.laboratory,
                            language="en", by=world.farid, at=NOON)  # fmt: skip
    grant_role(officer=second, role=Role.LABORATORY, why="reviews", by=world.farid, at=NOON)
    give_key(second, Role.LABORATORY, world.farid)
    asked = laboratory.request(
        case=scene.case, exhibits=[scene.wrapper], organisation="PEARL-LAB", questions=["find-fingerprints"],
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    hand_to(scene, scene.wrapper, scene.kofi, jun, handing.Purpose.LABORATORY)
    return asked.number, second


def unseal(scene: Scene, number: str, reason: str) -> None:
    """The custodians open the one seal of an exhibit that they hold."""
    sealing.unseal(
        exhibit=number, layer=1, number=exhibit(number).seals[0], reason=reason, hands=scene.stores,
        by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip


def let_leave(scene: Scene, number: str, *, to: str = "AU-POLICE", at: datetime | None = None) -> None:
    """Have the gate let an exhibit leave: a consent, the question, the commander's approval."""
    commander, at = scene.by(scene.world.dalia), at or scene.now()
    given = consenting.Given(
        recipient=to, authority="Ministry", number="C-1", given_on=at.date(),
        until_on=at.date() + timedelta(days=7),
        scope="the tea case", for_evidence=True, for_persons=True,
    )  # fmt: skip
    consent = consenting.enter_consent(given=given, by=commander, at=at)
    paper = assuring.Paper(
        way=leaving.OFFER, subject=f"exhibit {number}", to=to, country="AU", channel="CHA-MLA",
        basis="MLA-1", case=scene.case, consents=(consent.digest,),
    )  # fmt: skip
    asked = assuring.ask_for_paper(
        paper=paper, request=assuring.Request(why="evidence for the trial"), by=scene.by(), at=at
    )
    decision = assuring.Decision(grade="AGR-SENIOR", grounds="no death penalty there")
    assuring.approve_assurance(pk=asked.pk, decision=decision, by=commander, at=at)


def _send(scene: Scene) -> None:
    lot, by = scene.lots[0], scene.by(scene.mika)
    unseal(scene, lot, "split")
    part = dividing.split(
        exhibit=lot, reading=Reading(balance="B-2", mass_mg=HAND_OVER_MG), hands=scene.stores, by=by,
        at=scene.now(),
    ).number  # fmt: skip
    sealing.reseal(
        exhibit=lot, layer=1, number=scene.seal_number(), hands=scene.stores, by=by, at=scene.now()
    )
    sealing.seal(exhibit=part, layer=1, number=scene.seal_number(), hands=scene.stores, by=by, at=scene.now())
    terms = leaving.Terms(
        to_node="AU-POLICE", basis="MLA-1", request="R-1", purpose="trial",
        expires_at=scene.at + timedelta(days=30), authorisation="EX-1", permit="IM-1", carrier="C-1",
    )  # fmt: skip
    let_leave(scene, part)
    leaving.offer(
        exhibit=part, terms=terms, seals_seen=exhibit(part).seals,
        reading=Reading(balance="B-2", mass_mg=52_000), hands=scene.stores, by=by, at=scene.now(),
    )  # fmt: skip
    leaving.accept(
        exhibit=part, taker="AU-0007", seals_seen=exhibit(part).seals,
        reading=leaving.PartnerReading(balance="AU-B-4", division_mg=10, mass_mg=52_000), remote="cd" * 32,
        hands=scene.hands(scene.mika), by=by, at=scene.now(),
    )  # fmt: skip


def _finish(scene: Scene) -> None:
    scene.at += timedelta(days=60)
    ruled = deciding.Ruled(
        stage=Stage.APPEAL, outcome=FINAL_OUTCOME, decided_on=scene.at.date(), body="High court of the port",
        is_final=True,
    )  # fmt: skip
    deciding.record_decision(case=scene.case, ruled=ruled, by=scene.by(), at=scene.now())


def plan(scene: Scene, *, exhibits: Sequence[str] = (), decision: str = "JUDGMENT-1", order: str = "",
         counter_sample: str = "") -> None:  # fmt: skip
    destroying.plan(
        exhibits=exhibits or scene.lots, method="incineration", place="GZ-PLANT",
        planned_at=scene.at + timedelta(days=1), decision=decision, order=order,
        counter_sample=counter_sample,
        hands=scene.stores, by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip


def burn(scene: Scene, lot: str, mass_mg: int) -> Entry:
    """The custodians weigh an open lot and burn it."""
    return destroying.destroy(
        exhibit=lot, reading=Reading(balance="B-1", mass_mg=mass_mg), video_sha256=VIDEO, hands=scene.stores,
        by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip


def _destroy(scene: Scene) -> None:
    plan(scene)
    scene.at += timedelta(days=1)
    entries = []
    for lot in scene.lots:
        unseal(scene, lot, "destruction")
        entries.append(burn(scene, lot, exhibit(lot).book_mg or 0).case_seq)
    destroying.witness(
        case=scene.case, entries=entries, capacity="civilian", name="Rosa Lindqvist", hands=scene.two,
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
