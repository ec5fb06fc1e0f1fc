"""Search for people, organisations and things of the reader's own cases, across scripts.

It reads names, numbers, addresses and nothing else: never who is in custody, nor anything of theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Count, Q, QuerySet

from borderlink.cases.domain.remembered import Kept
from borderlink.cases.domain.search import How, Match, best, keys_of, other_writings
from borderlink.cases.models.counted import Case, Seizure
from borderlink.cases.models.nominal import CaseParcel, Organisation, Person, SearchKey
from borderlink.cases.queries.remembered import kept_pairs, remembered_by
from borderlink.cases.queries.sight import seen
from borderlink.cases.queries.writings import texts_near
from borderlink.foundation.who import Reader
from borderlink.language.folding import fold
from borderlink.language.phones import same_phone

MOST: Final = 50  # hits shown
_LOOKED_AT: Final = 200  # candidates whose texts are compared
_Party = TypeVar("_Party", Person, Organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One person, organisation or thing that matches: in which case, and by which of its texts."""

    kind: str  # person, organisation, case, parcel, seizure
    label: str  # P01, O02, or the number itself
    case: Case
    matches: list[Match]
    pk: int = 0
    anchor: str = ""

    @property
    def best(self) -> Match:
        """Return the match by which it ranks."""
        return self.matches[0]


def find(reader: Reader, words: str) -> list[Hit]:
    """Return what matches in the reader's own cases, the best first; nothing of others is even counted."""
    cases = Q(case__in=Case.objects.filter(seen(reader), erased_on=None))
    keys = keys_of(words)
    people = _people(cases, keys, words)
    bodies = _organisations(cases, keys, words)
    all_people = Person.objects.filter(cases, involvement__struck_on=None).select_related("involvement")
    others = _other_writings("person", all_people, words, {hit.pk for hit in people}, kept_pairs(reader))
    all_bodies = Organisation.objects.filter(cases)
    others += _other_writings("organisation", all_bodies, words, {hit.pk for hit in bodies}, ())
    found = [*people, *bodies, *others, *_numbers(reader, words)]
    return sorted(found, key=lambda hit: (hit.best.rank, hit.case.number, hit.label))[:MOST]


def _candidates(cases: Q, keys: Iterable[str], owner: str) -> list[int]:
    """Return who shares most pairs with the words."""
    rows = SearchKey.objects.filter(cases, key__in=list(keys)).exclude(**{owner: None}).order_by()
    counted = rows.values_list(owner).annotate(shared=Count("key", distinct=True))
    return [pk for pk, _ in counted.order_by("-shared", owner)[:_LOOKED_AT]]


def _people(cases: Q, keys: Iterable[str], words: str) -> list[Hit]:
    rows = Person.objects.filter(pk__in=_candidates(cases, keys, "person"), involvement__struck_on=None)
    parts = ("names", "identifiers", "addresses")
    return [
        Hit(kind="person", label=row.label, case=row.case, matches=matches, pk=row.pk)
        for row in rows.select_related("case", "case__words", "involvement").prefetch_related(*parts)
        if (matches := best(words, texts_of(row)))
    ]


def _other_writings(
    owner: str, within: "QuerySet[_Party]", words: str, known: set[int], kept: Sequence[Kept]
) -> list[Hit]:
    """Return who has perhaps the same name in another writing, or in one that is remembered."""
    names = Q(**{f"{owner}__in": within.exclude(pk__in=known)})
    rows = texts_near(names, owner, [words], kept)
    found: dict[int, list[Match]] = {}
    matches = other_writings(words, [text for _, text in rows], kept)
    for (pk, _), match in zip(rows, matches, strict=True):
        if match:
            found.setdefault(pk, []).append(match)
    return [
        Hit(
            kind=owner, label=row.label, case=row.case, pk=row.pk,
            matches=sorted(found[row.pk], key=lambda match: match.rank),
        )
        for row in within.filter(pk__in=found).select_related("case", "case__words")
    ]  # fmt: skip


def _organisations(cases: Q, keys: Iterable[str], words: str) -> list[Hit]:
    rows = Organisation.objects.filter(pk__in=_candidates(cases, keys, "organisation"))
    parts = ("names", "identifiers", "addresses")
    return [
        Hit(kind="organisation", label=row.label, case=row.case, matches=matches, pk=row.pk)
        for row in rows.select_related("case", "case__words").prefetch_related(*parts)
        if (matches := best(words, texts_of(row)))
    ]


def texts_of(row: Person | Organisation) -> list[tuple[str, str]]:
    """Return every text by which someone may be known, each with its kind."""
    return [
        *(("name", name.text) for name in row.names.all()),
        *(("identifier", one.value) for one in row.identifiers.all()),
        *(("address", one.text) for one in row.addresses.all()),
    ]


def _numbers(reader: Reader, words: str) -> list[Hit]:
    """Return cases, parcels and seizures whose number begins with the words."""
    wanted = words.strip()
    if not wanted.isascii() or len(wanted) < 4:  # noqa: PLR2004 - shorter would list a whole unit
        return []
    cases = Case.objects.filter(seen(reader), erased_on=None)
    inside = Q(case__in=cases)
    rows: list[tuple[str, str, Case]] = [
        *(("case", row.number, row) for row in cases.filter(number__istartswith=wanted)[:MOST]),
        *(
            ("parcel", row.waybill, row.case)
            for row in CaseParcel.objects.filter(inside, waybill__istartswith=wanted)[:MOST]
        ),
        *(
            ("seizure", row.number, row.case)
            for row in Seizure.objects.filter(inside, number__istartswith=wanted)[:MOST]
        ),
    ]
    return [
        Hit(kind=kind, label=number, case=case, matches=[_of_number(kind, number, wanted)])
        for kind, number, case in rows
    ]


def _of_number(kind: str, number: str, wanted: str) -> Match:
    how = How.SAME if number.casefold() == wanted.casefold() else How.WHOLE
    return Match(kind=kind, text=number, how=how, share=1.0)


def known_elsewhere(case: Case, texts: Iterable[tuple[str, str]]) -> list[Case]:
    """Return the other units' cases of an agency in which one of these texts stands, as it is.

    Asked by ``ask_elsewhere`` alone, which tells the asker of units and never of cases.
    """
    return _known(Q(case__agency=case.agency) & ~Q(case__unit=case.unit), texts)


def known_in_agency(agency: str, texts: Iterable[tuple[str, str]]) -> list[Case]:
    """Return the cases of an agency in which one of these texts stands, as it is.

    Asked for a partner's deconfliction alone, which is told a hit or none and never of cases.
    """
    return _known(Q(case__agency=agency), texts)


def _known(cases: Q, texts: Iterable[tuple[str, str]]) -> list[Case]:
    wanted = [(kind, text) for kind, text in texts if kind != "address"]  # an address alone is no person
    others = cases & Q(case__erased_on=None)
    same = [fold(text)[:400] for kind, text in wanted if kind == "name"]
    parts = ("names", "identifiers", "addresses")
    struck = Person.objects.exclude(involvement__struck_on=None)
    found: dict[int, Case] = {}
    for owner, rows in (
        ("person", Person.objects.exclude(pk__in=struck)),
        ("organisation", Organisation.objects.all()),
    ):
        remembered = remembered_by(others, same) if owner == "person" else set()
        near = rows.filter(
            others,
            Q(pk__in=_near_one(others, wanted, owner)) | Q(names__folded__in=same) | Q(pk__in=remembered),
        )
        for row in near.distinct().select_related("case").prefetch_related(*parts):
            if row.pk in remembered or _same(wanted, texts_of(row)):
                found[row.case.pk] = row.case
    return sorted(found.values(), key=lambda other: other.number)


def _near_one(cases: Q, wanted: Iterable[tuple[str, str]], owner: str) -> set[int]:
    """Return who is nearest to each of the texts by itself: a long number crowds out no short name."""
    return {pk for kind, text in wanted for pk in _candidates(cases & Q(kind=kind), keys_of(text), owner)}


def _same(wanted: list[tuple[str, str]], texts: list[tuple[str, str]]) -> bool:
    """Say whether a name or a number of both is the same; a telephone is, with its country and without."""
    numbers = [text for kind, text in texts if kind == "identifier"]
    return any(
        match.how is How.SAME
        for kind, text in wanted
        for match in best(text, [(k, t) for k, t in texts if k == kind])
    ) or any(
        "+" in text + number and same_phone(text, number)
        for kind, text in wanted
        if kind == "identifier"
        for number in numbers
    )
