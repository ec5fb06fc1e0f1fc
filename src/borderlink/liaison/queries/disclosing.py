"""The letters about a case as its schedule lists them: all of them, and nothing of what they say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from borderlink.foundation.slots import Material
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.disclosing import Exchanged, consented_to, mark_of, named_in_court
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.letters import SILENT, UNFINISHED, body_of
from borderlink.liaison.queries.sight import may_see_thread

LISTED: Final = "DSC-LETTER"
UNNAMED: Final = "DSC-THIRDPARTY"
NOT_SERVED: Final = "WHG-CORRESPOND"
NOT_NAMED: Final = "WHG-THIRDPARTY"
_NEVER_SENT: Final = (*UNFINISHED, LetterState.DROPPED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class InSchedule:
    """A letter and its line of the schedule, for who may read the letter."""

    letter: Letter
    mark: str
    is_named: bool


def letters_as_material(case: str, at: datetime) -> list[Material]:
    """Return a line for every letter exchanged about a case, whoever asks: a schedule leaves none out.

    One that may not be named in court has a line without partner, kind or day; these stand last, by marks.
    """
    listed = _listed(case, at)
    named = [_named(one) for one in listed if one.is_named]
    unnamed = sorted(one.mark for one in listed if not one.is_named)
    return [*named, *(Material(kind=UNNAMED, reference=mark, ground=NOT_NAMED) for mark in unnamed)]


def letters_in_schedule(reader: Reader, case: str, at: datetime) -> list[InSchedule]:
    """Return the letters behind the lines of a case's schedule, as far as the reader may see them."""
    return [one for one in _listed(case, at) if may_see_thread(reader, one.letter.thread)]


def _listed(case: str, at: datetime) -> list[InSchedule]:
    own = list(_of_case(case).order_by("sent_at", "pk"))
    beside = _exchanged().filter(thread__in={row.thread_id for row in own}, direction=Direction.IN.value)
    letters = {row.uuid: row for row in (*own, *beside)}
    named = named_in_court(map(_as_exchanged, letters.values()), _consented(letters.values(), at))
    return [
        InSchedule(letter=row, mark=mark_of(str(row.uuid)), is_named=str(row.uuid) in named) for row in own
    ]


def _exchanged() -> QuerySet[Letter]:
    rows = Letter.objects.exclude(kind__in=SILENT).exclude(state__in=_NEVER_SENT)
    return rows.select_related("thread__partner")


def _of_case(case: str) -> QuerySet[Letter]:
    """Return what was exchanged about a case: its threads, letters that joined it, and answers to those."""
    joined = Letter.objects.filter(case_of__case=case).values("uuid")
    hangs = Q(thread__case=case) | Q(case_of__case=case) | Q(reply_to__in=joined)
    return _exchanged().filter(hangs)


def _as_exchanged(row: Letter) -> Exchanged:
    handling = body_of(row).get("handling") or {}
    return Exchanged(
        letter=str(row.uuid), thread=str(row.thread_id), is_ours=row.direction == Direction.OUT.value,
        code=str(handling.get("code", "")), evidence_use=str(handling.get("evidence_use", "")),
    )  # fmt: skip


def _consented(letters: Collection[Letter], at: datetime) -> frozenset[str]:
    """Return which letters their own partner let be used in court: no partner can give another's consent."""
    given = {partner: _given_by(partner, at) for partner in {row.thread.partner_id for row in letters}}
    return frozenset(str(row.uuid) for row in letters if str(row.uuid) in given[row.thread.partner_id])


def _given_by(partner: int, at: datetime) -> frozenset[str]:
    rows = Letter.objects.filter(thread__partner=partner, kind="consent", direction=Direction.IN.value)
    said = rows.exclude(body="").order_by("sent_at", "pk")
    return consented_to([body_of(row)["facts"] for row in said], timezone.localdate(at))


def _named(one: InSchedule) -> Material:
    row = one.letter
    facts = {
        "letter": row.kind, "direction": row.direction, "partner": row.thread.partner.code,
        "sent_on": timezone.localdate(row.sent_at or row.made_at).isoformat(),
    }  # fmt: skip
    reference = f"{row.thread.reference} {one.mark}"
    return Material(kind=LISTED, reference=reference, ground=NOT_SERVED, facts=facts)
