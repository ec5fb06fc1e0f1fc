"""Possible same names in one's own cases, and remembered spellings: told with why, and to nobody else."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from borderlink.cases.actions.asking import search_cases
from borderlink.cases.actions.comparing import compare_names, look_at_party
from borderlink.cases.actions.deciding import close_case
from borderlink.cases.actions.erasing import erase_case
from borderlink.cases.actions.people import Party, add_identifier, add_organisation, add_person, strike_person
from borderlink.cases.actions.remembering import forget_alias, remember_alias
from borderlink.cases.domain.alike import Beside, Known
from borderlink.cases.domain.search import How
from borderlink.cases.models.remembered import Alias
from borderlink.cases.queries.search import known_in_agency
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.cases.refusals.names import AliasKept, AliasNotOfPerson, AliasSame
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.journal.models import JournalLine
from tests.cases.scenes import hire, investigator, opened
from tests.world import NOON, World, signed_in

GIAU, NHIEU = "Nguyễn Văn Giàu", "阮文饶"  # no reading joins them
LATER = NOON + timedelta(days=1)


def entered(world: World, name: str, *, case: str = "", number: str = "") -> tuple[str, str]:
    """Enter somebody into a case (a new one unless named); return its number and their label."""
    case = case or opened(world).number
    kofi = world.reader(investigator(world))
    who = add_person(case=case, party=Party(name=name), by=kofi, at=NOON)
    if number:
        add_identifier(case=case, owner=who.label, kind="IDT-PHONE", value=number, by=kofi, at=NOON)
    return case, who.label


def kept(world: World) -> tuple[str, Alias]:
    case, label = entered(world, GIAU)
    row = remember_alias(
        case=case, person=label, one=GIAU, other=NHIEU, ground="his own passport",
        by=world.reader(investigator(world)), at=NOON,
    )  # fmt: skip
    return case, row


def stranger(world: World) -> Reader:
    """An officer of another unit who has somebody of the remembered name in a case of their own."""
    officer = hire(world, "GZ-0077", Role.CASE_OFFICER, unit="nansha")
    case = opened(world, by=officer, unit="GZ-NANSHA").number
    add_person(case=case, party=Party(name=GIAU), by=world.reader(officer), at=NOON)
    return world.reader(officer)


@pytest.mark.django_db
def test_a_possible_same_name_is_shown_with_what_else_agrees_and_to_no_outsider(world: World) -> None:
    one, label = entered(world, "阮文雄", number="0912 345 678")
    entered(world, "Nguyễn Văn Hùng", number="+84912345678")
    entered(world, "Nguyễn Văn Hưng")
    struck, who = entered(world, "Ruan Wenxiong")
    kofi = world.reader(investigator(world))
    strike_person(case=struck, person=who, why="typed twice", by=kofi, at=NOON)

    _, found = look_at_party(case=one, label=label, why="a test", by=kofi, at=NOON)

    assert [(hit.alike.theirs, hit.alike.how, hit.beside) for hit in found] == [
        ("Nguyễn Văn Hùng", How.OTHER, (Beside.NUMBER,))
    ]
    line = JournalLine.objects.order_by("sequence").last()
    assert line is not None
    assert (line.act, line.by) == ("cases.look-at-party", kofi.badge)
    with pytest.raises(NotFound):
        look_at_party(case=one, label=label, why="a test", by=world.reader(world.chidi), at=NOON)
    theirs = compare_names(
        known=Known(names=["阮文雄"]), subject="letter", by=world.reader(world.chidi), at=NOON
    )
    assert theirs == []


@pytest.mark.django_db
def test_a_firm_is_compared_with_firms_alone(world: World) -> None:
    case, _ = entered(world, "友谊")
    kofi = world.reader(investigator(world))
    for name in ("友谊商行", "友誼商行"):
        add_organisation(case=case, name=name, kind="BDK-COMPANY", by=kofi, at=NOON)

    _, found = look_at_party(case=case, label="O01", why="a test", by=kofi, at=NOON)

    assert [hit.label for hit in found] == ["O02"]
    hits = search_cases(words="Youyi Shanghang", why="a test", by=kofi, at=NOON)
    assert {hit.label for hit in hits if hit.kind == "organisation"} == {"O01", "O02"}


@pytest.mark.django_db
def test_a_remembered_pair_is_raised_until_it_is_withdrawn_and_nothing_is_edited(world: World) -> None:
    case, row = kept(world)
    other, label = entered(world, "Ruan Wenrao")
    kofi = world.reader(investigator(world))

    def raised() -> list[How]:
        hits = search_cases(words=NHIEU, why="a test", by=kofi, at=NOON)
        return [match.how for hit in hits for match in hit.matches if match.text == GIAU]

    def namesakes() -> list[str]:
        _, found = look_at_party(case=other, label=label, why="a test", by=kofi, at=NOON)
        return [hit.alike.theirs for hit in found if hit.alike.kept]

    assert (raised(), namesakes()) == ([How.KEPT], [GIAU])
    assert [one.number for one in known_in_agency(kofi.agency, [("name", NHIEU)])] == [case]
    assert search_cases(words=NHIEU, why="a test", by=stranger(world), at=NOON) == []

    withdrawn = forget_alias(case=case, alias=row.pk, why="another man's paper", by=kofi, at=LATER)

    assert (raised(), namesakes()) == ([], [])
    assert known_in_agency(kofi.agency, [("name", NHIEU)]) == []
    assert (withdrawn.withdraws_id, Alias.objects.count()) == (row.pk, 2)
    with pytest.raises(NotFound):
        forget_alias(case=case, alias=row.pk, why="again", by=kofi, at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Alias.objects.filter(pk=row.pk).update(ground="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Alias.objects.filter(pk=withdrawn.pk).delete()


@pytest.mark.django_db
def test_a_pair_needs_a_ground_two_spellings_and_a_name_of_the_person(world: World) -> None:
    case, _ = kept(world)
    kofi = world.reader(investigator(world))

    for one, other, ground, refusal in (
        (GIAU, "Phạm Giàu", " ", ReasonMissing),
        (GIAU, GIAU.upper(), "a card", AliasSame),
        ("Phạm Giàu", "范饶", "a card", AliasNotOfPerson),
        (NHIEU, GIAU, "a card", AliasKept),
    ):
        with pytest.raises(refusal):
            remember_alias(case=case, person="P01", one=one, other=other, ground=ground, by=kofi, at=NOON)
    with pytest.raises(NotFound):
        remember_alias(
            case=case, person="P01", one=GIAU, other="饶", ground="x", by=world.reader(world.chidi), at=NOON
        )


@pytest.mark.django_db
def test_an_erased_case_keeps_no_spelling(world: World) -> None:
    case, row = kept(world)
    dalia = world.reader(world.dalia)
    forget_alias(case=case, alias=row.pk, why="wrong", by=world.reader(investigator(world)), at=NOON)

    close_case(case=case, why="done", by=dalia, at=NOON)
    erase_case(case=case, why="time is over", by=dalia, at=LATER)

    assert not Alias.objects.exists()


@pytest.mark.django_db
def test_who_enters_a_person_sees_possible_same_names_before_and_after(world: World) -> None:
    first, _ = entered(world, "Nguyễn Văn Hùng")
    case = opened(world).number
    client = signed_in(investigator(world))
    where = reverse("cases:case", args=[case])
    client.get(where, {"why": "look-investigate"})
    act = reverse("cases:act", args=[case, "add_person"])
    said = {"add_person-name": "阮文雄", "add_person-role": "ROL-ASSOCIATE"}

    before = client.post(act, {**said, "look": "1"}).content.decode()
    nobody = client.get(where, {"part": "people"}).content.decode()
    entered_now = client.post(act, said)
    after = client.get(entered_now.headers["Location"]).content.decode()

    assert first in before
    assert "雄 is read Hùng in Han-Viet" in before
    assert first not in nobody
    assert entered_now.headers["Location"] == reverse("cases:party", args=[case, "P01"])
    assert "The same name is not yet the same person" in after
    assert remembered_on_page(client, case) == HTTPStatus.FOUND
    assert "remembered as spellings" not in after


def remembered_on_page(client: Client, case: str) -> int:
    data = {"remember-one": "阮文雄", "remember-other": "Ruan Hung", "remember-ground": "his letter"}
    return client.post(reverse("cases:party_act", args=[case, "P01", "remember"]), data).status_code
