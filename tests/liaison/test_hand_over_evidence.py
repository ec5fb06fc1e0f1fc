"""Evidence passes between two ledgers by letters: one custodian at every moment, the same lines in both."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from borderlink.custody.actions import leaving
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.partners import Handover, PartnerEntry, SeenCheckpoint
from borderlink.custody.queries import checking, ledger
from borderlink.custody.queries.partners import cosigners
from borderlink.custody.refusals.acts import MassOutsideBounds, OfferPending, SealDoesNotMatch, SignerMissing
from borderlink.custody.refusals.room import NotOpen
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.queries.drawn import bytes_of
from borderlink.foundation import tree
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.cosignatures import Cosigner
from borderlink.foundation.refusals import NotAllowed
from borderlink.liaison.actions import handing_over
from borderlink.liaison.actions.discharging import report_duty
from borderlink.liaison.actions.witnessing import exchange, give_back
from borderlink.liaison.domain import evidence as e
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.handing_over import agreement, duties_of
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.refusals.gate import ApprovalMissing
from borderlink.liaison.refusals.handing import (
    DutyUnknown,
    NotAnswered,
    NotARequest,
    OfferOver,
    SubstituteOffered,
)
from borderlink.node.certifying import for_days
from tests.custody.scenes import exhibit, root_of
from tests.custody_world import NODE, REGISTRAR
from tests.dossiers.scenes import signed
from tests.liaison.evidence_scenes import NET_MG, THEM, Between
from tests.liaison.partners import Agency, fresh_key

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def between() -> Between:
    return Between()


def stands(digest: str = "") -> str:
    rows = Handover.objects.filter(digest=digest) if digest else Handover.objects.all()
    return str(rows.latest("pk").state)


def test_custody_passes_by_their_signed_entry_and_ours_and_both_ledgers_hold_the_same_lines(
    between: Between,
) -> None:
    request = between.asked()
    offer = between.offered(request)
    facts = body_of(between.offer_letter())["facts"]
    assert facts["line"].encode() == bytes(offer.body)
    assert facts["net_mg"] == NET_MG
    line = between.take_over()
    with pytest.raises(NotAnswered):
        between.confirm()

    assert between.they(between.acceptance(line)) == ""
    assert (stands(), exhibit(between.lot).state) == ("accepted", "offered")
    entry = between.confirm()

    assert bytes(PartnerEntry.objects.get(kind="accept").body) == line.body
    assert entry.act().text("remote") == e.digest_of(line.body)
    assert (stands(), exhibit(between.lot).state, exhibit(between.lot).holder) == (
        "handed-over", "transferred", "AMINA",
    )  # fmt: skip
    assert agreement(between.by(), between.lot) == {
        e.digest_of(bytes(offer.body)): {
            "offer": bytes(offer.body).decode(), "accept": line.body.decode(), "custodian": "GZ-CUSTOMS",
            "holder": "AMINA", "book_mg": NET_MG,
        }
    }  # fmt: skip
    assert checking.examine().fault is None
    assert between.they(between.acceptance(line)) == ""  # lost on the way back and sent again
    assert (stands(), Entry.objects.filter(kind="accept").count()) == ("handed-over", 1)


def test_an_offer_leaves_only_with_the_gate_and_the_office_and_only_once(between: Between) -> None:
    request = between.asked()
    given: dict[str, Any] = {
        "exhibit": between.lot, "request": request.uuid, "terms": between.terms(),
        "seals_seen": exhibit(between.lot).seals,
        "reading": Reading(balance="B-1", mass_mg=2_132_000), "by": between.by(),
    }  # fmt: skip
    with pytest.raises(ApprovalMissing):
        handing_over.offer_evidence(**given, hands=between.hands, at=between.now())
    stand_in = leaving.substitute(
        source=between.lot, material="tea-leaf", reading=Reading(balance="B-1", mass_mg=2_000_000),
        hands=[between.hands[0], between.scene.hand(between.scene.kofi)], by=between.by(), at=between.now(),
    )  # fmt: skip
    with pytest.raises(SubstituteOffered):  # it would travel as a drug
        handing_over.offer_evidence(
            **given | {"exhibit": stand_in.number}, hands=between.hands, at=between.now()
        )
    assert (exhibit(between.lot).state, Handover.objects.count()) == ("held", 0)
    between.offered(request)
    with pytest.raises(OfferPending):
        handing_over.offer_evidence(**given, hands=between.hands, at=between.now())
    with pytest.raises(OfferPending):  # by no other door either, whatever is typed there
        leaving.cancel(
            exhibit=between.lot, reason="withdrawn", not_accepted="cd" * 32, hands=between.scene.stores,
            by=between.by(), at=between.now(),
        )  # fmt: skip
    with pytest.raises(NotARequest):
        handing_over.accept_evidence(
            letter=request.uuid, case=between.scene.case, taker="X", seals_seen=[], reading=given["reading"],
            hands=between.hands, by=between.by(), at=between.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seals": ["OTHER-1"]}, "handover.not-this-offer"),
        ({"mass_mg": 2_100_000, "offered_mg": 2_100_000}, "handover.not-this-offer"),
        ({"net_mg": 1}, "handover.not-this-offer"),
        ({"remote": "ab" * 32}, "handover.not-this-offer"),
        ({"node": "ELSEWHERE"}, "handover.not-this-offer"),
    ],
)
def test_an_acceptance_that_does_not_fit_the_offer_moves_nothing(
    between: Between, changes: dict[str, Any], code: str
) -> None:
    between.offered(between.asked())

    assert between.they(between.acceptance(between.take_over(**changes))) == code

    assert (stands(), exhibit(between.lot).state) == ("on-offer", "offered")


def test_an_entry_that_their_node_did_not_sign_so_is_not_believed(between: Between) -> None:
    between.offered(between.asked())
    line = between.take_over()
    honest = between.acceptance(line)
    changed = line.body.decode().replace('"net_mg":2012000', '"net_mg":2012001')
    others = between.keys("CHIDI", "DUNG")

    for lie in (replace(honest, line=changed), replace(honest, keys=others)):
        assert between.they(lie) == "handover.entry-not-trusted"
    assert (stands(), PartnerEntry.objects.count()) == ("on-offer", 0)


def test_a_cancel_frees_the_exhibit_only_by_the_word_that_it_was_not_accepted(between: Between) -> None:
    offer = between.offered(between.asked())
    digest = e.digest_of(bytes(offer.body))
    lin = between.scene.by(between.officer)
    handing_over.cancel(exhibit=between.lot, reason="LVR-WITHDRAWN", by=lin, at=between.now())
    with pytest.raises(NotAnswered):
        between.confirm()
    word = e.HandoverCancel(offered=digest, step=e.NOT_ACCEPTED, at=between.now(), officers=("VN-1",))

    assert between.they(word) == ""
    entry = between.confirm()

    letter = Letter.objects.filter(kind=e.CANCEL, direction="in").get()
    assert entry.act().text("not_accepted") == e.digest_of(letter.body)
    assert (stands(), exhibit(between.lot).state, exhibit(between.lot).offer) == ("back", "held", "")
    late = between.take_over()  # against their own word: kept in quarantine, nothing moves
    assert between.they(between.acceptance(late)) == "handover.partner-contradicts"
    assert (stands(), exhibit(between.lot).state) == ("back", "held")


def test_an_acceptance_that_crosses_our_wish_to_cancel_holds(between: Between) -> None:
    between.offered(between.asked())
    lin = between.scene.by(between.officer)
    handing_over.cancel(exhibit=between.lot, reason="LVR-WITHDRAWN", by=lin, at=between.now())

    assert between.they(between.acceptance(between.take_over())) == ""
    between.confirm()

    assert (stands(), exhibit(between.lot).state) == ("handed-over", "transferred")


def test_a_refusal_leaves_the_exhibit_here(between: Between) -> None:
    offer = between.offered(between.asked())
    no = e.HandoverRefuse(
        offered=e.digest_of(bytes(offer.body)), reason="LVR-SEALBROKEN", at=between.now(),
        officers=("VN-1", "VN-2"),
    )  # fmt: skip

    assert between.they(no) == ""
    entry = between.confirm()

    assert (entry.kind, entry.act().text("reason")) == ("refuse", "seal-broken")
    assert (stands(), exhibit(between.lot).state) == ("back", "held")


def test_what_they_offer_begins_in_our_ledger_with_their_mass_and_seals(between: Between) -> None:
    request = between.ask_them()
    offer = between.their_offer(request)
    assert between.they(offer, reply_to=str(request.uuid)) == ""
    assert between.they(offer, reply_to=str(request.uuid)) == ""  # the same entry in another letter
    first = between.last
    assert Handover.objects.count() == 1

    with pytest.raises(SealDoesNotMatch):
        between.accept(seals_seen=["VN-S-2"])
    with pytest.raises(MassOutsideBounds):
        between.accept(reading=Reading(balance="B-2", mass_mg=60_000))
    alone = between.officer
    with pytest.raises(SignerMissing):
        handing_over.refuse_evidence(
            letter=first, reason="LVR-MASS", hands=[between.scene.hand(alone)], by=between.scene.by(alone),
            at=between.now(),
        )  # fmt: skip
    entry = between.accept()

    act = entry.act()
    assert (act.text("remote"), act.text("node"), act.text("offer")) == (
        e.digest_of(offer.line), "GZ-CUSTOMS", "O-1",
    )  # fmt: skip
    row = exhibit(entry.exhibit)
    assert (row.book_mg, row.substance, row.seals) == (50_000, "SUB-METH-ICE", ["VN-S-1"])
    found = Handover.objects.get()
    assert (found.exhibit, found.lot, found.state) == ("VN-7-E09", entry.exhibit, "accepted")
    answer = Letter.objects.get(kind=e.ACCEPT)
    assert body_of(answer)["facts"]["line"].encode() == bytes(entry.body)
    told = agreement(between.scene.by(), between.scene.case)[e.digest_of(offer.line)]
    assert (told["offer"], told["book_mg"]) == (offer.line, 50_000)
    assert checking.examine().fault is None
    with pytest.raises(NotOpen):
        between.accept(letter=first)
    again = handing_over.say_again(letter=first, by=between.scene.by(between.officer), at=between.now())
    assert body_of(again)["facts"] == body_of(answer)["facts"]


def test_an_offer_that_was_taken_back_or_is_over_is_not_accepted_and_who_took_it_back_gets_our_word(
    between: Between,
) -> None:
    request = between.ask_them()
    offer = between.their_offer(request)
    digest = e.digest_of(offer.line)
    ask = e.HandoverCancel(offered=digest, step=e.ASK, at=between.now(), officers=("VN-1",))
    assert between.they(ask) == ""  # it overtakes the offer that it ends
    asked = between.last
    assert between.they(offer, reply_to=str(request.uuid)) == ""
    with pytest.raises(NotOpen):
        between.accept()

    word = handing_over.say_not_accepted(letter=asked, by=between.scene.by(between.officer), at=between.now())

    assert body_of(word)["facts"]["step"] == e.NOT_ACCEPTED
    assert (stands(digest), PartnerEntry.objects.filter(kind="offer").count()) == ("let-go", 1)


def test_two_of_whom_one_is_of_the_office_accept_before_the_end(between: Between) -> None:
    request = between.ask_them()
    offer = between.their_offer(request)
    between.they(offer, reply_to=str(request.uuid))

    with pytest.raises(NotAllowed):
        between.accept(hands=between.scene.two)
    between.scene.at += timedelta(days=11)
    with pytest.raises(OfferOver):
        between.accept()


def test_what_a_partner_has_signed_is_never_changed_here(between: Between) -> None:
    between.offered(between.asked())
    between.they(between.acceptance(between.take_over()))

    for change in (
        lambda: PartnerEntry.objects.update(case="X"), PartnerEntry.objects.all().delete,
        lambda: Handover.objects.update(digest="00"), Handover.objects.all().delete,
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_each_side_cosigns_what_the_other_shows_and_a_ledger_written_anew_is_not_cosigned(
    between: Between,
) -> None:
    between.offered(between.asked())
    shown = Letter.objects.get(kind=e.CHECKPOINT, direction="out")
    ours = SignedCheckpoint.from_note(body_of(shown)["facts"]["note"])
    now, key = int(between.now().timestamp()), REGISTRAR
    witness = Cosigner(f"borderlink-witness/{NODE}", key.public())
    certificate = for_days(THEM, NODE, key.public(), days=9, now=now).sign(*between.agency.holders[:2])
    back = e.ShownCheckpoint(
        step=e.COSIGNED, note=witness.cosign(ours, key, at=now).note(),
        certificate=certificate.to_bytes().decode(), roots=(between.agency.root().to_bytes().decode(),),
    )  # fmt: skip
    forged = certificate.certificate.sign(*[fresh_key() for _ in range(2)]).to_bytes().decode()
    assert between.they(replace(back, certificate=forged)) == "handover.entry-not-trusted"
    assert between.they(back) == ""
    assert witness.holds(SignedCheckpoint.from_note(ledger.latest_checkpoint() or ""))
    assert [(row.key, row.partner) for row in cosigners()] == [(witness.text(), THEM)]
    _, dossier = signed(between.scene)
    data, roots = bytes_of(dossier.sha256), [root_of(settings.BORDERLINK.agency), between.agency.root().root]
    both = verify_dossier(data, anchors=[root.fingerprint() for root in roots])
    assert both.code in {0, 4}
    stranger = Agency(code="X-AGENCY", country="VN").root().root.fingerprint()
    assert verify_dossier(data, anchors=[roots[0].fingerprint(), stranger]).code == 1

    origin, desk = f"borderlink-custody/{NODE}", between.desk
    first = desk.ledger.checkpoint().sign(origin, key)
    assert between.they(e.ShownCheckpoint(step=e.SHOWN, note=first.note())) == ""
    desk.seized("VN-7-E02", 1_000)
    leaves = [bytes.fromhex(line.hash) for line in desk.lines]
    proof = tuple(part.hex() for part in tree.consistency_proof(leaves, first.checkpoint.size))
    grown = e.ShownCheckpoint(
        step=e.SHOWN, note=desk.ledger.checkpoint().sign(origin, key).note(), since=first.checkpoint.size,
        proof=proof,
    )  # fmt: skip
    lie = replace(first.checkpoint, root=b"\1" * 32).sign(origin, key).note()
    assert between.they(replace(grown, note=lie, since=0, proof=())) == "handover.ledgers-disagree"
    assert between.they(replace(grown, proof=("ab" * 32, *proof[1:]))) == "handover.ledgers-disagree"
    assert between.they(grown) == ""
    assert [row.size for row in SeenCheckpoint.objects.all()] == [first.checkpoint.size, len(leaves)]
    sent = give_back(shown.thread, by=between.by(), at=between.now())
    assert sent is not None
    assert SignedCheckpoint.from_note(body_of(sent)["facts"]["note"]).checkpoint.size == len(leaves)
    with pytest.raises(DatabaseError), transaction.atomic():
        SeenCheckpoint.objects.update(root="00")


def test_a_duty_abroad_is_late_after_its_day_and_over_by_their_signed_entry(between: Between) -> None:
    offer = between.offered(between.asked(duty=e.DESTROY, back_by=date(2027, 3, 1)))
    between.they(between.acceptance(between.take_over()))
    between.confirm()
    lin, digest = between.scene.by(between.officer), e.digest_of(bytes(offer.body))
    late = between.scene.at + timedelta(days=300)
    assert [(one.exhibit, one.is_ours, one.is_late) for one in duties_of(lin, late)] == [
        (between.lot, True, True)
    ]
    assert not duties_of(lin, between.now())[0].is_late
    assert duties_of(between.scene.by(between.scene.world.chidi), late) == []

    done: dict[str, Any] = {
        "offered": digest,
        "duty": e.DESTROY,
        "keys": between.keys("AMINA", "BRUNO"),
    }
    other = between.take_over_of_another()
    assert between.they(e.EvidenceDone(**done, line=other.body.decode())) == "handover.not-this-offer"
    burnt = between.burnt()
    assert between.they(e.EvidenceDone(**done, line=burnt.body.decode())) == ""

    assert duties_of(lin, late) == []


def test_what_we_burn_for_a_partner_is_told_with_our_entry_once_it_is_done(between: Between) -> None:
    request = between.ask_them()
    between.they(between.their_offer(request), reply_to=str(request.uuid))
    lot, lin = between.accept().exhibit, between.scene.by(between.officer)
    lin = replace(lin, cases=lin.cases | {between.scene.case})

    with pytest.raises(DutyUnknown):
        report_duty(exhibit=lot, by=lin, at=between.now())

    assert [(one.exhibit, one.is_ours) for one in duties_of(lin, between.now())] == [(lot, False)]


def test_two_hand_overs_at_once_are_shown_so_that_either_order_is_cosigned(between: Between) -> None:
    between.offered(between.asked())
    first = SignedCheckpoint.from_note(_shown()[-1]["note"]).checkpoint
    leaving.substitute(  # the ledger goes on before their line is back
        source=between.scene.lots[1], material="tea-leaf", reading=Reading(balance="B-1", mass_mg=1_000_000),
        hands=[between.hands[0], between.scene.hand(between.scene.kofi)], by=between.by(), at=between.now(),
    )  # fmt: skip
    exchange(between.offer_letter().thread, by=between.scene.by(between.officer), at=between.now())

    again = _shown()[1:]
    second = SignedCheckpoint.from_note(again[-1]["note"]).checkpoint
    assert [one["since"] for one in again] == [0, first.size]  # from what they cosigned, from what they have
    assert tree.verify_consistency(
        old_size=first.size, old_root=first.root, size=second.size, root=second.root,
        proof=[bytes.fromhex(part) for part in again[-1]["proof"]],
    )  # fmt: skip


def _shown() -> list[dict[str, Any]]:
    rows = Letter.objects.filter(kind=e.CHECKPOINT, direction="out").order_by("pk")
    return [facts for facts in (body_of(row)["facts"] for row in rows) if facts["step"] == e.SHOWN]
