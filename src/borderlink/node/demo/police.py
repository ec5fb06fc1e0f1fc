"""What the police of the story do, on whichever side: take a clue up, arrest, tell of it, have it judged."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from borderlink.cases.actions.deciding import Ruled, record_decision
from borderlink.cases.actions.following import add_event
from borderlink.cases.actions.people import Party, Standing, add_person, change_standing
from borderlink.cases.domain.standing import CustodyState, Stage
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.people import people_of
from borderlink.foundation.who import Reader
from borderlink.liaison.actions import composing, reading
from borderlink.liaison.actions.casing import open_case_from
from borderlink.liaison.domain import building, parts
from borderlink.liaison.queries.letters import letters_seen
from borderlink.node.demo.desk import Deed, Desk, Given, send

if TYPE_CHECKING:
    from borderlink.cases.models.nominal import Person

ARREST: Final = "EVT-ARREST"
SUSPECT: Final = "PST-SUSPECT"
DETAINED: Final = "PST-DETAINED"
HAN: Final = "\u4e00"  # from here on a name is written in Han characters


def take_case(desk: Desk, given: Given) -> Given:
    """Take a clue up and open a case from it; whom it names becomes a suspect by an officer's judgement."""
    by = desk.reader()
    reading.take_up(letter=given["letter"], by=by, at=desk.at())
    clue = letters_seen(by).get(uuid=given["letter"])
    number = open_case_from(
        letter=clue, title=given["title"], unit=desk.unit, pack=given["pack"], by=by, at=desk.at()
    )
    suspected = Standing(role=given["role"], suspected_on=timezone.localdate(desk.at()))
    for person in people_of(case_of(desk.reader(), number)):
        change_standing(case=number, person=person.label, standing=suspected, by=desk.reader(), at=desk.at())
    return {"case": number}


def tell_status(desk: Desk, given: Given) -> Given:
    """Answer a letter with everyone of our case and how they stand; the gate rules whether it may leave."""
    letter = composing.start_letter(
        kind=given["kind"], partner=given["to"], reply_to=letters_seen(desk.reader()).get(
            uuid=given["letter"]).uuid, by=desk.reader(), at=desk.at(),
    )  # fmt: skip
    people = told_of(people_of(case_of(desk.reader(), given["case"])), given["status"])
    sent = send(desk, letter, _draft(given, people), note=given.get("note", ""))
    return {"letter": str(sent.uuid)}


def _draft(given: Given, people: tuple[parts.Person, ...]) -> building.Draft:
    if given["kind"] == "answer":
        found = building.Found(
            question="Q1", outcome=given["outcome"], about=tuple(one.ref for one in people)
        )
        return building.Answer(answers=(found,), people=people)
    return building.Feedback(outcomes=(given["outcome"],), arrested=len(people), people=people)


def told_of(rows: Sequence["Person"], status: str) -> tuple[parts.Person, ...]:
    """Return the people of a case as a letter tells of them."""
    return tuple(
        parts.Person(
            ref=f"P{place}", role=row.involvement.role, status=status,
            names=tuple(_name(name.text) for name in row.names.all()),
        )
        for place, row in enumerate(rows, start=1)
    )  # fmt: skip


def _name(text: str) -> parts.Name:
    return parts.Name(text=text, script="SCR-HAN" if text[:1] >= HAN else "SCR-LATIN")


def arrest(desk: Desk, given: Given) -> Given:
    """Arrest everyone of the case at a moment (seconds since 1970) and a place; ``people`` are found now."""
    moment = datetime.fromtimestamp(int(given["moment"]), UTC)
    return {
        "arrested": str(len(arrest_all(desk, given, moment, by=desk.reader(given.get("part", "liaison")))))
    }


def arrest_all(desk: Desk, given: Given, moment: datetime, *, by: Reader) -> list[str]:
    """Write each arrest into the case, as an event with hour and place and as the person's standing."""
    case, on = given["case"], timezone.localdate(moment)
    for name, role in json.loads(given.get("people", "[]")):
        add_person(case=case, party=Party(name=name), standing=Standing(role=role), by=by, at=desk.at())
    arrested = []
    for person in people_of(case_of(by, case)):
        add_event(
            case=case, happened_at=moment, to_the_day=False, kind=ARREST, place=given["place"],
            text=f"{person.label}: {given['words']}", by=by, at=desk.at(),
        )  # fmt: skip
        standing = Standing(
            role=person.involvement.role, custody=CustodyState.ARRESTED,
            suspected_on=person.involvement.suspected_on or on, held_on=on, arrested_on=on,
        )  # fmt: skip
        change_standing(case=case, person=person.label, standing=standing, by=by, at=desk.at())
        arrested.append(person.label)
    return arrested


def have_judged(desk: Desk, given: Given) -> Given:
    """Record that a court's decision on everyone of the case is final."""
    by, on = desk.reader(given.get("part", "liaison")), timezone.localdate(desk.at())
    for person in people_of(case_of(by, given["case"])):
        ruled = Ruled(
            stage=Stage.FIRST, outcome="CRT-CONVICTED", decided_on=on, body=given["court"],
            person=person.label, reference=given["judgment"], is_final=True, sentence="SEN-FIXED",
            months=int(given["months"]),
        )  # fmt: skip
        record_decision(case=given["case"], ruled=ruled, by=by, at=desk.at())
    return {"on": on.isoformat()}


DEEDS: Final[tuple[Deed, ...]] = (take_case, tell_status, arrest, have_judged)
