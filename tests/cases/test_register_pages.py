"""The registers' pages as officers use them: all is there for who may see it, nothing for an outsider."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from borderlink.cases.actions.people import Party, add_person
from borderlink.cases.models.asked import DeconflictionHit, ImportRun
from borderlink.cases.models.counted import Campaign, Case, Seizure
from borderlink.foundation.who import Role
from tests.cases.registers import CHINESE, as_csv
from tests.cases.scenes import hire, investigator, opened
from tests.world import NOON, World, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SUBSTANCE = {
    "substance-TOTAL_FORMS": "3", "substance-INITIAL_FORMS": "0",
    "item-TOTAL_FORMS": "3", "item-INITIAL_FORMS": "0",
    "substance-0-presumptive": "SUB-METH-ICE", "substance-0-presumptive_test": "TST-RAMAN",
    "substance-0-presumptive_result": "PRE-POSITIVE", "substance-0-net_g": "7981", "item-0-kind": "MAT-PHONE",
    "item-0-pieces": "2", "item-1-kind": "MAT-CASH", "item-1-amount": "1250.50", "item-1-currency": "CNY",
}  # fmt: skip
SEIZURE = SUBSTANCE | {
    "seized_on": "2026-11-20", "country": "CN", "channel": "CHN-MAIL", "concealment": "CON-TEAPACK",
    "transit": ["HK"], "destination_country": "AU", "place": "second belt, hall four",
    "seized_time": "23:40", "zone": "Asia/Ho_Chi_Minh", "region": "Huangpu district",
}  # fmt: skip
PAGES = ("seizures", "suspects", "organisations", "search", "questions", "campaigns", "imports")


@pytest.fixture
def kofi(world: World) -> Client:
    return signed_in(investigator(world))


def seizure(kofi: Client, world: World) -> Seizure:
    case = opened(world)
    kofi.post(f"/cases/files/{case.number}/seizures/new/", SEIZURE)
    return Seizure.objects.get()


def test_a_seizure_is_recorded_on_its_case_and_stands_in_the_register(kofi: Client, world: World) -> None:
    found = seizure(kofi, world)

    assert found.substances.get().net_mg == 7_981_000
    assert [(item.kind, item.amount_minor) for item in found.materials.all()] == [
        ("MAT-PHONE", None), ("MAT-CASH", 125_050),
    ]  # fmt: skip
    register = kofi.get("/cases/seizures/").content.decode()
    assert found.number in register
    assert "7,981 g" in register
    assert "1,250.50" in register
    assert "hall four" not in register
    assert "Huangpu" not in register
    page = kofi.get(f"/cases/seizures/{found.number}/").content.decode()
    assert all(words in page for words in ("hall four", "Huangpu district", "23:40", "Asia/Ho_Chi_Minh"))
    assert found.seized_at == datetime(2026, 11, 20, 16, 40, tzinfo=UTC)


def test_a_seizure_without_anything_seized_comes_back_with_what_is_wrong(kofi: Client, world: World) -> None:
    case = opened(world)
    empty = {
        name: value
        for name, value in SEIZURE.items()
        if not name.startswith(("substance-0", "item-0", "item-1"))
    }

    answer = kofi.post(f"/cases/files/{case.number}/seizures/new/", empty)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "cases.seizure-empty" in answer.content.decode()
    half = {**SEIZURE, "item-1-currency": ""}
    answer = kofi.post(f"/cases/files/{case.number}/seizures/new/", half)
    assert "cases.amount-without-currency" in answer.content.decode()
    finer = {**SEIZURE, "item-1-currency": "VND"}
    answer = kofi.post(f"/cases/files/{case.number}/seizures/new/", finer)
    assert "no more than 0 decimal places" in answer.content.decode()
    assert not case.seizures.exists()


def test_the_laboratory_stands_apart_from_the_test_on_the_spot(kofi: Client, world: World) -> None:
    found = seizure(kofi, world)
    pk = found.substances.get().pk
    report = {"substance": "SUB-KETAMINE", "reported_on": "2026-11-21", "purity": "80"}

    kofi.post(f"/cases/seizures/{found.number}/reports/{pk}/", report)

    row = found.substances.get()
    assert (row.presumptive, row.laboratory, row.pure_mg) == ("SUB-METH-ICE", "SUB-KETAMINE", 6_384_800)
    assert "another substance" in kofi.get(f"/cases/seizures/{found.number}/").content.decode()


def test_a_struck_seizure_is_read_but_listed_no_more(kofi: Client, world: World) -> None:
    found = seizure(kofi, world)

    kofi.post(f"/cases/seizures/{found.number}/strike/", {"why": "entered twice"})

    assert found.number not in kofi.get("/cases/seizures/").content.decode()
    assert "struck" in kofi.get(f"/cases/seizures/{found.number}/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_every_register_opens_for_a_commander(world: World, page: str) -> None:
    assert signed_in(world.dalia).get(f"/cases/{page}/").status_code == HTTPStatus.OK


def test_no_role_can_be_chosen_that_the_list_of_suspects_never_shows(kofi: Client) -> None:
    page = kofi.get("/cases/suspects/").content.decode()

    assert 'value="ROL-COURIER"' in page
    assert 'value="ROL-WITNESS"' not in page


@pytest.mark.parametrize("page", ["seizures", "suspects", "organisations", "search", "questions"])
def test_an_outsider_opens_no_register(world: World, page: str) -> None:
    assert signed_in(world.chidi).get(f"/cases/{page}/").status_code == HTTPStatus.FORBIDDEN


def test_an_outsider_finds_no_seizure_by_its_number(kofi: Client, world: World) -> None:
    found = seizure(kofi, world)
    chidi = signed_in(world.chidi)

    assert chidi.get(f"/cases/seizures/{found.number}/").status_code == HTTPStatus.NOT_FOUND
    assert (
        chidi.post(f"/cases/seizures/{found.number}/strike/", {"why": "x"}).status_code
        == HTTPStatus.NOT_FOUND
    )
    assert chidi.get(f"/cases/files/{found.case.number}/gangs/").status_code == HTTPStatus.NOT_FOUND


def test_search_says_what_matched(kofi: Client, world: World) -> None:
    case = opened(world)
    reader = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Nguyễn Văn Hùng"), by=reader, at=NOON)

    page = kofi.post("/cases/search/", {"words": "nguyen van hung", "why": "a call"}).content.decode()

    assert "Nguyễn Văn Hùng" in page
    assert "the same, but for width, case and marks" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "雄 is read Hùng in Han-Viet. The same name is not yet the same person"),
        ("zh-hans", "雄的汉越音为Hùng。同名未必是同一人"),
        ("vi", "雄 đọc là Hùng theo âm Hán Việt. Cùng tên chưa phải là cùng người"),
    ],
)
def test_search_says_why_another_writing_may_be_the_same_name(
    kofi: Client, world: World, language: str, reason: str
) -> None:
    case = opened(world)
    reader = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Nguyễn Văn Hùng"), by=reader, at=NOON)
    kofi.post("/language/", {"language": language, "next": "/"})

    page = kofi.post("/cases/search/", {"words": "阮文雄", "why": "a call"}).content.decode()

    assert reason in page


def test_a_commander_asks_another_unit_and_is_answered(world: World) -> None:
    kofi, vera = investigator(world), hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    ours, theirs = opened(world), _opened_at_nansha(world, vera)
    person = add_person(case=ours.number, party=Party(name="Osei Vale"), by=world.reader(kofi), at=NOON)
    add_person(case=theirs, party=Party(name="OSEI VALE"), by=world.reader(vera), at=NOON)
    dalia, vera_client = signed_in(world.dalia), signed_in(vera)

    asked = dalia.post("/cases/questions/ask/", {"person": person.pk, "why": "same sender?"}, follow=True)

    assert "known elsewhere: ask Nansha port" in asked.content.decode()
    assert theirs not in asked.content.decode()
    hit = DeconflictionHit.objects.get()
    assert "same sender?" in vera_client.get("/cases/questions/").content.decode()
    vera_client.post(f"/cases/questions/{hit.pk}/answer/", {"answer": "Ask Vera"})
    assert "Ask Vera" in dalia.get("/cases/questions/").content.decode()


def _opened_at_nansha(world: World, vera: object) -> str:
    from borderlink.cases.actions.opening import Source, open_case

    reader = world.reader(vera)  # type: ignore[arg-type]
    case: Case = open_case(
        title="Containers", unit="GZ-NANSHA", pack="cn-511-2016", source=Source.HAND, by=reader, at=NOON
    )
    return case.number


def test_a_campaign_is_written_down_and_its_figures_leave_as_a_file(kofi: Client, world: World) -> None:
    seizure(kofi, world)
    dalia = signed_in(world.dalia)
    plan = {"name": "Autumn net", "start": "2026-11-01", "end": "2026-11-30", "target-mass-net": "6.5"}

    page = dalia.post("/cases/campaigns/", plan, follow=True).content.decode()

    assert "Filed is not solved" in page
    assert "7,981 g of 6,500 g" in page
    assert "122.8%" in page
    number = Campaign.objects.get().number
    answer = dalia.post(
        f"/cases/campaigns/{number}/figures.csv", {"against": "year", "why": "the yearly report"}
    )
    text = answer.content.decode()
    assert 'mass-net,"Mass, net"' in text
    assert "SUB-METH-ICE,mg,7981000" in text
    assert not {"GZ-BAIYUN-2026-0001", "Tea for one receiver"} & set(text.replace("\n", ",").split(","))


def test_a_register_is_uploaded_mapped_tried_and_read_in(kofi: Client) -> None:
    file = SimpleUploadedFile("台账.csv", as_csv(CHINESE, "gb18030"))

    mapped = kofi.post(
        "/cases/imports/", {"register": file, "unit": "GZ-BAIYUN", "pack": "cn-511-2016"}, follow=True
    )
    form = mapped.context["form"]
    chosen = {field.html_name: field.value() for field in form.columns()} | {
        "dates": "auto",
        "decimals": "open",
    }
    tried = kofi.post("/cases/imports/map/", chosen | {"try": "1"})
    assert not Case.objects.exists()
    assert "The trial says" in tried.content.decode()
    done = kofi.post("/cases/imports/map/", chosen | {"take": "1"}, follow=True)

    assert Case.objects.count() == 2
    assert "Rows read" in done.content.decode()
    assert ImportRun.objects.filter(dry=False).get().imported == 3


def test_a_file_that_is_no_register_is_refused_beside_the_form(kofi: Client) -> None:
    file = SimpleUploadedFile("picture.csv", b"\x89PNG\r\n\x1a\n0000")

    answer = kofi.post("/cases/imports/", {"register": file, "unit": "GZ-BAIYUN", "pack": "cn-511-2016"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "screening.manifest-not-a-table" in answer.content.decode()


def test_the_quarantine_leaves_without_a_cell_of_the_file(kofi: Client, world: World) -> None:
    rows = (*CHINESE[:2], ("穗缉字3号", "林一凡", "2025-13-05", *[""] * 12))
    file = SimpleUploadedFile("r.csv", as_csv(rows))
    kofi.post("/cases/imports/", {"register": file, "unit": "GZ-BAIYUN", "pack": "cn-511-2016"})
    columns = {
        "dates": "auto",
        "decimals": "open",
        "column-0": "case",
        "column-1": "title",
        "column-2": "opened_on",
    }
    kofi.post("/cases/imports/map/", columns | {"take": "1"})

    text = kofi.get(f"/cases/imports/{ImportRun.objects.get().number}/quarantine.csv").content.decode()

    assert "date-not-read" in text
    assert "林一凡" not in text
    assert "2025-13-05" not in text
