"""A dossier is drawn up, signed and let out; what it says is what custody's tables hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from benchmarks.dossier import sizes
from borderlink.custody.actions import checkpoints, keys
from borderlink.custody.actions.recording import Hand
from borderlink.custody.models.ledger import CheckpointKept, Entry
from borderlink.custody.queries import ledger
from borderlink.custody.refusals.room import WrongPin
from borderlink.dossiers import apps as dossiers
from borderlink.dossiers.actions.drawing_up import Withholding, draw_up_dossier
from borderlink.dossiers.actions.leaving import export_dossier, look_at_dossier
from borderlink.dossiers.actions.signing import sign_dossier
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.models import DROPPED, SIGNED, Dossier
from borderlink.dossiers.queries import drawn
from borderlink.dossiers.queries.pieces import fields_of
from borderlink.dossiers.refusals import (
    AlreadySigned,
    FieldUnknown,
    GroundMissing,
    NothingRecorded,
    NotSignedYet,
    NotStampedInTime,
    NotTheDrawer,
)
from borderlink.foundation import canonical
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.slots import Leaving, leaving_policies
from borderlink.officers.actions.leaving import decide_release
from borderlink.officers.refusals import NotReleased
from tests.custody.scenes import Step, root_of, tea_case
from tests.dossier_world import PARTNER, PARTNER_KEY, PARTNER_ROOT, partner_witness
from tests.dossiers.scenes import drawn_up, signed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def anchor() -> str:
    return root_of("GZ-CUSTOMS").fingerprint()


def test_a_signed_dossier_verifies_anchored_and_only_then() -> None:
    scene, row = signed()
    data = drawn.bytes_of(row.sha256)

    anchored = verify_dossier(data, anchors=[anchor()])
    assert anchored.code in {0, 4}
    assert anchored.code == row.verdict["verdict"]
    assert verify_dossier(data).code == 3
    assert row.state == SIGNED
    assert row.number == f"{scene.case}-D1"
    assert (row.events, anchored.events) == (len(ledger.case_events(scene.case)),) * 2


def test_the_whole_story_verifies_with_its_other_cases_beside_it() -> None:
    scene = tea_case(Step.DESTROYED)
    scene, row = signed(scene)

    assert verify_dossier(drawn.bytes_of(row.sha256), anchors=[anchor()]).code in {0, 4}


def test_the_whole_storys_records_are_small_and_its_papers_bearable() -> None:
    """32 KB of records and proofs; 400 KB with the papers in three languages and the verifier's source."""
    scene = tea_case(Step.DESTROYED)
    row = draw_up_dossier(case=scene.case, by=scene.by(), at=scene.now())
    row = sign_dossier(number=row.number, hand=scene.hand(scene.kofi), by=scene.by(), at=scene.now())

    found = sizes(drawn.bytes_of(row.sha256))

    assert found["records"] <= 32 * 1024
    assert found["file"] <= 400 * 1024


def test_a_partner_who_saw_the_checkpoint_settles_what_a_stolen_key_would_dispute() -> None:
    scene = tea_case(Step.SEALED)
    seen = SignedCheckpoint.from_note(checkpoints.sign_checkpoint(at=scene.now()).note)
    at = int(scene.now().timestamp())
    cosigned = PARTNER.cosign(seen, PARTNER_KEY, at=at)
    checkpoints.keep_cosignature(note_text=cosigned.note(), by="node", at=scene.now())
    witness = partner_witness()
    listed = [{"key": witness.key, "certificate": witness.certificate, "roots": list(witness.roots)}]
    agreed = settings.BORDERLINK.folder / "keys" / "cosigners.json"
    agreed.write_bytes(canonical.to_bytes(listed))
    farid, stolen = scene.by(scene.world.farid), scene.now()

    keys.compromise(badge=scene.lena.badge, since=stolen, by=farid, at=scene.now())
    try:
        _, row = signed(scene)
    finally:
        agreed.unlink()

    data = drawn.bytes_of(row.sha256)
    alone = verify_dossier(data, anchors=[anchor()])
    with_partner = verify_dossier(data, anchors=[anchor(), PARTNER_ROOT.fingerprint()])
    assert alone.of("dossier.disputed")
    assert not with_partner.of("dossier.disputed")
    assert with_partner.of("dossier.time-not-proven")  # of the last checkpoint, which they have not seen


def test_a_withheld_name_is_left_out_and_its_ground_is_told() -> None:
    scene = tea_case(Step.SEIZED)
    entry, sequence, one = next(field for field in fields_of(scene.case) if field[2].name == "witness_name")
    closed = Withholding(reference=f"{sequence}/{one.name}", ground="informant")

    scene, row = signed(scene, withhold=[closed])

    data = drawn.bytes_of(row.sha256)
    found = verify_dossier(data, anchors=[anchor()])
    assert [finding.facts for finding in found.of("dossier.withheld")] == [
        {"entry": entry, "name": "witness_name", "ground": "informant"}
    ]
    openings = archive.read(data)["openings.json"].decode()
    assert f'"{sequence}":[{{"name":"note"' in openings or f'"{sequence}"' in openings
    assert row.withheld.get().ground == "informant"


def test_what_does_not_exist_cannot_be_withheld_and_a_ground_is_needed() -> None:
    scene = tea_case(Step.SEIZED)
    _, sequence, one = fields_of(scene.case)[0]

    with pytest.raises(FieldUnknown):
        drawn_up(scene, withhold=[Withholding(reference="999999/text", ground="informant")])
    with pytest.raises(FieldUnknown):
        drawn_up(scene, withhold=[Withholding(kind="DSC-DIARY", reference="77", ground="informant")])
    with pytest.raises(GroundMissing):
        drawn_up(scene, withhold=[Withholding(reference=f"{sequence}/{one.name}", ground=" ")])


def test_a_case_without_events_has_no_dossier() -> None:
    scene = tea_case(Step.OPENED)

    with pytest.raises(NothingRecorded):
        drawn_up(scene)


def test_only_who_drew_it_up_signs_it_with_the_right_pin_and_once() -> None:
    scene, row = drawn_up()

    with pytest.raises(NotTheDrawer):
        sign_dossier(number=row.number, hand=scene.hand(scene.lena), by=scene.by(scene.lena), at=scene.now())
    with pytest.raises(WrongPin):
        sign_dossier(
            number=row.number, hand=Hand(badge=scene.kofi.badge, pin="wrong-1"), by=scene.by(), at=scene.now()
        )
    sign_dossier(number=row.number, hand=scene.hand(scene.kofi), by=scene.by(), at=scene.now())
    with pytest.raises(AlreadySigned):
        sign_dossier(number=row.number, hand=scene.hand(scene.kofi), by=scene.by(), at=scene.now())


def test_without_a_time_stamp_for_hours_recording_goes_on_and_nothing_is_signed_or_offered() -> None:
    """An authority is agreed on and down: it closes after four hours, and opens with a stamp."""
    scene, row = drawn_up()
    since = Entry.objects.order_by("sequence")[0].written_at
    before = settings.BORDERLINK
    settings.BORDERLINK = replace(before, time_stamp_url=("http://127.0.0.1:9/",))

    def sign(hours: int) -> Dossier:
        return sign_dossier(
            number=row.number, hand=scene.hand(scene.kofi), by=scene.by(), at=since + timedelta(hours=hours)
        )

    def offered(hours: int) -> Leaving:
        return Leaving(
            way="custody.offer", subject="exhibit", to="AU-POLICE", persons=True, count=1,
            by=scene.mika.badge, at=since + timedelta(hours=hours),
        )  # fmt: skip

    try:
        assert [policy(offered(3)) for policy in leaving_policies() if policy.__module__ == dossiers.__name__]
        with pytest.raises(NotStampedInTime):
            sign(5)
        with pytest.raises(NotStampedInTime):
            [policy(offered(5)) for policy in leaving_policies() if policy.__module__ == dossiers.__name__]
        newest = CheckpointKept.objects.order_by("-size")[0]
        checkpoints.keep_token(size=newest.size, token="MAA=", by="node", at=scene.now())
        assert sign(5).state == SIGNED
    finally:
        settings.BORDERLINK = before


def test_drawing_up_anew_drops_what_was_never_signed() -> None:
    scene, first = drawn_up()

    _, second = drawn_up(scene)

    first.refresh_from_db()
    assert (first.state, second.number) == (DROPPED, f"{scene.case}-D2")
    with pytest.raises(AlreadySigned):
        sign_dossier(number=first.number, hand=scene.hand(scene.kofi), by=scene.by(), at=scene.now())


def test_an_outsider_sees_no_dossier_and_draws_none_up() -> None:
    scene, row = drawn_up()
    chidi = scene.by(scene.world.chidi)

    for ask in (
        lambda: drawn.dossier_of(chidi, row.number),
        lambda: drawn.dossiers_of(chidi, scene.case),
        lambda: draw_up_dossier(case=scene.case, by=chidi, at=scene.now()),
        lambda: look_at_dossier(number=row.number, by=chidi, at=scene.now()),
        lambda: export_dossier(number=row.number, to="court", why="trial", by=chidi, at=scene.now()),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_dossier_leaves_only_by_a_commanders_recorded_decision_and_only_signed() -> None:
    scene, row = drawn_up()
    way = {"number": row.number, "to": "Sydney court", "why": "trial", "by": scene.by()}
    with pytest.raises(NotSignedYet):
        export_dossier(**way, at=scene.now())  # type: ignore[arg-type]
    sign_dossier(number=row.number, hand=scene.hand(scene.kofi), by=scene.by(), at=scene.now())
    with pytest.raises(NotReleased):
        export_dossier(**way, at=scene.now())  # type: ignore[arg-type]

    decide_release(
        way="dossiers.dossier", subject=f"dossier {row.number}", recipient="Sydney court", why="asked for",
        by=scene.world.dalia, at=scene.now(),
    )  # fmt: skip

    path = export_dossier(**way, at=scene.now())  # type: ignore[arg-type]
    assert verify_dossier(path, anchors=[anchor()]).code in {0, 4}
    with pytest.raises(NotReleased):
        export_dossier(**way, at=scene.now())  # type: ignore[arg-type]


def test_a_key_withdrawn_after_a_dossier_leaves_the_dossier_as_it_was_and_disputes_the_next() -> None:
    scene, row = signed()
    before = verify_dossier(drawn.bytes_of(row.sha256), anchors=[anchor()])

    keys.compromise(badge=scene.lena.badge, since=scene.at, by=scene.by(scene.world.farid), at=scene.now())
    _, later = signed(scene)

    assert verify_dossier(drawn.bytes_of(row.sha256), anchors=[anchor()]) == before
    found = verify_dossier(drawn.bytes_of(later.sha256), anchors=[anchor()])
    assert found.code == 4
    assert {finding.facts["badge"] for finding in found.of("dossier.disputed")} == {scene.lena.badge}


def test_every_event_recorded_after_the_checkpoint_waits_for_the_next_dossier() -> None:
    scene, row = drawn_up()

    assert row.checkpoint_size == ledger.size()
    assert checkpoints.sign_checkpoint(at=scene.now()).size == row.checkpoint_size
    assert Dossier.objects.count() == 1
