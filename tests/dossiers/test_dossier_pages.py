"""The pages of dossiers: drawn up with choices, signed with a PIN, shown with its verdict, handed out."""

import pytest
from django.urls import reverse

from borderlink.cases.queries.cases import case_of
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.models import SIGNED, Dossier
from borderlink.dossiers.pages.dossiers import case_panel, choices_to_withhold
from borderlink.dossiers.queries.choosing import Open, open_to_choice
from borderlink.officers.actions.leaving import decide_release
from tests.custody.scenes import PIN, Step, root_of, tea_case
from tests.dossiers.scenes import drawn_up, signed
from tests.world import DAY_AFTER, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, DAY_AFTER]


def test_an_officer_draws_up_withholds_a_name_and_signs() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.kofi)
    where = reverse("dossiers:draw_up", args=[scene.case])
    shown = client.get(where)
    named = [one for one in open_to_choice(case_of(scene.by(), scene.case)) if one.name == "witness_name"]
    (field,) = [
        bound.name for choice, bound in shown.context["form"].rows() if choice.value == "Rosa Lindqvist"
    ]

    made = client.post(where, {"languages": ["en"], field: "protects-witness"})

    row = Dossier.objects.get()
    assert len(named) > 1
    assert {one.value for one in named} == {"Rosa Lindqvist"}
    assert row.withheld.filter(name="witness_name").count() == len(named)
    assert made["Location"] == reverse("dossiers:dossier", args=[row.number])
    assert "waits for the signature" in client.get(made["Location"]).content.decode()
    assert client.post(reverse("dossiers:sign", args=[row.number]), {"pin": "wrong-1"}).status_code == 422
    assert client.post(reverse("dossiers:sign", args=[row.number]), {"pin": PIN}).status_code == 302
    row.refresh_from_db()
    assert row.state == SIGNED
    page = client.get(made["Location"]).content.decode()
    assert "signed by GZ-CUSTOMS, not changed" in page
    assert root_of("GZ-CUSTOMS").fingerprint().split()[0] in page
    assert "Protects a witness" in page


def test_a_choice_keeps_its_field_whatever_is_recorded_while_the_page_is_open() -> None:
    tea = Open(kind="field", reference="1/note", place="1", name="note", value="tea")
    paper = Open(kind="document", reference="D1", place="D1", name="document", value="")
    phone = Open(kind="field", reference="2/note", place="2", name="note", value="phone")
    again = Open(kind="field", reference="3/note", place="3", name="note", value="tea")

    before = choices_to_withhold([tea, paper], "en")
    after = choices_to_withhold([tea, phone, again, paper], "en")

    assert [one.key for one in before] == [after[0].key, after[2].key]
    assert after[0].references == ("1/note", "3/note")
    assert after[2].references == ("D1",)


def test_without_a_ground_or_language_nothing_is_drawn_up() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.kofi)

    answer = client.post(reverse("dossiers:draw_up", args=[scene.case]), {})

    assert answer.status_code == 422
    assert not Dossier.objects.exists()


def test_the_schedule_lists_what_stands_beside_the_events() -> None:
    scene, row = drawn_up(step=Step.ANALYSED)
    client = signed_in(scene.kofi)

    page = client.get(reverse("dossiers:disclosure", args=[row.number])).content.decode()

    assert "Laboratory result" in page
    assert "purity 82%" in page
    assert "SUB-METH-ICE" not in page


def test_a_dossier_is_saved_once_a_commander_has_decided() -> None:
    scene, row = signed()
    client = signed_in(scene.kofi)
    where = reverse("dossiers:export", args=[row.number])
    assert client.post(where, {"to": "Sydney court", "why": "trial"}).status_code == 422
    decide_release(
        way="dossiers.dossier", subject=f"dossier {row.number}", recipient="Sydney court", why="asked for",
        by=scene.world.dalia, at=scene.now(),
    )  # fmt: skip

    answer = client.post(where, {"to": "Sydney court", "why": "trial"})

    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{row.number}.zip"'
    assert verify_dossier(data, anchors=[root_of("GZ-CUSTOMS").fingerprint()]).code in {0, 4}
    assert "dossier.en.pdf" in archive.read(data)


def test_an_outsider_finds_no_dossier() -> None:
    scene, row = drawn_up()
    client = signed_in(scene.world.chidi)

    for name in ("dossier", "disclosure"):
        assert client.get(reverse(f"dossiers:{name}", args=[row.number])).status_code == 404
    for name in ("sign", "export"):
        assert client.post(reverse(f"dossiers:{name}", args=[row.number]), {"pin": PIN, "to": "x", "why": "y"}
        ).status_code == 404  # fmt: skip
    assert client.get(reverse("dossiers:draw_up", args=[scene.case])).status_code in {403, 404}


def test_a_cases_page_has_a_panel_of_its_dossiers_for_those_who_may_know() -> None:
    scene, row = drawn_up()
    case = case_of(scene.by(), scene.case)

    assert case_panel(scene.by(), case)["rows"] == [row]
    assert case_panel(scene.by(scene.world.chidi), case) == {"hidden": True}
