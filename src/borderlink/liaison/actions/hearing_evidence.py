"""Letters about evidence that came: their entries are verified and kept, and the offer goes on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings

from borderlink.custody.actions import partners
from borderlink.custody.domain.handover import Event, Side, State, after
from borderlink.custody.domain.partnered import read_entry
from borderlink.custody.domain.witnessed import Event as Read
from borderlink.custody.domain.witnessed import read_event
from borderlink.custody.queries.partners import Handover, entry_at, handover
from borderlink.journal.actions import note
from borderlink.liaison.domain import evidence as letters
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.handing_over import anchors_of, own_line
from borderlink.liaison.refusals.handing import (
    DutyUnknown,
    EntryNotTrusted,
    LedgersDisagree,
    NotThisOffer,
    OfferNotHere,
    PartnerContradicts,
)

Value = Mapping[str, Any]
_SAME: Final = ("offer", "net_mg", "item", "substance", "form")


def offer_came(letter: Letter, value: Value, at: datetime) -> None:
    """Keep the partner's OFFER and write the offer down: our officers accept or refuse it.

    Refuses: ``EntryNotTrusted``, ``LedgersDisagree``, ``NotThisOffer``.
    """
    facts, partner = value["facts"], letter.thread.partner
    event = _verified(letter, facts, partner, "offer")
    here = {
        "node": event.text("to_node") == str(settings.BORDERLINK.node),
        "exhibit": (event.exhibit, event.case) == (facts["exhibit"], facts["case"]),
        "request": event.text("request") == str(letter.reply_to),
        "item": facts["item"] in letters.ITEMS,
        "mass": (facts["item"] == "ITM-DRUG") == bool(facts["net_mg"]),
    }
    _must_fit(here)
    digest = letters.digest_of(facts["line"])
    if (known := handover(Side.THEIRS, digest)) is not None and known.partner != partner.code:
        raise NotThisOffer(what="partner")
    back_by = date.fromisoformat(facts["back_by"]) if facts.get("back_by") else None
    told = partners.Terms(
        partner=partner.code, letter=letter.uuid, duty=facts["duty"], back_by=back_by, case=letter.thread.case
    )
    partners.open_offer(event, digest, side=Side.THEIRS, node=partner.node, terms=told, at=at)
    _note("liaison.offer-came", letter, event.exhibit, digest, at)


def accept_came(letter: Letter, value: Value, at: datetime) -> None:
    """Keep the partner's ACCEPT: custody has passed over there, and our officers sign it into our ledger.

    The same entry again changes nothing.
    Refuses: as ``offer_came``, ``OfferNotHere``, ``PartnerContradicts``.
    """
    facts, partner = value["facts"], letter.thread.partner
    row = _ours(facts["offered"], partner)
    event, digest = _verified(letter, facts, partner, "accept", keep=False), letters.digest_of(facts["line"])
    if row.answer_digest != digest:
        _must_answer(event, row)
    _go_on(row, Event.ACCEPT, partners.Answer(letter=letter.uuid, digest=digest), at)
    _keep(letter, facts, at)
    _note("liaison.acceptance-came", letter, row.exhibit, row.digest, at)


def _must_answer(event: Read, row: Handover) -> None:
    """Refuse an acceptance that our own ledger could not take as this offer's answer: ``NotThisOffer``."""
    offered = read_event(own_line("offer", row.exhibit, row.digest).encode())
    assert offered is not None  # noqa: S101 - our own entry
    lot = partners.lot_now(row.exhibit)
    told = [event.text("item"), event.text("substance"), event.text("form"), event.number("net_mg")]
    item = "drug" if lot.item == "substitute" else lot.item
    _must_fit({
        "side": event.text("side") == "receiver" and event.text("seal_state") == "whole",
        "node": event.text("node") == str(settings.BORDERLINK.node),
        "offer": (event.text("remote"), event.text("offer")) == (row.digest, row.offer),
        "seals": event.codes("seals") == offered.codes("seals"),
        "mass": event.number("offered_mg") == offered.number("mass_mg"),
        "exhibit": told == [item, lot.substance, lot.form, lot.book_mg or 0],
        "weighed": partners.agrees(offered, event),
    })  # fmt: skip


def refuse_came(letter: Letter, value: Value, at: datetime) -> None:
    """Note the partner's refusal: our officers sign it into our ledger, and the exhibit is free again.

    Refuses: ``OfferNotHere``, ``PartnerContradicts``.
    """
    facts = value["facts"]
    row = _ours(facts["offered"], letter.thread.partner)
    answer = partners.Answer(
        letter=letter.uuid, digest=letters.digest_of(letter.body), reason=facts["reason"]
    )
    _go_on(row, Event.REFUSE, answer, at)
    _note("liaison.refusal-came", letter, row.exhibit, row.digest, at)


def cancel_came(letter: Letter, value: Value, at: datetime) -> None:
    """Let an offer of theirs end unless we have accepted it; or take their word that they have not ours.

    Refuses: ``OfferNotHere``, ``PartnerContradicts``.
    """
    facts, partner = value["facts"], letter.thread.partner
    if facts["step"] == letters.NOT_ACCEPTED:
        row = _ours(facts["offered"], partner)
        digest = letters.digest_of(letter.body)
        answer = partners.Answer(letter=letter.uuid, digest=digest, reason=row.reason or "LVR-WITHDRAWN")
        _go_on(row, Event.RELEASE, answer, at)
        _note("liaison.not-accepted-came", letter, row.exhibit, row.digest, at)
        return
    if facts["step"] != letters.ASK:
        raise NotThisOffer(what="step")
    found = handover(Side.THEIRS, facts["offered"])
    if found is None:
        found = partners.overtaken(
            facts["offered"], partner=partner.code, node=partner.node, reason=facts.get("reason", ""), at=at
        )
    if found.partner != partner.code:
        raise OfferNotHere
    _go_on(found, Event.RELEASE, None, at)
    _note("liaison.cancel-came", letter, found.exhibit or found.digest, found.digest, at)


def done_came(letter: Letter, value: Value, at: datetime) -> None:
    """Keep the partner's entry by which a duty is met: what we handed over was destroyed, or given back.

    Refuses: as ``offer_came``, ``OfferNotHere``, ``DutyUnknown``.
    """
    facts, partner = value["facts"], letter.thread.partner
    row = _ours(facts["offered"], partner)
    if row.duty != facts["duty"] or row.duty == letters.NO_DUTY:
        raise DutyUnknown(exhibit=row.exhibit)
    kind = {letters.DESTROY: "destroy", letters.RETURN: "return"}.get(row.duty, "")
    event = _verified(letter, facts, partner, kind)
    if event.exhibit != partners.accepted_as(row.answer_digest):
        raise NotThisOffer(what="exhibit")
    partners.duty_met(row, letters.digest_of(facts["line"]), at=at)
    _note("liaison.duty-met-came", letter, row.exhibit, row.digest, at)


def _verified(letter: Letter, facts: Value, partner: Partner, kind: str, *, keep: bool = True) -> Read:
    """Return the entry in a letter: of this partner's node, signed with keys that its node registered."""
    keys = [line.encode() for line in facts["keys"]]
    line = facts["line"].encode()
    event, code = read_entry(line, keys, node=partner.node, anchors=anchors_of(partner))
    if event is None or code:
        raise EntryNotTrusted(why=code or "custody.not-in-form")
    if event.kind != kind:
        raise NotThisOffer(what="kind")
    for body in (line, *keys):
        _must_be_the_same(body, partner.node)
    if keep:
        _keep(letter, facts, letter.made_at)
    return event


def _must_be_the_same(body: bytes, node: str) -> None:
    """Refuse another entry at a place of their ledger than we hold: ``LedgersDisagree``."""
    event = read_event(body)
    held = entry_at(node, event.sequence) if event else None
    if event and held is not None and held.digest != letters.digest_of(body):
        raise LedgersDisagree(node=node, place=event.sequence)


def _keep(letter: Letter, facts: Value, at: datetime) -> None:
    bodies = [line.encode() for line in (*facts["keys"], facts["line"])]
    partners.keep_entries(bodies, letter=letter.uuid, at=at)


def _must_fit(checks: Mapping[str, bool]) -> None:
    for what, fits in checks.items():
        if not fits:
            raise NotThisOffer(what=what)


def _ours(digest: str, partner: Partner) -> Handover:
    """Return the offer of ours to this partner, its row locked. Refuses: ``OfferNotHere``."""
    row = handover(Side.OURS, digest)
    if row is None or row.partner != partner.code:
        raise OfferNotHere
    return Handover.objects.select_for_update().get(pk=row.pk)


def _go_on(row: Handover, event: Event, answer: partners.Answer | None, at: datetime) -> None:
    """Let an offer go on by a letter. Refuses: ``PartnerContradicts`` where it says another thing."""
    state = after(Side(row.side), State(row.state), event)
    other = event is Event.ACCEPT and row.answer_digest and answer and row.answer_digest != answer.digest
    if state is None or other:
        raise PartnerContradicts(exhibit=row.exhibit)
    partners.go_on(row, event, answer=answer, at=at)


def _note(act: str, letter: Letter, exhibit: str, digest: str, at: datetime) -> None:
    facts: dict[str, str | int] = {
        "partner": letter.thread.partner.code, "exhibit": exhibit, "offered": digest,
    }  # fmt: skip
    note(act=act, subject=f"letter {letter.uuid}", facts=facts, by="node", at=at)
