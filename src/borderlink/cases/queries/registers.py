"""The indexes of suspects and organisations: who appears in the reader's own cases, and nobody else."""

from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.queries.sight import seen
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, sees_kind
from borderlink.language.folding import fold

ROWS: Final = 50
WITNESS: Final = "ROL-WITNESS"


def needs_sight(reader: Reader, act: str) -> None:
    """Refuse an act to who sees no case at all, by role or by name. Refuses: ``NotAllowed``."""
    if not (sees_kind(reader, Kind.CASE) or reader.cases):
        raise NotAllowed(act=act)


def suspects(reader: Reader, *, words: str = "", role: str = "", page: int = 1) -> Page[Person]:
    """Return a page of those who play a part in the reader's cases, witnesses and strikes left out."""
    rows = Person.objects.filter(_theirs(reader), involvement__struck_on=None)
    rows = rows.exclude(involvement__role=WITNESS)
    if role:
        rows = rows.filter(involvement__role=role)
    if words.strip():
        rows = rows.filter(Q(names__folded__contains=fold(words)))
    rows = rows.select_related("involvement", "case", "case__words").prefetch_related("names")
    return Paginator(rows.distinct().order_by("-case__opened_at", "case_id", "pk"), ROWS).get_page(page)


def organisations(reader: Reader, *, words: str = "", page: int = 1) -> Page[Organisation]:
    """Return a page of the organisations of the reader's cases."""
    rows = Organisation.objects.filter(_theirs(reader))
    if words.strip():
        rows = rows.filter(names__folded__contains=fold(words))
    rows = rows.select_related("case", "case__words").prefetch_related("names")
    return Paginator(rows.distinct().order_by("-case__opened_at", "case_id", "pk"), ROWS).get_page(page)


def person_of(reader: Reader, pk: int) -> Person | None:
    """Return a person of one of the reader's cases; None when there is none there."""
    return _people(reader).filter(pk=pk).first()


def organisation_of(reader: Reader, pk: int) -> Organisation | None:
    """Return an organisation of one of the reader's cases; None when there is none there."""
    return Organisation.objects.filter(_theirs(reader), pk=pk).select_related("case").first()


def _people(reader: Reader) -> QuerySet[Person]:
    return Person.objects.filter(_theirs(reader)).select_related("involvement", "case")


def _theirs(reader: Reader) -> Q:
    return Q(case__in=Case.objects.filter(seen(reader), erased_on=None))
