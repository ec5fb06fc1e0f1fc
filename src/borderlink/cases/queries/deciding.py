"""Questions about decisions: what was decided, on whom, and who must be told of an acquittal."""

from borderlink.cases.domain.deciding import Ruling
from borderlink.cases.domain.standing import Stage
from borderlink.cases.models.counted import Case, Decision
from borderlink.cases.models.nominal import Told
from borderlink.foundation.refusals import NotFound


def decisions_of(case: Case) -> list[Decision]:
    """Return the decisions of a case with their words, in the order they were recorded."""
    rows = case.decisions.select_related("involvement", "words")
    return list(rows.order_by("at", "pk"))


def rulings_of(case: Case) -> list[Ruling]:
    """Return the decisions of a case as plain values, in the order they were recorded."""
    return [_ruling(row) for row in decisions_of(case)]


def _ruling(row: Decision) -> Ruling:
    return Ruling(
        stage=Stage(row.stage),
        outcome=row.outcome,
        decided_on=row.decided_on,
        on_whom=row.involvement.place if row.involvement else None,
        is_final=row.is_final,
        review_pending=row.review_pending,
        sentence=row.sentence,
    )


def suspects_of(case: Case) -> list[int]:
    """Return the places of those who are suspected, or were held or arrested, and were not struck."""
    rows = case.involvements.filter(struck_on=None)
    rows = rows.exclude(suspected_on=None, held_on=None, arrested_on=None)
    return list(rows.order_by("place").values_list("place", flat=True))


def told_of(case: Case, pk: int) -> Told:
    """Return one row of who was told of a person of the case. Refuses: ``NotFound``."""
    found = Told.objects.select_for_update().filter(person__case=case, pk=pk).first()
    if found is None:
        raise NotFound(thing="told", name=str(pk))
    return found


def told_in(case: Case) -> list[Told]:
    """Return who was told of which person, the corrections that are due first."""
    rows = Told.objects.filter(person__case=case).select_related("person", "person__involvement")
    return sorted(rows, key=lambda row: (not row.correction_due_on or bool(row.corrected_at), row.told_on))
