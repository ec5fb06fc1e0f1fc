"""The story's first part: a manifest comes in, four parcels of tea are linked, opened and confirmed."""

import csv
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.node.demo.told import Told
from borderlink.node.refusals import DemoStandsStill
from borderlink.screening.actions.belt import look_at_parcel, scan_parcel
from borderlink.screening.actions.loads import Incoming, receive_manifest
from borderlink.screening.actions.opening import (
    Witness,
    open_parcel,
    record_laboratory_result,
    record_result,
)
from borderlink.screening.adapters.synthetic import Generated, generate_manifest
from borderlink.screening.domain.figures import Period
from borderlink.screening.domain.outcome import POSITIVE, Finding, Outcome
from borderlink.screening.queries.figures import figures
from borderlink.screening.queries.loads import load_of
from borderlink.screening.queries.referrals import referral_of

if TYPE_CHECKING:
    from borderlink.screening.models.referrals import Load, Referral

SEED: Final = 1511
PATIENCE: Final = timedelta(minutes=5)  # for the background worker to finish one manifest
ICE: Final = "SUB-METH-ICE"


def invent_manifest(told: Told) -> dict[str, object]:
    """Make a day's manifest with the stories planted, and read from its truth which parcels are the tea."""
    last_flight = timezone.localdate(told.at()) + timedelta(days=1)  # so that most of it can still be stopped
    made = generate_manifest(parcels=told.parcels, seed=SEED, out=told.folder / "made", on=last_flight)
    told.tea = tuple(_waybills_of("tea", made))
    told.figures |= {"parcels": made.parcels, "tea_parcels": len(told.tea)}
    return {"parcels": made.parcels}


def _waybills_of(story: str, made: Generated) -> Iterator[str]:
    with made.truth.open(encoding="utf-8", newline="") as truth:
        for row in csv.DictReader(truth):
            if row["story"] == story:
                yield row["waybill"]


def load_manifest(told: Told) -> dict[str, object]:
    """Hand the manifest in as the inspector, and wait until the background worker has screened it."""
    inspector = told.reader("inspector")
    manifest, began = told.folder / "made" / "manifest.csv", time.perf_counter()
    received = receive_manifest(
        files=[Incoming(name=manifest.name, chunks=[manifest.read_bytes()])], by=inspector, at=told.at()
    )
    load = _wait_for(received.load.number, inspector)
    referrals, seconds = load.referrals.count(), round(time.perf_counter() - began, 1)
    told.figures |= {
        "rows_read": load.rows_read,
        "quarantined": load.quarantined,
        "referrals": referrals,
        "below_cut": load.below_cut,
        "screened_in_s": seconds,
    }
    return {"parcels": load.parcels, "referrals": referrals}


def _wait_for(number: str, reader: Reader) -> "Load":
    until = time.monotonic() + PATIENCE.total_seconds()
    while time.monotonic() < until:
        load = load_of(reader, number)
        if load.state in {"done", "refused"}:
            break
        time.sleep(0.2)
    if load.state != "done":
        raise DemoStandsStill(step=load.state, load=number)
    return load


def find_tea(told: Told) -> dict[str, object]:
    """Read from the referrals how many parcels of the tea are linked to one receiver."""
    inspector = told.reader("inspector")
    found: list[Referral] = []
    for waybill in told.tea:
        try:
            found.append(referral_of(inspector, waybill))
        except NotFound:
            continue
    linked = [referral for referral in found if _links(referral) >= set(told.tea) - {referral.waybill}]
    told.figures |= {"referred_tea": len(found), "linked_parcels": len(linked)}
    return {"parcels": len(linked)}


def _links(referral: "Referral") -> set[str]:
    return {str(link["waybill"]) for link in referral.linked}


def open_tea(told: Told) -> dict[str, object]:
    """Scan each parcel at the belt, open it before the second officer, test, record."""
    inspector, second = told.reader("inspector"), told.cast.officers["second"].badge
    witness = Witness(second_officer=second, operator_present=True, operator="Swift Express, 07")
    opened = 0
    for waybill in told.tea:
        scan_parcel(waybill=waybill, by=inspector, at=told.at())
        open_parcel(waybill=waybill, witness=witness, by=inspector, at=told.at())
        record_result(waybill=waybill, finding=_finding(Outcome.PRESUMPTIVE), by=inspector, at=told.at())
        opened += 1
    told.figures["opened"] = opened
    return {"parcels": opened}


def _finding(outcome: Outcome) -> Finding:
    return Finding(
        outcome=outcome,
        presumptive=POSITIVE,
        method="TST-RAMAN",
        substance=ICE,
        concealment="CON-TEAPACK",
        detected_by="DET-DATA",
    )


def hear_laboratory(told: Told) -> dict[str, object]:
    """Record what the laboratory found, apart from the presumptive result; then confirm the outcome by it."""
    inspector = told.reader("inspector")
    for position, waybill in enumerate(told.tea, start=1):
        record_laboratory_result(
            waybill=waybill,
            laboratory="PEARL-LAB",
            report=f"PRL-{timezone.localdate():%Y}-{position:04}",
            substance=ICE,
            reported_on=timezone.localdate(),
            by=inspector,
            at=told.at(),
        )
        why = f"PRL-{timezone.localdate():%Y}-{position:04}"
        record_result(
            waybill=waybill, finding=_finding(Outcome.CONFIRMED), why=why, by=inspector, at=told.at()
        )
    return {"parcels": len(told.tea)}


def look_from_outside(told: Told) -> dict[str, object]:
    """Let an inspector of another station ask for a parcel: refused as if it were not there."""
    refused = 0
    for waybill in told.tea:
        try:
            look_at_parcel(waybill=waybill, why="curious", by=told.reader("outsider"), at=told.at())
        except NotFound:
            refused += 1
    told.figures["refused_to_outsider"] = refused
    return {"parcels": refused}


def count(told: Told) -> dict[str, object]:
    """Read the figures as the planner sees them: counts without persons."""
    today = timezone.localdate()
    total = figures(
        told.reader("planner"), start=today, end=today + timedelta(days=1), period=Period.DAY
    ).total
    told.figures |= {"figures_opened": total.opened, "figures_hits": total.hits}
    return {"opened": total.opened, "hits": total.hits}
