"""People and organisations of a case: entered, named in their scripts, told apart by numbers, struck."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from borderlink.cases.actions.deciding import carry_on, mark_told
from borderlink.cases.actions.writings import write_writings
from borderlink.cases.domain.scripts import script_of
from borderlink.cases.domain.search import keys_of
from borderlink.cases.domain.standing import CustodyState, in_order
from borderlink.cases.models.counted import Case, Involvement
from borderlink.cases.models.nominal import Address, Identifier, Name, Organisation, Person, SearchKey
from borderlink.cases.queries.writing import code_of, days_past, open_case_of, owner_of, person_of
from borderlink.cases.queries.writings import KEYING
from borderlink.cases.refusals.file import DoneAlready, ReasonMissing, WordsMissing
from borderlink.foundation.slots import Cleared, clear_everywhere
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.language.folding import fold

ASSOCIATE: Final = "ROL-ASSOCIATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The part someone plays, whether they are held, and the days that figures count."""

    role: str = ASSOCIATE
    custody: CustodyState = CustodyState.UNKNOWN
    suspected_on: date | None = None
    held_on: date | None = None
    arrested_on: date | None = None
    released_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who someone is, as far as is known. Never a nationality: that stands with people in custody alone."""

    name: str
    born_on: date | None = None
    born_about: int | None = None
    note: str = ""


@transaction.atomic
def add_person(
    *, case: str, party: Party, standing: Standing | None = None, by: Reader, at: datetime
) -> Person:
    """Enter someone into a case; without more, an associate whose role is not known.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing`` for no name, ``CodeUnknown``, ``DayInFuture``,
    ``DatesOutOfOrder``.
    """
    found = open_case_of(by, case)
    person = write_person(found, party, standing or Standing(), by=by.badge, at=at)
    facts: dict[str, str | int] = {"person": person.label, "role": person.involvement.role}
    personal = {"name": party.name.strip()}
    _note(found, "cases.add-person", facts=facts, personal=personal, by=by, at=at)
    return person


def write_person(case: Case, party: Party, standing: Standing, *, by: str, at: datetime) -> Person:
    """Write someone into a case whose row is locked; the caller journals it; a final case waits anew."""
    _check(standing, born_on=party.born_on, at=at)
    involvement = Involvement.objects.create(
        case=case, place=case.involvements.count() + 1, by=by, at=at, **_columns(standing)
    )
    person = Person.objects.create(
        involvement=involvement, case=case, born_on=party.born_on, born_about=party.born_about,
        note=party.note.strip(),
    )  # fmt: skip
    write_name(person, party.name, kind="NMK-NAME", by=by, at=at)
    _keep_final(case)
    return person


def _keep_final(case: Case) -> None:
    """Judge a final case anew once its suspects have changed; by a decision alone it becomes final."""
    if case.final_on is not None:
        carry_on(case)


def _columns(standing: Standing) -> dict[str, object]:
    said = {field.name: getattr(standing, field.name) for field in fields(standing)}
    return {**said, "custody": standing.custody.value}


def _check(standing: Standing, *, born_on: date | None = None, at: datetime) -> None:
    code_of("role", standing.role)
    days = (born_on, standing.suspected_on, standing.held_on, standing.arrested_on, standing.released_on)
    days_past(days, timezone.localdate(at))
    in_order((born_on, standing.held_on, standing.arrested_on, standing.released_on))


@transaction.atomic
def change_standing(
    *, case: str, person: str, standing: Standing, why: str = "", by: Reader, at: datetime
) -> Involvement:
    """Change someone's role, custody or days; what stood there before stays in the journal.

    ``person`` is the label, like P01. Refuses: ``NotFound``, ``CaseClosed``, ``CodeUnknown``,
    ``DayInFuture``, ``DatesOutOfOrder``, ``DoneAlready`` for someone who was struck.
    """
    found = open_case_of(by, case)
    row = person_of(found, person).involvement
    if row.struck_on is not None:
        raise DoneAlready
    _check(standing, at=at)
    facts: dict[str, str | int] = {
        "person": row.label, "role": standing.role, "role-was": row.role,
        "custody": standing.custody.value, "custody-was": row.custody, **_days_changed(row, standing),
    }  # fmt: skip
    for name, value in _columns(standing).items():
        setattr(row, name, value)
    row.save()
    _keep_final(found)
    _note(found, "cases.change-standing", facts=facts, why=why.strip()[:400], by=by, at=at)
    return row


def _days_changed(row: Involvement, standing: Standing) -> dict[str, str]:
    """Return the days that change, as they were and as they become, for the journal: figures count them."""
    found: dict[str, str] = {}
    for name in ("suspected_on", "held_on", "arrested_on", "released_on"):
        was, now = getattr(row, name), getattr(standing, name)
        if was != now:
            found |= {f"{name}-was": str(was or "none"), name: str(now or "none")}
    return found


@transaction.atomic
def strike_person(*, case: str, person: str, why: str, by: Reader, at: datetime) -> Involvement:
    """Strike someone who was entered by mistake: they stay readable, and count no more.

    Everyone who was told of them is marked to be told that it came to nothing.
    Refuses: ``NotFound``, ``CaseClosed``, ``ReasonMissing``, ``DoneAlready``.
    """
    found = open_case_of(by, case)
    who = person_of(found, person)
    row = who.involvement
    if not why.strip():
        raise ReasonMissing
    if row.struck_on is not None:
        raise DoneAlready
    row.struck_on = timezone.localdate(at)
    row.save(update_fields=["struck_on"])
    mark_told(found, who, on=row.struck_on)
    clear_everywhere(Cleared(case=found.number, person=row.label, ground="struck", by=by.badge, at=at))
    _keep_final(found)
    facts: dict[str, str | int] = {"person": row.label}
    _note(found, "cases.strike-person", facts=facts, why=why.strip()[:400], by=by, at=at)
    return row


@transaction.atomic
def add_organisation(
    *,
    case: str,
    name: str,
    kind: str,
    country: str = "",
    remark: str = "",
    by: Reader,
    at: datetime,
) -> Organisation:
    """Enter a company, a shop, a gang.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``, ``CodeUnknown``.
    """
    found = open_case_of(by, case)
    row = write_organisation(found, name, kind=kind, country=country, remark=remark, by=by.badge, at=at)
    facts: dict[str, str | int] = {"organisation": row.label, "kind": row.kind}
    _note(found, "cases.add-organisation", facts=facts, personal={"name": name.strip()}, by=by, at=at)
    return row


def write_organisation(
    case: Case, name: str, *, kind: str, country: str = "", remark: str = "", by: str, at: datetime
) -> Organisation:
    """Write an organisation into a case whose row is locked; the caller journals it."""
    code_of("body_kind", kind)
    row = Organisation.objects.create(
        case=case, place=case.organisations.count() + 1, kind=kind, country=country, note=remark.strip(),
        by=by, at=at,
    )  # fmt: skip
    write_name(row, name, kind="NMK-NAME", by=by, at=at)
    return row


@transaction.atomic
def add_name(*, case: str, owner: str, text: str, kind: str, by: Reader, at: datetime) -> Name:
    """Add another name of P01 or O01, as it is written.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``.
    """
    found = open_case_of(by, case)
    code_of("name_kind", kind)
    row = write_name(owner_of(found, owner), text, kind=kind, by=by.badge, at=at)
    facts: dict[str, str | int] = {"whose": owner, "kind": kind}
    _note(found, "cases.add-name", facts=facts, personal={"name": row.text}, by=by, at=at)
    return row


def write_name(owner: Person | Organisation, text: str, *, kind: str, by: str, at: datetime) -> Name:
    """Write a name with its script and its search keys. Refuses: ``WordsMissing``."""
    said = " ".join(text.split())[:200]
    if not said:
        raise WordsMissing
    _write_keys(owner, "name", said)
    row = Name.objects.create(
        **_whose(owner), text=said, kind=kind, script=script_of(said), folded=fold(said)[:400], keyed=KEYING,
        by=by, at=at,
    )  # fmt: skip
    write_writings([row])
    return row


@transaction.atomic
def add_identifier(*, case: str, owner: str, kind: str, value: str, by: Reader, at: datetime) -> Identifier:
    """Add a card, passport, phone or account of P01 or O01.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``, ``CodeUnknown``.
    """
    found = open_case_of(by, case)
    row = write_identifier(owner_of(found, owner), kind, value, by=by.badge, at=at)
    facts: dict[str, str | int] = {"whose": owner, "kind": kind}
    _note(found, "cases.add-identifier", facts=facts, personal={"value": row.value}, by=by, at=at)
    return row


def write_identifier(
    owner: Person | Organisation, kind: str, value: str, *, by: str, at: datetime
) -> Identifier:
    """Write a number with its search keys; the caller journals it.

    Refuses: ``WordsMissing``, ``CodeUnknown``.
    """
    code_of("identifier", kind)
    said = " ".join(value.split())[:120]
    if not said:
        raise WordsMissing
    _write_keys(owner, "identifier", said)
    return Identifier.objects.create(
        **_whose(owner), kind=kind, value=said, folded=plain(said)[:240], by=by, at=at
    )


def plain(value: str) -> str:
    """Return an identifier as it is compared: folded letters and digits alone."""
    return "".join(letter for letter in fold(value) if letter.isalnum())


@transaction.atomic
def add_address(*, case: str, owner: str, text: str, country: str = "", by: Reader, at: datetime) -> Address:
    """Add an address of P01 or O01. Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``."""
    found = open_case_of(by, case)
    said = " ".join(text.split())[:400]
    if not said:
        raise WordsMissing
    whose = owner_of(found, owner)
    row = Address.objects.create(
        **_whose(whose), text=said, country=country, folded=fold(said)[:800], by=by.badge, at=at
    )
    _write_keys(whose, "address", said)
    facts: dict[str, str | int] = {"whose": owner, "country": country}
    _note(found, "cases.add-address", facts=facts, personal={"address": said}, by=by, at=at)
    return row


def _whose(owner: Person | Organisation) -> dict[str, Person | Organisation]:
    return {"person" if isinstance(owner, Person) else "organisation": owner}


def _write_keys(owner: Person | Organisation, kind: str, text: str) -> None:
    SearchKey.objects.bulk_create(
        SearchKey(case=owner.case, kind=kind, key=key, **_whose(owner)) for key in keys_of(text)
    )


def _note(
    case: Case,
    act: str,
    *,
    facts: Mapping[str, str | int],
    personal: Mapping[str, str] | None = None,
    why: str = "",
    by: Reader,
    at: datetime,
) -> None:
    note(
        act=act,
        subject=f"case {case.number}",
        why=why,
        facts=facts,
        personal=personal or {},
        by=by.badge,
        at=at,
    )
