"""A carrier asks about a parcel before it is shipped. It learns one of three words; customs learns why."""

import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

import polars as pl
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from borderlink.journal.actions import note
from borderlink.officers.queries import Holder
from borderlink.screening.actions.judging import STANDING_S, Found, Said, cut_of, look_up
from borderlink.screening.actions.trial import hold_on_trial
from borderlink.screening.adapters.asked import count_asked
from borderlink.screening.adapters.gathering import Gathered
from borderlink.screening.domain import words
from borderlink.screening.domain.counter import (
    RECEIVERS_A_WAYBILL,
    SANDBOX,
    Draw,
    Reply,
    draw,
    field_to_ask,
    is_waybill,
    mark_of,
    sandbox_reply,
)
from borderlink.screening.domain.judging import Judgement
from borderlink.screening.models.counter import CounterCheck
from borderlink.screening.queries import counter
from borderlink.screening.refusals.counter import (
    KeyUsedOtherwise,
    NotAWaybill,
    TooManyChecks,
    WaybillBound,
    WaybillTwice,
)

PER_MINUTE: Final = 24_000  # questions of one key at one node


def check_parcels(
    *, parcels: Sequence[Said], idempotency: str = "", by: Holder, at: datetime
) -> list[CounterCheck]:
    """Answer a carrier about one parcel or a batch, in order; the same question again gets the same answer.

    A parcel that the carrier is asked to keep back is not told to go on, whatever was answered before.
    Refuses: ``NotAWaybill``, ``WaybillTwice``, ``WaybillBound``, ``KeyUsedOtherwise``, ``TooManyChecks``.
    """
    allow(by.number, len(parcels), seconds=time.monotonic())
    named = [{**said, "waybill": waybill} for said, waybill in zip(parcels, _waybills(parcels), strict=True)]
    for said in named:
        must_be_waybill(str(said["waybill"]), by)
    _must_differ([str(said["waybill"]) for said in named])
    digests = [digest_of(said) for said in named]
    keys = [f"{idempotency}/{place}" if idempotency else "" for place in range(len(named))]
    before = _answered_before(keys, digests, by) if idempotency else []
    if before:
        return _kept_back(before, by=by, at=at)
    known = [
        counter.answered(by.company, str(said["waybill"]), digest, sandbox=by.sandbox)
        for said, digest in zip(named, digests, strict=True)
    ]
    fresh = [place for place, row in enumerate(known) if row is None]
    made = dict(zip(fresh, _answer([named[place] for place in fresh], by=by, at=at), strict=True))
    if idempotency:
        made |= {place: _again(row, by, at) for place, row in enumerate(known) if row is not None}
    for place, row in made.items():
        row.digest, row.idempotency = digests[place], keys[place]
    rows = _record(known, made, by=by, at=at)
    if by.sandbox:
        for row in rows:
            hold_on_trial(waybill=row.waybill, by=by, at=at)
    return _kept_back(rows, by=by, at=at)


def _kept_back(rows: list[CounterCheck], *, by: Holder, at: datetime) -> list[CounterCheck]:
    """Return the answers, with an inspection in place of any other for what is held; that is written too."""
    held = counter.waybills_held(by.company, [row.waybill for row in rows], at=at)
    instead = {
        place: _again(row, by, at)
        for place, row in enumerate(rows)
        if row.waybill in held and row.answer != Reply.ROUTINE
    }
    if not instead:
        return rows
    for row in instead.values():
        row.answer = Reply.ROUTINE.value
    with transaction.atomic():
        _add(instead.values())
        _note(list(instead.values()), by=by, at=at)
    return [instead.get(place, row) for place, row in enumerate(rows)]


def _again(first: CounterCheck, by: Holder, at: datetime) -> CounterCheck:
    """Return a row that binds an idempotency key to a question asked before; customs sees the first alone."""
    row = _plain({"waybill": first.waybill}, by, at)
    row.answer, row.field, row.receiver_mark = first.answer, first.field, first.receiver_mark
    row.repeats = first.number
    return row


def _waybills(parcels: Sequence[Said]) -> list[str]:
    typed = [str(said["waybill"]) for said in parcels]
    if not all(waybill.isascii() and waybill.isalnum() for waybill in typed):
        return [waybill[:64] for waybill in words.waybill(pl.Series(typed, dtype=pl.String)).to_list()]
    return [waybill.upper()[:64] for waybill in typed]


def must_be_waybill(waybill: str, by: Holder) -> None:
    """Refuse a number that this key's holder cannot have on a parcel. Refuses: ``NotAWaybill``."""
    test = bool(SANDBOX.fullmatch(waybill))
    if not (test if by.sandbox else not test and is_waybill(waybill, pattern=by.pattern)):
        raise NotAWaybill(waybill=waybill)


def _must_differ(waybills: Sequence[str]) -> None:
    for waybill, times in Counter(waybills).items():
        if times > 1:
            raise WaybillTwice(waybill=waybill)


def digest_of(said: Said) -> str:
    """Return the hash of a request as it is compared with another."""
    plain = json.dumps(said, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _answered_before(keys: Sequence[str], digests: Sequence[str], by: Holder) -> list[CounterCheck]:
    """Return the answers under an idempotency key; refuse the key with another request."""
    probe = [*keys, keys[0].rpartition("/")[0] + f"/{len(keys)}"]  # a longer batch had one more
    rows = counter.checks_of_key(by.company, probe)
    if not rows:
        return []
    same = set(rows) == set(keys) and all(
        rows[key].digest == digest for key, digest in zip(keys, digests, strict=True)
    )
    if not same:
        raise KeyUsedOtherwise(key=keys[0].rpartition("/")[0])
    return [rows[key] for key in keys]


def _answer(parcels: Sequence[Said], *, by: Holder, at: datetime) -> list[CounterCheck]:
    """Return the rows of fresh questions, not yet written."""
    if by.sandbox:
        return [_sandboxed(said, by, at) for said in parcels]
    secret = str(settings.SECRET_KEY)
    rows = []
    cut = cut_of(by.unit, timezone.localdate(at), int(time.monotonic() / STANDING_S))
    for found in look_up(parcels, on=timezone.localdate(at)):
        waybill = str(found.said["waybill"])
        receiver = mark_of(secret, "receiver", found.person["receiver"])
        asked = counter.receivers_asked(by.company, waybill) | {receiver}
        if len(asked) > RECEIVERS_A_WAYBILL and (found.letter or not field_to_ask(found.said)):
            raise WaybillBound(waybill=waybill)
        drawn = draw(secret, {**found.person, "waybill": waybill}, on=timezone.localdate(at))
        rows.append(_row(found, receiver=receiver, drawn=drawn, cut=cut, by=by, at=at))
    return rows


def _row(
    found: Found, *, receiver: str, drawn: Draw | None, cut: float, by: Holder, at: datetime
) -> CounterCheck:
    secret, said = str(settings.SECRET_KEY), found.said
    field = "" if found.letter else field_to_ask(said)
    judgement = None if field or found.letter else _judged(found, drawn, cut)
    row = _plain(said, by, at)
    row.receiver_mark = receiver
    row.phone_mark = mark_of(secret, "phone", found.person["phone"])
    row.place_mark = mark_of(secret, "place", found.person["place"])
    row.answer = (Reply.ASK if field else Reply.ROUTINE if judgement else Reply.PROCEED).value
    row.field = field
    if judgement:
        row.drawn, row.probability = (drawn.by, drawn.probability) if drawn else ("", None)
        row.score, row.linked = judgement.score, judgement.linked
        row.reasons = [{**reason, "facts": json.loads(str(reason["facts"]))} for reason in judgement.reasons]
        row.facts = json.loads(json.dumps(dict(said), default=str))
    return row


def _judged(found: Found, drawn: Draw | None, cut: float) -> Judgement | None:
    """Return what is found of a parcel to inspect, None for another.

    Whether chance or a list chose it, it is judged whole: neither may take longer. What cannot reach the cut
    is not: that says of nobody who is listed, and no more than the answer.
    """
    if drawn is None and found.at_most < cut:
        return None
    judgement = found.judged()
    return judgement if drawn is not None or judgement.score >= cut else None


def _plain(said: Said, by: Holder, at: datetime) -> CounterCheck:
    return CounterCheck(
        number=f"C-{secrets.token_hex(8)}", agency=settings.BORDERLINK.agency, unit=by.unit,
        company=by.company, key=by.number, waybill=str(said["waybill"]), sandbox=by.sandbox, at=at,
    )  # fmt: skip


def _sandboxed(said: Said, by: Holder, at: datetime) -> CounterCheck:
    row = _plain(said, by, at)
    reply, row.field = sandbox_reply(row.waybill)
    row.answer, row.receiver_mark = reply.value, "sandbox"
    return row


@dataclass(frozen=True, slots=True)
class _Writing:
    """The fresh rows of one request, on their way into the database."""

    made: Mapping[int, CounterCheck]
    by: Holder
    at: datetime


_Written = Mapping[int, CounterCheck] | KeyUsedOtherwise | DataError


def _record(
    known: Sequence[CounterCheck | None], made: Mapping[int, CounterCheck], *, by: Holder, at: datetime
) -> list[CounterCheck]:
    """Write the fresh rows and a line of the journal; of two at once, the second gets the first's answer."""
    written = _GATHERED.ask(_Writing(made, by, at)) if made else made
    if isinstance(written, Exception):
        raise written
    told = [written.get(place) or row for place, row in enumerate(known)]
    return [row for row in told if row is not None]


def _write(waiting: Sequence[_Writing]) -> list[_Written]:
    """Write the rows of requests that came at once in one transaction: each alone would wait for the disk.

    A request with a row that stands already, or that the database cannot take, is written by itself, so that
    it takes no other with it.
    """
    try:
        with transaction.atomic():
            for one in waiting:
                _add(one.made.values())
                _note(list(one.made.values()), by=one.by, at=one.at)
    except (IntegrityError, DataError) as fault:
        if len(waiting) > 1:
            return [written for one in waiting for written in _write([one])]
        return [fault if isinstance(fault, DataError) else _first_answers(waiting[0])]
    return [one.made for one in waiting]


def _add(rows: Iterable[CounterCheck]) -> None:
    """Write rows by one statement that is made once: the ORM takes three times as long, its keys included."""
    fields = [field for field in CounterCheck._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_statement(connection.vendor), values)


@cache
def _statement(vendor: str) -> str:  # noqa: ARG001 - a database quotes names in its own way
    meta, quote = CounterCheck._meta, connection.ops.quote_name  # noqa: SLF001
    names = [quote(str(field.column)) for field in meta.concrete_fields if not field.primary_key]
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(meta.db_table)} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - own names


def _first_answers(late: _Writing) -> _Written:
    """Return what the first request under an idempotency key was answered, where it asked the same."""
    made = late.made
    rows = counter.checks_of_key(late.by.company, [row.idempotency for row in made.values()])
    if len(rows) < len(made) or any(rows[row.idempotency].digest != row.digest for row in made.values()):
        return KeyUsedOtherwise(key=next(iter(made.values())).idempotency.rpartition("/")[0])
    return {place: rows[row.idempotency] for place, row in made.items()}


_GATHERED: Final = Gathered[_Writing, _Written](_write)


def _note(rows: Sequence[CounterCheck], *, by: Holder, at: datetime) -> None:
    if not rows or by.sandbox:
        return
    shared = Counter((name, getattr(row, name)) for row in rows for name in ("phone_mark", "place_mark"))
    if any(
        counter.is_probing(by.company, marks={name: mark}, among=count, at=at)
        for (name, mark), count in shared.items()
    ):
        note(act="screening.probing", subject=f"company {by.company}", alert=True, by=by.number, at=at)
    subject = f"parcel {rows[0].waybill}" if len(rows) == 1 else f"company {by.company}"
    inspected = sum(row.answer == Reply.ROUTINE.value for row in rows)
    facts: dict[str, str | int] = {"parcels": len(rows), "to-inspect": inspected, "company": by.company}
    note(act="screening.check", subject=subject, facts=facts, by=by.number, at=at)


def allow(key: str, count: int, *, seconds: float) -> None:
    """Count a key's questions of this minute on this node, whichever process is asked.

    ``seconds`` are of a clock that all processes share. Refuses: ``TooManyChecks``.
    """
    minute = int(seconds // 60)
    if not count_asked(settings.BORDERLINK.folder, key, count, minute=minute, most=PER_MINUTE):
        raise TooManyChecks(limit=PER_MINUTE, seconds=60 - int(seconds % 60))
