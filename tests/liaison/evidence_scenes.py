"""Evidence between our node and a partner's: the tea case here, a ledger of their own over there."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from borderlink.custody.actions import leaving
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.models.ledger import Entry
from borderlink.foundation.chain import Line
from borderlink.foundation.who import Reader, Role
from borderlink.liaison.actions import assuring, consenting, handing_over
from borderlink.liaison.actions.partners import change_terms
from borderlink.liaison.actions.requesting_evidence import ask_for_evidence
from borderlink.liaison.domain import evidence as e
from borderlink.liaison.domain.building import Draft, Route, compose
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.letters import body_of
from borderlink.officers.queries import Officer
from tests.custody.scenes import NODE_KEY, ROOTS, Scene, Step, exhibit, give_key, tea_case
from tests.custody_world import NODE, REGISTRAR, Desk
from tests.liaison.letter_scenes import frame
from tests.liaison.partners import CONVENTION, Agency, pin, two_officers, usual_terms
from tests.liaison.two_nodes import Pair
from tests.simulators import SimulatedPartner


def _our_agency() -> Agency:
    """Give our node letter keys beside the keys that its evidence room has: one root, one node key."""
    node = settings.BORDERLINK
    agency = Agency(code=node.agency, country="CN", node=node.node, holders=list(ROOTS), sign_key=NODE_KEY)
    signed, folder = agency.make_keys(), node.folder / "keys"
    for old in folder.glob("letters-*"):
        old.unlink()
    (folder / "letters-1.pem").write_bytes(agency.private[1].pem())
    (folder / "letters-1.json").write_bytes(signed.to_bytes())
    return agency


THEM = "MC-POLICE"
SEALED_MG = 2_132_000
NET_MG = 2_012_000


class Between:
    """Our tea case in the store, the partner's node with its own ledger, and letters between both."""

    def __init__(self, step: Step = Step.STORED) -> None:
        self.scene: Scene = tea_case(step)
        world = self.scene.world
        ours = _our_agency()
        agency = Agency(code=THEM, country="VN", node=NODE, sign_key=REGISTRAR)
        agency.make_keys()
        partner = pin(world, agency)
        partner = change_terms(
            code=THEM, terms=usual_terms("VN"), by=world.reader(world.dalia), at=self.scene.at
        )
        self.two = Pair(
            partner=partner, other=SimulatedPartner.of(agency, ours.signed[-1].keys), at=self.scene.at
        )
        self.agency = agency
        self.lin, _ = two_officers(world)
        give_key(Officer.objects.get(badge=self.lin.badge), Role.LIAISON_OFFICER, world.farid)
        self.desk = Desk(case="VN-7")
        self.thread = self.two.other.fresh_id()

    @property
    def lot(self) -> str:
        return self.scene.lots[0]

    @property
    def hands(self) -> list[Any]:
        """The custodian who holds the tea, and an officer of the liaison office."""
        return [self.scene.hand(self.scene.mika), self.scene.hand(self.officer)]

    @property
    def officer(self) -> Officer:
        return Officer.objects.get(badge=self.lin.badge)

    def by(self) -> Reader:
        return self.scene.by(self.scene.mika)

    def now(self) -> datetime:
        at = self.scene.now()
        self.two.at = self.two.other.now = at
        self.desk.at = int(at.timestamp())
        return at

    def wire(self, draft: Draft, *, reply_to: str = "", after: str = "") -> bytes:
        letter = self.two.other.fresh_id()
        terms = CONVENTION
        route = Route(code=terms.channel, basis=terms.instrument, article=terms.article)
        more = {"reply_to": reply_to, "after": after, "notes": (), "letter": letter, "channel": route}
        self.last = letter
        return self.two.other.seal(compose(frame(**more, thread=self.thread), draft), letter=letter)

    def they(self, draft: Draft, *, reply_to: str = "") -> str:
        """Let a letter of theirs arrive; return what became of it: its code, empty when it had its effect."""
        self.now()
        wire = self.wire(draft, reply_to=reply_to)
        self.two.get([wire])
        row = self.two.arrived(wire)
        return row.code or ("" if row.state == "applied" else row.state)

    def asked(self, duty: str = e.NO_DUTY, back_by: date | None = None, purpose: str = "EVP-TRIAL") -> Letter:
        """Let them ask for the first lot."""
        items = (e.Wanted(ref="I1", item="ITM-DRUG", exhibit=self.lot),)
        request = e.EvidenceRequest(items=items, purpose=purpose, duty=duty, back_by=back_by, case="VN-7")
        assert self.they(request) == ""
        return Letter.objects.get(uuid=self.last)

    def let_leave(self, number: str) -> None:
        """Have the gate let an exhibit leave for them: a consent, the question, the commander's approval."""
        commander, at = self.scene.by(self.scene.world.dalia), self.now()
        given = consenting.Given(
            recipient=THEM, authority="Ministry", number="C-1", given_on=at.date(),
            until_on=at.date() + timedelta(days=60), scope="the tea case", for_evidence=True,
            for_persons=True,
        )  # fmt: skip
        consent = consenting.enter_consent(given=given, by=commander, at=at)
        paper = assuring.Paper(
            way=leaving.OFFER, subject=f"exhibit {number}", to=THEM, country="VN", channel=CONVENTION.channel,
            basis=CONVENTION.instrument, article=CONVENTION.article, case=self.scene.case,
            consents=(consent.digest,),
        )  # fmt: skip
        asked = assuring.ask_for_paper(
            paper=paper, request=assuring.Request(why="evidence for the trial"), by=self.scene.by(), at=at
        )
        decision = assuring.Decision(grade="AGR-SENIOR", grounds="no death penalty there")
        assuring.approve_assurance(pk=asked.pk, decision=decision, by=commander, at=at)

    def terms(self, **changes: Any) -> leaving.Terms:
        given = {
            "to_node": "-", "basis": "MLA-1", "request": "-", "purpose": "trial",
            "expires_at": self.scene.at + timedelta(days=30), "authorisation": "EX-1", "permit": "IM-1",
        }  # fmt: skip
        return leaving.Terms(**{**given, **changes})

    def offered(self, request: Letter, **changes: Any) -> Entry:
        """Offer the first lot to them."""
        self.let_leave(self.lot)
        return handing_over.offer_evidence(
            exhibit=self.lot, request=request.uuid, terms=self.terms(**changes),
            seals_seen=exhibit(self.lot).seals, reading=Reading(balance="B-1", mass_mg=SEALED_MG),
            hands=self.hands, by=self.by(), at=self.now(),
        )  # fmt: skip

    def offer_letter(self) -> Letter:
        return Letter.objects.filter(kind=e.OFFER, direction="out").latest("pk")

    def keys(self, *names: str) -> tuple[str, ...]:
        """Return the entries of their ledger that registered officers' keys."""
        lines = [line for line in self.desk.lines if f'"case":"{KEYS_CASE}"'.encode() in line.body]
        return tuple(
            line.body.decode() for line in lines if any(f'"badge":"{n}"'.encode() in line.body for n in names)
        )

    def take_over(self, **changes: Any) -> Line:
        """Let their officers sign the acceptance of our offer into their ledger."""
        facts = body_of(self.offer_letter())["facts"]
        offer = json_of(facts["line"])["act"]["facts"]
        told: dict[str, Any] = {
            "side": "receiver", "taker": "AMINA", "node": our_node(), "offer": offer["offer"],
            "offered_mg": offer["mass_mg"], "net_mg": facts["net_mg"], "item": "drug", "balance": "VN-B1",
            "substance": facts["substance"], "form": facts["form"], "seals": offer["seals"],
            "mass_mg": SEALED_MG + 400, "calibration_ug": 200_000, "remote": e.digest_of(facts["line"]),
        }  # fmt: skip
        return self.desk.do(Kind.ACCEPT, "VN-7-E01", given=told | changes)

    def take_over_of_another(self) -> Line:
        """Let them weigh, plan and burn a lot of their own."""
        self.desk.seized("VN-7-E05", 1_000, division_mg=10)
        return self._burn("VN-7-E05", 1_000)

    def burnt(self) -> Line:
        """Let them open, plan and burn what they took over from us."""
        for seal in reversed(exhibit_seals(self.offer_letter())):
            self.desk.do(Kind.UNSEAL, "VN-7-E01", number=seal, by=("AMINA",))
        return self._burn("VN-7-E01", NET_MG)

    def _burn(self, number: str, mass_mg: int) -> Line:
        self.now()
        self.desk.do(Kind.DESTROY_PLAN, members=[number])
        return self.desk.do(Kind.DESTROY, number, mass_mg=mass_mg)

    def acceptance(self, line: Line) -> e.HandoverAccept:
        facts = body_of(self.offer_letter())["facts"]
        return e.HandoverAccept(
            offered=e.digest_of(facts["line"]), exhibit="VN-7-E01", line=line.body.decode(),
            keys=self.keys("AMINA", "BRUNO"),
        )  # fmt: skip

    def confirm(self) -> Entry:
        return handing_over.confirm_answer(
            exhibit=self.lot, hands=[self.scene.hand(self.scene.mika)], by=self.by(), at=self.now()
        )

    # ---- their offer to us ----

    def their_offer(self, request: Letter | None = None, **changes: Any) -> e.HandoverOffer:
        """Let them seize, weigh and seal a lot and sign an offer of it to us."""
        self.now()
        number = "VN-7-E09"
        self.desk.seized(number, 50_000, division_mg=10)
        self.desk.do(Kind.SEAL, number, number="VN-S-1", by=("AMINA",))
        told: dict[str, Any] = {
            "to_node": our_node(), "request": str(request.uuid) if request else "R-1", "seals": ["VN-S-1"],
            "mass_mg": 61_000, "division_mg": 10, "calibration_ug": 3_000,
            "expires_at": self.desk.at + 864_000,
        }  # fmt: skip
        line = self.desk.do(Kind.OFFER, number, given=told | changes)
        return e.HandoverOffer(
            exhibit=number, case="VN-7", item="ITM-DRUG", substance="SUB-METH-ICE", form="crystal",
            net_mg=50_000, line=line.body.decode(), keys=self.keys("AMINA", "BRUNO"),
            duty=e.DESTROY, back_by=date(2027, 3, 1),
        )  # fmt: skip

    def ask_them(self) -> Letter:
        """Ask them for evidence, as our liaison office does."""
        items = (e.Wanted(ref="I1", item="ITM-DRUG"),)
        draft = e.EvidenceRequest(items=items, purpose="EVP-COMPARE", duty=e.DESTROY)
        lin = self.scene.by(self.officer)
        by = replace(lin, cases=lin.cases | {self.scene.case})
        letter = ask_for_evidence(partner=THEM, case=self.scene.case, draft=draft, by=by, at=self.now())
        self.thread = str(letter.thread.uuid)
        return letter

    def accept(self, **changes: Any) -> Entry:
        """Take over what they offered last, in the tea case."""
        given: dict[str, Any] = {
            "letter": self.last, "case": self.scene.case, "taker": self.scene.kofi.badge,
            "seals_seen": ["VN-S-1"], "reading": Reading(balance="B-2", mass_mg=61_010),
            "hands": [self.scene.hand(self.scene.kofi), self.scene.hand(self.officer)],
            "by": self.scene.by(), "at": self.now(), "photographs": ["ab" * 32],
        }  # fmt: skip
        return handing_over.accept_evidence(**given | changes)


def exhibit_seals(letter: Letter) -> list[str]:
    """Return the seals under which a letter offers an exhibit."""
    found: list[str] = json_of(body_of(letter)["facts"]["line"])["act"]["facts"]["seals"]
    return found


def json_of(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line)
    return found


def our_node() -> str:
    return str(settings.BORDERLINK.node)
