"""The office's own records: who is on duty, what waits for a translator, minutes, the hotline's log."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.office import WAITING
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.office import Duty, HotlineCall, Minutes, Translation
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.casework import units_of
from borderlink.liaison.queries.letters import letter_of, thread_of

__all__ = [
    "Duty",
    "HotlineCall",
    "Letter",
    "Minutes",
    "Partner",
    "Thread",
    "Translation",
    "letter_of",
    "thread_of",
]
INTERPRETER: Final = "DTY-INTERPRETER"
AHEAD: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageDesk:
    """One language: who interprets it now, and what waits to be translated into or from it."""

    language: str
    on_duty: int
    waiting: int
    overdue: int


def duties(reader: Reader, at: datetime) -> list[Duty]:
    """Return who is on duty for the reader's offices now and in the next two weeks, in order of time."""
    rows = Duty.objects.filter(units_of(reader), struck_at=None, until_at__gt=at, from_at__lt=at + AHEAD)
    return list(rows.order_by("from_at", "part", "language", "pk"))


def on_duty(reader: Reader, at: datetime) -> list[Duty]:
    """Return who is on duty at a moment."""
    return [duty for duty in duties(reader, at) if duty.from_at <= at]


def language_desks(reader: Reader, at: datetime) -> list[LanguageDesk]:
    """Return the backlog per language beside the interpreters on duty; what nobody covers stands first."""
    interpreters = Counter(duty.language for duty in on_duty(reader, at) if duty.part == INTERPRETER)
    rows = Translation.objects.filter(units_of(reader), state__in=WAITING)
    columns = list(rows.values_list("from_language", "to_language", "due_at"))
    foreign = {language for pair in columns for language in _foreign(*pair[:2])} | set(interpreters)
    found = [_desk(language, columns, interpreters[language], at) for language in foreign]
    return sorted(found, key=lambda desk: (desk.on_duty > 0, -desk.waiting, desk.language))


def _foreign(source: str, target: str) -> set[str]:
    """Return the languages for which an interpreter is needed: every officer here reads the node's own."""
    return {source, target} - {str(settings.BORDERLINK.language)}


def _desk(
    language: str, columns: list[tuple[str, str, datetime]], on_duty: int, at: datetime
) -> LanguageDesk:
    own = [due for source, target, due in columns if language in _foreign(source, target)]
    return LanguageDesk(
        language=language, on_duty=on_duty, waiting=len(own), overdue=sum(due < at for due in own)
    )


def translations(reader: Reader, *, state: str = "", language: str = "") -> list[Translation]:
    """Return translations of the reader's offices, what is due first; the newest two hundred."""
    rows = Translation.objects.filter(units_of(reader)).select_related("letter__thread")
    rows = rows.filter(state=state) if state else rows.exclude(state="dropped")
    if language:
        rows = rows.filter(Q(from_language=language) | Q(to_language=language))
    return sorted(rows.order_by("-pk")[:200], key=lambda row: (row.state == "reviewed", row.due_at))


def translation_of(reader: Reader, pk: int) -> Translation:
    """Return one translation. Refuses: ``NotFound``."""
    rows = Translation.objects.filter(units_of(reader)).select_related("letter__thread")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(thing="translation", name=str(pk))
    return found


def minutes_list(reader: Reader) -> list[Minutes]:
    """Return the minutes of the reader's offices, the newest first."""
    return list(Minutes.objects.filter(units_of(reader)).select_related("partner")[:200])


def minutes_of(reader: Reader, number: str) -> Minutes:
    """Return one meeting's minutes. Refuses: ``NotFound``."""
    rows = Minutes.objects.filter(units_of(reader)).select_related("partner", "thread")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(thing="minutes", name=number[:40])
    return found


def calls(reader: Reader, *, partner: str = "", since: datetime | None = None) -> list[HotlineCall]:
    """Return the hotline's log of the reader's offices, the newest first; at most five hundred."""
    rows = HotlineCall.objects.filter(units_of(reader)).select_related(
        "partner", "letter__thread", "corrects"
    )
    rows = rows.filter(partner__code=partner) if partner else rows
    return list(rows.filter(called_at__gte=since)[:500] if since else rows[:500])


def call_of(reader: Reader, pk: int) -> HotlineCall:
    """Return one call. Refuses: ``NotFound``."""
    found = HotlineCall.objects.filter(units_of(reader), pk=pk).select_related("partner").first()
    if found is None:
        raise NotFound(thing="call", name=str(pk))
    return found


def partners_kept(reader: Reader) -> list[Partner]:
    """Return the partners that the reader's own offices keep."""
    return list(Partner.objects.filter(units_of(reader)).exclude(state="ended").order_by("code"))


def partner_kept(reader: Reader, code: str) -> Partner:
    """Return one of them. Refuses: ``NotFound``."""
    found = next((row for row in partners_kept(reader) if row.code == code), None)
    if found is None:
        raise NotFound(thing="partner", name=code[:32])
    return found
