"""The gate's scene: two liaison officers, the commander, a partner in Viet Nam with the usual terms."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from borderlink.cases.actions.people import Party, Standing, add_person
from borderlink.foundation.who import Reader
from borderlink.liaison.actions.assuring import (
    Decision,
    Request,
    Said,
    approve_assurance,
    ask_assurance,
)
from borderlink.liaison.actions.composing import save_draft, start_letter
from borderlink.liaison.actions.consenting import Given, enter_consent
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.gate import Assurance
from borderlink.liaison.models.letters import Letter
from tests.cases.scenes import investigator
from tests.liaison.partners import CONVENTION, our_agency, pinned_agency, two_officers
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)
TERMS = replace(
    Terms.usual(ours="CN", theirs="VN", bases=[CONVENTION], languages=("vi",)), consent_for_persons=False
)
GROUNDS = "Assessed with the legal section; assurance received."
PAPERWORK = {"body": "Ministry", "reference": "M-17", "decided_on": NOON.date()}


def person(ref: str = "P1", *, name: str = "Quill Tanner", status: str = "PST-SUSPECT") -> dict[str, Any]:
    return {
        "ref": ref, "role": "ROL-COURIER", "status": status, "identifiers": [],
        "names": [{"text": name, "script": "SCR-LATIN", "scheme": "NSC-NATIVE"}] if name else [],
    }  # fmt: skip


class Desk:
    """Two liaison officers, the commander, and a partner in Viet Nam with the usual terms."""

    def __init__(self, world: World, terms: Terms = TERMS) -> None:
        our_agency()
        self.world = world
        self.partner = pinned_agency(world, terms=terms)[0]
        self.author, self.second = two_officers(world)
        self.dalia = world.reader(world.dalia)

    def draft(self, *people: Mapping[str, Any], case: str = "", notes: str = "", **more: Any) -> Letter:
        """Return a clue about these people that waits to be sent."""
        letter = start_letter(kind="clue", partner=self.partner.code, case=case, by=self.author, at=NOON)
        said = [{"language": "en", "text": notes}] if notes else []
        return self.change(letter, {"facts": {"people": list(people)}, "notes": said, **more})

    def change(self, letter: Letter, value: Mapping[str, Any]) -> Letter:
        return save_draft(
            letter=letter,
            value=value,
            known_to="RSK-MANY",
            low_reason="LSR-ALLWEKNOW",
            by=self.author,
            at=NOON,
        )

    def ask(self, letter: Letter, **said: Said) -> Assurance:
        request = Request(why="the courier lands tomorrow", people=said)
        return ask_assurance(letter=letter.uuid, request=request, by=self.author, at=NOON)

    def approve(
        self, row: Assurance, grade: str = "AGR-SENIOR", by: Reader | None = None, **more: Any
    ) -> Assurance:
        paper = PAPERWORK if grade in {"AGR-HEAD", "AGR-MINISTER"} else {}
        decision = Decision(**{"grade": grade, "grounds": GROUNDS, **paper, **more})
        return approve_assurance(pk=row.pk, decision=decision, by=by or self.dalia, at=NOON)

    def send(self, letter: Letter, **more: Any) -> Letter:
        return send_letter(letter=letter, by=self.author, **{"at": LATER, **more})


def kofi(desk: Desk) -> Reader:
    return desk.world.reader(investigator(desk.world))


def enter(desk: Desk, case: str, name: str = "Quill Tanner", **standing: Any) -> None:
    add_person(
        case=case,
        party=Party(name=name),
        standing=Standing(role="ROL-COURIER", **standing),
        by=kofi(desk),
        at=NOON,
    )


def consent(desk: Desk, **more: Any) -> str:
    given = {
        "recipient": desk.partner.code, "authority": "Ministry of Justice", "number": "J-9",
        "given_on": NOON.date(), "until_on": NOON.date() + timedelta(days=30), "scope": "the tea clue",
        "for_evidence": True, "for_persons": True,
    }  # fmt: skip
    return enter_consent(given=Given(**{**given, **more}), by=desk.dalia, at=NOON).digest
