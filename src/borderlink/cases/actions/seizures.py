"""Seizures are recorded, told what a laboratory found, struck when they were a mistake, and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page
from django.db import transaction
from django.utils import timezone

from borderlink.cases.domain import seizures as rules
from borderlink.cases.domain.seizures import Facts, Item, Substance
from borderlink.cases.domain.standing import in_order
from borderlink.cases.models.counted import (
    Case,
    Material,
    SeizedSubstance,
    Seizure,
    SeizureCause,
    SeizureTransit,
)
from borderlink.cases.models.worded import SeizureWords
from borderlink.cases.queries import seizures as known
from borderlink.cases.queries.registers import needs_sight
from borderlink.cases.queries.writing import days_past, open_case_of
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.cases.refusals.register import SeizureStruck, WeighedAlready
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a laboratory reported of one substance of a seizure, apart from the test on the spot."""

    substance: str
    reported_on: date
    purity_ppm: int | None = None


@transaction.atomic
def record_seizure(
    *,
    case: str,
    facts: Facts,
    substances: Sequence[Substance],
    items: Sequence[Item] = (),
    region: str = "",
    place: str = "",
    by: Reader,
    at: datetime,
) -> Seizure:
    """Record what was seized at one time and place. ``region`` and ``place`` are words that stay in the case.

    Refuses: ``NotFound``, ``CaseClosed``, ``WeighedAlready``, and what ``domain.seizures.check`` refuses.
    """
    found = open_case_of(by, case)
    rules.check(facts, substances, items, today=timezone.localdate(at), at=at)
    _not_twice(found, facts, substances)
    seizure = write_seizure(case=found, facts=facts, substances=substances, items=items, by=by, at=at)
    if region.strip() or place.strip():
        words = {"region": region.strip()[:120], "place": place.strip()[:400]}
        SeizureWords.objects.create(seizure=seizure, **words)
    told: dict[str, str | int] = {
        "seizure": seizure.number,
        "substances": len(substances),
        "items": len(items),
    }
    note(act="cases.record-seizure", subject=f"case {found.number}", facts=told, by=by.badge, at=at)
    return seizure


def _not_twice(case: Case, facts: Facts, substances: Sequence[Substance]) -> None:
    """Refuse a mass typed for what the ledger holds of that substance and day."""
    weighed = {one.substance for one in rules.weighed_in(case.number) if one.on == facts.seized_on}
    typed = {one.code for one in substances if one.gross_mg is not None or one.net_mg is not None}
    if weighed & typed:
        raise WeighedAlready(number=case.number)


def write_seizure(
    *,
    case: Case,
    facts: Facts,
    substances: Sequence[Substance],
    items: Sequence[Item] = (),
    imported: bool = False,
    by: Reader,
    at: datetime,
) -> Seizure:
    """Write the rows of a seizure that was checked, into a case whose row is locked: part of an action."""
    place = Seizure.objects.filter(case=case).count() + 1
    plain = {
        name: getattr(facts, name)
        for name in (
            "seized_on", "seized_at", "zone", "country", "place_kind", "channel", "direction", "conveyance",
            "origin_country", "destination_country", "concealment", "packaging", "packages", "detected_by",
            "joint_with",
        )
    }  # fmt: skip
    seizure = Seizure.objects.create(
        case=case, number=f"{case.number}-S{place:02}", agency=case.agency, unit=case.unit, imported=imported,
        by=by.badge, at=at, **plain,
    )  # fmt: skip
    SeizedSubstance.objects.bulk_create(_substance(seizure, one) for one in substances)
    Material.objects.bulk_create(_material(seizure, one) for one in items)
    SeizureCause.objects.bulk_create(_causes(seizure, facts))
    SeizureTransit.objects.bulk_create(
        SeizureTransit(seizure=seizure, place=number, country=country)
        for number, country in enumerate(facts.transit, 1)
    )
    return seizure


def write_substance(seizure: Seizure, substance: Substance) -> SeizedSubstance:
    """Write a further substance of a seizure, into a case whose row is locked: part of an action."""
    row = _substance(seizure, substance)
    row.save()
    return row


def _substance(seizure: Seizure, one: Substance) -> SeizedSubstance:
    names = (
        "presumptive", "presumptive_test", "presumptive_result", "laboratory", "laboratory_on", "purity_ppm",
        "pure_mg", "gross_mg", "net_mg", "quantity", "unit",
    )  # fmt: skip
    return SeizedSubstance(seizure=seizure, **{name: getattr(one, name) for name in names})


def _material(seizure: Seizure, one: Item) -> Material:
    return Material(
        seizure=seizure, kind=one.kind, quantity=one.quantity, amount_minor=one.amount_minor,
        currency=one.currency, evidence=one.evidence,
    )  # fmt: skip


def _causes(seizure: Seizure, facts: Facts) -> list[SeizureCause]:
    further = (
        ("concealment", facts.also_concealed, facts.concealment),
        ("detection", facts.also_detected_by, facts.detected_by),
    )
    return [
        SeizureCause(seizure=seizure, list_name=name, code=code)
        for name, codes, first in further
        for code in dict.fromkeys(codes)
        if code != first
    ]


@transaction.atomic
def record_laboratory(
    *, seizure: str, substance: int, report: Report, by: Reader, at: datetime
) -> SeizedSubstance:
    """Write beside a substance what the laboratory reported; the test on the spot stays as it was.

    What an earlier report said stays in the journal. Refuses: ``NotFound``, ``CaseClosed``,
    ``SeizureStruck``, ``SeizureCodeUnknown``, ``DayInFuture``, ``DatesOutOfOrder``.
    """
    found = _writable(seizure, by)
    days_past([report.reported_on], timezone.localdate(at))
    in_order([found.seized_on, report.reported_on])
    row = SeizedSubstance.objects.filter(seizure=found, pk=substance).first()
    if row is None:
        raise NotFound(thing="seizure", name=seizure)
    net, purity = row.net_mg, report.purity_ppm
    pure = None if net is None or purity is None else net * purity // rules.WHOLE_PPM
    rules.check_substance(Substance(laboratory=report.substance, net_mg=row.net_mg, pure_mg=pure))
    facts: dict[str, str | int] = {"seizure": found.number, "substance": report.substance, **_before(row)}
    row.laboratory, row.laboratory_on = report.substance, report.reported_on
    row.purity_ppm, row.pure_mg = report.purity_ppm, pure
    row.save(update_fields=["laboratory", "laboratory_on", "purity_ppm", "pure_mg"])
    note(act="cases.record-analysis", subject=f"case {found.case.number}", facts=facts, by=by.badge, at=at)
    return row


def _before(row: SeizedSubstance) -> dict[str, str | int]:
    """Return what an earlier report of the laboratory said, for the journal; nothing where there was none."""
    if not row.laboratory:
        return {}
    purity = "none" if row.purity_ppm is None else row.purity_ppm
    return {"substance-was": row.laboratory, "purity-was": purity, "reported-was": str(row.laboratory_on)}


@transaction.atomic
def strike_seizure(*, seizure: str, why: str, by: Reader, at: datetime) -> Seizure:
    """Strike a seizure that was entered by mistake: it stays to be read and counts no more.

    Refuses: ``NotFound``, ``CaseClosed``, ``SeizureStruck``, ``ReasonMissing``.
    """
    found = _writable(seizure, by)
    if not why.strip():
        raise ReasonMissing
    found.struck_on = timezone.localdate(at)
    found.save(update_fields=["struck_on"])
    facts: dict[str, str | int] = {"seizure": found.number}
    subject = f"case {found.case.number}"
    note(act="cases.strike-seizure", subject=subject, why=why.strip(), facts=facts, by=by.badge, at=at)
    return found


def _writable(number: str, by: Reader) -> Seizure:
    """Return a seizure of a case that is the officer's and open, both rows locked."""
    found = known.seizure_of(by, number)
    open_case_of(by, found.case.number)
    locked = Seizure.objects.select_for_update(of=("self",)).select_related("case").get(pk=found.pk)
    if locked.struck_on is not None:
        raise SeizureStruck(number=number)
    return locked


@transaction.atomic
def list_seizures(*, filters: known.Filters, page: int = 1, by: Reader, at: datetime) -> Page[Seizure]:
    """Return a page of the register of seizures, of the cases that are the reader's to see.

    Refuses: ``NotAllowed``.
    """
    needs_sight(by, "cases.list-seizures")
    shown = known.register(by, filters, page)
    facts: dict[str, str | int] = {**filters.words(), "shown": len(shown), "page": shown.number}
    note(act="cases.list-seizures", subject="seizures", facts=facts, by=by.badge, at=at)
    return shown
