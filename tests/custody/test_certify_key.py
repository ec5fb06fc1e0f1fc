"""Keys: asked for by their owner, certified by another, renewed, withdrawn, stolen."""

from datetime import timedelta

import pytest

from borderlink.custody.actions import checkpoints, handing, keys, pins, seizing
from borderlink.custody.actions.recording import Hand
from borderlink.custody.models.ledger import SigningKey
from borderlink.custody.queries import checking, ledger
from borderlink.custody.refusals.acts import KeyNotValid
from borderlink.custody.refusals.room import NodeKeyMissing, NoSigningKey, OwnKey, PinTooShort, WrongPin
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Role
from borderlink.officers.actions.accounts import change_unit, deactivate_officer
from tests.custody.scenes import COST, PIN, Scene, Step, build_scene, give_key, tea, tea_case

pytestmark = pytest.mark.django_db


def _seize(scene: Scene, *, pin: str = PIN) -> None:
    seizing.seize(
        case=scene.case, exhibits=[tea("")], hands=[Hand(badge=scene.kofi.badge, pin=pin)], by=scene.by(),
        at=scene.now(),
    )  # fmt: skip


def test_a_key_counts_only_once_another_person_has_certified_it() -> None:
    scene = build_scene()
    dalia, farid = scene.world.dalia, scene.world.farid
    keys.ask_for_key(pin=PIN, cost=COST, by=scene.by(dalia), at=scene.now())

    with pytest.raises(OwnKey):
        keys.certify(badge=dalia.badge, role=Role.COMMANDER, days=30, by=scene.by(dalia), at=scene.now())
    with pytest.raises(NotAllowed):
        keys.certify(badge=dalia.badge, role=Role.COMMANDER, days=30, by=scene.by(), at=scene.now())
    with pytest.raises(NotFound):
        keys.certify(badge=dalia.badge, role=Role.INSPECTOR, days=30, by=scene.by(farid), at=scene.now())
    with pytest.raises(NoSigningKey):
        pins.open_key(dalia.badge, PIN, at=scene.now())
    entry = keys.certify(badge=dalia.badge, role=Role.COMMANDER, days=30, by=scene.by(farid), at=scene.now())

    signer, _ = pins.open_key(dalia.badge, PIN, at=scene.now())
    assert (signer.unit, signer.role) == ("GZ-BAIYUN", "commander")
    assert entry.act().signers[0].badge == "NODE"


def test_who_runs_or_watches_the_node_gets_no_key_and_a_weak_pin_is_refused() -> None:
    scene = build_scene()

    for officer in (scene.world.farid, scene.world.emeka, scene.world.ivan):
        with pytest.raises(NotAllowed):
            keys.ask_for_key(pin=PIN, cost=COST, by=scene.by(officer), at=scene.now())
    for pin in ("12345", "111111"):
        with pytest.raises(PinTooShort):
            keys.ask_for_key(pin=pin, cost=COST, by=scene.by(), at=scene.now())


def test_a_new_key_takes_the_place_of_the_old_one_when_it_is_certified() -> None:
    scene = tea_case(Step.OPENED)
    keys.ask_for_key(pin="another-1", cost=COST, by=scene.by(), at=scene.now())
    _seize(scene)
    keys.certify(badge=scene.kofi.badge, role=Role.CASE_OFFICER, days=30, by=scene.by(scene.world.farid),
                 at=scene.now())  # fmt: skip

    with pytest.raises(WrongPin):
        _seize(scene)
    _seize(scene, pin="another-1")

    assert checking.examine().fault is None
    old = SigningKey.objects.get(badge=scene.kofi.badge, retired_at__isnull=False)
    assert old.retired_why == "replaced"


def test_a_key_ends_with_its_period() -> None:
    scene = tea_case(Step.OPENED)
    scene.at += timedelta(days=366)

    with pytest.raises(KeyNotValid):
        _seize(scene)


def test_a_retired_key_signs_nothing_more_and_what_it_signed_stays() -> None:
    scene = tea_case(Step.OPENED)
    _seize(scene)

    keys.retire(badge=scene.kofi.badge, reason="left", by=scene.by(), at=scene.now())
    with pytest.raises(NoSigningKey):
        _seize(scene)

    assert checking.examine().fault is None


def test_what_a_stolen_key_signed_after_the_last_proven_time_is_disputed() -> None:
    scene = tea_case(Step.OPENED)
    _seize(scene)
    row = checkpoints.sign_checkpoint(at=scene.now())
    checkpoints.keep_token(size=row.size, token="MIIB", by="node", at=scene.now())
    _seize(scene)
    stolen = scene.at - timedelta(minutes=1)
    public = SigningKey.objects.get(badge=scene.kofi.badge).public

    keys.compromise(badge=scene.kofi.badge, since=stolen, by=scene.by(scene.world.farid), at=scene.now())
    with pytest.raises(NoSigningKey):
        _seize(scene)

    assert checking.compromised_keys() == {public: int(stolen.timestamp())}
    assert checking.disputed_entries(public) == [row.size + 1]
    assert checking.examine().fault is None


def test_an_officer_who_left_or_moved_signs_no_more() -> None:
    scene = tea_case(Step.TAKEN_OVER)
    farid = scene.world.farid
    change_unit(officer=scene.lena, unit=scene.world.nansha, why="moved", by=farid, at=scene.now())
    with pytest.raises(KeyNotValid):
        seizing.seize(case=scene.case, exhibits=[tea("")], hands=scene.two, by=scene.by(), at=scene.now())

    deactivate_officer(officer=scene.world.amina, why="left", by=farid, at=scene.now())
    with pytest.raises(KeyNotValid):
        handing.take_over_parcels(
            case=scene.case, waybills=["TEA0009"], giver=scene.world.amina.badge,
            hands=scene.hands(scene.kofi, scene.world.amina), by=scene.by(), at=scene.now(),
        )  # fmt: skip


def test_a_pin_is_changed_by_who_knows_the_old_one() -> None:
    scene = tea_case(Step.OPENED)
    with pytest.raises(WrongPin):
        keys.change_pin(old="not-it-1", new="heron-88", cost=COST, by=scene.by(), at=scene.now())

    keys.change_pin(old=PIN, new="heron-88", cost=COST, by=scene.by(), at=scene.now())
    _seize(scene, pin="heron-88")

    with pytest.raises(WrongPin):
        _seize(scene)


def test_a_lock_is_released_by_another_person() -> None:
    scene = tea_case(Step.OPENED)
    for _ in range(5):
        with pytest.raises(WrongPin):
            _seize(scene, pin="not-it-1")

    with pytest.raises(NotAllowed):
        keys.unlock(badge=scene.kofi.badge, by=scene.by(), at=scene.at)
    keys.unlock(badge=scene.kofi.badge, by=scene.by(scene.world.farid), at=scene.at)

    _seize(scene)


def test_without_the_node_s_key_nothing_is_certified() -> None:
    from django.conf import settings

    scene = build_scene()
    path = settings.BORDERLINK.folder / "keys" / "node.pem"
    kept = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(NodeKeyMissing):
            give_key(scene.world.dalia, Role.COMMANDER, scene.world.farid)
    finally:
        path.write_bytes(kept)

    assert ledger.key_events()


def test_the_table_alone_opens_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = build_scene()
    monkeypatch.setattr("django.conf.settings.SECRET_KEY", "another node's secret")

    with pytest.raises(WrongPin):
        pins.open_key(scene.kofi.badge, PIN, at=scene.now())
