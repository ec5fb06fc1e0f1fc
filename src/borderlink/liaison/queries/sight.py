"""What a reader sees of letters: those of their office, and those that hang on their own cases."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, sees_kind, units_seen
from borderlink.liaison.models.letters import Thread
from borderlink.officers.models import Officer

WRITERS = frozenset({Role.LIAISON_OFFICER, Role.COMMANDER})


def seen(reader: Reader, thread: str = "") -> Q:
    """Return the condition under which threads are the reader's to see; ``thread`` is a path to them."""
    if reader.agency != str(settings.BORDERLINK.agency):
        return Q(pk__in=())
    units = units_seen(reader, Kind.LETTER)
    if units is None:
        return Q()
    return Q(**{f"{thread}unit__in": units}) | Q(**{f"{thread}case__in": reader.cases - {""}})


def may_see_thread(reader: Reader, thread: Thread) -> bool:
    """Say whether a thread is the reader's to know."""
    agency = str(settings.BORDERLINK.agency)
    return may_see(reader, Subject(kind=Kind.LETTER, agency=agency, unit=thread.unit, case=thread.case))


def needs_letters(reader: Reader, act: str) -> None:
    """Refuse an act to who sees no letter at all. Refuses: ``NotAllowed``."""
    guest = reader.agency != str(settings.BORDERLINK.agency)
    if guest or not (sees_kind(reader, Kind.LETTER) or reader.cases):
        raise NotAllowed(act=act)


def needs_office(reader: Reader, unit: str, act: str) -> None:
    """Refuse an act to who does not work in the office ``unit``. Refuses: ``NotAllowed``."""
    if not works_in(reader, unit):
        raise NotAllowed(act=act)


def works_in(reader: Reader, unit: str) -> bool:
    """Say whether the reader writes and answers for an office: a liaison officer or commander of it."""
    own = reader.agency == str(settings.BORDERLINK.agency) and unit in reader.units
    return own and bool(reader.roles & WRITERS)


def account_of(reader: Reader) -> Officer:
    """Return the reader's own account: what the way out of the node asks for."""
    return Officer.objects.get(badge=reader.badge)


def names_of(badges: Iterable[str]) -> dict[str, str]:
    """Return names by badge; who has no account here is shown by badge."""
    wanted = {badge for badge in badges if badge}
    found = dict(Officer.objects.filter(badge__in=wanted).values_list("badge", "name"))
    return {badge: badge for badge in wanted} | found
