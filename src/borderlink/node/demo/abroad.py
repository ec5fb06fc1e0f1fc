"""What the far police do about evidence: keys, a safe, a balance; they ask, weigh again, and take over."""

import hashlib
import json
from datetime import timedelta
from typing import Final

from django.utils import timezone

from borderlink.cases.actions.members import let_in
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.people import people_of
from borderlink.custody.actions import keeping, keys
from borderlink.custody.actions.recording import Hand
from borderlink.custody.actions.weighing import Reading
from borderlink.foundation.who import Role
from borderlink.liaison.actions import composing, consenting, handing_over
from borderlink.liaison.actions.requesting_evidence import draft_request
from borderlink.liaison.domain.evidence import NO_DUTY, EvidenceRequest, Wanted
from borderlink.liaison.queries.letters import body_of
from borderlink.node.demo.desk import Deed, Desk, Given, leave, opened
from borderlink.node.demo.people import PIN
from borderlink.node.demo.police import DETAINED, told_of

SIGNERS: Final = {
    "liaison": Role.LIAISON_OFFICER, "investigator": Role.CASE_OFFICER, "custodian": Role.EXHIBIT_CUSTODIAN,
}  # fmt: skip
DAYS: Final = 1_096
BALANCE: Final = "SY-LAB-1"
MORE_MG: Final = 20  # what their balance shows more: within both uncertainties
PICTURES: Final = tuple(
    hashlib.sha256(f"an invented photograph {number}".encode()).hexdigest() for number in (1, 2)
)


def furnish_abroad(desk: Desk, given: Given) -> Given:
    """Certify keys, let the signers into the case, put up a safe and a fine balance."""
    commander = desk.reader("liaison_commander")
    for part, role in SIGNERS.items():
        keys.ask_for_key(pin=PIN, by=desk.reader(part), at=desk.at())
        keys.certify(badge=desk.badge(part), role=role, days=DAYS, by=commander, at=desk.at())
        if part != "liaison":
            let_in(
                case=given["case"], officer=desk.badge(part), why="evidence", by=desk.reader(), at=desk.at()
            )
    custodian = desk.reader("custodian")
    keeping.add_place(code="SY-SAFE-1", unit=desk.unit, name="SY-SAFE-1", by=custodian, at=desk.at())
    keeping.add_balance(
        number=BALANCE, unit=desk.unit, division_mg=10, calibration_ug=3_000, certificate="NATA-0000",
        certified_until=(desk.at() + timedelta(days=720)).date(), by=custodian, at=desk.at(),
    )  # fmt: skip
    _consent(desk, given["to"])
    return {}


def _consent(desk: Desk, partner: str) -> None:
    """Enter the consent of our own authority, without which nothing for a court leaves here either."""
    today = timezone.localdate(desk.at())
    consent = consenting.Given(
        recipient=partner, authority="Attorney-General (invented)", number="AG-MLA-0001", given_on=today,
        until_on=today + timedelta(days=180), scope="evidence in the tea case", for_evidence=True,
        for_persons=True,
    )  # fmt: skip
    consenting.enter_consent(given=consent, by=desk.reader("liaison_commander"), at=desk.at())


def ask_evidence(desk: Desk, given: Given) -> Given:
    """Ask for evidence through the central authorities, for a trial; the gate rules whether it may leave."""
    by = desk.reader()
    draft = EvidenceRequest(
        items=(Wanted(ref="I1", item="ITM-DRUG"),), purpose="EVP-TRIAL", duty=NO_DUTY, case=given["case"],
        court=given["court"], needed_by=timezone.localdate(desk.at()) + timedelta(days=60),
        people=told_of(people_of(case_of(by, given["case"])), DETAINED),
    )  # fmt: skip
    letter = draft_request(partner=given["to"], case=given["case"], draft=draft, by=by, at=desk.at())
    value = {"channel": json.loads(given["channel"])}
    saved = composing.save_draft(letter=letter, value=value, by=by, at=desk.at())
    return {"letter": str(leave(desk, saved).uuid)}


def accept_evidence(desk: Desk, given: Given) -> Given:
    """Weigh what came on our own balance, look at its seals, and take it over in the case."""
    offer = opened(desk, "handover_offer")
    line = json.loads(body_of(offer)["facts"]["line"])["act"]["facts"]
    hands = [Hand(badge=desk.badge(part), pin=PIN) for part in ("custodian", "liaison")]
    entry = handing_over.accept_evidence(
        letter=offer.uuid, case=given["case"], taker=desk.badge("custodian"), seals_seen=line["seals"],
        reading=Reading(balance=BALANCE, mass_mg=line["mass_mg"] + MORE_MG), photographs=PICTURES,
        hands=hands, by=desk.reader("custodian"), at=desk.at(),
    )  # fmt: skip
    return {"exhibit": str(entry.exhibit)}


DEEDS: Final[tuple[Deed, ...]] = (furnish_abroad, ask_evidence, accept_evidence)
