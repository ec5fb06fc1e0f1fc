"""Questions asked across cases: what a unit asked and was told, and what it is asked by others."""

from dataclasses import dataclass

from django.db.models import F, Q

from borderlink.cases.models.asked import Deconfliction, DeconflictionHit
from borderlink.cases.models.counted import Case
from borderlink.cases.queries.sight import may_see_case, seen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one unit answered to a question; ``answer`` is empty while it has not."""

    unit: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the reader's unit, with the units that know: never with their cases."""

    row: Deconfliction
    told: list[Told]


def asked_by_us(reader: Reader) -> list[Question]:
    """Return the questions about people of the reader's own cases, the newest first."""
    rows = Deconfliction.objects.filter(case__in=Case.objects.filter(seen(reader), erased_on=None))
    rows = rows.select_related("case", "person__involvement", "organisation")
    parts = ("hits", "person__names", "organisation__names")
    return [Question(row=row, told=_told(row)) for row in rows.prefetch_related(*parts)[:100]]


def _told(row: Deconfliction) -> list[Told]:
    """Return one line a unit that has not answered, and one an answer: how many cases it has is not told."""
    lines = {
        (hit.unit, hit.answer): Told(unit=hit.unit, answer=hit.answer, answered_by=hit.answered_by)
        for hit in row.hits.all()
    }
    answered = {unit for unit, answer in lines if answer}
    return [line for (unit, answer), line in sorted(lines.items()) if answer or unit not in answered]


def asked_of_us(reader: Reader) -> list[DeconflictionHit]:
    """Return what other units ask about someone in one of the reader's own cases, unanswered first."""
    own = Q(case__in=Case.objects.filter(seen(reader), erased_on=None))
    rows = DeconflictionHit.objects.filter(own).select_related("case", "question")
    parts = ("question__person__names", "question__organisation__names")
    return list(rows.prefetch_related(*parts).order_by(F("answered_at").desc(nulls_first=True), "-pk")[:100])


def hit_of(reader: Reader, pk: int) -> DeconflictionHit:
    """Return one question of another unit, about a case of the reader's own. Refuses: ``NotFound``."""
    found = DeconflictionHit.objects.select_related("case", "question").filter(pk=pk).first()
    if found is None or not may_see_case(reader, found.case):
        raise NotFound(thing="question", name=str(pk))
    return found
