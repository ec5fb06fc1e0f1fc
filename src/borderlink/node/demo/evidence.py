"""The story's second part: the parcels become a case, exhibits with masses that add up, and a result."""

import hashlib
from datetime import timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.utils import timezone

from borderlink.cases.actions.members import let_in
from borderlink.cases.actions.opening import Source, open_case
from borderlink.cases.actions.seizures import record_seizure
from borderlink.cases.domain.seizures import Facts, Item, Substance
from borderlink.custody.actions import destroying, handing, keeping, keys, laboratory, sealing, seizing
from borderlink.custody.actions.seizing import Seized
from borderlink.custody.actions.sheets import SealPut, Sheet, TakenOut, Weighed, Witnessed, work_through
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.queries.exhibits import (
    entries_of_case,
    exhibit_of,
    exhibits_of_case,
    masses_of_case,
)
from borderlink.foundation.who import Role
from borderlink.language.typesetting import pdf
from borderlink.node.demo.parcels import ICE
from borderlink.node.demo.people import PIN, SIGNING
from borderlink.node.demo.told import Told

CASE_UNIT: Final = "GZ-CASE"
STORE_UNIT: Final = "GZ-STORE"
TEA_MG: Final = (2_013_000, 1_987_000, 1_994_000, 1_987_000)  # as they were found: 7,981 g
WRAPPING_MG: Final = 118_000
SAMPLE_MG: Final = 1_000
CONSUMED_MG: Final = 200
PURITY_PPM: Final = (812_000, 806_000, 815_000, 809_000)
CERTIFIED_DAYS: Final = 1_096
WITNESS: Final = Witnessed(capacity="civilian", name="温晓宁")
VIDEO: Final = hashlib.sha256(b"an invented recording of the opening").hexdigest()
SHELVES: Final = ("A-01-1", "A-01-2", "SAFE-1")


def furnish(told: Told) -> dict[str, object]:
    """Let everyone who signs ask for a key, have it certified by another, and furnish the evidence room."""
    for part in SIGNING:
        keys.ask_for_key(pin=PIN, by=told.reader(part), at=told.at())
        certifier = "commander" if part == "case_commander" else "case_commander"
        role = Role.LIAISON_OFFICER if part == "liaison" else next(iter(told.reader(part).roles))
        keys.certify(
            badge=told.badge(part), role=role, days=CERTIFIED_DAYS, by=told.reader(certifier), at=told.at()
        )
    custodian = told.reader("custodian")
    for code in SHELVES:
        keeping.add_place(code=code, unit=STORE_UNIT, name=code, by=custodian, at=told.at())
    until = (told.at() + timedelta(days=720)).date()
    for number, division_mg, calibration_ug in (("KG-1", 1_000, 200_000), ("LAB-1", 10, 3_000)):
        keeping.add_balance(
            number=number, unit=STORE_UNIT, division_mg=division_mg, calibration_ug=calibration_ug,
            certificate=f"JL-{number}", certified_until=until, by=custodian, at=told.at(),
        )  # fmt: skip
    return {"keys": len(SIGNING)}


def open_the_case(told: Told) -> dict[str, object]:
    """Open a case from the four parcels; inspector and investigator both sign for them."""
    investigator = told.reader("investigator")
    case = open_case(
        title="茶叶包藏甲基苯丙胺", unit=CASE_UNIT, pack="cn-511-2016", source=Source.REFERRAL,
        waybills=told.tea, country="CN", by=investigator, at=told.at(),
    )  # fmt: skip
    told.case = case.number
    for part, why in (("second_investigator", "二人办案"), ("liaison", "国际合作")):
        let_in(
            case=told.case, officer=told.badge(part), why=why, by=told.reader("investigator"), at=told.at()
        )
    handing.take_over_parcels(
        case=told.case, waybills=told.tea, giver=told.badge("inspector"),
        hands=told.hands("investigator", "inspector"), by=told.reader("investigator"), at=told.at(),
    )  # fmt: skip
    told.figures["case"] = told.case
    return {"parcels": len(told.tea), "case": told.case}


def seize_the_tea(told: Told) -> dict[str, object]:
    """Seize four lots of tea, one wrapper, one telephone, before a witness."""
    tea = [
        _seized(parcel=waybill, substance=ICE, form="crystal", item="drug", description="茶叶包装内白色晶体")
        for waybill in told.tea
    ]
    wrapper = _seized(parcel=told.tea[0], item="packaging", belongs_to="#1", description="茶叶外包装")
    phone = _seized(parcel="", item="device", description="手机一部，已关机")
    two, by = told.hands("investigator", "second_investigator"), told.reader("investigator")
    made = seizing.seize(case=told.case, exhibits=[*tea, wrapper, phone], hands=two, by=by, at=told.at())
    told.lots, told.wrapper = [exhibit.number for exhibit in made[:4]], made[4].number
    _witness_seizures(told)
    seizing.group(
        case=told.case,
        exhibits=told.lots,
        place="GZ-MAIL",
        look="same-packaging",
        hands=two,
        by=by,
        at=told.at(),
    )
    _record_for_the_register(told)
    told.figures["exhibits"] = len(made)
    return {"exhibits": len(made)}


def _record_for_the_register(told: Told) -> None:
    """Record the seizure in codes, without a mass: the register reads it from the ledger."""
    facts = Facts(
        seized_on=timezone.localdate(told.at()), country="CN", channel="CHN-MAIL", direction="DIR-EXPORT",
        origin_country="CN", destination_country="AU", concealment="CON-TEAPACK", packaging="PKG-TEA",
        packages=4, detected_by="DET-DATA", also_detected_by=("DET-XRAY",),
    )  # fmt: skip
    ice = Substance(presumptive=ICE, presumptive_test="TST-RAMAN", presumptive_result="PRE-POSITIVE")
    record_seizure(
        case=told.case, facts=facts, substances=[ice], items=[Item(kind="MAT-PHONE")],
        by=told.reader("investigator"), at=told.at(),
    )  # fmt: skip


def _seized(*, parcel: str, item: str, description: str, substance: str = "", form: str = "",
            belongs_to: str = "") -> Seized:  # fmt: skip
    return Seized(
        item=item, substance=substance, form=form, parcel=parcel, belongs_to=belongs_to, place="GZ-MAIL",
        country="CN", basis="mail-inspection", suspect="at-large", video_sha256=VIDEO,
        description=description, witness_name=WITNESS.name,
    )  # fmt: skip


def _witness_seizures(told: Told) -> None:
    """Let the witness of the seizures be named beside each."""
    investigator = told.reader("investigator")
    seized = [
        entry.act.case_seq for entry in entries_of_case(investigator, told.case) if entry.act.kind == "seize"
    ]
    destroying.witness(
        case=told.case, entries=seized, capacity=WITNESS.capacity, name=WITNESS.name,
        hands=told.hands("investigator", "second_investigator"), by=investigator, at=told.at(),
    )  # fmt: skip


def weigh_and_sample(told: Told) -> dict[str, object]:
    """Weigh each lot on the balance its mass asks for, take a gram of each, close everything with seals."""
    two = told.hands("investigator", "second_investigator")
    for position, (lot, mass_mg) in enumerate(zip(told.lots, TEA_MG, strict=True), start=1):
        gross = Reading(balance="KG-1", mass_mg=mass_mg + WRAPPING_MG)
        sample = TakenOut(
            reading=Reading(balance="LAB-1", mass_mg=SAMPLE_MG), purpose="laboratory", packages=1, spots=3,
            seal=f"FY-2026-1{position:03}",
        )  # fmt: skip
        sheet = Sheet(
            weighed=(
                Weighed(measure=Measure.GROSS, reading=gross),
                Weighed(measure=Measure.NET, reading=Reading(balance="KG-1", mass_mg=mass_mg)),
            ),
            taken_out=(sample,),
            put=SealPut(number=f"FY-2026-0{position:03}"),
            sealed=Reading(balance="KG-1", mass_mg=mass_mg + WRAPPING_MG - SAMPLE_MG),
            witness=WITNESS,
        )
        work_through(exhibit=lot, sheet=sheet, hands=two, by=told.reader("investigator"), at=told.at())
    told.samples = [f"{lot}-S1" for lot in told.lots]
    masses = masses_of_case(told.reader("investigator"), told.case)
    told.figures["seized_mg"] = masses.seized
    return {"mass_g": masses.seized / 1000, "samples": len(told.samples)}


def store(told: Told) -> dict[str, object]:
    """Hand everything but the samples to the custodian, who puts it on its shelf."""
    kept = [row for row in exhibits_of_case(told.reader("investigator"), told.case) if not row.is_sample]
    for row in kept:
        handing.hand_over(
            exhibit=row.number, taker=told.badge("custodian"), seals_seen=row.seals,
            hands=told.hands("investigator", "custodian"), by=told.reader("investigator"), at=told.at(),
        )  # fmt: skip
        place = "SAFE-1" if row.item == "drug" else "A-01-1"
        keeping.store(
            exhibit=row.number, location=place, hands=told.hands("custodian", "second_custodian"),
            by=told.reader("custodian"), at=told.at(),
        )  # fmt: skip
    return {"exhibits": len(kept)}


def leave_open(told: Told) -> dict[str, object]:
    """Open a second case and seize two bags of rock sugar, not weighed yet: for whoever signs in to try."""
    by, two = told.reader("second_investigator"), told.hands("second_investigator", "investigator")
    case = open_case(
        title="冰糖包藏毒品", unit=CASE_UNIT, pack="cn-511-2016", source=Source.HAND, country="CN", by=by,
        at=told.at(),
    )  # fmt: skip
    by = told.reader("second_investigator")
    let_in(case=case.number, officer=told.badge("investigator"), why="二人办案", by=by, at=told.at())
    bags = [_seized(parcel="", substance=ICE, form="crystal", item="drug", description="冰糖袋内晶体")] * 2
    made = seizing.seize(case=case.number, exhibits=bags, hands=two, by=by, at=told.at())
    return {"case": case.number, "exhibits": len(made)}


def analyse(told: Told) -> dict[str, object]:
    """Ask the laboratory, hand the samples over in time, and let it sign identity and purity with its key."""
    investigator = told.reader("investigator")
    asked = laboratory.request(
        case=told.case, exhibits=told.samples, organisation="PEARL-LAB",
        questions=["identify-substance", "measure-purity"], by=investigator, at=told.at(),
    )  # fmt: skip
    for sample in told.samples:
        handing.hand_over(
            exhibit=sample, taker=told.badge("laboratory"), seals_seen=exhibit_of(investigator, sample).seals,
            purpose=handing.Purpose.LABORATORY, hands=told.hands("investigator", "laboratory"),
            by=investigator, at=told.at(),
        )  # fmt: skip
    for position, sample in enumerate(told.samples):
        _open_in_laboratory(told, sample, position)
        laboratory.answer(
            request=asked.number,
            result=laboratory.Analysis(
                exhibit=sample, result="identified", substance=ICE,
                purity_ppm=PURITY_PPM[position], purity_u_ppm=9_000, consumed_mg=CONSUMED_MG,
                remaining_mg=SAMPLE_MG - CONSUMED_MG, method="GC-MS", instrument="GCMS-07",
                accreditation="CNAS-L0000", scope="ISO-IEC-17025", analyst_name="顾长风",
            ),
            hands=told.hands("laboratory"), by=told.reader("laboratory"), at=told.at(),
        )  # fmt: skip
    _examine_wrapper(told)
    masses = masses_of_case(investigator, told.case)
    told.figures["pure_mass_mg"] = masses.pure_mass_mg
    return {"samples": len(told.samples), "pure_g": round(masses.pure_mass_mg / 1000, 1)}


def _examine_wrapper(told: Told) -> None:
    """Let two people of the laboratory sign what they found on the tea's wrapper, and give it back."""
    by, analyst = told.reader("investigator"), told.reader("laboratory")
    asked = laboratory.request(
        case=told.case, exhibits=[told.wrapper], organisation="PEARL-LAB",
        questions=["find-fingerprints", "identify-substance"], by=by, at=told.at(),
    )  # fmt: skip
    handing.hand_over(
        exhibit=told.wrapper, taker=told.badge("laboratory"), seals_seen=(),
        purpose=handing.Purpose.LABORATORY, hands=told.hands("investigator", "laboratory"), by=by,
        at=told.at(),
    )  # fmt: skip
    finding = laboratory.Finding(
        exhibit=told.wrapper, examination="residue", finding="found", substance=ICE, method="GC-MS",
        instrument="GCMS-07", accreditation="CNAS-L0000", scope="ISO-IEC-17025",
    )  # fmt: skip
    laboratory.examine(
        request=asked.number, finding=finding, report=ContentFile(_report_of(told.wrapper)),
        hands=told.hands("laboratory", "second_analyst"), by=analyst, at=told.at(),
    )  # fmt: skip
    handing.hand_over(
        exhibit=told.wrapper, taker=told.badge("investigator"), seals_seen=(),
        hands=told.hands("laboratory", "investigator"), by=analyst, at=told.at(),
    )  # fmt: skip


def _report_of(exhibit: str) -> bytes:
    """Return the laboratory's report as a paper of one page, invented like all of the story."""
    lines = (
        '#import "house.typ": *',
        '#show: house.with(title: "检验报告", language: "zh-Hans", size: 11pt, foot: [珠江检验所（虚构）])',
        f"= 检验报告\n\n检材：{exhibit}，茶叶外包装\n\n方法：GC-MS\n\n意见：检出甲基苯丙胺残留。",
    )
    return pdf("\n".join(lines), {})


def _open_in_laboratory(told: Told, sample: str, position: int) -> None:
    sealing.unseal(
        exhibit=sample, layer=1, number=f"FY-2026-1{position + 1:03}", reason="analysis",
        hands=told.hands("laboratory"), by=told.reader("laboratory"), at=told.at(),
    )  # fmt: skip
