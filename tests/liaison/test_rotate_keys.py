"""Letter keys are renewed on both sides: signed by the keys before and the root, told, and then in force."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils import timezone

from borderlink.foundation.envelope import digest_of, peek
from borderlink.foundation.introductions import Introduction
from borderlink.foundation.letterkeys import LetterKeysDoNotFollow, LetterKeysNotSigned, SignedLetterKeys
from borderlink.liaison.actions.partnerkeys import take_newer_keys
from borderlink.liaison.actions.renewing import renew_keys, send_key_update
from borderlink.liaison.commands.room import liaison
from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.links import report_of, untold_versions
from borderlink.liaison.queries.partners import keys_in_force
from borderlink.liaison.refusals.partners import KeysOutOfTurn, NothingToTell
from tests.liaison.partners import Agency, fresh_key, our_agency, pinned_agency, two_officers
from tests.liaison.two_nodes import Pair
from tests.simulators import SimulatedPartner, clue
from tests.world import NOON, World

WEEK = timedelta(days=7)


def key_update(signed: SignedLetterKeys) -> dict[str, object]:
    keys = signed.keys
    return {
        "version": keys.version, "document": base64.b64encode(signed.to_bytes()).decode(),
        "from": keys.from_at, "until": keys.until_at,
    }  # fmt: skip


def line_with(world: World) -> tuple[Pair, Agency]:
    """Return our node and a partner's, and the partner's keys."""
    ours = our_agency()
    partner, agency = pinned_agency(world)
    return Pair(partner=partner, other=SimulatedPartner.of(agency, ours.signed[-1].keys)), agency


def test_a_key_update_that_came_is_taken_and_begins_when_it_says(world: World) -> None:
    line, agency = line_with(world)
    newer = agency.make_keys(from_at=NOON + WEEK, sign_key=fresh_key())
    body = clue(letter=line.other.fresh_id(), thread=line.other.fresh_id(), at=NOON)

    wire = line.other.seal(body | {"type": "key_update", "facts": key_update(newer)})
    line.get([wire])

    assert line.arrived(wire).state == Arrived.APPLIED.value
    now, then = keys_in_force(line.partner, NOON), keys_in_force(line.partner, NOON + WEEK)
    assert now is not None
    assert then is not None
    assert (now.version, then.version) == (1, 2)


def test_the_old_key_signs_nothing_once_the_new_one_has_begun(world: World) -> None:
    line, agency = line_with(world)
    old_key = agency.sign_key
    newer = agency.make_keys(from_at=NOON + WEEK, sign_key=fresh_key())
    take_newer_keys(line.partner, newer, NOON)
    in_time = line.other.clue()
    line.at = line.other.now = NOON + WEEK
    by_old = line.other.clue()
    line.other.go_back(replace(line.other.snapshot(), seq=1, tip=digest_of(in_time)))
    line.other.sign_key, line.other.keys = agency.sign_key, newer.keys
    by_new = line.other.clue()

    line.get([in_time, by_old])
    line.get([by_new])

    taken = {str(row.letter) for row in line.partner.incoming.filter(state=Arrived.APPLIED.value)}
    assert taken == {peek(in_time).letter, peek(by_new).letter}
    assert old_key != agency.sign_key


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda agency: agency.make_keys().keys.sign(*agency.holders[:2]), LetterKeysDoNotFollow),
        (
            lambda agency: agency.make_keys().keys.sign(agency.holders[0], agency.sign_key),
            LetterKeysNotSigned,
        ),
        (lambda agency: (agency.make_keys(), agency.make_keys())[1], KeysOutOfTurn),
        (lambda agency: agency.signed[0], KeysOutOfTurn),
    ],
)
def test_newer_keys_need_the_root_the_key_before_and_their_turn(
    world: World, spoil: Callable[[Agency], SignedLetterKeys], refusal: type[Exception]
) -> None:
    partner, agency = pinned_agency(world)
    spoiled = spoil(agency)

    with pytest.raises(refusal):
        take_newer_keys(partner, spoiled, NOON)

    assert partner.keys.count() == 1


def test_newer_keys_bring_a_new_address_unless_an_officer_wrote_another(world: World) -> None:
    partner, agency = pinned_agency(world)
    agency.addresses = ("https://new.example:8443",)

    take_newer_keys(partner, agency.make_keys(from_at=NOON + WEEK), NOON)
    partner.refresh_from_db()
    followed, partner.address = partner.address, "https://gateway.example:8443"
    partner.save()
    agency.addresses = ("https://newer.example:8443",)
    take_newer_keys(partner, agency.make_keys(from_at=NOON + 2 * WEEK), NOON)
    partner.refresh_from_db()

    assert followed == "https://new.example:8443"
    assert partner.address == "https://gateway.example:8443"


def test_our_keys_are_renewed_with_two_root_keys_and_told_to_each_partner(world: World) -> None:
    ours = our_agency()
    partner, _ = pinned_agency(world)
    first, _second = two_officers(world)
    assert untold_versions(partner) == ()

    made = renew_keys(root_keys=ours.holders[1:], at=NOON + timedelta(days=340))
    told = [one.code for one in report_of(first, partner.code, NOON + timedelta(days=340)).troubles]
    (letter,) = send_key_update(code=partner.code, by=first, at=NOON + timedelta(days=340))

    assert "keys-not-told" in told
    assert untold_versions(partner) == ()
    facts = json.loads(letter.body)["facts"]
    assert SignedLetterKeys.from_bytes(base64.b64decode(facts["document"])) == made
    folder = Path(settings.BORDERLINK.folder)
    assert [signed.keys.version for signed in ownkeys.versions(folder)] == [1, 2]
    assert {keys.version for keys, _private in ownkeys.mine(folder)} == {1, 2}


def test_two_renewals_are_told_in_their_order(world: World) -> None:
    ours = our_agency()
    partner, _ = pinned_agency(world)
    first, _ = two_officers(world)
    for days in (1, 2):
        renew_keys(root_keys=ours.holders[:2], at=NOON + timedelta(days=days))
    at = NOON + timedelta(days=3)

    letters = send_key_update(code=partner.code, by=first, at=at)

    bodies = [json.loads(letter.body) for letter in letters]
    assert [body["facts"]["version"] for body in bodies] == [2, 3]
    assert bodies[1]["after"] == bodies[0]["letter"]
    with pytest.raises(NothingToTell):
        send_key_update(code=partner.code, by=first, at=at)


def test_the_commands_introduce_the_node_and_renew_its_keys(world: World, tmp_path: Path) -> None:
    ours = our_agency(timezone.now())
    files = [tmp_path / f"root-{number}.pem" for number in (1, 2)]
    for file, holder in zip(files, ours.holders, strict=False):
        file.write_bytes(holder.pem())
    out = tmp_path / "ours.introduction"

    told = CliRunner().invoke(liaison, ["introduction", "--out", str(out)], catch_exceptions=False)
    renewed = CliRunner().invoke(
        liaison, ["keys", "renew", "--root-key", str(files[0]), "--root-key", str(files[1])],
        catch_exceptions=False,
    )  # fmt: skip

    found = Introduction.from_bytes(out.read_bytes())
    found.verify()
    assert told.output.split() == found.fingerprint().split() == ours.root().root.fingerprint().split()
    assert "Version 2" in renewed.output
    assert len(ownkeys.versions(Path(settings.BORDERLINK.folder))) == 2


def test_one_root_key_renews_nothing(world: World) -> None:
    ours = our_agency()

    with pytest.raises(LetterKeysNotSigned):
        renew_keys(root_keys=[ours.holders[0], ours.holders[0]], at=NOON)

    assert len(ownkeys.versions(Path(settings.BORDERLINK.folder))) == 1


def test_everyone_is_warned_thirty_days_before_keys_end(world: World) -> None:
    our_agency()
    partner, _ = pinned_agency(world)
    first, _ = two_officers(world)

    def codes(days: int) -> set[str]:
        report = report_of(first, partner.code, NOON + timedelta(days=days))
        return {one.code for one in report.troubles}

    assert not {"their-keys-soon", "our-keys-soon"} & codes(330)
    assert {"their-keys-soon", "our-keys-soon"} <= codes(335)
    assert {"their-keys", "our-keys"} <= codes(365)
