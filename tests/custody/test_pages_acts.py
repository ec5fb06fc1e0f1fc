"""The pages on which officers act on exhibits: what they offer, record, ask back and refuse."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from borderlink.custody.actions import laboratory
from borderlink.custody.domain.schema import Kind
from borderlink.custody.forms.fields import read_grams
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import OverriddenWarning
from borderlink.custody.queries.exhibits import masses_of_case
from borderlink.officers.models import Officer
from tests.conftest import WANTED
from tests.custody.scenes import PARCELS, PIN, VIDEO, Step, exhibit, let_leave, plan, tea_case
from tests.world import DAY_AFTER, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, DAY_AFTER]

OK, FOUND, UNPROCESSABLE, NOT_FOUND, FORBIDDEN = 200, 302, 422, 404, 403


def signs(second: Officer | None = None, **more: str) -> dict[str, str]:
    """What the signing part sends."""
    both = {"sign-second": second.badge, "sign-second_pin": PIN} if second else {}
    return {"sign-pin": PIN, **both, **more}


def at(name: str, number: str) -> str:
    return reverse(f"custody:{name}", args=[number])


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "language", "mass_mg"),
    [
        ("7981", "en", 7_981_000),
        ("7981.5", "en", 7_981_500),
        ("0.004", "zh-Hans", 4),
        ("７９８１", "zh-Hans", 7_981_000),
        ("0,987", "vi", 987),
        ("12.5", "vi", 12_500),
        ("12,5", "en", 12_500),
    ],
)
def test_grams_become_whole_milligrams(typed: str, language: str, mass_mg: int) -> None:
    assert read_grams(typed, language) == mass_mg
    assert Decimal(mass_mg) / 1000 == Decimal(mass_mg).scaleb(-3)


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("7,981", "en"),
        ("7.981", "vi"),
        ("7981 kg", "en"),
        ("-5", "en"),
        ("1e3", "en"),
        ("0.0001", "en"),
        ("7 981", "en"),
        ("9999999999", "en"),
        ("nan", "vi"),
    ],
)
def test_a_mass_that_can_be_read_two_ways_or_is_no_mass_is_refused(typed: str, language: str) -> None:
    with pytest.raises(ValidationError):
        read_grams(typed, language)


def test_an_exhibits_page_tells_its_history_and_offers_what_its_state_allows() -> None:
    scene = tea_case(Step.STORED)
    page = signed_in(scene.mika).get(at("exhibit", scene.lots[0]))
    shown = text_of(page)

    assert page.status_code == OK
    assert "2,013 g" in shown
    assert "2,012 g" in shown
    assert "Kofi Mensah handed exhibit" in shown
    assert at("unseal", scene.lots[0]) in shown
    assert at("move", scene.lots[0]) in shown
    assert at("sample", scene.lots[0]) not in shown
    assert at("accepted", scene.lots[0]) not in shown
    assert scene.samples[0] in shown


def test_who_handles_a_wrapper_is_led_to_the_laboratory_first_until_it_is_asked_for_traces() -> None:
    scene = tea_case(Step.SEIZED)
    wrapper, client = scene.wrapper, signed_in(scene.kofi)
    says = "Nobody has asked for fingerprints or DNA"

    def told() -> list[bool]:
        pages = (at("exhibit", wrapper), at("weigh", scene.lots[0]), at("weigh", scene.lots[1]))
        return [says in text_of(client.get(page)) for page in pages]

    before = told()
    laboratory.request(
        case=scene.case, exhibits=[wrapper], organisation="PEARL-LAB", questions=["find-fingerprints"],
        by=scene.by(), at=scene.now(),
    )  # fmt: skip

    assert before == [True, True, False]
    assert told() == [False, False, False]


def test_who_is_not_let_into_the_case_reads_the_same_words_as_for_a_missing_exhibit() -> None:
    scene = tea_case(Step.WEIGHED)
    client = signed_in(scene.world.chidi)
    names = ["exhibit", "weigh", "seal", "hand_over", "correct"]

    for name in names:
        theirs = client.get(at(name, scene.lots[0]))
        missing = client.get(at(name, "NOTHERE-E01"))
        assert theirs.status_code == missing.status_code == NOT_FOUND
        said = [
            re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", answer.content.decode())
            for answer in (theirs, missing)
        ]
        assert said[0].replace(scene.lots[0], "NOTHERE-E01") == said[1]


def test_a_case_is_closed_to_outsiders_on_every_page_about_its_exhibits() -> None:
    scene = tea_case(Step.WEIGHED)
    client = signed_in(scene.world.chidi)

    for name in ("take_over", "seize", "group", "plan_samples", "chain", "plan_destruction", "closure"):
        assert client.get(at(name, scene.case)).status_code == NOT_FOUND, name


def test_two_officers_weigh_on_one_screen_and_name_the_witness() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.kofi)
    before = Entry.objects.count()

    answer = client.post(
        at("weigh", scene.lots[0]),
        {"measure": "net", "balance": "B-1", "mass": "2013", "times": "1",
         **signs(scene.lena, **{"sign-capacity": "civilian", "sign-witness_name": "Rosa Lindqvist"})},
    )  # fmt: skip

    assert answer.status_code == FOUND
    assert exhibit(scene.lots[0]).book_mg == 2_013_000
    kinds = list(Entry.objects.order_by("sequence").values_list("kind", flat=True))[before:]
    assert kinds == [Kind.WEIGH.value, Kind.WITNESS.value]


def test_kilograms_typed_for_grams_are_asked_back_and_recorded_only_when_confirmed() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.kofi)
    gross = {"measure": "gross", "balance": "B-1", "mass": "2133", "times": "1", **signs(scene.lena)}
    net = {"measure": "net", "balance": "B-1", "mass": "2013000", "times": "1", **signs(scene.lena)}
    client.post(at("weigh", scene.lots[0]), gross)

    asked = client.post(at("weigh", scene.lots[0]), net)
    shown = text_of(asked)

    assert asked.status_code == UNPROCESSABLE
    assert "2.013 t is 943 times what was recorded or declared. Is this right?" in shown
    assert 'value="2013000000"' in shown
    assert PIN not in shown
    assert 'value="2013000"' in shown
    assert exhibit(scene.lots[0]).book_mg is None
    again = client.post(at("weigh", scene.lots[0]), {**net, "mass": "2013", "confirmed": "2013000000"})
    assert again.status_code == FOUND
    assert exhibit(scene.lots[0]).book_mg == 2_013_000
    assert not OverriddenWarning.objects.exists()


def test_a_reading_that_the_balance_cannot_show_is_refused_beside_its_field() -> None:
    scene = tea_case(Step.SEIZED)

    answer = signed_in(scene.kofi).post(
        at("weigh", scene.lots[0]),
        {"measure": "net", "balance": "B-1", "mass": "2013.25", "times": "1", **signs(scene.lena)},
    )

    assert answer.status_code == UNPROCESSABLE
    assert "This balance shows other steps" in text_of(answer)


def test_a_wrong_pin_is_told_and_everything_but_the_pins_is_kept() -> None:
    scene = tea_case(Step.SEIZED)

    answer = signed_in(scene.kofi).post(
        at("weigh", scene.lots[0]),
        {"measure": "net", "balance": "B-1", "mass": "2013", "times": "1", "note": "in foil",
         **signs(scene.lena, **{"sign-second_pin": "wrong-pin"})},
    )  # fmt: skip
    shown = text_of(answer)

    assert answer.status_code == UNPROCESSABLE
    assert "custody.wrong-pin" in shown
    assert "in foil" in shown
    assert "wrong-pin" not in shown.replace("custody.wrong-pin", "")


def test_one_officer_does_not_sign_as_two() -> None:
    scene = tea_case(Step.SEALED)
    number = scene.lots[0]
    given = {"purpose": "custody", "seal_1": exhibit(number).seals[0], **signs(scene.kofi)}

    answer = signed_in(scene.kofi).post(at("hand_over", number), given)

    assert answer.status_code == UNPROCESSABLE
    assert "You sign already" in text_of(answer)


def test_a_rule_packs_second_officer_is_asked_for_and_left_out_only_on_purpose() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.kofi)
    given = {"measure": "net", "balance": "B-1", "mass": "2013", "times": "1", **signs()}

    asked = client.post(at("weigh", scene.lots[0]), given)
    alone = client.post(at("weigh", scene.lots[0]), {**given, "sign-alone": "on"})

    assert asked.status_code == UNPROCESSABLE
    assert "The rule pack wants two officers" in text_of(asked)
    assert alone.status_code == FOUND


def test_a_sheet_weighs_samples_seals_and_stores_with_one_signature_or_does_nothing() -> None:
    scene = tea_case(Step.SEIZED)
    client = signed_in(scene.kofi)
    lot = scene.lots[0]
    sheet = {
        "balance": "B-1", "gross": "2133", "net": "2013", "purpose": "laboratory", "sample_balance": "B-2",
        "sample": "1.00", "packages": "1", "spots": "3", "sample_seal": "SEAL-2", "number": "SEAL-1",
        "closure": "bag", "sealed": "2132", "location": "R1-S1",
    }  # fmt: skip
    size = Entry.objects.count()

    refused = client.post(at("sheet", lot), {**sheet, "sample_seal": "SEAL-1", **signs(scene.lena)})
    assert refused.status_code == UNPROCESSABLE
    assert "custody.seal-used" in text_of(refused)
    assert Entry.objects.count() == size
    done = client.post(at("sheet", lot), {**sheet, **signs(scene.lena)})

    assert done.status_code == FOUND
    assert exhibit(lot).book_mg == 2_012_000
    assert exhibit(lot).seals == ["SEAL-1"]
    assert exhibit(lot).location == "R1-S1"
    assert exhibit(f"{lot}-S1").seals == ["SEAL-2"]
    kinds = list(Entry.objects.order_by("sequence").values_list("kind", flat=True))[size:]
    assert kinds == ["weigh", "weigh", "sample", "seal", "seal", "weigh", "store"]


def test_seals_are_typed_as_they_are_seen_and_never_filled_in() -> None:
    scene = tea_case(Step.SEALED)
    client = signed_in(scene.kofi)
    lot = scene.lots[0]
    seal = exhibit(lot).seals[0]

    form = text_of(client.get(at("hand_over", lot)))
    other = client.post(at("hand_over", lot), {"purpose": "custody", "seal_1": "SEAL-X", **signs(scene.mika)})
    given = client.post(at("hand_over", lot), {"purpose": "custody", "seal_1": seal, **signs(scene.mika)})

    assert f'value="{seal}"' not in form
    assert "custody.seal-does-not-match" in text_of(other)
    assert given.status_code == FOUND
    assert exhibit(lot).holder == scene.mika.badge


def test_parcels_are_taken_over_and_seized_on_two_pages() -> None:
    scene = tea_case(Step.OPENED)
    client = signed_in(scene.kofi)

    taken = client.post(
        at("take_over", scene.case), {"others": "\n".join(PARCELS), **signs(scene.world.amina)}
    )
    rows = {
        "exhibits-TOTAL_FORMS": "2", "exhibits-INITIAL_FORMS": "0",
        "exhibits-0-item": "drug", "exhibits-0-substance": "SUB-METH-ICE", "exhibits-0-form": "crystal",
        "exhibits-0-packages": "1", "exhibits-0-parcel": PARCELS[0],
        "exhibits-1-item": "packaging", "exhibits-1-packages": "1", "exhibits-1-belongs_to": "#1",
        "exhibits-1-description": "a tea wrapper",
    }  # fmt: skip
    common = {
        "seized_at": "2026-11-22T12:00", "place": "GZ-EMS-1", "country": "cn", "basis": "mail-inspection",
        "suspect": "unknown", "video": VIDEO,
    }  # fmt: skip
    seized = client.post(at("seize", scene.case), {**rows, **common, **signs(scene.lena)})

    assert taken.status_code == FOUND
    assert seized.status_code == FOUND, text_of(seized)
    first, second = Exhibit.objects.filter(case=scene.case).order_by("number")
    assert (first.item, first.parcel, first.holder) == ("drug", PARCELS[0], scene.kofi.badge)
    assert (second.item, second.belongs_to) == ("packaging", first.number)


def test_a_case_shows_its_exhibits_masses_and_departures() -> None:
    scene = tea_case(Step.SENT)

    page = text_of(signed_in(scene.kofi).get(at("chain", scene.case)))

    assert "7,981 g" in page
    assert "The book adds up" in page
    assert "no witness is recorded" in page


def test_destruction_waits_for_the_final_decision_and_closes_the_balance() -> None:
    scene = tea_case(Step.FINAL)
    client = signed_in(scene.mika)
    given = {
        "members": scene.lots, "method": "incineration", "place": "GZ-PLANT",
        "planned_at": "2027-02-01T10:00", "decision": "JUDGMENT-1",
    }  # fmt: skip
    planned = client.post(at("plan_destruction", scene.case), {**given, **signs(scene.nadia)})
    assert planned.status_code == FOUND, text_of(planned)
    day = client.get(planned.headers["Location"])

    assert "drawn for a re-test" in text_of(day)
    for lot in scene.lots:
        row = exhibit(lot)
        answer = client.post(
            at("destroy", lot),
            {"seal_1": row.seals[0], "balance": "B-1", "mass": str((row.book_mg or 0) // 1000), "times": "1",
             "video": VIDEO, **signs(scene.nadia)},
        )  # fmt: skip
        assert answer.status_code == FOUND, text_of(answer)
    closure = text_of(signed_in(scene.kofi).get(at("closure", scene.case)))

    assert "destroyed without a re-test" in text_of(client.get(planned.headers["Location"]))
    assert "The balance closes" in closure
    assert masses_of_case(scene.by(), scene.case).kept == 0


def test_a_plan_before_the_final_decision_is_refused_beside_the_form() -> None:
    scene = tea_case(Step.STORED)
    given = {
        "members": scene.lots, "method": "incineration", "place": "GZ-PLANT",
        "planned_at": "2027-02-01T10:00", "decision": "JUDGMENT-1",
    }  # fmt: skip

    answer = signed_in(scene.mika).post(at("plan_destruction", scene.case), {**given, **signs(scene.nadia)})

    assert answer.status_code == UNPROCESSABLE
    assert "custody.case-still-open" in text_of(answer)


def test_every_act_has_a_page_that_answers_in_every_language() -> None:
    scene = tea_case(Step.SENT)
    client = signed_in(scene.mika)
    numbers = [*scene.lots, *scene.samples, scene.wrapper, scene.telephone, f"{scene.lots[0]}-P1"]
    for language in ("zh-hans", "vi", "en") if WANTED == "sqlite" else ("en",):  # words ask no database
        client.post(reverse("set_language"), {"language": language})
        for number in numbers:
            page = client.get(at("exhibit", number))
            assert page.status_code == OK
            for where in re.findall(
                r'class="btn[^"]*" href="(/custody/exhibits/[^"]+)"', page.content.decode()
            ):
                assert client.get(where).status_code == OK, where


def test_who_only_looks_is_refused_an_act() -> None:
    scene = tea_case(Step.WEIGHED)
    officer = scene.world.dalia
    officer.unit = Officer.objects.get(badge=scene.kofi.badge).unit
    officer.save()
    client = signed_in(officer)

    looked = client.get(at("exhibit", scene.lots[0]))
    acted = client.get(at("weigh", scene.lots[0]))

    assert looked.status_code == OK
    assert "your roles do not act on it" in text_of(looked)
    assert acted.status_code == FORBIDDEN


def test_an_open_discrepancy_stands_on_the_case_and_leads_through_record_and_explanation() -> None:
    scene = tea_case(Step.WEIGHED)
    client, lot = signed_in(scene.kofi), scene.lots[0]
    weighing = {"measure": "net", "balance": "B-1", "mass": "1990", "times": "1", **signs(scene.lena)}
    client.post(at("weigh", lot), weighing)
    case = text_of(
        client.get(reverse("cases:case", args=[scene.case]), {"why": "look-investigate"}, follow=True)
    )
    first = text_of(client.get(at("exhibit", lot)))

    client.post(at("discrepancy", lot), {"note": "the bag was torn", **signs(scene.lena)})
    second = text_of(client.get(at("exhibit", lot)))
    alone = client.post(at("explain", lot), {"cause": "spilled", "books": "difference", "text": "torn bag",
                                             **signs(scene.lena)})  # fmt: skip
    both = client.post(at("explain", lot), {"cause": "spilled", "books": "difference", "text": "torn bag",
                                            **signs(scene.mika)})  # fmt: skip

    assert "Exhibits and custody" in case
    assert lot.removeprefix(f"{scene.case}-") in case
    assert at("discrepancy", lot) in first
    assert at("explain", lot) not in first
    assert at("explain", lot) in second
    assert "custody.same-unit" in text_of(alone)
    assert both.status_code == FOUND
    assert exhibit(lot).book_mg == 1_990_000
    assert masses_of_case(scene.by(), scene.case).loss == 23_000


def test_a_partners_acceptance_and_a_cancelled_offer_are_recorded_on_their_pages() -> None:
    scene = tea_case(Step.SENT)
    part = f"{scene.lots[0]}-P1"
    client = signed_in(scene.mika)
    offer = {
        "seal_1": exhibit(scene.lots[1]).seals[0], "balance": "B-1", "mass": "2106", "times": "1",
        "to_node": "AU-POLICE", "request": "R-2", "basis": "MLA-1", "purpose": "trial",
        "expires_at": "2031-01-01T10:00", "authorisation": "EX-1", "permit": "IM-1", "transit": "HK SG",
    }  # fmt: skip

    back = client.get(at("exhibit", part))
    let_leave(scene, scene.lots[1], at=timezone.now())
    offered = client.post(at("offer", scene.lots[1]), {**offer, **signs(scene.nadia)})
    cancelled = client.post(
        at("cancel", scene.lots[1]), {"reason": "expired", "not_accepted": "ef" * 32, **signs()}
    )

    assert at("take_back", part) in text_of(back)
    assert offered.status_code == FOUND, text_of(offered)
    assert cancelled.status_code == FOUND, text_of(cancelled)
    assert exhibit(scene.lots[1]).state == "held"


def test_an_earlier_entry_is_corrected_by_one_of_its_own() -> None:
    scene = tea_case(Step.SEIZED)
    client, lot = signed_in(scene.kofi), scene.lots[0]
    seized = Entry.objects.get(kind="seize", exhibit=lot).case_seq
    given = {"entry": str(seized), "field": "place", "becomes": "GZ-EMS-2"}

    silent = client.post(at("correct", lot), {**given, **signs()})
    told = client.post(at("correct", lot), {**given, "note": "the other counter", **signs()})
    page = text_of(client.get(at("chain", scene.case)))

    assert silent.status_code == UNPROCESSABLE
    assert told.status_code == FOUND
    assert "GZ-EMS-1 became GZ-EMS-2" in page
    assert "the other counter" in page


def test_the_lot_that_chance_has_drawn_is_sampled_again_before_it_burns() -> None:
    scene = tea_case(Step.FINAL)
    plan(scene)
    client = signed_in(scene.mika)
    day = text_of(client.get(reverse("custody:destruction", args=[scene.case, exhibit(scene.lots[0]).plan])))
    drawn = next(lot for lot in scene.lots if at("retest", lot) in day)
    row = exhibit(drawn)
    sample = {
        "seal_1": row.seals[0], "balance": "B-2", "mass": "1.00", "times": "1", "packages": "1", "spots": "3",
        "seal": "RETEST-1",
    }  # fmt: skip

    wrong = client.post(at("retest", drawn), {**sample, "seal_1": "SEAL-X", **signs(scene.nadia)})
    taken = client.post(at("retest", drawn), {**sample, **signs(scene.nadia)})
    left = (exhibit(drawn).book_mg or 0) // 1000
    burnt = client.post(
        at("destroy", drawn),
        {"balance": "B-1", "mass": str(left), "times": "1", "video": VIDEO, **signs(scene.nadia)},
    )

    assert wrong.status_code == UNPROCESSABLE
    assert "custody.seal-does-not-match" in text_of(wrong)
    assert taken.status_code == FOUND, text_of(taken)
    assert Exhibit.objects.get(parent=drawn, purpose="retest").seals == ["RETEST-1"]
    assert burnt.status_code == FOUND, text_of(burnt)
    assert exhibit(drawn).state == "destroyed"


def test_a_case_in_which_nothing_is_seized_says_what_to_do_next() -> None:
    scene = tea_case(Step.OPENED)

    answer = signed_in(scene.kofi).get(
        reverse("cases:case", args=[scene.case]), {"why": "look-investigate"}, follow=True
    )
    shown = text_of(answer)

    assert answer.status_code == OK
    assert "Nothing is seized yet" in shown
    assert at("take_over", scene.case) in shown
    assert at("seize", scene.case) in shown
