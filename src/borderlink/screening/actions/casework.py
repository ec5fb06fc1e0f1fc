"""A referred parcel goes on to a case: what it is known by is handed over once, and kept there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note
from borderlink.screening.actions.belt import waybill_of
from borderlink.screening.adapters import retained
from borderlink.screening.domain.outcome import SEIZED
from borderlink.screening.models.referrals import Referral
from borderlink.screening.queries import loads, referrals

INVESTIGATORS = frozenset({Role.CASE_OFFICER, Role.COMMANDER})
KEPT_FACTS = (
    "sender_name", "sender_phone", "sender_address", "sender_postcode", "sender_country",
    "receiver_name", "receiver_phone", "receiver_address", "receiver_postcode", "receiver_country",
    "contents", "weight_g", "pieces", "value", "currency", "service", "direction", "posted_at", "office",
    "bag", "flight",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a case receives of a referred parcel: its facts as plain values, what it is linked to and why."""

    waybill: str
    station: str
    facts: Mapping[str, str | int | float]
    shares: list[Mapping[str, object]]
    reasons: list[Mapping[str, object]]


@transaction.atomic
def give_to_case(*, waybill: str, case: str, by: Reader, at: datetime) -> Given:
    """Give what is known of a referred parcel to a case, and write into the journal for which.

    An inspector or analyst gives a referral of the own station; an investigator of the agency may fetch one
    in which something was found, by its waybill. Refuses: ``NotFound``.
    """
    wanted = waybill_of(waybill)
    referral = referrals.find_referral(by, wanted) or _found(by, wanted)
    if referral is None:
        raise NotFound(thing="parcel", name=wanted)
    note(
        act="screening.give-to-case",
        subject=f"parcel {wanted}",
        facts={"case": case},
        by=by.badge,
        at=at,
    )
    return Given(
        waybill=wanted,
        station=referral.unit,
        facts=_facts(referral),
        shares=list(referral.linked),
        reasons=list(referral.reasons),
    )


def _found(by: Reader, waybill: str) -> Referral | None:
    """Return the agency's newest referral of a parcel in which something was found, to an investigator."""
    if not (by.roles & INVESTIGATORS and waybill):
        return None
    rows = Referral.objects.filter(
        agency=by.agency, waybill=waybill, outcome__in=[outcome.value for outcome in SEIZED]
    )
    return rows.order_by("-on", "-pk").first()


def _facts(referral: Referral) -> dict[str, str | int | float]:
    folder = settings.BORDERLINK.folder
    part = retained.find_part(folder, loads.parts_of_agency(referral.agency), referral.waybill)
    row = (part and retained.read_parcel(folder, part, referral.waybill)) or {}
    return {name: _plain(row[name]) for name in KEPT_FACTS if row.get(name) not in {None, ""}}


def _plain(value: object) -> str | int | float:
    """Return a value as JSON keeps it: a moment or a day in ISO form, an amount as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float) else str(value)
