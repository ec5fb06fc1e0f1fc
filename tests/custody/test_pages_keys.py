"""The pages of signing keys and of the agency's root."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from borderlink.custody.models.ledger import SigningKey
from borderlink.foundation.who import Role
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.models import Officer
from tests.custody.scenes import PIN, Scene, build_scene, root_of
from tests.world import DAY_AFTER, NOON, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, DAY_AFTER]
OK, FOUND, UNPROCESSABLE, FORBIDDEN = 200, 302, 422, 403


def text_of(answer: HttpResponseBase) -> str:
    return re.sub(r"\s+", " ", answer.getvalue().decode())


def newcomer(scene: Scene) -> Officer:
    officer = create_officer(
        badge="GZ-0199", name="Olga Brandt", unit=scene.kofi.unit, organisation=None, language="en",
        by=scene.world.farid, at=NOON,
    )  # fmt: skip
    grant_role(officer=officer, role=Role.CASE_OFFICER, why="new", by=scene.world.farid, at=NOON)
    return officer


def test_a_key_is_asked_for_by_its_owner_and_certified_by_another() -> None:
    scene = build_scene()
    olga = newcomer(scene)
    own, chief = signed_in(olga), signed_in(scene.world.dalia)

    short = own.post(reverse("custody:my_key"), {"pin": "12345", "again": "12345"})
    other = own.post(reverse("custody:my_key"), {"pin": "otter-12", "again": "otter-13"})
    asked = own.post(reverse("custody:my_key"), {"pin": "otter-12", "again": "otter-12"})
    waits = text_of(own.get(reverse("custody:my_key")))
    listed = text_of(chief.get(reverse("custody:keys")))
    given = {"badge": olga.badge, "role": "case-officer", "days": "365"}
    uncompared = chief.post(reverse("custody:certify_key"), given)
    certified = chief.post(reverse("custody:certify_key"), {**given, "compared": "on"})
    key = SigningKey.objects.get(badge=olga.badge)

    assert [one.status_code for one in (short, other, asked)] == [UNPROCESSABLE, UNPROCESSABLE, FOUND]
    assert "waits to be certified" in waits
    assert key.fingerprint in listed
    assert uncompared.status_code == UNPROCESSABLE
    assert certified.status_code == FOUND
    assert key.certified_by == scene.world.dalia.badge


def test_a_pin_is_changed_only_by_who_knows_the_old_one() -> None:
    scene = build_scene()
    client = signed_in(scene.kofi)
    new = {"pin": "otter-12", "again": "otter-12"}

    wrong = client.post(reverse("custody:change_pin"), {"old": "wrong-pin", **new})
    right = client.post(reverse("custody:change_pin"), {"old": PIN, **new})

    assert "custody.wrong-pin" in text_of(wrong)
    assert right.status_code == FOUND


def test_keys_are_retired_reported_and_unlocked_from_the_pages() -> None:
    scene = build_scene()
    own, chief = signed_in(scene.kofi), signed_in(scene.world.farid)
    now = timezone.localtime() - timedelta(days=1)
    SigningKey.objects.filter(badge=scene.lena.badge).update(
        failed=5, locked_until=timezone.now() + timedelta(minutes=10)
    )

    locked = text_of(signed_in(scene.lena).get(reverse("custody:my_key")))
    unlocked = chief.post(reverse("custody:unlock_key"), {"badge": scene.lena.badge})
    retired = own.post(reverse("custody:retire_key"), {"badge": scene.kofi.badge, "reason": "lost"})
    reported = chief.post(
        reverse("custody:report_key"), {"badge": scene.mika.badge, "since": f"{now:%Y-%m-%dT%H:%M}"}
    )
    empty = chief.post(reverse("custody:report_key"), {"badge": scene.nadia.badge, "since": ""})
    shown = text_of(signed_in(scene.mika).get(reverse("custody:my_key")))

    assert "locked for now" in locked
    assert {one.status_code for one in (unlocked, retired, reported, empty)} == {FOUND}
    assert SigningKey.objects.get(badge=scene.kofi.badge).retired_why == "lost"
    assert "compromised" in shown
    assert SigningKey.objects.get(badge=scene.nadia.badge).retired_at is None


def test_nobody_else_sees_or_ends_the_keys_of_others() -> None:
    scene = build_scene()
    client = signed_in(scene.kofi)

    seen = client.get(reverse("custody:keys"))
    ended = client.post(reverse("custody:retire_key"), {"badge": scene.mika.badge, "reason": "left"})

    assert seen.status_code == ended.status_code == FORBIDDEN
    assert SigningKey.objects.get(badge=scene.mika.badge).retired_at is None


def test_who_has_no_part_in_custody_finds_neither_a_key_nor_the_root() -> None:
    """An auditor signs nothing; a custodian signs and tells the root's digits to nobody."""
    scene = build_scene()
    auditor, custodian = signed_in(scene.world.emeka), signed_in(scene.mika)
    names = ("my_key", "ceremony", "ceremony_print")

    refused = [auditor.get(reverse(f"custody:{name}")).status_code for name in names]
    own, *root = [custodian.get(reverse(f"custody:{name}")) for name in names]

    assert refused == [FORBIDDEN] * 3
    assert [page.status_code for page in (own, *root)] == [OK, FORBIDDEN, FORBIDDEN]
    assert reverse("custody:ceremony") not in text_of(own)
    assert reverse("custody:my_key") not in text_of(auditor.get("/", follow=True))


def test_the_root_is_shown_in_sixty_digits_with_its_certificate_and_ceremony() -> None:
    scene = build_scene()
    digits = root_of(settings.BORDERLINK.agency).fingerprint().split()

    pages = [
        text_of(signed_in(scene.kofi).get(reverse(f"custody:{name}")))
        for name in ("ceremony", "ceremony_print")
    ]

    for page in pages:
        assert all(f"<span>{group}</span>" in page for group in digits)
        assert "borderlink node certify --root-key" in page
        assert settings.BORDERLINK.node in page
    assert "Witness, date" in pages[1]
    assert str(settings.BORDERLINK.folder) not in pages[0]


def test_a_guest_sees_its_own_key_and_nothing_of_the_agencys() -> None:
    scene = build_scene()
    client = signed_in(scene.world.jun)

    own = client.get(reverse("custody:my_key"))
    root = client.get(reverse("custody:ceremony"))

    assert (own.status_code, root.status_code) == (OK, FORBIDDEN)
    assert reverse("custody:ceremony") not in text_of(own)
