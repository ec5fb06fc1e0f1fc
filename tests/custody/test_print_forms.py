"""Legal forms are printed from the case, numbered, noted, and found again when they come back signed."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from borderlink.custody.actions.papers import keep_scan
from borderlink.custody.actions.printing import print_closure, print_form
from borderlink.custody.adapters.forms import forms_of
from borderlink.custody.models.room import Form
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from borderlink.officers.models import Unit
from tests.custody.scenes import Scene, Step, tea_case
from tests.world import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return re.sub(r"\s|\u200b", "", "\n".join(pages))


def printed(scene: Scene, code: str, **more: object) -> tuple[Form, bytes]:
    given = {"language": "en", "by": scene.reader(scene.kofi), "at": scene.at} | more
    return print_form(case=scene.case, code=code, **given)  # type: ignore[arg-type]


def test_every_form_of_the_pack_is_printed_from_the_case() -> None:
    scene = tea_case(Step.DESTROYED)

    for place, plan in enumerate(forms_of("cn-511-2016"), 1):
        row, content = printed(scene, plan.code)
        assert row.number == f"{scene.case}-F{place:02}"
        assert row.entries
        assert row.number in text_of(content)
    assert JournalLine.objects.filter(act="custody.print-form").count() == Form.objects.count() == 9


def test_a_form_is_about_the_entries_chosen() -> None:
    scene = tea_case(Step.WEIGHED)
    row, content = printed(scene, "cn-weighing")
    one, _ = printed(scene, "cn-weighing", entries=row.entries[:1])
    blank, _ = printed(scene, "cn-weighing", entries=[])

    assert len(row.entries) > 1
    assert (one.entries, blank.entries) == (row.entries[:1], [])
    assert "2,013克" in text_of(content)


def test_a_form_names_the_agency_and_a_unit_in_the_forms_language() -> None:
    scene = tea_case(Step.WEIGHED)

    _, content = printed(scene, "cn-weighing")

    told = text_of(content)
    assert settings.BORDERLINK.agency_name("zh-Hans").replace(" ", "") in told
    names = [unit.name_in("zh-Hans") for unit in Unit.objects.all()]
    assert any(name.replace(" ", "") in told for name in names)


def test_the_letter_to_the_laboratory_says_what_was_asked() -> None:
    scene = tea_case(Step.ANALYSED)
    _, content = printed(scene, "cn-appointment")

    assert f"{scene.case}-L01" in text_of(content)


def test_a_signed_form_is_found_by_its_number() -> None:
    scene = tea_case(Step.SEIZED)
    row, content = printed(scene, "cn-seizure")
    file = SimpleUploadedFile("signed.pdf", content)

    kept = keep_scan(form=row.number, file=file, by=scene.reader(scene.kofi), at=scene.at)

    assert kept.pk == row.pk
    assert kept.scan_sha256 == row.sha256


def test_a_form_of_another_pack_is_not_printed() -> None:
    scene = tea_case(Step.SEIZED)

    with pytest.raises(NotFound):
        printed(scene, "vn-seizure")
    assert not Form.objects.exists()


def test_who_has_no_part_in_the_case_prints_nothing() -> None:
    scene = tea_case(Step.SEIZED)

    for officer in (scene.world.chidi, scene.world.emeka):
        reader = scene.reader(officer)
        with pytest.raises((NotFound, NotAllowed)):
            printed(scene, "cn-seizure", by=reader)
        with pytest.raises((NotFound, NotAllowed)):
            print_closure(case=scene.case, language="en", by=reader, at=scene.at)


def test_the_closure_is_printed_from_the_ledger_in_every_language() -> None:
    scene = tea_case(Step.DESTROYED)

    for language, seized in (
        ("zh-Hans", "7,981克"),
        ("zh-Hant", "7,981克"),
        ("vi", "7.981g"),
        ("en", "7,981g"),
    ):
        content = print_closure(case=scene.case, language=language, by=scene.reader(scene.kofi), at=scene.at)
        said = text_of(content)
        assert all(lot in said for lot in [*scene.lots, *scene.samples])
        assert seized in said


def test_the_page_offers_every_form_and_gives_the_one_chosen() -> None:
    scene = tea_case(Step.SEALED)
    client = signed_in(scene.kofi)
    where = reverse("custody:case_papers", args=[scene.case])

    page = client.get(where)
    answer = client.post(where, {"code": "cn-sealing"})

    assert page.status_code == 200
    assert page.content.decode().count('name="code"') == 9
    assert "封装笔录" in page.content.decode()
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert client.get(reverse("custody:papers")).status_code == 200
    assert client.get(reverse("custody:closure_pdf", args=[scene.case]))["Content-Type"] == "application/pdf"


def test_only_who_prints_papers_is_led_to_them() -> None:
    scene = tea_case(Step.WEIGHED)
    commander = scene.world.dalia
    commander.unit = scene.kofi.unit
    commander.save()

    for name, paper in (("chain", "case_papers"), ("closure", "closure_pdf")):
        link = reverse(f"custody:{paper}", args=[scene.case])
        pages = [
            signed_in(officer).get(reverse(f"custody:{name}", args=[scene.case])).content.decode()
            for officer in (scene.kofi, commander)
        ]

        assert [f'href="{link}"' in page for page in pages] == [True, False]
        assert signed_in(commander).get(link).status_code == 403


def test_a_stranger_gets_no_paper_by_the_page() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.world.chidi)

    for name in ("case_papers", "closure_pdf"):
        assert client.get(reverse(f"custody:{name}", args=[scene.case])).status_code in {403, 404}
