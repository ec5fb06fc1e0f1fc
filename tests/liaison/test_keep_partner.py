"""A partner after the ceremony: paused, resumed, ended, told about; what its pages show to whom."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from borderlink.foundation.refusals import NotAllowed, NotFound, every_refusal
from borderlink.journal.queries import open_alerts
from borderlink.liaison.actions.partners import (
    ask_to_resume,
    change_partner,
    change_terms,
    end_partner,
    pause_by_node,
    pause_partner,
    resume_partner,
)
from borderlink.liaison.domain.partnership import address
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.domain.troubles import Known, Weight, troubles
from borderlink.liaison.pages.linkwords import failure
from borderlink.liaison.queries.partners import Partner, keys_in_force, partner_of, terms_of
from borderlink.liaison.refusals.partners import (
    AddressNotUnderstood,
    NeedsAnotherOfficer,
    NotInState,
    ReasonNeeded,
)
from tests.liaison.partners import (
    Agency,
    liaison_officer,
    our_agency,
    pin,
    pinned_agency,
    two_officers,
    usual_terms,
)
from tests.world import NOON, World, signed_in

CODE = "MC-POLICE"
PAGES = (
    ("partners", ()), ("add_partner", ()), ("introduction", ()), ("introduction_file", ()),
    ("introduction_pdf", ()), ("partner", (CODE,)), ("record_pdf", (CODE,)), ("partner_details", (CODE,)),
)  # fmt: skip


def alerts(world: World) -> set[str]:
    return {line.act for line in open_alerts(reader=world.reader(world.emeka))}


def test_one_officer_pauses_and_resumes_with_a_reason(world: World) -> None:
    pinned_agency(world)
    first, _ = two_officers(world)

    with pytest.raises(ReasonNeeded):
        pause_partner(code=CODE, reason="decision", why=" ", by=first, at=NOON)
    paused = pause_partner(code=CODE, reason="decision", why="their office moves", by=first, at=NOON)
    state = paused.state
    resumed = resume_partner(code=CODE, why="they have moved", by=first, at=NOON)

    assert (state, resumed.state) == (PartnerState.PAUSED.value, PartnerState.PINNED.value)
    with pytest.raises(NotInState):
        resume_partner(code=CODE, why="again", by=first, at=NOON)


def test_after_an_equivocation_one_officer_asks_and_another_resumes(world: World) -> None:
    partner, _ = pinned_agency(world)
    first, second = two_officers(world)
    pause_by_node(partner=partner, reason="equivocation", at=NOON)

    for alone in (first, second):
        with pytest.raises(NeedsAnotherOfficer):
            resume_partner(code=CODE, why="it was a mistake", by=alone, at=NOON)
    ask_to_resume(code=CODE, why="their backup was put back", by=first, at=NOON)
    with pytest.raises(NeedsAnotherOfficer):
        resume_partner(code=CODE, why="I asked myself", by=first, at=NOON)
    resumed = resume_partner(code=CODE, why="they showed us", by=second, at=NOON)

    assert resumed.state == PartnerState.PINNED.value
    assert {"liaison.pause-partner", "liaison.resume-partner"} <= alerts(world)


def test_a_new_grave_reason_forgets_who_asked_to_resume(world: World) -> None:
    partner, _ = pinned_agency(world)
    first, second = two_officers(world)
    pause_partner(code=CODE, reason="upkeep", why="work", by=first, at=NOON)
    ask_to_resume(code=CODE, why="work is done", by=first, at=NOON)

    pause_by_node(partner=partner, reason="rollback", at=NOON)
    pause_by_node(partner=partner, reason="upkeep", at=NOON)

    assert partner_of(first, CODE).paused_why == "rollback"
    with pytest.raises(NeedsAnotherOfficer):
        resume_partner(code=CODE, why="done", by=second, at=NOON)


def test_an_ended_partner_is_trusted_again_by_a_ceremony_alone(world: World) -> None:
    partner, agency = pinned_agency(world)
    first, _ = two_officers(world)

    end_partner(code=CODE, why="the agreement ran out", by=first, at=NOON)
    trusted = keys_in_force(partner, NOON)
    pause_by_node(partner=partner, reason="equivocation", at=NOON)

    assert trusted is None
    assert partner_of(first, CODE).state == PartnerState.ENDED.value
    with pytest.raises(NotInState):
        resume_partner(code=CODE, why="again", by=first, at=NOON)
    assert pin(world, agency).state == PartnerState.PINNED.value


def test_only_a_commander_changes_what_may_be_told(world: World) -> None:
    pinned_agency(world)
    first, _ = two_officers(world)

    with pytest.raises(NotAllowed):
        change_terms(code=CODE, terms=Terms.strict(), by=first, at=NOON)
    changed = change_terms(code=CODE, terms=Terms.strict(), by=world.reader(world.dalia), at=NOON)

    assert terms_of(changed).bases == ()
    assert "liaison.change-terms" in alerts(world)


def test_an_address_is_https_or_on_this_machine(world: World) -> None:
    pinned_agency(world)
    first, _ = two_officers(world)
    kept = {"unit": "GZ-NANSHA", "language": "vi", "time_zone": "Asia/Ho_Chi_Minh", "letters_a_minute": 60}

    with pytest.raises(AddressNotUnderstood):
        change_partner(code=CODE, address="http://post.example", **kept, by=first, at=NOON)  # type: ignore[arg-type]
    changed = change_partner(
        code=CODE, address="https://post.example:8443/", **kept, by=first, at=NOON  # type: ignore[arg-type]
    )  # fmt: skip

    assert (changed.address, changed.unit) == ("https://post.example:8443", "GZ-NANSHA")
    assert [address(text) for text in ("", " http://127.0.0.1:9 ", "https://[::1]:8443")] == [
        "", "http://127.0.0.1:9", "https://[::1]:8443",
    ]  # fmt: skip
    for wrong in ("ftp://a", "https://", "https://a/b", "https://u:p@a", "https://a:99999", "a.example"):
        with pytest.raises(AddressNotUnderstood):
            address(wrong)


def test_every_page_of_a_partner_opens_for_its_officers_and_for_nobody_else(world: World) -> None:
    now = timezone.now()
    our_agency(now)
    partner, _ = pinned_agency(world, at=now)
    pause_by_node(partner=partner, reason="equivocation", at=now)
    officer, outsider = signed_in(liaison_officer(world)), signed_in(world.amina)

    for name, args in PAGES:
        where = reverse(f"liaison:{name}", args=args)
        assert officer.get(where).status_code == HTTPStatus.OK, name
        assert outsider.get(where).status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}, name
    terms = reverse("liaison:partner_terms", args=(CODE,))
    assert signed_in(world.dalia).get(terms).status_code == HTTPStatus.OK
    assert officer.get(terms).status_code == HTTPStatus.FORBIDDEN


def test_an_outsider_hears_of_a_partner_in_the_words_of_a_missing_one(world: World) -> None:
    pinned_agency(world)
    reader = world.reader(world.amina)

    said = []
    for code in (CODE, "NOT-THERE"):
        with pytest.raises(NotFound) as refused:
            partner_of(reader, code)
        said.append(str(refused.value).replace(code, "-"))

    assert said[0] == said[1]


def test_the_boxes_say_which_link_is_broken_and_why(world: World) -> None:
    now = timezone.now()
    our_agency(now)
    partner, _ = pinned_agency(world, at=now)
    pinned_agency(world, "SYD-POLICE", "AU", at=now)
    pause_by_node(partner=partner, reason="equivocation", at=now)
    client = signed_in(liaison_officer(world))

    for box in ("inbox", "outbox"):
        page = client.get(reverse(f"liaison:{box}"), headers={"accept-language": "en"}).content.decode()
        assert reverse("liaison:partner", args=(CODE,)) in page
        assert reverse("liaison:partner", args=("SYD-POLICE",)) not in page


def test_the_ceremony_is_held_on_two_screens(world: World) -> None:
    agency = Agency(code=CODE, country="VN")
    agency.make_keys(from_at=timezone.now())
    first = signed_in(liaison_officer(world))
    second = signed_in(liaison_officer(world, "GZ-0202", "Tao Wen"))
    file = SimpleUploadedFile("mc.borderlink", agency.introduction().to_bytes())
    confirm = reverse("liaison:confirm_partner", args=(CODE,))
    digits = agency.root().root.fingerprint().split()

    taken = first.post(reverse("liaison:add_partner"), {"file": file, "unit": "GZ-BAIYUN"})
    page = second.get(confirm).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen is not None
    typed = {f"group_{number}": group for number, group in enumerate(digits, start=1)} | {"seen": seen[1]}
    misheard = second.post(confirm, typed | {"group_4": "00000"})
    alone = first.post(confirm, typed)
    confirmed = second.post(confirm, typed)

    assert taken.headers["Location"] == confirm
    assert not any(group in page for group in digits)
    assert misheard.status_code == alone.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "partners.digits-differ" in misheard.content.decode()
    assert confirmed.headers["Location"] == reverse("liaison:partner", args=(CODE,))
    assert Partner.objects.get(code=CODE).state == PartnerState.PINNED.value


def test_terms_that_are_saved_as_they_stand_stay_as_they_are(world: World) -> None:
    partner, _ = pinned_agency(world)
    client = signed_in(world.dalia)
    where = reverse("liaison:partner_terms", args=(CODE,))
    page = client.get(where).content.decode()

    answer = client.post(where, typed_in(page))

    assert answer.status_code == HTTPStatus.FOUND
    partner.refresh_from_db()
    assert terms_of(partner) == usual_terms("VN")


def typed_in(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of a page's main form, nothing changed."""
    form = page[page.index("<main") :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else ("on" if "checkbox" in tag else ""))
    for name_, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen is not None
        found[name_] = [chosen[1]]
    return found


def test_what_stops_all_letters_is_said_first() -> None:
    known = Known(
        state=PartnerState.PAUSED, paused_at=NOON, paused_why="equivocation", has_address=True,
        our_keys_until=NOON + timedelta(days=400), their_keys_until=NOON + timedelta(days=3), waiting=4,
        oldest_at=NOON - timedelta(hours=2), failed=3, failed_said="post.no-route",
        next_try_at=NOON + timedelta(minutes=1), came_through_at=NOON - timedelta(hours=2),
        heard_at=NOON - timedelta(hours=2), they_miss=1, they_refused=1, quarantined=1, expired=1,
    )  # fmt: skip

    found = troubles(known, NOON)

    assert [one.code for one in found] == [
        "paused", "unreached", "waiting", "silent", "their-keys-soon", "they-miss", "they-refused",
        "we-quarantine", "expired",
    ]  # fmt: skip
    assert found[0].weight is Weight.STOPS
    fine = Known(
        state=PartnerState.PINNED, our_keys_until=NOON + timedelta(days=90),
        their_keys_until=NOON + timedelta(days=90), heard_at=NOON,
    )  # fmt: skip
    assert troubles(fine, NOON) == ()


def test_every_code_that_the_post_counts_has_a_sentence() -> None:
    counted = {
        refusal.code
        for refusal in every_refusal()
        if refusal.__module__.rpartition(".")[2] in {"envelope", "receiving", "letters", "post"}
        and refusal.code.partition(".")[0] in {"envelope", "letters", "post"}
    }
    never_counted = {"post.partner-not-pinned", "post.partner-paused", "post.courier-file-exists"}

    missing = [code for code in sorted(counted - never_counted) if failure(code, "en") == code]

    assert missing == []
    assert failure("post.no-route", "vi") != failure("post.no-route", "en")
