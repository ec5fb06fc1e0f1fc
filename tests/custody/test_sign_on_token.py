"""An officer's key on a PKCS #11 token: SoftHSM plays the token, the act is recorded as any other."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test.utils import override_settings

from borderlink.custody.actions import handing, keys
from borderlink.custody.actions.recording import Hand
from borderlink.custody.adapters.tokens import Lying, TokenKey
from borderlink.custody.models.ledger import Entry, SigningKey
from borderlink.custody.refusals.room import TokenAbsent, WrongPin
from borderlink.foundation.who import Role
from tests.custody.scenes import PARCELS, Scene, Step, tea_case
from tests.world import NOON

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.outside]

PIN = "token-1234"
ED25519_CURVE = bytes.fromhex("130c656477617264733235353139")  # the name `edwards25519` as the token wants it


@pytest.fixture(scope="session")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token of its own with one key on it; returns the path of SoftHSM's module."""
    found = [path for path in Path("/usr/lib").rglob("libsofthsm2.so") if path.is_file()]
    tool = shutil.which("softhsm2-util")
    assert found, "needs Debian's softhsm2"
    assert tool
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    subprocess.run(
        [tool, "--init-token", "--free", "--label", "kofi", "--pin", PIN, "--so-pin", "officer-9"],
        check=True, capture_output=True,
    )  # fmt: skip
    _make_key(str(found[0]))
    yield str(found[0])
    del os.environ["SOFTHSM2_CONF"]


def _make_key(module: str) -> None:
    import pkcs11
    from pkcs11 import Attribute, KeyType, Mechanism

    with pkcs11.lib(module).get_token(token_label="kofi").open(user_pin=PIN, rw=True) as session:
        curve = session.create_domain_parameters(
            KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: ED25519_CURVE}, local=True
        )
        curve.generate_keypair(mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="signing")


@pytest.fixture
def scene(module: str, db: None) -> Iterator[Scene]:
    """The tea case, opened; Kofi's key lies on the token from now on."""
    with override_settings(BORDERLINK=replace(settings.BORDERLINK, pkcs11_module=module)):
        scene = tea_case(Step.OPENED)
        farid = scene.by(scene.world.farid)
        keys.ask_for_key_on_token(token="kofi", key="signing", pin=PIN, by=scene.by(), at=NOON)
        keys.certify(badge=scene.kofi.badge, role=Role.CASE_OFFICER, days=365, by=farid, at=NOON)
        yield scene


def _take_over(scene: Scene, pin: str) -> list[Entry]:
    hands = [scene.hand(scene.world.amina), Hand(badge=scene.kofi.badge, pin=pin)]
    return handing.take_over_parcels(
        case=scene.case, waybills=PARCELS[:1], giver=scene.world.amina.badge, hands=hands, by=scene.by(),
        at=scene.now(),
    )  # fmt: skip


def test_an_act_signed_on_a_token_enters_the_ledger(scene: Scene) -> None:
    (entry,) = _take_over(scene, PIN)

    held = SigningKey.objects.get(badge=scene.kofi.badge, retired_at=None)
    assert held.public.encode() in bytes(entry.body)
    assert Lying.from_bytes(bytes(held.sealed)) == Lying(token="kofi", key="signing")


def test_a_wrong_pin_of_the_token_records_nothing(scene: Scene) -> None:
    before = Entry.objects.count()

    with pytest.raises(WrongPin):
        _take_over(scene, "token-9999")

    assert Entry.objects.count() == before


def test_a_token_that_is_not_there_is_refused_in_words(module: str) -> None:
    absent = TokenKey(module=module, lying=Lying(token="lena", key="signing"), badge="GZ-0102", pin=PIN)

    with pytest.raises(TokenAbsent):
        absent.public()


def test_a_key_that_is_not_on_the_token_is_refused_in_words(module: str) -> None:
    absent = TokenKey(module=module, lying=Lying(token="kofi", key="other"), badge="GZ-0101", pin=PIN)

    with pytest.raises(TokenAbsent):
        absent.public()
