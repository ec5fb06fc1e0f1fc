"""What a liaison office does in the story, in whichever node: pin, tell, read, answer, report back."""

import base64
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils import timezone

from borderlink.cases.actions.seizures import record_seizure
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.foundation.introductions import Introduction
from borderlink.foundation.who import Reader
from borderlink.liaison.actions import ceremony, composing, consenting, reading, sending
from borderlink.liaison.actions.casing import feedback_from_case, open_case_from
from borderlink.liaison.actions.introducing import give_introduction
from borderlink.liaison.actions.partners import change_terms
from borderlink.liaison.domain import building, parts
from borderlink.liaison.domain.orders import KINDS as ORDERS
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.domain.telling import tell
from borderlink.liaison.domain.terms import Basis, Terms
from borderlink.liaison.queries.figures import receipts_taken
from borderlink.liaison.queries.letters import body_of, letters_seen
from borderlink.liaison.queries.post import standing
from borderlink.node.demo.desk import Deed, Desk, Given, opened, send, until
from borderlink.officers.actions.signing_in import issue_demo_link

CONSENT_DAYS: Final = 365
HEROIN_G: Final = (Decimal(3000), Decimal(3500))
FOUND_MG: Final = 3_000_000
BRIDGE: Final = ("21.5391", "107.9703")


def introduce(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Return the file by which this node introduces itself, and the digits that are read aloud."""
    document = give_introduction(by="node", at=desk.at())
    digits = Introduction.from_bytes(document).fingerprint()
    return {"document": base64.b64encode(document).decode(), "digits": digits}


def pin(desk: Desk, given: Given) -> Given:
    """Hold the ceremony: one officer takes the file in, another types the digits; a commander sets terms."""
    document = base64.b64decode(given["document"])
    taken = ceremony.take_in_introduction(document=document, unit=desk.unit, by=desk.reader(), at=desk.at())
    code = taken.partner.code
    ceremony.confirm_introduction(
        code=code, seen=taken.sha256, typed=given["digits"], by=desk.reader("second_liaison"), at=desk.at()
    )
    ours, theirs = str(settings.BORDERLINK.country), taken.partner.country
    first = Basis(channel=given["channel"], instrument=given["instrument"], article=given["article"])
    bases = [first, *(Basis(**one) for one in json.loads(given.get("more_bases", "[]")))]
    terms = Terms.usual(ours=ours, theirs=theirs, bases=bases, languages=("zh-Hans", "vi", "en"))
    commander = desk.reader("liaison_commander")
    change_terms(code=code, terms=terms, by=commander, at=desk.at())
    if terms.consent_for_persons:
        desk.consents[code] = _consent(code, commander, desk.at())
    return {"partner": code}


def _consent(partner: str, by: Reader, at: datetime) -> str:
    """Enter the competent authority's consent, without which nothing personal leaves; return its digest."""
    today = timezone.localdate(at)
    consent = consenting.Given(
        recipient=partner, authority="国家主管机关（虚构）", number=f"NJ-{today.year}-0001", given_on=today,
        until_on=today + timedelta(days=CONSENT_DAYS), scope="线索通报与核查反馈", for_evidence=False,
        for_persons=True,
    )  # fmt: skip
    return consenting.enter_consent(given=consent, by=by, at=at).digest


def tell_clue(desk: Desk, given: Given) -> Given:
    """Tell the other side of a border bridge that a lorry comes: who drives it, with what, where and when."""
    begins = desk.at().replace(minute=0, second=0, microsecond=0) + timedelta(hours=20)
    letter = composing.start_letter(kind="clue", partner=given["to"], by=desk.reader(), at=desk.at())
    phone = parts.Identifier(kind="IDT-PHONE", value="+84 912 000 187")
    draft = building.ClueDraft(
        people=(
            parts.Person(
                ref="P1", role="ROL-DRIVER", identifiers=(phone,),
                names=(parts.Name(text="Hoàng Văn Tráng"), parts.Name(text="黄文壮", script="SCR-HAN")),
            ),
        ),
        drugs=(
            parts.Drug(
                substance="SUB-HEROIN", form="FRM-LUMP",
                amount=parts.Amount(from_=HEROIN_G[0], to=HEROIN_G[1], unit="UNIT-G"),
            ),
        ),
        places=(
            parts.Place(
                use="PUS-CROSSING", country="VN", kind="PLC-PORT-INTL", text="Bắc Luân II",
                lat=BRIDGE[0], lon=BRIDGE[1], radius_m=500,
            ),
        ),
        windows=(
            parts.Window(
                use="WUS-CROSSING", from_=begins, until=begins + timedelta(hours=6),
                zone="Asia/Ho_Chi_Minh",
            ),
        ),
        traces=(parts.Identifier(kind="IDT-PLATE", value="14C-000.87"),),
        how=parts.How(mode="CHN-ROAD", conveyance=("VEH-TRUCK",), concealment=("CON-FRUIT",)),
        actions=("ACT-INSPECT", "ACT-VERIFY-ID"),
    )  # fmt: skip
    sent = send(desk, letter, draft)
    return {"letter": str(sent.uuid), "score": f"{sent.score}/{sent.score_of}"}


def tell_tea(desk: Desk, given: Given) -> Given:
    """Tell Sydney of four parcels of tea for one receiver there, found before they flew."""
    at, mass_g = desk.at(), Decimal(given["mass_g"])
    letter = composing.start_letter(
        kind="clue", partner=given["to"], case=given["case"], by=desk.reader(), at=at
    )
    draft = building.ClueDraft(
        people=(
            parts.Person(ref="P1", role="ROL-CONSIGNEE", names=(parts.Name(text=given["receiver"]),)),
        ),
        drugs=(
            parts.Drug(
                substance="SUB-METH-ICE", form="FRM-CRYSTAL", packaging="PKG-TEA",
                amount=parts.Amount(from_=mass_g, to=mass_g, unit="UNIT-G"),
            ),
        ),
        places=(parts.Place(use="PUS-DESTINATION", country="AU", text=given["address"]),),
        windows=(
            parts.Window(
                use="WUS-HANDOVER", from_=at + timedelta(days=2), until=at + timedelta(days=3),
                zone="Australia/Sydney",
            ),
        ),
        traces=tuple(
            parts.Identifier(kind="IDT-WAYBILL", value=waybill) for waybill in given["waybills"].split(",")
        ),
        how=parts.How(mode="CHN-MAIL", concealment=("CON-TEAPACK",), hs6="090220"),
        actions=("ACT-CTRLDEL", "ACT-VERIFY-ID"),
    )  # fmt: skip
    sent = send(desk, letter, draft)
    return {"letter": str(sent.uuid), "score": f"{sent.score}/{sent.score_of}"}


def read(desk: Desk, given: Given) -> Given:
    """Wait for a letter of a kind, open it, and return what it says in the language of its reader."""
    letter = opened(desk, given["kind"])
    language = desk.cast.officers["liaison"].language
    said = tell(body_of(letter), language, str(settings.BORDERLINK.time_zone))
    sentences = " ".join(sentence.text for sentence in said.sentences)
    return {"letter": str(letter.uuid), "language": language, "title": said.title, "said": sentences}


def answer(desk: Desk, given: Given) -> Given:
    """Take the clue up, open a case from it, and answer that it is being looked into."""
    reading.take_up(letter=given["letter"], by=desk.reader(), at=desk.at())
    clue = letters_seen(desk.reader()).get(uuid=given["letter"])
    case = open_case_from(
        letter=clue, title=given["title"], unit=desk.unit, pack=given["pack"], by=desk.reader(), at=desk.at()
    )
    letter = composing.start_letter(
        kind="answer", partner=clue.thread.partner.code, reply_to=clue.uuid, by=desk.reader(), at=desk.at()
    )
    found = building.Found(question="Q1", outcome="OUT-ONGOING")
    sent = send(desk, letter, building.Answer(answers=(found,)), note=given["note"])
    return {"letter": str(sent.uuid), "case": case}


def report_back(desk: Desk, given: Given) -> Given:
    """Seize what the clue was about, and tell its author what it led to, from the case."""
    on = timezone.localdate(desk.at())
    facts = Facts(
        seized_on=on, country=str(settings.BORDERLINK.country), channel="CHN-ROAD", conveyance="VEH-TRUCK",
        concealment="CON-FRUIT", detected_by="DET-INTEL",
    )  # fmt: skip
    heroin = Substance(
        presumptive="SUB-HEROIN", presumptive_test="TST-COLOUR", presumptive_result="PRE-POSITIVE",
        gross_mg=FOUND_MG + 120_000, net_mg=FOUND_MG,
    )  # fmt: skip
    record_seizure(case=given["case"], facts=facts, substances=[heroin], by=desk.reader(), at=desk.at())
    clue = letters_seen(desk.reader()).get(uuid=given["letter"])
    draft = feedback_from_case(letter=clue, final=True, by=desk.reader(), at=desk.at())
    sent = sending.send_letter(letter=draft, by=desk.reader(), at=desk.at())
    return {"letter": str(sent.uuid)}


def count(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Wait until every letter of ours came to its reader, and count letters and signed receipts."""
    rows = letters_seen(desk.reader())
    sent = rows.filter(direction=Direction.OUT.value, sent_at__isnull=False)
    waiting = sent.filter(state__in=["sealed", "stored", "validated"]).exclude(kind__in=ORDERS)
    until(lambda: not waiting.exists(), step="receipts")
    until(lambda: not any(link["waiting"] for link in standing()), step="post")
    opened = sent.exclude(opened_at=None).count()
    return {
        "sent": str(sent.count()), "received": str(rows.filter(direction=Direction.IN.value).count()),
        "receipts": str(receipts_taken(desk.reader())), "opened": str(opened),
    }  # fmt: skip


def sign_in(desk: Desk, given: Given) -> Given:
    """Return a link by which each officer signs in once, in a browser on this machine."""
    return {
        part: f"http://localhost:{given['port']}" + issue_demo_link(officer=officer, at=timezone.now())
        for part, officer in desk.cast.officers.items()
    }


def open_door(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Return a one-time sign-in link for each officer, by name."""
    return {
        f"{officer.name}  {officer.badge}": desk.address + issue_demo_link(officer=officer, at=timezone.now())
        for part, officer in desk.cast.officers.items()
        if part != "administrator"
    }


def pass_time(desk: Desk, given: Given) -> Given:
    """Set how many seconds the story is ahead of the machine's clock here; less than nothing: behind."""
    desk.later = timedelta(seconds=int(given["seconds"]))
    return {}


DEEDS: Final[tuple[Deed, ...]] = (
    introduce, pin, tell_clue, tell_tea, read, answer, report_back, count, sign_in, open_door, pass_time,
)  # fmt: skip
