"""What a reader sees of cases: those they were let into, and for a commander those of the own units."""

from collections.abc import Iterable

from django.db.models import Q

from borderlink.cases.models.counted import Case
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, units_seen
from borderlink.officers.models import Officer, Unit

OPENERS = frozenset({Role.INSPECTOR, Role.CASE_OFFICER, Role.COMMANDER})


def seen(reader: Reader) -> Q:
    """Return the condition under which cases are the reader's to see."""
    units = units_seen(reader, Kind.CASE)
    own = Q(number__in=reader.cases)
    wide = Q() if units is None else Q(unit__in=units)
    return Q(agency=reader.agency) & (wide if units is None else own | wide)


def may_see_case(reader: Reader, case: Case) -> bool:
    """Say whether a case is the reader's to know."""
    return may_see(reader, Subject(kind=Kind.CASE, agency=case.agency, unit=case.unit, case=case.number))


def needs(reader: Reader, roles: frozenset[Role], act: str) -> None:
    """Refuse an act to who holds none of the roles. Refuses: ``NotAllowed``."""
    if not reader.roles & roles:
        raise NotAllowed(act=act)


def is_commander_of(reader: Reader, case: Case) -> bool:
    """Say whether the reader commands the unit of a case."""
    return Role.COMMANDER in reader.roles and case.unit in reader.units


def unit_codes() -> frozenset[str]:
    """Return the codes of the agency's active units."""
    return frozenset(Unit.objects.filter(is_active=True).values_list("code", flat=True))


def officer_of(badge: str) -> Officer | None:
    """Return the account of a badge, as it is registered."""
    return Officer.objects.select_related("unit").filter(badge__iexact=badge.strip()).first()


def names_of(badges: Iterable[str]) -> dict[str, str]:
    """Return names by badge; who has no account is shown by badge."""
    wanted = {badge for badge in badges if badge}
    found = dict(Officer.objects.filter(badge__in=wanted).values_list("badge", "name"))
    return {badge: badge for badge in wanted} | found


def officers_to_let_in() -> list[Officer]:
    """Return the active officers of the agency, in the order of their badges: no guests."""
    rows = Officer.objects.filter(is_active=True, organisation=None).select_related("unit")
    return list(rows.prefetch_related("grants").order_by("badge"))


def stands_alone(officer: Officer) -> bool:
    """Say whether an officer runs the node or watches over it, and so is let into no case."""
    return bool({Role.ADMINISTRATOR.value, Role.AUDITOR.value} & set(officer.held()))
