"""Rules that other rooms had approved, and the cases and seizures whose rules and watch entries wait."""

from collections.abc import Mapping
from datetime import date, datetime

from borderlink.screening.models.referrals import ApprovedRule, SuspendedWarrant


def approved_rules(on: date) -> list[Mapping[str, object]]:
    """Return the approved rules that are not over on a day, as a rule file would say them, by name."""
    rows = ApprovedRule.objects.filter(taken_back_at=None).order_by("name")
    return [row.said for row in rows if on < date.fromisoformat(str(row.said["expires_on"]))]


def suspended_warrants() -> frozenset[str]:
    """Return the cases and partners' seizures whose rules and watch entries wait."""
    return frozenset(SuspendedWarrant.objects.filter(lifted_at=None).values_list("reference", flat=True))


def suspended_since(reference: str) -> datetime | None:
    """Return since when what rests on a case or seizure waits; None where it is applied."""
    return (
        SuspendedWarrant.objects.filter(reference=reference, lifted_at=None)
        .values_list("at", flat=True)
        .first()
    )
