"""What runs inside one node of ``benchmarks.letters``: founded, pinned, its writer, its post, its web.

    python -m benchmarks.letter_side PART [ARGUMENT...]

The node's folder and database come from the environment, like every node's. ``keep`` loads the program once
and then forks a fresh process for each life that it is asked for, so that a node can be killed often: each
life is a process of its own, with connections of its own, and dies by SIGKILL like any other.
"""

import json
import os
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, Final
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from benchmarks.letter_bodies import body_of, letter_id

THREADS: Final = 50  # that letters are spread over: order holds inside each
LIFE: Final = timedelta(days=60)
SEALED_AT_ONCE: Final = 200
WORK_EVERY_S: Final = 0.1
FLEETING: Final = 40  # one batch in so many may expire before it arrives, while faults are done
FLEETING_LIFE: Final = timedelta(seconds=2)
UNIT: Final = "LIAISON"
# One row for each time that a letter had its effect; nothing keeps it unique.
MAKE_EFFECTS: Final = "CREATE TABLE bench_effects (id {number}, letter VARCHAR(36), at DOUBLE PRECISION)"
COUNT_EFFECT: Final = "INSERT INTO bench_effects (letter, at) VALUES (%s, %s)"
READ_EFFECTS: Final = "SELECT letter, at FROM bench_effects ORDER BY id"


def set_up() -> None:
    """Set Django up in this process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()


def wait_briefly() -> None:
    """Let this life wait for locks only as long as a benchmark of faults can afford."""
    from django.db import connections

    wait_ms = int(os.environ.get("BENCH_LOCK_WAIT_MS", "0"))
    database = connections.settings["default"]
    if wait_ms and database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"]["timeout"] = wait_ms / 1000
    elif wait_ms:
        database["OPTIONS"]["options"] = f"-c lock_timeout={wait_ms}"


def folder() -> Path:
    """Return the node's folder."""
    return Path(os.environ["BORDERLINK_FOLDER"])


def reader(badge: str) -> Any:
    """Return an officer who deals with partners."""
    from django.conf import settings

    from borderlink.foundation.who import Reader, Role

    agency = settings.BORDERLINK.agency
    roles = frozenset({Role.LIAISON_OFFICER, Role.COMMANDER})
    return Reader(badge=badge, agency=agency, units=frozenset({UNIT}), roles=roles)


def prepare(agency: str, country: str) -> None:
    """Make the node: folder, keys, tables, and the table that counts effects."""
    from borderlink.node.founding import bring_up_to_date, lay_folder

    names = {"agency": agency, "name": agency, "name_en": agency}
    lay_folder(folder(), {**names, "country": country, "language": "en"})
    set_up()
    from django.db import connection

    bring_up_to_date()
    number = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "BIGSERIAL PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(MAKE_EFFECTS.format(number=number))


def introduce() -> None:
    """Print the 60 digits of the node's root and, on the lines after them, its introduction."""
    set_up()
    from django.utils import timezone

    from borderlink.liaison.actions.introducing import own_introduction

    made = own_introduction(timezone.now())
    sys.stdout.buffer.write(made.fingerprint().encode() + b"\n" + made.to_bytes())


def pin(address: str) -> None:
    """Pin the partner whose introduction is on standard input, by two officers; ``address`` leads to it."""
    set_up()
    from django.utils import timezone

    from borderlink.liaison.actions import ceremony, partners
    from borderlink.liaison.domain.terms import Basis, Terms

    digits, _, document = sys.stdin.buffer.read().partition(b"\n")
    at, first, second = timezone.now(), reader("DX-0101"), reader("DX-0102")
    taken = ceremony.take_in_introduction(document=document, unit=UNIT, time_zone="UTC", by=first, at=at)
    code = taken.partner.code
    ceremony.confirm_introduction(code=code, seen=taken.sha256, typed=digits.decode(), by=second, at=at)
    basis = Basis(channel="CHA-CUSTOMS", instrument="UN 1988 Convention", article="9")
    terms = Terms.usual(ours="VN", theirs="CN", bases=[basis])
    partners.change_terms(code=code, terms=terms, by=first, at=at)
    partners.change_partner(
        code=code, unit=UNIT, address=address, language="en", time_zone="UTC", letters_a_minute=100_000_000,
        by=first, at=at,
    )  # fmt: skip


class Effects:
    """The effect of a letter that came: one row, in the post's own transaction, by the real clock."""

    def __init__(self) -> None:
        self._clock = time.time

    def __call__(self, letter: Any, _value: Mapping[str, Any], _at: datetime) -> None:
        """Count it."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(COUNT_EFFECT, [str(letter.uuid), self._clock()])


def turn_clock() -> None:
    """Let this process live in another time, if it was told to."""
    shift = timedelta(seconds=int(os.environ.get("BENCH_CLOCK_S", "0")))
    if shift:
        from django.utils import timezone

        real = timezone.now
        timezone.now = lambda: real() + shift  # doors alone read it


class Killer:
    """Ends this process by SIGKILL at the so-many-th time that it comes to a named point."""

    def __init__(self, point: str, times: int) -> None:
        self.point, self.left = point, times

    def __call__(self, point: str) -> None:
        """Come to a point."""
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Recorder:
    """Writes down every point that this process comes to, once, in the file ``points``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._file = os.open(folder() / "points", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __call__(self, point: str) -> None:
        """Come to a point."""
        if point not in self._seen:
            self._seen.add(point)
            os.write(self._file, f"{os.environ['BENCH_NAME']} {point}\n".encode())


def watch_points() -> None:
    """Observe the post's points and every statement to the database, to end there or to write them down."""
    told = os.environ.get("BENCH_KILL_AT", "")
    if not told:
        return
    from django.db.backends.signals import connection_created

    from borderlink.liaison.actions import points

    point, _, times = told.rpartition(" ")
    observer = Recorder() if told == "record" else Killer(point, int(times))
    points.observe(observer)

    def wrap(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        name = statement(sql)
        observer(f"before-{name}")
        result = execute(sql, *arguments)
        observer(f"after-{name}")
        return result

    def watch(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(wrap)

    connection_created.connect(watch, weak=False)


def statement(sql: str) -> str:
    """Return the name of a statement: what it does, and to which table."""
    verb = sql.split(None, 1)[0].lower()
    found = re.search(r'(?:INTO|UPDATE|FROM) "(\w+)"', sql)
    return f"{verb}-{found[1]}" if found else verb


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

        from borderlink.liaison.actions.sealing import seal_many
        from borderlink.liaison.models.letters import Letter

        at, last = timezone.now(), dict(self.last)
        rows = [self._letter(at, last) for _ in range(count)]
        with transaction.atomic():
            Letter.objects.bulk_create(rows)
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
    set_up()
    from borderlink.liaison.domain.states import Lane

    writer, left = Writer(partner, seed=1, urgent=lane == "urgent"), int(count)
    while left > 0:
        writer.batch(min(left, SEALED_AT_ONCE), Lane(lane))
        left -= SEALED_AT_ONCE


def web() -> None:
    """Serve the node's pages to the other node, until killed: its own application behind a plain server."""
    watch_points()
    turn_clock()
    from django.conf import settings

    from borderlink.liaison.actions.effects import register_effect
    from borderlink.node.wsgi import application

    register_effect("clue", Effects())
    place = (settings.BORDERLINK.address, settings.BORDERLINK.port)
    with make_server(*place, application, server_class=Threads, handler_class=Silent) as server:
        server.serve_forever(0.05)


def post(most: str) -> None:
    """Carry post as a node does, and do the office's part of the worker beside it, until killed.

    ``most`` letters go in one exchange; with 0 everything is as in a node, else waits are as brief as a
    benchmark of faults can afford.
    """
    watch_points()
    turn_clock()
    from borderlink.liaison import jobs
    from borderlink.liaison.actions import exchanging

    if int(most):
        vars(exchanging)["MOST_WIRES"] = int(most)
        vars(jobs).update(FIRST_WAIT_S=0.02, LONGEST_WAIT_S=0.3, LOOK_AGAIN_S=0.05, HELD_BACK_S=0.1)
        threading.Thread(target=work, daemon=True).start()
    jobs.carry_post()


def work() -> None:
    """Do the office's part of the worker, for ever."""
    from django.db import Error, connection
    from django.utils import timezone

    from borderlink.liaison import jobs

    while True:
        try:
            busy = jobs.work_once(timezone.now())
        except Error:  # locked, or full: it comes again
            connection.close()
            busy = False
        if not busy:
            time.sleep(WORK_EVERY_S)


class Carrier:
    """Makes one exchange after another with the one partner."""

    def __init__(self, partner: str) -> None:
        from borderlink.liaison.adapters.https import Line

        self.partner, self.line = partner, Line()

    def exchange(self) -> int:
        """Make one exchange and return how many letters it settled."""
        from django.utils import timezone

        from borderlink.liaison.actions import exchanging
        from borderlink.liaison.models.partners import Partner

        row = Partner.objects.get(code=self.partner)
        parcel = exchanging.prepare(partner=row, lanes=(0, 1, 2, 3), at=timezone.now())
        data = self.line.post(self.partner, parcel.address, parcel.tls, parcel.data)
        return exchanging.take_answer(partner=row, parcel=parcel, data=data, at=timezone.now()).settled


def singly(partner: str, count: str) -> None:
    """Seal a letter, send it and hear its receipt, then the next; print what that took as one line."""
    set_up()
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
        "seconds": round(seconds, 3), "cpu_s": round(used, 3), "letters_per_second": round(int(count) / seconds, 1),
        "p50_ms": round(took[len(took) // 2], 1), "p99_ms": round(took[int(len(took) * 0.99)], 1),
    }))  # fmt: skip


class Threads(ThreadingMixIn, WSGIServer):
    """A thread for each exchange."""

    daemon_threads = True
    request_queue_size = 64


class Silent(WSGIRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""


def resume() -> None:
    """Let letters pass again with every partner that was paused: one officer asks, another does it."""
    set_up()
    from django.utils import timezone

    from borderlink.liaison.actions.partners import ask_to_resume, resume_partner
    from borderlink.liaison.models.partners import Partner

    why, at = "Compared with the other side.", timezone.now()
    for partner in Partner.objects.filter(state="paused"):
        ask_to_resume(code=partner.code, why=why, by=reader("DX-0101"), at=at)
        resume_partner(code=partner.code, why=why, by=reader("DX-0102"), at=at)


def _allowed() -> int:
    text = (folder() / "allowed").read_text(encoding="ascii") or "0"
    return -1 if text == "END" else int(text)


def keep() -> None:
    """Load the program, then fork a life for each line of input: ``{"part": [...], "set": {...}}``."""
    set_up()
    from django.urls import get_resolver

    import borderlink.node.wsgi  # noqa: F401 - everything that a life needs is loaded

    get_resolver().url_patterns  # noqa: B018 - loads every page
    for line in sys.stdin:
        asked = json.loads(line)
        number = os.fork()
        if number == 0:
            _live(asked)
        _tell("began", number)
        _, status = os.waitpid(number, 0)
        _tell("ended", os.waitstatus_to_exitcode(status))


def _live(asked: Mapping[str, Any]) -> None:
    """Be one life: never returns."""
    os.environ.update(asked["set"])
    code = 1
    try:
        wait_briefly()
        name, *arguments = asked["part"]
        PARTS[name](*arguments)
        code = 0
    except BaseException:  # noqa: BLE001 - a life's end is told, whatever it was
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _tell(what: str, number: int) -> None:
    print(f"{what} {number}", flush=True)


def outgoing() -> Iterator[tuple[str, str]]:
    """Yield each sealed letter's id and state."""
    from borderlink.liaison.models.post import Outgoing

    for letter, state in Outgoing.objects.order_by("id").values_list("letter", "state").iterator(10_000):
        yield str(letter), state


def tell_outgoing() -> None:
    """Print what this node sealed: a letter and its state a line."""
    set_up()
    sys.stdout.writelines(f"{letter} {state}\n" for letter, state in outgoing())


def tell_effects() -> None:
    """Print every effect in the order in which it happened: letter, time, the letter before it."""
    set_up()
    from django.db import connection

    from borderlink.liaison.models.letters import Letter

    after = {
        str(uuid): json.loads(body)["after"]
        for uuid, body in Letter.objects.filter(direction="in").values_list("uuid", "body").iterator(10_000)
    }
    with connection.cursor() as cursor:
        cursor.execute(READ_EFFECTS)
        rows = cursor.fetchall()
    sys.stdout.writelines(f"{letter} {at} {after.get(letter, '')}\n" for letter, at in rows)


PARTS: Final[dict[str, Callable[..., None]]] = {
    "prepare": prepare, "introduce": introduce, "pin": pin, "write": write, "seal": seal, "web": web, "singly": singly, "post": post,
    "resume": resume, "keep": keep, "outgoing": tell_outgoing, "effects": tell_effects,
}  # fmt: skip


def main() -> None:
    """Run one part."""
    PARTS[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
