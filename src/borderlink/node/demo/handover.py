"""The story's evidence: asked for by a court's channel, weighed afresh, offered, carried, in both ledgers."""

import json
from datetime import timedelta
from typing import Final

from django.utils import timezone

from borderlink.custody.actions import leaving
from borderlink.custody.actions.sheets import SealPut, Sheet, TakenOut, Weighed, opened_for, work_through
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.queries.exhibits import exhibit_of, masses_of_case
from borderlink.liaison.actions import assuring, consenting, handing_over
from borderlink.node.demo import desk as office
from borderlink.node.demo.border import MLA, OURS, desk_of
from borderlink.node.demo.delivered import SYDNEY
from borderlink.node.demo.evidence import WITNESS
from borderlink.node.demo.told import Told

ASKED_MG: Final = 40_000
BAG_MG: Final = 6_500
BAG: Final = "FY-2026-2001"
AGAIN: Final = "FY-2026-0101"
COURT: Final = "District Court of Sydney (invented)"
FINE: Final = "LAB-1"  # the class of balance that 40 g ask for


def ask_abroad(told: Told) -> dict[str, object]:
    """Let Sydney ask for evidence by mutual legal assistance, and an officer here read it."""
    sydney = told.near().nodes[SYDNEY]
    sydney.ask("furnish_abroad", case=told.abroad, to=OURS)
    route = {"code": MLA["channel"], "basis": MLA["instrument"], "article": MLA["article"]}
    channel = {**route, "own_reference": "AG-MLA-0001", "their_reference": ""}
    sydney.ask("ask_evidence", to=OURS, case=told.abroad, court=COURT, channel=json.dumps(channel))
    told.request = str(office.opened(desk_of(told), "evidence_request").uuid)
    return {"mass_g": ASKED_MG / 1000}


def weigh_out(told: Told) -> dict[str, object]:
    """Open a lot, weigh 40 g out on the finer balance, seal both again; weigh the part as it is sealed."""
    two, by, lot = told.hands("custodian", "second_custodian"), told.reader("custodian"), told.lots[0]
    row = exhibit_of(by, lot)
    out = TakenOut(reading=Reading(balance=FINE, mass_mg=ASKED_MG), seal=BAG)
    sheet = Sheet(
        opened=opened_for("split", row.seals), taken_out=(out,), put=SealPut(number=AGAIN, again=True)
    )
    work_through(exhibit=lot, sheet=sheet, hands=two, by=by, at=told.at())
    told.part = f"{lot}-P1"
    sealed = Weighed(measure=Measure.SEALED_GROSS, reading=Reading(balance=FINE, mass_mg=ASKED_MG + BAG_MG))
    sheet = Sheet(weighed=(sealed,), witness=WITNESS)
    work_through(exhibit=told.part, sheet=sheet, hands=two, by=by, at=told.at())
    return {"mass_g": (exhibit_of(by, told.part).book_mg or 0) / 1000, "exhibit": told.part}


def hand_over(told: Told) -> dict[str, object]:
    """Offer the part as gate and authority allow; Sydney weighs and accepts; our ledger says so too."""
    _let_leave(told)
    terms = leaving.Terms(
        to_node="-", request="-", basis="MLA-CN-AU-2006", purpose="trial", authorisation="NNCC-EX-0001",
        permit="ODC-IM-0001", carrier="AFP-COURIER", carrier_name="Robin Sandoval", transit=("SG",),
        expires_at=told.at() + timedelta(days=30),
    )  # fmt: skip
    handing_over.offer_evidence(
        exhibit=told.part, request=told.request, terms=terms, seals_seen=[BAG],
        reading=Reading(balance=FINE, mass_mg=ASKED_MG + BAG_MG), hands=told.hands("custodian", "liaison"),
        by=told.reader("custodian"), at=told.at(),
    )  # fmt: skip
    taken = told.near().nodes[SYDNEY].ask("accept_evidence", case=told.abroad)
    office.opened(desk_of(told), "handover_accept")
    handing_over.confirm_answer(
        exhibit=told.part, hands=told.hands("custodian"), by=told.reader("custodian"), at=told.at()
    )
    masses = masses_of_case(told.reader("investigator"), told.case)
    told.figures["handed_over_mg"] = masses.transferred
    return {"mass_g": masses.transferred / 1000, "exhibit": taken["exhibit"]}


def _let_leave(told: Told) -> None:
    """Enter the central authority's consent; ask the gate for the exhibit, and have it approved."""
    at, commander = told.at(), told.reader("case_commander")
    today = timezone.localdate(at)
    given = consenting.Given(
        recipient=SYDNEY, authority="司法部司法协助机构（虚构）", number=f"MLA-{today.year}-0001",
        given_on=today, until_on=today + timedelta(days=180), scope="移交毒品检材作为诉讼证据",
        for_evidence=True, for_persons=True,
    )  # fmt: skip
    consent = consenting.enter_consent(given=given, by=told.reader("liaison_commander"), at=at)
    paper = assuring.Paper(
        way=leaving.OFFER, subject=f"exhibit {told.part}", to=SYDNEY, country="AU", channel=MLA["channel"],
        basis=MLA["instrument"], article=MLA["article"], case=told.case, consents=(consent.digest,),
    )  # fmt: skip
    request = assuring.Request(why="移交物证涉及在案人员")
    asked = assuring.ask_for_paper(paper=paper, request=request, by=told.reader("liaison"), at=at)
    decision = assuring.Decision(grade="AGR-SENIOR", grounds="对方法律无死刑，同意移交")
    assuring.approve_assurance(pk=asked.pk, decision=decision, by=commander, at=at)
