"""The room's pages, through the browser's door: who sees what, and what each page says."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from borderlink.journal.models import JournalLine
from borderlink.officers.queries import Officer
from borderlink.screening.models.referrals import Load, Referral
from tests.screening.scenes import TODAY, manifest, receive, screened, work
from tests.screening.test_add_picture import jpeg
from tests.world import World, signed_in

LISTS = ("screening:worklist", "screening:pull_list", "screening:hand_over", "screening:search")


def url(name: str, *args: object) -> str:
    return reverse(f"screening:{name}", args=args)


def now_screened(world: World) -> Load:
    return screened(world.reader(world.amina), at=TODAY)


def parcel(client: Client, waybill: str = "TEA0001", **more: str) -> str:
    answer = client.get(url("parcel", waybill), {"why": "worklist", **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_manifest_is_uploaded_screened_and_stands_on_the_worklist(world: World) -> None:
    client = signed_in(world.amina)
    file = SimpleUploadedFile("today.csv", manifest(), content_type="text/csv")

    answer = client.post(url("loads"), {"manifests": file}, headers={"accept": "application/json"})
    load = Load.objects.get()
    waiting = client.get(url("load", load.number), headers={"hx-request": "true"}).content.decode()
    work(timezone.now())
    done = client.get(url("load", load.number), headers={"hx-request": "true"}).content.decode()
    worklist = client.get(url("worklist")).content.decode()

    assert answer.json() == {"address": url("load", load.number)}
    assert "every 1s" in waiting
    assert "every 1s" not in done
    assert "604" in done
    assert "TEA0001" in worklist


def test_the_same_file_again_is_answered_with_its_sentence(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)

    answer = client.post(
        url("loads"),
        {"manifests": SimpleUploadedFile("again.csv", manifest())},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "screening.manifest-already-loaded"
    assert Load.objects.count() == 1


def test_a_refused_file_is_shown_with_sentence_and_advice(world: World) -> None:
    client = signed_in(world.amina)
    load = screened(world.reader(world.amina), b"colour,taste\nred,sweet\n", at=timezone.now())

    page = client.get(url("load", load.number)).content.decode()

    assert "colour" in page
    assert "screening.header" in page


def test_the_quarantine_is_downloaded_as_csv(world: World) -> None:
    client = signed_in(world.amina)
    load = screened(world.reader(world.amina), manifest(broken=2), at=timezone.now())

    answer = client.get(url("quarantine", load.number))

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    answer.close()
    assert text.splitlines()[0] == "file,line,column,reason,detail"
    assert len(text.splitlines()) == 3


def test_a_scan_is_answered_as_a_fragment_and_as_a_page(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)

    fragment = client.post(
        url("scan"), {"waybill": "tea0001"}, headers={"hx-request": "true"}
    ).content.decode()
    page = client.post(url("scan"), {"waybill": "LK1"}).content.decode()

    assert 'data-sc-answer="inspect"' in fragment
    assert "<html" not in fragment
    assert 'data-sc-answer="unknown"' in page
    assert "<html" in page


def test_a_look_without_a_reason_is_asked_for_one(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)

    asked = client.get(url("parcel", "TEA0001")).content.decode()
    shown = parcel(client)

    assert "Marlow Quince" not in asked
    assert "Marlow Quince" in shown
    assert JournalLine.objects.filter(act="screening.look").count() == 1


def test_reasons_are_sentences_in_the_readers_language(world: World) -> None:
    now_screened(world)
    client = signed_in(world.amina)
    english = parcel(client)
    for language in ("zh-Hans", "zh-Hant", "vi"):
        Officer.objects.filter(pk=world.amina.pk).update(language=language)
        other = parcel(client)
        assert "oolong tea" in other
        assert "under 4 sender names" not in other
    assert "under 4 sender names" in english


def test_a_parcel_goes_from_the_belt_to_its_outcome_in_the_browser(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)
    client.post(url("scan"), {"waybill": "TEA0001"})

    client.post(
        url("open", "TEA0001"),
        {"opening-second_officer": "GZ-0002", "opening-operator_present": "yes", "opening-operator": "7"},
    )
    client.post(
        url("add_pictures", "TEA0001"),
        {"picture-kind": "x-ray", "picture-pictures": SimpleUploadedFile("x.jpg", jpeg())},
    )
    client.post(
        url("result", "TEA0001"),
        {
            "result-outcome": "T",
            "result-presumptive": "PRE-POSITIVE",
            "result-method": "TST-RAMAN",
            "result-substance": "SUB-METH-ICE",
            "result-concealment": "CON-TEAPACK",
            "result-detected_by": "DET-DATA",
        },
    )

    referral = Referral.objects.get(waybill="TEA0001")
    assert (referral.state, referral.outcome, referral.pictures.count()) == ("closed", "T", 1)
    page = parcel(client)
    assert "Methamphetamine (crystal)" in page
    assert "Bruno Keller" in page
    picture = client.get(url("picture", referral.pictures.get().pk))
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    picture.close()


def test_what_is_wrong_stands_beside_the_form_and_nothing_is_recorded(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)
    client.post(url("scan"), {"waybill": "TEA0001"})
    parcel(client)

    answer = client.post(
        url("open", "TEA0001"), {"opening-second_officer": "GZ-0002", "opening-operator_present": "no"}
    )

    assert answer.status_code == 422
    assert "screening.operator-not-accounted" in answer.content.decode()
    assert Referral.objects.get(waybill="TEA0001").state == "presented"


def test_nothing_found_is_sealed_again_with_a_notice_in_two_languages(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)
    client.post(url("scan"), {"waybill": "TEA0001"})
    client.post(
        url("open", "TEA0001"),
        {"opening-second_officer": "GZ-0002", "opening-operator_present": "yes", "opening-operator": "7"},
    )
    client.post(url("result", "TEA0001"), {"result-outcome": "N"})
    client.post(url("reseal", "TEA0001"), {"reseal-seal": "S-771", "reseal-language": "vi"})

    notice = client.get(url("notice", "TEA0001")).content.decode()

    assert 'lang="vi"' in notice
    assert 'lang="en"' in notice
    assert "S-771" in notice
    assert "Marlow" not in notice


def test_chidi_gets_the_same_words_for_baiyuns_parcel_as_for_a_missing_one(world: World) -> None:
    load = now_screened(world)
    client = signed_in(world.chidi)
    pages = ("parcel", "open", "result", "laboratory", "add_pictures", "reseal", "note", "choose", "notice")
    for name in pages:
        for method in (client.get, client.post):
            theirs = method(url(name, "TEA0001"), {"why": "worklist"})
            missing = method(url(name, "TEA9999"), {"why": "worklist"})
            assert theirs.status_code == missing.status_code, name
            assert theirs.status_code in {404, 405, 422}, name
            assert b"Marlow" not in theirs.content
    assert client.get(url("load", load.number)).status_code == 404
    assert client.get(url("quarantine", load.number)).status_code == 404
    for name in LISTS:
        assert b"TEA0" not in client.get(reverse(name)).content


def test_a_refused_look_is_journalled(world: World) -> None:
    now_screened(world)

    signed_in(world.chidi).get(url("parcel", "TEA0001"), {"why": "worklist"})

    refused = JournalLine.objects.filter(by="GZ-0003").order_by("-sequence").first()
    assert refused is not None
    assert b"TEA0001" in bytes(refused.body)


@pytest.mark.parametrize("name", LISTS)
def test_who_has_no_need_to_know_is_refused_every_list(world: World, name: str) -> None:
    for officer in (world.dalia, world.emeka, world.farid, world.hoa, world.jun, world.ivan):
        assert signed_in(officer).get(reverse(name)).status_code == 403, officer.badge


def test_who_is_not_signed_in_is_sent_to_the_door(world: World) -> None:
    now_screened(world)

    for name in (*LISTS, "screening:loads", "screening:figures"):
        answer = Client().get(reverse(name))
        assert answer.status_code in {302, 403}, name
        assert b"TEA0" not in answer.content


def test_the_figures_page_prints_its_counting_rules(world: World) -> None:
    now_screened(world)

    page = signed_in(world.hoa).get(url("figures"), headers={"accept-language": "en"}).content.decode()

    assert "604" in page


def test_new_referrals_are_told_without_moving_the_list(world: World) -> None:
    client = signed_in(world.amina)
    since = (TODAY - timedelta(minutes=1)).isoformat()
    before = client.get(url("news"), {"since": since}).content.decode()
    now_screened(world)

    after = client.get(url("news"), {"since": since}).content.decode()

    assert before.strip() == ""
    assert "new parcels" in after


def test_progress_of_several_loads_is_polled_until_all_are_done(world: World) -> None:
    client = signed_in(world.amina)
    receive(world.reader(world.amina), manifest(), at=timezone.now())
    waiting = client.get(url("loads")).content.decode()
    work(timezone.now())

    assert "every 2s" in waiting
    assert "every 2s" not in client.get(url("loads")).content.decode()


def test_a_waybill_with_a_slash_has_its_page(world: World) -> None:
    odd = manifest().replace(b"TEA0001", b"TEA/1.0#A")
    screened(world.reader(world.amina), odd, at=timezone.now())
    client = signed_in(world.amina)

    listed = client.get(url("worklist")).content.decode()

    assert url("parcel", "TEA/1.0#A") in listed
    assert "Marlow Quince" in parcel(client, "TEA/1.0#A")


@pytest.mark.parametrize(
    "odd", ["\x00", "TEA\x000001\x00", "\u202e", "' OR 1=1 --", "x" * 5000, "../../etc/passwd", "%00"]
)
def test_whatever_is_scanned_or_asked_for_is_answered(world: World, odd: str) -> None:
    client = signed_in(world.amina)

    scanned = client.post(url("scan"), {"waybill": odd}, headers={"hx-request": "true"})
    looked = client.get("/screening/parcels/" + quote(odd[:200], safe="") + "/", {"why": "worklist"})
    counted = client.get(url("news"), {"since": "2026-13-45T99:99:99Z"})
    paged = client.get(url("worklist"), {"page": "9" * 30, "state": odd, "unit": odd})

    allowed = {200, 302, 400} if "\x00" in odd else {200, 302, 404}
    assert {answer.status_code for answer in (scanned, looked, counted, paged)} <= allowed


def test_an_opening_is_corrected_on_the_page_and_both_records_stay(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)
    client.post(url("scan"), {"waybill": "TEA0001"})
    present = {
        "opening-second_officer": "GZ-0002",
        "opening-operator_present": "yes",
        "opening-operator": "7",
    }
    client.post(url("open", "TEA0001"), present)

    refused = client.post(url("open", "TEA0001"), present)
    client.post(url("open", "TEA0001"), {**present, "opening-operator": "9", "opening-why": "wrong number"})

    assert refused.status_code == 422
    assert [row.operator for row in Referral.objects.get(waybill="TEA0001").openings.all()] == ["7", "9"]
    assert "wrong number" in parcel(client)


def test_no_parcel_is_shown_as_the_follow_up_of_an_act_that_was_not_done(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)

    asked = client.get(url("parcel", "TEA0001"), {"why": "continued"})
    broken = client.post(url("note", "TEA0001"), {"note-text": ""})

    assert asked.status_code == 200
    assert broken.status_code == 422
    for answer in (asked, broken):
        assert 'name="why"' in answer.content.decode()
        assert "Marlow" not in answer.content.decode()
    assert not JournalLine.objects.filter(act="screening.look").exists()


def test_an_act_leads_back_to_its_own_parcel_once(world: World) -> None:
    client = signed_in(world.amina)
    now_screened(world)
    client.post(url("scan"), {"waybill": "TEA0001"})
    back = client.post(url("note", "TEA0001"), {"note-text": "a dent on one side"}).headers["Location"]

    other = client.get(url("parcel", "TEA0002"), {"why": "continued"}).content.decode()
    client.post(url("note", "TEA0001"), {"note-text": "a second dent"})
    first, second = (client.get(back).content.decode() for _ in range(2))

    assert "Marlow" not in other
    assert "Marlow" in first
    assert "Marlow" not in second
