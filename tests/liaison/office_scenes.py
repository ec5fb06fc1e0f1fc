"""The office's scenes: letters that were really sent, and letters of a partner's that lie in the inbox."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from borderlink.foundation import canonical
from borderlink.foundation.who import Reader, Role
from borderlink.liaison.actions.composing import save_draft, start_letter
from borderlink.liaison.actions.effects import apply_effect
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.domain.assurance import ANY, Grade, Row
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from tests.cases.scenes import hire
from tests.liaison.partners import our_agency, pinned_agency, usual_terms
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)
NOBODY: dict[str, Any] = {"score": {"points": 30, "of": 100, "actionable": 0}}
TANNER = {
    "ref": "P1", "role": "ROL-ASSOCIATE", "status": "PST-SUSPECTED",
    "names": [{"text": "Tanner Quill", "script": "SCR-LATIN", "scheme": "NSC-NATIVE"}],
    "identifiers": [{"kind": "IDT-PHONE", "value": "+61 491 570 156"}],
}  # fmt: skip


def trusted(world: World, code: str = "MC-POLICE", country: str = "VN") -> Partner:
    """Return a pinned partner that may be told of anyone: the gate has tests of its own."""
    our_agency()
    terms = replace(
        usual_terms(country), consent_for_persons=False, policy=(Row(status=ANY, kind=ANY, grade=Grade.NONE),)
    )
    return pinned_agency(world, code, country, terms=terms)[0]


def office(world: World, badge: str = "GZ-0031") -> Reader:
    """Return a liaison officer of Baiyun who also works cases."""
    return world.reader(hire(world, badge, Role.LIAISON_OFFICER, Role.CASE_OFFICER))


def came(
    partner: Partner,
    kind: str,
    facts: Mapping[str, Any],
    *,
    thread: Thread | None = None,
    reply_to: Letter | None = None,
    at: datetime = NOON,
    **handling: str,
) -> Letter:
    """Return a letter of a partner's as the post leaves it, its effect had."""
    home = thread or Thread.objects.create(
        uuid=uuid4(), partner=partner, unit=partner.unit, reference=f"MC-{uuid4().hex[:6].upper()}",
        opened_at=at, last_at=at,
    )  # fmt: skip
    uuid = uuid4()
    body: dict[str, Any] = {
        "type": kind, "version": 1, "letter": str(uuid), "thread": str(home.uuid),
        "reference": home.reference, "after": "", "reply_to": str(reply_to.uuid) if reply_to else "",
        "written_at": int(at.timestamp()), "author": {"badge": "MC-7", "office": "MONG-CAI"},
        "channel": {"code": "CHA-POLICE", "basis": "", "article": "", "own_reference": "",
                    "their_reference": ""},
        "handling": {"scheme": "HSC-EUROPOL", "code": "HDL-H1", "may_pass_to": [], "purposes": [],
                     "evidence_use": "ask", "ask_before_action": 0, "expires": "", "delete_by": "",
                     **handling},
        "urgency": "URG-ROUTINE", "grade": None, "assurance": [], "consents": [], "facts": dict(facts),
        "notes": [],
    }  # fmt: skip
    row = Letter.objects.create(
        uuid=uuid, thread=home, direction="in", kind=kind, state="arrived", urgency="URG-ROUTINE",
        body=canonical.to_bytes(body).decode(), reply_to=reply_to.uuid if reply_to else None, made_at=at,
        sent_at=at,
    )  # fmt: skip
    apply_effect(row, body, at)
    return row


def told(world: World, partner: Partner, by: Reader, facts: Mapping[str, Any], *, case: str = "") -> Letter:
    """Return a clue that left for a partner."""
    letter = start_letter(kind="clue", partner=partner.code, case=case, by=by, at=NOON)
    letter = save_draft(
        letter=letter, value={"facts": {**NOBODY, **facts}}, known_to="RSK-MANY",
        low_reason="LSR-ALLWEKNOW", by=by, at=NOON,
    )  # fmt: skip
    return send_letter(letter=letter, by=by, at=NOON)
