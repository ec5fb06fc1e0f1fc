"""What officers have at hand when they act: balances, places, the case's rule pack, parcels."""

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import CaseParcel
from borderlink.custody.domain.packs import PACKS, RulePack
from borderlink.custody.models.exhibits import OpenedParcel
from borderlink.custody.models.room import Alarm, Balance, Place
from borderlink.custody.queries import ledger, sight
from borderlink.foundation.who import Reader
from borderlink.screening.models.referrals import Opening


def balances_at_hand(reader: Reader) -> list[Balance]:
    """Return the balances of the reader's units; where they have none, those of the agency."""
    rows = Balance.objects.filter(is_retired=False)
    if not sight.is_of_agency(reader):
        return []
    return list(rows.filter(unit__in=reader.units)) or list(rows)


def places_at_hand(reader: Reader) -> list[Place]:
    """Return the places of the reader's units; where they have none, those of the agency."""
    rows = Place.objects.filter(is_closed=False)
    if not sight.is_of_agency(reader):
        return []
    return list(rows.filter(unit__in=reader.units)) or list(rows)


def pack_in_force(case: str) -> RulePack:
    """Return the rule pack of a case, also before anything was recorded in it."""
    head = ledger.head_of_case(case)
    name = head.pack if head else Case.objects.filter(number=case).values_list("pack", flat=True).first()
    return PACKS.get(name or "", PACKS["un"])


def alarms_of_case(case: str) -> list[Alarm]:
    """Return the alarms of a case that stand open."""
    return list(Alarm.objects.filter(case=case, settled_at=None))


def is_final(case: str) -> bool:
    """Say whether every decision in a case is final: what destruction waits for."""
    return Case.objects.filter(number=case, final_on__isnull=False).exists()


def parcels_of_case(case: str) -> list[str]:
    """Return the parcels that belong to a case."""
    rows = CaseParcel.objects.filter(case__number=case).order_by("waybill")
    return list(rows.values_list("waybill", flat=True))


def parcels_told(case: str) -> dict[str, tuple[str, int | None]]:
    """Return what the manifest says is in each parcel of a case, and its weight in grams."""
    rows = CaseParcel.objects.filter(case__number=case).order_by("waybill")
    return {row.waybill: (str(row.facts.get("contents") or ""), row.facts.get("weight_g")) for row in rows}


def opener_of(case: str, *, other_than: str) -> str:
    """Return the badge of the one officer, ``other_than`` this one, who opened the parcels of a case."""
    parcels = CaseParcel.objects.filter(case__number=case).values("waybill")
    agency = Case.objects.filter(number=case).values("agency")
    rows = Opening.objects.filter(referral__waybill__in=parcels, referral__agency__in=agency)
    badges = set(rows.exclude(by=other_than).values_list("by", flat=True))
    return badges.pop() if len(badges) == 1 else ""


def parcels_taken_over(case: str) -> dict[str, str]:
    """Return who holds each opened parcel that was taken over for a case."""
    return dict(OpenedParcel.objects.filter(case=case).values_list("waybill", "holder"))
