"""What stands in a case's picture: its things, and what ties them together."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from borderlink.cases.domain.picture import Thing, Tie
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Address, CaseParcel, Identifier, Link, Organisation, Person

_Row = TypeVar("_Row", Identifier, Address)
USES = "LNK-USES"
LIVES = "LNK-LIVES"


def things_of(case: Case) -> list[Thing]:
    """Return everything of a case that can be linked; one phone of two people is one thing."""
    people = Person.objects.filter(case=case).select_related("involvement").prefetch_related("names")
    bodies = Organisation.objects.filter(case=case).prefetch_related("names")
    return [
        *(_parcel(row) for row in case.parcels.all()),
        *(_person(row) for row in people.order_by("involvement__place")),
        *(_body(row) for row in bodies.order_by("place")),
        *(_shared("identifier", row.pk, row.kind, row.value) for row in _first(_identifiers(case))),
        *(_shared("address", row.pk, "", row.text) for row in _first(_addresses(case))),
    ]


def refs_of(case: Case) -> set[str]:
    """Return the names by which links call the things of a case."""
    return {thing.ref for thing in things_of(case)}


def ties_of(case: Case) -> list[Tie]:
    """Return the links that officers drew, then those that follow from the file itself."""
    drawn = [
        Tie(one=row.one, other=row.other, codes=(row.kind,), remark=row.note, pk=row.pk)
        for row in Link.objects.filter(case=case, struck_at=None).order_by("pk")
    ]
    return [*drawn, *_owned(case), *_parcels_linked(case)]


def struck_links_of(case: Case) -> list[Link]:
    """Return the links that were struck."""
    return list(Link.objects.filter(case=case).exclude(struck_at=None).order_by("struck_at", "pk"))


def _parcel(row: CaseParcel) -> Thing:
    contents = str(row.facts.get("contents") or "")
    return Thing(ref=f"parcel:{row.waybill}", kind="parcel", label=row.waybill, text=contents)


def _person(row: Person) -> Thing:
    names = list(row.names.all())
    return Thing(
        ref=f"person:{row.pk}",
        kind="person",
        label=row.label,
        text=names[0].text if names else "",
        code=row.involvement.role,
        struck=row.involvement.struck_on is not None,
    )


def _body(row: Organisation) -> Thing:
    names = list(row.names.all())
    text = names[0].text if names else ""
    return Thing(ref=f"organisation:{row.pk}", kind="organisation", label=row.label, text=text, code=row.kind)


def _shared(kind: str, pk: int, code: str, text: str) -> Thing:
    return Thing(ref=f"{kind}:{pk}", kind=kind, label="", text=text, code=code)


def _identifiers(case: Case) -> list[Identifier]:
    own = Identifier.objects.filter(person__case=case) | Identifier.objects.filter(organisation__case=case)
    return list(own.order_by("pk"))


def _addresses(case: Case) -> list[Address]:
    own = Address.objects.filter(person__case=case) | Address.objects.filter(organisation__case=case)
    return list(own.order_by("pk"))


def _key(row: Identifier | Address) -> tuple[str, str]:
    return (row.kind if isinstance(row, Identifier) else "", row.folded)


def _first(rows: Iterable[_Row]) -> list[_Row]:
    """Return the first row of each value: the others are the same thing."""
    found: dict[tuple[str, str], _Row] = {}
    for row in rows:
        found.setdefault(_key(row), row)
    return list(found.values())


def _owned(case: Case) -> list[Tie]:
    """Return who uses which phone or account, and lives at which address."""
    found: list[Tie] = []
    owned: list[tuple[str, str, Sequence[Identifier | Address]]] = [
        ("identifier", USES, _identifiers(case)),
        ("address", LIVES, _addresses(case)),
    ]
    for kind, code, rows in owned:
        first = {_key(row): row.pk for row in reversed(rows)}
        for row in rows:
            owner = f"person:{row.person_id}" if row.person_id else f"organisation:{row.organisation_id}"
            found.append(Tie(one=owner, other=f"{kind}:{first[_key(row)]}", codes=(code,)))
    return list(dict.fromkeys(found))


def _parcels_linked(case: Case) -> list[Tie]:
    """Return which parcels of the case share something, each pair once, by the manifest's linkage."""
    own = {row.waybill: row for row in case.parcels.all()}
    found: dict[tuple[str, str], Tie] = {}
    for waybill, row in own.items():
        for link in row.shares:
            pair = tuple(sorted((waybill, str(link["waybill"]))))
            if link["waybill"] in own and len(set(pair)) > 1:
                one, other = pair
                found[one, other] = Tie(
                    one=f"parcel:{one}", other=f"parcel:{other}", codes=tuple(link["shares"])
                )
    return list(found.values())
