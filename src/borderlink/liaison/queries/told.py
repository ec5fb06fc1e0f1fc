"""Who outside was told of someone: the letters that name them, and the case's own list of who was told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from borderlink.cases.models.nominal import Person, Told
from borderlink.cases.queries.remembered import aliases_of
from borderlink.liaison.domain.mentions import folded_name, folded_number
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.casework import Correction, Mention
from borderlink.liaison.models.letters import Letter, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBy:
    """One letter that told of someone: which, and under which refs it names them; none: of the case."""

    letter: Letter
    refs: tuple[str, ...] = ()


def told_by_letter(case: str, person: str) -> dict[Thread, list[ToldBy]]:
    """Return the letters that told of a person of a case, by thread; of anyone where ``person`` is empty.

    Inside the case's own threads a name counts; in other threads only a number that tells who someone is.
    A letter that a standing correction already names for this person is left out.
    """
    sent = Letter.objects.filter(direction=Direction.OUT.value, sent_at__isnull=False)
    sent = sent.exclude(kind__in=("receipt", "key_update", "correction")).exclude(
        pk__in=_corrected(case, person)
    )
    rows = sent.select_related("thread", "thread__partner").order_by("thread_id", "sent_at", "pk")
    found: dict[Thread, list[ToldBy]] = defaultdict(list)
    for letter, refs in _matched(rows, case, person):
        found[letter.thread].append(ToldBy(letter=letter, refs=refs))
    return dict(found)


def _matched(rows: QuerySet[Letter], case: str, person: str) -> list[tuple[Letter, tuple[str, ...]]]:
    own = Q(thread__case=case) | Q(case_of__case=case)
    if not person:
        return [(letter, ()) for letter in rows.filter(own)]
    names, numbers = _keys(case, person)
    inside = Mention.objects.filter(letter__in=rows.filter(own), folded__in=[*names, *numbers])
    outside = Mention.objects.filter(letter__in=rows, strong=True, folded__in=numbers)
    refs: dict[int, set[str]] = defaultdict(set)
    for mention in (*inside, *outside):
        refs[mention.letter_id].add(mention.ref)
    return [(letter, tuple(sorted(refs[letter.pk]))) for letter in rows.filter(pk__in=list(refs))]


def _keys(case: str, person: str) -> tuple[list[str], list[str]]:
    """Return the folded names and numbers of whoever stands in a case under a label.

    Spellings that were ever remembered of them are names too, those that were withdrawn above all.
    """
    rows = Person.objects.filter(case__number=case).select_related("involvement")
    parts = ("names", "identifiers")
    found = next((row for row in rows.prefetch_related(*parts) if row.label == person), None)
    if found is None:
        return [], []
    spelt = [name.text for name in found.names.all()]
    spelt += [text for alias in aliases_of(found) for text in (alias.one, alias.other)]
    names = [folded_name(text) for text in spelt]
    return names, [folded_number(number.value) for number in found.identifiers.all()]


def _corrected(case: str, person: str) -> list[int]:
    """Return the letters that are corrected for a person already, their draft not thrown away."""
    rows = Correction.objects.filter(case=case, person=person).exclude(draft__state="dropped")
    uuids = [uuid for row in rows.exclude(draft=None) for uuid in row.letters]
    return list(Letter.objects.filter(uuid__in=uuids).values_list("pk", flat=True))


def told_otherwise(case: str, person: str) -> Sequence[Told]:
    """Return who was told of a person by other means and has no correction yet: the case's own rows."""
    rows = Told.objects.filter(person__case__number=case, corrected_at=None).exclude(
        pk__in=Correction.objects.filter(case=case).exclude(told=None).values("told")
    )
    rows = rows.select_related("person__involvement").order_by("pk")
    return [row for row in rows if not person or row.person.label == person]
