"""The letters about evidence as whole sentences: codes and masses from the entries they carry."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from borderlink.custody.domain.witnessed import Event, read_event
from borderlink.foundation.checkpoint import NotACheckpoint, SignedCheckpoint
from borderlink.language import numbers
from borderlink.liaison.domain import evidence
from borderlink.liaison.domain.wording import Facts, Reader, Sentence, subjects

MATTER: Final = "LSC-MATTER"

Matter = Callable[[Facts, Reader], Iterator[Sentence]]


def _day(facts: Facts, name: str) -> date | None:
    return date.fromisoformat(facts[name]) if facts.get(name) else None


def _mass(milligrams: int, reader: Reader) -> str:
    return numbers.mass(Decimal(milligrams) / 1000, reader.language)


def _event(facts: Facts) -> Event | None:
    """Return the entry that a letter carries; None for one that is in no known form."""
    return read_event(facts["line"].encode())


def _duty(facts: Facts, reader: Reader) -> Sentence:
    return reader.say("evidence.duty", MATTER, duty=facts["duty"], on=_day(facts, "back_by"))


def _request(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("evidence_request", MATTER, purpose=facts["purpose"])
    for row in facts["items"]:
        exhibit = row.get("exhibit", "")
        yield reader.say("evidence_request.item", MATTER, ref=row["ref"], item=row["item"], exhibit=exhibit)
        yield from subjects({"drugs": [row["drug"]]} if "drug" in row else {}, reader)
    if on := _day(facts, "needed_by"):
        yield reader.say("evidence_request.needed-by", MATTER, on=on)
    if court := facts.get("court"):
        yield reader.say("evidence_request.court", MATTER, court=court)
    if case := facts.get("case"):
        yield reader.say("our-case", MATTER, case=case)
    yield _duty(facts, reader)


def _offer(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    told = {name: facts[name] for name in ("item", "exhibit", "case", "substance", "form")}
    net = _mass(facts["net_mg"], reader) if facts["net_mg"] else ""
    yield reader.say("handover_offer", MATTER, net=net, **told)
    event = _event(facts)
    if event is not None and event.kind == "offer":
        yield from _offered(event, reader)
    yield _duty(facts, reader)
    if closes := facts.get("closes"):
        yield reader.say("handover_offer.closes", MATTER, offered=closes)
    yield from _signed(event, facts, reader)


def _offered(event: Event, reader: Reader) -> Iterator[Sentence]:
    """Yield seals, mass, papers and end of an offer, as its entry has them."""
    yield reader.say("handover.sealed", MATTER, mass=_mass(event.number("mass_mg"), reader),
                     balance=event.text("balance"), seals=event.codes("seals"))  # fmt: skip
    yield reader.say(
        "handover_offer.papers", MATTER, authorisation=event.text("authorisation"),
        permit=event.text("permit"), carrier=event.text("carrier"), transit=event.codes("transit"),
    )  # fmt: skip
    until = reader.moment(event.number("expires_at"))
    yield reader.say("handover_offer.until", MATTER, offer=event.text("offer"), until=until)


def _signed(event: Event | None, facts: Facts, reader: Reader) -> Iterator[Sentence]:
    """Yield who signed the entry, and by what it is known."""
    if event is not None:
        badges = [signer[0] for signer in event.signers]
        yield reader.say("handover.signed", MATTER, badges=badges, at=reader.moment(event.at))
    yield reader.say("handover.digest", MATTER, digest=evidence.digest_of(facts["line"]))


def _accept(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("handover_accept", MATTER, exhibit=facts["exhibit"])
    event = _event(facts)
    if event is not None and event.kind == "accept":
        yield reader.say("handover.sealed", MATTER, mass=_mass(event.number("mass_mg"), reader),
                         balance=event.text("balance"), seals=event.codes("seals"))  # fmt: skip
        yield reader.say("handover_accept.holder", MATTER, taker=event.text("taker"))
    yield from _photographs(facts, reader)
    yield reader.say("handover.of", MATTER, offered=facts["offered"])
    yield from _signed(event, facts, reader)


def _photographs(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    if pictures := facts.get("photographs"):
        yield reader.say("handover.photographs", MATTER, count=len(pictures), digests=pictures)


def _refuse(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    at = reader.moment(facts["at"])
    yield reader.say("handover_refuse", MATTER, reason=facts["reason"], at=at, officers=facts["officers"])
    mass = _mass(facts["mass_mg"], reader) if "mass_mg" in facts else ""
    if facts.get("seals") or mass:
        yield reader.say("handover_refuse.found", MATTER, seals=facts.get("seals", []), mass=mass)
    yield from _photographs(facts, reader)
    yield reader.say("handover.of", MATTER, offered=facts["offered"])


def _cancel(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    at, step = reader.moment(facts["at"]), facts["step"]
    name = {evidence.ASK: "handover_cancel", evidence.NOT_ACCEPTED: "handover_cancel.word"}.get(step)
    yield reader.say(
        name or "handover_cancel.other", MATTER, step=step, at=at, reason=facts.get("reason", ""),
        officers=facts["officers"],
    )  # fmt: skip
    yield reader.say("handover.of", MATTER, offered=facts["offered"])


def _done(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    event = _event(facts)
    kind = event.kind if event is not None else ""
    yield reader.say("evidence_done", MATTER, kind=kind, duty=facts["duty"])
    if event is not None and kind in {"destroy", "return"}:
        mass = _mass(event.number("mass_mg"), reader)
        yield reader.say("evidence_done.mass", MATTER, mass=mass, exhibit=event.exhibit)
    yield reader.say("handover.of", MATTER, offered=facts["offered"])
    yield from _signed(event, facts, reader)


def _file(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    size = reader.count(facts["size"])
    yield reader.say("evidence_file", MATTER, shows=facts["shows"], size=size)
    if facts["persons"]:
        yield reader.say("evidence_file.persons", MATTER)
    count = reader.count(len(facts["pieces"]) // 64)
    yield reader.say("evidence_file.pieces", MATTER, digest=facts["sha256"], count=count)
    yield reader.say("handover.of", MATTER, offered=facts["offered"])


def _checkpoint(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    try:
        size = reader.count(SignedCheckpoint.from_note(facts["note"]).checkpoint.size)
    except NotACheckpoint:
        size = "?"
    yield reader.say("checkpoint", MATTER, step=facts["step"], size=size)
    if facts["since"]:
        yield reader.say("checkpoint.since", MATTER, since=reader.count(facts["since"]))


EVIDENCE_MATTERS: Final[Mapping[str, Matter]] = {
    evidence.REQUEST: _request, evidence.OFFER: _offer, evidence.ACCEPT: _accept, evidence.REFUSE: _refuse,
    evidence.CANCEL: _cancel, evidence.DONE: _done, evidence.FILE: _file,
    evidence.CHECKPOINT: _checkpoint,
}  # fmt: skip
