"""Beside a partner's letter: possible same names of the reader's own cases; the partner learns nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from borderlink.cases.actions.people import Party, add_identifier, add_person
from borderlink.cases.actions.remembering import forget_alias, remember_alias
from borderlink.foundation.who import Role
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.letters import body_of
from tests.cases.scenes import hire, investigator, opened
from tests.liaison.office_scenes import LATER, NOBODY, TANNER, came, told, trusted
from tests.world import NOON, World, signed_in

pytestmark = pytest.mark.django_db
XIONG = {"text": "阮文雄", "script": "SCR-HANS", "scheme": "NSC-NATIVE"}


def page(client: Client, letter: Letter) -> str:
    return client.get(reverse("liaison:letter", args=[letter.uuid])).content.decode()


def test_possible_same_names_stand_beside_the_letter_and_in_no_answer(world: World) -> None:
    partner = trusted(world)
    hung = hire(world, "GZ-0041", Role.LIAISON_OFFICER, Role.CASE_OFFICER)
    other = hire(world, "GZ-0042", Role.LIAISON_OFFICER, Role.CASE_OFFICER)
    case = opened(world, by=hung).number
    person = add_person(case=case, party=Party(name="Nguyễn Văn Hùng"), by=world.reader(hung), at=NOON)
    add_identifier(
        case=case, owner=person.label, kind="IDT-PHONE", value="0912 345 678", by=world.reader(hung), at=NOON
    )
    number = {"kind": "IDT-PHONE", "value": "+84 912 345 679"}
    letter = came(
        partner, "deconfliction",
        {"step": "DCS-ASK", "people": [{**TANNER, "names": [XIONG], "identifiers": [number]}]},
    )  # fmt: skip

    shown, outside = page(signed_in(hung), letter), page(signed_in(other), letter)

    assert "雄 is read Hùng in Han-Viet" in shown
    assert case in shown
    assert case not in outside
    assert "Nguyễn Văn Hùng" not in outside
    (draft,) = Letter.objects.filter(direction="out", kind="deconfliction")
    assert body_of(draft)["facts"] == {"step": "DCS-ANSWER", "answer": "DCA-NOHIT"}


def test_a_number_without_its_country_is_a_hit_for_the_same_number_with_it(world: World) -> None:
    partner, case = trusted(world), opened(world).number
    kofi = world.reader(investigator(world))
    add_person(case=case, party=Party(name="Mara Quill"), by=kofi, at=NOON)
    add_identifier(case=case, owner="P01", kind="IDT-PHONE", value="0912 345 678", by=kofi, at=NOON)
    number = {"kind": "IDT-PHONE", "value": "+84 912 345 678"}

    came(partner, "deconfliction", {"step": "DCS-ASK", "people": [{**TANNER, "identifiers": [number]}]})

    draft = Letter.objects.get(direction="out", kind="deconfliction")
    assert body_of(draft)["facts"]["answer"] == "DCA-HIT"


def test_when_a_spelling_breaks_a_correction_to_whoever_was_told_by_it_is_offered(world: World) -> None:
    partner, officer = trusted(world), hire(world, "GZ-0041", Role.LIAISON_OFFICER, Role.CASE_OFFICER)
    case = opened(world, by=officer).number
    by = world.reader(officer)
    add_person(case=case, party=Party(name="Mara Quill"), by=by, at=NOON)
    said = {"case": case, "person": "P01", "one": "Mara Quill", "other": "Tanner Quill"}
    row = remember_alias(**said, ground="a neighbour", by=by, at=NOON)
    told(world, partner, by, {**NOBODY, "people": [TANNER]}, case=case)
    client = signed_in(officer)
    client.get(reverse("cases:case", args=[case]), {"why": "look-investigate"})
    where = reverse("cases:party", args=[case, "P01"])
    before = client.get(where).content.decode()

    forget_alias(case=case, alias=row.pk, why="another woman", by=by, at=LATER)
    after = client.get(where).content.decode()
    ground = {"person": "P01", "ground": "CGR-ALIAS", "why": "another woman"}
    client.post(reverse("liaison:correct", args=[case]), ground)

    assert "CGR-ALIAS" not in before
    assert "CGR-ALIAS" in after
    draft = Letter.objects.get(kind="correction")
    assert draft.state == "draft"
    assert "Quill" not in draft.body
