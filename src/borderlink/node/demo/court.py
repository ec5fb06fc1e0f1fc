"""The story's third part: a dossier is verified, a judgment final, the rest burnt, the balance closed."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from borderlink.cases.actions.campaigns import plan_campaign
from borderlink.cases.domain.campaigns import Plan
from borderlink.cases.domain.counting import Against, Figure
from borderlink.cases.queries.campaigns import campaign_of, standing_of
from borderlink.custody.actions import destroying, sealing
from borderlink.custody.actions.sheets import Witnessed
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.queries.exhibits import exhibit_of, masses_of_case
from borderlink.dossiers.actions.drawing_up import draw_up_dossier
from borderlink.dossiers.actions.leaving import WAY, export_dossier, subject_of
from borderlink.dossiers.actions.signing import sign_dossier
from borderlink.liaison.queries.partners import partner_of, root_of
from borderlink.node.demo import figures, police
from borderlink.node.demo.border import desk_of
from borderlink.node.demo.delivered import SYDNEY
from borderlink.node.demo.evidence import CASE_UNIT
from borderlink.node.demo.told import Told
from borderlink.officers.actions.leaving import decide_release

TO_JUDGMENT: Final = timedelta(days=300)  # the letters' keys of both sides hold on: the story can go on
TO_FIRE: Final = timedelta(days=30)
COURT: Final = "广州市中级人民法院（虚构）"
JUDGMENT: Final = "YUE-01-XINGCHU-0000"
JUDGED_HERE: Final = {"court": COURT, "judgment": JUDGMENT, "months": "180"}
JUDGED_ABROAD: Final = {
    "court": "District Court of Sydney (invented)", "judgment": "NSW-DC-0000", "months": "144",
}  # fmt: skip
OFF_MG: Final = (0, 0, 1_000, 0)  # what the balance shows less on the day: within its uncertainty
CAMPAIGN: Final = timedelta(days=60)
COUNTED: Final = (Figure.FILED, Figure.SUSPECTS, Figure.ARRESTED, Figure.GANGS, Figure.SEIZURES, Figure.NET)
VIDEO: Final = hashlib.sha256(b"an invented recording of the fire").hexdigest()
WITNESS: Final = Witnessed(capacity="prosecutor", name="钟以宁")


def draw_up(told: Told) -> dict[str, object]:
    """Draw up the dossier, sign it, let it leave by a commander's decision, verify it as a court would."""
    investigator, at = told.reader("investigator"), told.at()
    dossier = draw_up_dossier(case=told.case, by=investigator, at=at)
    (hand,) = told.hands("investigator")
    sign_dossier(number=dossier.number, hand=hand, by=investigator, at=at)
    decide_release(
        way=WAY, subject=subject_of(dossier.number), recipient=COURT, why="开庭审理",
        by=told.cast.officers["case_commander"], at=at,
    )  # fmt: skip
    shelved = export_dossier(number=dossier.number, to=COURT, why="开庭审理", by=investigator, at=at)
    path = told.folder / "made" / f"{dossier.number}.zip"
    shutil.copyfile(shelved, path)
    partner = partner_of(told.reader("liaison"), SYDNEY)
    anchors = [dossier.root_fingerprint, root_of(partner).fingerprint()]  # as both sides read them aloud
    given = [part for anchor in anchors for part in ("--anchor", anchor)]
    anchored, unanchored, half = _verified((path, *given), (path,), (_half_of(path), *given))
    told.figures |= {
        "dossier": str(path.resolve()),
        "anchors": anchors,
        "verify_anchored": anchored,
        "verify_unanchored": unanchored,
        "verify_half": half,
    }
    return {"anchored": anchored, "unanchored": unanchored}


def _half_of(path: Path) -> Path:
    """Return a copy that was cut in half."""
    half = path.with_suffix(".half")
    data = path.read_bytes()
    half.write_bytes(data[: len(data) // 2])
    return half


def _verified(*asked: Sequence[str | Path]) -> list[int]:
    """Return the verdicts of the command that a court would type, each in a process of its own."""
    command = (sys.executable, "-m", "borderlink", "verify")
    running = [subprocess.Popen([*command, *map(str, one)], stdout=subprocess.DEVNULL) for one in asked]
    return [one.wait() for one in running]


def judge(told: Told) -> dict[str, object]:
    """Let months pass until the decisions are final on both sides."""
    told.later += TO_JUDGMENT
    sydney = told.near().nodes[SYDNEY]
    sydney.ask("pass_time", seconds=str(int(told.later.total_seconds())))
    sydney.ask("have_judged", case=told.abroad, **JUDGED_ABROAD)
    police.have_judged(desk_of(told), {"case": told.case, "part": "investigator", **JUDGED_HERE})
    return {"on": timezone.localdate(told.at())}


def burn(told: Told) -> dict[str, object]:
    """Plan what is burnt, open and weigh it again on the day, burn it before a witness, close the balance."""
    told.later += TO_FIRE
    two, by = told.hands("custodian", "second_custodian"), told.reader("custodian")
    destroying.plan(
        exhibits=told.lots, method="incineration", place="GZ-INCINERATOR", planned_at=told.at(),
        decision=JUDGMENT, hands=two, by=by, at=told.at(),
    )  # fmt: skip
    for lot, off_mg in zip(told.lots, OFF_MG, strict=True):
        row = exhibit_of(by, lot)
        sealing.unseal(
            exhibit=lot, layer=1, number=row.seals[0], reason="destruction", hands=two, by=by, at=told.at()
        )
        reading = Reading(balance="KG-1", mass_mg=(row.book_mg or 0) - off_mg)
        entry = destroying.destroy(
            exhibit=lot, reading=reading, video_sha256=VIDEO, hands=two, by=by, at=told.at()
        )
        destroying.witness(
            case=told.case, entries=[entry.case_seq], capacity=WITNESS.capacity, name=WITNESS.name, hands=two,
            by=by, at=told.at(),
        )  # fmt: skip
    investigator = told.reader("investigator")
    masses = masses_of_case(investigator, told.case)
    measured = destroying.closure(case=told.case, by=investigator)
    told.figures |= {
        "destroyed_mg": masses.destroyed,
        "consumed_mg": masses.consumed,
        "samples_mg": masses.samples,
        "closure_residual_mg": masses.residual_mg,
        "closure_measured_residual_mg": measured.residual_mg(),
        "closure_u_mg": masses.u_mg,
    }
    return {"burnt_g": masses.destroyed / 1000, "residual_g": masses.residual_mg / 1000}


def order_campaign(told: Told) -> dict[str, object]:
    """Write down the campaign that was ordered: some weeks against drugs in the mail."""
    start = timezone.localdate(told.at())
    plan = Plan(
        name="清茶行动（虚构）", purpose="打击寄递渠道贩毒", start=start, until=start + CAMPAIGN,
        units=frozenset({CASE_UNIT}), targets={Figure.FILED: 2, Figure.NET: 5_000_000},
    )  # fmt: skip
    row = plan_campaign(plan=plan, by=told.reader("case_commander"), at=told.at())
    told.campaign = row.number
    return {"until": plan.until}


def reckon(told: Told) -> dict[str, object]:
    """Read what the campaign reached, as its commander sees it."""
    found = standing_of(campaign_of(told.reader("case_commander"), told.campaign), Against.BEFORE).figures
    counted = {figure.value: found.value(figure) for figure in COUNTED}
    told.figures["campaign"] = {"number": told.campaign, **counted}
    net = found.value(Figure.NET) or 0
    return {"cases": found.counts[Figure.FILED], "arrested": found.counts[Figure.ARRESTED],
            "net_g": net / 1000}  # fmt: skip


def close_books(told: Told) -> dict[str, object]:
    """Read what both nodes' stores say in the end, and lay them beside each other."""
    ours = figures.store(desk_of(told), told.case, "investigator")
    theirs = told.near().nodes[SYDNEY].ask("tell_store", case=told.abroad)["store"]
    told.figures |= figures.together([ours, json.loads(theirs)])
    told.figures |= {"journal_lines": ours["journal"]["lines"], "journal_whole": ours["journal"]["whole"]}
    return {"lines": ours["journal"]["lines"]}
