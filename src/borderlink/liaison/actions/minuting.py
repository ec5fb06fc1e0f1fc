"""Minutes of a meeting in both languages: written, settled by a second officer, never changed after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.models.letters import Thread
from borderlink.liaison.models.office import Minutes
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.office import MinutesNotBoth, NoText, Settled, TimesReversed

SIDES = ("ours", "theirs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Someone who was at the meeting: of which side, name, office. The first of a side signs for it."""

    side: str
    name: str
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the talk, in our language and in theirs."""

    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as an officer writes it down."""

    subject_ours: str
    subject_theirs: str
    held_from: datetime
    held_until: datetime
    place: str
    our_language: str
    their_language: str
    present: Sequence[Present] = ()
    points: Sequence[Point] = ()
    interpreter: str = ""
    case: str = ""

    def columns(self) -> dict[str, object]:
        """Return the columns of `models.office.Minutes` that hold it."""
        words = ("subject_ours", "subject_theirs", "place", "interpreter", "case")
        kept: dict[str, object] = {name: str(getattr(self, name)).strip() for name in words}
        present = [{"side": one.side, "name": one.name.strip(), "office": one.office.strip()}
                   for one in self.present if one.name.strip() and one.side in SIDES]  # fmt: skip
        points = [{"ours": one.ours.strip(), "theirs": one.theirs.strip()}
                  for one in self.points if one.ours.strip() or one.theirs.strip()]  # fmt: skip
        return kept | {
            "held_from": self.held_from, "held_until": self.held_until, "our_language": self.our_language,
            "their_language": self.their_language, "present": present, "points": points,
        }  # fmt: skip


@transaction.atomic
def write_minutes(
    *, partner: Partner, meeting: Meeting, thread: Thread | None = None, by: Reader, at: datetime
) -> Minutes:
    """Write the minutes of a meeting with a partner; they can be changed until they are settled.

    Refuses: ``NotAllowed``, ``NoText``, ``TimesReversed``.
    """
    needs_office(by, partner.unit, "liaison.write-minutes")
    _check(meeting, at)
    row = Minutes.objects.create(
        number=_next_number(partner, at), unit=partner.unit, partner=partner, thread=thread, by=by.badge,
        at=at, **meeting.columns(),
    )  # fmt: skip
    _note("write", row, by, at)
    return row


def _check(meeting: Meeting, at: datetime) -> None:
    if not (meeting.subject_ours.strip() and meeting.subject_theirs.strip() and meeting.place.strip()):
        raise NoText
    if not meeting.held_from < meeting.held_until <= at:
        raise TimesReversed(**{"from": meeting.held_from, "until": meeting.held_until})


def _next_number(partner: Partner, at: datetime) -> str:
    """Return the next number of the partner's minutes in the year; the partner's row is the lock."""
    Partner.objects.select_for_update().get(pk=partner.pk)
    start = f"{partner.code}-M{timezone.localdate(at).year}-"
    return f"{start}{Minutes.objects.filter(number__startswith=start).count() + 1:03d}"


def _note(verb: str, row: Minutes, by: Reader, at: datetime) -> None:
    facts: dict[str, str | int] = {"partner": row.partner.code, "points": len(row.points)}
    note(act=f"liaison.{verb}-minutes", subject=f"minutes {row.number}", facts=facts, by=by.badge, at=at)


def _draft(number: str, by: Reader, act: str) -> Minutes:
    row = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("partner")
        .filter(number=number)
        .first()
    )
    if row is None or row.unit not in by.units:
        raise NotFound(thing="minutes", name=number[:40])
    needs_office(by, row.unit, act)
    if row.state == "settled":
        raise Settled(number=row.number)
    return row


@transaction.atomic
def change_minutes(*, number: str, meeting: Meeting, by: Reader, at: datetime) -> Minutes:
    """Put minutes that are not settled in other words.

    Refuses: ``NotFound``, ``NotAllowed``, ``Settled``, ``NoText``, ``TimesReversed``.
    """
    row = _draft(number, by, "liaison.change-minutes")
    _check(meeting, at)
    for name, value in meeting.columns().items():
        setattr(row, name, value)
    row.save()
    _note("change", row, by, at)
    return row


@transaction.atomic
def settle_minutes(*, number: str, by: Reader, at: datetime) -> Minutes:
    """Say that both sides have signed: from now on the minutes stay as they are.

    Refuses: ``NotFound``, ``NotAllowed``, ``Settled``, ``MinutesNotBoth``.
    """
    row = _draft(number, by, "liaison.settle-minutes")
    if not row.points:
        raise MinutesNotBoth(what="none")
    if any(not (point["ours"] and point["theirs"]) for point in row.points):
        raise MinutesNotBoth(what="points")
    if {one["side"] for one in row.present} != set(SIDES):
        raise MinutesNotBoth(what="present")
    row.state, row.settled_by, row.settled_at = "settled", by.badge, at
    row.save(update_fields=["state", "settled_by", "settled_at"])
    _note("settle", row, by, at)
    return row
