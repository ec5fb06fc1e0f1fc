"""What a reader sees of this room's tables: need to know, and nothing else, narrows every question."""

from django.db.models import Q

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, Subject, may_see, sees_kind, units_seen
from borderlink.officers.models import Officer


def seen(reader: Reader, kind: Kind) -> Q:
    """Return the condition under which rows with ``agency`` and ``unit`` are the reader's to see."""
    units = units_seen(reader, kind)
    own = Q(agency=reader.agency)
    return own if units is None else own & Q(unit__in=units)


def may_see_unit(reader: Reader, kind: Kind, unit: str) -> bool:
    """Say whether the reader sees things of this kind at this station."""
    return may_see(reader, Subject(kind=kind, agency=reader.agency, unit=unit))


def needs(reader: Reader, kind: Kind, act: str) -> None:
    """Refuse an act to who sees nothing of this kind at all. Refuses: ``NotAllowed``."""
    if not sees_kind(reader, kind):
        raise NotAllowed(act=act)


def colleague(badge: str, *, unit: str) -> str:
    """Return the badge of an active officer of this station as it is registered, or nothing."""
    officer = Officer.objects.filter(badge__iexact=badge.strip(), is_active=True, unit__code=unit).first()
    return officer.badge if officer else ""


def colleagues(reader: Reader) -> list[tuple[str, str]]:
    """Return badge and name of the active officers of the reader's stations, the reader left out."""
    officers = Officer.objects.filter(is_active=True, unit__code__in=reader.units).exclude(badge=reader.badge)
    return list(officers.order_by("badge").values_list("badge", "name"))


def names_of(badges: set[str]) -> dict[str, str]:
    """Return the names behind badges; a badge without an account is left out."""
    return dict(Officer.objects.filter(badge__in=badges).values_list("badge", "name"))


def account_of(reader: Reader) -> Officer:
    """Return the reader's own account: what the way out of the node asks for."""
    return Officer.objects.get(badge=reader.badge)
