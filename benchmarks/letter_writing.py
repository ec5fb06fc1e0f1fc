"""Who writes letters in ``benchmarks.letters``: many at a time, one by one, a STOP now and then."""

import json
import os
import random
import time
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from benchmarks.letter_bodies import body_of, letter_id
from benchmarks.letter_life import UNIT, folder, turn_clock, watch_points

THREADS: Final = 50  # that letters are spread over: order holds inside each
LIFE: Final = timedelta(days=60)
SEALED_AT_ONCE: Final = 200
FLEETING: Final = 40  # one batch in so many may expire before it arrives, while faults are done
FLEETING_LIFE: Final = timedelta(seconds=2)
STOP_EVERY_S: Final = 0.25
SEEN_EVERY_S: Final = 0.1
LOOKED_AT: Final = 1_000  # of the latest letters: more than come between two looks


def threads_of(partner: str) -> list[Any]:
    """Return the threads that letters are spread over, made once."""
    from borderlink.liaison.models.letters import Thread
    from borderlink.liaison.models.partners import Partner

    found = list(Thread.objects.filter(partner__code=partner, reference__startswith="BENCH").order_by("id"))
    if found:
        return found
    row, now = Partner.objects.get(code=partner), datetime.now().astimezone()
    made = [
        Thread(
            uuid=UUID(letter_id(number)), partner=row, unit=UNIT, reference=f"BENCH-{number:04d}",
            opened_at=now, last_at=now,
        )
        for number in range(THREADS)
    ]  # fmt: skip
    Thread.objects.bulk_create(made)
    return threads_of(partner)


class Writer:
    """Seals clues, some at a time, each batch in one transaction, as many as the file ``allowed`` says."""

    def __init__(self, partner: str, *, seed: int, urgent: bool = False) -> None:
        self.urgency = "URG-URGENT" if urgent else "URG-ROUTINE"
        self.threads = threads_of(partner)
        self.chance = random.Random(seed)
        self.last = self._last()

    def _last(self) -> dict[int, str]:
        """Return the last letter of each thread: what a writer that was killed had committed counts."""
        from django.db.models import Max

        from borderlink.liaison.models.letters import Letter

        ours = Letter.objects.filter(thread__in=self.threads, direction="out").order_by()
        last = ours.values("thread_id").annotate(last=Max("id")).values_list("last")
        found = Letter.objects.filter(id__in=[number for (number,) in last])
        return {thread: str(uuid) for thread, uuid in found.values_list("thread_id", "uuid")}

    def batch(self, count: int, lane: Any, *, life: timedelta = LIFE) -> list[str]:
        """Seal so many letters and return their ids once that is committed."""
        from django.db import transaction
        from django.utils import timezone

        from borderlink.liaison.actions.inserting import insert_many
        from borderlink.liaison.actions.sealing import seal_many

        at, last = timezone.now(), dict(self.last)
        rows = [self._letter(at, last) for _ in range(count)]
        with transaction.atomic():
            insert_many(rows)
            seal_many(rows, lane=lane, expires_at=at + life, at=at)
        self.last = last
        return [str(row.uuid) for row in rows]

    def _letter(self, at: datetime, last: dict[int, str]) -> Any:
        from borderlink.liaison.models.letters import Letter

        thread = self.chance.choice(self.threads)
        uuid = letter_id(int.from_bytes(os.urandom(9)), at=at.timestamp())
        body = body_of(
            letter=uuid, thread=str(thread.uuid), after=last.get(thread.id, ""), at=int(at.timestamp()),
            urgency=self.urgency,
        )  # fmt: skip
        last[thread.id] = uuid
        return Letter(
            uuid=UUID(uuid), thread=thread, direction="out", kind="clue", state="sealed",
            body=body.decode(), urgency=self.urgency, made_at=at, sent_at=at,
        )  # fmt: skip


def write(partner: str, size: str, lane: str, fleeting: str = "") -> None:
    """Seal letters until the file ``allowed`` says END; tell each after its commit in the file ``told``."""
    watch_points()
    turn_clock()
    from django.db import Error, connection

    while True:
        try:
            return _write(partner, size, lane, fleeting)
        except Error:  # locked, or full: what was not committed is not told, and is written anew
            connection.close()


def _write(partner: str, size: str, lane: str, fleeting: str) -> None:
    from borderlink.liaison.domain.states import Lane
    from borderlink.liaison.models.letters import Letter

    writer = Writer(partner, seed=os.getpid())
    made = Letter.objects.filter(direction="out", thread__in=writer.threads).count()
    told = os.open(folder() / "told", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while (allowed := _allowed()) >= 0:
        count = min(int(size), allowed - made)
        if count <= 0:
            time.sleep(0.005)
            continue
        brief = fleeting and writer.chance.randrange(FLEETING) == 0
        ids = writer.batch(count, Lane(lane), life=FLEETING_LIFE if brief else LIFE)
        now = time.time()
        os.write(told, "".join(f"{one} {now}\n" for one in ids).encode())
        made += count


def seal(partner: str, count: str, lane: str) -> None:
    """Seal so many letters and end."""
    from borderlink.liaison.domain.states import Lane

    writer, left = Writer(partner, seed=1, urgent=lane == "urgent"), int(count)
    while left > 0:
        writer.batch(min(left, SEALED_AT_ONCE), Lane(lane))
        left -= SEALED_AT_ONCE


class Carrier:
    """Makes one exchange after another with the one partner."""

    def __init__(self, partner: str) -> None:
        from borderlink.liaison.adapters.https import Line

        self.partner, self.line = partner, Line()

    def exchange(self) -> int:
        """Make one exchange and return how many letters it settled."""
        from django.utils import timezone

        from borderlink.liaison.actions import exchanging
        from borderlink.liaison.queries.post import partner_to_post

        row = partner_to_post(self.partner)
        assert row is not None
        parcel = exchanging.prepare(partner=row, lanes=(0, 1, 2, 3), at=timezone.now())
        data = self.line.post(self.partner, parcel.address, parcel.tls, parcel.data)
        return exchanging.take_answer(partner=row, parcel=parcel, data=data, at=timezone.now()).settled


def singly(partner: str, count: str) -> None:
    """Seal a letter, send it and hear its receipt, then the next; print what that took as one line."""
    from borderlink.liaison.domain.states import Lane

    writer, carrier = Writer(partner, seed=1), Carrier(partner)
    carrier.exchange()
    took, began, used = [], time.perf_counter(), time.process_time()
    for _ in range(int(count)):
        start = time.perf_counter()
        writer.batch(1, Lane.NORMAL)
        if carrier.exchange() != 1:
            raise SystemExit("a letter was not settled at once")
        took.append((time.perf_counter() - start) * 1000)
    seconds, used = time.perf_counter() - began, time.process_time() - used
    took.sort()
    print(json.dumps({
        "seconds": round(seconds, 3), "cpu_s": round(used, 3),
        "letters_per_second": round(int(count) / seconds, 1),
        "p50_ms": round(took[len(took) // 2], 1), "p99_ms": round(took[int(len(took) * 0.99)], 1),
    }))  # fmt: skip


def stops(partner: str) -> None:
    """Seal a STOP four times a second until ``allowed`` says END; tell each in the file ``stops``."""
    from borderlink.liaison.domain.states import Lane

    writer, told = Writer(partner, seed=2), os.open(folder() / "stops", os.O_WRONLY | os.O_CREAT, 0o600)
    while _allowed() >= 0:
        writer.last = {}  # a STOP waits for nothing
        (letter,) = writer.batch(1, Lane.STOP)
        os.write(told, f"{letter} {time.time()}\n".encode())
        time.sleep(STOP_EVERY_S)


def see() -> None:
    """Look for letters that came ten times a second, as a screen would, for ever; tell each in ``seen``."""
    from borderlink.liaison.models.letters import Letter

    told, known = os.open(folder() / "seen", os.O_WRONLY | os.O_CREAT, 0o600), {UUID(int=0)}
    latest = Letter.objects.filter(direction="in").order_by("-id").values_list("uuid", flat=True)
    while True:
        fresh = [uuid for uuid in latest[:LOOKED_AT] if uuid not in known]
        now = time.time()
        os.write(told, "".join(f"{uuid} {now}\n" for uuid in reversed(fresh)).encode())
        known.update(fresh)
        time.sleep(SEEN_EVERY_S)


def _allowed() -> int:
    text = (folder() / "allowed").read_text(encoding="ascii") or "0"
    return -1 if text == "END" else int(text)
