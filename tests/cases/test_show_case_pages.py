"""The pages of the case file, as a browser without scripts sees them."""

from http import HTTPStatus
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from borderlink.cases.actions.members import let_in
from borderlink.cases.models.nominal import Document
from borderlink.cases.queries.cases import members_of
from borderlink.cases.queries.rows import Case
from borderlink.journal.models import JournalLine
from tests.cases.scenes import investigator, opened, shared
from tests.screening.scenes import TEA, screened
from tests.world import DAY_AFTER, NOON, World, signed_in

pytestmark = [pytest.mark.slow, DAY_AFTER]

PARTS = ("overview", "people", "links", "timeline", "tasks", "diary", "documents", "outcome")


def looking(world: World, case: Case) -> Client:
    """Return the case officer's browser after the reason was given."""
    client = signed_in(investigator(world))
    client.get(reverse("cases:case", args=[case.number]), {"why": "look-investigate"})
    return client


def send(client: Client, case: Case, act: str, **said: object) -> int:
    which = said.pop("which", "")
    prefix = f"{act}-{which}" if which else act
    data = {f"{prefix}-{name}": value for name, value in said.items()} | ({"which": which} if which else {})
    return client.post(reverse("cases:act", args=[case.number, act]), data).status_code


def page(client: Client, case: Case, part: str) -> str:
    answer = client.get(reverse("cases:case", args=[case.number]), {"part": part})
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_a_case_asks_for_the_reason_once_a_session_and_every_look_is_journalled(world: World) -> None:
    case = shared(world)
    client = signed_in(world.amina)
    where = reverse("cases:case", args=[case.number])

    asked = client.get(where).content.decode()
    shown = client.get(where, {"why": "look-court", "words": "hearing"}, follow=True).content.decode()
    again = client.get(where, {"part": "people"}).content.decode()

    assert case.title not in asked
    assert case.title in shown
    assert "part=people" in again
    looks = JournalLine.objects.filter(act="cases.look")
    assert looks.count() == 2


def test_an_outsider_sees_of_a_case_what_one_sees_of_a_missing_one(world: World) -> None:
    case = shared(world)
    client = signed_in(world.chidi)

    theirs = client.get(reverse("cases:case", args=[case.number]), {"why": "look-court"})
    missing = client.get(reverse("cases:case", args=["GZ-BAIYUN-2026-0999"]), {"why": "look-court"})

    assert theirs.status_code == missing.status_code == HTTPStatus.NOT_FOUND
    said = theirs.content.decode().replace(case.number, "GZ-BAIYUN-2026-0999")
    assert said.count("0999") == missing.content.decode().count("0999")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_an_empty_case_says_what_to_do_next(world: World, part: str) -> None:
    case = opened(world)

    text = page(looking(world, case), case, part)

    assert case.number in text
    assert 'aria-current="page"' in text


def test_the_button_on_a_parcel_opens_one_case_with_the_linked_parcels(world: World) -> None:
    screened(world.reader(world.amina))
    client = signed_in(world.amina)
    parcel = client.get(reverse("screening:parcel", args=[TEA[0]]), {"why": "worklist"}).content.decode()
    where = reverse("cases:open")
    assert where in parcel
    form = client.get(where, {"parcel": list(TEA)}).content.decode()
    assert all(waybill in form for waybill in TEA)

    said = {
        "title": "Tea for one receiver", "unit": "GZ-BAIYUN", "pack": "cn-511-2016", "source": "referral",
        "parcel": list(TEA), "offered": list(TEA),
    }  # fmt: skip
    answer = client.post(where, said, follow=True)

    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert all(waybill in text for waybill in TEA)
    assert "Marlow Quince" in text
    again = client.get(reverse("screening:parcel", args=[TEA[0]]), {"why": "worklist"}).content.decode()
    assert "GZ-BAIYUN-2026-0001" in again


def test_a_case_that_cannot_be_opened_shows_the_form_again_with_the_reason(world: World) -> None:
    client = signed_in(investigator(world))
    said = {"title": "A tip", "unit": "GZ-BAIYUN", "pack": "cn-511-2016", "source": "tip"}

    answer = client.post(reverse("cases:open"), said)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "cases.no-reference" in answer.content.decode()


def test_people_links_events_tasks_and_diary_are_recorded_on_the_page(world: World) -> None:
    case = shared(world)
    client = looking(world, case)

    sent = [
        send(client, case, "add_person", name="林小满", role="ROL-ASSOCIATE"),
        send(
            client, case, "add_person", name="Marlow Quince", role="ROL-CONSIGNEE", suspected_on="2026-11-20"
        ),
        send(client, case, "add_organisation", name="Fable Teas", kind="BDK-SHOP"),
        send(client, case, "add_name", owner="P01", text="Lin Xiaoman", kind="NMK-TRANSLIT"),
        send(client, case, "add_identifier", owner="P02", kind="IDT-PHONE", value="+61 2 5550 1234"),
        send(client, case, "add_address", owner="O01", text="12 Fable Street", country="AU"),
        send(client, case, "add_event", happened_at="2026-11-20T10:00", kind="EVT-MEETING", text="They met"),
        send(client, case, "add_task", text="Ask the courier", owner="GZ-0002", due_on="2099-01-01"),
        send(client, case, "ask_approval", kind="APR-SEARCH", text="The flat"),
        send(client, case, "write_diary", text="Began"),
        send(client, case, "write_diary", text="Began earlier", corrects="1"),
    ]

    assert set(sent) == {HTTPStatus.FOUND}
    people = page(client, case, "people")
    assert "林小满" in people
    assert "Lin Xiaoman" in people
    links = page(client, case, "links")
    assert "<svg" in links
    assert "+61 2 5550 1234" in links
    assert "They met" in page(client, case, "timeline")
    assert "Ask the courier" in page(client, case, "tasks")
    assert "corrects entry 1" in page(client, case, "diary")


def test_a_wrong_form_is_shown_again_with_what_was_typed(world: World) -> None:
    case = opened(world)
    client = looking(world, case)
    where = reverse("cases:act", args=[case.number, "add_person"])

    answer = client.post(where, {"add_person-name": "Ann", "add_person-role": "ROL-COURIER",
                                 "add_person-suspected_on": "2099-01-01"})  # fmt: skip

    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "cases.day-in-future" in text
    assert 'value="Ann"' in text


def test_an_act_without_a_reason_given_shows_nothing_of_the_case(world: World) -> None:
    case = opened(world)
    client = signed_in(investigator(world))

    answer = client.post(reverse("cases:act", args=[case.number, "add_person"]), {"add_person-name": ""})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert case.title not in answer.content.decode()


def photograph() -> bytes:
    out = BytesIO()
    image = Image.new("RGB", (640, 480), (20, 90, 60))
    exif = image.getexif()
    exif[0x010F] = "A camera of Kofi"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photograph_is_kept_to_the_byte_and_shown_without_metadata(world: World) -> None:
    case = shared(world)
    client = looking(world, case)
    content = photograph()
    file = SimpleUploadedFile("tea.jpg", content, "image/jpeg")
    paper = SimpleUploadedFile("note.html", b"<script>alert(1)</script>", "text/html")

    for one, kind in ((file, "DCK-PHOTO"), (paper, "DCK-DOCUMENT")):
        assert send(client, case, "add_documents", kind=kind, uploads=one) == HTTPStatus.FOUND

    assert Document.objects.count() == 2
    preview = client.get(reverse("cases:preview", args=[case.number, "D01"]))
    original = client.get(reverse("cases:document", args=[case.number, "D01"]))
    html = client.get(reverse("cases:document", args=[case.number, "D02"]))
    assert html.getvalue() == b"<script>alert(1)</script>"
    assert b"A camera of Kofi" not in preview.getvalue()
    assert original.getvalue() == content
    assert html.headers["Content-Type"] == "application/octet-stream"
    assert html.headers["Content-Disposition"].startswith("attachment")
    assert signed_in(world.chidi).get(reverse("cases:document", args=[case.number, "D01"])).status_code == 404


def test_an_officer_who_lets_themselves_out_comes_back_to_the_list(world: World) -> None:
    case = shared(world)
    client = looking(world, case)

    answer = client.post(
        reverse("cases:act", args=[case.number, "let_out"]),
        {"let_out-officer": "GZ-0011", "let_out-why": "moved"},
    )

    assert answer.headers["Location"] == reverse("cases:cases")
    assert members_of(case).count() == 2


def test_the_list_and_the_tasks_show_what_is_the_officers(world: World) -> None:
    case = shared(world)
    other = opened(world, by=world.bruno, title="Not of Amina")
    let_in(case=other.number, officer="GZ-0011", why="helps", by=world.reader(world.bruno), at=NOON)
    client = signed_in(world.amina)
    kofi = looking(world, case)
    send(kofi, case, "add_task", text="Ask the courier", owner="GZ-0001", due_on="2099-01-01")

    listed = client.get(reverse("cases:cases")).content.decode()
    tasks = client.get(reverse("cases:tasks")).content.decode()

    assert case.number in listed
    assert other.number not in listed
    assert "Ask the courier" in tasks
    assert (
        "No case fits this filter" in client.get(reverse("cases:cases"), {"state": "closed"}).content.decode()
    )
    assert signed_in(world.hoa).get(reverse("cases:cases")).status_code == HTTPStatus.FORBIDDEN


def test_the_commander_decides_on_the_page(world: World) -> None:
    case = shared(world)
    kofi = looking(world, case)
    send(kofi, case, "ask_approval", kind="APR-SEARCH", text="The flat in Fable Street")
    pk = case.approvals.get().pk
    dalia = signed_in(world.dalia)
    dalia.get(reverse("cases:case", args=[case.number]), {"why": "look-supervise"})

    assert "to decide" in dalia.get(reverse("cases:cases")).content.decode()
    assert (
        send(dalia, case, "decide_approval", which=str(pk), pk=pk, answer="allowed", words="two officers")
        == 302
    )

    assert "two officers" in page(kofi, case, "tasks")


def test_the_record_of_custody_asks_for_its_purpose_and_shows_the_clock(world: World) -> None:
    case = shared(world)
    client = looking(world, case)
    send(client, case, "add_person", name="Marlow Quince", role="ROL-CONSIGNEE")
    pk = case.people.get().pk
    send(client, case, "change_standing", which=str(pk), person="P01", role="ROL-CONSIGNEE", custody="held",
         held_on="2026-11-20")  # fmt: skip
    where = reverse("cases:custody", args=[case.number, "P01"])

    assert "For which purpose" in client.get(where).content.decode()
    client.get(where, {"purpose": "consular"})
    sent = client.post(
        reverse("cases:custody_act", args=[case.number, "P01", "record"]),
        {"record-held_at": "2026-11-20T10:00", "record-nationality": "AU", "record-language": "en",
         "record-born_on": "2010-01-01"},
        follow=True,
    )  # fmt: skip

    text = sent.content.decode()
    assert "Australia" in text
    assert "No parent or guardian was told yet." in text
    assert "2010" in text
    assert "2010" not in page(client, case, "people")
    assert JournalLine.objects.filter(act="cases.look-custody").exists()


def test_a_report_without_names_leaves_freely_and_one_with_names_needs_a_decision(world: World) -> None:
    case = shared(world)
    client = looking(world, case)
    send(client, case, "add_person", name="Marlow Quince", role="ROL-CONSIGNEE")
    where = reverse("cases:report", args=[case.number])

    free = client.post(where, {"to": "Yearly report", "why": "figures"})
    refused = client.post(where, {"to": "The court", "why": "hearing", "nominal": "on"})

    assert free.content[:5] == b"%PDF-"
    assert b"Quince" not in free.content
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "officers.not-released" in refused.content.decode()
