"""One letter of every type, as the offices of two invented border towns write them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from borderlink.liaison.domain import building as b
from borderlink.liaison.domain import evidence as e
from borderlink.liaison.domain import formal as f
from borderlink.liaison.domain import orders as o
from borderlink.liaison.domain import parts as p

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CLUE = "01935246-1a00-7000-8000-000000000001"
THREAD = "01935246-1a00-7000-8000-0000000000aa"
OTHER = "01935246-1a00-7000-8000-000000000002"

ROUTE = b.Route(
    code="CHA-POLICE", basis="UN 1988 Convention", article="9(1)", own_reference="东禁联〔2026〕17号"
)
HANDLING = b.Handling(
    scheme="HSC-EUROPOL", code="HDL-H2", purposes=("PUR-INVESTIGATE", "PUR-BORDER"), evidence_use="ask",
    ask_before_action=True, expires=date(2027, 5, 22), delete_by=date(2027, 11, 22),
)  # fmt: skip
DRIVER = p.Person(
    ref="P1", role="ROL-DRIVER", status="PST-NAMED", born_on="1988-04-09",
    names=(
        p.Name(text="阮文甲", script="SCR-HAN", scheme="NSC-HANVIET"),
        p.Name(text="Nguyễn Văn Giáp", script="SCR-VIET", scheme="NSC-NATIVE"),
        p.Name(text="Giáp Tẹt", script="SCR-VIET", scheme="NSC-NATIVE", kind="NMK-ALIAS"),
    ),
    identifiers=(p.Identifier(kind="IDT-PHONE", value="+84 900 000 123"),),
)  # fmt: skip
FIRM = p.Body(
    ref="B1", kind="BDK-FORWARDER", role="ROL-CONSIGNOR",
    names=(p.Name(text="东兴市顺丰达货运代理部", script="SCR-HAN", scheme="NSC-NATIVE"),),
)  # fmt: skip
ICE = p.Drug(
    substance="SUB-METH-ICE", form="FRM-CRYSTAL", packaging="PKG-TEA",
    amount=p.Amount(from_=Decimal(3), to=Decimal("4.5"), unit="UNIT-KG"),
)  # fmt: skip
TABLETS = p.Drug(
    substance="SUB-METH-TAB", amount=p.Amount(from_=Decimal(6000), to=Decimal(6000), unit="UNIT-TABLET")
)
GATE = p.Place(use="PUS-CROSSING", country="VN", kind="PLC-TRAIL", text="芒街", lat="21.5247", lon="107.9662",
               radius_m=500)  # fmt: skip
NIGHT = p.Window(
    use="WUS-CROSSING", from_=datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    until=datetime(2026, 11, 24, 22, 0, tzinfo=UTC), zone="Asia/Shanghai",
)  # fmt: skip
VAN = p.How(
    mode="CHN-ROAD", conveyance=("VEH-VAN",), concealment=("CON-TEAPACK", "CON-FALSEBOT"),
    detection=("DET-DOG",), hs6="090230",
)  # fmt: skip
WAYBILL = p.Identifier(kind="IDT-WAYBILL", value="EE473124829CN")
PLATE = p.Identifier(kind="IDT-PLATE", value="桂P·A0123")

OPERATION = "01935246-1a00-7000-8000-0000000000cd"
PLAN = o.PlanText(
    revision=2, until=datetime(2026, 11, 25, 10, 0, tzinfo=UTC), substitution="CDU-PART", clears=(OTHER,),
    sides=(
        o.SideText(
            agency="DX-POLICE", authority="刑事诉讼法", reference="31号", go=("GX-1021",),
            officers=("GX-1021", "GX-1077"),
        ),
        o.SideText(agency="MC-POLICE", authority="BLTTHS", reference="77/C04", go=("QN-204", "QN-118")),
    ),
    legs=(
        o.LegText(
            leg="L1", start="东兴", end="Móng Cái", minutes=120, agency="MC-POLICE", on_stop="CDM-SEIZE",
            on_lapse="CDM-HOLD", start_at={"country": "CN", "lat": "21.5500", "lon": "107.9667"},
            end_at={"country": "VN"}, taker="MC-POLICE", surveillance="CDV-EYES", watch="DX-POLICE",
        ),
    ),
    lead="DX-POLICE", cut_off=("CDC-SIGHT", "CDC-DANGER"), costs="CDK-OWN", evidence=("CDE-PHOTO",),
    salt="5a" * 32,
)  # fmt: skip
DRAFTS: tuple[b.Draft, ...] = (
    b.ClueDraft(
        people=(DRIVER,), bodies=(FIRM,), drugs=(ICE, TABLETS), places=(GATE,), windows=(NIGHT,),
        traces=(WAYBILL, PLATE), how=VAN, actions=("ACT-INSPECT", "ACT-CTRLDEL"),
    ),
    b.Rfi(
        people=(DRIVER,), traces=(PLATE,), purpose="PUR-INVESTIGATE",
        questions=(
            b.Question(ref="Q1", ask="ACT-CHECK-PHONE", about=("P1",)),
            b.Question(ref="Q2", ask="ACT-CHECK-ENTRY", about=("P1",), window=NIGHT),
        ),
    ),
    b.Answer(
        people=(DRIVER,),
        answers=(
            b.Found(question="Q1", outcome="OUT-CONFIRMED", about=("P1",)),
            b.Found(question="Q2", outcome="OUT-DECLINED", refusal="RFR-CHANNEL"),
        ),
        interim=True,
    ),
    b.Feedback(
        outcomes=("OUT-SEIZED", "OUT-ARRESTED"), final=True, arrested=2, case="QN-2026-0456",
        seized=(
            b.Seized(
                substance="SUB-METH-ICE", on=date(2026, 11, 24),
                amount=p.Amount(from_=Decimal(3000), to=Decimal(3000), unit="UNIT-G"),
            ),
        ),
        right=("CPT-WHEN", "CPT-TRACE"), wrong=("CPT-WHAT",),
    ),
    b.Deconfliction(
        step="DCS-ANSWER", answer="DCA-HIT",
        contact=b.Contact(office="MC-BLO", badge="QN-204", phone="+84 900 000 204"),
    ),
    b.Preservation(
        items=(b.Item(ref="I1", data="PSV-TRAFFIC", about=("P1",), holder="VNPT Quảng Ninh", window=NIGHT),),
        until=date(2027, 2, 22), people=(DRIVER,),
    ),
    f.PreservationDone(items=(f.Kept(item="I1", result="PSR-DONE", until=date(2027, 2, 22)),)),
    f.HoldRequest(
        exhibits=("QN-2026-0456-E01",), why="HRS-RETEST", until=date(2027, 6, 30), case="DX-2026-0117"
    ),
    f.HoldRelease(request=CLUE, exhibits=("QN-2026-0456-E01",), why="HEN-FINAL"),
    f.ConsentRequest(
        scope=("CNS-PASS", "CNS-EVIDENCE"), letters=(CLUE,), pass_to=("SYD-POLICE",),
        purposes=("PUR-EVIDENCE",), keep_until=date(2028, 1, 1), case="DX-2026-0117",
    ),
    f.Consent(
        decision="CND-PARTLY", scope=("CNS-PASS",), letters=(CLUE,), authority="Cục CSĐT tội phạm về ma túy",
        number="215/C04", on=date(2026, 11, 25), request=OTHER, pass_to=("SYD-POLICE",),
        purposes=("PUR-INVESTIGATE",), until=date(2027, 11, 25), refusal="RFR-LAW",
    ),
    f.Correction(
        ground="CGR-ALIAS", letters=(CLUE,), decision="东检不诉〔2026〕8号", decided_on=date(2026, 11, 30),
        outcome="CRT-NOTPROS",
        corrects=(f.Corrected(letter=CLUE, part="CPT-WHO", effect="CEF-REMOVED", ref="P1"),),
    ),
    f.Withdrawal(letters=(CLUE, OTHER), why="WDR-SOURCE"),
    f.Erasure(letters=(CLUE,), why="ERS-INNOCENT", by_on=date(2026, 12, 31), about=("P1",)),
    f.ErasureDone(
        request=OTHER, letters=(CLUE,), done_on=date(2026, 12, 20), copies=2,
        still_kept=(f.StillKept(letter=OTHER, why="ERK-COURT"),),
    ),
    b.TrainingNomination(
        course="TRN-RECOGNITION", reference="2026-03", from_=date(2026, 12, 7), until=date(2026, 12, 18),
        place="Nam Ninh",
        nominees=(
            b.Nominee(
                names=(p.Name(text="Trần Thị Hoa", script="SCR-VIET"),), office="MC-BLO", badge="QN-118",
                languages=("vi", "zh-Hans"),
            ),
        ),
    ),
    f.KeyUpdate(
        version=2, document="eyJ2IjoyfQ==", from_=AT, until=datetime(2027, 11, 22, tzinfo=UTC),
        fingerprint=" ".join(["12345"] * 12),
    ),
    f.Receipt(letter=CLUE, stage="RCP-REFUSED", code="letters.shape", at=AT, digest="ab" * 32),
    o.CdPlan(operation=OPERATION, step=o.AGREE, at=AT, plan=PLAN),
    o.CdGo(operation=OPERATION, plan="cd" * 32, leg="L1", at=AT, until=datetime(2026, 11, 22, 5, tzinfo=UTC)),
    o.CdStop(operation=OPERATION, why="CDW-LOST", at=AT),
    o.CdStatus(operation=OPERATION, plan="cd" * 32, step="CDT-HEARD", leg="L1", go=CLUE, at=AT),
)  # fmt: skip


def frame(**more: object) -> b.Frame:
    """Return what every letter of these scenes says beside its facts."""
    values: dict[str, Any] = {
        "letter": OTHER, "thread": THREAD, "reference": "DX-2026-0001", "written_at": AT, "badge": "GX-1021",
        "office": "DX-BLO", "channel": ROUTE, "handling": HANDLING, "urgency": "URG-PRIORITY",
        "grade": b.Grade(
            scheme="GRD-4X4", source="GSR-4X4-B", information="GIN-4X4-3",
            mapped_from=b.Grading(scheme="GRD-ADMIRALTY", source="GSR-ADM-B", information="GIN-ADM-2"),
        ),
        "reply_to": CLUE, "notes": (p.Note(language="zh-Hans", text="货车司机常于夜间经小路过境。"),),
    }  # fmt: skip
    return b.Frame(**values | more)


LINE = '{"act":{"kind":"offer"},"previous":"%s","sequence":7,"signatures":[]}' % ("0" * 64)
SEEN = "ab" * 32
EVIDENCE: tuple[b.Draft, ...] = (
    e.EvidenceRequest(
        items=(
            e.Wanted(ref="I1", item="ITM-DRUG", exhibit="GZ-2026-0417-E01", drug=ICE),
            e.Wanted(ref="I2", item="ITM-PACKAGING"),
        ),
        purpose="EVP-TRIAL",
        duty="EVD-DESTROY",
        case="SYD-2026-0031",
        court="District Court",
        needed_by=date(2026, 12, 20),
        back_by=date(2027, 11, 1),
        people=(DRIVER,),
    ),
    e.HandoverOffer(
        exhibit="GZ-2026-0417-E01-P1",
        case="GZ-2026-0417",
        item="ITM-DRUG",
        substance="SUB-METH-ICE",
        form="crystal",
        net_mg=40_000,
        line=LINE,
        keys=(LINE,),
        duty="EVD-RETURN",
        back_by=date(2027, 11, 1),
        closes=SEEN,
    ),
    e.HandoverAccept(offered=SEEN, exhibit="SYD-1-E01", line=LINE, keys=(LINE,), photographs=(SEEN,)),
    e.HandoverRefuse(
        offered=SEEN,
        reason="LVR-SEALBROKEN",
        at=AT,
        officers=("SYD-01", "SYD-02"),
        seals=("FY-1",),
        mass_mg=52_000,
        photographs=(SEEN, SEEN),
    ),
    e.HandoverCancel(offered=SEEN, step="HOS-ASK", at=AT, officers=("GZ-01",), reason="LVR-WITHDRAWN"),
    e.EvidenceDone(offered=SEEN, duty="EVD-DESTROY", line=LINE, keys=(LINE,)),
    e.EvidenceFileNamed(
        offered=SEEN,
        shows="EPI-OPENING",
        sha256=SEEN,
        size=1_500_000,
        pieces=SEEN * 2,
        persons=1,
    ),
    e.ShownCheckpoint(
        step="CKS-SHOWN", note="borderlink-custody/GZ\n7\n" + "A" * 43 + "=\n", since=5, proof=(SEEN,)
    ),
)


def bodies() -> Mapping[str, Mapping[str, Any]]:
    """Return one body of every type, by its type."""
    return {
        draft.kind: b.compose(frame(**_BARE.get(draft.kind, {})), draft) for draft in (*DRAFTS, *EVIDENCE)
    }


# Orders have no place for free words, and a STOP none for anything that could name anyone.
_BARE: Mapping[str, Mapping[str, Any]] = {
    "cd_go": {"notes": ()}, "cd_status": {"notes": ()},
    "cd_stop": {"notes": (), "reply_to": "", "channel": b.Route(code="CHA-POLICE")},
}  # fmt: skip
