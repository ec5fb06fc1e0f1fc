"""The register of seizures reads the ledger's masses, and shows where what was typed differs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from borderlink.cases.actions.seizures import record_seizure
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.report import report_of
from borderlink.cases.queries.seizures import of_case, seizures_of
from borderlink.cases.refusals.register import WeighedAlready
from tests.custody.scenes import Scene, Step, tea_case
from tests.world import signed_in

pytestmark = pytest.mark.django_db

ICE = "SUB-METH-ICE"


def record(scene: Scene, *, net_mg: int | None = None, later: int = 0) -> None:
    at = scene.now() + timedelta(days=later)
    record_seizure(
        case=scene.case, facts=Facts(seized_on=timezone.localdate(at), country="CN"),
        substances=[Substance(presumptive=ICE, net_mg=net_mg)], by=scene.by(), at=at,
    )  # fmt: skip


def test_a_seizure_without_a_mass_shows_what_the_ledger_weighed() -> None:
    scene = tea_case(Step.WEIGHED)

    record(scene)

    (told,) = seizures_of(case_of(scene.by(), scene.case))[0].told
    assert (told.substance, told.net_mg, told.exhibits, told.differs_mg) == (ICE, 7_981_000, 4, None)
    assert told.laboratory == ""


def test_samples_taken_later_change_nothing_of_what_was_seized() -> None:
    scene = tea_case(Step.ANALYSED)
    record(scene)

    (told,) = of_case(case_of(scene.by(), scene.case))

    assert told.net_mg == 7_981_000
    assert told.pure_mg == 6_544_420


def test_what_the_laboratory_signed_for_stands_beside_the_test_on_the_spot() -> None:
    scene = tea_case(Step.ANALYSED)

    record(scene)

    case = case_of(scene.by(), scene.case)
    (told,) = seizures_of(case)[0].told
    assert told.laboratory == ICE
    report = report_of(case, nominal=True, language="en", by=scene.by(), at=scene.now())
    (line,) = report.seizures[0].substances
    assert (line.laboratory, line.net_mg, line.purity_ppm) == (ICE, 7_981_000, 820_000)
    assert {row.number for row in report.exhibits} >= {*scene.lots, *scene.samples}
    assert report_of(case, nominal=False, language="en", by=scene.by(), at=scene.now()).exhibits == ()


def test_a_mass_typed_before_the_weighing_is_shown_as_a_difference() -> None:
    scene = tea_case(Step.OPENED)
    record(scene, net_mg=8_000_000)

    tea_case_from_there(scene)

    (told,) = seizures_of(case_of(scene.by(), scene.case))[0].told
    assert (told.net_mg, told.differs_mg) == (7_981_000, 19_000)


def tea_case_from_there(scene: Scene) -> None:
    from tests.custody import scenes

    for go in (scenes._take_over, scenes._seize, scenes._weigh):
        go(scene)


def test_a_mass_typed_for_what_the_ledger_holds_is_refused() -> None:
    scene = tea_case(Step.WEIGHED)

    with pytest.raises(WeighedAlready):
        record(scene, net_mg=7_981_000)


def test_what_custody_holds_is_offered_until_its_seizure_is_entered() -> None:
    scene = tea_case(Step.WEIGHED)
    client, address = signed_in(scene.kofi), f"/cases/files/{scene.case}/seizures/new/"
    day = timezone.localdate(scene.at).isoformat()

    offered = client.get(address).content.decode()
    record(scene)

    assert f'value="{day}"' in offered
    assert f'value="{ICE}" selected' in offered
    assert f'value="{day}"' not in client.get(address).content.decode()
