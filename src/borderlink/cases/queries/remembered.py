"""Questions about spellings that officers remember: of one person, and in the reader's own cases."""

from collections.abc import Collection

from django.db.models import Q

from borderlink.cases.domain.remembered import Kept
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Person
from borderlink.cases.models.remembered import Alias
from borderlink.cases.queries.sight import seen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language.folding import fold

__all__ = ["Alias", "aliases_of", "kept_pairs", "remembered_by", "standing_alias"]


def aliases_of(person: Person) -> list[Alias]:
    """Return what is remembered of a person, those that were withdrawn too, each with its withdrawal."""
    rows = Alias.objects.filter(person=person, withdraws=None).select_related("withdrawal")
    return sorted(rows, key=lambda row: (hasattr(row, "withdrawal"), row.pk))


def standing_alias(case: Case, pk: int) -> Alias:
    """Return what is remembered in a case and not withdrawn. Refuses: ``NotFound``."""
    rows = Alias.objects.filter(case=case, pk=pk, withdraws=None, withdrawal=None)
    found = rows.select_related("person__involvement").first()
    if found is None:
        raise NotFound(thing="alias-kept", name=str(pk))
    return found


def kept_pairs(reader: Reader) -> list[Kept]:
    """Return the pairs that stand in the reader's own cases; those of others are not even counted."""
    rows = Alias.objects.filter(
        case__in=Case.objects.filter(seen(reader), erased_on=None), withdraws=None, withdrawal=None,
        person__involvement__struck_on=None,
    )  # fmt: skip
    return [
        Kept(
            one=row.one, other=row.other, ground=row.ground, case=row.case.number, person=row.person.label,
            by=row.by, at=row.at,
        )
        for row in rows.select_related("case", "person__involvement")
    ]  # fmt: skip


def remembered_by(cases: Q, folded: Collection[str]) -> set[int]:
    """Return the people of some cases of whom an officer remembers one of these spellings, as it is."""
    rows = Alias.objects.filter(cases, withdraws=None, withdrawal=None, person__involvement__struck_on=None)
    said = rows.values_list("person", "one", "other")
    return {pk for pk, one, other in said if {fold(one)[:400], fold(other)[:400]} & {*folded}}
