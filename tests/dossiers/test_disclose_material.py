"""The disclosure schedule lists all material of a case, each piece served or withheld with its ground."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from borderlink.cases.actions.following import add_task
from borderlink.cases.actions.seizures import record_seizure
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.cases.queries.cases import case_of
from borderlink.custody.actions import laboratory
from borderlink.custody.actions.laboratory import Finding
from borderlink.custody.models.exhibits import WeighingStep
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import Alarm
from borderlink.custody.queries import ledger
from borderlink.dossiers.actions.drawing_up import Withholding
from borderlink.dossiers.domain import archive, material
from borderlink.dossiers.domain.material import told_material
from borderlink.dossiers.domain.openings import read_disclosure
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.queries import drawn
from borderlink.dossiers.queries.choosing import open_to_choice
from borderlink.dossiers.queries.material import material_of
from borderlink.dossiers.queries.pieces import record_of
from tests.custody.scenes import REPORT, Scene, Step, tea_case, wrapper_in_laboratory
from tests.dossiers.scenes import drawn_up, signed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def schedule(scene: Scene) -> dict[str, list[str]]:
    acts = record_of(scene.case, ledger.size()).acts
    found: dict[str, list[str]] = {}
    for item in material_of(case_of(scene.by(), scene.case), acts, scene.now()):
        told = told_material(item.kind, item.facts, item.text, "en")
        found.setdefault(item.kind, []).append(f"{item.reference}: {told}")
    return found


def test_a_test_on_the_spot_that_the_laboratory_does_not_bear_out_and_working_papers_are_listed() -> None:
    scene = tea_case(Step.ANALYSED)
    by, at = scene.by(), scene.now()
    facts = Facts(seized_on=timezone.localdate(at), country="CN")
    for substance, result in (
        ("SUB-METH-ICE", "PRE-POSITIVE"),
        ("SUB-HEROIN", "PRE-POSITIVE"),
        ("SUB-METH-ICE", "PRE-NEGATIVE"),
        ("SUB-METH-ICE", "PRE-NOTDONE"),
    ):
        found = Substance(presumptive=substance, presumptive_test="TST-RAMAN", presumptive_result=result)
        record_seizure(case=scene.case, facts=facts, substances=[found], by=by, at=at)
    add_task(case=scene.case, text="Ask the informer", owner=by.badge, due_on=facts.seized_on, by=by, at=at)

    listed = schedule(scene)

    assert len(listed[material.TEST]) == 1
    assert ["Heroin" in text for text in listed[material.TEST_AGAINST]] == [True, False]
    assert "informer" not in str(listed[material.TASK])


def alarm(scene: Scene, kind: str, key: str, unit: str, case: str = "") -> None:
    Alarm.objects.create(kind=kind, key=key, case=case, unit=unit, raised_at=scene.now())


def test_results_of_the_laboratory_are_listed_one_by_one() -> None:
    scene = tea_case(Step.ANALYSED)

    found = schedule(scene)[material.ANALYSIS]

    assert len(found) == len(scene.samples)
    assert all("purity 82%" in text and "SUB-" not in text for text in found)


def test_a_finding_on_a_wrapper_goes_with_its_report_and_its_laboratorys_statement_or_is_withheld() -> None:
    scene = tea_case(Step.SEIZED)
    request, second = wrapper_in_laboratory(scene)
    jun = scene.world.jun
    found = Finding(exhibit=scene.wrapper, examination="residue", finding="found", substance="SUB-METH-ICE",
                    method="GC-MS")  # fmt: skip
    laboratory.examine(request=request, finding=found, report=ContentFile(REPORT),
                       hands=scene.hands(jun, second), by=scene.by(jun), at=scene.now())  # fmt: skip
    report = f"files/{hashlib.sha256(REPORT).hexdigest()}.pdf"

    (told,) = schedule(scene)[material.EXAMINATION]
    data = drawn.bytes_of(signed(scene)[1].sha256)
    reference = told.split(":")[0]
    closed = [Withholding(kind=material.EXAMINATION, reference=reference, ground="WHG-PRIVACY")]
    _, waits = drawn_up(scene, withhold=closed)

    assert "Chemical residue, found: Methamphetamine" in told
    assert verify_dossier(data).code == 3
    assert archive.read(data)[report] == REPORT
    assert report not in archive.read(drawn.bytes_of(waits.draft_sha256))
    assert any(one.reference == reference for one in open_to_choice(case_of(scene.by(), scene.case)))


def test_alarms_of_the_same_balance_officer_or_store_are_listed_and_no_others() -> None:
    scene = tea_case(Step.WEIGHED)
    alarm(scene, "drift-balance", "B-1", "GZ-STORE")
    alarm(scene, "drift-officer", scene.lena.badge, "GZ-CASES")
    alarm(scene, "drift-lot", scene.lots[0], "GZ-FAR")
    alarm(scene, "overdue", "C-9-E01", "GZ-STORE", case="C-9")
    alarm(scene, "discrepancy", "C-8-E01", "GZ-FAR", case="C-8")

    found = schedule(scene)[material.ALARM]

    assert [text.split(":")[0] for text in found] == [
        "drift-balance B-1",
        f"drift-officer {scene.lena.badge}",
        f"drift-lot {scene.lots[0]}",
    ]


def test_what_was_missed_of_another_case_in_the_same_hands_is_listed_and_that_case_is_not_named() -> None:
    scene = tea_case(Step.WEIGHED)
    unit = next(iter(scene.by(scene.lena).units))
    alarm(scene, "discrepancy", "C-9-E01", unit, case="C-9")
    alarm(scene, "drift-lot", "C-9-E02", unit, case="C-9")
    alarm(scene, "discrepancy", "C-8-E01", "GZ-FAR", case="C-8")  # weighed by one of ours before
    entry = Entry.objects.earliest("sequence")
    WeighingStep.objects.create(
        after=entry, lot="C-8-E01", holder=scene.lena.badge, balance="B-77", unit="GZ-FAR", step={}
    )

    found = schedule(scene)[material.ALARM]

    assert len(found) == 3
    assert all("an exhibit of another case" in text and "C-" not in text for text in found)


def test_what_an_officer_withholds_of_the_schedule_carries_its_ground() -> None:
    scene = tea_case(Step.WEIGHED)
    alarm(scene, "drift-balance", "B-1", "GZ-STORE")
    closed = Withholding(kind=material.ALARM, reference="drift-balance B-1", ground="ongoing")

    scene, row = signed(scene, withhold=[closed])

    data = archive.read(drawn.bytes_of(row.sha256))["disclosure.json"]
    items = {(item.kind, item.reference): item for item in read_disclosure(data)}
    assert items[(material.ALARM, "drift-balance B-1")].status == "withheld"
    assert items[(material.ALARM, "drift-balance B-1")].ground == "ongoing"
    assert row.items.get(kind=material.ALARM).ground == "ongoing"


def test_the_schedule_kept_is_the_schedule_in_the_file() -> None:
    _scene, row = drawn_up(step=Step.FINAL)

    data = archive.read(drawn.bytes_of(row.draft_sha256))["disclosure.json"]
    kept = [(item.kind, item.reference, item.status, item.ground) for item in row.items.all()]

    assert [(item.kind, item.reference, item.status, item.ground) for item in read_disclosure(data)] == kept
    assert material.DECISION in {kind for kind, *_ in kept}
