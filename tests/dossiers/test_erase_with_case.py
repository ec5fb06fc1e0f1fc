"""When a case is erased, the names beside its ledger and the files of its dossiers go with it."""

import pytest
from django.utils import timezone

from borderlink.cases.actions.deciding import Ruled, close_case, record_decision
from borderlink.cases.actions.erasing import erase_case
from borderlink.cases.domain.standing import Stage
from borderlink.custody.models.ledger import Opening
from borderlink.custody.queries.checking import examine
from borderlink.dossiers.queries.drawn import file_of
from borderlink.foundation.who import Role
from borderlink.officers.actions.roles import grant_role
from tests.dossiers.scenes import signed
from tests.world import NOON


@pytest.mark.django_db(transaction=True)
def test_the_words_of_custody_and_the_dossiers_files_go_with_the_case_and_the_chain_stays_whole() -> None:
    scene, dossier = signed()
    path = file_of(dossier)
    assert path is not None
    grant_role(officer=scene.lena, role=Role.COMMANDER, why="leads", by=scene.world.farid, at=NOON)
    commander, on = scene.by(scene.lena), timezone.localdate(scene.now())
    ruled = Ruled(
        stage=Stage.PROSECUTION, outcome="CRT-NOTPROS", decided_on=on, body="People's procuratorate",
        is_final=True,
    )  # fmt: skip
    record_decision(case=scene.case, ruled=ruled, by=scene.by(), at=scene.now())
    close_case(case=scene.case, why="not prosecuted", by=commander, at=scene.now())

    erase_case(case=scene.case, why="its time is over", by=commander, at=scene.now())

    assert not Opening.objects.filter(entry__case=scene.case).exists()
    assert not path.exists()
    assert examine().fault is None
