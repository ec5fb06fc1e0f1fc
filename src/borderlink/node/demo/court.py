"""The story's third part: a dossier is verified, a judgment final, the rest burnt, the balance closed."""

import hashlib
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from borderlink.cases.actions.deciding import Ruled, record_decision
from borderlink.cases.domain.standing import Stage
from borderlink.custody.actions import destroying, sealing
from borderlink.custody.actions.sheets import Witnessed
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.queries.exhibits import exhibit_of, masses_of_case
from borderlink.dossiers.actions.drawing_up import draw_up_dossier
from borderlink.dossiers.actions.leaving import WAY, export_dossier, subject_of
from borderlink.dossiers.actions.signing import sign_dossier
from borderlink.node.demo.told import Told
from borderlink.officers.actions.leaving import decide_release

TO_JUDGMENT: Final = timedelta(days=410)
TO_FIRE: Final = timedelta(days=30)
COURT: Final = "广州市中级人民法院（虚构）"
JUDGMENT: Final = "YUE-01-XINGCHU-0000"
OFF_MG: Final = (0, 0, 1_000, 0)  # what the balance shows less on the day: within its uncertainty
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
    anchored, unanchored = _verified(path, dossier.root_fingerprint), _verified(path)
    told.figures |= {
        "dossier": str(path.resolve()),
        "anchors": [dossier.root_fingerprint],
        "verify_anchored": anchored,
        "verify_unanchored": unanchored,
    }
    return {"anchored": anchored, "unanchored": unanchored}


def _verified(path: Path, *anchors: str) -> int:
    """Return the verdict of the command that a court would type, in a process of its own."""
    given = [part for anchor in anchors for part in ("--anchor", anchor)]
    command = [sys.executable, "-m", "borderlink", "verify", str(path), *given]
    return subprocess.run(command, capture_output=True, check=False).returncode


def judge(told: Told) -> dict[str, object]:
    """Let months pass until the decision is final."""
    told.later += TO_JUDGMENT
    on = timezone.localdate(told.at())
    ruled = Ruled(
        stage=Stage.FIRST, outcome="CRT-CONVICTED", decided_on=on, body=COURT,
        reference=JUDGMENT, is_final=True, sentence="SEN-FIXED", months=180,
    )  # fmt: skip
    record_decision(case=told.case, ruled=ruled, by=told.reader("investigator"), at=told.at())
    return {"on": on}


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
