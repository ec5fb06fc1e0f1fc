"""The evidence room's pages: scanning, placing, counting, labels, what is due, holds, papers, laboratory."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from borderlink.custody.actions import handing, holds, keeping, laboratory, leaving
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.domain.labels import (
    Thing,
    exhibit_label,
    form_label,
    place_label,
    read_scan,
)
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.room import Form, StockTake
from borderlink.custody.queries import overview
from borderlink.custody.queries.asked import awaits_trace_decision
from borderlink.custody.refusals.room import NotOpen
from borderlink.officers.queries import reader_of
from tests.custody.scenes import (
    PIN,
    Scene,
    Step,
    exhibit,
    let_leave,
    tea_case,
    unseal,
    weigh,
    wrapper_in_laboratory,
)
from tests.world import DAY_AFTER, NOON, signed_in

pytestmark = [pytest.mark.slow, DAY_AFTER]

OK, FOUND, UNPROCESSABLE, NOT_FOUND, FORBIDDEN = 200, 302, 422, 404, 403
database = pytest.mark.django_db


def label_of(number: str) -> str:
    row = Exhibit.objects.select_related("first_entry").get(number=number)
    return exhibit_label(node=settings.BORDERLINK.node, exhibit=number, seized=row.first_entry.hash)


def text_of(answer: HttpResponseBase) -> str:
    return re.sub(r"\s+", " ", answer.getvalue().decode())


def answer_of(answer: HttpResponseBase) -> str:
    found = re.search(r'data-st-answer="([a-z-]+)"', answer.getvalue().decode())
    return found[1] if found else ""


def scan(client: Client, code: str, **more: str) -> HttpResponseBase:
    return client.post(reverse("custody:scan"), {"code": code, **more}, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("text", "thing", "number"),
    [
        ("BLX1:n1:GZ-2026-1-E01:0123abcd", Thing.EXHIBIT, "GZ-2026-1-E01"),
        ("blx1:n1:GZ/2026:1-E01:0123ABCD", Thing.EXHIBIT, "GZ/2026:1-E01"),
        ("ＢＬＸ１：n1：GZ-1-E01：0123abcd", Thing.EXHIBIT, "GZ-1-E01"),
        (" BLP1:n1:R1-S2 ", Thing.PLACE, "R1-S2"),
        ("BLF1:n1:GZ-1-F01", Thing.FORM, "GZ-1-F01"),
        ("R1-S2", Thing.TYPED, "R1-S2"),
        ("BLX1:n1:GZ-1-E01", Thing.NONSENSE, "BLX1:n1:GZ-1-E01"),
        ("BLX2:n1:GZ-1-E01:0123abcd", Thing.NONSENSE, "BLX2:n1:GZ-1-E01:0123abcd"),
        ("https://example.org/1", Thing.TYPED, "https://example.org/1"),
        ("", Thing.NONSENSE, ""),
    ],
)
def test_a_scan_is_read_as_what_it_stands_for(text: str, thing: Thing, number: str) -> None:
    found = read_scan(text)

    assert (found.thing, found.number) == (thing, number)


def test_a_label_is_read_back_as_it_was_written() -> None:
    written = exhibit_label(node="5205c702", exhibit="GZ-CASE-2026-0001-E01-S1", seized="AB" * 32)

    found = read_scan(written)

    assert (found.node, found.number, found.short_hash) == (
        "5205c702",
        "GZ-CASE-2026-0001-E01-S1",
        "abababab",
    )
    assert read_scan(place_label(node="n", place="R1-S2")).number == "R1-S2"
    assert read_scan(form_label(node="n", form="C-F01")).thing is Thing.FORM


@database
def test_an_exhibit_is_taken_in_and_placed_by_scanning_alone() -> None:
    scene = tea_case(Step.SEALED)
    lot, client = scene.lots[0], signed_in(scene.mika)
    label, seals = label_of(lot), " ".join(exhibit(lot).seals)

    seen = scan(client, label)
    taken = client.post(
        reverse("custody:take_in"), {"exhibit": label, "seals": seals, "giver_pin": PIN, "pin": PIN}
    )
    where = scan(client, label)
    placed = scan(client, place_label(node=settings.BORDERLINK.node, place="R1-S1"), exhibit=lot, pin=PIN)
    moved = scan(client, "r2-safe", exhibit=lot, pin=PIN)
    again = scan(client, "R2-SAFE", exhibit=lot, pin=PIN)

    assert [answer_of(one) for one in (seen, where, placed, moved, again)] == [
        "take-in",
        "exhibit",
        "placed",
        "placed",
        "there",
    ]
    assert taken.status_code == FOUND
    assert (exhibit(lot).holder, exhibit(lot).location) == (scene.mika.badge, "R2-SAFE")


@database
def test_whoever_has_not_the_bag_learns_nothing_of_another_units_exhibit() -> None:
    scene = tea_case(Step.SEALED)
    client = signed_in(scene.mika)

    typed = scan(client, scene.lots[0])
    guessed = scan(client, f"BLX1:{settings.BORDERLINK.node}:{scene.lots[0]}:00000000")
    missing = scan(client, "GZ-CASES-2026-9999-E01")

    assert answer_of(typed) == answer_of(guessed) == answer_of(missing) == "unknown"
    said = text_of(typed).replace(scene.lots[0], "-")
    assert said == text_of(missing).replace("GZ-CASES-2026-9999-E01", "-")


@database
def test_a_wrong_seal_is_refused_beside_the_form_and_nothing_changes_hands() -> None:
    scene = tea_case(Step.SEALED)
    client, label = signed_in(scene.mika), label_of(scene.lots[0])

    answer = client.post(
        reverse("custody:take_in"), {"exhibit": label, "seals": "SEAL-X", "giver_pin": PIN, "pin": PIN}
    )

    assert answer.status_code == UNPROCESSABLE
    assert "custody.seal-does-not-match" in text_of(answer)
    assert exhibit(scene.lots[0]).holder == scene.kofi.badge


@database
def test_foreign_false_and_unknown_codes_are_told_apart() -> None:
    scene = tea_case(Step.STORED)
    client, lot = signed_in(scene.mika), scene.lots[0]
    node = settings.BORDERLINK.node

    answers = [
        scan(client, code)
        for code in (
            f"BLX1:AU-POLICE:{lot}:01234567",
            f"BLX1:{node}:{lot}:00000000",
            "NOTHERE",
            "BLX1:broken",
            "R1-S1",
        )
    ]

    assert [answer_of(one) for one in answers] == ["foreign", "another", "unknown", "unknown", "place"]
    assert "AU-POLICE" in text_of(answers[0])


@database
def test_a_wrong_pin_moves_nothing_and_is_said_in_the_answer() -> None:
    scene = tea_case(Step.STORED)
    client = signed_in(scene.mika)

    answer = scan(client, "R1-S2", exhibit=scene.lots[0], pin="wrong-pin")

    assert answer_of(answer) == "refused"
    assert "custody.wrong-pin" in text_of(answer)
    assert exhibit(scene.lots[0]).location == "R1-S1"


@database
def test_the_room_shows_places_what_is_not_placed_and_finds_by_seal() -> None:
    scene = tea_case(Step.STORED)
    client = signed_in(scene.mika)
    seal = exhibit(scene.lots[2]).seals[0]

    home = text_of(client.get(reverse("custody:store")))
    found = text_of(client.get(reverse("custody:store"), {"q": seal}))
    none = text_of(client.get(reverse("custody:store"), {"q": "NOTHERE"}))

    assert "R2-SAFE" in home
    assert scene.lots[0] in home
    assert scene.lots[2] in found
    assert scene.lots[1] not in found
    assert "No exhibit of yours has this number or seal" in none


@database
def test_a_stock_take_lists_one_missing_and_one_unexpected_and_two_sign() -> None:
    scene = tea_case(Step.STORED)
    client = signed_in(scene.mika)
    client.post(reverse("custody:stock_takes"), {"place": "R1-S1"})
    take = StockTake.objects.get()
    here = [label_of(number) for number in (*scene.lots[1:], scene.wrapper, scene.telephone)]
    spot = reverse("custody:stock_scan", args=[take.number])

    answers = [
        answer_of(client.post(spot, {"code": code}, headers={"HX-Request": "true"}))
        for code in (*here, here[0], label_of(scene.samples[0]), "BLX1:AU-POLICE:X-1:01234567", "NOTHERE")
    ]
    alone = client.post(
        reverse("custody:close_stock_take", args=[take.number]),
        {"pin": PIN, "second": scene.mika.badge, "second_pin": PIN},
    )
    closed = client.post(
        reverse("custody:close_stock_take", args=[take.number]),
        {"pin": PIN, "second": scene.nadia.badge, "second_pin": PIN},
    )
    take.refresh_from_db()
    shown = text_of(client.get(reverse("custody:stock_take", args=[take.number])))
    listed = text_of(client.get(reverse("custody:stock_takes")))

    assert answers == ["expected"] * 5 + ["again", "unexpected", "foreign", "unknown"]
    assert alone.status_code == UNPROCESSABLE
    assert closed.status_code == FOUND
    assert take.missing == [scene.lots[0]]
    assert scene.samples[0] in take.unexpected
    assert scene.nadia.badge in take.closed_by
    assert exhibit(scene.lots[0]).location == "R1-S1", "nothing is corrected silently"
    assert "1 missing" in shown
    assert re.search(r"1 missing, \d unexpected", listed)
    assert scene.samples[0] in shown


@database
def test_labels_carry_the_code_of_the_seizure_and_come_as_pdf_too() -> None:
    scene = tea_case(Step.STORED)
    client = signed_in(scene.mika)
    wanted = {"numbers": "\n".join([*scene.lots, "NOTHERE"])}

    sheet = text_of(client.get(reverse("custody:labels_sheet"), wanted))
    pdf = client.get(reverse("custody:labels_pdf"), wanted)
    places = text_of(client.get(reverse("custody:labels_sheet"), {"places": "1"}))

    assert all(label_of(number) in sheet for number in scene.lots)
    assert sheet.count("<svg") > len(scene.lots)
    assert "NOTHERE" not in sheet
    assert pdf.content.startswith(b"%PDF-")
    assert place_label(node=settings.BORDERLINK.node, place="R2-SAFE") in places


@database
def test_samples_reviews_offers_and_certificates_fall_due() -> None:
    scene = tea_case(Step.STORED)
    reader = reader_of(scene.mika)

    soon = {(due.kind, due.about) for due in overview.due(reader, NOON)}
    later = {(due.kind, due.about) for due in overview.due(reader, datetime.now(UTC) + timedelta(days=181))}

    assert {("laboratory", sample) for sample in scene.samples} <= soon
    assert all(kind != "review" for kind, _ in soon)
    assert ("review", scene.telephone) in later
    assert ("certificate", "B-1") in {
        (due.kind, due.about) for due in overview.due(reader, datetime(2027, 6, 1, tzinfo=UTC))
    }
    assert ("key", scene.mika.badge) in {
        (due.kind, due.about) for due in overview.due(reader, NOON + timedelta(days=340))
    }


@database
def test_an_offer_to_a_partner_falls_due_when_it_runs_out() -> None:
    scene = tea_case(Step.STORED)
    by, sample = scene.by(scene.mika), scene.samples[0]
    terms = leaving.Terms(
        to_node="AU-POLICE", basis="MLA-1", request="R-1", purpose="trial",
        expires_at=NOON + timedelta(days=30), authorisation="EX-1", permit="IM-1", carrier="C-1",
    )  # fmt: skip
    let_leave(scene, sample)
    leaving.offer(
        exhibit=sample, terms=terms, seals_seen=exhibit(sample).seals,
        reading=Reading(balance="B-2", mass_mg=12_000), hands=scene.stores, by=by, at=scene.now(),
    )  # fmt: skip

    due = [one for one in overview.due(by, NOON + timedelta(days=25)) if one.kind == "offer"]

    assert [(one.about, one.by) for one in due] == [(sample, NOON + timedelta(days=30))]
    assert not [one for one in overview.due(by, NOON + timedelta(days=20)) if one.kind == "offer"]


@database
def test_an_expired_certificate_is_loud_and_a_new_one_silences_it() -> None:
    scene = tea_case(Step.OPENED)
    client = signed_in(scene.mika)
    keeping.add_balance(
        number="B-9", division_mg=10, calibration_ug=3_000, certificate="OLD",
        certified_until=date(2020, 1, 1), by=scene.by(scene.mika), at=NOON,
    )  # fmt: skip

    loud = text_of(client.get(reverse("custody:balances")))
    renewed = client.post(
        reverse("custody:balances"),
        {
            "number": "B-9", "division": "0.01", "calibration_ug": "3000", "certificate": "NEW-1",
            "certified_until": "2090-01-01",
        },
    )  # fmt: skip
    quiet = text_of(client.get(reverse("custody:balances")))

    assert "Do not weigh on B-9: its certificate has run out" in loud
    assert renewed.status_code == FOUND
    assert "Do not weigh on" not in quiet


@database
def test_a_place_is_closed_and_opened_again_and_a_balance_taken_out_of_use_on_their_pages() -> None:
    scene = tea_case(Step.OPENED)
    client, outsider = signed_in(scene.mika), signed_in(scene.world.chidi)
    keeping.add_place(code="R9-S1", by=scene.by(scene.mika), at=NOON)
    close, retire = (
        reverse("custody:close_place", args=["R9-S1"]),
        reverse("custody:retire_balance", args=["B-1"]),
    )

    assert {outsider.post(each).status_code for each in (close, retire)} <= {403, 404}
    assert (client.post(close).status_code, client.post(retire).status_code) == (FOUND, FOUND)

    assert "R9-S1" not in text_of(client.get(reverse("custody:places")))
    assert "B-1" not in text_of(client.get(reverse("custody:balances")))
    client.post(reverse("custody:places"), {"code": "R9-S1", "name": "Safe again"})
    assert "Safe again" in text_of(client.get(reverse("custody:places")))


@database
def test_a_request_is_taken_back_with_a_reason_until_the_laboratory_has_something() -> None:
    scene = tea_case(Step.STORED)
    row = laboratory.request(
        case=scene.case, exhibits=[scene.samples[0]], organisation="PEARL-LAB",
        questions=["identify-substance"], by=scene.by(scene.kofi), at=scene.now(),
    )  # fmt: skip
    client, where = signed_in(scene.kofi), reverse("custody:withdraw_request", args=[row.number])
    page = reverse("custody:laboratory_request", args=[row.number])

    client.post(where, {"why": ""})
    assert "not yet delivered" in text_of(client.get(page))
    client.post(where, {"why": "asked twice"})

    assert "taken back" in text_of(client.get(page))
    assert where not in client.get(page).content.decode()
    assert "Receive it" not in text_of(signed_in(scene.world.jun).get(page))
    assert client.post(where, {"why": "again"}).status_code == UNPROCESSABLE


@database
def test_prints_are_decided_on_anew_once_their_request_is_taken_back_which_is_too_late_once_it_is_there() -> (
    None
):
    scene = tea_case(Step.SEIZED)
    wrapper = exhibit(scene.wrapper)
    before = awaits_trace_decision(wrapper)
    row = laboratory.request(
        case=scene.case, exhibits=[scene.wrapper], organisation="PEARL-LAB", questions=["find-fingerprints"],
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    asked = awaits_trace_decision(wrapper)
    laboratory.withdraw_request(request=row.number, why="asked twice", by=scene.by(), at=scene.now())
    again = awaits_trace_decision(wrapper)
    number, _ = wrapper_in_laboratory(scene)

    assert (before, asked, again) == (True, False, True)
    with pytest.raises(NotOpen):
        laboratory.withdraw_request(request=number, why="too late", by=scene.by(), at=scene.now())


@database
def test_a_discrepancy_and_drift_are_shown_with_figures_and_what_to_do() -> None:
    scene = tea_case(Step.STORED)
    unseal(scene, scene.lots[0], "reweighing")
    weigh(scene, scene.lots[0], 2_005_000, hands=scene.stores, by=scene.mika)
    client = signed_in(scene.mika)

    shown = text_of(client.get(reverse("custody:alarms")))
    home = text_of(client.get(reverse("custody:store")))
    offered = [
        signed_in(officer).get(reverse("custody:alarms")).content.decode().count("/settle/")
        for officer in (scene.mika, scene.nadia)
    ]

    assert offered == [1, 3]  # of her own drift and of what she held another settles
    assert "Discrepancy" in shown
    assert "Drift of a lot" in shown
    assert "7 g" in shown
    assert "differs from the book by 7 g" in home


@database
def test_a_hold_is_placed_seen_on_the_exhibit_and_lifted_with_a_reason() -> None:
    scene = tea_case(Step.STORED)
    client = signed_in(scene.mika)
    given = {"case": scene.case, "exhibit": scene.lots[0], "party": "AU-POLICE", "request": "MLA-1"}

    placed = client.post(reverse("custody:holds"), {**given, "why": "needed abroad"})
    row = overview.holds(reader_of(scene.mika))[0]
    listed = text_of(client.get(reverse("custody:place", args=["R1-S1"])))
    empty = client.post(reverse("custody:lift_hold", args=[row.pk]), {"why": ""})
    lifted = client.post(reverse("custody:lift_hold", args=[row.pk]), {"why": "MLA-2 withdraws it"})
    row.refresh_from_db()

    assert placed.status_code == empty.status_code == lifted.status_code == FOUND
    assert listed.count("#lock") == 1
    assert row.lifted_by == scene.mika.badge


@database
def test_a_signed_paper_is_kept_once_and_nothing_else_passes_for_one() -> None:
    scene = tea_case(Step.STORED)
    Form.objects.create(
        number=f"{scene.case}-F01", code="seizure-list", case=scene.case, language="zh-Hans", sha256="0" * 64,
        printed_by=scene.kofi.badge, printed_at=NOON,
    )  # fmt: skip
    client = signed_in(scene.kofi)
    qr = form_label(node=settings.BORDERLINK.node, form=f"{scene.case}-F01")

    def send(content: bytes, name: str = "scan.pdf", form: str = qr) -> HttpResponseBase:
        return client.post(
            reverse("custody:papers"), {"form": form, "file": SimpleUploadedFile(name, content)}
        )

    text = send(b"just words")
    kept = send(b"%PDF-1.7 signed by hand")
    other = send(b"%PDF-1.7 another one")
    missing = send(b"%PDF-1.7", form="NOTHERE-F01")

    assert "custody.not-a-paper" in text_of(text)
    assert kept.status_code == FOUND
    assert "custody.paper-known" in text_of(other)
    assert missing.status_code == NOT_FOUND
    assert len(Form.objects.get().scan_sha256) == 64


@database
def test_the_laboratory_receives_opens_reports_seals_again_and_sees_nothing_else() -> None:
    scene = tea_case(Step.STORED)
    jun, sample = scene.world.jun, scene.samples[0]
    asked = signed_in(scene.kofi).post(
        reverse("custody:ask_laboratory") + f"?case={scene.case}",
        {"exhibits": [sample], "organisation": "PEARL-LAB", "questions": ["identify-substance"], "note": ""},
    )
    number = asked.headers["Location"].rstrip("/").rpartition("/")[2]
    client = signed_in(jun)

    def act(name: str, **given: str) -> HttpResponseBase:
        return client.post(reverse(f"custody:{name}", args=[number, sample]), {"pin": PIN, **given})

    seal = exhibit(sample).seals[0]
    wrong = act("receive", seals="SEAL-X", giver_pin=PIN)
    steps = [
        act("receive", seals=seal, giver_pin=PIN),
        act("laboratory_unseal", seal=seal),
        act(
            "answer_request", result="identified", substance="SUB-METH-ICE", purity="82", purity_u="0.9",
            consumed="0.2", remaining="0.8", method="GC-MS", instrument="GC-7", analyst="Jun Mori",
        ),
        act("laboratory_reseal", seal="LAB-SEAL-1"),
    ]  # fmt: skip
    shown = text_of(client.get(reverse("custody:laboratory_request", args=[number])))
    others = [
        client.get(reverse(f"custody:{name}", args=args)).status_code
        for name, args in (("store", []), ("exhibit", [scene.lots[0]]), ("alarms", []), ("keys", []))
    ]

    assert wrong.status_code == UNPROCESSABLE
    assert [step.status_code for step in steps] == [FOUND] * 4
    assert exhibit(sample).book_mg == 800
    assert exhibit(sample).seals == ["LAB-SEAL-1"]
    assert "82% ± 0.9%" in shown
    assert all(status in {FORBIDDEN, NOT_FOUND} for status in others)
    assert scene.lots[1] not in text_of(client.get(reverse("custody:laboratory")))


@database
def test_a_laboratorys_figures_that_do_not_add_up_are_refused_beside_the_form() -> None:
    scene = tea_case(Step.STORED)
    handed(scene, scene.samples[0])
    number = overview_request(scene)

    answer = signed_in(scene.world.jun).post(
        reverse("custody:answer_request", args=[number, scene.samples[0]]),
        {
            "pin": PIN, "result": "identified", "substance": "SUB-METH-ICE", "consumed": "0.2",
            "remaining": "0.9", "method": "GC-MS", "instrument": "GC-7", "analyst": "Jun Mori",
        },
    )  # fmt: skip

    assert answer.status_code == UNPROCESSABLE
    assert "custody.masses-differ" in text_of(answer)
    assert exhibit(scene.samples[0]).book_mg == 1_000


def overview_request(scene: Scene) -> str:
    from borderlink.custody.models.room import LaboratoryRequest

    return LaboratoryRequest.objects.get().number


def handed(scene: Scene, sample: str) -> None:
    """Ask the laboratory, hand it the sample and let it open the seal."""
    from borderlink.custody.actions import laboratory, sealing

    jun = scene.world.jun
    laboratory.request(
        case=scene.case, exhibits=[sample], organisation="PEARL-LAB", questions=["identify-substance"],
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    handing.hand_over(
        exhibit=sample, taker=jun.badge, seals_seen=exhibit(sample).seals,
        purpose=handing.Purpose.LABORATORY, hands=scene.hands(scene.mika, jun), by=scene.by(scene.mika),
        at=scene.now(),
    )  # fmt: skip
    sealing.unseal(
        exhibit=sample, layer=1, number=exhibit(sample).seals[0], reason="examination",
        hands=scene.hands(jun), by=scene.by(jun), at=scene.now(),
    )  # fmt: skip


@database
def test_a_hold_of_a_case_out_of_sight_is_refused_as_a_missing_one() -> None:
    scene = tea_case(Step.SEIZED)
    hold = holds.place_hold(
        case=scene.case, party="AU-POLICE", request="MLA-1", by=scene.by(), at=scene.now()
    )
    client = signed_in(scene.nadia)

    theirs = client.post(reverse("custody:lift_hold", args=[hold.pk]), {"why": "x"})
    missing = client.post(reverse("custody:lift_hold", args=[hold.pk + 1]), {"why": "x"})

    assert theirs.status_code == missing.status_code == NOT_FOUND
    assert scene.case not in text_of(client.get(reverse("custody:holds")))


@database
@pytest.mark.parametrize("name", ["store", "scan", "stock_takes", "places", "balances", "alarms", "labels"])
def test_who_keeps_no_room_is_not_let_into_it(name: str) -> None:
    scene = tea_case(Step.OPENED)
    outsiders = [scene.world.chidi, scene.world.jun, scene.world.emeka]

    statuses = {signed_in(one).get(reverse(f"custody:{name}")).status_code for one in outsiders}

    assert statuses == {FORBIDDEN}
