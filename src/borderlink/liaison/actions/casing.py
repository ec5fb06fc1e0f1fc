"""A clue becomes a case or joins one; what the case finds goes back as feedback, and out as an alert."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from borderlink.cases.actions.opening import Source, open_case
from borderlink.cases.actions.people import Party, add_identifier, add_name, add_person
from borderlink.cases.domain.seizures import Told
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.seizures import of_case, seizure_of, seizures_of, views
from borderlink.cases.refusals.file import CodeUnknown
from borderlink.foundation.slots import cases_of
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import save_draft, start_letter
from borderlink.liaison.domain.building import ClueDraft, Feedback, Seized
from borderlink.liaison.domain.parts import Amount, Drug, How, Place
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.casework import LetterCase
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.casework import case_of_letter
from borderlink.liaison.queries.letters import body_of, letter_of
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.office import CaseNeeded, HasCase, NotAClue

BECOMES: Final = frozenset({"clue", "rfi", "answer", "feedback"})
MG_IN_G: Final = Decimal(1000)
FOR_INFORMATION: Final = "ACT-INFO"


def _clue(letter: Letter, by: Reader, act: str) -> Letter:
    found = letter_of(by, letter.uuid)
    needs_office(by, found.thread.unit, act)
    if found.direction != Direction.IN.value or found.kind not in BECOMES:
        raise NotAClue(kind=found.kind)
    standing = case_of_letter(found)
    if standing is not None:
        raise HasCase(case=standing.case)
    return found


@transaction.atomic
def open_case_from(
    *, letter: Letter, title: str, unit: str, pack: str, people: bool = True, by: Reader, at: datetime
) -> str:
    """Open a case from a partner's letter, its people taken in, and return its number.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAClue``, ``HasCase``, and what opening a case refuses.
    """
    found = _clue(letter, by, "liaison.open-case")
    case = open_case(
        title=title, unit=unit, pack=pack, source=Source.CLUE, reference=found.thread.reference, by=by, at=at
    )
    inside = _inside(by, case.number)
    if people:
        _take_people(case.number, body_of(found).get("facts", {}), by=inside, at=at)
    _tie(found, case.number, "opened", by=inside, at=at)
    return str(case.number)


def _inside(by: Reader, case: str) -> Reader:
    """Return the reader as they are now that a case is theirs."""
    return replace(by, cases=cases_of(by.badge) | {case})


@transaction.atomic
def join_case(*, letter: Letter, case: str, people: bool = True, by: Reader, at: datetime) -> str:
    """Let a partner's letter join a case of the reader's own.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAClue``, ``HasCase``, ``CaseClosed``.
    """
    found, standing = _clue(letter, by, "liaison.join-case"), case_of(by, case.strip())
    if people:
        _take_people(standing.number, body_of(found).get("facts", {}), by=by, at=at)
    _tie(found, standing.number, "joined", by=by, at=at)
    return str(standing.number)


def _tie(letter: Letter, case: str, how: str, *, by: Reader, at: datetime) -> None:
    LetterCase.objects.create(letter=letter, case=case, how=how, by=by.badge, at=at)
    if not letter.thread.case:
        letter.thread.case = case
        letter.thread.save(update_fields=["case"])
    facts: dict[str, str | int] = {"letter": str(letter.uuid), "how": how}
    note(act="liaison.tie-case", subject=f"case {case}", facts=facts, by=by.badge, at=at)


def _take_people(case: str, facts: Mapping[str, Any], *, by: Reader, at: datetime) -> None:
    """Enter whom a letter names, as associates: nobody becomes a suspect by a letter."""
    for party in facts.get("people", ()):
        names = [name["text"] for name in party["names"]]
        if not names:
            continue
        row = add_person(case=case, party=_party(names[0], str(party.get("born_on", ""))), by=by, at=at)
        for name in names[1:]:
            add_name(case=case, owner=row.label, text=name, kind="NMK-ALIAS", by=by, at=at)
        for number in party["identifiers"]:
            _add_number(case, row.label, number, by=by, at=at)


def _party(name: str, born: str) -> Party:
    if len(born) == len("YYYY"):
        return Party(name=name, born_about=int(born))
    return Party(name=name, born_on=date.fromisoformat(born) if born else None)


def _add_number(case: str, owner: str, number: Mapping[str, str], *, by: Reader, at: datetime) -> None:
    """Enter a number; one of a kind that our list does not know yet is kept as another account."""
    try:
        add_identifier(case=case, owner=owner, kind=number["kind"], value=number["value"], by=by, at=at)
    except CodeUnknown:
        add_identifier(case=case, owner=owner, kind="IDT-ACCOUNT", value=number["value"], by=by, at=at)


# ---- back and out ----


@transaction.atomic
def feedback_from_case(*, letter: Letter, final: bool = False, by: Reader, at: datetime) -> Letter:
    """Draft the feedback to a partner's clue from what its case holds: seizures, masses, arrests.

    Refuses: ``NotFound``, ``NotAllowed``, ``CaseNeeded``.
    """
    found = letter_of(by, letter.uuid)
    standing = case_of_letter(found)
    if standing is None:
        raise CaseNeeded
    case = case_of(by, standing.case)
    seized = [one for one in map(_seized, of_case(case)) if one is not None]
    arrested = case.involvements.exclude(arrested_on=None).filter(struck_on=None).count()
    outcomes = ["OUT-CASEOPEN"]
    if any(view.row.struck_on is None for view in seizures_of(case)):
        outcomes.insert(0, "OUT-SEIZED")
    if arrested:
        outcomes.append("OUT-ARRESTED")
    said = Feedback(
        outcomes=tuple(outcomes), final=final, seized=tuple(seized), arrested=arrested or None,
    )  # fmt: skip
    draft = start_letter(
        kind="feedback", partner=found.thread.partner.code, reply_to=found.uuid, by=by, at=at
    )
    return save_draft(letter=draft, value={"facts": said.facts()}, by=by, at=at)


def _seized(told: Told) -> Seized | None:
    """Return a substance as feedback tells it: net where it is known, else gross; nothing unweighed."""
    mass_mg = told.net_mg if told.net_mg is not None else told.gross_mg
    if mass_mg is None:
        return None
    grams = Decimal(mass_mg) / MG_IN_G
    return Seized(substance=told.substance, amount=Amount(from_=grams, to=grams, unit="UNIT-G"))


@transaction.atomic
def alert_from_seizure(*, seizure: str, partner: str, by: Reader, at: datetime) -> Letter:
    """Draft an alert to a partner from a seizure of one's own case: how it was hidden and found; no person.

    Refuses: ``NotFound``, ``NotAllowed``.
    """
    row = seizure_of(by, seizure)
    letter = start_letter(kind="clue", partner=partner, case=row.case.number, by=by, at=at)
    (view,) = views([row])
    said = ClueDraft(
        drugs=_drugs(view.told, row.packaging), places=_route(row.country, row.destination_country),
        how=How(
            mode=row.channel, conveyance=_one(row.conveyance), concealment=_one(row.concealment),
            detection=_one(row.detected_by),
        ),
        actions=(FOR_INFORMATION,),
    )  # fmt: skip
    return save_draft(letter=letter, value={"facts": said.facts()}, by=by, at=at)


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


def _drugs(told: Sequence[Told], packaging: str) -> tuple[Drug, ...]:
    found = []
    for one in told:
        seized = _seized(one)
        amount = seized.amount if seized else None
        found.append(Drug(substance=one.substance, amount=amount, packaging=packaging))
    return tuple(found)


def _route(found_in: str, destination: str) -> tuple[Place, ...]:
    places = [Place(use="PUS-ORIGIN", country=found_in)]
    if destination:
        places.append(Place(use="PUS-DESTINATION", country=destination))
    return tuple(places)
