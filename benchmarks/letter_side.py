"""What runs inside one node of ``benchmarks.letters``: founded, pinned, its writer, its post, its web.

    python -m benchmarks.letter_side PART [ARGUMENT...]

The node's folder and database come from the environment, like every node's. ``keep`` loads the program once
and then forks a fresh process for each life that it is asked for, so that a node can be killed often: each
life is a process of its own, with connections of its own, and dies by SIGKILL like any other.
"""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from socketserver import ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from benchmarks.letter_life import UNIT, folder, reader, set_up, turn_clock, wait_briefly, watch_points
from benchmarks.letter_nodes import die_with_parent
from benchmarks.letter_writing import seal, see, singly, stops, write

WORK_EVERY_S: Final = 0.1
# One row for each time that a letter had its effect; nothing keeps it unique.
MAKE_EFFECTS: Final = "CREATE TABLE bench_effects (id {number}, letter VARCHAR(36), at DOUBLE PRECISION)"
COUNT_EFFECT: Final = "INSERT INTO bench_effects (letter, at) VALUES (%s, %s)"
READ_EFFECTS: Final = "SELECT letter, at FROM bench_effects ORDER BY id"


def lay(agency: str, country: str) -> None:
    """Make the node's folder and keys."""
    from borderlink.node.founding import lay_folder

    names = {"agency": agency, "name": agency, "name_en": agency}
    lay_folder(folder(), {**names, "country": country, "language": "en"})


def prepare(agency: str, country: str) -> None:
    """Make the node: folder, keys, tables, and the table that counts effects."""
    lay(agency, country)
    set_up()
    from django.db import connection

    from borderlink.node.founding import bring_up_to_date

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
        vars(exchanging)["AT_ONCE"] = int(most)
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


def keep() -> None:
    """Load the program, then fork a life for each line of input: ``{"part": [...], "set": {...}}``."""
    set_up()
    from django.urls import get_resolver

    import borderlink.node.wsgi  # noqa: F401 - everything that a life needs is loaded

    get_resolver().url_patterns  # noqa: B018 - loads every page
    gc.freeze()  # what is loaded stays shared: a life that looked through it would copy it
    for line in sys.stdin:
        asked = json.loads(line)
        number = os.fork()
        if number == 0:
            die_with_parent()
            _live(asked)
        _tell("began", number)
        _, status = os.waitpid(number, 0)
        _tell("ended", os.waitstatus_to_exitcode(status))


def _live(asked: Mapping[str, Any]) -> None:
    """Be one life: never returns."""
    os.environ.update(asked["set"])
    for name, number, way in (("BENCH_GIVEN", 0, os.O_RDONLY), ("BENCH_PRINTED", 1, os.O_WRONLY)):
        if name in asked["set"]:
            os.dup2(os.open(asked["set"][name], way), number)
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
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _tell(what: str, number: int) -> None:
    print(f"{what} {number}", flush=True)


def certify() -> None:
    """Make the node's TLS certificate, and letter keys that name it, in force at once."""
    from datetime import UTC

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=2)).not_valid_after(now + timedelta(days=300))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder() / "tls.key").write_bytes(pem)
    (folder() / "tls.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    set_up()
    from django.utils import timezone

    from borderlink.foundation.signing import PrivateKey
    from borderlink.liaison.actions.renewing import renew_keys

    paths = [folder() / "root-keys" / f"root-{number}.pem" for number in (1, 2)]
    holders = [PrivateKey.from_pem(path.read_bytes()) for path in paths]
    renew_keys(root_keys=holders, days=300, notice_days=0, at=timezone.now())


def tell_arrivals() -> None:
    """Print every letter that came, in its order: letter, when, the letter before it in its thread."""
    set_up()
    from borderlink.liaison.models.letters import Letter

    rows = Letter.objects.filter(direction="in").order_by("id").values_list("uuid", "made_at", "body")
    for uuid, at, body in rows.iterator(10_000):
        print(uuid, at.timestamp(), json.loads(body)["after"])


def tell_outgoing() -> None:
    """Print what this node sealed, a line each: letter, seconds it was to live, what became of it and why."""
    set_up()
    from borderlink.liaison.models.post import Outgoing, Receipt

    said = Receipt.objects.filter(ours=False, stage="RCP-REFUSED").values_list("letter", "code")
    why = {letter: f" {code}" for letter, code in said}
    rows = Outgoing.objects.order_by("id").values_list("letter", "state", "sealed_at", "expires_at")
    for letter, state, sealed_at, expires_at in rows.iterator(10_000):
        reason = why.get(letter, "") if state == "refused" else ""
        print(letter, (expires_at - sealed_at).total_seconds(), f"{state}{reason}")


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
    "lay": lay, "prepare": prepare, "introduce": introduce, "pin": pin, "certify": certify, "resume": resume,
    "write": write, "seal": seal, "singly": singly, "stops": stops, "see": see, "post": post, "web": web,
    "keep": keep, "outgoing": tell_outgoing, "effects": tell_effects, "arrivals": tell_arrivals,
}  # fmt: skip


def main() -> None:
    """Run one part."""
    if sys.argv[1] not in {"lay", "prepare", "keep"}:  # the one has no settings yet, the other forks first
        set_up()
    PARTS[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
