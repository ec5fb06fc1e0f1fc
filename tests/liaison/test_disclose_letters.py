"""Every letter about a case stands in the schedule that is served; none is named against its writer."""

from uuid import UUID

import pytest

from borderlink.cases.queries.cases import case_of
from borderlink.dossiers.domain.openings import disclosure_to_bytes, read_disclosure
from borderlink.dossiers.queries.material import material_of
from borderlink.foundation.slots import Material, add_material
from borderlink.foundation.who import Role
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.disclosing import letters_as_material, letters_in_schedule
from tests.cases.scenes import hire, investigator, opened
from tests.liaison.office_scenes import LATER, NOBODY, came, office, told, trusted
from tests.world import NOON, World

pytestmark = pytest.mark.django_db
CONSENT = {
    "decision": "CND-GRANTED", "scope": ["CNS-EVIDENCE"], "authority": "C04", "number": "215/C04",
    "on": "2026-11-25", "request": "",
}  # fmt: skip


def served(world: World, case: str) -> bytes:
    """Return the schedule of a case as a dossier carries it."""
    return disclosure_to_bytes(material_of(case_of(world.reader(investigator(world)), case), (), LATER))


def given_away(letter: Letter, schedule: bytes) -> set[str]:
    """Return what a schedule tells of a letter: its partner, thread, number or kind."""
    thread = letter.thread
    names = {thread.partner.code, thread.reference, str(letter.uuid), f'"{letter.kind}"'}
    return {name for name in names if name.encode() in schedule}


def test_every_letter_of_the_case_is_in_the_schedule_and_the_third_partys_are_not_named(world: World) -> None:
    case, by = opened(world).number, office(world)
    hanoi, sydney = trusted(world), trusted(world, "SY-POLICE", "AU")
    secret = came(hanoi, "clue", NOBODY)
    secret.thread.case = case
    secret.thread.save()
    answer = came(hanoi, "rfi", {}, thread=secret.thread, code="HDL-RED", evidence_use="yes")
    open_one = came(sydney, "clue", NOBODY, code="HDL-H2", evidence_use="yes")
    open_one.thread.case = case
    open_one.thread.save()
    receipt = came(sydney, "answer", {}, thread=open_one.thread)  # as nodes write it for nodes
    Letter.objects.filter(pk=receipt.pk).update(kind="receipt")
    came(hanoi, "clue", NOBODY)  # of no case
    ours = told(world, sydney, by, {}, case="")
    Letter.objects.filter(pk=ours.pk).update(thread=open_one.thread)

    data = served(world, case)

    items = [item for item in read_disclosure(data) if item.kind in {"DSC-LETTER", "DSC-THIRDPARTY"}]
    assert [item.kind for item in items] == ["DSC-LETTER"] * 2 + ["DSC-THIRDPARTY"] * 2
    assert {item.status for item in items} == {"withheld"}
    assert [item.facts.get("direction") for item in items[:2]] == ["in", "out"]
    assert all(not item.facts and not item.text for item in items[2:])
    assert given_away(open_one, data) >= {"SY-POLICE", open_one.thread.reference, '"clue"'}
    for letter in (secret, answer):
        assert given_away(letter, data) <= {'"clue"'}  # the kind stands there of Sydney's


def test_a_provider_that_names_a_letter_against_its_handling_is_seen(world: World) -> None:
    case, letter = opened(world).number, came(trusted(world), "rfi", {})
    letter.thread.case = case
    letter.thread.save()
    breach = Material(
        kind="DSC-LETTER", reference=letter.thread.reference, ground="WHG-CORRESPOND",
        facts={"partner": letter.thread.partner.code},
    )  # fmt: skip
    before = given_away(letter, served(world, case))
    try:
        add_material("liaison", lambda _case, _at: [breach])
        planted = given_away(letter, served(world, case))
    finally:
        add_material("liaison", letters_as_material)

    assert before == set()
    assert planted == {letter.thread.partner.code, letter.thread.reference}


def test_a_letter_is_named_once_its_writer_consents_until_they_take_it_back(world: World) -> None:
    case, partner = opened(world).number, trusted(world)
    other = trusted(world, "SY-POLICE", "AU")
    letter, beside = came(partner, "clue", NOBODY), came(other, "clue", NOBODY)
    for one in (letter, beside):
        one.thread.case = case
        one.thread.save()
    about = {**CONSENT, "letters": [str(letter.uuid)]}

    before = given_away(letter, served(world, case))
    marks = {item.reference for item in read_disclosure(served(world, case))}
    came(other, "consent", about)  # not theirs to give
    came(partner, "consent", {**about, "scope": ["CNS-PASS"], "number": "1", "pass_to": ["SY-POLICE"]})
    came(partner, "consent", {**about, "until": "2026-01-01", "number": "2"})
    unmoved = given_away(letter, served(world, case))
    came(partner, "consent", about, at=LATER)
    agreed = {item.reference for item in read_disclosure(served(world, case))}
    came(partner, "consent", {**about, "decision": "CND-REVOKED", "letters": [str(UUID(int=1))]}, at=LATER)

    assert before == unmoved == set()
    assert any(f"{letter.thread.reference} {mark}" in agreed for mark in marks)
    assert given_away(beside, served(world, case)) <= {'"clue"'}
    assert given_away(letter, served(world, case)) == set()


def test_what_stands_behind_the_schedule_is_shown_to_its_readers_alone(world: World) -> None:
    case, letter = opened(world).number, came(trusted(world), "clue", NOBODY)
    letter.thread.case = case
    letter.thread.save()
    outsider = world.reader(hire(world, "GZ-0099", Role.CASE_OFFICER, unit="nansha"))

    (shown,) = letters_in_schedule(world.reader(investigator(world)), case, NOON)

    assert (shown.letter.pk, shown.is_named) == (letter.pk, False)
    assert letters_in_schedule(outsider, case, NOON) == []
