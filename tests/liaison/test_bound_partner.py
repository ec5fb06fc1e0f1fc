"""What a partner's letter may not do here: stop what is ours, end clocks of its own, push our numbers out."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from borderlink.custody.models.room import Hold
from borderlink.foundation.refusals import NotFound
from borderlink.journal.models import JournalLine
from borderlink.liaison.actions.applying import _shown
from borderlink.liaison.actions.casing import join_case
from borderlink.liaison.actions.composing import save_draft, start_letter
from borderlink.liaison.actions.owing import erase_told, let_go
from borderlink.liaison.actions.reading import open_letter
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.actions.translating import (
    ask_translation,
    deliver_translation,
    review_translation,
    take_translation,
)
from borderlink.liaison.models.casework import Owed
from borderlink.liaison.models.gate import Consent
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.gate import consent_of, consents, consents_to_choose
from borderlink.liaison.queries.gating import originators
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.refusals.office import OwnTranslation
from borderlink.officers.models import Officer
from borderlink.screening.queries.approved import suspended_warrants
from tests.cases.scenes import opened
from tests.liaison.office_scenes import LATER, NOBODY, came, office, trusted
from tests.world import NOON, World, signed_in

CLUE = {"score": {"points": 70, "of": 100, "actionable": 1}}


def test_a_withdrawal_stops_nothing_that_rests_on_a_case_of_ours_or_on_one_to_come(world: World) -> None:
    partner, case = trusted(world), opened(world)
    unit = case.number.rsplit("-", 2)[0]
    for reference in (case.number, f"{unit}-2027-0001"):
        said = came(partner, "feedback", {"outcomes": ["OUT-SEIZED"], "final": 1, "case": reference})
        came(partner, "withdrawal", {"letters": [str(said.uuid)], "why": "WDR-WRONG"}, thread=said.thread)

    assert suspended_warrants() == frozenset()
    assert Owed.objects.filter(kind="withdrawal").count() == 2


def test_a_withdrawal_that_names_an_erased_letter_is_still_laid_before_an_officer(world: World) -> None:
    partner, by = trusted(world), office(world)
    clue = came(partner, "clue", CLUE)
    came(
        partner,
        "erasure_request",
        {"letters": [str(clue.uuid)], "why": "ERS-INNOCENT", "by_on": "2026-12-01"},
    )
    erase_told(owed=Owed.objects.get().pk, why="cleared", by=by, at=LATER)

    came(partner, "withdrawal", {"letters": [str(clue.uuid)], "why": "WDR-WRONG"}, thread=clue.thread)

    assert Owed.objects.filter(kind="withdrawal", state="waiting").count() == 1
    client = signed_in(Officer.objects.get(badge=by.badge))
    assert client.get(reverse("liaison:propose_typology", args=[clue.uuid])).status_code == 200


def test_a_partner_ends_no_clock_by_answering_its_own_letter(world: World) -> None:
    partner = trusted(world)
    clue = came(partner, "clue", CLUE)

    came(partner, "feedback", {"outcomes": ["OUT-SEIZED"], "final": 1}, thread=clue.thread, reply_to=clue)

    clue.refresh_from_db()
    assert (clue.state, clue.answered_at, clue.feedback_at, clue.outcome) == ("arrived", None, None, "")


def test_a_partners_reference_never_pushes_our_own_numbers_out_of_their_column(world: World) -> None:
    partner, by = trusted(world), office(world)
    start = f"{partner.unit.split('-')[0]}-{NOON.year}-"
    hostile = _shown(partner, start + "9" * 24)
    Thread.objects.create(
        uuid=uuid4(), partner=partner, unit=partner.unit, reference=hostile, opened_at=NOON, last_at=NOON
    )

    letter = start_letter(kind="clue", partner=partner.code, by=by, at=NOON)

    assert letter.thread.reference == f"{start}0001"
    assert _shown(partner, f"{start}0007") == f"{start}0007"


def test_a_receipt_is_never_answered_by_a_receipt(world: World) -> None:
    partner, by = trusted(world), office(world)
    facts = {"letter": str(uuid4()), "stage": "RCP-OPENED", "at": int(NOON.timestamp())}
    receipt = came(partner, "receipt", facts)

    open_letter(letter=receipt.uuid, by=by, at=LATER)

    assert Letter.objects.filter(direction="out").count() == 0


def test_whoever_delivers_a_translation_that_another_took_does_not_review_it(world: World) -> None:
    first, second = office(world), office(world, "GZ-0032")
    row = ask_translation(
        unit="GZ-BAIYUN", source="Mục tiêu", from_language="vi", to_language="zh-Hans", by=first, at=NOON
    )
    take_translation(pk=row.pk, by=second, at=NOON)
    deliver_translation(pk=row.pk, text="目标", by=first, at=NOON)

    with pytest.raises(OwnTranslation):
        review_translation(pk=row.pk, good=True, by=first, at=LATER)

    assert review_translation(pk=row.pk, good=True, by=second, at=LATER).reviewer == "GZ-0032"


def test_a_release_lifts_holds_in_every_case_that_was_asked_and_no_hold_of_anothers(world: World) -> None:
    partner, by = trusted(world), office(world)
    cases = [opened(world, title=title).number for title in ("one", "two")]
    parties, request = (partner.code, partner.code, "COURT-1"), uuid4()
    for number, (case, party) in enumerate(zip([*cases, cases[0]], parties, strict=True)):
        Hold.objects.create(
            case=case, exhibit=f"X-{number}", party=party, request=str(request), placed_by="liaison",
            placed_at=NOON,
        )  # fmt: skip
    exhibits = ["X-0", "X-1", "X-2"]
    came(partner, "hold_release", {"request": str(request), "exhibits": exhibits, "why": "HEN-FINAL"})

    let_go(owed=Owed.objects.get().pk, why="theirs is final", by=by, at=LATER)

    assert [row.party for row in Hold.objects.filter(lifted_at=None)] == ["COURT-1"]


def test_a_clue_that_joined_a_second_case_keeps_its_originator_there(world: World) -> None:
    partner, other, by = trusted(world), trusted(world, "SYD-POLICE", "AU"), office(world)
    first, second = opened(world, title="one"), opened(world, title="two")
    clue = came(partner, "clue", CLUE)
    Thread.objects.filter(pk=clue.thread_id).update(case=first.number)
    inside = replace(by, cases=frozenset({second.number}))

    join_case(letter=clue, case=second.number, people=False, by=inside, at=LATER)

    assert originators(second.number, other) == {partner.code}


def test_a_consent_of_another_units_case_is_not_known_to_a_liaison_officer(world: World) -> None:
    elsewhere = replace(office(world), units=frozenset({"GZ-NANSHA"}))
    case = opened(world)
    until = {"from_at": NOON, "until_at": LATER, "given_on": NOON.date(), "at": NOON}
    for digest, number in (("a" * 64, case.number), ("b" * 64, "")):
        Consent.objects.create(
            digest=digest, recipient="MC-POLICE", authority="x", number="1", case=number, **until
        )

    assert [row.digest for row in consents(elsewhere)] == ["b" * 64]
    assert [digest for digest, _ in consents_to_choose(elsewhere, NOON)] == ["b" * 64]
    with pytest.raises(NotFound):
        consent_of(elsewhere, "a" * 64)
    assert consent_of(office(world, "GZ-0032"), "a" * 64).case == case.number


def test_every_look_at_a_draft_a_translation_or_a_list_of_the_office_leaves_a_line(world: World) -> None:
    partner, by = trusted(world), office(world)
    client = signed_in(Officer.objects.get(badge=by.badge))
    draft = start_letter(kind="clue", partner=partner.code, by=by, at=NOON)
    row = ask_translation(
        unit="GZ-BAIYUN", source="Mục tiêu", from_language="vi", to_language="zh-Hans", by=by, at=NOON
    )

    client.get(reverse("liaison:write", args=[draft.uuid]))
    client.get(reverse("liaison:preview", args=[draft.uuid]))
    client.get(reverse("liaison:translation", args=[row.pk]))
    for page in ("translations", "minutes_list", "hotline", "requests", "typologies", "gate"):
        assert client.get(reverse(f"liaison:{page}")).status_code == 200, page

    lines = JournalLine.objects.filter(act__startswith="liaison.look-at-", by=by.badge).order_by("pk")
    assert [line.subject for line in lines] == [
        f"letter {draft.uuid}", f"letter {draft.uuid}", f"translation {row.pk}", "translations", "minutes",
        "hotline", "requests", "typologies", "questions",
    ]  # fmt: skip


def test_how_we_found_it_leaves_in_classes_though_the_terms_closed_after_the_draft_was_saved(
    world: World,
) -> None:
    partner, by = trusted(world), office(world)
    Partner.objects.filter(pk=partner.pk).update(terms={**partner.terms, "coarsen": []})
    draft = start_letter(kind="clue", partner=partner.code, by=by, at=NOON)
    draft = save_draft(
        letter=draft, value={"facts": {**NOBODY, "how": {"detection": ["DET-DOG"]}}}, known_to="RSK-MANY",
        low_reason="LSR-ALLWEKNOW", by=by, at=NOON,
    )  # fmt: skip
    assert "DET-DOG" in draft.body
    Partner.objects.filter(pk=partner.pk).update(terms={**partner.terms, "coarsen": ["detection"]})

    sent = send_letter(letter=draft, by=by, at=LATER)

    assert body_of(sent)["facts"]["how"]["detection"] == ["DET-CLASS-EXAMINED"]
