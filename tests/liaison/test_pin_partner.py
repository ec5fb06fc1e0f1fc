"""The fingerprint ceremony: two officers, sixty digits, and nothing that is trusted before."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from borderlink.foundation.introductions import Introduction, NotAnIntroduction, introduce
from borderlink.foundation.letterkeys import LetterKeysNotSigned, NotLetterKeys, PrivateLetterKeys
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PublicKey
from borderlink.foundation.who import Reader
from borderlink.journal.queries import open_alerts
from borderlink.liaison.actions.ceremony import (
    confirm_introduction,
    give_up_introduction,
    note_refused,
    take_in_introduction,
)
from borderlink.liaison.domain.partnership import compare, digits_of
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.queries.partners import (
    Ceremony,
    keys_in_force,
    open_ceremony,
    partner_of,
    root_of,
    terms_of,
)
from borderlink.liaison.refusals.partners import (
    AnotherAgency,
    DigitsDiffer,
    IntroductionReplaced,
    KeyIsWeak,
    KeysNotInForce,
    NothingToConfirm,
    NotSixtyDigits,
    OwnIntroduction,
    SameOfficer,
)
from tests.liaison.partners import Agency, our_agency, pin, pinned_agency, two_officers
from tests.world import NOON, World

CODE = "MC-POLICE"


def partner_agency() -> Agency:
    return Agency(code=CODE, country="VN")


def take_in(world: World, by: Reader, document: bytes, expected: str = "") -> Ceremony:
    return take_in_introduction(document=document, unit=world.baiyun.code, expected=expected, by=by, at=NOON)


def test_a_partner_is_pinned_by_two_officers_and_the_auditors_hear_of_it(world: World) -> None:
    agency = partner_agency()

    partner = pin(world, agency)

    assert partner.state == PartnerState.PINNED.value
    assert root_of(partner) == agency.root().root
    used = keys_in_force(partner, NOON)
    assert used is not None
    assert bytes(used.document) == agency.signed[0].to_bytes()
    assert "liaison.pin-partner" in {line.act for line in open_alerts(reader=world.reader(world.emeka))}


def test_nothing_is_trusted_and_nothing_may_be_told_before_the_digits_are_confirmed(world: World) -> None:
    first, _ = two_officers(world)

    take_in(world, first, partner_agency().introduction().to_bytes())

    partner = partner_of(first, CODE)
    assert partner.state == PartnerState.PROPOSED.value
    assert partner.keys.count() == 0
    assert terms_of(partner).bases == ()


def test_the_officer_who_took_the_file_in_cannot_confirm_it(world: World) -> None:
    first, second = two_officers(world)
    agency = partner_agency()
    ceremony = take_in(world, first, agency.introduction().to_bytes())
    digits = agency.root().root.fingerprint()

    with pytest.raises(SameOfficer):
        confirm_introduction(code=CODE, seen=ceremony.sha256, typed=digits, by=first, at=NOON)

    assert open_ceremony(second, CODE) == ceremony


def test_wrong_digits_are_refused_by_group_and_many_of_them_alert_the_auditors(world: World) -> None:
    first, second = two_officers(world)
    ceremony = take_in(world, first, partner_agency().introduction().to_bytes())
    others = partner_agency().root().root.fingerprint()

    with pytest.raises(DigitsDiffer) as refused:
        confirm_introduction(code=CODE, seen=ceremony.sha256, typed=others, by=second, at=NOON)
    note_refused(code=CODE, refusal=refused.value, by=second, at=NOON)

    assert partner_of(first, CODE).state == PartnerState.PROPOSED.value
    acts = [line.act for line in open_alerts(reader=world.reader(world.emeka))]
    assert "liaison.refuse-introduction" in acts


def test_a_file_that_was_replaced_between_the_two_officers_is_refused(world: World) -> None:
    first, second = two_officers(world)
    agency, other = partner_agency(), partner_agency()
    seen = take_in(world, first, agency.introduction().to_bytes()).sha256
    replaced = take_in(world, first, other.introduction().to_bytes())

    with pytest.raises(IntroductionReplaced):
        confirm_introduction(code=CODE, seen=seen, typed=agency.root().root.fingerprint(), by=second, at=NOON)
    with pytest.raises(DigitsDiffer):
        confirm_introduction(
            code=CODE, seen=replaced.sha256, typed=agency.root().root.fingerprint(), by=second, at=NOON
        )


def test_another_agencys_file_never_takes_a_partners_place(world: World) -> None:
    first, _ = two_officers(world)
    pin(world, partner_agency())
    other = Agency(code="HN-CUSTOMS", country="VN")

    with pytest.raises(AnotherAgency):
        take_in(world, first, other.introduction().to_bytes(), expected=CODE)
    with pytest.raises(NotLetterKeys):  # their own keys under another agency's root
        take_in(
            world,
            first,
            introduce(
                partner_agency().root(), other.signed[0], other.names, signer=other.sign_key
            ).to_bytes(),
        )


def test_our_own_introduction_is_no_partners(world: World) -> None:
    first, _ = two_officers(world)

    with pytest.raises(OwnIntroduction):
        take_in(world, first, our_agency().introduction().to_bytes())


@pytest.mark.parametrize("days", [-400, 2])
def test_keys_that_have_run_out_or_do_not_count_yet_are_refused(world: World, days: int) -> None:
    first, _ = two_officers(world)
    agency = partner_agency()
    agency.make_keys(from_at=NOON + timedelta(days=days), days=365)

    with pytest.raises(KeysNotInForce):
        take_in(world, first, agency.introduction().to_bytes())


def test_keys_that_run_out_during_the_ceremony_are_refused_at_its_end(world: World) -> None:
    first, second = two_officers(world)
    agency = partner_agency()
    agency.make_keys(days=3)
    ceremony = take_in(world, first, agency.introduction().to_bytes())
    late = NOON + timedelta(days=3)

    with pytest.raises(KeysNotInForce):
        confirm_introduction(
            code=CODE, seen=ceremony.sha256, typed=agency.root().root.fingerprint(), by=second, at=late
        )


def test_a_root_with_a_key_under_which_anybody_signs_is_refused(world: World) -> None:
    first, _ = two_officers(world)
    agency = partner_agency()
    holders = agency.holders[:2]
    root = Root(
        agency=CODE, keys=(*(holder.public() for holder in holders), PublicKey("ed25519", bytes(32)))
    ).sign(*holders)
    agency.make_keys()

    with pytest.raises(KeyIsWeak):
        take_in(
            world,
            first,
            introduce(root, agency.signed[0], agency.names, signer=agency.sign_key).to_bytes(),
        )


def test_keys_signed_by_one_root_key_and_a_changed_file_are_refused(world: World) -> None:
    first, _ = two_officers(world)
    agency = partner_agency()
    alone = agency.make_keys().keys.sign(agency.holders[0])
    document = agency.introduction().to_bytes()

    with pytest.raises(LetterKeysNotSigned):
        take_in(
            world, first, introduce(agency.root(), alone, agency.names, signer=agency.sign_key).to_bytes()
        )
    with pytest.raises(NotAnIntroduction):
        take_in(world, first, document.replace("Đối tác".encode(), "Đối tac".encode()))
    with pytest.raises(NotAnIntroduction):
        take_in(world, first, os.urandom(2048))


def test_a_new_ceremony_withdraws_every_key_that_was_trusted(world: World) -> None:
    first, _ = two_officers(world)
    partner, old = pinned_agency(world)
    fresh = partner_agency()

    again = pin(world, fresh)

    assert root_of(again) == fresh.root().root
    assert {bool(row.retired_at) for row in again.keys.all()} == {True, False}
    used = keys_in_force(again, NOON)
    assert used is not None
    assert bytes(used.document) != old.signed[0].to_bytes()
    assert again.pk == partner.pk
    assert terms_of(partner_of(first, CODE)).bases  # what was agreed still stands


def test_a_given_up_introduction_cannot_be_confirmed(world: World) -> None:
    first, second = two_officers(world)
    agency = partner_agency()
    ceremony = take_in(world, first, agency.introduction().to_bytes())
    give_up_introduction(code=CODE, by=second, at=NOON)

    with pytest.raises(NothingToConfirm):
        confirm_introduction(
            code=CODE, seen=ceremony.sha256, typed=agency.root().root.fingerprint(), by=second, at=NOON
        )


def test_inspectors_and_administrators_hold_no_ceremony_and_guests_see_no_partner(world: World) -> None:
    document = partner_agency().introduction().to_bytes()
    for officer in (world.amina, world.farid, world.emeka, world.ivan):
        with pytest.raises(NotAllowed):
            take_in(world, world.reader(officer), document)
    pin(world, partner_agency())

    for reader in (world.reader(world.chidi), world.reader(world.ivan)):
        with pytest.raises(NotFound) as hidden:
            partner_of(reader, CODE)
        with pytest.raises(NotFound) as missing:
            partner_of(reader, "NOT-THERE")
        assert hidden.value.facts["thing"] == missing.value.facts["thing"]


def test_digits_are_compared_as_they_are_heard() -> None:
    fingerprint = " ".join(f"{number:05d}" for number in range(12))

    assert digits_of("０１-23") == "0123"
    compare(fingerprint, fingerprint.replace(" ", "\n"))
    with pytest.raises(DigitsDiffer) as refused:
        compare(fingerprint, fingerprint.replace("00003", "00033"))
    assert refused.value.facts["groups"] == ["4"]
    with pytest.raises(NotSixtyDigits):
        compare(fingerprint, fingerprint[:-1])


def test_an_introduction_survives_its_file() -> None:
    agency = partner_agency()
    made = agency.introduction()

    assert Introduction.from_bytes(made.to_bytes()) == made
    assert PrivateLetterKeys.from_pem(agency.private[1].pem()) == agency.private[1]
    assert replace(made, names={"en": "Other"}).to_bytes() != made.to_bytes()
